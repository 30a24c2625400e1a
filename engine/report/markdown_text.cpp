#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine/eval/measure_bands.hpp"
#include "engine/explain/html_text.hpp"
#include "engine/report/markdown.hpp"
#include "engine/report/measure_latest.hpp"
#include "engine/report/text_fit.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

namespace {

bool ends_with_www(std::string_view text) {
    if (text.size() < 3) return false;
    text = text.substr(text.size() - 3);
    return std::all_of(text.begin(), text.end(), [](char c) { return c == 'w' || c == 'W'; });
}

}  // namespace

std::string markdown_text(std::string_view given, std::size_t most) {
    std::string one_line;
    for (const char c : given) {
        const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (!blank) one_line += c;
        else if (!one_line.empty() && one_line.back() != ' ') one_line += ' ';
    }
    while (!one_line.empty() && one_line.back() == ' ') one_line.pop_back();
    const std::string safe = explain::html_escaped(cut_to(one_line, most));
    constexpr std::string_view signs = "\\`*_{}[]#+-!|~$^=:";
    // A comment of HTML ends a word for whoever looks for addresses in it, and does not show.
    constexpr std::string_view nothing = "<!-- -->";
    std::string out;
    for (std::size_t at = 0; at < safe.size(); ++at) {
        const char c = safe[at];
        if (c == '&') {     // an entity, from html_escaped
            const std::size_t end = std::min(safe.find(';', at), safe.size() - 1);
            const std::string_view entity = std::string_view(safe).substr(at, end + 1 - at);
            if (entity == "&#39;") out += '\'';
            else if (entity == "&quot;") out += '"';
            else out += entity;
            at = end;
            continue;
        }
        if (c == '.' && ends_with_www(std::string_view(safe).substr(0, at))) out += nothing;
        const bool plain_mark = (c == '-' || c == '+' || c == '=' || c == ':') && at > 0 && safe[at - 1] != ' ' && safe[at - 1] != c && (at + 1 == safe.size() || safe[at + 1] == ' ' || c == '-');
        if (signs.find(c) != std::string_view::npos && !plain_mark) out += '\\';
        if (c == '@') out += '\\';
        out += c;
        if (c == '@' || (c == ':' && at + 1 < safe.size() && safe[at + 1] == '/')) out += nothing;
    }
    return out;
}

std::string MarkdownTable::text() const {
    std::string head = "|", line = "|", body;
    for (const Column& column : columns_) {
        head.append(" ").append(column.name).append(" |");
        const auto dashes = static_cast<std::size_t>(std::max(3, column.width));
        line.append(column.number ? std::string(dashes - 1, '-') + ":" : std::string(dashes, '-')).append("|");
    }
    for (const auto& row : rows_) {
        body += "|";
        for (const std::string& cell : row) body.append(" ").append(cell).append(" |");
        body += "\n";
    }
    return head + "\n" + line + "\n" + body + "\n";
}

std::string target_words(const model::RuleSet& rules, const model::Measure& measure, model::Day day) {
    using Kind = model::Band::Kind;
    if (measure.scale == model::none) return "";
    const model::BandSet* set = eval::bands_on(measure, day);
    if (!set) return "";
    // Edges of a percentage are shares: 0.95.
    const auto edge = [&](std::int64_t scaled) { return measure.percentage ? decimal(scaled * 100) + "%" : decimal(scaled); };
    std::string words;
    for (const model::Band& band : set->bands) {
        if (band.grade != 0) continue;
        if (!words.empty() || !band.low_area.empty() || !band.high_area.empty() || band.tolerance) return "see the rule";
        const std::string low = edge(band.low), high = edge(band.high);
        switch (band.kind) {
            case Kind::at_least: words = "at least " + low; break;
            case Kind::more_than: words = "more than " + low; break;
            case Kind::at_most: words = "at most " + high; break;
            case Kind::less_than: words = "less than " + high; break;
            case Kind::between: words = low + " to " + high; break;
            default: return "see the rule";
        }
    }
    return words.empty() ? "" : words + " (" + rules.scales[measure.scale].grades.front() + ")";
}

std::string change_words(const model::Measure& measure, const eval::MeasureValue* before, const eval::MeasureValue* now) {
    if (!before || !now || !certain(*before) || !certain(*now)) return "";
    // Of the figures as they are shown, so that the words agree with them.
    const std::string a = measure_number(measure, before->low_n, before->low_d), b = measure_number(measure, now->low_n, now->low_d);
    const auto places = [](const std::string& text) { return text.find('.') == std::string::npos ? 0 : static_cast<int>(text.size() - text.find('.') - 1); };
    const int shown = std::max(places(a), places(b));
    const auto scaled = [shown](std::string text) -> long long {
        const std::size_t point = text.find('.');
        std::size_t have = 0;
        if (point != std::string::npos) {
            have = text.size() - point - 1;
            text.erase(point, 1);
        }
        text.append(static_cast<std::size_t>(shown) - have, '0');
        return std::strtoll(text.c_str(), nullptr, 10);
    };
    const long long change = scaled(b) - scaled(a);
    if (change == 0) return "the same";
    std::int64_t tens = 1;
    for (int i = 0; i < shown; ++i) tens *= 10;
    std::string words = (change > 0 ? "up " : "down ") + rounded(std::llabs(change), tens, 1, shown);
    if (measure.percentage) words += " points";
    if (measure.scale != model::none) words += (change > 0) != measure.lower_is_better ? ", better" : ", worse";
    return words;
}

}  // namespace duly::report
