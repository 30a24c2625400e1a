#include "engine/report/page_text.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/explain/html_text.hpp"
#include "engine/explain/json_text.hpp"

namespace duly::report {

namespace {

constexpr std::string_view hex = "0123456789abcdef";

bool word_sign(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

std::string spaced(std::string_view name) {
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}
std::string quoted(std::string_view words) { return "\xE2\x80\x9C" + std::string(words) + "\xE2\x80\x9D"; }

// "2026-03" or "2026-03-31" at the start of `text`: how long it is, 0 when it is neither.
std::size_t iso_length(std::string_view text) {
    static constexpr std::string_view shape = "dddd-dd-dd";
    std::size_t fits = 0;
    while (fits < shape.size() && fits < text.size() && (shape[fits] == 'd' ? digit(text[fits]) : text[fits] == '-')) ++fits;
    const std::size_t length = fits == shape.size() ? 10 : fits >= 7 ? 7 : 0;
    return length != 0 && length < text.size() && (word_sign(text[length]) || text[length] == '-') ? 0 : length;
}

std::string iso_words(std::string_view iso) {
    if (iso.size() == 10) {
        const auto day = parse_iso_day(iso);
        return day ? written_day(*day) : std::string(iso);
    }
    const int month = (iso[5] - '0') * 10 + (iso[6] - '0');
    return month >= 1 && month <= 12 ? std::string(month_name(static_cast<unsigned>(month))) + " " + std::string(iso.substr(0, 4)) : std::string(iso);
}

}  // namespace

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return digits;
}

std::string period_words(std::string_view name) {
    const std::size_t length = iso_length(name);
    return length == 0 ? std::string(name) : iso_words(name.substr(0, length)) + std::string(name.substr(length));
}

std::string moment_words(std::string_view moment) {
    return iso_length(moment.substr(0, 10)) == 10 ? iso_words(moment.substr(0, 10)) + std::string(moment.substr(10)) : std::string(moment);
}

std::string shortened(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "\xE2\x80\xA6";
}

PlainWords::PlainWords(const model::RuleSet& rules) {
    const auto add = [&](const auto& list) {
        for (const auto& rule : list)
            if (!rule.title.empty()) names_.emplace(rule.name, quoted(shortened(rule.title)));
    };
    add(rules.measures);
    add(rules.actions);
    add(rules.timescales);
    add(rules.checks);
    for (const model::Record& record : rules.records) {
        for (const model::Field& field : record.fields)
            names_.emplace(record.name + "." + field.name, quoted(spaced(record.name) + " " + (field.title.empty() ? spaced(field.name) : field.title)));
    }
    for (const model::Record& record : rules.records) {
        names_.emplace(record.name, spaced(record.name));
        for (const model::Field& field : record.fields) names_.emplace(field.name, quoted(field.title.empty() ? spaced(field.name) : field.title));
    }
    for (const model::CalendarDef& calendar : rules.calendars) names_.emplace(calendar.name, calendar.title.empty() ? spaced(calendar.name) : calendar.title);
}

std::string PlainWords::operator()(std::string_view sentence) const {
    std::string out;
    out.reserve(sentence.size() + 32);
    for (std::size_t at = 0; at < sentence.size();) {
        const char c = sentence[at];
        if (c == '`') {
            const std::size_t close = sentence.find('`', at + 1);
            if (close != std::string_view::npos) {
                const std::string_view inside = sentence.substr(at + 1, close - at - 1);
                const auto found = names_.find(inside);
                out += found != names_.end() ? found->second : quoted(inside);
                at = close + 1;
                continue;
            }
        }
        if (!word_sign(c)) {
            out += c;
            ++at;
            continue;
        }
        // A whole day in this form stands only in keys, which stay as the files have them.
        if (const std::size_t length = iso_length(sentence.substr(at)); length == 10) {
            out += sentence.substr(at, length);
            at += length;
            continue;
        } else if (length != 0) {
            out += iso_words(sentence.substr(at, length));
            at += length;
            continue;
        }
        std::size_t end = at;
        while (end < sentence.size() && word_sign(sentence[end])) ++end;
        const std::string_view word = sentence.substr(at, end - at);
        // A name of one plain word may be meant as the word.
        const auto found = word.find('_') == std::string_view::npos ? names_.end() : names_.find(word);
        if (found != names_.end()) out += found->second;
        else out += word;
        at = end;
    }
    return out;
}

std::string html_id(std::string_view kind, std::string_view name) {
    std::string id = std::string(kind) + "_";
    for (const char c : name) {
        if (word_sign(c)) id += c;
        else id += std::string("Z") + hex[static_cast<unsigned char>(c) >> 4] + hex[static_cast<unsigned char>(c) & 15];
    }
    return id;
}

Html& Html::text(std::string_view words) {
    out_ += explain::html_escaped(words);
    return *this;
}

Html& Html::long_text(std::string_view words) {
    constexpr std::size_t most = 400;
    if (words.size() <= most) return text(words);
    return raw("<details class=\"long\"><summary>").text(shortened(words, 160)).raw(" <span class=\"more\">show all</span></summary>").text(words).raw("</details>");
}

Html& Html::id(std::string_view kind, std::string_view name) {
    out_ += html_id(kind, name);
    return *this;
}

ScriptJson& ScriptJson::string(std::string_view text) {
    explain::add_json_text(out_, text, explain::JsonFor::script);
    return *this;
}

}  // namespace duly::report
