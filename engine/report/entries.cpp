#include "engine/report/entries.hpp"

#include <algorithm>

#include "engine/data/parallel.hpp"
#include "engine/report/entry_order.hpp"

namespace duly::report {

using model::Outcome;

namespace {

// Lists in which entries of one rule are gathered. Of breaches, those that are overdue stand first in the file.
enum List : std::uint8_t { overdue, breaches, upcoming, unknown, excused, list_count, nowhere };
constexpr std::array<File, list_count> file_of = {File::breaches, File::breaches, File::upcoming, File::unknown, File::excused};

List list_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::overdue:
            return overdue;
        case Outcome::late:
        case Outcome::too_early:
        case Outcome::breached:
            return breaches;
        case Outcome::due_soon:
        case Outcome::due:
        case Outcome::no_due_date:
            return upcoming;
        case Outcome::unknown:
        case Outcome::not_run:
            return unknown;
        case Outcome::late_with_reason:
        case Outcome::excluded:
            return excused;
        default:
            return nowhere;
    }
}

// What is over and was due before `since`; what is still open is always listed.
bool older(const RuleView& rule, std::size_t entry, Outcome outcome, model::Day since) {
    if (outcome != Outcome::late && outcome != Outcome::late_with_reason && outcome != Outcome::too_early) return false;
    std::int64_t due = rule.times ? rule.times->due[entry] : eval::no_time;
    if (due == eval::no_time) return false;
    return (rule.moments(entry) ? rule.zone->day(due) : due) < since;
}

std::int64_t due_day(const RuleView& rule, std::size_t entry) {
    std::int64_t due = rule.times ? rule.times->due[entry] : eval::no_time;
    if (due == eval::no_time) return INT64_MAX;
    return rule.moments(entry) ? rule.zone->day(due) : due;
}

// A stretch of the entries of one rule, and what of them goes where.
struct Stretch {
    std::uint32_t rule = 0;
    std::size_t begin = 0, end = 0;
    std::array<std::vector<std::uint32_t>, list_count> lists = {};
};

void look_through(Stretch& stretch, const RuleView& rule, const std::array<List, model::outcome_count>& list, const ReportOptions& options) {
    std::array<std::uint8_t, model::outcome_count> wanted{};
    for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = list[i] != nowhere;
    std::array<std::uint32_t, 1024> hits;
    for (std::size_t at = stretch.begin; at < stretch.end;) {
        const std::size_t end = std::min(stretch.end, at + hits.size());
        std::size_t count = 0;
        for (; at < end; ++at) {
            hits[count] = static_cast<std::uint32_t>(at);
            count += wanted[static_cast<std::size_t>(rule.outcome(at))];
        }
        for (std::size_t k = 0; k < count; ++k) {
            const std::uint32_t entry = hits[k];
            const Outcome outcome = rule.outcome(entry);
            if (outcome == Outcome::no_due_date && rule.times && rule.times->done[entry] != eval::no_time) continue;
            if (options.since && older(rule, entry, outcome, *options.since)) continue;
            if (outcome == Outcome::unknown && !rule.not_given.empty()) continue;
            stretch.lists[list[static_cast<std::size_t>(outcome)]].push_back(entry);
        }
    }
}

void sort_by_day(std::vector<EntryRef>& refs, const std::vector<RuleView>& rules) {
    struct Sorted { int rank; std::int64_t due; EntryRef ref; };
    std::vector<Sorted> sorted;
    sorted.reserve(refs.size());
    const auto rank = [](Outcome outcome) { return outcome == Outcome::due_soon ? 0 : outcome == Outcome::due ? 1 : 2; };
    for (const EntryRef ref : refs) sorted.push_back({rank(rules[ref.rule].outcome(ref.entry)), due_day(rules[ref.rule], ref.entry), ref});
    std::stable_sort(sorted.begin(), sorted.end(), [](const Sorted& a, const Sorted& b) { return a.rank != b.rank ? a.rank < b.rank : a.due < b.due; });
    for (std::size_t i = 0; i < refs.size(); ++i) refs[i] = sorted[i].ref;
}

}  // namespace

