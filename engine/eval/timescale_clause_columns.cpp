// Clauses over some rows: straight from the columns of the data where they say it, else by the walk of expressions.
#include <algorithm>
#include <numeric>

#include "engine/eval/timescale_clauses.hpp"
#include "engine/eval/timescale_row_loops.hpp"

namespace duly::eval::timescales {

using data::State;

void ClauseColumns::over(std::span<const Row> rows) {
    rows_ = rows;
    run_ = !rows.empty() && rows.back() - rows.front() + 1 == rows.size();      // they rise
    ++over_;
}

const std::int32_t* ClauseColumns::days(ClauseId id) {
    DayColumn& column = days_[id];
    if (column.over == over_) return column.v.data();
    column.over = over_;
    column.v.resize(rows_.size());
    const Clauses::Days& asked = clauses_.days_[id];
    if (asked.field) fill_field(asked, column);
    else if (asked.events) fill_events(asked, column.v.data());
    else fill_any(asked, column.v.data());
    return column.v.data();
}

std::span<const Row> ClauseColumns::climb(const model::Expr& field) {
    if (field.hops == 0) return rows_;
    climbed_.assign(rows_.begin(), rows_.end());
    model::RecordId record = clauses_.record_;
    for (unsigned hop = 0; hop < field.hops && record != model::none; ++hop) {
        const auto& parent = clauses_.expressions_.data().table(record).parent;
        for (Row& row : climbed_) row = row < parent.size() ? parent[row] : data::no_row;
        record = clauses_.expressions_.rules().records[record].parent;
    }
    return climbed_;
}

std::optional<DayCells> Clauses::cells(ClauseId id) const {
    const Days& asked = days_[id];
    if (!asked.field || asked.field->hops != 0 || asked.field->record != record_) return std::nullopt;
    const data::Column& column = expressions_.data().table(record_).columns[asked.field->field];
    if (!column.present || column.state.empty()) return std::nullopt;
    Day last = expressions_.rules().records[record_].fields[asked.field->field].planned ? INT32_MAX : expressions_.seen_day();
    if (asked.ahead_hidden) last = std::min(last, expressions_.as_of_day());
    return DayCells{column.day.reader(), column.state.reader(), last, asked.not_yet ? no_day : odd_day};
}

void ClauseColumns::fill_field(const Clauses::Days& asked, DayColumn& filled) {
    std::int32_t* const to = filled.v.data();
    filled.ahead = Ahead::none;
    const Expressions& e = clauses_.expressions_;
    const model::Field& meta = e.rules().records[asked.field->record].fields[asked.field->field];
    const data::Column& column = e.data().table(asked.field->record).columns[asked.field->field];
    const std::span<const Row> rows = climb(*asked.field);
    const std::int32_t if_missing = asked.not_yet ? no_day : odd_day;
    if (!column.present || column.state.empty()) {
        const std::int32_t all = asked.not_yet && column.untold ? odd_day : meta.optional ? no_day : if_missing;
        for (std::size_t i = 0; i < rows.size(); ++i) to[i] = rows[i] == data::no_row ? no_day : all;
        return;
    }
    Day last = meta.planned ? INT32_MAX : e.seen_day();
    if (asked.ahead_hidden) last = std::min(last, e.as_of_day());
    bool ahead = false;
    if (asked.field->hops == 0 && run_) {
        ahead = RowLoops().days(column, rows.front(), rows.size(), last, if_missing, to);
    } else {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            to[i] = rows[i] == data::no_row ? no_day : DayCells::cell(column.day[rows[i]], column.state[rows[i]], last, if_missing);
            ahead |= rows[i] != data::no_row && column.day[rows[i]] > last;
        }
    }
    if (ahead) filled.ahead = Ahead::some;
}

// The first or last of the events of each row. One on a day that is not known exactly, or of a kind that is not known, leaves it to the phases.
void ClauseColumns::fill_events(const Clauses::Days& asked, std::int32_t* to) {
    const Expressions& e = clauses_.expressions_;
    const EventsAsked& events = *asked.events;
    std::vector<const std::int32_t*> bounds;
    for (const EventsAsked::Bound& bound : events.bounds) bounds.push_back(days(bound.days));
    EventPlaces places(e, events);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        Day lo = INT32_MIN, hi = INT32_MAX - 1;
        if (!within(events, bounds, i, lo, hi)) {
            to[i] = odd_day;
            continue;
        }
        if (lo > hi) {
            to[i] = no_day;
            continue;
        }
        if (const std::size_t room = places.room(rows_[i]); event_days_.size() < room) event_days_.resize(room);
        std::size_t n = 0;
        if (!places.days(rows_[i], lo, hi, event_days_.data(), n)) to[i] = odd_day;
        else to[i] = n == 0 ? no_day : event_days_[asked.latest ? n - 1 : 0];
    }
}

