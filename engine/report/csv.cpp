#include "engine/report/csv.hpp"

#include <algorithm>
#include <initializer_list>

#include "dsl/base/date.hpp"

namespace duly::report {

bool looks_like_formula(std::string_view text) {
    std::size_t start = text.find_first_not_of(' ');
    if (start == std::string_view::npos) return false;
    switch (text[start]) {
        case '=':
        case '+':
        case '-':
        case '@':
        case '\t':
        case '\r':
        case '\n':
            return true;
        default:
            break;
    }
    // Full-width = + - @, which some editions of Excel fold to the plain signs.
    std::string_view three = text.substr(start, 3);
    return three == "\xEF\xBC\x9D" || three == "\xEF\xBC\x8B" || three == "\xEF\xBC\x8D" || three == "\xEF\xBC\xA0";
}

namespace {

struct Signs {
    bool is[256] = {};
    constexpr Signs(std::initializer_list<char> signs) {
        for (const char c : signs) is[static_cast<unsigned char>(c)] = true;
    }
    bool operator()(char c) const { return is[static_cast<unsigned char>(c)]; }
};
constexpr Signs separates{',', '"', '\r', '\n', ';', '\t'};
constexpr Signs may_begin_formula{' ', '=', '+', '-', '@', '\t', '\r', '\n', '\xEF'};

}  // namespace

void SheetCells::widen(std::size_t characters) {
    if (widths.size() <= column) widths.resize(column + 1, 0);
    widths[column] = std::max(widths[column], static_cast<std::uint16_t>(std::min<std::size_t>(characters, 1000)));
}

void SheetCells::add(Kind kind, std::string_view words) {
    if (words.empty()) kind = blank;
    bytes.push_back(kind);
    if (kind != blank) {
        const auto length = static_cast<std::uint32_t>(words.size());
        bytes.append(reinterpret_cast<const char*>(&length), sizeof length).append(words);
    }
    widen(words.size());
    ++column;
}

void SheetCells::add_day(std::int32_t number) {
    bytes.push_back(day);
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
    widen(10);
    ++column;
}

void CsvWriter::quoted(std::string_view cell) {
    const bool formula = !cell.empty() && may_begin_formula(cell.front()) && looks_like_formula(cell);
    // The semicolon and the tab (among the separators) are ones in other editions of Excel: quoted, a cell stays one cell there too.
    bool quote = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
    for (const char c : cell) quote |= separates(c);       // hardly any has one, so none ends the search
    if (!quote && !formula) return put(cell);
    char* to = out_.room(2 * cell.size() + 4);      // every letter a quote
    if (quote) *to++ = '"';
    if (formula) *to++ = '\'';
    for (const char c : cell) {
        if (c == '"') *to++ = c;
        *to++ = c;
    }
    if (quote) *to++ = '"';
    *to++ = ',';
    out_.end_at(to);
}

void CsvWriter::day(std::int32_t day) {
    char ten[10];
    format_day(day, ten);
    this->day(day, ten);
}

std::string csv_text(std::string_view cell) {
    CsvWriter csv;
    csv.text(cell);
    std::string_view bytes = csv.bytes();
    bytes.remove_suffix(1);
    return std::string(bytes);
}

}  // namespace duly::report
