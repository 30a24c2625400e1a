#include "engine/eval/windows.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"

namespace duly::eval::windows {

namespace {

constexpr std::int64_t longest_days = 600'000, longest_months = longest_days / 31;

// A figure that changes on some days only: what is added from a day on.
struct Change { std::int64_t day; Wide by; };

struct Top { Wide figure = 0; std::int64_t from = 0; bool found = false; };

// Windows far away from everything give `everywhere`, so the highest is never less.
Top top_of(std::vector<Change> changes, Wide everywhere) {
    std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.day < b.day; });
    Top top{everywhere, 0, false};
    Wide now = everywhere;
    for (std::size_t i = 0; i < changes.size();) {
        const std::int64_t day = changes[i].day;
        for (; i < changes.size() && changes[i].day == day; ++i) now += changes[i].by;
        if (now > top.figure) top = {now, day, true};
    }
    return top;
}

// What the window from `from` may have at most.
Wide most_in(const std::vector<Happening>& happenings, const Window& window, std::int64_t from) {
    const std::int64_t end = window.end(from);
    Wide sum = 0;
    for (const Happening& one : happenings) {
        const bool inside = !one.undated && one.lo >= from && one.hi < end;
        if (one.undated || (one.lo < end && one.hi >= from)) sum += inside && one.certain ? one.most : std::max<std::int64_t>(0, one.most);
    }
    return sum;
}

// The days of spans before a day; spans as they are counted, each [from, to) with from < to.
class DaysBefore {
public:
    explicit DaysBefore(const std::vector<std::pair<std::int64_t, std::int64_t>>& spans) {
        for (const auto& [from, to] : spans) {
            starts_.push_back(from);
            ends_.push_back(to);
        }
        sum(starts_, start_sums_);
        sum(ends_, end_sums_);
    }
    std::int64_t operator()(std::int64_t day) const { return part(starts_, start_sums_, day) - part(ends_, end_sums_, day); }

private:
    std::vector<std::int64_t> starts_, ends_, start_sums_, end_sums_;

    static void sum(std::vector<std::int64_t>& days, std::vector<std::int64_t>& sums) {
        std::sort(days.begin(), days.end());
        sums.assign(1, 0);
        for (const std::int64_t day : days) sums.push_back(sums.back() + day);
    }
    static std::int64_t part(const std::vector<std::int64_t>& days, const std::vector<std::int64_t>& sums, std::int64_t day) {
        const auto n = static_cast<std::size_t>(std::lower_bound(days.begin(), days.end(), day) - days.begin());
        return static_cast<std::int64_t>(n) * day - sums[n];
    }
};

Top top_of(const std::vector<std::pair<std::int64_t, std::int64_t>>& spans, const Window& window) {
    if (spans.empty()) return {};
    const DaysBefore before(spans);
    std::int64_t first = spans.front().first, last = spans.front().second;
    Top top;
    const auto figure = [&](std::int64_t from) { return before(window.end(from)) - before(from); };
    const auto try_from = [&](std::int64_t from) {
        const Wide days = figure(from);
        if (days > top.figure || (top.found && days == top.figure && from < top.from)) top = {days, from, true};
    };
    // Between the days on which a span starts or ends at either side of the window, the figure rises or falls evenly.
    for (const auto& [from, to] : spans) {
        for (const std::int64_t day : {from, to}) {
            try_from(day);
            try_from(window.days > 0 ? day - window.days : add_months(static_cast<std::int32_t>(day), -window.months));
        }
        first = std::min(first, from);
        last = std::max(last, to);
    }
    // Months are of different lengths: where the last days of a month end on one day, and where the next month begins, it leaps.
    if (window.months > 0) {
        Civil month = to_civil(static_cast<std::int32_t>(first));
        for (month.day = 1; to_day(month) < last;) {
            const std::int32_t begin = to_day(month);
            const Civil target = to_civil(add_months(begin, window.months));
            const unsigned even = std::min(days_in_month(month.year, month.month), days_in_month(target.year, target.month));
            try_from(begin);
            try_from(begin + static_cast<std::int64_t>(even) - 1);
            month = to_civil(add_months(begin, 1));
        }
    }
    if (!top.found) return top;
    // The same window without the days before its first span.
    std::int64_t begin = INT64_MAX;
    const std::int64_t end = window.end(top.from);
    for (const auto& [from, to] : spans)
        if (from < end && to > top.from) begin = std::min(begin, std::max(from, top.from));
    if (begin != INT64_MAX && figure(begin) == top.figure) top.from = begin;
    return top;
}

}  // namespace

