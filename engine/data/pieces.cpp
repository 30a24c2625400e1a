#include "engine/data/pieces.hpp"

#include <algorithm>

#include "engine/data/bytes.hpp"
#include "engine/data/export_lines.hpp"
#include "engine/data/piece_reader.hpp"
#include "engine/data/row_marks.hpp"

namespace duly::data {
namespace {

// So many cells are found before they are read column by column, so that they stay in the nearest cache.
constexpr std::size_t cells_at_once = 4096, rows_at_once = 512;

bool all_blank(Cells cells) {
    for (const auto cell : cells)
        if (!cell_of(cell).empty()) return false;
    return true;
}

// The rows of a chunk, many at once where they are as the header is.
class RowLoop {
public:
    RowLoop(const model::RuleSet& rules, const FilePlan& plan, Piece& piece, std::string_view text, std::size_t begin, std::size_t end, const CsvShape& shape, std::size_t rows_expected)
        : piece_(piece), text_(text), end_(end), width_(plan.headers.texts.size()), at_once_(std::clamp<std::size_t>(cells_at_once / width_, 1, rows_at_once)), strip_(shape.line_end == '\n'),
          begins_row_(begins_row(shape, width_)), reader_(rules, plan, piece, text, rows_expected), marks_(text, shape, width_, begins_row_), rows_(text, begin, end, shape, *piece.texts) {
        std::size_t at = begin;
        for (std::size_t most = 16; at < end;) {     // few at first: from them codes are known
            const auto asked = most, count = read_many(at, asked);
            at += marks_.length(count);
            most = std::clamp<std::size_t>(2 * count, 16, at_once_);
            if (count == asked) continue;
            const auto from = at;
            at = read_few(at, count < few ? few : 1);
            piece.plain &= is_plain(text.substr(from, at - from));
        }
        piece.plain &= marks_.plain();
        piece.lines = line_;
    }

private:
    static constexpr std::size_t few = 32;
    Piece& piece_;
    std::string_view text_;
    std::size_t end_, width_, at_once_;
    bool strip_;
    const RowMarks::Usual begins_row_;          // by letter: a row that begins so is no empty line and none of an export's own
    PieceReader reader_;
    RowMarks marks_;
    RowReader rows_;
    std::uint32_t line_ = 0;
    std::vector<std::uint32_t> lines_;

    static RowMarks::Usual begins_row(const CsvShape& shape, std::size_t width) {
        RowMarks::Usual usual{};
        for (std::size_t c = '!'; c < 0x80 && width > 1; ++c) usual[c] = c != '-' && c != '(' && c != static_cast<unsigned char>(shape.delimiter);
        return usual;
    }

    // Something stands in it, and it is not of those that a program writes round the rows.
    static bool is_row(Cells cells) { return !(cell_of(cells[0]).empty() && all_blank(cells)) && !(may_be_export_line(cells) && is_export_line(cells)); }

    std::size_t read_many(std::size_t at, std::size_t most) {
        const auto found = marks_.find(at, end_, most);
        const char* const data = text_.data() + at;
        const MarkedRows rows{data, marks_.begins(), width_, strip_};
        std::size_t count = marks_.all_usual() ? found : 0;
        while (count < found && (begins_row_[static_cast<unsigned char>(data[marks_.length(count)])] || is_row(reader_.cells_of(rows, count)))) ++count;
        if (count == 0) return 0;
        reader_.read(rows, count, line_);
        piece_.rows += count;
        line_ += static_cast<std::uint32_t>(count);
        return count;
    }

    // `many` rows, each looked at for itself; gives where the next begins.
    std::size_t read_few(std::size_t at, std::size_t many) {
        rows_.go_on_at(at, line_);
        std::size_t kept = 0;       // cells of the rows that wait
        const auto read_waiting = [&] {
            reader_.read(CutRows{rows_.all_fields(), width_}, lines_);
            kept = 0;
        };
        for (std::size_t i = 0; i < many && rows_.next(kept); ++i) {
            Cells cells = rows_.fields();
            // Delimiters behind the last field say nothing: spreadsheets leave them when a column beside the table was cleared.
            if (cells.size() > width_ && all_blank(cells.subspan(width_))) cells = cells.first(width_);
            if (cells.size() == width_ && is_row(cells)) {
                ++piece_.rows;
                lines_.push_back(rows_.line());
                kept += width_;
                if (lines_.size() == at_once_) read_waiting();
                continue;
            }
            if (all_blank(cells)) continue;     // an empty line, or one of delimiters only
            const bool row = !is_export_line(cells);
            piece_.rows += row;
            const auto kind = row ? DiagnosticKind::wrong_field_count : DiagnosticKind::export_lines;
            const auto fields = cells.size();
            read_waiting();     // what is listed stands in order of lines
            piece_.listed.push_back({kind, rows_.line(), no_column, model::none, model::none, row ? std::to_string(fields) : "", 1});
        }
        read_waiting();
        line_ = rows_.lines();
        return rows_.position();
    }
};

}  // namespace

Piece read_piece(const model::RuleSet& rules, const FilePlan& plan, std::string_view text, std::size_t begin, std::size_t end, const CsvShape& shape,
                 std::size_t rows_expected, std::vector<BlockPiece> room) {
    Piece piece;
    piece.blocks = std::move(room);
    RowLoop(rules, plan, piece, text, begin, end, shape, rows_expected);
    return piece;
}

}  // namespace duly::data
