#include "dsl/syntax/format_wrap.hpp"

#include <algorithm>
#include <cstdint>

namespace duly::syntax::layout {

namespace {

constexpr std::size_t widest_line = 100;

class Filler {
public:
    Filler(const std::vector<Piece>& pieces, std::size_t first, std::size_t hang) : pieces_(pieces), column_(first), hang_(hang) {
        ends_.reserve(pieces.size() + 1);
        ends_.push_back(0);
        for (const Piece& piece : pieces) {
            ends_.push_back(ends_.back() + piece.blanks + piece.width);
            deepest_ = std::max<unsigned>(deepest_, piece.level);
        }
    }

    std::vector<std::string> fill() {
        place(0, pieces_.size(), 1);
        lines_.push_back(std::move(line_));
        return std::move(lines_);
    }

private:
    // As it stands on the line being filled.
    std::size_t width(std::size_t begin, std::size_t end) const {
        return ends_[end] - ends_[begin] - (line_.empty() ? pieces_[begin].blanks : 0);
    }
    bool fits(std::size_t begin, std::size_t end) const { return column_ + width(begin, end) <= widest_line; }

    void put(std::size_t begin, std::size_t end) {
        column_ += width(begin, end);
        for (std::size_t i = begin; i < end; ++i) {
            if (!line_.empty()) line_.append(pieces_[i].blanks, ' ');
            line_ += pieces_[i].text;
        }
    }

    void end_line() {
        lines_.push_back(std::move(line_));
        line_.clear();
        column_ = hang_;
    }

    // The pieces between two places where a line may end on this level stay together as long as they can.
    void place(std::size_t begin, std::size_t end, unsigned level) {
        if (fits(begin, end) || level > deepest_) return put(begin, end);
        for (std::size_t from = begin; from < end;) {
            std::size_t to = from + 1;
            while (to < end && pieces_[to].level != level) ++to;
            const bool ends = pieces_[from].begins_line || !fits(from, to);
            if (ends && from > begin && !line_.empty()) end_line();
            if (fits(from, to)) put(from, to);
            else place(from, to, level + 1);
            from = to;
        }
    }

    const std::vector<Piece>& pieces_;
    std::vector<std::size_t> ends_;     // of each piece, all on one line
    std::vector<std::string> lines_;
    std::string line_;
    std::size_t column_, hang_;
    unsigned deepest_ = 0;
};

}  // namespace

std::vector<std::string> wrapped(const std::vector<Piece>& pieces, std::size_t first, std::size_t hang) {
    return Filler(pieces, first, hang).fill();
}

}  // namespace duly::syntax::layout