std::optional<Window> Window::of(std::int64_t amount, model::Unit unit) {
    const bool months = unit == model::Unit::months || unit == model::Unit::years;
    if (!months && unit != model::Unit::days && unit != model::Unit::weeks) return std::nullopt;
    if (amount < 1 || amount > (months ? longest_months : longest_days)) return std::nullopt;
    const std::int64_t n = amount * (unit == model::Unit::weeks ? 7 : unit == model::Unit::years ? 12 : 1);
    if (n > (months ? longest_months : longest_days)) return std::nullopt;
    return months ? Window{0, n} : Window{n, 0};
}

std::int64_t Window::end(std::int64_t from) const { return days > 0 ? from + days : add_months(static_cast<std::int32_t>(from), months); }

std::int64_t Window::first_over(std::int64_t day) const {
    if (days > 0) return day - days + 1;
    std::int64_t from = std::int64_t{add_months(static_cast<std::int32_t>(day), -months)} - 4;  // never too late: a month is at most 3 days shorter than another
    while (end(from) <= day) ++from;
    return from;
}

Highest highest(const std::vector<Happening>& happenings, const Window& window) {
    std::vector<Change> low, high;
    Wide low_everywhere = 0, high_everywhere = 0;
    std::int64_t one_alone = 0;
    bool all_positive = true;
    for (const Happening& one : happenings) {
        const std::int64_t low_in = one.certain ? one.least : std::min<std::int64_t>(0, one.least), low_near = std::min<std::int64_t>(0, one.least);
        const std::int64_t high_in = one.certain ? one.most : std::max<std::int64_t>(0, one.most), high_near = std::max<std::int64_t>(0, one.most);
        all_positive = all_positive && one.least >= 0;
        if (one.certain) one_alone = std::max(one_alone, one.least);    // it falls in some window, whatever its day
        if (one.undated) {
            low_everywhere += low_near;
            high_everywhere += high_near;
            continue;
        }
        const std::int64_t near = window.first_over(one.lo), in = window.first_over(one.hi);
        const auto add = [&](std::vector<Change>& to, std::int64_t beside, std::int64_t inside) {
            to.push_back({near, beside});
            to.push_back({one.hi + 1, -Wide{beside}});
            if (in > one.lo) return;
            to.push_back({in, Wide{inside} - beside});
            to.push_back({one.lo + 1, Wide{beside} - inside});
        };
        add(low, low_near, low_in);
        add(high, high_near, high_in);
    }
    Highest out;
    const Top least = top_of(std::move(low), low_everywhere), most = top_of(std::move(high), high_everywhere);
    // A window that holds nothing gives 0, and there always is one; what stands on a day not told lies in one of them too.
    out.low = std::max<Wide>({0, least.figure, all_positive ? one_alone : 0});
    out.high = std::max<Wide>(0, most.figure);
    out.has_window = most.found && most.figure > 0;
    if (!out.has_window) return out;
    const Top& named = least.found && least.figure == most.figure ? least : most;
    out.from = named.from;
    std::int64_t begin = INT64_MAX;
    for (const Happening& one : happenings)
        if (!one.undated && one.lo < window.end(out.from) && one.hi >= out.from) begin = std::min(begin, std::max(one.lo, out.from));
    if (begin != INT64_MAX && most_in(happenings, window, begin) == most.figure) out.from = begin;
    return out;
}

Highest highest(const std::vector<SpanDays>& spans, const Window& window) {
    std::vector<std::pair<std::int64_t, std::int64_t>> certain, possible;
    for (const SpanDays& span : spans) {
        if (span.from < span.to) certain.emplace_back(span.from, span.to);
        if (span.may_from < span.may_to) possible.emplace_back(span.may_from, span.may_to);
    }
    const Top least = top_of(certain, window), most = top_of(possible, window);
    const Top& named = least.found && least.figure == most.figure ? least : most;
    return {least.figure, most.figure, named.from, named.found};
}

}  // namespace duly::eval::windows
