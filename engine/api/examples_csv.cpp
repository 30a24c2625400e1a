// The tables of examples as CSV, for people who rather work in a spreadsheet; `table from` reads them back.
#include <algorithm>
#include <map>

#include "engine/api/internal.hpp"
#include "engine/report/csv.hpp"
#include "engine/verify/examples.hpp"

namespace duly::v1 {

namespace {

// A spreadsheet takes 2024-01-02 for a date, and writes it back as its own country does. With a tab in front it stays a text; blanks
// around a cell do not count when it is read. What would be a formula gets an apostrophe, which is taken off.
void cell(std::string& out, std::string_view text) {
    const bool digits = !text.empty() && text.front() >= '0' && text.front() <= '9';
    const bool formula = report::looks_like_formula(text);
    const bool quoted = digits || text.find_first_of(",;\t\"\r\n") != std::string_view::npos || (!text.empty() && (text.front() == ' ' || text.back() == ' '));
    if (quoted) out += '"';
    if (digits) out += '\t';
    if (formula) out += '\'';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    if (quoted) out += '"';
}

void row(std::string& out, const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) out += ',';
        cell(out, cells[i]);
    }
    out += "\r\n";
}

// A name of its own for each example: its rule, and a number where the rule has several.
std::string file_name(const std::string& rule, std::size_t number, std::size_t of) {
    std::string name;
    for (const char c : rule) name += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ? c : '_';
    return name + (of > 1 ? "-" + std::to_string(number) : "") + ".csv";
}

}  // namespace

Checked<std::vector<std::pair<std::string, std::string>>> export_examples(const RuleSet& rules, const std::vector<std::string>& only_rules) {
    using Files = std::vector<std::pair<std::string, std::string>>;
    return guarded<Files>([&]() -> Checked<Files> {
        const model::RuleSet& set = *rules.state->rules;
        Checked<Files> result{{}, unknown_rules(set, only_rules)};
        if (any_error(result.diagnostics)) return result;
        const verify::KnownCalendars calendars(set, *rules.state->loader);
        const verify::ExamplesResult ran = verify::run_examples(set, calendars, only_rules);
        std::map<verify::RuleRef, std::size_t> count, number;
        std::vector<std::size_t> examples;
        for (const verify::RowResult& one : ran.rows)
            if (examples.empty() || examples.back() != one.example) examples.push_back(one.example);
        for (const std::size_t example : examples) ++count[verify::rule_of(set.examples[example])];
        result.value.emplace();
        for (const std::size_t index : examples) {
            const model::Example& example = set.examples[index];
            const verify::RuleRef rule = verify::rule_of(example);
            std::string bytes(report::byte_order_mark);
            std::vector<std::string> cells;
            for (const model::ExampleColumn& column : example.columns)
                cells.push_back(column.expect || column.record == model::none ? "expect" : set.records[column.record].name + "." + set.records[column.record].fields[column.field].name);
            cells.emplace_back("got");
            row(bytes, cells);
            for (const verify::RowResult& one : ran.rows) {
                if (one.example != index) continue;
                cells = example.rows[one.row].cells;
                cells.push_back(one.got);
                row(bytes, cells);
            }
            result.value->emplace_back(file_name(verify::name_of(set, rule), ++number[rule], count[rule]), std::move(bytes));
        }
        return result;
    });
}

}  // namespace duly::v1
