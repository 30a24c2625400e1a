// The bridge to X3: terminals, and the directives that build the tree. Only files of this folder include it.
#pragma once

#include <boost/spirit/home/x3.hpp>

#include "dsl/grammar/scan.hpp"
#include "dsl/grammar/state.hpp"

namespace duly::grammar {

namespace x3 = boost::spirit::x3;
using syntax::NodeKind;

struct state_tag;
template <typename Context>
State& state_of(const Context& context) { return x3::get<state_tag>(context); }

struct Skipper : x3::parser<Skipper> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const&, RContext&&, Attribute&&) const {
        const Iterator start = first;
        skip_blanks(first, last);
        return first != start;
    }
};
inline constexpr Skipper skipper{};

// A word or sign of the language. Its number is added to the word of the node around it.
struct Keyword : x3::parser<Keyword> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;

    std::string_view phrase;
    std::uint8_t word = 0;
    char second = 0;            // that its second word begins with
    Expected expected;
    bool silent = false;

    bool read(Iterator& first, Iterator last, State& state) const;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext&, Attribute&) const {
        State& state = state_of(context);
        // Nearly always it is another word.
        if (!state.telling && !may_begin(*this, state, state.skip(first))) return false;
        return read(first, last, state);
    }
    friend bool may_begin(const Keyword& keyword, State& state, Iterator at) {
        if (at == state.end || *at != keyword.phrase.front()) return false;
        if (keyword.phrase.size() > 1 && (at + 1 == state.end || at[1] != keyword.phrase[1])) return false;
        return keyword.second == 0 || state.second_word(at) == keyword.second;
    }
};
constexpr Keyword keyword(std::string_view phrase, std::uint8_t word, Expected expected, bool silent = false) {
    Keyword k;
    k.phrase = phrase;
    const std::size_t blank = phrase.find(' ');
    if (blank != phrase.npos && is_letter(phrase.front())) k.second = phrase[blank + 1];
    k.word = word;
    k.expected = expected;
    k.silent = silent;
    return k;
}
constexpr Keyword kw(std::string_view phrase, std::uint8_t word = 0) { return keyword(phrase, word, {phrase, true, false}); }
// Goes on with what is already whole; named only when nothing else is expected.
constexpr Keyword op(std::string_view phrase, std::uint8_t word = 0) {
    return keyword(phrase, word, {"an operator such as `is`, `and` or `+`", false, true});
}
constexpr Keyword weak(std::string_view phrase, std::uint8_t word = 0) { return keyword(phrase, word, {phrase, true, true}); }
// For looking ahead: never spoken of.
constexpr Keyword quiet(std::string_view phrase) { return keyword(phrase, 0, {}, true); }

// With which signs a leaf begins.
enum Begins : std::uint8_t { with_letter = 1, with_digit = 2, with_quote = 4, with_tick = 8, with_sign = 16 };
constexpr std::uint8_t begins_of(char c) {
    if (is_letter(c)) return with_letter;
    if (is_digit(c)) return with_digit;
    return c == '`' ? with_tick : c == '"' || static_cast<unsigned char>(c) >= 0x80 ? with_quote : with_sign;
}

// A leaf of the tree.
struct Leaf : x3::parser<Leaf> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;

    Scan scan = nullptr;
    NodeKind kind{};
    std::uint8_t begins = 0xFF;
    Expected expected;
    bool adjacent = false;      // right behind the last token, no blanks between
    bool hidden = false;        // makes no node; its word goes to the node around it

    bool read(Iterator& first, Iterator last, State& state) const;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext&, Attribute&) const {
        State& state = state_of(context);
        if (!state.telling && !adjacent && !may_begin(*this, state, state.skip(first))) return false;
        return read(first, last, state);
    }
    friend bool may_begin(const Leaf& leaf, State& state, Iterator at) { return at != state.end && (leaf.begins & begins_of(*at)) != 0; }
};
constexpr Leaf leaf(Scan scan, NodeKind kind, std::uint8_t begins, std::string_view what, bool is_weak = false) {
    Leaf l;
    l.scan = scan;
    l.kind = kind;
    l.begins = begins;
    l.expected = {what, false, is_weak};
    return l;
}
// Whether a parser could begin with what stands at `at`: asked of what is known to begin with a word or a leaf, yes for the rest.
template <typename Parser>
bool may_begin(const Parser&, State&, Iterator) { return true; }
template <typename Left, typename Right>
bool may_begin(const x3::alternative<Left, Right>& either, State& state, Iterator at) {
    return may_begin(either.left, state, at) || may_begin(either.right, state, at);
}
template <typename Left, typename Right>
bool may_begin(const x3::sequence<Left, Right>& both, State& state, Iterator at) { return may_begin(both.left, state, at); }
template <typename Subject, typename Right>
bool may_begin(const x3::sequence<x3::optional<Subject>, Right>& both, State& state, Iterator at) {
    return may_begin(both.left.subject, state, at) || may_begin(both.right, state, at);
}
template <typename Subject>
bool may_begin(const x3::expect_directive<Subject>& after, State& state, Iterator at) { return may_begin(after.subject, state, at); }

