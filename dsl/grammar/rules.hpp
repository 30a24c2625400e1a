// The rules that the parts of the grammar share, the one context they are compiled for, and recovery.
//
// Every rule here is instantiated once, for `Iterator` and `Context`. A parse that enters with another skipper or
// another context ends in a linker error about parse_rule: enter through parse.cpp only.
#pragma once

#include "dsl/grammar/directives.hpp"

namespace duly::grammar {

using PhraseContext = x3::phrase_parse_context<Skipper>::type;
using Context = x3::context<state_tag, State, PhraseContext>;

// After a failed clause or declaration: tell it, then move to where a reader would go on. Defined in recover.cpp.
enum class Sync : std::uint8_t { clause, line, declaration };
void recover(Iterator& first, Iterator last, Iterator where, State& state, Sync sync);
// An `error` leaf for what is passed over: what it was meant for is told by its first words (meant.cpp).
void pass_over(State& state, Iterator from, Iterator to);
// What stands behind a clause on its line spoils that clause: both become one leaf. A head keeps what it has.
void spoil_last(State& state, Iterator from, Iterator to);
// What was read last belongs to the first words of a declaration, not to a clause.
bool ends_head(const State& state);
// The clause before, on the same line, may have lost a part to what could not be read.
void doubt_last(State& state, Iterator to);
syntax::NodeKind kind_of_phrase(std::string_view words);    // of the words that a clause or declaration begins with, or `error`
// Past what stands at `first`, to the next line that begins a declaration.
void skip_to_declaration(Iterator& first, Iterator last, State& state);

template <Sync sync>
struct Recovering {
    template <typename It, typename Failure, typename Ctx>
    x3::error_handler_result on_error(It& first, It const& last, Failure const& failure, Ctx const& context) {
        recover(first, last, failure.where(), state_of(context), sync);
        return x3::error_handler_result::accept;
    }
};

// What stands where a clause should begin and is none: told, skipped. Not a clause, and nothing to tell: the end of
// the text, a declaration, or one of `stops`.
struct Stray : x3::parser<Stray> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    std::string_view of;                    // "a timescale"
    Sync sync = Sync::clause;
    std::string_view stops[5] = {};
    bool read(Iterator& first, Iterator last, State& state) const;
    template <typename Ctx, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Ctx const& context, RContext&, Attribute&) const {
        return read(first, last, state_of(context));
    }

private:
    bool calendar_of_rule(Iterator& first, Iterator last, Iterator at, std::string_view word, State& state) const;
    bool unknown_word(Iterator& first, Iterator last, Iterator at, std::string_view word, State& state) const;
};
constexpr Stray stray(std::string_view of, Sync sync = Sync::clause, std::initializer_list<std::string_view> stops = {}) {
    Stray s;
    s.of = of;
    s.sync = sync;
    std::size_t i = 0;
    for (const std::string_view stop : stops) s.stops[i++] = stop;
    return s;
}

#define DULY_RULE(rule_name) \
    struct rule_name##_id {}; \
    using rule_name##_type = x3::rule<rule_name##_id>; \
    inline constexpr rule_name##_type rule_name{#rule_name}
// A rule that goes on after a mistake in it.
#define DULY_RECOVERING_RULE(rule_name, sync) \
    struct rule_name##_id : Recovering<sync> {}; \
    using rule_name##_type = x3::rule<rule_name##_id>; \
    inline constexpr rule_name##_type rule_name{#rule_name}

// Expressions: a condition; a value (sums and what they are made of); a value that may stand in a list.
DULY_RULE(condition);
DULY_RULE(value);
DULY_RULE(list_value);
DULY_RULE(field_ref);
DULY_RULE(length);
DULY_RULE(where_condition);     // `where C` of a pick

// Clauses that several declarations have.
DULY_RULE(limit);
DULY_RULE(shared_clause);       // law, confidence, for each, where, in force, counting, excluded when

// Declarations.
DULY_RECOVERING_RULE(ruleset_declaration, Sync::declaration);
DULY_RECOVERING_RULE(calendar_declaration, Sync::declaration);
DULY_RECOVERING_RULE(record_declaration, Sync::declaration);
DULY_RECOVERING_RULE(feed_declaration, Sync::declaration);
DULY_RECOVERING_RULE(small_declaration, Sync::declaration);     // use, spell, scale, define, check
DULY_RECOVERING_RULE(timescale_declaration, Sync::declaration);
DULY_RECOVERING_RULE(measure_declaration, Sync::declaration);
DULY_RECOVERING_RULE(action_declaration, Sync::declaration);
DULY_RECOVERING_RULE(example_declaration, Sync::declaration);
DULY_RULE(document);

BOOST_SPIRIT_DECLARE(condition_type, value_type, list_value_type, field_ref_type, length_type, where_condition_type)
BOOST_SPIRIT_DECLARE(limit_type, shared_clause_type)
BOOST_SPIRIT_DECLARE(ruleset_declaration_type, calendar_declaration_type, record_declaration_type, feed_declaration_type,
                     small_declaration_type, timescale_declaration_type, measure_declaration_type, action_declaration_type,
                     example_declaration_type, document_type)

}  // namespace duly::grammar
