// Directives around a parser: open and close nodes, name what is expected, bound the depth.
#pragma once

#include <utility>

#include "dsl/grammar/terminals.hpp"

namespace duly::grammar {

// Shared by the node directives: whatever happens inside, the state is left whole.
class OpenNode {
public:
    OpenNode(State& state, syntax::TreeBuilder::Mark children, std::uint32_t begin)
        : state_(state), undo_(state.builder.mark()), children_(children), begin_(begin), word_(state.word) {
        state_.word = 0;
    }
    OpenNode(const OpenNode&) = delete;
    OpenNode& operator=(const OpenNode&) = delete;
    ~OpenNode() {
        if (!closed_) state_.builder.truncate(undo_);
        state_.word = word_;
    }
    void close(NodeKind kind, Iterator end) {
        state_.builder.close(children_, kind, begin_, state_.offset(end), state_.word);
        closed_ = true;
    }

private:
    State& state_;
    syntax::TreeBuilder::Mark undo_, children_;
    std::uint32_t begin_;
    std::uint8_t word_;
    bool closed_ = false;
};

template <typename Derived, typename Subject>
struct Directive : x3::unary_parser<Subject, Derived> {
    using base = x3::unary_parser<Subject, Derived>;
    using base::base;
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    static bool const is_pass_through_unary = false;
};

// node(kind)[p]: what p pushes becomes the children of a new node.
template <typename Subject>
struct NodeDirective : Directive<NodeDirective<Subject>, Subject> {
    NodeKind kind;
    constexpr NodeDirective(Subject const& subject, NodeKind k) : Directive<NodeDirective<Subject>, Subject>(subject), kind(k) {}
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext, Attribute&) const {
        State& state = state_of(context);
        const Iterator begin = state.skip(first);
        if (!state.telling && !may_begin(this->subject, state, begin)) return false;
        Iterator at = first;
        OpenNode open(state, state.builder.mark(), state.offset(begin));
        if (!this->subject.parse(at, last, context, rcontext, x3::unused)) return false;
        // A node without tokens stands where it would have begun, not after blanks.
        if (at == first) at = begin;
        open.close(kind, at);
        first = at;
        return true;
    }
};

template <typename Subject>
bool may_begin(const NodeDirective<Subject>& node, State& state, Iterator at) { return may_begin(node.subject, state, at); }

// after(kind)[p]: the node pushed last and what p pushes become the children of a new node.
template <typename Subject>
struct AfterDirective : Directive<AfterDirective<Subject>, Subject> {
    NodeKind kind;
    constexpr AfterDirective(Subject const& subject, NodeKind k) : Directive<AfterDirective<Subject>, Subject>(subject), kind(k) {}
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext, Attribute&) const {
        State& state = state_of(context);
        if (!state.telling && !may_begin(this->subject, state, state.skip(first))) return false;
        Iterator at = first;
        OpenNode open(state, state.builder.mark_below(), state.builder.last_begin());
        if (!this->subject.parse(at, last, context, rcontext, x3::unused)) return false;
        open.close(kind, at);
        if (state.builder.last_height() > state.most_links()) {
            state.too_deep = state.too_long = true;
            throw x3::expectation_failure<Iterator>(first, "");
        }
        first = at;
        return true;
    }
};

// chain(kind, joining)[p]: p once, or several with the joining word between, as nodes of two.
template <typename Subject>
struct ChainDirective : Directive<ChainDirective<Subject>, Subject> {
    NodeKind kind;
    Keyword joining;
    constexpr ChainDirective(Subject const& subject, std::pair<NodeKind, Keyword> how)
        : Directive<ChainDirective<Subject>, Subject>(subject), kind(how.first), joining(how.second) {}
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext, Attribute&) const {
        State& state = state_of(context);
        const syntax::TreeBuilder::Mark mark = state.builder.mark();
        if (!this->subject.parse(first, last, context, rcontext, x3::unused)) return false;
        while (joining.parse(first, last, context, rcontext, x3::unused))
            if (!this->subject.parse(first, last, context, rcontext, x3::unused)) throw x3::expectation_failure<Iterator>(first, "");
        state.builder.close_chain(mark, kind);
        return true;
    }
};

// called("a value")[p]: where p does not even begin, this is what was expected, not each of the words it begins with.
template <typename Subject>
struct CalledDirective : Directive<CalledDirective<Subject>, Subject> {
    std::string_view what;
    constexpr CalledDirective(Subject const& subject, std::string_view w) : Directive<CalledDirective<Subject>, Subject>(subject), what(w) {}
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext, Attribute&) const {
        State& state = state_of(context);
        const Iterator begin = state.skip(first);
        struct Restore {
            State& state;
            Iterator mute;
            ~Restore() { state.mute = mute; }
        };
        {
            const Restore restore{state, state.mute};
            state.mute = begin;
            if (this->subject.parse(first, last, context, rcontext, x3::unused)) return true;
        }
        state.miss(first, begin, {what, false, false});
        return false;
    }
};

// bounded[p]: the stack of the machine is finite; past the depth limit the clause is given up.
template <typename Subject>
struct BoundedDirective : Directive<BoundedDirective<Subject>, Subject> {
    using Directive<BoundedDirective<Subject>, Subject>::Directive;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext, Attribute&) const {
        State& state = state_of(context);
        if (state.depth >= state.limits.max_depth) {
            state.too_deep = true;
            throw x3::expectation_failure<Iterator>(first, "");
        }
        struct Up {
            std::size_t& depth;
            ~Up() { --depth; }
        };
        const Up up{++state.depth};
        return this->subject.parse(first, last, context, rcontext, x3::unused);
    }
};

template <template <typename> class D, typename Argument>
struct Generator {
    Argument argument;
    template <typename Subject>
    constexpr auto operator[](Subject const& subject) const {
        return D<typename x3::extension::as_parser<Subject>::value_type>(x3::as_parser(subject), argument);
    }
};

constexpr Generator<NodeDirective, NodeKind> node(NodeKind kind) { return {kind}; }
constexpr Generator<AfterDirective, NodeKind> after(NodeKind kind) { return {kind}; }
constexpr Generator<ChainDirective, std::pair<NodeKind, Keyword>> chain(NodeKind kind, Keyword joining) { return {{kind, joining}}; }
constexpr Generator<CalledDirective, std::string_view> called(std::string_view what) { return {what}; }
struct BoundedGenerator {
    template <typename Subject>
    constexpr auto operator[](Subject const& subject) const {
        return BoundedDirective<typename x3::extension::as_parser<Subject>::value_type>(x3::as_parser(subject));
    }
};
inline constexpr BoundedGenerator bounded{};

}  // namespace duly::grammar