constexpr Leaf adjacent(Leaf l) { l.adjacent = true; return l; }
constexpr Leaf hidden(Leaf l) { l.hidden = true; return l; }

inline constexpr Leaf name = leaf(scan_name, NodeKind::name, with_letter | with_tick, "a name");
inline constexpr Leaf name_after_dot = adjacent(leaf(scan_any_word, NodeKind::name, with_letter | with_tick, "a field's name"));
inline constexpr Leaf text = leaf(scan_text, NodeKind::text, with_quote, "a \"text\" in quotes");
inline constexpr Leaf title = leaf(scan_text, NodeKind::text, with_quote, "a \"title\" in quotes", true);
inline constexpr Leaf column_name = leaf(scan_column_name, NodeKind::column_name, with_quote | with_tick, "a column's name in quotes or back-ticks");
inline constexpr Leaf number = leaf(scan_number, NodeKind::number, with_digit, "a number");
inline constexpr Leaf signed_number = leaf(scan_signed_number, NodeKind::number, with_digit | with_sign, "a number");
inline constexpr Leaf percent = leaf(scan_percent, NodeKind::percent, with_digit, "a percentage");
inline constexpr Leaf ordinal = leaf(scan_ordinal, NodeKind::number, with_digit, "an ordinal such as 18th");
inline constexpr Leaf date = leaf(scan_date, NodeKind::date, with_digit, "a date");
inline constexpr Leaf moment = leaf(scan_moment, NodeKind::moment, with_digit, "a moment");
inline constexpr Leaf day_month = leaf(scan_day_month, NodeKind::day_month, with_digit, "a day such as 26 December");
inline constexpr Leaf month_year = leaf(scan_month_year, NodeKind::month_year, with_letter, "a month such as April 2015");
inline constexpr Leaf time_of_day = leaf(scan_time, NodeKind::time_of_day, with_digit, "a time such as 17:00");
inline constexpr Leaf unit = leaf(scan_unit, NodeKind::unit, with_letter, "a unit such as `working days`");
inline constexpr Leaf weak_unit = leaf(scan_unit, NodeKind::unit, with_letter, "a unit such as `working days`", true);
inline constexpr Leaf weekday = leaf(scan_weekday, NodeKind::weekday, with_letter, "a weekday");
inline constexpr Leaf yes_no = leaf(scan_yes_no, NodeKind::yes_no, with_letter, "yes or no");
inline constexpr Leaf outcome_name = leaf(scan_outcome, NodeKind::outcome_name, with_letter, "an outcome such as `met`");
inline constexpr Leaf grade = leaf(scan_name, NodeKind::grade, with_letter | with_tick, "a grade's name");

// Reads nothing; goes on only in the first reading, which tells of nothing: for an order of alternatives that is quicker but would
// name them in an odd order.
struct Quickly : x3::parser<Quickly> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator&, Iterator const&, Context const& context, RContext&, Attribute&) const {
        return !state_of(context).telling;
    }
};
inline constexpr Quickly quickly{};

// One of the parsers above without a word on failing or succeeding.
struct Ahead : x3::parser<Ahead> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    bool (*test)(Iterator first, Iterator last) = nullptr;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const&, RContext&, Attribute&) const {
        return test(first, last);
    }
};
constexpr Ahead ahead(bool (*test)(Iterator, Iterator)) {
    Ahead a;
    a.test = test;
    return a;
}

// A dot between two names, on their line or on either of two. A dot that ends a line before a word of the language is a full stop, and no field follows.
struct Dot : x3::parser<Dot> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    bool read(Iterator& first, Iterator last, State& state) const;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext&, Attribute&) const {
        return read(first, last, state_of(context));
    }
};
inline constexpr Dot dot{};

// A minus between values, blanks on both sides.
struct Minus : x3::parser<Minus> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    bool read(Iterator& first, Iterator last, State& state) const;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext&, Attribute&) const {
        return read(first, last, state_of(context));
    }
};
inline constexpr Minus minus{};

// Nothing is read; a number is added to the word of the node around it.
struct Adds : x3::parser<Adds> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    std::uint8_t word = 0;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator&, Iterator const&, Context const& context, RContext&, Attribute&) const {
        State& state = state_of(context);
        state.word = static_cast<std::uint8_t>(state.word + word);
        return true;
    }
};
constexpr Adds adds(std::uint8_t word) {
    Adds a;
    a.word = word;
    return a;
}

// The two nodes pushed last change places.
struct SwapLast : x3::parser<SwapLast> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator&, Iterator const&, Context const& context, RContext&, Attribute&) const {
        state_of(context).builder.swap_last();
        return true;
    }
};
inline constexpr SwapLast swap_last{};

}  // namespace duly::grammar
