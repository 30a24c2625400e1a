// The examples of the rule files, run.
#include "engine/verify/examples.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/api/internal.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/verify/coverage.hpp"

namespace duly::v1 {

namespace {

std::string field_name(const model::RuleSet& rules, model::RecordId record, model::FieldId field) {
    return rules.records[record].name + "." + rules.records[record].fields[field].name;
}

ExampleRow outward(const model::RuleSet& rules, verify::RowResult row) {
    const model::Example& example = rules.examples[row.example];
    ExampleRow out;
    out.file = row.place.file;
    out.line = row.place.line;
    out.rule = verify::name_of(rules, verify::rule_of(example));
    out.passed = row.passed;
    out.proposed = row.proposed;
    out.example = example.title;
    out.as_of = example.as_of.type == model::Type::moment ? format_moment(example.as_of.number, rules.zone) : format_day(static_cast<model::Day>(example.as_of.number));
    if (example.as_known_on) out.as_known_on = format_day(*example.as_known_on);
    const std::vector<std::string>& cells = example.rows[row.row].cells;
    out.paste = "|";
    for (std::size_t i = 0; i < example.columns.size() && i < cells.size(); ++i) {
        const model::ExampleColumn& column = example.columns[i];
        out.paste.append(" ").append(column.expect ? row.got : cells[i]).append(cells[i].empty() && !column.expect ? "|" : " |");
        if (!column.expect && column.record != model::none) out.cells.emplace_back(field_name(rules, column.record, column.field), cells[i]);
    }
    for (const model::Example::Given& given : example.given) {
        const std::string name = field_name(rules, given.record, given.field);
        const auto same = [&](const auto& cell) { return cell.first == name; };
        if (std::none_of(out.cells.begin(), out.cells.end(), same))
            out.cells.emplace_back(name, eval::cell_text(rules, rules.records[given.record].fields[given.field], given.value.number, given.value.text));
    }
    out.expected = std::move(row.expected);
    out.got = std::move(row.got);
    out.why = std::move(row.why);
    out.counted = std::move(row.counted);
    return out;
}

}  // namespace

std::vector<Diagnostic> unknown_rules(const model::RuleSet& rules, const std::vector<std::string>& names) {
    std::vector<Diagnostic> out;
    for (const std::string& name : names)
        if (find_rule(rules, name).kind == RuleName::Kind::none) out.push_back(unknown_rule_name(rules, name));
    return out;
}

Checked<Examples> run_examples(const RuleSet& rules, const std::vector<std::string>& only_rules) {
    return guarded<Examples>([&]() -> Checked<Examples> {
        const model::RuleSet& set = *rules.state->rules;
        Checked<Examples> result{{}, unknown_rules(set, only_rules)};
        if (any_error(result.diagnostics)) return result;
        const verify::KnownCalendars calendars(set, *rules.state->loader);
        verify::ExamplesResult ran = verify::run_examples(set, calendars, only_rules);
        result.value.emplace();
        for (verify::RowResult& row : ran.rows) result.value->rows.push_back(outward(set, std::move(row)));
        result.value->passed = ran.passed;
        result.value->failed = ran.failed;
        result.value->to_confirm = ran.to_confirm;
        result.value->failures = duly::v1::outward(ran.diagnostics);
        if (only_rules.empty())
            for (const duly::Diagnostic& one : data::check_spellings(set, *rules.state->loader)) result.value->failures.push_back(duly::v1::outward(one));
        // A calendar that cannot be read is why examples fail: said first.
        const std::vector<duly::Diagnostic>& of_calendars = calendars.as_known_on({}).diagnostics;
        for (auto at = of_calendars.rbegin(); at != of_calendars.rend(); ++at) {
            result.value->failures.insert(result.value->failures.begin(), duly::v1::outward(*at));
        }
        return result;
    });
}

}  // namespace duly::v1
