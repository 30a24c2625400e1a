#include "dsl/check/example_tables.hpp"

#include <algorithm>

#include "dsl/base/utf8.hpp"

namespace duly::check {

std::vector<TableRow> table_rows(Written table) {
    std::vector<TableRow> out;
    for (const auto& row : table.children(Kind::table_row)) {
        out.push_back({{}, row.range()});
        for (const auto& cell : row.children()) out.back().cells.push_back({std::string(cell.text()), cell.range()});
    }
    return out;
}

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }

std::string trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    // Put there so that a spreadsheet takes it for a text.
    if (text.size() > 1 && text.front() == '\'' && std::string_view("=+-@").find(text[1]) != std::string_view::npos) text.remove_prefix(1);
    return std::string(text);
}

// The first place that is no UTF-8, or nothing.
std::optional<std::size_t> not_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const Point point = point_at(text, i);
        if (point.length == 0 || point.value == 0) return i;
        i += point.length;
    }
    return std::nullopt;
}

class CsvTable {
public:
    CsvTable(std::string_view text, FileId file) : text_(text), file_(file) {}

    std::vector<TableRow> rows() {
        if (text_.starts_with("sep=") && text_.size() > 4) skip_line();
        const std::size_t line_end = std::min(text_.find_first_of("\r\n", at_), text_.size());
        const std::string_view header = text_.substr(at_, line_end - at_);
        for (const char sign : {';', '\t'})
            if (header.find(sign) != std::string_view::npos && header.find(',') == std::string_view::npos) separator_ = sign;
        std::vector<TableRow> out;
        while (at_ < text_.size() && !open_quote_) {
            TableRow row = next();
            const bool blank = std::all_of(row.cells.begin(), row.cells.end(), [](const TableCell& cell) { return cell.text.empty(); });
            if (!blank) out.push_back(std::move(row));
        }
        return out;
    }
    std::optional<SourceRange> open_quote() const { return open_quote_; }

private:
    SourceRange range(std::size_t begin, std::size_t end) const { return {file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}; }

    void skip_line() {
        while (at_ < text_.size() && !is_line_end(text_[at_])) ++at_;
        while (at_ < text_.size() && is_line_end(text_[at_])) ++at_;
    }

    TableRow next() {
        const std::size_t begin = at_;
        TableRow row;
        for (;;) {
            row.cells.push_back(cell());
            if (at_ < text_.size() && text_[at_] == separator_) {
                ++at_;
                continue;
            }
            break;
        }
        row.at = range(begin, at_);
        if (at_ < text_.size() && text_[at_] == '\r') ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++at_;
        return row;
    }

    TableCell cell() {
        const std::size_t begin = at_;
        std::string text;
        if (at_ < text_.size() && text_[at_] == '"') {
            ++at_;
            for (;; ++at_) {
                if (at_ >= text_.size()) {
                    open_quote_ = range(begin, std::min(begin + 1, text_.size()));
                    break;
                }
                if (text_[at_] == '"') {
                    if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
                    ++at_;
                }
                text += text_[at_];
            }
            if (at_ < text_.size()) ++at_;
        }
        while (at_ < text_.size() && text_[at_] != separator_ && !is_line_end(text_[at_])) text += text_[at_++];
        // The words underlined are those without the blanks around them.
        std::size_t first = begin, last = at_;
        while (first < last && is_blank(text_[first])) ++first;
        while (last > first && is_blank(text_[last - 1])) --last;
        return {trimmed(text), range(first, last)};
    }

    std::string_view text_;
    FileId file_;
    std::size_t at_ = 0;
    char separator_ = ',';
    std::optional<SourceRange> open_quote_;
};

// Columns at the end that nothing stands in, and what came out when the file was written.
void drop_columns(std::vector<TableRow>& rows) {
    if (rows.empty()) return;
    auto& header = rows.front().cells;
    while (!header.empty() && header.back().text.empty()) header.pop_back();
    for (std::size_t i = 1; i < rows.size(); ++i) {
        auto& cells = rows[i].cells;
        while (cells.size() > header.size() && cells.back().text.empty()) cells.pop_back();
    }
    for (std::size_t i = header.size(); i-- > 0;) {
        if (header[i].text != "got") continue;
        for (auto& row : rows)
            if (i < row.cells.size()) row.cells.erase(row.cells.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

}  // namespace

std::optional<std::vector<TableRow>> file_rows(Context& context, Written table_from) {
    const auto written = table_from[0];
    const auto name = written.value();
    const auto path = context.loader.resolve(context.path(written), name);
    auto text = context.loader.read(path);
    if (!text) {
        context.report(DiagnosticKind::example_table_file, written, "the file " + quoted(name) + " cannot be read", "a path is looked for beside the file that names it, here as " + quoted(path) + ": correct it, or put the file there");
        return {};
    }
    if (const auto bad = not_utf8(*text)) {
        context.report(DiagnosticKind::example_table_file, written, "the file " + quoted(name) + " is not UTF-8", "save it from Excel as `CSV UTF-8 (Comma delimited)`");
        return {};
    }
    // The sources grow by a copy: they are shared, and files that are read already stay where they are.
    auto sources = std::make_shared<SourceSet>(*context.sources);
    const FileId file = sources->add(Source(path, std::move(*text)));
    context.sources = sources;
    CsvTable table((*sources)[file].text(), file);
    auto rows = table.rows();
    if (const auto open = table.open_quote()) {
        context.report(DiagnosticKind::example_table_file, *open, "a quote is opened here and never closed", "close it with `\"`, and write a quote inside a cell twice");
        return {};
    }
    drop_columns(rows);
    if (rows.empty()) {
        context.report(DiagnosticKind::example_table_file, written, "the file " + quoted(name) + " is empty", "begin it with a row that names the columns: fields, and `expect`");
        return {};
    }
    return rows;
}

}  // namespace duly::check
