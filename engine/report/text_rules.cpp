#include "engine/report/text_rules.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/report/not_answered.hpp"

namespace duly::report {

using model::Outcome;

namespace {

constexpr std::size_t worst_rules = 6;

std::uint64_t count(const RuleView& rule, Outcome outcome) { return rule.counts()[static_cast<std::size_t>(outcome)]; }
std::uint64_t entries_with(const RuleView& rule, bool (*wanted)(Outcome)) {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < model::outcome_count; ++i)
        if (wanted(static_cast<Outcome>(i))) total += rule.counts()[i];
    return total;
}
std::uint64_t breaches(const RuleView& rule) {
    return entries_with(rule, [](Outcome o) { return is_breach(o); });
}
// Something other than `not applicable` and `excluded`.
bool concerned(const RuleView& rule) {
    return entries_with(rule, [](Outcome o) { return o != Outcome::not_applicable && o != Outcome::excluded; }) > 0;
}
// What can still be mended: overdue, and what a check finds.
std::uint64_t open_breaches(const RuleView& rule) { return count(rule, Outcome::overdue) + count(rule, Outcome::breached); }

void add(std::string& words, std::uint64_t n, std::string_view name) {
    if (n == 0) return;
    words += words.empty() ? "" : ", ";
    words += std::to_string(n) + " ";
    words += name;
}

std::string heading_of(const Pack& pack) { return pack.title.empty() ? pack.path : pack.title + (pack.path.empty() ? "" : "  " + pack.path); }

void write_rule(TextPage& page, const ReportOptions& options, const RuleView& rule, std::uint64_t older) {
    std::string counts;
    for (std::size_t outcome = 0; outcome < model::outcome_count; ++outcome) {
        const auto kind = static_cast<Outcome>(outcome);
        const std::uint64_t n = rule.counts()[outcome];
        if (!n) continue;
        counts += counts.empty() ? "" : ", ";
        counts += page.paint(std::to_string(n) + " " + std::string(words_of(kind)), colour_of(kind));
    }
    page.line(std::string(rule.name) + "  " + std::string(rule.title));
    if (older) counts += " (" + std::to_string(older) + " late before " + written_day(*options.since) + " not listed)";
    page.plain("    " + counts);
}

}  // namespace

std::vector<Pack> packs_of(const ReportInput& input, const std::vector<RuleView>& rules) {
    std::vector<Pack> packs;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const FileId file = rules[i].at.file;
        const std::string path = input.rules.sources && file < input.rules.sources->size() ? (*input.rules.sources)[file].path() : std::string();
        const std::string title = file < input.rules.file_titles.size() ? input.rules.file_titles[file] : std::string();
        auto at = std::find_if(packs.begin(), packs.end(), [&](const Pack& pack) { return pack.path == path; });
        if (at == packs.end()) at = packs.insert(at, {title, path, {}});
        at->rules.push_back(i);
    }
    std::sort(packs.begin(), packs.end(), [](const Pack& a, const Pack& b) { return std::tie(a.title, a.path) < std::tie(b.title, b.path); });
    return packs;
}

const char* colour_of(Outcome outcome) {
    if (is_breach(outcome) || outcome == Outcome::not_run) return "31";
    if (outcome == Outcome::due_soon) return "33";
    if (outcome == Outcome::unknown) return "35";
    return "0";
}

OutcomeWords outcome_words(const std::vector<RuleView>& rules) {
    std::array<std::uint64_t, model::outcome_count> all{};
    std::uint64_t breached = 0, breached_rules = 0, untold = 0, untold_rules = 0, not_answered = 0;
    for (const RuleView& rule : rules) {
        for (std::size_t i = 0; i < model::outcome_count; ++i) all[i] += rule.counts()[i];
        breached += breaches(rule);
        breached_rules += breaches(rule) > 0;
        not_answered += !rule.not_given.empty();
        if (!rule.not_given.empty()) continue;
        untold += count(rule, Outcome::unknown);
        untold_rules += count(rule, Outcome::unknown) > 0;
    }
    const auto of = [&](Outcome outcome) { return all[static_cast<std::size_t>(outcome)]; };
    OutcomeWords words;
    if (breached > 0) {
        std::string kinds;
        add(kinds, of(Outcome::overdue), "overdue now");
        add(kinds, of(Outcome::late), "late");
        add(kinds, of(Outcome::too_early), "too early");
        add(kinds, of(Outcome::breached), "found by checks");
        words.breaches = std::to_string(breached) + " in " + count_words(breached_rules, "rule", "rules") + ": " + kinds;
    } else if (not_answered < rules.size()) {
        words.breaches = "none";
    }
    add(words.upcoming, of(Outcome::due_soon), "due soon");
    add(words.upcoming, of(Outcome::due), "due later");
    if (untold > 0) words.untold = count_words(untold, "outcome", "outcomes") + " of " + count_words(untold_rules, "rule", "rules");
    if (not_answered > 0) words.untold += (words.untold.empty() ? "" : "; ") + count_words(not_answered, "rule", "rules") + " that these files do not answer";
    if (const std::uint64_t n = of(Outcome::not_run)) words.untold += (words.untold.empty() ? "" : "; ") + std::to_string(n) + " not run";
    return words;
}

