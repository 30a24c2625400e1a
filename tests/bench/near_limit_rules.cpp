#include <algorithm>

#include "tests/bench/near_limit.hpp"

namespace bench {
namespace {

// The words of one rule put down: a count always, a line where it is late, overdue or still due.
struct Entry {
    Sheet& sheet;
    Day as_of;

    void tell(Rule rule, Outcome outcome, std::uint32_t id, Day by, Day done) const {
        ++sheet.count[rule][outcome];
        if (outcome == late || outcome == overdue) sheet.breaches.push({id, by, done, rule, outcome});
        if (outcome == due) sheet.upcoming.push({id, by, 0, rule, outcome});
    }
    void not_told(Rule rule) const { ++sheet.count[rule][unknown]; }
    void done(Rule rule, std::uint32_t id, Day by, Day day) const {
        if (day <= by) ++sheet.count[rule][met];
        else tell(rule, late, id, by, day);
    }
    // Not done: late if the obligation ended after the day due, nothing if before, else it depends on today.
    void undone(Rule rule, std::uint32_t id, Day by, Day ended) const {
        if (ended) {
            if (ended > by) tell(rule, late, id, by, 0);
        } else {
            tell(rule, as_of <= by ? due : overdue, id, by, 0);
        }
    }
    // `later`: something stands there that comes only after it. `asked`: its condition holds, so that a start should be there.
    template <class Limit>
    void deadline(Rule rule, std::uint32_t id, Day start, Day day, bool later, bool asked, Limit limit) const {
        if (!start) {
            if (asked || day || later) not_told(rule);
        } else if (day ? day < start : later) {
            not_told(rule);
        } else if (day) {
            done(rule, id, limit(start), day);
        } else {
            undone(rule, id, limit(start), 0);
        }
    }
};

// Events come nearly in order: in order of the day that they were due.
void sort_days(Day* from, Day* to) {
    for (Day* at = from + 1; at < to; ++at) {
        Day day = *at;
        Day* back = at;
        for (; back > from && back[-1] > day; --back) *back = back[-1];
        *back = day;
    }
}

}  // namespace

void Judge::cases(const Case* all, std::size_t size, Sheet& sheet) const {
    Entry entry{sheet, as_of};
    for (std::size_t i = 0; i < size; ++i) {
        const Case& one = all[i];
        const Day* date = one.date;
        entry.deadline(r01, one.id, date[referred], date[decided], date[began] | date[finished] | date[strategy], false, [&](Day day) { return days.working(day, 1); });
        entry.deadline(r02, one.id, date[strategy], date[conference], date[protected_from], false, [&](Day day) { return days.working(day, 15); });
        if (one.decision == Decision::not_told) {
            entry.not_told(r03);
            entry.not_told(r10);
        } else if (one.decision == assess) {
            entry.deadline(r03, one.id, date[decided], date[began], date[finished], true, [](Day day) { return static_cast<Day>(day + 10); });
            entry.deadline(r10, one.id, date[referred], date[finished], false, true, [&](Day day) {
                Day by = days.working(day, day < law_changed ? 35 : 45), done = date[finished];
                std::uint32_t* of = &sheet.finished[(one.team * months_kept + days.month[by]) * 2];     // R11
                of[0] += done && done <= by;
                of[1] += done || as_of > by;
                return by;
            });
        }
        Day start;
        if (start = date[protected_from]; start) {
            if (date[protected_to] && date[protected_to] < start) {
                entry.not_told(r05);
                entry.not_told(r07);
            } else {
                sheet.protections.push({one.id, start, date[protected_to], date[core_group]});
            }
        } else {
            if (date[core_group] | date[protected_to]) entry.not_told(r05);
            if (date[protected_to]) entry.not_told(r07);
        }
        if (start = date[care_from]; start && !(date[care_to] && date[care_to] < start)) {
            Day five = date[born] ? days.months(date[born], 60) : Day(0);
            if (five && days.date[five].day != days.date[date[born]].day) ++five;     // of 29 February, 1 March
            sheet.cares.push({one.id, start, date[care_to], date[permanence], five});
        } else if (date[care_to]) {
            for (Rule rule : {r04, r06, r08, r09}) entry.not_told(rule);
        } else if (date[permanence]) {
            entry.not_told(r04);
        }
        sheet.referrals.push({one.child, date[referred], one.team});
    }
}

void Judge::protections(const Protection* all, std::size_t from, std::size_t to, const std::uint32_t* begins, Day* visits, Sheet& sheet) const {
    Entry entry{sheet, as_of};
    for (std::size_t i = from; i < to; ++i) {
        const Protection& one = all[i];
        Day by = days.working(one.from, 10);
        if (one.core_group && one.core_group < one.from) entry.not_told(r05);
        else if (one.core_group) entry.done(r05, one.id, by, one.core_group);
        else entry.undone(r05, one.id, by, one.to);

        Day *day = visits + begins[i - from], *end = visits + begins[i - from + 1];
        sort_days(day, end);
        std::uint64_t in_time = 0;
        for (; day < end; by = days.working(*day++, 10)) {
            if (*day <= by) ++in_time;
            else entry.tell(r07, late, one.id, by, *day);
        }
        sheet.count[r07][met] += in_time;
        entry.undone(r07, one.id, by, one.to);
    }
}

void Judge::cares(const Care* all, std::size_t from, std::size_t to, const std::uint32_t* review_begins, Day* reviews, const std::uint32_t* health_begins, Day* healths,
                  Sheet& sheet) const {
    Entry entry{sheet, as_of};
    for (std::size_t i = from; i < to; ++i) {
        const Care& one = all[i];
        Day by = days.months(one.from, 4);
        if (one.permanence && one.permanence < one.from) entry.not_told(r04);
        else if (one.permanence) entry.done(r04, one.id, by, one.permanence);
        else entry.undone(r04, one.id, by, one.to);

        Day *day = reviews + review_begins[i - from], *end = reviews + review_begins[i - from + 1];
        sort_days(day, end);
        by = days.working(one.from, 20);
        for (int next = 3; day < end; next = 6) {
            entry.done(r08, one.id, by, *day);
            by = days.months(*day++, next);
        }
        entry.undone(r08, one.id, by, one.to);

        day = healths + health_begins[i - from], end = healths + health_begins[i - from + 1];
        sort_days(day, end);
        by = days.working(one.from, 20);
        if (day < end) entry.done(r06, one.id, by, *day);
        else entry.undone(r06, one.id, by, one.to);
        if (!one.fifth_birthday) {
            entry.not_told(r09);
            continue;
        }
        auto next = [&](Day before) { return days.months(before, before < one.fifth_birthday ? 6 : 12); };
        by = next(one.from);
        for (; day < end; by = next(*day++)) entry.done(r09, one.id, by, *day);
        entry.undone(r09, one.id, by, one.to);
    }
}

void Judge::again(const std::vector<const Room<Referral>*>& referrals, Room<std::uint32_t>& out) const {
    std::uint32_t lowest = UINT32_MAX, highest = 0;
    std::vector<std::size_t> at(last_day + 2);
    bool in_order = true;
    Day before = 0;
    for (const auto* part : referrals)
        for (const Referral& one : *part) {
            ++at[one.day + 1u];
            if (!one.day || !one.child) continue;
            lowest = std::min(lowest, one.child), highest = std::max(highest, one.child);
            in_order &= one.day >= before;
            before = one.day;
        }
    if (lowest > highest) return;
    Room<Day> last(highest - lowest + 1);     // of each child
    auto count = [&](const Referral& one) {
        if (!one.day || !one.child) return;
        Day& previous = last[one.child - lowest];
        std::uint32_t* of = &out[(one.team * months_kept + days.month[one.day]) * 2];
        of[0] += previous && one.day <= days.months(previous, 12);
        ++of[1];
        previous = one.day;
    };
    if (in_order) {
        for (const auto* part : referrals) std::for_each(part->begin(), part->end(), count);
        return;
    }
    for (std::size_t day = 1; day < at.size(); ++day) at[day] += at[day - 1];
    std::vector<Referral> sorted(at.back());
    for (const auto* part : referrals)
        for (const Referral& one : *part) sorted[at[one.day]++] = one;
    std::for_each(sorted.begin(), sorted.end(), count);
}

}  // namespace bench
