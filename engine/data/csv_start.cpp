#include "engine/data/csv_start.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/data/text.hpp"

namespace duly::data {
namespace {

constexpr std::array delimiters = {',', ';', '\t', '|'};

// The row that begins at `at`: which of the delimiters stands in it most often, outside quotes.
char most_frequent(std::string_view text, std::size_t at, char line_end) {
    std::array<std::size_t, delimiters.size()> times{};
    bool begins = true;
    for (; at < text.size() && text[at] != line_end; ++at) {
        if (begins && text[at] == '"') {
            auto close = text.find('"', at + 1);
            while (close != std::string_view::npos && close + 1 < text.size() && text[close + 1] == '"') close = text.find('"', close + 2);
            if (close != std::string_view::npos) at = close;    // one that is never closed is told of when the rows are cut
            begins = false;
            continue;
        }
        const auto which = std::find(delimiters.begin(), delimiters.end(), text[at]);
        begins = which != delimiters.end();
        if (begins) ++times[static_cast<std::size_t>(which - delimiters.begin())];
    }
    return delimiters[static_cast<std::size_t>(std::max_element(times.begin(), times.end()) - times.begin())];
}

// `sep=;` in the first line, perhaps in quotes: the letter, and where the next line begins.
struct Separator { char delimiter; std::size_t next; };
std::optional<Separator> separator_line(std::string_view text, char line_end) {
    const auto end = std::min(text.find(line_end), text.size());
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() == 7 && line.starts_with('"') && line.ends_with('"')) line = line.substr(1, 5);
    if (line.size() != 5 || fold(line.substr(0, 4)) != "sep=" || line[4] == '"' || static_cast<unsigned char>(line[4]) >= 0x80) return {};
    return Separator{line[4], std::min(end + 1, text.size())};
}

struct FirstRow {
    std::size_t begin = 0, end = 0;
    std::uint32_t line = 0, lines = 0;      // from 0; read by its end
    std::vector<std::string> cells;
    std::size_t filled = 0;
};

// Of the rows from `from` on, those that hold something.
std::vector<FirstRow> first_rows(std::string_view text, std::size_t from, const CsvCuts& cuts, const CsvShape& shape, std::size_t& looked_at) {
    std::vector<FirstRow> out;
    std::deque<std::string> unescaped;
    RowReader rows(text, 0, cuts.end, shape, unescaped);
    for (auto begin = rows.position(); out.size() < HeaderSearch::looked_at && rows.next(); begin = rows.position()) {
        if (begin < from) continue;
        FirstRow row{begin, rows.position(), rows.line(), rows.lines(), {}, 0};
        for (const auto cell : rows.fields()) {
            row.cells.emplace_back(cell);
            row.filled += !trim_blanks(cell).empty();
        }
        if (row.filled) out.push_back(std::move(row));
    }
    looked_at = std::max(looked_at, rows.position());
    return out;
}

}  // namespace

CsvStart csv_start(const FileText& file, const KnownHeaders& known, std::size_t chunk_bytes, const FileContent* content) {
    const auto text = file.text;
    const auto separator = separator_line(text, file.line_end);
    const auto from = separator ? separator->next : 0;
    const auto begin = std::min(text.find_first_not_of(file.line_end == '\r' ? " \r" : " \r\n", from), text.size());
    const auto line_of_begin = text.substr(0, begin).rfind(file.line_end);
    const auto first_line = line_of_begin == std::string_view::npos ? 0 : line_of_begin + 1;

    CsvStart out;
    const FirstRow* best = nullptr;
    std::size_t best_known = 0;
    std::vector<FirstRow> kept;
    const auto look = [&](char delimiter, bool first) {
        const CsvShape shape{delimiter, file.line_end, file.quotes};
        auto cuts = cut_rows(text, shape, chunk_bytes, content);
        auto rows = first_rows(text, from, cuts, shape, out.looked_at);
        if (rows.empty()) {
            if (first) out.shape = shape, out.cuts = std::move(cuts);
            return true;
        }
        HeaderSearch search(known);
        for (const auto& row : rows) search.add(row.cells);
        const auto& header = rows[search.row()];
        const auto count = search.known();
        const bool titles = search.row() > 0;
        if (first || (titles && count > best_known && most_frequent(text, header.begin, file.line_end) == delimiter)) {
            out.titles = titles;
            best_known = count;
            kept = std::move(rows);
            best = &kept[search.row()];
            out.shape = shape;
            out.cuts = std::move(cuts);
        }
        return !out.titles && best && 2 * best_known > best->filled;
    };
    const char usual = separator ? separator->delimiter : most_frequent(text, first_line, file.line_end);
    if (!look(usual, true) && !separator)
        for (const char other : delimiters)
            if (other != usual) look(other, false);
    if (!best) return out;
    out.headers = best->cells;
    out.first_row = best->end;
    out.header_line = best->line + 1;
    out.lines = best->lines;
    return out;
}

}  // namespace duly::data
