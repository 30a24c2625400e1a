#include "engine/eval/measure_tally.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>

#include "engine/data/parallel.hpp"

namespace duly::eval {

namespace {

constexpr std::size_t range_items = 4096;       // their columns stay in the cache

void add(Tally& tally, Mark mark, std::int64_t n) {
    tally.denominator += n;
    switch (mark) {
        case Mark::met: tally.numerator += n; return;
        case Mark::unmet: return;
        case Mark::unknown: break;
        case Mark::counting: tally.perhaps += n; break;
        case Mark::counting_met: tally.perhaps_met += n; break;
        case Mark::counting_unmet: tally.perhaps_unmet += n; break;
    }
    tally.unknown += n;
}

}  // namespace

void Stretches::reach(Day day) {
    // Some way before it, since the next one may lie before it too.
    const Day floor = std::max<Day>(day - 400, std::min(day, first_possible_day));
    std::vector<Day> cuts;      // the first days of stretches
    Day end = as_of_.day + 1;
    for (const auto& kind : measure_.periods)
        for (const DaySpan& days : days_of_periods(rules_, kind, floor, as_of_)) {
            if (days.from > floor) cuts.push_back(days.from);
            cuts.push_back(days.to + 1);
            end = std::max(end, days.to + 1);
        }
    std::sort(cuts.begin(), cuts.end(), std::greater<>());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    by_day_.assign(static_cast<std::size_t>(end - floor), 0);
    std::uint32_t stretch = 0;
    std::size_t next = 0;
    while (next < cuts.size() && cuts[next] >= end) ++next;
    for (Day at = end - 1; at >= floor; --at) {
        by_day_[static_cast<std::size_t>(at - floor)] = stretch;
        if (next < cuts.size() && cuts[next] == at) {
            ++stretch;
            ++next;
        }
    }
    floor_ = floor;
}

std::uint32_t Stretches::holding(Day day) const {
    return by_day_[static_cast<std::size_t>(std::clamp(day, floor_, floor_ + static_cast<Day>(by_day_.size()) - 1) - floor_)];
}

// What one thread counts.
class OnceCounts::Part {
public:
    Part(const Expressions& expressions, const model::Measure& measure, const Stretches& stretches)
        : measure_(measure), that_day_read_(!measure.by.empty()), stretches_(stretches), groups_(expressions, measure.by) {}

    void add(const Once& once, std::size_t begin, std::size_t end) {
        items_.clear();
        once.lay(begin, end, items_, aside_);
        batch_.n = items_.size();
        batch_.rows.resize(1);
        if (that_day_read_) {
            batch_.rows[0] = items_.row;
            batch_.that_day = items_.first;
            batch_.calendar = measure_.calendar;
            groups_.number(batch_, numbers_);
            while (by_group_.size() < groups_.size()) by_group_.emplace_back();
        } else if (by_group_.empty()) {
            by_group_.emplace_back();
        }
        for (std::size_t i = 0; i < items_.size(); ++i) {
            if (items_.first[i] != items_.last[i]) {
                spread_.push_back(items_.counted(i));
                continue;
            }
            auto& counts = by_group_[that_day_read_ ? numbers_[i] : 0];
            const std::uint32_t stretch = stretches_.of(items_.first[i]);
            if (stretch >= counts.size()) {
                held_ += stretch + 1 - counts.size();
                counts.resize(stretch + std::size_t{1});
            }
            ++counts[stretch][static_cast<std::size_t>(items_.mark[i])];
        }
    }
    std::size_t held() const { return held_; }

    void add_to(OnceCounts& whole, Groups& groups) const {
        for (std::uint32_t g = 0; g < by_group_.size(); ++g) {
            const std::uint32_t group = that_day_read_ ? groups.number(groups_.names(g)) : 0;
            if (group >= whole.by_group_.size()) whole.by_group_.resize(group + std::size_t{1});
            auto& to = whole.by_group_[group];
            to.resize(std::max(to.size(), by_group_[g].size()));
            for (std::size_t s = 0; s < by_group_[g].size(); ++s)
                for (std::size_t mark = 0; mark < mark_count; ++mark) to[s][mark] += by_group_[g][s][mark];
        }
        whole.spread_.insert(whole.spread_.end(), spread_.begin(), spread_.end());
        whole.aside_.add(aside_);
    }

private:
    const model::Measure& measure_;
    const bool that_day_read_;
    Stretches stretches_;
    GroupNumbers groups_;
    OnceItems items_;
    OnceAside aside_;
    Batch batch_;
    std::vector<std::uint32_t> numbers_;
    std::vector<std::vector<Counts>> by_group_;
    std::vector<Counted> spread_;
    std::size_t held_ = 0;
};

std::optional<OnceCounts> OnceCounts::of(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups& groups, unsigned threads) {
    if (looks_aside(expressions.rules(), measure.by)) return std::nullopt;
    OnceCounts whole(Stretches(expressions.rules(), measure, {expressions.as_of_day(), !expressions.as_of_is_moment()}));
    const Once once(expressions, measure, so_far);
    const std::size_t ranges = (once.size() + range_items - 1) / range_items;
    const std::size_t parts = std::min<std::size_t>(ranges, threads <= 1 ? 1 : 4 * std::size_t{threads});
    std::deque<Part> counted;
    for (std::size_t k = 0; k < parts; ++k) counted.emplace_back(expressions, measure, whole.stretches_);
    const std::size_t most = std::max<std::size_t>(100'000, once.size()) / std::max<std::size_t>(1, parts);
    std::atomic<bool> too_many{false};
    data::run_tasks(threads, parts, [&](std::size_t k) {
        for (std::size_t r = ranges * k / parts; r < ranges * (k + 1) / parts && !too_many; ++r) {
            counted[k].add(once, r * range_items, std::min(once.size(), (r + 1) * range_items));
            if (counted[k].held() > most) too_many = true;
        }
    });
    if (too_many) return std::nullopt;
    for (const Part& part : counted) part.add_to(whole, groups);
    if (whole.aside_.first_case) whole.stretches_.of(*whole.aside_.first_case);
    for (auto& counts : whole.by_group_)
        for (std::size_t s = 1; s < counts.size(); ++s)
            for (std::size_t mark = 0; mark < mark_count; ++mark) counts[s][mark] += counts[s - 1][mark];
    groups.assign(expressions, so_far, whole.spread_);
    sort_by_day(whole.spread_);
    return whole;
}

std::vector<Tally> OnceCounts::in(const MeasurePeriod& period) const {
    std::vector<Tally> tallies(by_group_.size());
    const std::size_t first = stretches_.holding(period.from), last = stretches_.holding(period.to);
    for (std::size_t g = 0; g < by_group_.size(); ++g) {
        const std::vector<Counts>& counts = by_group_[g];
        if (counts.size() <= last) continue;
        const Counts& with = counts[std::min(first, counts.size() - 1)];
        for (std::size_t mark = 0; mark < mark_count; ++mark) {
            const std::uint32_t n = with[mark] - (last == 0 ? 0 : counts[last - 1][mark]);
            if (n != 0) add(tallies[g], static_cast<Mark>(mark), n);
        }
    }
    in_period(spread_, period, [&](const Counted& item) {
        if (item.group >= tallies.size()) tallies.resize(item.group + std::size_t{1});
        add(tallies[item.group], mark_of(item.numerator, item.unknown, item.doubt), 1);
    });
    return tallies;
}

}  // namespace duly::eval
