#include "dsl/grammar/rules.hpp"

namespace duly::grammar {

namespace {

DULY_RECOVERING_RULE(timescale_clause, Sync::clause);
DULY_RECOVERING_RULE(version_head, Sync::clause);
DULY_RECOVERING_RULE(timescale_head, Sync::clause);
DULY_RULE(version);
DULY_RULE(span_clause);
DULY_RULE(limit_clause);
DULY_RULE(event_clause);
DULY_RULE(turn_clause);

// What is measured: from where, to where, how long.
auto const span_clause_def =
    node(NodeKind::from)[kw("from") > value]
    | node(NodeKind::to_each)[kw("to each") > field_ref > -where_condition]
    | node(NodeKind::to)[kw("to") > value]
    | node(NodeKind::before_otherwise)[kw("before") > value > kw(",") > kw("otherwise within") > limit > kw("of") > value]
    | node(NodeKind::as_soon_as_practicable)[kw("as soon as practicable")]
    | node(NodeKind::within)[kw("within") > limit];

auto const limit_clause_def =
    node(NodeKind::once_in_every)[kw("at least once in every") > (kw("term", 1) | limit)]
    | node(NodeKind::at_least_after)[kw("at least") >> limit >> kw("after") > value]
    | node(NodeKind::at_least_before)[kw("at least") >> limit >> kw("before") > value]
    | node(NodeKind::at_limits)[kw("at") >> length >> *(weak(",") >> length)];

auto const turn_clause_def = node(NodeKind::turn_limit)[
    (kw("first within", 1) | kw("second within", 2) | kw("third within", 3) | kw("then every", 0)) > limit];

// What ends, moves or excuses it.
auto const event_clause_def =
    node(NodeKind::stop_on)[kw("stop on") > value]
    | node(NodeKind::also_shown_by)[kw("also shown by") > list_value >> *(weak(",") >> list_value)]
    | node(NodeKind::may_be_done_earlier)[kw("may be done earlier")]
    | node(NodeKind::warn)[kw("warn") > limit > kw("before")]
    | node(NodeKind::excused)[kw("excused when") > condition]
    | node(NodeKind::extended_to)[kw("extended to") > value]
    | node(NodeKind::extended)[kw("extended by") > length > ((kw("when", 0) > condition) | (kw("on", 1) > value))]
    | node(NodeKind::paused)[kw("paused") > ((kw("during each", 1) > name) | (kw("from", 0) > value > kw("to") > value))]
    | node(NodeKind::restarted)[kw("restarted on") > value]
    | node(NodeKind::on_calendar)[kw("on calendar") > (field_ref | name)]
    | node(NodeKind::rolls)[kw("rolls to the next working day", 0) | kw("does not roll", 1)]
    | node(NodeKind::by_time)[kw("by") > time_of_day]
    | node(NodeKind::chosen_by)[kw("chosen by") > value];

auto const timescale_clause_def = span_clause | turn_clause | limit_clause | event_clause | shared_clause;

// A version holds the clauses up to the next version or declaration.
constexpr Stray stray_in_version = stray("a timescale", Sync::clause, {"version", "temporary version"});
auto const version_head_def =
    ((kw("temporary", 4) > kw("version")) | kw("version"))
    > ((kw("from", 1) > (date | (field_ref > -(weak(", at the latest", 8) > date))) > -(weak("until", 2) > date)) | (kw("until", 2) > date));
auto const version_def = node(NodeKind::version)[version_head >> *(-quiet(",") >> timescale_clause | stray_in_version)];

auto const timescale_head_def = kw("timescale") > name > -title > -node(NodeKind::extends)[weak("extends") > name];

}  // namespace

auto const timescale_declaration_def =
    node(NodeKind::timescale)[timescale_head >> *(version | (-quiet(",") >> timescale_clause) | stray("a timescale"))];

BOOST_SPIRIT_DEFINE(timescale_head, timescale_clause, version_head, version, span_clause, limit_clause, event_clause, turn_clause)
BOOST_SPIRIT_DEFINE(timescale_declaration)
BOOST_SPIRIT_INSTANTIATE(timescale_declaration_type, Iterator, Context)

}  // namespace duly::grammar
