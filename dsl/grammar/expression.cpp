// Values and conditions: section 3 of the language. Precedence from or to the single value.
#include "dsl/grammar/rules.hpp"

namespace duly::grammar {

namespace {

// Recursive rules of this file.
struct and_level_id {}; constexpr x3::rule<and_level_id> and_level{"and_level"};
struct not_level_id {}; constexpr x3::rule<not_level_id> not_level{"not_level"};
struct compare_level_id {}; constexpr x3::rule<compare_level_id> compare_level{"compare_level"};
struct product_id {}; constexpr x3::rule<product_id> product{"product"};
struct primary_id {}; constexpr x3::rule<primary_id> primary{"primary"};
struct function_id {}; constexpr x3::rule<function_id> function{"function"};
struct pick_one_id {}; constexpr x3::rule<pick_one_id> pick_one{"pick_one"};
struct literal_id {}; constexpr x3::rule<literal_id> literal{"literal"};
struct comparison_id {}; constexpr x3::rule<comparison_id> comparison{"comparison"};
struct days_in_id {}; constexpr x3::rule<days_in_id> days_in{"days_in"};

// A number with a unit is a length, and `every` begins a limit: neither goes on with a list.
bool length_or_every(Iterator at, Iterator last) {
    skip_blanks(at, last);
    if (Iterator every = at; scan_phrase(every, last, "every")) return true;
    const Iterator start = at;
    // `10,000 weeks` is told of as a number with separators, and is a length all the same.
    while (at != last && (is_digit(*at) || *at == '.' || (*at == ',' && at != start && at + 1 != last && is_digit(at[1])))) ++at;
    if (at == start) return false;
    skip_blanks(at, last);
    return begins_with_any(at, last, {"working", "school", "day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours"});
}

// `at least once in every` is a clause, `at least L after A` after a whole condition too.
bool once_in_every(Iterator at, Iterator last) {
    skip_blanks(at, last);
    return scan_phrase(at, last, "at least once");
}

// `where (a.b is missing or a.b is known)` and, on the next line, the clause `at least 3 months before a.c`: a condition in
// brackets is no date that could lie before another.
struct HoldsCondition : x3::parser<HoldsCondition> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    template <typename Ctx, typename RContext, typename Attribute>
    bool parse(Iterator&, Iterator const&, Ctx const& context, RContext&, Attribute&) const {
        const syntax::TreeBuilder& builder = state_of(context).builder;
        if (builder.empty() || builder.last_kind() != NodeKind::paren) return false;
        switch (builder.kind_in_last()) {
            case NodeKind::or_:
            case NodeKind::and_:
            case NodeKind::not_:
            case NodeKind::known:
            case NodeKind::one_of:
            case NodeKind::between:
            case NodeKind::compare:
            case NodeKind::distance: return true;
            default: return false;
        }
    }
};
constexpr HoldsCondition holds_condition{};

auto const paren = node(NodeKind::paren)[kw("(") > condition > kw(")")];
auto const relation = op("at least", 0) | op("at most", 1) | op("more than", 2) | op("less than", 3);
auto const of_parent = weak("of") > name;

}  // namespace

auto const field_ref_def = node(NodeKind::field_ref)[name >> dot > name_after_dot];
auto const length_def = node(NodeKind::length)[(number | field_ref | paren) >> unit];
auto const where_condition_def = node(NodeKind::condition)[weak("where") > condition];

