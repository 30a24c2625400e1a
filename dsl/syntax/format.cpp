#include "dsl/syntax/format.hpp"

#include <algorithm>
#include <utility>

#include "dsl/syntax/format_lines.hpp"

namespace duly::syntax {

namespace {

bool same_tree(const Document& a, const Document& b) {
    if (a.size() != b.size() || a.root() != b.root()) return false;
    for (NodeId id = 0; id < a.size(); ++id) {
        const Node &one = a[id], &other = b[id];
        if (one.kind != other.kind || one.word != other.word || !std::ranges::equal(a.children(id), b.children(id))) return false;
        if (!shows_text(one.kind) || a.text(id) == b.text(id)) continue;
        if (!has_blanks(one.kind) || one_blank_each(a.text(id)) != one_blank_each(b.text(id))) return false;
    }
    return true;
}

bool same_comments(const layout::Tokens& a, const layout::Tokens& b) {
    const auto comments = [](const layout::Tokens& tokens) {
        std::vector<std::string_view> all;
        for (const layout::Token& token : tokens.list)
            if (token.what == layout::Token::What::comment) all.push_back(token.text);
        return all;
    };
    return comments(a) == comments(b);
}

}  // namespace

Checked<std::string> format(const Source& source, const Limits& limits) {
    Checked<std::string> result;
    SourceSet sources;
    const FileId file = sources.add(source);
    Checked<Document> parsed = parse(sources, file, limits);
    result.diagnostics = std::move(parsed.diagnostics);
    if (!parsed.ok()) return result;
    const layout::Tokens tokens = layout::tokens_of(*parsed.value);
    std::string text = layout::lines_of(tokens, layout::items_of(*parsed.value, tokens));
    if (text != source.text()) {
        // Blanks that were folded leave room, so a file at the limit of its size is read again without one.
        Limits wider = limits;
        wider.max_file_bytes = std::max(limits.max_file_bytes, text.size());
        const FileId again = sources.add(Source(source.path(), text));
        const Checked<Document> second = parse(sources, again, wider);
        if (!second.ok() || !same_tree(*parsed.value, *second.value) || !same_comments(tokens, layout::tokens_of(*second.value))) {
            Place place;
            place.file = source.path();
            result.diagnostics.push_back(make_diagnostic(DiagnosticKind::program_failed, place,
                                                         "laying this file out would change what it says, so it is left as it is", "please report this file to the makers of duly"));
            return result;
        }
    }
    result.value = std::move(text);
    return result;
}

}  // namespace duly::syntax
