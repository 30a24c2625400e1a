// Builds a Document bottom-up: finished nodes stand on a stack, a node closes over what was pushed since its mark.
#pragma once

#include <cstdint>
#include <vector>

#include "dsl/syntax/tree.hpp"

namespace duly::syntax {

class TreeBuilder {
public:
    // The heights at one moment. Going back to it forgets everything that came later.
    struct Mark {
        std::uint32_t stack = 0, nodes = 0, children = 0;
    };

    TreeBuilder(FileId file, std::string_view source);

    Mark mark() const;
    void truncate(Mark mark);

    void leaf(NodeKind kind, std::uint32_t begin, std::uint32_t end, std::uint8_t word = 0);
    // A node over everything pushed since `mark`.
    void close(Mark mark, NodeKind kind, std::uint32_t begin, std::uint32_t end, std::uint8_t word = 0);
    // A mark below the node pushed last: closing there makes that node the first child.
    Mark mark_below() const;
    // The node pushed last changes places with the one before it.
    void swap_last();

    bool empty() const { return stack_.empty(); }
    std::uint32_t last_begin() const { return document_.nodes_[stack_.back()].range.begin; }
    // How many levels the node pushed last has.
    std::uint32_t last_height() const { return heights_[stack_.back()]; }

    // Closes the document over all that stands on the stack.
    Document finish() &&;

private:
    void push(Node node, std::uint32_t height);

    Document document_;
    std::vector<NodeId> stack_;
    std::vector<std::uint32_t> heights_;  // one for each node
};

}  // namespace duly::syntax
