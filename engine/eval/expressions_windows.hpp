// Private to the expression engine: figures of the highest window, and the days that spans have.
#pragma once

#include <optional>
#include <vector>

#include "engine/eval/walk.hpp"
#include "engine/eval/windows.hpp"

namespace duly::eval::detail {

// --- expressions_spans.cpp
// The days of the span of each row as far as they are seen: what is still open runs to the as-of day, that day included.
std::vector<windows::SpanDays> days_of_spans(const Scope& scope, RecordId record, std::span<const Row> rows);
// The rows whose spans a `days_in` asks for.
std::vector<windows::SpanDays> days_of_spans(const Scope& scope, const Expr& expr);

// --- expressions_windows.cpp
bool adds_days(const model::Aggregate& aggregate);      // `sum of days of R in any L`
Values windowed(const Scope& scope, const model::Aggregate& aggregate, Type type);
Values days_in_any(const Scope& scope, const Expr& expr, const std::vector<windows::SpanDays>& spans);

// The first window that gives the highest figure, both days included, for element 0, and the rows that it holds or may hold; nothing
// when none holds any. `certain`: of a doubtful figure the first that gives its lower end by rows that are sure alone, and those rows;
// nothing when these alone do not give it.
struct SeenWindow { Day from = 0, to = 0; std::vector<Row> rows; };
std::optional<SeenWindow> seen_window(const Scope& scope, const model::Aggregate& aggregate, bool certain);
std::optional<SeenWindow> seen_window(const Scope& scope, const Expr& expr, const windows::SpanDays& span);

}  // namespace duly::eval::detail
