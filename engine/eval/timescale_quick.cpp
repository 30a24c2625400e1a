// Usual deadlines. The loops ask nothing that cannot be foreseen of a single row: which rows are judged is listed first, then all of
// them are judged alike.
#include "engine/eval/timescale_quick.hpp"

#include <algorithm>

namespace duly::eval::timescales {

namespace {

constexpr std::uint8_t code(Outcome outcome) { return static_cast<std::uint8_t>(outcome); }
constexpr std::uint8_t to_judge = 0xfd;

// Rows where nothing has begun can be told without looking at events, which may belong to something else.
bool blank_rows_only(const RulePlan& plan) {
    if (!plan.repeats || plan.moments || !plan.one_trigger) return false;
    return std::all_of(plan.versions.begin(), plan.versions.end(), [&](const VersionPlan& p) {
        const TimescaleVersion& v = *p.v;
        return p.repeats() && v.where == model::none && v.calendar_field == model::none && v.chosen_by == model::none && v.from_field == model::none && !v.temporary &&
               std::find(p.of_event.begin(), p.of_event.end(), 1) == p.of_event.end();
    });
}

// The rows that are `what`, without a branch a row: which ones cannot be foreseen.
std::size_t list(const std::uint8_t* __restrict is, std::uint8_t what, std::size_t n, std::uint32_t* __restrict rows) {
    std::size_t m = 0;
    for (std::size_t i = 0; i < n; ++i) {
        rows[m] = static_cast<std::uint32_t>(i);
        m += is[i] == what ? 1 : 0;
    }
    return m;
}

bool simple(const RulePlan& plan) {
    if (plan.moments || !plan.one_trigger) return false;
    const Shape shape = plan.versions.front().v->shape;
    if (shape != Shape::deadline && shape != Shape::minimum && shape != Shape::backward) return false;
    return std::all_of(plan.versions.begin(), plan.versions.end(), [&](const VersionPlan& p) {
        const TimescaleVersion& v = *p.v;
        return v.shape == shape && p.plain && !p.open_ended() && (p.warn.empty() || (p.warn.constant && p.warn.valid)) && p.within.constant && p.within.valid &&
               v.calendar_field == model::none && v.chosen_by == model::none && v.from_field == model::none && !v.temporary &&
               v.counting != model::Counting::next_working_day && !v.rolls;
    });
}

}  // namespace

void QuickRows::reset(std::size_t n) {
    outcome.assign(n, left);
    due.assign(n, no_day);
    done.assign(n, no_day);
    late.assign(n, 0);
    version.resize(n);
    nothing.resize(n, no_day);
    shown.resize(n);
    mine.resize(n);
    begun.resize(n);
    late_ones.resize(n + 1);
}

std::uint16_t VersionByDay::on(std::int32_t day) const {
    if (plan_.undated) return 0;
    std::uint16_t version = 0xffff;
    for (const std::uint16_t n : plan_.base)
        if (plan_.versions[n].v->from <= day) version = n;
    return version != 0xffff && plan_.versions[version].v->until < day ? 0xffff : version;
}

std::uint16_t VersionByDay::in_force_on(std::int32_t day) const {
    const std::uint16_t version = on(day);
    if (version == 0xffff) return version;
    const TimescaleVersion& v = *plan_.versions[version].v;
    return day < v.in_force_from || day > v.in_force_until ? std::uint16_t{0xffff} : version;
}

void VersionByDay::of(const std::int32_t* from, std::size_t n, std::uint16_t* to) const {
    if (plan_.undated) {
        std::fill(to, to + n, std::uint16_t{0});
        return;
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (from[i] <= odd_day) {
            to[i] = today_;
            continue;
        }
        to[i] = in_force_on(from[i]);
    }
}

QuickDeadlines::QuickDeadlines(const RulePlan& plan, Clauses& clauses) : plan_(plan), by_day_(plan) {
    takes_ = simple(plan) ? Takes::all : blank_rows_only(plan) ? Takes::blank_rows : Takes::nothing;
    const TimescaleVersion& first = *plan.versions.front().v;
    if (takes_ == Takes::nothing || first.from_date == model::none) {
        takes_ = Takes::nothing;
        return;
    }
    from_ = clauses.days(first.from_date, plan.versions.front().calendar_id, false, plan.reckoned_start(first.from_date));
    for (const VersionPlan& p : plan.versions) {
        const TimescaleVersion& v = *p.v;
        const model::CalendarId calendar = p.calendar_id;
        Version& to = versions_.emplace_back();
        to.plan = &p;
        if (v.to != model::none) to.to = clauses.days(v.to, calendar, true, true);
        if (v.stop != model::none) to.stop = clauses.days(v.stop, calendar, true, true);
        if (v.where != model::none) to.where = clauses.answers(v.where, calendar);
        if (v.excused != model::none && takes_ == Takes::all) to.excused = clauses.answers(v.excused, calendar);
        for (const model::Exclusion& x : v.excluded) to.excluded.push_back(clauses.answers(x.when, calendar));
        for (const ExprId shown : v.also_shown_by) {
            if (plan.expressions.rules().exprs[shown].type == model::Type::date) to.shown_days.push_back(clauses.days(shown, calendar, true, true));
            else to.shown.push_back(clauses.shown(shown, calendar));
        }
        if (takes_ != Takes::all) continue;
        to.due = due::DayCounter(p.within.span, v.counting, p.calendar, plan.zone(), v.shape == Shape::backward);
        to.late = due::LateCounter(late_unit_of(plan.rule, static_cast<std::size_t>(&p - plan.versions.data()), 0), p.calendar);
    }
}

void QuickDeadlines::run(ClauseColumns& columns, QuickRows& out) const {
    const std::size_t n = columns.rows().size();
    out.reset(n);
    if (takes_ == Takes::nothing) return;
    out.from = columns.days(from_);
    by_day_.of(out.from, n, out.version.data());
    if (versions_.size() == 1) {
        rows_of(0, columns, out);
        return;
    }
    std::vector<bool> seen(versions_.size(), false);
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint16_t version = out.version[i];
        if (version == 0xffff || seen[version]) continue;
        seen[version] = true;
        rows_of(version, columns, out);
    }
}

