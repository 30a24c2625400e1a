// Examples and coverage for other programs: JSON, and JUnit for build servers.
#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "dsl/base/utf8.hpp"
#include "engine/api/internal.hpp"

namespace duly::v1 {

namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

const char* state_of(const ExampleRow& row) { return !row.passed ? "failed" : row.proposed ? "to_confirm" : "passed"; }

// XML 1.0 knows no other characters than these; what is none of them, or no UTF-8, becomes U+FFFD.
std::string xml(std::string_view text) {
    static constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const Point point = point_at(text, i);
        const std::uint32_t c = point.value;
        const bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
        if (point.length == 0 || control || c == 0xFFFE || c == 0xFFFF) {
            out += replacement;
            i += std::max<std::size_t>(point.length, 1);
            continue;
        }
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&apos;"; break;
            // Inside attributes a reader would fold them to blanks.
            case '\n': out += "&#10;"; break;
            case '\r': out += "&#13;"; break;
            case '\t': out += "&#9;"; break;
            default: out.append(text.substr(i, point.length));
        }
        i += point.length;
    }
    return out;
}

std::string case_of(const ExampleRow& row) {
    std::string name;
    for (const auto& [field, value] : row.cells)
        if (!value.empty()) name += (name.empty() ? "" : ", ") + field + " " + value;
    if (name.empty()) name = "all blank";
    if (!row.example.empty()) name = row.example + ": " + name;
    std::string out = "    <testcase name=\"" + xml(row.file + ":" + std::to_string(row.line) + ": " + name) + "\" classname=\"" + xml(row.rule) + "\" time=\"0\"";
    if (row.passed && !row.proposed) return out + "/>\n";
    out += ">\n";
    if (row.passed) return out + "      <skipped>" + xml("proposed, and not confirmed yet: " + row.expected) + "</skipped>\n    </testcase>\n";
    std::string told = "expected " + row.expected + "\ncame out " + row.got + "\n" + row.why;
    for (const std::string& line : row.counted) told += "\n" + line;
    return out + "      <failure type=\"D0301\" message=\"" + xml("expected `" + row.expected + "`, came out `" + row.got + "`") + "\">" + xml(told) + "</failure>\n    </testcase>\n";
}

// Only what the schema of Jenkins has, the strictest in use: no file or line of a case, nothing skipped of all suites together.
std::string counts(std::size_t tests, std::size_t failures, std::size_t errors) {
    return " tests=\"" + std::to_string(tests) + "\" failures=\"" + std::to_string(failures) + "\" errors=\"" + std::to_string(errors) + "\" time=\"0\"";
}

}  // namespace

std::string to_json(const Examples& examples) {
    Json rows = Json::array();
    std::map<std::string, std::array<std::size_t, 3>> by_rule;
    for (const ExampleRow& row : examples.rows) {
        Json cells = Json::object();
        for (const auto& [field, value] : row.cells) cells[field] = value;
        rows.push_back({{"rule", row.rule}, {"example", row.example}, {"file", row.file}, {"line", row.line}, {"as_of", row.as_of}, {"as_known_on", row.as_known_on}, {"state", state_of(row)},
                        {"cells", std::move(cells)}, {"expected", row.expected}, {"got", row.got}, {"why", row.why}, {"counted", row.counted}, {"paste", row.paste}});
        ++by_rule[row.rule][!row.passed ? 1 : row.proposed ? 2 : 0];
    }
    Json rules = Json::array();
    for (const auto& [rule, n] : by_rule) rules.push_back({{"rule", rule}, {"passed", n[0]}, {"failed", n[1]}, {"to_confirm", n[2]}});
    const Json diagnostics = Json::parse(to_json(examples.failures))["diagnostics"];
    return dumped({{"schema", 1}, {"passed", examples.passed}, {"failed", examples.failed}, {"to_confirm", examples.to_confirm}, {"rules", std::move(rules)}, {"rows", std::move(rows)}, {"diagnostics", diagnostics}});
}

std::string to_json(const Coverage& coverage) {
    Json rules = Json::array();
    for (const RuleCoverage& rule : coverage.rules) {
        Json items = Json::array();
        for (const CoverageItem& item : rule.items)
            items.push_back({{"kind", item.kind}, {"subject", item.subject}, {"wanted", item.wanted}, {"file", item.file}, {"line", item.line}, {"rows", item.rows}});
        rules.push_back({{"kind", rule.kind}, {"rule", rule.rule}, {"rows", rule.rows}, {"covered", rule.covered}, {"total", rule.items.size()}, {"items", std::move(items)}});
    }
    return dumped({{"schema", 1}, {"covered", coverage.covered}, {"total", coverage.total}, {"rules", std::move(rules)}});
}

std::string to_junit(const Examples& examples) {
    // What is wrong beside rows, as a calendar that cannot be read, fails a case of its own.
    std::vector<const Diagnostic*> errors;
    for (const Diagnostic& one : examples.failures)
        if (one.severity == Severity::error && one.code != "D0301" && one.code != "D0302" && one.code != "D0303" && one.code != "D0304") errors.push_back(&one);
    std::map<std::string, std::vector<const ExampleRow*>> by_rule;
    for (const ExampleRow& row : examples.rows) by_rule[row.rule].push_back(&row);
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"duly test\"" + counts(examples.rows.size() + errors.size(), examples.failed, errors.size()) + ">\n";
    for (const auto& [rule, rows] : by_rule) {
        std::size_t failed = 0, waiting = 0;
        for (const ExampleRow* row : rows) {
            failed += !row->passed;
            waiting += row->passed && row->proposed;
        }
        out += "  <testsuite name=\"" + xml(rule) + "\"" + counts(rows.size(), failed, 0) + " skipped=\"" + std::to_string(waiting) + "\">\n";
        for (const ExampleRow* row : rows) out += case_of(*row);
        out += "  </testsuite>\n";
    }
    if (!errors.empty()) {
        out += "  <testsuite name=\"rule files\"" + counts(errors.size(), 0, errors.size()) + ">\n";
        for (const Diagnostic* one : errors)
            out += "    <testcase name=\"" + xml(one->file + ":" + std::to_string(one->line)) + "\" classname=\"rule files\" time=\"0\">\n      <error type=\"" + xml(one->code) + "\" message=\"" + xml(one->message) + "\">" + xml(one->help) + "</error>\n    </testcase>\n";
        out += "  </testsuite>\n";
    }
    return out + "</testsuites>\n";
}

}  // namespace duly::v1
