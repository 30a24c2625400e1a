// A file: declarations one after the other.
#include <algorithm>

#include "dsl/grammar/foreign.hpp"
#include "dsl/grammar/rules.hpp"
#include "dsl/grammar/words.hpp"

namespace duly::grammar {

namespace {

// Something that begins no declaration, before the first or after one that has ended.
struct StrayDeclaration : x3::parser<StrayDeclaration> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    static bool read(Iterator& first, Iterator last, State& state);
    template <typename Ctx, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Ctx const& context, RContext&, Attribute&) const {
        return read(first, last, state_of(context));
    }
};
constexpr StrayDeclaration stray_declaration{};

bool StrayDeclaration::read(Iterator& first, Iterator last, State& state) {
    Iterator at = first;
    skip_blanks(at, last);
    if (at == last) return false;
    if (state.full()) {
        first = last;
        return true;
    }
    const std::string_view word = token_at(at, last);
    Iterator line = at;
    while (line != state.begin && (line[-1] == ' ' || line[-1] == '\t')) --line;
    if (line != state.begin && line[-1] != '\n' && line[-1] != '\r') {
        state.report_expected(at, "a new declaration");
        state.forget_misses();
        skip_to_declaration(first, last, state);
        spoil_last(state, at, first);
        return true;
    }
    const ForeignStart foreign = foreign_declaration(at, last);
    const std::string_view near = foreign.meant.empty() ? nearest(word, declaration_words()) : foreign.meant;
    const Iterator behind = foreign.to != nullptr ? foreign.to : word.data() + word.size();
    state.fault(DiagnosticKind::unknown_clause, at, behind, "`" + shortened({at, static_cast<std::size_t>(behind - at)}) + "` begins no declaration",
                !foreign.help.empty() ? foreign.help : near.empty() ? "a declaration begins with a word such as `record`, `timescale` or `measure`" : "did you mean `" + std::string(near) + "`?");
    state.forget_misses();
    if (!near.empty() && state.assumed_at != at) {
        state.assumed_at = at;
        state.assumed_word = near;
        state.assumed_length = word.size();
        return true;
    }
    skip_to_declaration(first, last, state);
    state.builder.leaf(NodeKind::error, state.offset(at), state.offset(first), static_cast<std::uint8_t>(kind_of_phrase(near)));
    return true;
}

}  // namespace

auto const document_def = *(ruleset_declaration | calendar_declaration | record_declaration | feed_declaration | small_declaration
                            | timescale_declaration | measure_declaration | action_declaration | example_declaration | stray_declaration);

BOOST_SPIRIT_DEFINE(document)
BOOST_SPIRIT_INSTANTIATE(document_type, Iterator, Context)

}  // namespace duly::grammar
