// The tree as written: one node type, kinds and shapes in node_kinds.def. Built by dsl/grammar, read by dsl/check and
// the printers; it knows no parser and no meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/base/source.hpp"

namespace duly::syntax {

enum class NodeKind : std::uint8_t {
#define DULY_NODE(name, shape) name,
#include "dsl/syntax/node_kinds.def"
#undef DULY_NODE
};
std::string_view name_of(NodeKind kind);

using NodeId = std::uint32_t;

struct Node {
    NodeKind kind{};
    // Which of several words the kind was written with, see the shape; 0 where there is only one.
    std::uint8_t word = 0;
    SourceRange range;
    std::uint32_t first_child = 0;  // into Document's child list
    std::uint32_t child_count = 0;
};

// One parsed file. Node 0 is the `document`. Text of a leaf is the source under its range.
class Document {
public:
    const Node& operator[](NodeId id) const { return nodes_[id]; }
    NodeId root() const { return root_; }
    std::span<const NodeId> children(NodeId id) const {
        return {children_.data() + nodes_[id].first_child, nodes_[id].child_count};
    }
    // First child of that kind, or no_node.
    NodeId child(NodeId id, NodeKind kind) const;
    std::vector<NodeId> children(NodeId id, NodeKind kind) const;
    std::string_view text(NodeId id) const;  // source text under the node
    FileId file() const { return file_; }
    std::size_t size() const { return nodes_.size(); }

    static constexpr NodeId no_node = 0xffffffff;

private:
    friend class TreeBuilder;
    std::vector<Node> nodes_;
    std::vector<NodeId> children_;
    NodeId root_ = no_node;
    FileId file_ = 0;
    std::string_view source_;
};

// A tree with what could be read of a file. What could not is an `error` leaf in its declaration, or beside it.
struct Reading {
    std::optional<Document> document;       // nothing when the file is no text at all
    std::vector<Diagnostic> diagnostics;
    std::vector<SourceRange> mistakes;      // the places told of: what lies there was read over and means nothing
};

// The only seam to the grammar (defined in dsl/grammar/parse.cpp).
Reading read(const SourceSet& sources, FileId file, const Limits& limits = {});
// The same where only a whole tree is of use: a value is there only without errors.
Checked<Document> parse(const SourceSet& sources, FileId file, const Limits& limits = {});

// Leaves whose text says something that kind and word do not.
bool shows_text(NodeKind kind);

// Leaves in whose text blanks stand: dates and moments. A new line is a blank like any other.
bool has_blanks(NodeKind kind);
std::string one_blank_each(std::string_view text);      // of each run of them

// What a leaf means. Preconditions: the node's kind as named.
std::string text_value(const Document& document, NodeId text);      // quotes off, "" -> "
std::string name_value(const Document& document, NodeId name);      // back-ticks off

// Stable S-expression of a tree, for goldens and round trips.
std::string to_sexpr(const Document& document);

}  // namespace duly::syntax
