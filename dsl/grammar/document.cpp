// A file: declarations one after the other.
#include <algorithm>

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
    if (first != state.begin && std::find(first, at, '\n') == at) {
        state.report_expected(at, "a new declaration");
        state.forget_misses();
        skip_to_declaration(first, last, state);
        return true;
    }
    const std::string_view near = nearest(word, declaration_words());
    state.fault(DiagnosticKind::unknown_clause, at, word.data() + word.size(), "`" + shortened(word) + "` begins no declaration",
                near.empty() ? "a declaration begins with a word such as `record`, `timescale` or `measure`" : "did you mean `" + std::string(near) + "`?");
    state.forget_misses();
    if (!near.empty() && state.assumed_at != at) {
        state.assumed_at = at;
        state.assumed_word = near;
        state.assumed_length = word.size();
        return true;
    }
    skip_to_declaration(first, last, state);
    return true;
}

}  // namespace

auto const document_def = *(ruleset_declaration | calendar_declaration | record_declaration | feed_declaration | small_declaration
                            | timescale_declaration | measure_declaration | action_declaration | example_declaration | stray_declaration);

BOOST_SPIRIT_DEFINE(document)
BOOST_SPIRIT_INSTANTIATE(document_type, Iterator, Context)

}  // namespace duly::grammar
