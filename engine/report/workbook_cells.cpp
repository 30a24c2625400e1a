#include "engine/report/workbook_cells.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "dsl/base/date.hpp"
#include "dsl/base/utf8.hpp"

namespace duly::report {

namespace {

enum CellStyle : char { general = '0', header = '1', date = '2', moment = '3', quoted = '4', one_decimal = '5' };   // and two, and three

constexpr std::int32_t epoch = 25'569;          // 1 January 1970 as a spreadsheet counts
constexpr std::int32_t first_serial = 61;       // 1 March 1900: before it spreadsheets count a day that never was
constexpr std::size_t most_letters = 32'767;    // in a cell, in UTF-16 units; so many bytes never hold more

// The character is one, and one that XML can hold; `length` is what to pass over.
bool well_formed(std::string_view text, std::size_t at, std::size_t& length) {
    const Point point = point_at(text, at);
    length = std::max<std::size_t>(point.length, 1);
    return point.length != 0 && point.value != 0xFFFE && point.value != 0xFFFF;
}

bool hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool looks_escaped(std::string_view text) {
    return text.size() >= 7 && text[0] == '_' && text[1] == 'x' && hexadecimal(text[2]) && hexadecimal(text[3]) && hexadecimal(text[4]) && hexadecimal(text[5]) && text[6] == '_';
}

void append_text(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        std::size_t length = 1;
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (c == '_' && looks_escaped(text.substr(at))) out += "_x005F_";
        else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') (out += "_x00").append({digits[static_cast<unsigned char>(c) >> 4], digits[c & 15], '_'});
        else if (well_formed(text, at, length)) out.append(text.substr(at, length));
        else out += "\xEF\xBF\xBD";
        at += length;
    }
}

// "100", "-3", "92.3": what the engine itself writes. Decimals, or nothing.
std::optional<int> decimals_of(std::string_view text) {
    const std::size_t first = !text.empty() && text[0] == '-' ? 1 : 0;
    std::size_t point = text.find('.');
    const std::size_t whole = (point == std::string_view::npos ? text.size() : point) - first;
    if (whole == 0 || text.size() > 16 || (whole > 1 && text[first] == '0')) return {};
    for (std::size_t i = first; i < text.size(); ++i)
        if (i != point && (text[i] < '0' || text[i] > '9')) return {};
    if (point == std::string_view::npos) return 0;
    return text.size() - point - 1 > 0 ? std::optional<int>(static_cast<int>(text.size() - point - 1)) : std::nullopt;
}

// "2026-03-31" and "2026-03-31 18:00[:00]" as a serial number; nothing for another text, and for what no spreadsheet can tell.
struct Serial { std::string number; CellStyle style; };
std::optional<Serial> serial_of(std::string_view text) {
    if (text.size() != 10 && text.size() != 16 && text.size() != 19) return {};
    const std::optional<std::int32_t> day = parse_iso_day(std::string(text.substr(0, 10)));
    if (!day || *day + epoch < first_serial) return {};
    Serial made{std::to_string(*day + epoch), date};
    if (text.size() == 10) return made;
    static constexpr std::string_view shape = "0000-00-00 00:00:00";
    long seconds = 0;
    for (std::size_t i = 10; i < text.size(); ++i)
        if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return {};
    const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    seconds = two(11) * 3600L + two(14) * 60L + (text.size() == 19 ? two(17) : 0);
    // Of a day, in whole billionths: exact to the second when it is read back.
    std::string fraction = std::to_string((seconds * 1'000'000'000LL + 43'200) / 86'400);
    made.number += "." + std::string(9 - std::min<std::size_t>(9, fraction.size()), '0') + fraction;
    made.style = moment;
    return made;
}

class Rows {
public:
    explicit Rows(std::string& out) : out_(out) {}
    void begin(std::size_t row) {
        number_ = std::to_string(row + 1);
        column_ = 0;
        out_.append("<row r=\"").append(number_).append("\">");
    }
    void end() { out_ += "</row>"; }
    void skip() { ++column_; }
    void value(std::string_view number, CellStyle style) {
        open(style);
        out_.append("><v>").append(number).append("</v></c>");
    }
    void text(std::string_view words, CellStyle style, std::string_view csv) {
        open(style);
        const bool keeps = words.front() == ' ' || words.back() == ' ' || words.find_first_of("\n\t") != std::string_view::npos || words.find("  ") != std::string_view::npos;
        out_ += keeps ? " t=\"inlineStr\"><is><t xml:space=\"preserve\">" : " t=\"inlineStr\"><is><t>";
        if (words.size() <= most_letters) {
            append_text(out_, words);
        } else {
            const std::string cut = csv.empty() ? " ... (cut)" : " ... (cut; all of it stands in " + std::string(csv) + ")";
            std::size_t at = most_letters - cut.size();
            while (at > 0 && (static_cast<unsigned char>(words[at]) & 0xC0) == 0x80) --at;
            append_text(out_, words.substr(0, at));
            append_text(out_, cut);
        }
        out_ += "</t></is></c>";
    }

private:
    std::string& out_;
    std::string number_;
    std::size_t column_ = 0;
    std::vector<std::string> letters_;

    void open(CellStyle style) {
        while (letters_.size() <= column_) letters_.push_back(column_letters(letters_.size()));
        out_.append("<c r=\"").append(letters_[column_++]).append(number_).append("\"");
        if (style != general) out_.append(" s=\"").append({static_cast<char>(style), '"'});
    }
};

}  // namespace

std::string column_letters(std::size_t column) {
    std::string letters;
    for (++column; column > 0; column = (column - 1) / 26) letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
    return letters;
}

std::string xml_text(std::string_view text) {
    std::string out;
    append_text(out, text);
    return out;
}

std::string rows_xml(const SheetCells& cells, std::size_t first_row, std::size_t rows, bool head, std::string_view csv) {
    std::string out;
    out.reserve(cells.bytes.size() * 3);
    Rows writer(out);
    bool open = false;
    std::size_t row = first_row;
    for (std::size_t at = 0; at < cells.bytes.size() && row < first_row + rows;) {
        if (!open) writer.begin(row);
        open = true;
        const auto kind = static_cast<SheetCells::Kind>(cells.bytes[at++]);
        if (kind == SheetCells::row_end) {
            writer.end();
            open = false;
            ++row;
            continue;
        }
        if (kind == SheetCells::blank) {
            writer.skip();
            continue;
        }
        std::uint32_t word = 0;
        std::memcpy(&word, cells.bytes.data() + at, sizeof word);
        at += sizeof word;
        if (kind == SheetCells::day) {
            const auto serial = static_cast<std::int32_t>(word) + epoch;
            if (serial >= first_serial) writer.value(std::to_string(serial), date);
            else writer.text(format_day(static_cast<std::int32_t>(word)), general, csv);
            continue;
        }
        const std::string_view words(cells.bytes.data() + at, word);
        at += word;
        if (head && row == 0) {
            writer.text(words, header, csv);
        } else if (kind == SheetCells::text) {
            writer.text(words, looks_like_formula(words) ? quoted : general, csv);
        } else if (const std::optional<int> decimals = decimals_of(words)) {
            writer.value(words, *decimals == 0 || *decimals > 3 ? general : static_cast<CellStyle>(one_decimal + *decimals - 1));
        } else if (const std::optional<Serial> serial = serial_of(words)) {
            writer.value(serial->number, serial->style);
        } else {
            writer.text(words, looks_like_formula(words) ? quoted : general, csv);
        }
    }
    return out;
}

}  // namespace duly::report
