#include "engine/cli/test_words.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace duly::cli {

namespace {

std::string padded(std::string text, std::size_t width) {
    const auto seen = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    if (seen < width) text.append(width - seen, ' ');
    return text;
}

// What a rule file says may hold signs that a terminal would obey.
std::string plain(std::string text) {
    for (char& c : text)
        if ((c >= 0 && c < 0x20 && c != '\n') || c == 0x7f) c = c == '\t' ? ' ' : '?';
    return text;
}

std::string head_of(const api::ExampleRow& row) {
    std::string text = row.file + ":" + std::to_string(row.line) + ": " + row.rule;
    if (!row.example.empty()) text.append(", \"").append(row.example).append("\"");
    return text;
}

std::string cells_of(const api::ExampleRow& row) {
    std::string text;
    for (const auto& [field, value] : row.cells) text.append(text.empty() ? "" : ", ").append(field).append(value.empty() ? " blank" : " " + value);
    text += (text.empty() ? "as of " : ", as of ") + row.as_of;
    return row.as_known_on.empty() ? text : text + ", as known on " + row.as_known_on;
}

// `other`: what was told of a row that says the same and expects something else.
std::string failure_words(const api::ExampleRow& row, const api::Diagnostic* other) {
    std::string text = head_of(row) + (row.got.empty() ? "\n" : other != nullptr ? " [D0305]\n" : " [D0301]\n");
    const auto line = [&](const char* what, const std::string& words) { text.append("  ").append(padded(what, 10)).append(words).append("\n"); };
    line("row", cells_of(row));
    line(row.proposed ? "proposed" : "expected", row.expected);
    if (row.got.empty()) {
        line("wrong", row.why);
        return text;
    }
    line("came out", row.got);
    if (other != nullptr && !other->labels.empty()) line("also", other->labels.front().file + ":" + std::to_string(other->labels.front().line) + " says the same and expects something else");
    if (!row.why.empty()) line("why", row.why);
    for (const std::string& counted : row.counted) line("", counted);
    if (row.file.size() > 4 && row.file.substr(row.file.size() - 4) == ".csv") {
        line("fix", "correct the rule, or, if it is right, let the file's `expect` column read");
        line("", row.got);
        return text;
    }
    line("fix", "correct the rule, or, if it is right, let the row read");
    line("", row.paste);
    return text;
}

std::string counted(std::size_t n, const char* one, const char* many) { return std::to_string(n) + " " + (n == 1 ? one : many); }

std::string table_by_rule(const api::Examples& examples) {
    struct Counts { std::size_t passed = 0, failed = 0, waiting = 0; };
    std::map<std::string, Counts> by_rule;
    std::size_t width = 4;
    for (const api::ExampleRow& row : examples.rows) {
        Counts& counts = by_rule[row.rule];
        ++(!row.passed ? counts.failed : row.proposed ? counts.waiting : counts.passed);
        width = std::max(width, row.rule.size());
    }
    const auto right = [](const std::string& text, std::size_t to) { return std::string(to > text.size() ? to - text.size() : 0, ' ') + text; };
    std::string text = padded("rule", width) + "  passed  failed" + (examples.to_confirm ? "  to confirm\n" : "\n");
    for (const auto& [rule, counts] : by_rule) {
        text += padded(rule, width) + right(std::to_string(counts.passed), 8) + right(counts.failed ? std::to_string(counts.failed) : "", 8);
        if (examples.to_confirm) text += right(counts.waiting ? std::to_string(counts.waiting) : "", 12);
        while (text.back() == ' ') text.pop_back();
        text += "\n";
    }
    return text + "\n";
}

}  // namespace

std::string examples_words(const api::Examples& examples, ExampleWords options) {
    std::string text;
    if (options.all) {
        for (const api::ExampleRow& row : examples.rows)
            if (row.passed && !row.proposed) text += plain(row.file + ":" + std::to_string(row.line) + ": " + row.rule + ": " + row.got + "\n");
        if (!text.empty()) text += "\n";
    }
    std::vector<const api::Diagnostic*> shown;
    for (const api::ExampleRow& row : examples.rows) {
        if (row.passed) continue;
        const auto of_row = [&](const api::Diagnostic& one) { return one.code == "D0305" && one.file == row.file && one.line == row.line; };
        const auto found = std::find_if(examples.failures.begin(), examples.failures.end(), of_row);
        const api::Diagnostic* const other = found == examples.failures.end() ? nullptr : &*found;
        if (other != nullptr) shown.push_back(other);
        text += plain(failure_words(row, other)) + "\n";
    }
    // Beside the rows that fail: cells that cannot be read, calendars.
    std::vector<api::Diagnostic> others;
    for (const api::Diagnostic& one : examples.failures)
        if (one.code != "D0301" && std::find(shown.begin(), shown.end(), &one) == shown.end()) others.push_back(one);
    if (!others.empty()) {
        text += api::to_text(others, options.colour);
        text += text.back() == '\n' ? "\n" : "\n\n";
    }
    if (examples.to_confirm > 0) {
        text += "to confirm [D0307]: work each out by hand, and take `proposed:` away where it is right\n";
        for (const api::ExampleRow& row : examples.rows)
            if (row.passed && row.proposed) text += plain("  " + head_of(row) + ": " + row.expected + "\n");
        text += "\n";
    }
    const std::size_t total = examples.passed + examples.failed;
    if (total + examples.to_confirm == 0) return text + "there are no examples\n";
    text += table_by_rule(examples);
    text += std::to_string(examples.passed) + " of " + std::to_string(total) + (total == 1 ? " example passes" : " examples pass");
    if (examples.to_confirm) text += ", " + counted(examples.to_confirm, "proposed row waits", "proposed rows wait") + " to be confirmed";
    return text + "\n";
}

std::string coverage_words(const api::Coverage& coverage, bool all) {
    std::string text;
    for (const api::RuleCoverage& rule : coverage.rules) {
        const bool whole = rule.covered == rule.items.size();
        if (rule.items.empty() && !all) continue;
        text += rule.rule + ": covered " + std::to_string(rule.covered) + " of " + std::to_string(rule.items.size()) + " by " + counted(rule.rows, "row", "rows") + "\n";
        if (whole && !all) continue;
        std::string last;
        for (const api::CoverageItem& item : rule.items) {
            if (item.rows > 0 && !all) continue;
            const std::string subject = item.file + ":" + std::to_string(item.line) + ": " + item.subject;
            if (subject != last) text += "  " + subject + "\n";
            last = subject;
            text += std::string("    ") + (item.rows > 0 ? "tested      " : "not tested  ") + item.wanted + (item.rows > 0 ? " (" + counted(item.rows, "row", "rows") + ")" : "") + "\n";
        }
    }
    if (coverage.total == 0) return text + "there is nothing to cover\n";
    return text + (text.empty() ? "" : "\n") + "covered " + std::to_string(coverage.covered) + " of " + std::to_string(coverage.total) + "\n";
}

std::string generated_words(const api::GeneratedExamples& made) {
    std::string text = made.text;
    if (made.rows == 0 && made.left.empty()) return "# every condition, limit and change of law has its row\n";
    std::string rule;
    for (const api::NotGenerated& one : made.left) {
        if (one.rule != rule) text.append(text.empty() ? "" : "\n").append("# No row of ").append(one.rule).append(" was found for\n");
        rule = one.rule;
        text.append("#   ").append(one.subject).append(" ").append(one.wanted).append(": ").append(one.because).append("\n");
    }
    return text;
}

}  // namespace duly::cli
