// Which blocks of which feed read a table: by its name, then by its headers.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/data/mapping.hpp"

namespace duly::data {

// How a table is called. `table` is empty where the file itself is the table.
struct TableName {
    std::string file, table;        // without folders; sheet, table of a database, path of an element
    std::string path;               // as shown: folder/file/table
    std::uint32_t header_line = 1;
    std::size_t own = static_cast<std::size_t>(-1);     // the first headers are its own, those behind them are only offered
    bool plain = false, typed = false;                  // as in SourceTable
    bool sparse = false;                                // what is blank in all rows stands nowhere: XML, JSON
    std::size_t within = 0;                             // as in SourceTable
    std::string list = {};                              // as in SourceTable
    bool inside() const { return !table.empty(); }
};
enum class NameFits : std::uint8_t { no, by_file, by_table };    // by_file: the pattern names the file that holds the table
NameFits name_fits(const std::string& pattern, const TableName& name);

// A name or pattern as it is compared, and the same without `.csv`, `.xlsx` and the like.
struct FoldedName {
    std::string whole, bare;
    FoldedName() = default;
    explicit FoldedName(std::string folded);
};
struct FoldedPattern {
    FoldedName wanted, last, anywhere;      // last: its last part; anywhere: below any folder
    bool with_path = false;
    explicit FoldedPattern(const std::string& pattern);
};
// The patterns of a rule set, each folded once however many tables are compared with it.
class FoldedPatterns {
public:
    const FoldedPattern& of(const std::string& pattern) { return known_.try_emplace(&pattern, pattern).first->second; }
private:
    std::unordered_map<const std::string*, FoldedPattern> known_;
};

// The blocks of one feed that a table may be read by.
struct Candidate {
    const model::Feed* feed = nullptr;
    std::vector<const model::FeedFile*> fitting, unfit;     // unfit: a column that the block cannot do without is not there
    std::size_t score = 0;                                  // columns that the fitting ones use
};
std::vector<Candidate> candidates_by_name(const model::RuleSet& rules, const TableName& name, const Headers& headers, const LoadOptions& options, FoldedPatterns& patterns);

struct HeadersChoice {
    std::vector<Candidate> best;    // several: they fit equally well, so none is taken
    std::string nearest;            // when none fits: words for the nearest, "" = nothing comes near
};
// Blocks with the same patterns are one group. A group fits when no column is missing that one of its blocks cannot do without and more
// than half of the columns that it names are there, at least two; the one with most columns is taken.
HeadersChoice choose_by_headers(const model::RuleSet& rules, const TableName& name, const Headers& headers, const LoadOptions& options);

std::string written(const std::vector<model::ColumnName>& names);
// The names of each column that a mapping reads, and the one of them that is not there (null: all are).
std::vector<const model::ColumnChoice*> choices_of(const model::Mapping& mapping);
const model::ColumnChoice* missing_of(const model::Mapping& mapping, const Headers& headers);
// Columns that the block cannot do without and that are not there. `sparse`: one of its key and its parents is enough.
std::vector<std::string> lacking(const model::RuleSet& rules, const model::FeedFile& block, const TableName& name, const Headers& headers, bool sparse);
// A column that may be away is, and the block's `rows where` asks for it: it has no rows here, and there is nothing to tell.
bool passes_over(const model::FeedFile& block, const TableName& name, const Headers& headers);
// The feed that knows the file by `ignores file`, or null.
const model::Feed* ignoring(const model::RuleSet& rules, const TableName& name, const LoadOptions& options, FoldedPatterns& patterns);
std::set<std::uint32_t> used_columns(const model::FeedFile& block, const Headers& headers);

}  // namespace duly::data
