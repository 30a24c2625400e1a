#include <algorithm>
#include <numeric>

#include "engine/report/entries.hpp"

namespace duly::report {

using model::none;

const model::TimescaleVersion* RuleView::version(std::size_t entry) const {
    if (!timescale) return nullptr;
    std::uint16_t index = times->version[entry];
    if (index < timescale->versions.size()) return &timescale->versions[index];
    return timescale->versions.size() == 1 ? &timescale->versions[0] : nullptr;
}

std::string_view RuleView::law(std::size_t entry) const {
    if (check) return check->law;
    const model::TimescaleVersion* one = version(entry);
    return one ? std::string_view(one->law) : std::string_view();
}

bool RuleView::moments(std::size_t entry) const {
    if (!times) return false;
    // Days from 1600 to 2999 stay below a million; moments are seconds.
    constexpr std::int64_t beyond_days = 1'000'000;
    for (std::int64_t time : {times->due[entry], times->from[entry], times->done[entry]}) {
        if (time != eval::no_time && (time > beyond_days || time < -beyond_days)) return true;
    }
    return false;
}

std::uint64_t RuleView::found() const { return std::accumulate(counts().begin(), counts().end(), std::uint64_t{0}); }

std::string_view RuleView::excluded_because(std::size_t entry) const {
    std::uint8_t index = times ? times->exclusion[entry] : checked->exclusion[entry];
    if (check) return index < check->excluded.size() ? std::string_view(check->excluded[index].because) : std::string_view();
    const model::TimescaleVersion* one = version(entry);
    return one && index < one->excluded.size() ? std::string_view(one->excluded[index].because) : std::string_view();
}

std::vector<RuleView> rule_views(const ReportInput& input) {
    std::vector<RuleView> views;
    for (const eval::TimescaleResult& result : input.evaluation.timescales) {
        if (result.rule == none) continue;  // not asked for
        const model::Timescale& rule = input.rules.timescales[result.rule];
        RuleView view;
        view.zone = &input.rules.zone;
        view.name = rule.name;
        view.title = rule.title;
        view.record = rule.record;
        view.at = rule.at;
        view.timescale = &rule;
        view.times = &result;
        views.push_back(view);
    }
    for (const eval::CheckResult& result : input.evaluation.checks) {
        if (result.rule == none) continue;
        const model::Check& rule = input.rules.checks[result.rule];
        RuleView view;
        view.zone = &input.rules.zone;
        view.name = rule.name;
        view.title = rule.title;
        view.record = rule.record;
        view.at = rule.at;
        view.check = &rule;
        view.checked = &result;
        views.push_back(view);
    }
    std::sort(views.begin(), views.end(), [](const RuleView& a, const RuleView& b) { return a.name < b.name; });
    return views;
}

}  // namespace duly::report