// The rows of a version.
const std::uint8_t* QuickDeadlines::mine_of(std::uint16_t version, std::size_t n, QuickRows& out) const {
    constexpr std::uint8_t is_mine = 0xff;
    std::uint8_t* const mine = out.mine.data();
    const std::uint16_t* const versions = out.version.data();
    if (versions_.size() == 1 && plan_.undated) std::fill(mine, mine + n, is_mine);
    else
        for (std::size_t i = 0; i < n; ++i) mine[i] = versions[i] == version ? is_mine : std::uint8_t{0};
    return mine;
}

void QuickDeadlines::rows_of(std::uint16_t version, ClauseColumns& columns, QuickRows& out) const {
    const Version& v = versions_[version];
    const std::size_t n = columns.rows().size();
    const std::int32_t* const from = out.from;
    const std::int32_t* const to = v.to ? columns.days(*v.to) : out.nothing.data();
    const std::int32_t* const stop = v.stop ? columns.days(*v.stop) : out.nothing.data();
    std::uint8_t* const is = out.outcome.data();
    const std::uint8_t* const mine = mine_of(version, n, out);
    // Without a start nothing can be late; what happened all the same, or a condition that holds, says that the start is missing.
    const bool backward = v.plan->v->shape == Shape::backward;
    const std::uint8_t if_begun = takes_ == Takes::all ? to_judge : QuickRows::left;
    const std::uint8_t if_happened = takes_ != Takes::all ? QuickRows::left : backward ? code(Outcome::not_applicable) : code(Outcome::unknown);
    const std::uint8_t if_blank = v.where && !backward ? if_happened : code(Outcome::not_applicable);
    const BeginWith with{if_begun, if_blank, if_happened};
    loops_.begin(with, from, to, stop, mine, n, is);
    std::uint8_t* const shown = out.shown.data();
    if (!v.shown_days.empty() || !v.shown.empty()) {
        std::fill(shown, shown + n, std::uint8_t{0});
        for (const ClauseId id : v.shown_days) loops_.add_shown(columns.days(id), n, shown);
        for (const ClauseId id : v.shown) {
            const std::uint8_t* const answers = columns.answers(id);
            for (std::size_t i = 0; i < n; ++i) shown[i] |= answers[i];     // 2: it cannot be told
        }
        loops_.show(from, to, shown, if_happened, mine, n, is);
    } else if (takes_ == Takes::all) {
        std::fill(shown, shown + n, std::uint8_t{0});
    }
    if (const auto ahead = columns.ahead(from_); takes_ == Takes::all && ahead != ClauseColumns::Ahead::none)
        for (std::size_t i = 0; i < n; ++i) {
            if (from[i] != no_day || is[i] != code(Outcome::unknown) || mine[i] == 0) continue;
            if (ahead == ClauseColumns::Ahead::not_told) is[i] = QuickRows::left;
            else if (plan_.lies_ahead(v.plan->v->from_date, columns.rows()[i])) is[i] = code(Outcome::not_applicable);     // it has still to come
        }
    for (const ClauseId id : v.excluded) {
        const std::uint8_t* const answers = columns.answers(id);
        for (std::size_t i = 0; i < n; ++i)
            if (answers[i] != static_cast<std::uint8_t>(Answer::no) && mine[i] != 0) is[i] = QuickRows::left;
    }
    if (v.where) loops_.settle(columns.answers(*v.where), from, mine, n, is);
    if (takes_ != Takes::all) return;
    out.begun.resize(n + 1);
    out.begun.resize(list(is, to_judge, n, out.begun.data()));
    judge(v, to, stop, out);
    if (!v.plan->warn.empty() && v.plan->v->shape != Shape::minimum) soon(v, out);
    if (v.plan->v->shape != Shape::minimum) lateness(v, columns, to, stop, out);
}

