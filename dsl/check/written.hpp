// A node of a parsed file together with its file: what the lowering steps walk over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/syntax/tree.hpp"

namespace duly::check {

using Kind = syntax::NodeKind;

struct Written {
    const syntax::Document* document = nullptr;
    syntax::NodeId id = syntax::Document::no_node;

    explicit operator bool() const { return document != nullptr && id != syntax::Document::no_node; }
    Kind kind() const { return (*document)[id].kind; }
    std::uint8_t word() const { return (*document)[id].word; }
    SourceRange range() const {
        SourceRange range = (*document)[id].range;
        range.file = document->file();
        return range;
    }
    std::string_view text() const { return document->text(id); }
    std::size_t size() const { return document->children(id).size(); }
    Written operator[](std::size_t index) const;    // that child, or nothing
    Written child(Kind kind) const;                 // the first of that kind, or nothing
    std::vector<Written> children() const;
    std::vector<Written> children(Kind kind) const;
    // The text of a name without back-ticks, of a text or column without quotes, of any other leaf as written.
    std::string value() const;
};

// Brackets taken off.
Written bare(Written node);
// Blanks folded, for showing back what was written and for comparing two wordings.
std::string one_line(Written node);

}  // namespace duly::check
