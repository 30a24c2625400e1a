#include "engine/data/csv_start.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/data/text.hpp"

namespace duly::data {

KnownHeaders::KnownHeaders(const model::RuleSet& rules, const LoadOptions& options) {
    for (const auto& feed : rules.feeds) {
        if (!options.feeds.empty() && std::find(options.feeds.begin(), options.feeds.end(), feed.name) == options.feeds.end()) continue;
        for (const auto& block : feed.files) {
            for (const auto& mapping : block.mappings) {
                for (const auto& name : mapping.columns) add(name);
                for (const auto& part : mapping.parts)
                    for (const auto& name : part) add(name);
            }
            for (const auto& filter : block.filters)
                for (const auto& name : filter.columns) add(name);
            for (const auto& key : block.parent.columns)
                for (const auto& part : key)
                    for (const auto& name : part) add(name);
            for (const auto& name : block.ignores)
                if (!name.like) add(name);      // a pattern here may fit anything
        }
    }
}

void KnownHeaders::add(const model::ColumnName& name) { (name.like ? patterns_ : texts_).insert(fold(name.text)); }

std::size_t KnownHeaders::among(const std::vector<std::string>& cells) const {
    std::set<std::string> seen;
    for (const auto& cell : cells) {
        auto folded = fold(cell);
        if (folded.empty()) continue;
        const bool known = texts_.contains(folded) || std::any_of(patterns_.begin(), patterns_.end(), [&](const auto& pattern) { return matches_pattern(pattern, folded); });
        if (known) seen.insert(std::move(folded));
    }
    return seen.size();
}

namespace {

constexpr std::array delimiters = {',', ';', '\t', '|'};
constexpr std::size_t looked_at = 20;

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
std::vector<FirstRow> first_rows(std::string_view text, std::size_t from, const CsvCuts& cuts, const CsvShape& shape) {
    std::vector<FirstRow> out;
    std::deque<std::string> unescaped;
    RowReader rows(text, 0, cuts.end, shape, unescaped);
    for (auto begin = rows.position(); out.size() < looked_at && rows.next(); begin = rows.position()) {
        if (begin < from) continue;
        FirstRow row{begin, rows.position(), rows.line(), rows.lines(), {}, 0};
        for (const auto cell : rows.fields()) {
            row.cells.emplace_back(cell);
            row.filled += !trim_blanks(cell).empty();
        }
        if (row.filled) out.push_back(std::move(row));
    }
    return out;
}

// The first where more than half of its cells are known, else the one with most of them, at least two.
const FirstRow& header_of(const std::vector<FirstRow>& rows, const KnownHeaders& known, std::size_t& count) {
    const auto* best = &rows[0];
    count = known.among(rows[0].cells);
    if (2 * count > rows[0].filled) return *best;
    for (const auto& row : rows) {
        const auto here = known.among(row.cells);
        if (here < 2 || here <= count) continue;
        count = here;
        best = &row;
    }
    return *best;
}

}  // namespace

CsvStart csv_start(const FileText& file, const KnownHeaders& known, std::size_t chunk_bytes) {
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
        auto cuts = cut_rows(text, shape, chunk_bytes);
        auto rows = first_rows(text, from, cuts, shape);
        if (rows.empty()) {
            if (first) out.shape = shape, out.cuts = std::move(cuts);
            return true;
        }
        std::size_t count = 0;
        const auto& header = header_of(rows, known, count);
        const bool titles = &header != &rows[0];
        if (first || (titles && count > best_known && most_frequent(text, header.begin, file.line_end) == delimiter)) {
            out.titles = titles;
            best_known = count;
            const auto at = static_cast<std::size_t>(&header - rows.data());
            kept = std::move(rows);
            best = &kept[at];
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
