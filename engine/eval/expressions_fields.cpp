// What an evaluation sees of the data: fields with as-of applied, and which rows are there at all.
#include <algorithm>
#include <numeric>

#include "engine/data/spell_doubt.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval {

using data::Column;
using data::State;
using detail::make_values;
using detail::put;
using detail::put_range;
using model::Type;

namespace {

constexpr Presence presences[] = {Presence::known, Presence::blank, Presence::missing, Presence::missing, Presence::known};
static_assert(static_cast<int>(State::partial) == 4 && static_cast<int>(State::unreadable) == 3 && static_cast<int>(State::missing) == 2);
constexpr Presence plain(State state) { return presences[static_cast<std::size_t>(state)]; }

template <typename T>
[[gnu::always_inline]] inline void fetch(const std::vector<T>& column, std::size_t at) { __builtin_prefetch(column.data() + at); }
template <typename Cells>
[[gnu::always_inline]] inline void fetch(const Cells& column, std::size_t at) { column.fetch(at); }

// Rows above or beside others may lie apart.
template <typename Cells>
[[gnu::always_inline]] inline void fetch_ahead(const Cells& column, const data::StateCells& state, std::span<const Row> rows, std::size_t i) {
    constexpr std::size_t ahead = 16;
    if (i + ahead >= rows.size() || rows[i + ahead] == data::no_row) return;
    fetch(column, rows[i + ahead]);
    state.fetch(rows[i + ahead]);
}

template <typename Cells>
void gather(const Cells& column, const data::StateCells& state, std::span<const Row> rows, Values& out) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        fetch_ahead(column, state, rows, i);
        const Row row = rows[i];
        if (row == data::no_row) {
            out.s[i] = Presence::blank;
            continue;
        }
        // A column may end before its table: the cells after that say nothing.
        out.v[i] = row < column.size() ? static_cast<std::int64_t>(column[row]) : 0;
        out.s[i] = plain(state[row]);
    }
}

const std::int64_t* reader_of(const std::vector<std::int64_t>& column) { return column.data(); }
data::NarrowDays::Reader reader_of(const data::NarrowDays& column) { return column.reader(); }

// Dates, with what lies after `as_of` hidden: it is not there yet. True when some cell is not simply a day or blank; those
// are still to be placed: a partial date that may lie on either side is in doubt; one that cannot be read has happened or
// not, on a day not known.
template <typename Cells>
bool gather_dates(const Cells& column, const data::StateCells& state, std::span<const Row> rows, std::int64_t as_of, Values& out) {
    if (column.size() < state.size()) {     // the cells after its end say nothing
        gather(column, state, rows, out);
        for (std::size_t i = 0; i < out.size(); ++i)
            if (out.s[i] == Presence::known && out.v[i] > as_of) out.s[i] = Presence::blank;
        return std::any_of(rows.begin(), rows.end(), [&](Row row) { return row != data::no_row && state[row] >= State::unreadable; });
    }
    bool odd = false;
    const auto days = reader_of(column);
    const auto states = state.reader();
    std::int64_t* const v = out.v.data();
    Presence* const s = out.s.data();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        fetch_ahead(column, state, rows, i);
        const Row row = rows[i];
        if (row == data::no_row) {
            s[i] = Presence::blank;
            continue;
        }
        const std::int64_t day = days[row];
        const State told = states[row];
        const Presence presence = plain(told);
        v[i] = day;
        s[i] = presence == Presence::known && day > as_of ? Presence::blank : presence;
        odd |= told >= State::unreadable;
    }
    return odd;
}

