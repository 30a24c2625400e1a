#include "engine/report/not_answered.hpp"

#include <algorithm>

namespace duly::report {

using model::none;
using model::Outcome;

namespace {

constexpr std::size_t reasons_looked_at = 8;    // of each rule, spread over its entries: a reason costs as much as many outcomes

bool all_unknown(const RuleView& rule) {
    const auto& counts = rule.counts();
    for (std::size_t i = 0; i < model::outcome_count; ++i) {
        const auto outcome = static_cast<Outcome>(i);
        if (outcome != Outcome::unknown && outcome != Outcome::not_applicable && outcome != Outcome::excluded && counts[i] > 0) return false;
    }
    return counts[static_cast<std::size_t>(Outcome::unknown)] > 0;
}

bool part_of_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

// Does the sentence say this name, and not only a longer one?
bool says(const std::string& sentence, const std::string& name) {
    for (std::size_t at = sentence.find(name); at != std::string::npos; at = sentence.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if ((at == 0 || !part_of_name(sentence[at - 1])) && (end == sentence.size() || !part_of_name(sentence[end]))) return true;
    }
    return false;
}

std::vector<eval::NotGiven> named_by(const ReportInput& input, const RuleView& rule) {
    if (rule.check) return eval::not_given(input.rules, input.data, *rule.check);
    std::vector<bool> versions(rule.timescale->versions.size(), false);
    for (std::size_t entry = 0; entry < rule.entries(); ++entry) {
        if (rule.outcome(entry) != Outcome::unknown) continue;
        const std::uint16_t version = rule.times->version[entry];
        if (version >= versions.size()) return eval::not_given(input.rules, input.data, *rule.timescale, {});
        versions[version] = true;
    }
    return eval::not_given(input.rules, input.data, *rule.timescale, versions);
}

// Of what the rule names, that which its reasons name too; nothing when some reason names none of it.
std::vector<eval::NotGiven> told_in_reasons(const ReportInput& input, const RuleView& rule, const std::vector<eval::NotGiven>& named) {
    std::vector<std::size_t> unknown;
    for (std::size_t entry = 0; entry < rule.entries(); ++entry)
        if (rule.outcome(entry) == Outcome::unknown) unknown.push_back(entry);
    std::vector<bool> told(named.size(), false);
    const std::size_t looks = std::min(reasons_looked_at, unknown.size());
    for (std::size_t look = 0; look < looks; ++look) {
        const std::size_t entry = unknown[look * unknown.size() / looks];
        const std::string reason = rule.times ? input.explainer.reason(rule.times->rule, entry) : input.explainer.check_reason(rule.checked->rule, entry);
        bool any = false;
        for (std::size_t i = 0; i < named.size(); ++i) {
            const model::Record& record = input.rules.records[named[i].record];
            const bool column = named[i].field != none && named[i].kinds.empty();
            if (!says(reason, column ? record.fields[named[i].field].name : record.name)) continue;
            any = told[i] = true;
        }
        if (!any) return {};
    }
    std::vector<eval::NotGiven> out;
    for (std::size_t i = 0; i < named.size(); ++i)
        if (told[i]) out.push_back(named[i]);
    return out;
}

void add(std::vector<eval::NotGiven>& to, const std::vector<eval::NotGiven>& more) {
    for (const auto& one : more)
        if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
}

}  // namespace

void note_not_answered(const ReportInput& input, std::vector<RuleView>& rules) {
    for (RuleView& rule : rules)
        if (all_unknown(rule)) rule.not_given = told_in_reasons(input, rule, named_by(input, rule));
}

std::string not_given_words(const model::RuleSet& rules, const std::vector<eval::NotGiven>& things, bool marked) {
    const std::string mark = marked ? "`" : "";
    std::string records, columns;
    for (const eval::NotGiven& thing : things) {
        const bool column = thing.field != none && thing.kinds.empty();
        std::string& list = column ? columns : records;
        const std::string words = eval::words_of(rules, thing);
        list += list.empty() ? (column ? "no file has a column for " : "no file gives ") : " or ";
        list += mark;
        list += words;
        list += mark;
    }
    return records.empty() ? columns : columns.empty() ? records : records + ", and " + columns;
}

std::size_t records_not_answered(const RuleView& rule) {
    std::size_t records = 0;
    data::Row last = data::no_row;
    for (std::size_t entry = 0; entry < rule.entries(); ++entry) {
        if (rule.outcome(entry) != Outcome::unknown) continue;
        const data::Row row = rule.row(entry);
        records += records == 0 || row != last;
        last = row;
    }
    return records;
}

std::string not_answered_reason(const ReportInput& input, const RuleView& rule) {
    const std::string missing = not_given_words(input.rules, rule.not_given, true);
    if (rule.record == none) return missing;
    const std::size_t records = records_not_answered(rule);
    return missing + ": " + std::to_string(records) + (records == 1 ? " record of " : " records of ") + input.rules.records[rule.record].name + (records == 1 ? " is not answered" : " are not answered");
}

std::vector<eval::NotGiven> not_given(const ReportInput& input, const std::vector<RuleView>& rules, const eval::MeasureResult& result) {
    const model::Measure& measure = input.rules.measures[result.rule];
    using Kind = model::Measure::Kind;
    if (measure.kind == Kind::timescale || measure.kind == Kind::every) {
        std::vector<model::TimescaleId> asked;
        if (measure.kind == Kind::timescale) asked.push_back(measure.timescale);
        for (const auto& turn : measure.every) asked.push_back(turn.timescale);
        std::vector<eval::NotGiven> missing;
        for (const model::TimescaleId timescale : asked) {
            const auto found = std::find_if(rules.begin(), rules.end(), [&](const RuleView& rule) { return rule.times && rule.times->rule == timescale; });
            if (found == rules.end() || found->not_given.empty()) return {};
            add(missing, found->not_given);
        }
        return missing;
    }
    if (measure.kind != Kind::records) return {};
    bool some = false;
    for (const eval::MeasureValue& value : result.values) {
        if (value.denominator != value.unknown || value.numerator != 0) return {};
        some |= value.unknown > 0;
    }
    return some ? eval::not_given(input.rules, input.data, measure) : std::vector<eval::NotGiven>{};
}

}  // namespace duly::report
