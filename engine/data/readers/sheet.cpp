#include "engine/data/readers/sheet.hpp"

#include <algorithm>
#include <charconv>

#include "engine/data/text.hpp"

namespace duly::data {
namespace {

std::uint32_t number_of(std::string_view text, std::uint32_t otherwise) {
    std::uint32_t value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        unsigned code = 0;
        if (text[at] == '_' && text.size() - at >= 7 && text[at + 1] == 'x' && text[at + 6] == '_' &&
            std::from_chars(text.data() + at + 2, text.data() + at + 6, code, 16).ptr == text.data() + at + 6 && code < 0x80) {
            out += static_cast<char>(code);
            at += 7;
        } else {
            out += text[at++];
        }
    }
    return out;
}

std::size_t Sheet::header(const KnownHeaders& known) const {
    HeaderSearch search(known);
    std::vector<std::size_t> firsts;        // cells that rows begin with
    for (std::size_t at = 0; at < cells.size() && firsts.size() < HeaderSearch::looked_at;) {
        firsts.push_back(at);
        std::vector<std::string> row;
        for (const auto number = cells[at].row; at < cells.size() && cells[at].row == number; ++at) row.emplace_back(text_of(at));
        search.add(row);
    }
    return firsts.empty() ? cells.size() : firsts[search.row()];
}

void SheetReading::place(std::string_view reference, std::uint32_t& row, std::uint32_t& column) {
    std::size_t at = 0;
    column = 0;
    for (; at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z' && column <= max_column; ++at) column = column * 26 + static_cast<std::uint32_t>(reference[at] - 'A') + 1;
    row = number_of(reference.substr(at), 0);
    wrong |= row == 0 || row > max_row || column == 0 || column > max_column;
}

void SheetReading::start(std::string_view name, const std::vector<Attribute>& attributes) {
    if (name == "c") {
        const auto reference = attribute(attributes, "r");
        if (reference.empty()) ++column_;
        else place(reference, row_, column_);
        type_ = attribute(attributes, "t");
        style_ = number_of(attribute(attributes, "s"), 0);
        value_.clear();
        inline_.clear();
        formula_ = false;
        if (wrong || column_ > max_column) stop();
    } else if (name == "v") {
        in_value_ = true;
    } else if (name == "t") {
        in_text_ = phonetic_ == 0;
    } else if (name == "f") {
        formula_ = true;
    } else if (name == "rPh") {
        ++phonetic_;
    } else if (name == "row") {
        row_ = number_of(attribute(attributes, "r"), row_ + 1);
        column_ = 0;
        if (row_ > max_row) wrong = true;
        if (wrong) stop();
    } else if (name == "mergeCell") {
        const auto range = attribute(attributes, "ref");
        const auto colon = range.find(':');
        if (colon == std::string_view::npos) return;
        MergedCells merged;
        std::uint32_t column, last_column;
        place(range.substr(0, colon), merged.row, column);
        place(range.substr(colon + 1), merged.last_row, last_column);
        merged.column = static_cast<std::uint16_t>(column);
        if (wrong) stop();
        else if (merged.last_row > merged.row) sheet_.merged.push_back(merged);
    }
}

void SheetReading::end(std::string_view name) {
    if (name == "v") in_value_ = false;
    else if (name == "t") in_text_ = false;
    else if (name == "rPh") --phonetic_;
    else if (name == "c") put();
    else if (name == "mergeCells") std::sort(sheet_.merged.begin(), sheet_.merged.end(), [](const auto& a, const auto& b) { return std::pair(a.row, a.column) < std::pair(b.row, b.column); });
}

void SheetReading::text(std::string_view text) {
    if (in_value_) value_ += text;
    else if (in_text_) inline_ += text;
}

void SheetReading::put() {
    std::string made;
    if (type_ == "s") {
        const auto index = number_of(value_, 0xffffffff);
        if (index >= workbook_.strings.size()) {
            wrong |= !value_.empty();
            if (wrong) stop();
            return;
        }
        made = workbook_.strings[index];
    } else if (type_ == "inlineStr") {
        made = unescaped(inline_);
    } else if (type_ == "str") {
        made = unescaped(value_);
    } else if (type_ == "b") {
        made = value_ == "1" ? "TRUE" : value_ == "0" ? "FALSE" : value_;
    } else if (type_ == "e") {
        made = value_;
    } else if (type_ == "d") {      // written as a date, with a letter between day and time
        made = value_;
        if (made.size() > 10 && made[10] == 'T') made[10] = ' ';
    } else {
        made = number_cell(trim_blanks(value_), style_ < workbook_.formats.size() ? workbook_.formats[style_] : NumberFormat{}, workbook_.from_1904);
    }
    auto shown = trim_blanks(made);
    if (shown.empty()) {
        if (!formula_ || !value_.empty() || type_ == "str") return;
        shown = "#N/A";             // a formula that was never worked out
    }
    sheet_.texts += shown;
    sheet_.cells.push_back({row_, static_cast<std::uint16_t>(column_), sheet_.texts.size()});
    if (sheet_.texts.size() + sheet_.cells.size() * sizeof(SheetCell) > allowed_) {
        too_large = true;
        stop();
    }
}

}  // namespace duly::data