std::vector<std::uint64_t> count_older_late(const std::vector<RuleView>& rules, const ReportOptions& options) {
    std::vector<std::uint64_t> counts(rules.size(), 0);
    if (!options.since) return counts;
    for (std::size_t index = 0; index < rules.size(); ++index) {
        for (std::size_t entry = 0; entry < rules[index].entries(); ++entry) {
            if (older(rules[index], entry, rules[index].outcome(entry), *options.since)) ++counts[index];
        }
    }
    return counts;
}

Selection select_entries(const std::vector<RuleView>& rules, const Keys& keys, const ReportOptions& options, const Wanted& wanted) {
    std::array<List, model::outcome_count> list;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto outcome = static_cast<Outcome>(i);
        list[i] = list_of(outcome);
        if (list[i] == nowhere) continue;
        if (!wanted.files[static_cast<std::size_t>(file_of[list[i]])] || (wanted.only_soon && list[i] == upcoming && outcome != Outcome::due_soon)) list[i] = nowhere;
    }
    constexpr std::size_t at_once = 1 << 17;
    std::vector<Stretch> stretches;
    std::vector<std::size_t> first(rules.size() + 1);       // by rule: its stretches
    for (std::uint32_t rule = 0; rule < rules.size(); ++rule) {
        first[rule] = stretches.size();
        for (std::size_t at = 0; at < rules[rule].entries(); at += at_once) stretches.push_back({rule, at, std::min(rules[rule].entries(), at + at_once)});
    }
    first.back() = stretches.size();
    data::run_tasks(options.threads, stretches.size(), [&](std::size_t k) { look_through(stretches[k], rules[stretches[k].rule], list, options); });

    std::vector<std::uint8_t> rise(rules.size());
    for (std::size_t rule = 0; rule < rules.size(); ++rule) {
        const auto same = std::find_if(rules.begin(), rules.end(), [&](const RuleView& other) { return other.record == rules[rule].record; });
        if (const auto first_of_it = static_cast<std::size_t>(same - rules.begin()); first_of_it < rule) rise[rule] = rise[first_of_it];
        else if (const RecordKeys* record = keys.record(rules[rule].record)) rise[rule] = record->rise();
    }
    std::vector<std::array<std::vector<EntryRef>, list_count>> parts(rules.size());
    std::vector<std::array<std::size_t, list_count>> found(rules.size());
    data::run_tasks(options.threads, rules.size() * list_count, [&](std::size_t k) {
        const auto rule = static_cast<std::uint32_t>(k / list_count);
        const std::size_t which = k % list_count;
        std::vector<EntryRef>& refs = parts[rule][which];
        std::size_t total = 0;
        for (std::size_t i = first[rule]; i < first[rule + 1]; ++i) total += stretches[i].lists[which].size();
        refs.reserve(total + 1);
        for (std::size_t i = first[rule]; i < first[rule + 1]; ++i)
            for (const std::uint32_t entry : stretches[i].lists[which]) refs.push_back({rule, entry});
        found[rule][which] = total;
        sort_by_key(refs, rules[rule], keys, rise[rule], which <= breaches ? wanted.most : refs.size());
        if (which == unknown && wanted.files[static_cast<std::size_t>(File::unknown)] && !rules[rule].not_given.empty()) refs.push_back({rule, whole_rule});
    });
    Selection selection;
    for (std::size_t which = 0; which < list_count; ++which) {
        const auto file = static_cast<std::size_t>(file_of[which]);
        std::vector<EntryRef>& all = selection[file];
        std::size_t total = all.size();
        for (const auto& part : parts) total += part[which].size();
        all.reserve(total);
        for (std::size_t rule = 0; rule < rules.size(); ++rule) {
            all.insert(all.end(), parts[rule][which].begin(), parts[rule][which].end());
            selection.found[file] += found[rule][which];
        }
    }
    sort_by_day(selection[static_cast<std::size_t>(File::upcoming)], rules);
    return selection;
}

}  // namespace duly::report
