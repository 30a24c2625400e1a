// Private to the quick paths of the timescale evaluator: what rules ask of a row, as plain columns over some rows, worked out once for
// all rules that ask the same.
#pragma once

#include <unordered_map>

#include "engine/eval/timescale_parts.hpp"
#include "engine/eval/timescale_row_loops.hpp"

namespace duly::eval::timescales {

inline constexpr std::int32_t no_day = NumberColumn::none;     // it has not happened, or not yet
inline constexpr std::int32_t odd_day = no_day + 1;             // anything but an exact day: the phases know what to do

using ClauseId = std::uint32_t;

// The rows below that an aggregate or a `to each` speaks of, where they can be told by their places among the children of a row: of some
// kinds, with bounds on the day that orders them.
struct EventsAsked {
    model::RecordId record = model::none;
    bool all_kinds = true;
    std::vector<std::uint8_t> kinds;                // by kind, 256: 1 = asked for
    struct Bound { ClauseId days = 0; bool lower = false, unless_blank = false; std::int32_t moved = 0; };
    std::vector<Bound> bounds;
};

// As the cells of a column stand, by row: the day of one that is known and not after `last`.
struct DayCells {
    data::NarrowDays::Reader day;
    data::StateCells::Reader state;
    Day last = 0;
    std::int32_t if_missing = odd_day;
    std::int32_t operator[](Row row) const { return cell(day[row], state[row], last, if_missing); }
    static std::int32_t cell(std::int32_t day, data::State state, std::int32_t last, std::int32_t if_missing) {
        const std::int32_t known = day <= last ? day : no_day;
        const std::int32_t other = state == data::State::blank ? no_day : state == data::State::missing ? if_missing : odd_day;
        return state == data::State::known ? known : other;
    }
};

class Clauses {
public:
    Clauses(const Expressions& expressions, model::RecordId record) : expressions_(expressions), record_(record) {}
    // A date as the clause of a rule: `not_yet` as in Batch; `ahead_hidden`: what is reckoned to lie after as-of has not come yet.
    ClauseId days(ExprId expr, model::CalendarId calendar, bool not_yet, bool ahead_hidden);
    ClauseId answers(ExprId expr, model::CalendarId calendar);
    // Whether something that is no date shows that it happened: bit 0 it does, bit 1 it cannot be told.
    ClauseId shown(ExprId expr, model::CalendarId calendar);
    std::optional<EventsAsked> events(const model::Aggregate& rows, model::CalendarId calendar);
    // Of a date that is read from a column of the record itself.
    std::optional<DayCells> cells(ClauseId days) const;
    const Expressions& expressions() const { return expressions_; }

private:
    friend class ClauseColumns;
    struct Days {
        ExprId expr = model::none;
        model::CalendarId calendar = model::none;
        bool not_yet = false, ahead_hidden = false;
        const model::Expr* field = nullptr;         // it is read as it stands
        std::optional<EventsAsked> events;          // the earliest or latest of these
        bool latest = false;
    };
    struct Answers {
        ExprId expr = model::none;
        model::CalendarId calendar = model::none;
        const model::Expr* code = nullptr;          // nothing else is looked at than this field, a choice or a yes or no
        bool shown = false;
    };
    const Expressions& expressions_;
    model::RecordId record_;
    std::vector<Days> days_;
    std::vector<Answers> answers_;
    std::unordered_multimap<std::uint64_t, ClauseId> days_by_hash_, answers_by_hash_;
    const model::Expr& at(ExprId id) const;         // past definitions
    bool same(ExprId a, ExprId b) const;
    std::uint64_t hash(ExprId id) const;
    bool plain_field(const model::Expr& e) const;
    bool only_code(ExprId id, const model::Expr*& code) const;
    bool take_where(ExprId id, const model::Aggregate& rows, model::CalendarId calendar, EventsAsked& out);
    bool take_kinds(const model::Expr& e, const model::Aggregate& rows, EventsAsked& out) const;
    bool take_bound(const model::Expr& e, const model::Aggregate& rows, model::CalendarId calendar, EventsAsked& out, ExprId unless_blank);
};

// The days between which the events of the i-th row lie; lo > hi: there are none. False: it cannot be told from exact days.
bool within(const EventsAsked& events, std::span<const std::int32_t* const> bounds, std::size_t i, Day& lo, Day& hi);

// The events of rows, by their places.
class EventPlaces {
public:
    EventPlaces(const Expressions& e, const EventsAsked& events);
    Row row_at(std::uint32_t place) const { return children_.rows[place]; }
    Day day_at(std::uint32_t place) const { return children_.days[place]; }
    // What the next few calls look at, where rows lie apart.
    [[gnu::always_inline]] void fetch(Row row) const {
        const std::uint32_t begin = children_.offsets[row];
        __builtin_prefetch(children_.days.codes() + begin);
        __builtin_prefetch(children_.days.codes() + begin + 32);
        __builtin_prefetch(children_.kinds.data() + begin);
    }
    std::size_t held(Row row) const { return children_.offsets[row + std::size_t{1}] - children_.offsets[row]; }
    // The places of those that lie between lo and hi, in order. False: some day or kind is not known exactly.
    bool list(Row row, Day lo, Day hi, std::vector<std::uint32_t>& places) const {
        places.resize(held(row) + 1);
        std::size_t n = 0;
        const bool told = each(row, lo, hi, n, [to = places.data()](std::size_t nth, std::uint32_t at, data::ShortDays::Code) { to[nth] = at; });
        places.resize(n);
        return told;
    }
    // Their days, at `to`, which has room for as many as room() gives.
    std::size_t room(Row row) const { return held(row) + RowLoops::room; }
    bool days(Row row, Day lo, Day hi, std::int32_t* to, std::size_t& n) const {
        if (one_kind_) {
            const std::uint32_t begin = children_.offsets[row], end = children_.offsets[row + std::size_t{1}];
            bool odd = false;
            n = loops_.pick({*one_kind_, first_code(lo), last_code(hi)}, children_.days.codes() + begin, children_.kinds.data() + begin, end - begin, to, odd);
            return !odd || all_told(begin, end, lo, std::min(hi, seen_));
        }
        return each(row, lo, hi, n, [to](std::size_t nth, std::uint32_t, data::ShortDays::Code day) { to[nth] = data::ShortDays::base + day; });
    }

private:
    const EventsAsked& events_;
    const data::Children& children_;
    Day seen_;
    const data::Column& orders_;
    RowLoops loops_;
    std::optional<std::uint8_t> one_kind_;      // the only one that is asked for
    static data::ShortDays::Code first_code(Day lo) { return std::max<data::ShortDays::Code>(data::ShortDays::code_of(lo), data::ShortDays::before + 1); }
    data::ShortDays::Code last_code(Day hi) const { return std::min<data::ShortDays::Code>(data::ShortDays::code_of(std::min(hi, seen_)), data::ShortDays::beyond - 1); }
    bool all_told(std::uint32_t begin, std::uint32_t end, Day lo, Day hi) const;
    // Puts the place and the day of each where the next one may be put over it: without a branch, since which one is asked for cannot be foreseen.
    template <typename Put>
    bool each(Row row, Day lo, Day hi, std::size_t& n, const Put& put) const {
        const std::uint32_t begin = children_.offsets[row], end = children_.offsets[row + std::size_t{1}];
        const data::ShortDays::Code* const days = children_.days.codes();
        const std::uint8_t* const wanted = events_.kinds.data();
        constexpr int untold_day = data::ShortDays::untold;
        const int from = first_code(lo), to_day = last_code(hi);
        std::size_t found = 0;
        unsigned odd = 0;
        if (events_.all_kinds) {
            for (std::uint32_t at = begin; at < end; ++at) {
                put(found, at, days[at]);
                found += (days[at] >= from) & (days[at] <= to_day) ? 1 : 0;
                odd |= days[at] == untold_day ? 1u : 0u;
            }
        } else {
            const std::uint8_t* const kinds = children_.kinds.data();
            for (std::uint32_t at = begin; at < end; ++at) {
                const unsigned asked = wanted[kinds[at]], untold = kinds[at] == 0xff;
                put(found, at, days[at]);
                found += asked & static_cast<unsigned>((days[at] >= from) & (days[at] <= to_day));
                odd |= untold | (asked & static_cast<unsigned>(days[at] == untold_day));
            }
        }
        n = found;
        return odd == 0 || all_told(begin, end, lo, std::min(hi, seen_));
    }
};

// Of one thread.
class ClauseColumns {
public:
    explicit ClauseColumns(const Clauses& clauses) : clauses_(clauses), days_(clauses.days_.size()), answers_(clauses.answers_.size()) {}
    void over(std::span<const Row> rows);       // forgets what was over others
    std::span<const Row> rows() const { return rows_; }
    const std::int32_t* days(ClauseId id);
    const std::uint8_t* answers(ClauseId id);   // Answer
    // After days(): whether days that the data holds are not there since they lie after as-of.
    enum class Ahead : std::uint8_t { none, some, not_told };
    Ahead ahead(ClauseId id) const { return days_[id].ahead; }
    const Clauses& clauses() const { return clauses_; }

private:
    const Clauses& clauses_;
    std::span<const Row> rows_;
    bool run_ = false;                          // each row after the one before
    std::uint32_t over_ = 0;
    struct DayColumn { std::vector<std::int32_t> v; std::uint32_t over = 0; Ahead ahead = Ahead::not_told; };
    struct AnswerColumn { std::vector<std::uint8_t> v, by_code; std::uint32_t over = 0; };
    std::vector<DayColumn> days_;
    std::vector<AnswerColumn> answers_;
    std::vector<Row> climbed_;
    std::vector<std::int32_t> event_days_;
    Batch batch_of(std::span<const Row> rows, model::CalendarId calendar) const;
    void fill_field(const Clauses::Days& asked, DayColumn& column);
    void fill_events(const Clauses::Days& asked, std::int32_t* to);
    void fill_any(const Clauses::Days& asked, std::int32_t* to) const;
    void fill_by_code(const Clauses::Answers& asked, AnswerColumn& column);
    std::span<const Row> climb(const model::Expr& field);
};

}  // namespace duly::eval::timescales