void write_worst(TextPage& page, const std::vector<RuleView>& rules) {
    std::vector<const RuleView*> worst;
    for (const RuleView& rule : rules)
        if (open_breaches(rule) > 0) worst.push_back(&rule);
    if (worst.empty()) return;
    std::stable_sort(worst.begin(), worst.end(), [](const RuleView* a, const RuleView* b) { return open_breaches(*a) > open_breaches(*b); });
    page.title("Most open breaches");
    const std::size_t width = std::to_string(open_breaches(*worst.front())).size();
    for (std::size_t i = 0; i < worst.size() && i < worst_rules; ++i) {
        std::string number = std::to_string(open_breaches(*worst[i]));
        number.insert(0, width - number.size(), ' ');
        page.line(number + (worst[i]->timescale ? " overdue  " : " found    ") + std::string(worst[i]->name) + "  " + std::string(worst[i]->title));
    }
    if (worst.size() > worst_rules) page.line("and " + count_words(worst.size() - worst_rules, "more rule", "more rules"));
}

void write_packs(TextPage& page, const ReportInput& input, const std::vector<RuleView>& rules) {
    std::size_t idle = 0;
    page.title("Rules");
    for (const Pack& pack : packs_of(input, rules)) {
        std::size_t here = 0;
        std::uint64_t all = 0, overdue = 0, soon = 0, unknown = 0, unanswered = 0;
        for (const std::size_t i : pack.rules) {
            const RuleView& rule = rules[i];
            if (!concerned(rule)) continue;
            ++here;
            all += breaches(rule);
            overdue += count(rule, Outcome::overdue);
            soon += count(rule, Outcome::due_soon);
            unanswered += !rule.not_given.empty();
            if (rule.not_given.empty()) unknown += count(rule, Outcome::unknown);
        }
        idle += pack.rules.size() - here;
        if (here == 0) continue;
        std::string words;
        add(words, all, all == 1 ? "breach" : "breaches");
        add(words, overdue, "overdue");
        add(words, soon, "due soon");
        add(words, unknown, "unknown");
        add(words, unanswered, "not answered");
        page.line((pack.title.empty() ? pack.path : pack.title) + ": " + count_words(here, "rule", "rules") + (words.empty() ? "" : ", ") + words);
    }
    if (idle) page.line("and " + count_words(idle, "rule", "rules") + " that nothing in the data concerns");
}

void write_rules(TextPage& page, const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, bool some) {
    if (std::all_of(rules.begin(), rules.end(), [](const RuleView& rule) { return !rule.not_given.empty(); })) return;
    page.title("Rules");
    const std::vector<std::uint64_t> older = count_older_late(rules, options);
    const std::vector<Pack> packs = packs_of(input, rules);
    std::string idle;
    std::size_t idle_count = 0;
    for (const Pack& pack : packs) {
        bool headed = packs.size() == 1;
        for (const std::size_t i : pack.rules) {
            const RuleView& rule = rules[i];
            if (some ? !concerned(rule) : rule.found() == 0) {
                ++idle_count;
                idle += (idle.empty() ? "" : ", ") + std::string(rule.name);
                continue;
            }
            if (!rule.not_given.empty()) continue;
            if (!headed) page.line(page.paint(heading_of(pack), "1"), " ");
            headed = true;
            write_rule(page, options, rule, older[i]);
        }
    }
    if (idle_count == 0) return;
    if (some) page.line("and " + count_words(idle_count, "rule", "rules") + " that nothing in the data concerns");
    else page.paragraph("Nothing to look at in the data: " + idle + ".", "  ");
}

void write_not_answered(TextPage& page, const ReportInput& input, const std::vector<RuleView>& rules, std::size_t most) {
    std::map<std::string, std::string> by_missing;
    for (const RuleView& rule : rules) {
        if (rule.not_given.empty()) continue;
        std::string& list = by_missing[not_given_words(input.rules, rule.not_given, false)];
        list += list.empty() ? "" : ", ";
        list += std::string(rule.name) + " (" + std::to_string(count(rule, Outcome::unknown)) + ")";
    }
    if (by_missing.empty()) return;
    page.title("Not answered by these files");
    std::size_t shown = 0;
    for (const auto& [missing, list] : by_missing) {
        if (shown++ == most) break;
        const std::string words = missing + ": " + list;
        most < by_missing.size() ? page.line(words) : page.paragraph(words, "  ", "    ");
    }
    if (by_missing.size() > most) page.line("and " + std::to_string(by_missing.size() - most) + " more");
}

}  // namespace duly::report