void QuickDeadlines::judge(const Version& v, const std::int32_t* to, const std::int32_t* stop, QuickRows& out) const {
    switch (v.due.way()) {
        case due::DayCounter::Way::working_days: return judge_by(v, to, stop, out, [&](std::int32_t start) { return v.due.by_working_days(start); });
        case due::DayCounter::Way::days: return judge_by(v, to, stop, out, [&](std::int32_t start) { return v.due.by_days(start); });
        case due::DayCounter::Way::months: {
            const MonthDays& table = MonthDays::table();
            return judge_by(v, to, stop, out, [&](std::int32_t start) { return v.due.by_months(start, table); });
        }
        case due::DayCounter::Way::any: break;
    }
    judge_by(v, to, stop, out, [&](std::int32_t start) { return v.due.by_any(start); });
}

// As judge() has it, by a table: bit 0 done, bit 1 stopped, bit 2 the end lies behind the due date.
template <typename Due>
void QuickDeadlines::judge_by(const Version& v, const std::int32_t* to, const std::int32_t* stop, QuickRows& out, Due due_of) const {
    const TimescaleVersion& rule = *v.plan->v;
    const bool minimum = rule.shape == Shape::minimum;
    const bool ordered = !rule.may_be_done_earlier && rule.shape != Shape::backward;
    const std::uint8_t met = code(Outcome::met), late = code(Outcome::late), none = code(Outcome::not_applicable), open = code(Outcome::due), early = code(Outcome::too_early);
    const std::uint8_t deadlines[8] = {open, met, none, met, code(Outcome::overdue), late, late, late};
    const std::uint8_t minimums[8] = {open, early, none, early, met, met, met, met};
    const std::uint8_t* const outcomes = minimum ? minimums : deadlines;
    const std::int32_t as_of = plan_.expressions.as_of_day(), reach = minimum ? 1 : 0;    // the earliest day itself is late enough
    const std::int32_t* __restrict const from = out.from;
    const std::uint8_t* __restrict const shown = out.shown.data();
    std::uint8_t* __restrict const is = out.outcome.data();
    std::int32_t* __restrict const dues = out.due.data();
    std::int32_t* __restrict const dones = out.done.data();
    const std::uint32_t* const rows = out.begun.data();
    for (std::size_t k = 0, n = out.begun.size(); k < n; ++k) {
        const std::uint32_t i = rows[k];
        const std::int32_t start = from[i], t = to[i], s = stop[i], due = due_of(start);
        const unsigned done = t != no_day, stopped = s != no_day;
        const std::int32_t end = done ? t : stopped ? s : as_of;
        std::uint8_t found = outcomes[done | stopped << 1 | (end + reach > due ? 4u : 0u)];
        const bool backwards = ordered & ((done & (t < start)) | (stopped & (s < start)));
        found = backwards | ((shown[i] != 0) & !done) ? code(Outcome::unknown) : found;
        const bool not_run = due == no_day;
        is[i] = not_run ? code(Outcome::not_run) : found;
        dues[i] = due;
        dones[i] = not_run ? no_day : t;
    }
}

void QuickDeadlines::soon(const Version& v, QuickRows& out) const {
    const std::int32_t as_of = plan_.expressions.as_of_day();
    for (const std::uint32_t i : out.begun) {
        if (out.outcome[i] != code(Outcome::due)) continue;
        const auto first = due::before(out.due[i], v.plan->warn.span, v.plan->calendar, plan_.zone(), false);
        if (out.due[i] == as_of || (first && as_of >= *first)) out.outcome[i] = code(Outcome::due_soon);
    }
}

void QuickDeadlines::lateness(const Version& v, ClauseColumns& columns, const std::int32_t* to, const std::int32_t* stop, QuickRows& out) const {
    const std::uint8_t* const is = out.outcome.data();
    const std::uint32_t* const rows = out.begun.data();
    std::uint32_t* const late_ones = out.late_ones.data();
    std::size_t m = 0;
    for (std::size_t k = 0, n = out.begun.size(); k < n; ++k) {
        late_ones[m] = rows[k];
        m += (is[rows[k]] == code(Outcome::late)) | (is[rows[k]] == code(Outcome::overdue)) ? 1 : 0;
    }
    const std::int32_t as_of = plan_.expressions.as_of_day();
    const std::uint8_t* const excused = v.excused && m != 0 ? columns.answers(*v.excused) : nullptr;
    for (std::size_t k = 0; k < m; ++k) {
        const std::uint32_t i = late_ones[k];
        out.late[i] = v.late(out.due[i], to[i] != no_day ? to[i] : stop[i] != no_day ? stop[i] : as_of);
        if (excused && excused[i] == static_cast<std::uint8_t>(Answer::yes) && out.outcome[i] == code(Outcome::late)) out.outcome[i] = code(Outcome::late_with_reason);
    }
}

}  // namespace duly::eval::timescales
