// Words that the sentences of an explanation are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/explain/explain.hpp"

namespace duly::explain {

class WrittenTexts;
// Where nodes carry proofs: every expression as written, and how many rows of one are listed.
struct ProofOptions { const WrittenTexts* texts = nullptr; std::size_t max_rows = 0; };
// What every part of an explanation looks at.
struct Context {
    const model::RuleSet& rules;
    const data::Dataset& data;
    const eval::CalendarSet& calendars;
    const eval::Evaluation& evaluation;
    const eval::Expressions& expressions;
    const ProofOptions* proofs = nullptr;       // null: none are asked for
    std::size_t at_most = 20;                   // ExplainOptions::max_cases, for rows and values
};

// An expression as its author wrote it, in back-ticks; a field by its name when there is no source. "" when neither.
std::string written(const model::RuleSet& rules, model::ExprId expr);
// The same for the date of an event: one picked from many goes by its field alone.
std::string named(const model::RuleSet& rules, model::ExprId expr);
// "Monday 5 January 2026", or with the time of day for a moment; the last second of a day is the day.
std::string spoken(std::int64_t time, const TimeZone& zone);
// "on Monday 5 January 2026", "on a day in January 2026", "between Monday ... and Friday ..."; a whole day of moments is that day.
std::string spoken_between(std::int64_t first, std::int64_t last, const TimeZone& zone);
// As-of, to the minute where it is a moment.
std::string spoken_as_of(const Context& context);
// "45 working days", "1 month"; `amount` is scaled.
std::string length_words(std::int64_t amount, model::Unit unit);
// "3 working days" of a whole number.
std::string count_words(std::int64_t n, model::Unit unit);
// "Assessment A17".
std::string row_words(const Context& context, model::RecordId record, data::Row row);
std::string capitalised(std::string text);
// A capital letter and one full stop.
std::string as_sentence(std::string text);
std::string joined(const std::vector<std::string>& words, std::string_view last = "and");

// Where a cell stands: of a date of a spell that was joined, the part that gives it. Nothing where no line of a file does.
struct CellAt { model::RecordId record = model::none; data::Row row = data::no_row; model::FieldId field = model::none; data::Origin origin; std::string_view header; };
// Also nothing where other rows have a column for it and this one has none, unless `any`.
std::optional<CellAt> cell_at(const Context& context, model::RecordId record, data::Row row, model::FieldId field, bool any = false);
// A cell that was read, with the line of its file.
ValueShown shown(const Context& context, const eval::ValueRead& read);

}  // namespace duly::explain
