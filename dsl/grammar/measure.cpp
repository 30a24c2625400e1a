// Measures: what is counted, when, by what, and how it is judged.
#include "dsl/grammar/rules.hpp"

namespace duly::grammar {

namespace {

DULY_RECOVERING_RULE(measure_head, Sync::clause);
DULY_RECOVERING_RULE(measure_clause, Sync::clause);
DULY_RULE(figure);
DULY_RULE(counting_clause);
DULY_RULE(band);
DULY_RULE(bands);
DULY_RULE(show_clause);

auto const measure_head_def = kw("measure") > name > -title;

auto const figure_def =
    node(NodeKind::percentage_of_sums)[kw("percentage of") >> kw("sum of") > value > kw("out of") > kw("sum of") > value]
    | node(NodeKind::percentage_of_timescale)[kw("percentage of") >> name >> kw("that are") > outcome_name > *((weak("or") | weak(",")) >> outcome_name)]
    | node(NodeKind::percentage_of_records)[kw("percentage of") > name > -where_condition > -(weak("out of") > name > -where_condition)]
    | node(NodeKind::count_of)[kw("count of") > name > -where_condition]
    | node(NodeKind::statistic_of)[
        (kw("sum of", 0) | kw("average of", 1) | kw("median of", 2) | kw("longest of", 3) | (kw("percentile", 4) > number > kw("of"))) > value]
    | node(NodeKind::rate_per)[kw("rate per") > number > kw("of") > (field_ref | name)]
    | node(NodeKind::reported_as)[kw("reported as") > text > kw("in") > name > -(weak("for") >> !quiet("each") > text)];

auto const period = node(NodeKind::period)[kw("month", 0) | kw("quarter", 1) | kw("year to date", 3) | kw("year", 2) | (kw("rolling", 4) > length)];
auto const counting_clause_def =
    node(NodeKind::counted_when)[kw("counted when") > (kw("due", 0) | kw("done", 1) | kw("started", 2))]
    | node(NodeKind::counted_by)[kw("counted by") > value]
    | node(NodeKind::open_on_last_day)[-kw("counted") >> (kw("open on the last day", 0) | kw("on the last day", 1))]
    | node(NodeKind::per)[kw("per") > period > *((weak("and") >> -quiet("per") > period) | (weak(",") >> -quiet("per") >> period))]
    | node(NodeKind::by)[kw("by") > list_value > *(weak(",") >> list_value)];

auto const previous_period = kw("the previous") > node(NodeKind::period)[kw("month", 0) | kw("quarter", 1) | kw("year", 2)];
auto const by_points = ((number > (kw("points") | kw("point"))) | percent) > -(weak("since") > (date | month_year));
auto const movement = node(NodeKind::movement)[
    (kw("better than", 0) > previous_period) | (kw("worse than", 1) > previous_period)
    | (kw("risen for", 2) > length) | (kw("fallen for", 3) > length) | (kw("risen by", 4) > by_points) | (kw("fallen by", 5) > by_points)];
auto const tolerance = kw("within") > ((number > (kw("points of", 7) | kw("point of", 7)) > grade) | (percent > kw("of", 8) > grade));
auto const band_def =
    node(NodeKind::band)[kw("otherwise", 6) > grade]
    | node(NodeKind::band)[grade >> (
        ((kw("at least", 0) | kw("at most", 1) | kw("more than", 3) | kw("less than", 4)) > value)
        | (kw("between", 2) > value > kw("and") > value)
        | kw("otherwise", 5)
        | tolerance
        | (adds(9) >> movement))];
auto const band_list = band > *(weak(",") >> band);
auto const bands_def = node(NodeKind::bands)[
    kw("bands on") > name > kw(":")
    > (+(node(NodeKind::bands_from)[-quiet(",") >> kw("from") > date > kw(":") > band_list]) | band_list)];

auto const show_clause_def =
    node(NodeKind::lower_is_better)[kw("lower is better")]
    | node(NodeKind::floor)[kw("floor") > (percent | signed_number)]
    | node(NodeKind::hide_under)[kw("hide counts under") > number]
    | node(NodeKind::unrated_under)[kw("unrated under") > number]
    | node(NodeKind::rounded_to)[kw("rounded to") > number > (kw("places") | kw("place"))]
    | node(NodeKind::on_calendar)[kw("on calendar") > name];

auto const measure_clause_def = figure | counting_clause | bands | show_clause | shared_clause;

}  // namespace

auto const measure_declaration_def = node(NodeKind::measure)[measure_head >> *((-quiet(",") >> measure_clause) | stray("a measure"))];

BOOST_SPIRIT_DEFINE(measure_head, measure_clause, figure, counting_clause, band, bands, show_clause)
BOOST_SPIRIT_DEFINE(measure_declaration)
BOOST_SPIRIT_INSTANTIATE(measure_declaration_type, Iterator, Context)

}  // namespace duly::grammar
