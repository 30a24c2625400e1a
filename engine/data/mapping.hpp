// Which feed reads a file, and which column gives which field.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/data/cells.hpp"
#include "engine/data/csv.hpp"
#include "engine/data/load.hpp"
#include "engine/data/quality.hpp"

namespace duly::data {

inline constexpr std::uint32_t no_column = 0xffffffff;

struct Headers {
    std::vector<std::string> texts, folded;
    std::uint32_t find(const model::ColumnName& name) const;                    // or no_column
    std::uint32_t find(const std::vector<model::ColumnName>& names) const;      // the first that is there
};

struct FieldPlan {
    FieldId field = model::none;
    const model::Mapping* mapping = nullptr;
    std::vector<std::uint32_t> columns;         // those of `or`, the next where one is blank; of `joined` all; none for a constant
    std::shared_ptr<const Spellings> spellings; // null where there are none
};
struct FilterPlan { std::uint32_t column = no_column; const model::RowFilter* filter = nullptr; };

// One `file` block of the feed over one file.
struct BlockPlan {
    const model::FeedFile* block = nullptr;
    std::vector<FieldPlan> fields;
    std::vector<FilterPlan> filters;
    std::vector<std::uint32_t> link_columns;    // of block->parent
    std::uint32_t same_row_block = no_column;   // index in FilePlan::blocks
};
struct FilePlan {
    const InputFile* file = nullptr;
    std::uint32_t number = 0;                   // in Dataset::files
    const model::Feed* feed = nullptr;
    Headers headers;
    std::vector<BlockPlan> blocks;              // parents' blocks first
    std::shared_ptr<const DateReader> dates;
    std::shared_ptr<const Markers> markers;
};

// The feed that fits, with its blocks; `feed` is null when none does, and that is listed. `left_out`: something that a
// feed asks for had to be left out.
FilePlan choose_feed(const model::RuleSet& rules, const InputFile& file, Headers headers, const LoadOptions& options, Quality& quality,
                     std::vector<FileMapping>& mappings, bool& left_out);
// Pairs of text and value from a CSV list, mistakes listed.
std::vector<std::pair<std::string, model::Literal>> read_spellings(const model::RuleSet& rules, const model::Feed& feed, const model::Mapping& mapping,
                                                                   const model::Field& field, const LoadOptions& options, Quality& quality);

}  // namespace duly::data
