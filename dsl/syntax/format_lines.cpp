#include "dsl/syntax/format_lines.hpp"

#include <algorithm>

#include "dsl/syntax/format.hpp"
#include "dsl/syntax/format_wrap.hpp"

namespace duly::syntax::layout {

namespace {

using What = Token::What;

struct Line {
    std::size_t indent = 0;
    std::string text;
    std::string_view comment;           // behind the text
    bool blank_before = false;
};

// A column so far to the right leaves no room.
constexpr std::size_t deepest_hang = 40;

bool stands_packed(NodeKind before, NodeKind after) {
    const auto small = [](NodeKind kind) { return kind == NodeKind::use || kind == NodeKind::define || kind == NodeKind::scale; };
    return small(after) && (small(before) || before == NodeKind::ruleset);
}

class Writer {
public:
    Writer(const Tokens& tokens, const Items& items) : tokens_(tokens.list), items_(items) {}

    std::string write() {
        std::size_t at = 0;
        for (std::size_t i = 0; i < items_.list.size(); ++i) {
            const Item& item = items_.list[i];
            const std::size_t end = i + 1 < items_.list.size() ? items_.list[i + 1].token : tokens_.size();
            between(at, item.token, i);
            at = body(item, item.token, end);
        }
        between(at, tokens_.size(), items_.list.size());
        return text();
    }

private:
    // Comments on lines of their own before item `next`. They stand with it, or deeper with the one before when they did so already.
    void between(std::size_t from, std::size_t to, std::size_t next) {
        const Item* after = next < items_.list.size() ? &items_.list[next] : nullptr;
        const std::size_t indent = after ? after->indent : 0, column = after ? tokens_[after->token].column : 0;
        const std::size_t before = next > 0 ? items_.list[next - 1].indent : 0;
        const std::size_t first_line = lines_.size();
        bool parted = false;
        for (std::size_t i = from; i < to; ++i) {
            const bool deeper = tokens_[i].column > column && before > indent && lines_.size() > 0 && (i == from || lines_.back().indent == before);
            lines_.push_back({deeper ? before : indent, std::string(tokens_[i].text), {}, tokens_[i].blank_before});
            parted |= tokens_[i].blank_before;
        }
        if (!after) return;
        blank_before_item_ = tokens_[after->token].blank_before;
        if (!after->declaration || next == 0 || parted || blank_before_item_) return;
        if (stands_packed(declared_before(next), after->kind)) return;
        for (std::size_t i = first_line; i < lines_.size(); ++i) {
            if (lines_[i].indent != indent) continue;
            lines_[i].blank_before = true;
            return;
        }
        blank_before_item_ = true;
    }

    NodeKind declared_before(std::size_t next) const {
        while (next > 0 && !items_.list[next - 1].declaration) --next;
        return next > 0 ? items_.list[next - 1].kind : NodeKind::document;
    }

    // The words of an item, and the comments between them. Gives where the comments behind it begin.
    std::size_t body(const Item& item, std::size_t begin, std::size_t end) {
        std::size_t last = end;
        while (last > begin && tokens_[last - 1].what == What::comment) --last;
        if (last < end && !tokens_[last].own_line) ++last;      // one behind its last word is its own
        std::size_t hang = item.hang;
        if (hang == 0) hang = item.indent + display_width(tokens_[begin].text) + 1;
        if (hang > deepest_hang) hang = item.indent + 4;
        bool first = true;
        for (std::size_t from = begin; from < last;) {
            if (tokens_[from].what == What::comment) {
                lines_.push_back({hang, std::string(tokens_[from].text), {}, false});
                ++from;
                continue;
            }
            std::size_t to = from;
            while (to < last && tokens_[to].what != What::comment) ++to;
            const std::size_t indent = first ? item.indent : hang;
            std::vector<std::string> lines = wrapped(pieces(item, from, to), indent, hang);
            for (std::size_t i = 0; i < lines.size(); ++i)
                lines_.push_back({i == 0 ? indent : hang, std::move(lines[i]), {}, first && i == 0 && blank_before_item_});
            first = false;
            from = to;
            if (from < last && !tokens_[from].own_line) lines_.back().comment = tokens_[from++].text;
        }
        return last;
    }

    std::vector<Piece> pieces(const Item& item, std::size_t from, std::size_t to) const {
        std::vector<Piece> pieces;
        pieces.reserve(to - from);
        for (std::size_t i = from; i < to; ++i) {
            Piece piece;
            piece.text = tokens_[i].text;
            piece.width = display_width(piece.text);
            if (i > from) {
                piece.blanks = items_.pads[i] != 0 ? items_.pads[i] : blanks_between(tokens_[i - 1], tokens_[i]);
                piece.level = level(item, i);
                piece.begins_line = piece.level == 1;
            }
            pieces.push_back(piece);
        }
        return pieces;
    }

    // 1 is what a percentage is out of: the second of its two halves stands on lines of its own.
    std::uint8_t level(const Item& item, std::size_t i) const {
        const Token& token = tokens_[i];
        const auto deep = static_cast<std::uint8_t>(4 * std::min<unsigned>(token.depth, 4));
        const bool percentage = item.kind == NodeKind::percentage_of_records || item.kind == NodeKind::percentage_of_sums;
        if (percentage && token.what == What::word && token.text == "out") return 1;
        // Ranks of commas, of joining words and of what begins a condition.
        constexpr std::uint8_t ranks[3][3] = {{2, 3, 4}, {4, 2, 3}, {4, 3, 2}};
        const auto& rank = ranks[static_cast<std::size_t>(item.breaks)];
        if (tokens_[i - 1].what == What::sign && tokens_[i - 1].text == ",") return deep + rank[0];
        if (token.what != What::word) return 0;
        if ((token.text == "or" || token.text == "and") && !items_.never_broken[i]) return deep + rank[1];
        for (const std::string_view word : {"where", "when", "whose", "because", "otherwise"})
            if (token.text == word) return deep + rank[2];
        return 0;
    }

    std::string text() {
        std::string out;
        for (std::size_t begin = 0; begin < lines_.size();) {
            // Comments on lines that follow each other stand below each other.
            std::size_t end = begin + 1, column = 0;
            if (!lines_[begin].comment.empty()) {
                while (end < lines_.size() && !lines_[end].comment.empty() && !lines_[end].blank_before) ++end;
                for (std::size_t i = begin; i < end; ++i) column = std::max(column, lines_[i].indent + display_width(lines_[i].text) + 2);
            }
            for (; begin < end; ++begin) {
                const Line& line = lines_[begin];
                if (line.blank_before && !out.empty()) out += '\n';
                out.append(line.indent, ' ');
                out += line.text;
                if (!line.comment.empty()) {
                    out.append(column - line.indent - display_width(line.text), ' ');
                    out += line.comment;
                }
                out += '\n';
            }
        }
        return out;
    }

    const std::vector<Token>& tokens_;
    const Items& items_;
    std::vector<Line> lines_;
    bool blank_before_item_ = false;
};

}  // namespace

std::string lines_of(const Tokens& tokens, const Items& items) { return Writer(tokens, items).write(); }

}  // namespace duly::syntax::layout
