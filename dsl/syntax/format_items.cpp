#include "dsl/syntax/format_items.hpp"

#include <algorithm>

#include "dsl/syntax/format.hpp"

namespace duly::syntax::layout {

namespace {

Breaks breaks_of(NodeKind kind) {
    switch (kind) {
        case NodeKind::mapping: return Breaks::mapping;
        case NodeKind::where: case NodeKind::excused: case NodeKind::excluded: case NodeKind::must: case NodeKind::from: case NodeKind::to:
        case NodeKind::to_each: case NodeKind::stop_on: case NodeKind::define: case NodeKind::given: case NodeKind::count_of: case NodeKind::statistic_of:
        case NodeKind::percentage_of_records: case NodeKind::extended: case NodeKind::needs: case NodeKind::counted_by:
            return Breaks::condition;
        default: return Breaks::list;
    }
}

class Collector {
public:
    Collector(const Document& document, const Tokens& tokens) : document_(document), tokens_(tokens) {
        items_.pads.resize(tokens.list.size());
        items_.never_broken.resize(tokens.list.size());
    }

    Items collect() {
        for (const NodeId id : document_.children(document_.root())) declaration(id);
        std::stable_sort(items_.list.begin(), items_.list.end(), [](const Item& a, const Item& b) { return a.token < b.token; });
        for (NodeId id = 0; id < document_.size(); ++id) {
            const bool band = kind(id) == NodeKind::band && document_[id].word == 2;
            if (kind(id) == NodeKind::between || band) items_.never_broken[tokens_.at(document_[document_.children(id)[1]].range.end)] = true;
            if (kind(id) == NodeKind::compare || kind(id) == NodeKind::overlaps) keep_whole(id);
        }
        return std::move(items_);
    }

private:
    NodeKind kind(NodeId id) const { return document_[id].kind; }
    std::size_t token(NodeId id) const { return tokens_.at(document_[id].range.begin); }
    std::size_t behind(NodeId id) const { return tokens_.at(document_[id].range.end); }

    // A clause behind a comma goes on with the one before: `per month, by team`.
    bool goes_on(std::size_t first) const {
        while (first > 0 && tokens_.list[first - 1].what == Token::What::comment) --first;
        return first > 0 && tokens_.list[first - 1].text == "," && tokens_.list[first - 1].what == Token::What::sign;
    }

    void add(NodeId id, std::size_t indent, bool is_declaration = false) {
        items_.list.push_back({token(id), indent, kind(id), is_declaration, breaks_of(kind(id)), 0});
    }

    // The width of the tokens from `first` up to `end` on one line.
    std::size_t width(std::size_t first, std::size_t end) const {
        std::size_t sum = 0;
        for (std::size_t i = first; i < end; ++i) {
            if (tokens_.list[i].what == Token::What::comment) continue;
            sum += display_width(tokens_.list[i].text) + (i > first ? blanks_between(tokens_.list[i - 1], tokens_.list[i]) : 0);
        }
        return sum;
    }

    static bool in_head(NodeKind part) {
        switch (part) {
            case NodeKind::name: case NodeKind::text: case NodeKind::extends: case NodeKind::of: case NodeKind::by_field: case NodeKind::joined: return true;
            default: return false;
        }
    }

    // The words of an operator: `is on or before`, `overlaps or touches`.
    void keep_whole(NodeId id) {
        const auto sides = document_.children(id);
        for (std::size_t i = behind(sides[0]); i < token(sides[1]); ++i) items_.never_broken[i] = tokens_.list[i].text == "or";
    }

    void declaration(NodeId id) {
        add(id, 0, true);
        const NodeKind what = kind(id);
        if (what == NodeKind::use || what == NodeKind::scale || what == NodeKind::define) return;
        const auto children = document_.children(id);
        for (std::size_t i = 0; i < children.size(); ++i)
            if (!in_head(kind(children[i]))) clause(children[i], 2);
        if (what == NodeKind::record) line_up_fields(id);
    }

