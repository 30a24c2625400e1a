#include "dsl/syntax/format_tokens.hpp"

#include <algorithm>

#include "dsl/syntax/format.hpp"

namespace duly::syntax::layout {

namespace {

using What = Token::What;

bool word_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// Leaves that are kept to the letter. The others are words of the language, and blanks or comments may stand between them.
bool kept_whole(NodeKind kind) {
    switch (kind) {
        case NodeKind::name: case NodeKind::text: case NodeKind::column_name: case NodeKind::number: case NodeKind::percent: case NodeKind::date:
        case NodeKind::moment: case NodeKind::day_month: case NodeKind::month_year: case NodeKind::time_of_day: case NodeKind::grade:
        case NodeKind::date_format: case NodeKind::table_row:
            return true;
        default: return false;
    }
}

std::vector<NodeId> whole_leaves(const Document& document) {
    std::vector<NodeId> leaves;
    for (NodeId id = 0; id < document.size(); ++id)
        if (kept_whole(document[id].kind)) leaves.push_back(id);
    std::sort(leaves.begin(), leaves.end(), [&](NodeId a, NodeId b) { return document[a].range.begin < document[b].range.begin; });
    return leaves;
}

// Each table's rows with their cells as wide as the widest of their column; a cell of a page in length widens no other.
constexpr std::size_t widest_cell = 1000;
void write_table(const Document& document, NodeId table, std::vector<std::string>& text_of) {
    std::vector<std::size_t> widths;
    for (const NodeId row : document.children(table)) {
        const auto cells = document.children(row);
        widths.resize(std::max(widths.size(), cells.size()));
        for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], std::min(widest_cell, display_width(document.text(cells[i]))));
    }
    for (const NodeId row : document.children(table)) {
        std::string& text = text_of[row];
        text = "|";
        const auto cells = document.children(row);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string_view cell = document.text(cells[i]);
            text += ' ';
            text += cell;
            if (const std::size_t width = display_width(cell); width < widths[i]) text.append(widths[i] - width, ' ');
            text += " |";
        }
    }
}

class Reader {
public:
    explicit Reader(const Document& document) : document_(document), source_(document.text(document.root())), leaves_(whole_leaves(document)) {
        rows_.resize(document.size());
        for (NodeId id = 0; id < document.size(); ++id)
            if (document[id].kind == NodeKind::table) write_table(document, id, rows_);
    }

    Tokens read() {
        for (skip(); at_ < source_.size(); skip()) next();
        return std::move(tokens_);
    }

private:
    void skip() {
        for (; at_ < source_.size(); ++at_) {
            const char c = source_[at_];
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return;
            if (c == '\n' || (c == '\r' && (at_ + 1 == source_.size() || source_[at_ + 1] != '\n'))) {
                ++line_ends_;
                line_ = at_ + 1;
            }
        }
    }

    void push(What what, std::size_t end) {
        Token token;
        token.what = what;
        token.text = source_.substr(at_, end - at_);
        token.begin = static_cast<std::uint32_t>(at_);
        token.end = static_cast<std::uint32_t>(end);
        token.column = static_cast<std::uint32_t>(at_ - line_);
        token.own_line = line_ends_ > 0 || tokens_.list.empty();
        token.blank_before = line_ends_ > 1;
        if (token.text == ")") --depth_;
        token.depth = static_cast<std::uint8_t>(std::clamp(depth_, 0, 255));
        if (token.text == "(") ++depth_;
        tokens_.list.push_back(token);
        at_ = end;
        line_ends_ = 0;
    }

    void next() {
        while (leaf_ < leaves_.size() && document_[leaves_[leaf_]].range.begin < at_) ++leaf_;
        const std::size_t leaf_begin = leaf_ < leaves_.size() ? document_[leaves_[leaf_]].range.begin : source_.size();
        if (leaf_begin == at_) return leaf(leaves_[leaf_]);
        std::size_t end = at_;
        if (source_[at_] == '#') {
            end = std::min(source_.find_first_of("\r\n", at_), source_.size());
            while (source_[end - 1] == ' ' || source_[end - 1] == '\t') --end;
            return push(What::comment, end);
        }
        if (word_char(source_[at_])) {
            while (end < leaf_begin && word_char(source_[end])) ++end;
            return push(What::word, end);
        }
        const bool two = (source_[at_] == '<' || source_[at_] == '>') && at_ + 1 < source_.size() && source_[at_ + 1] == '=';
        push(What::sign, at_ + (two ? 2 : 1));
    }

    void leaf(NodeId id) {
        const Node& node = document_[id];
        const bool row = node.kind == NodeKind::table_row;
        push(row ? What::row : What::leaf, node.range.end);
        std::string text = row ? std::move(rows_[id]) : has_blanks(node.kind) ? one_blank_each(document_.text(id)) : std::string();
        if (text.empty()) return;
        tokens_.rows.push_back(std::move(text));
        tokens_.list.back().text = tokens_.rows.back();
    }

    const Document& document_;
    std::string_view source_;
    std::vector<NodeId> leaves_;
    std::vector<std::string> rows_;     // by node
    Tokens tokens_;
    std::size_t at_ = 0, line_ = 0, leaf_ = 0;
    std::size_t line_ends_ = 0;         // since the last token
    int depth_ = 0;
};

}  // namespace

std::size_t Tokens::at(std::uint32_t offset) const {
    auto found = std::lower_bound(list.begin(), list.end(), offset, [](const Token& token, std::uint32_t place) { return token.begin < place; });
    while (found != list.end() && found->what == What::comment) ++found;
    return static_cast<std::size_t>(found - list.begin());
}

Tokens tokens_of(const Document& document) { return Reader(document).read(); }

std::size_t blanks_between(const Token& left, const Token& right) {
    const auto is = [](const Token& token, std::string_view signs) { return token.what == What::sign && signs.find(token.text) != signs.npos; };
    if (is(right, "),:.") || is(left, "(.")) return 0;
    // 18th: the number is a leaf, its ending a word.
    const bool ordinal = left.what == What::leaf && right.what == What::word && left.end == right.begin && left.text.back() >= '0' && left.text.back() <= '9';
    return ordinal ? 0 : 1;
}

}  // namespace duly::syntax::layout
