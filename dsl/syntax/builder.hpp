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

    Mark mark() const {
        return {static_cast<std::uint32_t>(stack_.size()), static_cast<std::uint32_t>(document_.nodes_.size()),
                static_cast<std::uint32_t>(document_.children_.size())};
    }
    // Most alternatives fail at their first word, with nothing pushed.
    void truncate(Mark mark) {
        if (stack_.size() > mark.stack || document_.nodes_.size() > mark.nodes) cut(mark);
    }

    void leaf(NodeKind kind, std::uint32_t begin, std::uint32_t end, std::uint8_t word = 0);
    // A node over everything pushed since `mark`.
    void close(Mark mark, NodeKind kind, std::uint32_t begin, std::uint32_t end, std::uint8_t word = 0);
    // The same for a chain of equals such as `a and b and c`: nodes of two children each, as high as the logarithm of
    // the chain, so that nobody who walks a tree has to go down a step for each link. One node alone stays as it is.
    void close_chain(Mark mark, NodeKind kind);
    // A mark below the node pushed last: closing there makes that node the first child.
    Mark mark_below() const {
        Mark m = mark();
        m.stack -= 1;
        return m;
    }
    // The node pushed last changes places with the one before it.
    void swap_last();

    bool empty() const { return stack_.empty(); }
    std::uint32_t last_begin() const { return document_.nodes_[stack_.back()].range.begin; }
    NodeKind last_kind() const { return document_.nodes_[stack_.back()].kind; }
    // Of brackets, what stands in them.
    NodeKind kind_in_last() const {
        const auto inside = document_.children(stack_.back());
        return inside.empty() ? last_kind() : document_.nodes_[inside.front()].kind;
    }
    // Takes the node pushed last off again.
    void drop_last() { stack_.pop_back(); }
    // How many levels the node pushed last has.
    std::uint32_t last_height() const { return heights_[stack_.back()]; }

    // Closes the document over all that stands on the stack.
    Document finish() &&;

private:
    void push(Node node, std::uint32_t height);
    void cut(Mark mark);
    NodeId halved(std::size_t first, std::size_t behind, NodeKind kind);

    Document document_;
    std::vector<NodeId> stack_;
    std::vector<std::uint32_t> heights_;  // one for each node
    std::vector<NodeId> chain_;           // what close_chain() works on
};

}  // namespace duly::syntax
