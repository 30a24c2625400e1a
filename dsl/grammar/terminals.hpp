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
    Expected expected;
    bool silent = false;

    bool read(Iterator& first, Iterator last, State& state) const;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext&, Attribute&) const {
        return read(first, last, state_of(context));
    }
};
constexpr Keyword keyword(std::string_view phrase, std::uint8_t word, Expected expected, bool silent = false) {
    Keyword k;
    k.phrase = phrase;
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

// A leaf of the tree.
struct Leaf : x3::parser<Leaf> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;

    Scan scan = nullptr;
    NodeKind kind{};
    Expected expected;
    bool adjacent = false;      // right behind the last token, no blanks between
    bool hidden = false;        // makes no node; its word goes to the node around it

    bool read(Iterator& first, Iterator last, State& state) const;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext&, Attribute&) const {
        return read(first, last, state_of(context));
    }
};
constexpr Leaf leaf(Scan scan, NodeKind kind, std::string_view what, bool is_weak = false) {
    Leaf l;
    l.scan = scan;
    l.kind = kind;
    l.expected = {what, false, is_weak};
    return l;
}
constexpr Leaf adjacent(Leaf l) { l.adjacent = true; return l; }
constexpr Leaf hidden(Leaf l) { l.hidden = true; return l; }

inline constexpr Leaf name = leaf(scan_name, NodeKind::name, "a name");
inline constexpr Leaf name_after_dot = adjacent(leaf(scan_any_word, NodeKind::name, "a field's name"));
inline constexpr Leaf text = leaf(scan_text, NodeKind::text, "a \"text\" in quotes");
inline constexpr Leaf title = leaf(scan_text, NodeKind::text, "a \"title\" in quotes", true);
inline constexpr Leaf column_name = leaf(scan_column_name, NodeKind::column_name, "a column's name in quotes or back-ticks");
inline constexpr Leaf number = leaf(scan_number, NodeKind::number, "a number");
inline constexpr Leaf signed_number = leaf(scan_signed_number, NodeKind::number, "a number");
inline constexpr Leaf percent = leaf(scan_percent, NodeKind::percent, "a percentage");
inline constexpr Leaf ordinal = leaf(scan_ordinal, NodeKind::number, "an ordinal such as 18th");
inline constexpr Leaf date = leaf(scan_date, NodeKind::date, "a date");
inline constexpr Leaf moment = leaf(scan_moment, NodeKind::moment, "a moment");
inline constexpr Leaf day_month = leaf(scan_day_month, NodeKind::day_month, "a day such as 26 December");
inline constexpr Leaf month_year = leaf(scan_month_year, NodeKind::month_year, "a month such as April 2015");
inline constexpr Leaf time_of_day = leaf(scan_time, NodeKind::time_of_day, "a time such as 17:00");
inline constexpr Leaf unit = leaf(scan_unit, NodeKind::unit, "a unit such as `working days`");
inline constexpr Leaf weak_unit = leaf(scan_unit, NodeKind::unit, "a unit such as `working days`", true);
inline constexpr Leaf weekday = leaf(scan_weekday, NodeKind::weekday, "a weekday");
inline constexpr Leaf yes_no = leaf(scan_yes_no, NodeKind::yes_no, "yes or no");
inline constexpr Leaf outcome_name = leaf(scan_outcome, NodeKind::outcome_name, "an outcome such as `met`");
inline constexpr Leaf grade = leaf(scan_name, NodeKind::grade, "a grade's name");

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

// A dot right between two names.
struct Dot : x3::parser<Dot> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    template <typename Context, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Context const& context, RContext&, Attribute&) const {
        if (first == last || *first != '.') {
            state_of(context).miss(first, first, {"`.` and a field", false, true});
            return false;
        }
        ++first;
        return true;
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