    void clause(NodeId id, std::size_t indent) {
        const NodeKind what = kind(id);
        if (what == NodeKind::table) {
            for (const NodeId row : document_.children(id)) add(row, indent);
            return;
        }
        if (!goes_on(token(id)) || what == NodeKind::bands_from) add(id, indent);
        if (what == NodeKind::version) {
            for (const NodeId part : document_.children(id))
                if (kind(part) != NodeKind::date && kind(part) != NodeKind::field_ref) clause(part, indent + 2);
        } else if (what == NodeKind::file) {
            for (const NodeId part : document_.children(id)) {
                const NodeKind of_part = kind(part);
                if (of_part != NodeKind::text && of_part != NodeKind::name && of_part != NodeKind::holds && of_part != NodeKind::each_once) clause(part, indent + 2);
            }
            line_up_mappings(id, indent + 2);
        } else if (what == NodeKind::bands) {
            for (const NodeId dated : document_.children(id, NodeKind::bands_from)) clause(dated, indent + 2);
        }
    }

    // name, title, type and marks below each other; the values of a choice may be any length.
    void line_up_fields(NodeId id) {
        struct Field { std::size_t name, title, type, flags, end; bool choice; };
        std::vector<Field> fields;
        std::size_t names = 0, titles = 0, types = 0;
        for (const NodeId field : document_.children(id, NodeKind::field)) {
            const NodeId type = document_.child(field, NodeKind::type), title = document_.child(field, NodeKind::text);
            const auto parts = document_.children(field);
            Field at{token(parts[0]), title == Document::no_node ? 0 : token(title), token(type), 0, behind(field), !document_.children(type).empty()};
            at.flags = parts.back() == type ? at.end : behind(type);
            names = std::max(names, width(at.name, at.name + 1));
            if (at.title != 0) titles = std::max(titles, width(at.title, at.title + 1) + 2);
            if (!at.choice) types = std::max(types, width(at.type, at.flags));
            fields.push_back(at);
        }
        auto item = items_.list.end() - static_cast<std::ptrdiff_t>(std::min(items_.list.size(), document_.children(id).size()));
        for (const Field& at : fields) {
            std::size_t column = width(at.name, at.name + 1);
            if (at.title != 0) {
                items_.pads[at.title] = static_cast<std::uint32_t>(names + 2 - column);
                column = names + 2 + width(at.title, at.title + 1);
            }
            const std::size_t type_column = names + 2 + titles;
            items_.pads[at.type] = static_cast<std::uint32_t>(type_column - column);
            if (at.flags != at.end) {
                const std::size_t type_width = width(at.type, at.flags);
                items_.pads[at.flags] = static_cast<std::uint32_t>(at.choice || type_width > types ? 2 : types + 2 - type_width);
            }
            while (item != items_.list.end() && item->token != at.name) ++item;
            if (item != items_.list.end()) item->hang = 2 + type_column;
        }
    }

    // The `is` of each field below the others.
    void line_up_mappings(NodeId id, std::size_t indent) {
        const auto mappings = document_.children(id, NodeKind::mapping);
        std::size_t names = 0;
        for (const NodeId mapping : mappings) names = std::max(names, display_width(tokens_.list[token(mapping)].text));
        auto item = items_.list.end() - static_cast<std::ptrdiff_t>(std::min(items_.list.size(), document_.children(id).size()));
        for (const NodeId mapping : mappings) {
            const std::size_t first = token(mapping), is = behind(document_.children(mapping)[0]);
            items_.pads[is] = static_cast<std::uint32_t>(names + 2 - display_width(tokens_.list[first].text));
            while (item != items_.list.end() && item->token != first) ++item;
            if (item != items_.list.end()) item->hang = indent + names + 5;
        }
    }

    const Document& document_;
    const Tokens& tokens_;
    Items items_;
};

}  // namespace

Items items_of(const Document& document, const Tokens& tokens) { return Collector(document, tokens).collect(); }

}  // namespace duly::syntax::layout
