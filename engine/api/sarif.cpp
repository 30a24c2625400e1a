// Diagnostics as SARIF 2.1.0, which code review tools show beside the lines of a change.
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "engine/api/internal.hpp"

namespace duly::v1 {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* levels[] = {"error", "warning", "note"};

// "unknown_field" -> "UnknownField", as the standard would have names of rules.
std::string pascal(std::string_view name) {
    std::string out;
    bool upper = true;
    for (const char c : name) {
        if (c == '_') upper = true;
        else out += upper ? static_cast<char>(c - (c >= 'a' && c <= 'z' ? 32 : 0)) : c, upper = false;
    }
    return out;
}

std::string sentence(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
    if (!text.empty() && text.back() != '.' && text.back() != '?') text += '.';
    return text;
}

bool has_drive(std::string_view path) { return path.size() > 1 && path[1] == ':' && std::isalpha(static_cast<unsigned char>(path[0])); }

std::string escaped_path(std::string_view path) {
    constexpr std::string_view plain = "/-._~!$&'()*+,=@", digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\\') out += '/';
        else if ((byte < 0x80 && std::isalnum(byte)) || plain.find(c) != std::string_view::npos) out += c;
        else out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

// A relative path is seen from the root of the sources, which the reader of the log knows.
Json artifact(const std::string& file) {
    if (file.front() == '/') return {{"uri", "file://" + escaped_path(file)}};
    if (has_drive(file)) return {{"uri", "file:///" + file.substr(0, 2) + escaped_path(std::string_view(file).substr(2))}};
    return {{"uri", escaped_path(file)}, {"uriBaseId", "%SRCROOT%"}};
}

// Columns of rule files count code points; in a data file the column is the number of a field, which a region cannot say.
Json region(std::uint32_t line, std::uint32_t column, std::uint32_t length, const std::string& line_text) {
    Json out = {{"startLine", line}};
    if (line_text.empty() || column == 0) return out;
    out["startColumn"] = column;
    out["endColumn"] = column + std::max<std::uint32_t>(1, length);
    return out;
}

template <typename T>
Json location(const T& at) {
    Json physical = {{"artifactLocation", artifact(at.file)}};
    if (at.line > 0) physical["region"] = region(at.line, at.column, at.length, at.line_text);
    return {{"physicalLocation", std::move(physical)}};
}

std::string text_of(const Diagnostic& one) {
    std::string text = one.message;
    if (!one.field.empty()) text += ", column `" + one.field + "`";
    if (!one.text.empty()) text += ", cell `" + one.text + "`";
    if (one.count > 1) text += " (" + std::to_string(one.count) + " times)";
    text = sentence(text);
    if (!one.help.empty()) text += " " + sentence(one.help);
    return text;
}

Json rule(const std::string& code) {
    const DiagnosticInfo& about = info(kind_of(code));
    const std::string page = diagnostic_page(code);
    // The first paragraph below the heading.
    const std::size_t from = std::min(page.size(), page.find("\n\n") + 2);
    std::string first = page.substr(from, page.find("\n\n", from) - from);
    std::replace(first.begin(), first.end(), '\n', ' ');
    while (!first.empty() && first.back() == ' ') first.pop_back();
    Json out = {{"id", code}, {"name", pascal(about.name)}, {"shortDescription", {{"text", sentence(std::string(about.summary))}}}};
    out["fullDescription"] = {{"text", first.empty() ? sentence(std::string(about.summary)) : first}};
    out["help"] = {{"text", page}, {"markdown", page}};
    out["defaultConfiguration"] = {{"level", levels[static_cast<int>(about.severity)]}};
    return out;
}

Json fix(const Diagnostic& one) {
    Json replacement = {{"deletedRegion", region(one.line, one.column, one.length, one.line_text)}, {"insertedContent", {{"text", one.replacement}}}};
    Json change = {{"artifactLocation", artifact(one.file)}, {"replacements", Json::array({std::move(replacement)})}};
    return {{"description", {{"text", "Write `" + one.replacement + "`."}}}, {"artifactChanges", Json::array({std::move(change)})}};
}

Json result(const Diagnostic& one, std::size_t rule_index) {
    Json out = {{"ruleId", one.code}, {"ruleIndex", rule_index}, {"level", levels[static_cast<int>(one.severity)]}, {"message", {{"text", text_of(one)}}}};
    if (!one.file.empty()) out["locations"] = Json::array({location(one)});
    Json related = Json::array();
    for (const Label& label : one.labels) {
        if (label.file.empty()) continue;
        Json place = location(label);
        place["id"] = related.size() + 1;
        place["message"] = {{"text", sentence(label.text)}};
        related.push_back(std::move(place));
    }
    if (!related.empty()) out["relatedLocations"] = std::move(related);
    if (!one.replacement.empty() && !one.file.empty() && one.line > 0 && one.length > 0) out["fixes"] = Json::array({fix(one)});
    return out;
}

}  // namespace

std::string to_sarif(const std::vector<Diagnostic>& diagnostics) {
    std::vector<std::string> codes;
    for (const Diagnostic& one : diagnostics) codes.push_back(one.code);
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    Json rules = Json::array(), results = Json::array();
    for (const std::string& code : codes) rules.push_back(rule(code));
    for (const Diagnostic& one : diagnostics) {
        results.push_back(result(one, static_cast<std::size_t>(std::lower_bound(codes.begin(), codes.end(), one.code) - codes.begin())));
    }
    Json driver = {{"name", "duly"}, {"version", version()}, {"semanticVersion", version()}, {"rules", std::move(rules)}};
    Json run = {{"tool", {{"driver", std::move(driver)}}}, {"columnKind", "unicodeCodePoints"}};
    run["originalUriBaseIds"] = {{"%SRCROOT%", {{"description", {{"text", "The folder in which duly was run."}}}}}};
    run["results"] = std::move(results);
    Json out = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}};
    out["runs"] = Json::array({std::move(run)});
    return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace duly::v1