void place_odd(const Column& column, std::span<const Row> rows, bool planned, std::int64_t as_of, const TimeZone& zone, Values& out) {
    const bool moment = out.type == Type::moment;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] == data::no_row) continue;
        const State state = column.state[rows[i]];
        if (state == State::unreadable) {
            const std::int64_t last = planned ? (moment ? std::int64_t{last_possible_day} * 86'400 : last_possible_day) : as_of;
            put_range(out, i, detail::first_possible(out.type), last, Presence::doubt);
        } else if (state == State::partial) {
            const DayInterval days = column.partial(rows[i]);
            const std::int64_t first = moment ? zone.first_second(days.first) : days.first;
            const std::int64_t last = moment ? zone.last_second(days.last) : days.last;
            if (planned || last <= as_of) put_range(out, i, first, last);
            else if (first > as_of) put(out, i, first, Presence::blank);
            else put_range(out, i, first, as_of, Presence::doubt);
        }
    }
}

void trim(Values& out) {
    for (auto& text : out.text) text = detail::trimmed(text);
}

}  // namespace

Values Expressions::field(model::RecordId record, model::FieldId field, std::span<const Row> rows, bool not_yet) const {
    const model::Field& meta = rules_.records[record].fields[field];
    const Column& column = data_.table(record).columns[field];
    Values out = make_values(meta.type, rows.size());
    if (!column.present || column.state.empty()) {
        std::fill(out.s.begin(), out.s.end(), meta.optional ? Presence::blank : Presence::missing);
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows[i] == data::no_row) out.s[i] = Presence::blank;
            else if (not_yet && column.untold) put_range(out, i, detail::first_possible(out.type), meta.type == Type::date ? seen_day_ : seen_second_, Presence::doubt);
    } else {
        const std::int64_t as_of = meta.type == Type::date ? seen_day_ : seen_second_;
        const std::int64_t last_seen = meta.planned ? INT64_MAX : as_of;
        bool odd = false;
        switch (meta.type) {
            case Type::text:
                for (std::size_t i = 0; i < rows.size(); ++i) {
                    const Row row = rows[i];
                    out.s[i] = row == data::no_row ? Presence::blank : plain(column.state[row]);
                    if (out.s[i] == Presence::known) out.text[i] = column.text[row];
                }
                trim(out);
                break;
            case Type::date: odd = gather_dates(column.day, column.state, rows, last_seen, out); break;
            case Type::moment: odd = gather_dates(column.number, column.state, rows, last_seen, out); break;
            case Type::yes_no:
            case Type::choice: gather(column.code, column.state, rows, out); break;
            default: gather(column.number, column.state, rows, out); break;
        }
        if (odd) place_odd(column, rows, meta.planned, as_of, zone(), out);
    }
    if (meta.with != model::none) {     // `reason text with ended`: not there while `ended` is not
        const Values with = this->field(record, meta.with, rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (with.s[i] == Presence::blank) put(out, i, 0, Presence::blank);
            else if (with.s[i] == Presence::doubt && out.s[i] == Presence::known) put(out, i, 0, Presence::missing);
        }
    }
    return out;
}

// --- rows that are there -------------------------------------------------------------------------------------------

// A row that is not there hides those below it.
void Expressions::hide_rows(model::RecordId record) const {
    hidden_[record].found = true;
    if (record >= data_.records()) return;
    const model::Record& meta = rules_.records[record];
    const data::Table& table = data_.table(record);
    auto& hidden = hidden_[record].rows;
    const auto hide = [&](Row row) {
        if (hidden.empty()) hidden.assign(table.rows, 0);
        hidden[row] = 1;
    };
    if (meta.orders != model::none && !meta.fields[meta.orders].planned && meta.orders < table.columns.size()) {
        const Column& column = table.columns[meta.orders];
        const bool moment = column.type == Type::moment;
        // Mostly no day lies ahead at all, which is told faster than for each row.
        const bool ahead = moment || column.day.any_above(seen_day_);
        if (column.present && !column.state.empty() && ahead)
            for (Row row = 0; row < table.rows; ++row) {
                const State state = column.state[row];
                if (state != State::known && state != State::partial) continue;
                if (moment && state == State::partial ? column.partial(row).first > seen_day_
                    : moment                          ? column.number[row] > seen_second_
                                                      : column.day[row] > seen_day_)
                    hide(row);
            }
    }
    if (meta.parent != model::none && !all_visible(meta.parent)) {
        const auto& above = hidden_in(meta.parent);
        for (Row row = 0; row < table.rows; ++row) {
            const Row parent = row < table.parent.size() ? table.parent[row] : data::no_row;
            if (parent != data::no_row && above[parent]) hide(row);
        }
    }
}

