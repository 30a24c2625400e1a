// Rows that put the same case and expect what cannot both come out.
#include <algorithm>
#include <map>
#include <set>

#include "engine/verify/cells.hpp"
#include "engine/verify/examples.hpp"
#include "engine/verify/expected.hpp"

namespace duly::verify {
namespace {

using model::Example;
using Cells = std::map<std::pair<model::RecordId, model::FieldId>, std::vector<std::string>>;

// A value in one spelling: `1 March 2024` is `2024-03-01`, 1.50 is 1.5. Blank: "".
std::string spelling_of(const data::Cell& cell) {
    if (cell.state == data::State::blank || cell.state == data::State::missing) return {};
    if (cell.state == data::State::unreadable) return "?";
    return std::to_string(static_cast<int>(cell.state)) + " " + std::to_string(cell.number) + " " + std::to_string(cell.last) + " " + std::string(cell.text);
}

// Of `2024-01-02, 2 March 2024` each value by itself.
std::string piece_spelling(const model::RuleSet& rules, const model::Field& field, const std::string& piece) {
    const std::vector<std::string> list = pieces_of(piece, ',');
    std::string out;
    for (const std::string& one : list) {
        const auto cell = read_cell(field, one, rules.zone);
        out += (list.size() > 1 ? "," : "") + (cell ? spelling_of(*cell) : "no value: " + one);
    }
    return out;
}

// What a row says, without the columns that are blank: a blank is what is not there.
Cells said_by(const model::RuleSet& rules, const Example& example, std::size_t row) {
    Cells out;
    for (const Example::Given& given : example.given)
        out[{given.record, given.field}] = {spelling_of(cell_of(rules.records[given.record].fields[given.field], given.value, rules.zone))};
    for (std::size_t i = 0; i < example.columns.size() && i < example.rows[row].cells.size(); ++i) {
        const model::ExampleColumn& column = example.columns[i];
        if (column.expect || column.record == model::none) continue;
        const model::Field& field = rules.records[column.record].fields[column.field];
        std::vector<std::string>& pieces = out[{column.record, column.field}];
        pieces.clear();
        for (const std::string& piece : pieces_of(example.rows[row].cells[i])) pieces.push_back(piece_spelling(rules, field, piece));
    }
    for (auto at = out.begin(); at != out.end();) {
        const bool blank = std::all_of(at->second.begin(), at->second.end(), [](const std::string& piece) { return piece.empty(); });
        at = blank ? out.erase(at) : std::next(at);
    }
    return out;
}

bool differ(const Expected& a, const Expected& b) {
    if (a.outcome != b.outcome) return true;
    if (a.by && b.by && (*a.by != *b.by || a.unit != b.unit)) return true;
    return a.due && b.due && a.due_is_moment == b.due_is_moment && *a.due != *b.due;
}

bool differ(const ExpectedValue& a, const ExpectedValue& b) {
    if (!a.grades.empty() && !b.grades.empty() && a.grades != b.grades) return true;
    if (a.of && b.of && *a.of != *b.of) return true;
    if ((a.no_value && b.low) || (b.no_value && a.low)) return true;
    const auto same = [](const ExpectedValue::Number& x, const ExpectedValue::Number& y) { return x.places != y.places || x.digits == y.digits; };
    if (a.low && b.low && !same(*a.low, *b.low)) return true;
    return a.high && b.high && !same(*a.high, *b.high);
}

// Both can be read and no outcome fits both.
bool contradict(const model::RuleSet& rules, RuleRef rule, std::string_view a, std::string_view b) {
    if (rule.target == Example::Target::action) {
        const std::string x = folded(a.substr(0, a.find(','))), y = folded(b.substr(0, b.find(',')));
        return x != y;
    }
    const std::vector<std::string> first = pieces_of(a), second = pieces_of(b);
    if (rule.target == Example::Target::measure) {
        const model::Measure& measure = rules.measures[rule.id];
        const model::Scale* scale = measure.scale == model::none ? nullptr : &rules.scales[measure.scale];
        // Of several the last is that of the last period.
        for (std::size_t i = 1; i <= std::min(first.size(), second.size()); ++i) {
            const auto x = read_expected_value(first[first.size() - i], scale), y = read_expected_value(second[second.size() - i], scale);
            if (x && y && differ(*x, *y)) return true;
        }
        return false;
    }
    for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
        const auto x = read_expected(first[i], rules.zone), y = read_expected(second[i], rules.zone);
        if (!x || !y) return false;
        if (differ(*x, *y)) return true;
    }
    return first.size() != second.size();
}

}  // namespace

std::vector<Diagnostic> contradictions(const model::RuleSet& rules, const std::vector<std::string>& only) {
    struct Case { RuleRef rule; model::Type as_of; std::int64_t time; std::optional<model::Day> known; Cells cells; auto operator<=>(const Case&) const = default; };
    struct Row { const Example* example; std::size_t row; };
    std::map<Case, std::vector<Row>> cases;
    for (const Example& example : rules.examples) {
        const RuleRef rule = rule_of(example);
        if (!only.empty() && std::find(only.begin(), only.end(), name_of(rules, rule)) == only.end()) continue;
        for (std::size_t row = 0; row < example.rows.size(); ++row)
            cases[{rule, example.as_of.type, example.as_of.number, example.as_known_on, said_by(rules, example, row)}].push_back({&example, row});
    }
    std::vector<Diagnostic> out;
    for (const auto& [one, rows] : cases) {
        std::vector<std::size_t> worded;            // the first row of each wording
        std::set<std::string_view> wordings;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const Asked later = asked_in(expectation(*rows[i].example, rows[i].row));
            for (const std::size_t k : worded) {
                const Asked earlier = asked_in(expectation(*rows[k].example, rows[k].row));
                if (later.proposed || earlier.proposed || !contradict(rules, one.rule, earlier.words, later.words)) continue;
                Diagnostic told = make_diagnostic(DiagnosticKind::examples_contradict, place_of_expectation(rules, *rows[i].example, rows[i].row),
                                                  "this row of `" + name_of(rules, one.rule) + "` says the same as another, which expects `" + std::string(earlier.words) + "`",
                                                  "correct the one that is wrong, or take it out");
                told.labels.push_back({place_of_expectation(rules, *rows[k].example, rows[k].row), "the other row"});
                out.push_back(std::move(told));
                break;
            }
            if (wordings.insert(expectation(*rows[i].example, rows[i].row)).second) worded.push_back(i);
        }
    }
    sort_diagnostics(out);
    return out;
}

}  // namespace duly::verify
