// A node of a parsed file together with its file: what the lowering steps walk over.
#pragma once

#include <initializer_list>
#include <span>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/syntax/tree.hpp"

namespace duly::check {

using Kind = syntax::NodeKind;

// Nothing where the part could not be read: it has no text and no children.
class Children;

struct Written {
    const syntax::Document* document = nullptr;
    syntax::NodeId id = syntax::Document::no_node;

    explicit operator bool() const { return document != nullptr && id != syntax::Document::no_node; }
    Kind kind() const { return *this ? (*document)[id].kind : Kind::error; }
    std::uint8_t word() const { return *this ? (*document)[id].word : std::uint8_t{0}; }
    SourceRange range() const {
        if (!*this) return {};
        SourceRange range = (*document)[id].range;
        range.file = document->file();
        return range;
    }
    std::string_view text() const { return *this ? document->text(id) : std::string_view(); }
    std::size_t size() const { return ids().size(); }
    Written operator[](std::size_t index) const;    // that child, or nothing
    Written child(Kind kind) const;                 // the first of that kind, or nothing
    Children children() const;
    std::vector<Written> children(Kind kind) const;
    // The text of a name without back-ticks, of a text or column without quotes, of any other leaf as written.
    std::string value() const;

private:
    friend class Children;
    std::span<const syntax::NodeId> ids() const { return *this ? document->children(id) : std::span<const syntax::NodeId>(); }
};

// What could not be read stands in the tree as a leaf that knows what it was meant for.
inline bool is_lost(Written node) { return node.kind() == Kind::error; }
inline Kind meant(Written lost) { return static_cast<Kind>(lost.word()); }      // `error` when nobody can tell
// A part of that kind may be among what could not be read of the node, so it is not missing.
bool lost(Written node, std::initializer_list<Kind> kinds);
bool may_be(Written lost, Kind kind);
// Something of the declaration's first words could not be read.
bool head_lost(Written declaration);
// The name that a declaration was meant to have, or "".
std::string name_in_lost(Written lost);
// Words and back-ticked names of a stretch of text.
std::vector<std::string> names_in(std::string_view text);

// The children of a node, made one by one: they are walked over far more often than kept.
class Children {
public:
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Written;
        using difference_type = std::ptrdiff_t;
        using pointer = const Written*;
        using reference = Written;

        Iterator(const syntax::Document* document, const syntax::NodeId* at) : document_(document), at_(at) {}
        Written operator*() const { return {document_, *at_}; }
        Iterator& operator++() { ++at_; return *this; }
        Iterator operator++(int) { Iterator before = *this; ++at_; return before; }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

    private:
        const syntax::Document* document_;
        const syntax::NodeId* at_;
    };

    explicit Children(Written node) : document_(node.document), ids_(node.ids()) {}
    Iterator begin() const { return {document_, ids_.data()}; }
    Iterator end() const { return {document_, ids_.data() + ids_.size()}; }
    std::size_t size() const { return ids_.size(); }
    bool empty() const { return ids_.empty(); }
    Written operator[](std::size_t index) const { return {document_, ids_[index]}; }
    Written front() const { return {document_, ids_.front()}; }
    Written back() const { return {document_, ids_.back()}; }
    operator std::vector<Written>() const { return {begin(), end()}; }

private:
    const syntax::Document* document_;
    std::span<const syntax::NodeId> ids_;
};

inline Children Written::children() const { return Children(*this); }

// Brackets taken off.
Written bare(Written node);
// Blanks folded, for showing back what was written and for comparing two wordings.
std::string one_line(Written node);
// The same of any text; from 80 letters on what follows is left out.
std::string one_line(std::string_view text);
std::string in_short(std::string_view text);

}  // namespace duly::check