EventPlaces::EventPlaces(const Expressions& e, const EventsAsked& events)
    : events_(events), children_(e.data().children(events.record)), seen_(e.seen_day()),
      orders_(e.data().table(events.record).columns[e.rules().records[events.record].orders]) {
    if (events.all_kinds || children_.kinds.empty() || std::accumulate(events.kinds.begin(), events.kinds.end(), 0) != 1) return;
    one_kind_ = static_cast<std::uint8_t>(std::find(events.kinds.begin(), events.kinds.end(), 1) - events.kinds.begin());
}

// One that has no day has not happened; one of another kind, or on another day, does not matter.
bool EventPlaces::all_told(std::uint32_t begin, std::uint32_t end, Day lo, Day hi) const {
    for (std::uint32_t at = begin; at < end; ++at) {
        const Day day = children_.days[at];
        const bool untold = !events_.all_kinds && children_.kinds[at] == 0xff;
        if (!events_.all_kinds && !untold && !events_.kinds[children_.kinds[at]]) continue;
        if (day == INT32_MAX) {
            const State state = orders_.state[children_.rows[at]];
            if (untold || (state != State::blank && state != State::missing)) return false;
        } else if (untold && day >= lo && day <= hi) {
            return false;
        }
    }
    return true;
}

bool within(const EventsAsked& events, std::span<const std::int32_t* const> bounds, std::size_t i, Day& lo, Day& hi) {
    for (std::size_t b = 0; b < bounds.size(); ++b) {
        const EventsAsked::Bound& bound = events.bounds[b];
        const std::int32_t day = bounds[b][i];
        if (day == odd_day) return false;
        if (day == no_day) {
            if (!bound.unless_blank) hi = INT32_MIN, lo = INT32_MAX;     // nothing is before or after what is not there
            continue;
        }
        if (bound.lower) lo = std::max(lo, day + bound.moved);
        else hi = std::min(hi, day + bound.moved);
    }
    return true;
}

Batch ClauseColumns::batch_of(std::span<const Row> rows, model::CalendarId calendar) const {
    Batch batch;
    batch.n = rows.size();
    batch.rows.emplace_back(rows.begin(), rows.end());
    batch.records.push_back(clauses_.record_);
    batch.calendar = calendar;
    return batch;
}

void ClauseColumns::fill_any(const Clauses::Days& asked, std::int32_t* to) const {
    Batch batch = batch_of(rows_, asked.calendar);
    batch.not_yet = asked.not_yet;
    Values values = clauses_.expressions_.evaluate(asked.expr, batch);
    if (asked.ahead_hidden) hide_ahead(clauses_.expressions_, values);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const bool exact = values.s[i] == Presence::known && values.last(i) == values.v[i] && values.v[i] > odd_day && values.v[i] <= INT32_MAX;
        to[i] = values.type != model::Type::date ? odd_day : exact ? static_cast<std::int32_t>(values.v[i]) : values.s[i] == Presence::blank ? no_day : odd_day;
    }
}

const std::uint8_t* ClauseColumns::answers(ClauseId id) {
    AnswerColumn& column = answers_[id];
    if (column.over == over_) return column.v.data();
    column.over = over_;
    column.v.resize(rows_.size());
    const Clauses::Answers& asked = clauses_.answers_[id];
    if (asked.code) {
        fill_by_code(asked, column);
        return column.v.data();
    }
    Batch batch = batch_of(rows_, asked.calendar);
    batch.not_yet = asked.shown;
    Values values = clauses_.expressions_.evaluate(asked.expr, batch);
    if (asked.shown) hide_ahead(clauses_.expressions_, values);
    const auto shows = [&](std::size_t i) -> std::uint8_t {
        if (values.s[i] == Presence::blank) return 0;
        return values.s[i] != Presence::known ? 2 : values.type != model::Type::yes_no || values.v[i] != 0 ? 1 : 0;
    };
    for (std::size_t i = 0; i < rows_.size(); ++i) column.v[i] = asked.shown ? shows(i) : static_cast<std::uint8_t>(answer_of(values, i));
    return column.v.data();
}

// What a code comes to is asked once, of the first row that has it.
void ClauseColumns::fill_by_code(const Clauses::Answers& asked, AnswerColumn& column) {
    constexpr std::uint8_t not_asked = 0xff;
    constexpr std::size_t states = 8, none = 256 * states;
    const Expressions& e = clauses_.expressions_;
    const data::Column& cells = e.data().table(asked.code->record).columns[asked.code->field];
    if (column.by_code.empty()) column.by_code.assign(none + 1, not_asked);
    const std::span<const Row> rows = climb(*asked.code);
    const auto key_of = [&](Row row) -> std::size_t {
        if (row == data::no_row) return none;
        return (cells.state[row] == State::known ? cells.code[row] & 255u : 0u) * states + static_cast<std::size_t>(cells.state[row]);
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t key = key_of(rows[i]);
        if (column.by_code[key] == not_asked)
            column.by_code[key] = static_cast<std::uint8_t>(answer_of(e.evaluate(asked.expr, batch_of(rows_.subspan(i, 1), asked.calendar)), 0));
        column.v[i] = column.by_code[key];
    }
}

}  // namespace duly::eval::timescales
