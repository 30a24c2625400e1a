// The cells of a file as they stand there, found again by line and column: what a value was read from, for explanations.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/data/bytes.hpp"
#include "engine/data/mapping.hpp"

namespace duly::data {

// Where a value comes from. `cells`: header and text of each column that was looked at; of several joined by `or` the one that was
// read, of several joined by `and` all. None where the feed gives the value itself (`fixed`).
struct CellSource {
    std::vector<std::pair<std::string, std::string>> cells;
    bool fixed = false, joined = false;
    bool spelt = false;             // the text is no value by its own name: the feed's spellings say what it means
    bool year_ending = false;
};

class RowTexts {
public:
    // `begin` to `end` of the text are whole rows, the first of them on line `first_line` (of an Origin).
    RowTexts(FileText text, CsvShape shape, std::size_t begin, std::size_t end, std::uint32_t first_line, FilePlan plan);
    // `header`: the column that the table names for the cell, "" where it names none. Lines are counted when first asked for; any
    // thread may ask.
    CellSource source_of(const model::RuleSet& rules, RecordId record, FieldId field, std::string_view header, std::uint32_t line) const;
    const std::string& feed() const { return plan_.feed->name; }

private:
    FileText text_;
    CsvShape shape_;
    std::size_t begin_, end_;
    std::uint32_t first_line_;
    FilePlan plan_;
    mutable std::once_flag counted_;
    mutable std::vector<std::pair<std::uint32_t, std::size_t>> rows_;       // line and place of each row
    const FieldPlan* plan_of(RecordId record, FieldId field, std::string_view header) const;
};

}  // namespace duly::data
