// Indentation has no meaning, so where it seems to have one it misleads: a clause behind a `version` that is set back as
// if all versions shared it, a clause set in under another as if it were part of it.
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

struct Place {
    std::uint32_t line = 0, column = 0;             // where its line starts, and how far from there it stands
    bool first_on_line = false, plain = true;       // plain: no tabs before it
};

class Misleading {
public:
    explicit Misleading(Context& context) : context_(context) {}

    void declaration(Written node) { clauses(node, {}); }

private:
    // Looks back to the start of the line; from far down a long line nothing is said of how it is set in.
    Place place(Written node) const {
        constexpr std::uint32_t furthest = 1000;
        const auto range = node.range();
        const auto text = (*context_.sources)[range.file].text();
        std::uint32_t start = range.begin;
        while (start > 0 && range.begin - start < furthest && text[start - 1] != '\n' && text[start - 1] != '\r') --start;
        const auto before = text.substr(start, range.begin - start);
        const bool whole = start == 0 || text[start - 1] == '\n' || text[start - 1] == '\r';
        return {start, range.begin - start + 1, whole && before.find_first_not_of(" \t") == std::string_view::npos, whole && before.find('\t') == std::string_view::npos};
    }

    static bool is_clause(Written node) { return keyword_of(node.kind()) != "clause"; }

    // `version`: the version that they stand in, or nothing.
    void clauses(Written parent, Written version) {
        Written before;
        bool deeper = false;        // some clause of the version is set in under it
        const auto head = version ? place(version) : Place{};
        for (const auto& node : parent.children()) {
            if (!is_clause(node) && node.kind() != Kind::version) continue;
            const auto here = place(node);
            if (version && (here.line == head.line || here.column > head.column)) deeper = true;
            if (here.first_on_line && here.plain) {
                if (version && head.plain && deeper && here.column <= head.column) {
                    auto& told = context_.report(DiagnosticKind::misleading_indentation, node, quoted(keyword_of(node.kind())) + " belongs to the version above it, although it is set back as if all versions shared it",
                                                 "what versions share stands before the first `version`: move it there, or set it in");
                    context_.label(told, first_word(version), "the version that it belongs to");
                    deeper = false;     // the rest of them is the same mistake
                    before = {};
                    continue;
                }
                if (before) under(node, here, before);
            }
            if (node.kind() == Kind::version) clauses(node, node);
            before = node.kind() == Kind::version ? Written{} : node;
        }
    }

    void under(Written node, const Place& here, Written before) {
        const auto above = place(before);
        if (!above.first_on_line || !above.plain || here.column <= above.column) return;
        auto& told = context_.report(DiagnosticKind::misleading_indentation, node, quoted(keyword_of(node.kind())) + " is a clause of its own, although it is set in as if it were part of " + quoted(keyword_of(before.kind())),
                                     "set it back; indentation has no meaning");
        context_.label(told, first_word(before), "set in under this");
    }

    SourceRange first_word(Written node) const {
        auto range = node.range();
        const auto text = node.text();
        range.end = range.begin + static_cast<std::uint32_t>(std::min(text.find_first_of(" \n"), text.size()));
        return range;
    }

    Context& context_;
};

}  // namespace

void find_misleading(Context& context) {
    Misleading misleading(context);
    for (const auto* names : {&context.timescales, &context.checks, &context.measures, &context.actions}) {
        for (const auto& item : names->items) misleading.declaration(item.node);
    }
}

}  // namespace duly::check
