// The part of the text summary that speaks of timescales and checks.
#pragma once

#include <string>
#include <vector>

#include "engine/report/entries.hpp"
#include "engine/report/text_page.hpp"

namespace duly::report {

const char* colour_of(model::Outcome outcome);

// A few rules are shown with all their counts; of many, the packs (the files that declare them) with a line each, and which rules have
// the most open breaches.
inline constexpr std::size_t few_rules = 20;

// "Breaches ... Coming up ...": outcomes of all rules, a line each.
struct OutcomeWords { std::string breaches, upcoming, untold; };
OutcomeWords outcome_words(const std::vector<RuleView>& rules);

// The rules of one file, as indices; in the order of the files' titles.
struct Pack { std::string title, path; std::vector<std::size_t> rules; };
std::vector<Pack> packs_of(const ReportInput& input, const std::vector<RuleView>& rules);

void write_worst(TextPage& page, const std::vector<RuleView>& rules);
void write_packs(TextPage& page, const ReportInput& input, const std::vector<RuleView>& rules);
// With all counts. `some`: without the rules that have nothing but `not applicable` and `excluded`.
void write_rules(TextPage& page, const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, bool some);
// What no file gives, and which rules ask for it; at most `most` lines.
void write_not_answered(TextPage& page, const ReportInput& input, const std::vector<RuleView>& rules, std::size_t most);

}  // namespace duly::report
