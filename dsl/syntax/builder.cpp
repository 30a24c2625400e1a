#include "dsl/syntax/builder.hpp"

#include <algorithm>
#include <utility>

namespace duly::syntax {

TreeBuilder::TreeBuilder(FileId file, std::string_view source) {
    document_.file_ = file;
    document_.source_ = source;
    // About what rule files come to; a guess that is wrong costs little.
    const std::size_t nodes = source.size() / 8 + 16;
    document_.nodes_.reserve(nodes);
    document_.children_.reserve(nodes);
    heights_.reserve(nodes);
}

void TreeBuilder::cut(Mark m) {
    stack_.resize(std::min<std::size_t>(m.stack, stack_.size()));
    document_.nodes_.resize(std::min<std::size_t>(m.nodes, document_.nodes_.size()));
    heights_.resize(document_.nodes_.size());
    document_.children_.resize(std::min<std::size_t>(m.children, document_.children_.size()));
}

void TreeBuilder::push(Node node, std::uint32_t height) {
    stack_.push_back(static_cast<NodeId>(document_.nodes_.size()));
    document_.nodes_.push_back(node);
    heights_.push_back(height);
}

void TreeBuilder::leaf(NodeKind kind, std::uint32_t begin, std::uint32_t end, std::uint8_t word) {
    Node node;
    node.kind = kind;
    node.word = word;
    node.range = {document_.file_, begin, end};
    node.first_child = static_cast<std::uint32_t>(document_.children_.size());
    push(node, 1);
}

void TreeBuilder::close(Mark m, NodeKind kind, std::uint32_t begin, std::uint32_t end, std::uint8_t word) {
    Node node;
    node.kind = kind;
    node.word = word;
    node.range = {document_.file_, begin, end};
    node.first_child = static_cast<std::uint32_t>(document_.children_.size());
    node.child_count = static_cast<std::uint32_t>(stack_.size() - m.stack);
    std::uint32_t height = 0;
    for (std::size_t i = m.stack; i < stack_.size(); ++i) {
        document_.children_.push_back(stack_[i]);
        height = std::max(height, heights_[stack_[i]]);
    }
    stack_.resize(m.stack);
    push(node, height + 1);
}

NodeId TreeBuilder::halved(std::size_t first, std::size_t behind, NodeKind kind) {
    if (behind - first == 1) return chain_[first];
    const std::size_t middle = first + (behind - first + 1) / 2;
    const NodeId left = halved(first, middle, kind), right = halved(middle, behind, kind);
    Node node;
    node.kind = kind;
    node.range = {document_.file_, document_.nodes_[left].range.begin, document_.nodes_[right].range.end};
    node.first_child = static_cast<std::uint32_t>(document_.children_.size());
    node.child_count = 2;
    document_.children_.push_back(left);
    document_.children_.push_back(right);
    document_.nodes_.push_back(node);
    heights_.push_back(std::max(heights_[left], heights_[right]) + 1);
    return static_cast<NodeId>(document_.nodes_.size() - 1);
}

void TreeBuilder::close_chain(Mark m, NodeKind kind) {
    if (stack_.size() <= m.stack + 1) return;
    chain_.assign(stack_.begin() + m.stack, stack_.end());
    stack_.resize(m.stack);
    stack_.push_back(halved(0, chain_.size(), kind));
}

void TreeBuilder::swap_last() { std::swap(stack_[stack_.size() - 1], stack_[stack_.size() - 2]); }

Document TreeBuilder::finish() && {
    close({0, 0, 0}, NodeKind::document, 0, static_cast<std::uint32_t>(document_.source_.size()));
    document_.root_ = stack_.back();
    return std::move(document_);
}

}  // namespace duly::syntax
