#include "engine/report/page_text.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/explain/html_text.hpp"

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

// The length of the character at `at`, 0 where no well-formed one begins.
std::size_t utf8_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t n) { return static_cast<unsigned char>(text[at + n]); };
    const unsigned char lead = byte(0);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > text.size()) return 0;
    for (std::size_t n = 1; n < length; ++n)
        if ((byte(n) & 0xC0) != 0x80) return 0;
    if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) || (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return 0;
    return length;
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
    out_ += '"';
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_length(text, at);
        const auto c = static_cast<unsigned char>(text[at]);
        if (length == 0) {
            out_ += "\\ufffd";
        } else if (c == '"' || c == '\\') {
            out_ += '\\';
            out_ += static_cast<char>(c);
        } else if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x7F) {
            out_ += "\\u00";
            out_ += hex[c >> 4];
            out_ += hex[c & 15];
        } else if (length == 3 && c == 0xE2 && (static_cast<unsigned char>(text[at + 1]) == 0x80 || static_cast<unsigned char>(text[at + 1]) == 0x81)) {
            // General punctuation: line separators and marks of direction, never raw in the source.
            const unsigned value = (static_cast<unsigned>(c & 0x0F) << 12) | (static_cast<unsigned>(text[at + 1] & 0x3F) << 6) | static_cast<unsigned>(text[at + 2] & 0x3F);
            const bool hides = (value >= 0x200B && value <= 0x200F) || (value >= 0x2028 && value <= 0x202E) || (value >= 0x2060 && value <= 0x206F);
            if (!hides) out_.append(text.substr(at, length));
            else
                for (int shift = (out_ += "\\u", 12); shift >= 0; shift -= 4) out_ += hex[value >> shift & 15];
        } else {
            out_.append(text.substr(at, length));
        }
        at += length == 0 ? 1 : length;
    }
    out_ += '"';
    return *this;
}

}  // namespace duly::report