// A row that is linked by a date which cannot be read stands under every parent that it may belong to; so it may belong to
// none of those in particular. Such copies stand side by side and come from one line.
void Expressions::doubt_copies(model::RecordId record) const {
    uncertain_[record].found = true;
    if (record >= data_.records()) return;
    const model::Record& meta = rules_.records[record];
    const data::Table& table = data_.table(record);
    auto& uncertain = uncertain_[record].rows;
    // A row known only to a month that as-of cuts may not be there yet.
    if (meta.orders != model::none && !meta.fields[meta.orders].planned && meta.orders < table.columns.size())
        for (const data::PartialDate& date : table.columns[meta.orders].partials) {
            if (date.first > seen_day_ || date.last <= seen_day_) continue;
            if (uncertain.empty()) uncertain.assign(table.rows, 0);
            uncertain[date.row] = 1;
        }
    // Nor may one whose date cannot be read, where it is judged how things stood on an earlier day.
    if (looking_back_ && meta.orders != model::none && !meta.fields[meta.orders].planned && meta.orders < table.columns.size()) {
        const auto& state = table.columns[meta.orders].state;
        for (Row row = 0; row < state.size(); ++row) {
            if (state[row] != State::unreadable) continue;
            if (uncertain.empty()) uncertain.assign(table.rows, 0);
            uncertain[row] = 1;
        }
    }
    if (meta.spell)
        for (Row row = 0; row < table.rows; ++row) {
            if (!data::may_be_part_of_another(data_, record, row)) continue;
            if (uncertain.empty()) uncertain.assign(table.rows, 0);
            uncertain[row] = 1;
        }
    if (meta.by == model::none || !table.columns[meta.by].present) return;
    const bool under_spell = rules_.records[meta.parent].spell.has_value();
    const auto& state = table.columns[meta.by].state;
    const auto same_line = [&](Row a, Row b) {
        return table.origin[a].line != 0 && table.origin[a].line == table.origin[b].line && table.origin[a].file == table.origin[b].file;
    };
    // In a spell that may be one with another, which may hold the row as well.
    const auto in_both = [&](Row row) {
        if (!under_spell || table.parent[row] == data::no_row || !data::may_be_one_with_another(data_, meta.parent, table.parent[row])) return false;
        if (state[row] != State::known && state[row] != State::partial) return false;
        const Column& by = table.columns[meta.by];
        const Day day = by.day.empty() ? zone().day(by.number[row]) : by.day[row];
        return data::may_lie_in_another(rules_, data_, meta.parent, table.parent[row], state[row] == State::partial ? by.partial(row) : DayInterval{day, day});
    };
    for (Row row = 0; row < table.rows && row < state.size(); ++row) {
        const bool doubtful = in_both(row);
        if (!doubtful && state[row] != State::unreadable && state[row] != State::partial) continue;
        const bool copied = doubtful || (row > 0 && same_line(row, row - 1)) || (row + 1 < table.rows && same_line(row, row + 1));
        if (!copied && !(state[row] == State::unreadable && table.origin[row].line == 0)) continue;
        if (uncertain.empty()) uncertain.assign(table.rows, 0);
        uncertain[row] = 1;
    }
}

std::vector<Row> Expressions::visible_rows(model::RecordId record) const {
    std::vector<Row> rows;
    const Row n = data_.table(record).rows;
    if (all_visible(record)) {
        rows.resize(n);
        std::iota(rows.begin(), rows.end(), Row{0});
        return rows;
    }
    rows.reserve(n);
    for (Row row = 0; row < n; ++row)
        if (visible(record, row)) rows.push_back(row);
    return rows;
}

}  // namespace duly::eval
