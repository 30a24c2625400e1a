// Which feed reads a file, and which column gives which field.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/data/cells.hpp"
#include "engine/data/csv.hpp"
#include "engine/data/kept_texts.hpp"
#include "engine/data/load.hpp"
#include "engine/data/quality.hpp"

namespace duly::data {

inline constexpr std::uint32_t no_column = 0xffffffff;

// The columns that several names lead to: the first is read, the next where it is blank. None: a blank.
using Columns = std::vector<std::uint32_t>;

struct Headers {
    std::vector<std::string> texts, folded;
    std::string list;       // folded: what stands in `row` may be named by this
    std::uint32_t find(const model::ColumnName& name) const;    // or no_column
    Columns find(const model::ColumnChoice& names) const;       // those that are there
};

struct FieldPlan {
    FieldId field = model::none;
    const model::Mapping* mapping = nullptr;
    Columns columns;                            // none for a constant; of `joined` the first of each part
    std::vector<Columns> parts;                 // of `joined`
    std::shared_ptr<const Spellings> spellings; // null where there are none
    std::shared_ptr<KeptTexts> kept;            // of a column of texts
};
struct FilterPlan { Columns columns; const model::RowFilter* filter = nullptr; };

// One `file` block of the feed over one file.
struct BlockPlan {
    const model::FeedFile* block = nullptr;
    std::vector<FieldPlan> fields;
    std::vector<FilterPlan> filters;
    std::vector<std::vector<Columns>> keys;     // of block->parent, the parts of each
    std::uint32_t same_row_block = no_column;   // index in FilePlan::blocks
};
struct FilePlan {
    std::string path;                           // as shown
    std::uint32_t number = 0;                   // in Dataset::files
    const model::Feed* feed = nullptr;
    bool by_headers = false, told = false;      // told: why no feed reads it is listed already
    const model::Feed* ignored_by = nullptr;    // that knows the file and reads nothing from it
    std::string nearest;                        // when none does: words for the one that comes near
    std::shared_ptr<const RowPlaces> places;    // null where lines are lines
    Headers headers;
    std::vector<BlockPlan> blocks;              // parents' blocks first
    std::shared_ptr<const DateReader> dates;
    std::shared_ptr<const Markers> markers;
};

struct TableName;
class FoldedPatterns;
// The feed that fits, with its blocks; `feed` is null when none does. `left_out`: something that a feed asks for had to be left out.
FilePlan choose_feed(const model::RuleSet& rules, const TableName& name, Headers headers, const LoadOptions& options, FoldedPatterns& patterns, Quality& quality,
                     std::vector<FileMapping>& mappings, bool& left_out);
// Pairs of text and value from a CSV list, mistakes listed.
std::vector<std::pair<std::string, Meaning>> read_spellings(const model::RuleSet& rules, const model::Feed& feed, const model::Mapping& mapping,
                                                                   const model::Field& field, const LoadOptions& options, Quality& quality);

}  // namespace duly::data