namespace {

auto const days_in_def = node(NodeKind::days_in)[
    kw("days of") > name > kw("in") > (kw("the period", 2) | (kw("any", 1) > length) | (value > kw("to") > value))];

// `where C of child`, either part may stand first; the tree has the condition first.
auto const narrowing = (where_condition >> -of_parent) | (of_parent >> -(where_condition >> swap_last));
auto const in_any = node(NodeKind::in_any)[weak("in any") > length];
auto const windowed = -((in_any >> -narrowing) | (narrowing >> -in_any));

auto const pick_one_def =
    node(NodeKind::every_is)[kw("every") >> name >> kw("is") >> outcome_name >> *(weak("or") >> outcome_name)]
    | node(NodeKind::aggregate)[(kw("earliest", 0) | kw("latest", 1)) > field_ref >> -narrowing]
    | node(NodeKind::aggregate)[kw("count of", 2) > name >> windowed]
    | node(NodeKind::aggregate)[kw("sum of", 3) > (days_in | field_ref) >> windowed]
    | node(NodeKind::aggregate)[kw("average of", 4) > (days_in | field_ref) >> windowed]
    | node(NodeKind::any_other)[(kw("any other", 0) | kw("no other", 1)) > name >> -where_condition]
    | node(NodeKind::aggregate)[kw("every", 7) >> name >> -narrowing > node(NodeKind::has)[kw("has") > condition]]
    // `is no` at the end of a clause, and the next clause of an action begins with what could be a name.
    | node(NodeKind::aggregate)[(kw("any", 5) | kw("no", 6)) >> !quiet("done on") >> !quiet("recorded in") >> name >> -narrowing]
    | node(NodeKind::sibling)[(kw("previous", 0) | kw("next", 1)) > field_ref];

auto const function_def =
    node(NodeKind::value_for)[kw("the value for") > text]
    | node(NodeKind::weekday_is)[kw("weekday of") > primary > kw("is") > ((kw("one of") > weekday % kw(",")) | weekday)]
    | node(NodeKind::pick)[(kw("earliest of", 0) | kw("latest of", 1)) > list_value >> *(weak(",") >> list_value)]
    | node(NodeKind::age)[kw("age of") > primary >> -(weak("on") >> !quiet("calendar") > primary)]
    | node(NodeKind::birthday)[ordinal >> kw("birthday of") > primary]
    | node(NodeKind::due_date_of)[kw("due date of") > name]
    | node(NodeKind::grade_of)[kw("grade of") > name]
    | node(NodeKind::value_of)[kw("value of") > name]
    | node(NodeKind::length_of)[kw("length of") > name]
    | days_in
    | node(NodeKind::count_between)[unit >> kw("from") > value > kw("to") > value]
    | node(NodeKind::that_day)[kw("that day")]
    | pick_one;

auto const literal_def = moment | date | percent | text;

auto const primary_def = called("a value")[bounded[
    (quickly >> field_ref >> -after(NodeKind::length)[weak_unit])
    | function
    | literal
    | (signed_number >> -after(NodeKind::length)[weak_unit])
    | yes_no
    | node(NodeKind::open_on)[name >> (op("open on") | op("is open on") | op("is not open on", 1) | op("not open on", 1)) > value]
    | node(NodeKind::overlaps)[name >> (op("overlaps or touches", 1) | op("overlaps")) > name]
    | (field_ref >> -after(NodeKind::length)[weak_unit])
    | node(NodeKind::name_ref)[name]
    | (paren >> -after(NodeKind::length)[weak_unit])]];

auto const product_def = primary >> *(after(NodeKind::multiply)[op("*") > primary] | after(NodeKind::divide)[op("/") > primary]);

auto const comparison_def =
    after(NodeKind::known)[op("is known", 0) | op("is missing", 1) | op("is not known", 1) | op("is not missing", 0)]
    | after(NodeKind::is_working_day)[op("is a working day", 0) | op("is not a working day", 1)]
    | after(NodeKind::one_of)[(op("is one of", 0) | op("is not one of", 1)) > list_value >> *(weak(",") >> list_value)]
    | after(NodeKind::between)[-op("is") >> op("between") > value > kw("and") > value]
    | after(NodeKind::in_the_period)[-op("is") >> op("in the period")]
    | after(NodeKind::compare)[(op("is on or before", 12) | op("is on or after", 13) | op("is before", 10) | op("is after", 11)) > value]
    | after(NodeKind::distance)[-op("is") >> relation >> !holds_condition >> length >> ((weak("before", 0) > value) | (weak("after", 8) > value) | weak("ago", 16))]
    | after(NodeKind::compare)[-op("is") >> !ahead(once_in_every) >> (op("at least", 6) | op("at most", 7) | op("more than", 8) | op("less than", 9)) >> !holds_condition > value]
    | after(NodeKind::compare)[-op("is") >> (op("<=", 3) | op(">=", 5) | op("<", 2) | op(">", 4)) > value]
    | after(NodeKind::compare)[(op("is not", 1) | op("is", 0)) > value];

auto const compare_level_def = value >> -comparison;
auto const not_level_def = node(NodeKind::not_)[quiet("not") > bounded[not_level]] | compare_level;
auto const and_level_def = chain(NodeKind::and_, op("and"))[not_level];

}  // namespace

auto const value_def = product >> *(after(NodeKind::add)[op("+") > product] | after(NodeKind::subtract)[minus > product]);
auto const list_value_def = !ahead(length_or_every) >> value;
auto const condition_def = chain(NodeKind::or_, op("or"))[and_level];

BOOST_SPIRIT_DEFINE(and_level, not_level, compare_level, product, primary, function, pick_one, literal, comparison, days_in)
BOOST_SPIRIT_DEFINE(condition, value, list_value, field_ref, length, where_condition)

BOOST_SPIRIT_INSTANTIATE(condition_type, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(value_type, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(list_value_type, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(field_ref_type, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(length_type, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(where_condition_type, Iterator, Context)

}  // namespace duly::grammar
