#include "dsl/syntax/print.hpp"

#include <algorithm>

namespace duly::syntax {

namespace {

using print::any_clause;
using print::expression;

struct Printer {
    const Document& document;
    std::string out;

    NodeKind kind(NodeId id) const { return document[id].kind; }

    void line(std::size_t indent, const std::string& text) {
        out.append(indent, ' ');
        out += text;
        out += '\n';
    }

    static std::size_t width(std::string_view text) {
        return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    }

    void table(std::size_t indent, NodeId id) {
        std::vector<std::size_t> widths;
        for (const NodeId row : document.children(id)) {
            const auto cells = document.children(row);
            for (std::size_t i = 0; i < cells.size(); ++i) {
                if (i == widths.size()) widths.push_back(0);
                widths[i] = std::max(widths[i], width(document.text(cells[i])));
            }
        }
        for (const NodeId row : document.children(id)) {
            std::string text = "|";
            const auto cells = document.children(row);
            for (std::size_t i = 0; i < cells.size(); ++i) {
                const std::string_view cell = document.text(cells[i]);
                text += ' ' + std::string(cell) + std::string(widths[i] - width(cell), ' ') + " |";
            }
            line(indent, text);
        }
    }

    // The children from the `i`-th on that stand in the first line of a declaration.
    std::string head(NodeId id, std::string_view word, std::size_t& i) const {
        std::string text(word);
        const auto children = document.children(id);
        for (; i < children.size(); ++i) {
            switch (kind(children[i])) {
                case NodeKind::name: case NodeKind::text: text += ' ' + expression(document, children[i]); break;
                case NodeKind::extends: case NodeKind::of: case NodeKind::by_field: text += ' ' + print::clause(document, children[i]); break;
                default: return text;
            }
        }
        return text;
    }

    void clauses(std::size_t indent, NodeId id, std::size_t from) {
        const auto children = document.children(id);
        for (std::size_t i = from; i < children.size(); ++i) {
            const NodeId child = children[i];
            if (kind(child) == NodeKind::table) { table(indent, child); continue; }
            line(indent, any_clause(document, child));
            if (kind(child) == NodeKind::version) {
                std::size_t dates = 0;
                const unsigned word = document[child].word;
                dates += (word & 1) + (word >> 1 & 1) + (word >> 3 & 1);
                clauses(indent + 2, child, dates);
            } else if (kind(child) == NodeKind::file) {
                const auto parts = document.children(child);
                std::size_t first = 0;
                while (first < parts.size() && (kind(parts[first]) == NodeKind::text || kind(parts[first]) == NodeKind::name || kind(parts[first]) == NodeKind::holds || kind(parts[first]) == NodeKind::each_once)) ++first;
                clauses(indent + 2, child, first);
            }
        }
    }

    std::string spell_head(NodeId id, std::size_t& i) const {
        const auto c = document.children(id);
        i = 4;
        return "spell " + expression(document, c[0]) + ' ' + print::clause(document, c[1]) + " from " + expression(document, c[2]) + ' ' + print::clause(document, c[3]);
    }

    std::string define(NodeId id) const {
        std::string text = "define";
        const auto children = document.children(id);
        for (std::size_t i = 0; i + 1 < children.size(); ++i) text += ' ' + any_clause(document, children[i]);
        return text + " is " + expression(document, children.back());
    }

    void declaration(NodeId id) {
        std::size_t i = 0;
        const NodeKind what = kind(id);
        if (what == NodeKind::define) { line(0, define(id)); return; }
        if (what == NodeKind::scale) {
            const std::string text = head(id, "scale", i);
            line(0, text + ": " + print::joined(document, id, i, ", "));
            return;
        }
        const std::string text = what == NodeKind::spell ? spell_head(id, i) : head(id, name_of(what), i);
        line(0, text);
        clauses(2, id, i);
    }
};

bool is_declaration(NodeKind kind) {
    return kind >= NodeKind::ruleset && kind <= NodeKind::example;
}

}  // namespace

std::string to_source(const Document& document) {
    Printer printer{document, {}};
    NodeKind last = NodeKind::document;
    for (const NodeId id : document.children(document.root())) {
        const NodeKind kind = document[id].kind;
        const bool together = kind == last && (kind == NodeKind::use || kind == NodeKind::define || kind == NodeKind::scale);
        if (last != NodeKind::document && !together) printer.out += '\n';
        printer.declaration(id);
        last = kind;
    }
    return printer.out;
}

std::string to_source(const Document& document, NodeId id) {
    if (!is_declaration(document[id].kind)) return print::any_clause(document, id);
    Printer printer{document, {}};
    printer.declaration(id);
    if (!printer.out.empty()) printer.out.pop_back();
    return printer.out;
}

}  // namespace duly::syntax
