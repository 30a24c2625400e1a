// The ruleset's own clauses, and calendars.
#include "dsl/grammar/rules.hpp"

namespace duly::grammar {

namespace {

DULY_RECOVERING_RULE(ruleset_head, Sync::clause);
DULY_RECOVERING_RULE(ruleset_clause, Sync::clause);
DULY_RECOVERING_RULE(calendar_head, Sync::clause);
DULY_RECOVERING_RULE(calendar_clause, Sync::clause);
DULY_RULE(open_or_closed);

auto const because = -(-weak("because") >> text);

auto const ruleset_head_def = kw("ruleset") > text;
auto const ruleset_clause_def =
    node(NodeKind::version_text)[kw("version") > text]
    | node(NodeKind::time_zone)[kw("time zone") > text]
    | node(NodeKind::year_starts)[kw("year starts") > day_month]
    | node(NodeKind::leap_birthdays)[quiet("birthdays of 29 February on") > day_month]
    | node(NodeKind::counting)[kw("counting") > (kw("from the day after", 0) | kw("the day itself", 1) | kw("from the next working day", 2))]
    | node(NodeKind::law)[kw("law") > text];

auto const calendar_head_def = kw("calendar") > name > -title > -node(NodeKind::extends)[weak("extends") > name] > -title;

auto const hours = -(time_of_day > kw("to") > time_of_day);
auto const working_days = weekday > ((kw("to", 1) > weekday) | *((weak(",") | weak("and")) > weekday));

auto const open_or_closed_def =
    node(NodeKind::closed_every)[kw("closed every") > day_month > because]
    | node(NodeKind::closed)[kw("closed") > date > -(weak("to") > date) > because]
    | node(NodeKind::open_span)[kw("open") > date > kw("to") > date > because];

auto const calendar_clause_def =
    node(NodeKind::working_week)[kw("working") > working_days > hours]
    | node(NodeKind::holidays)[kw("holidays from") > text > -(weak("division") > text)]
    | node(NodeKind::holiday)[kw("holiday") > date > -(weak("announced") > date) > because]
    | open_or_closed
    | node(NodeKind::known_from)[kw("known from") > date]
    | node(NodeKind::known_until)[kw("known until") > date];

}  // namespace

auto const ruleset_declaration_def = node(NodeKind::ruleset)[ruleset_head >> *(ruleset_clause | stray("a ruleset"))];
auto const calendar_declaration_def = node(NodeKind::calendar)[calendar_head >> *(calendar_clause | stray("a calendar"))];

BOOST_SPIRIT_DEFINE(ruleset_head, ruleset_clause, calendar_head, calendar_clause, open_or_closed)
BOOST_SPIRIT_DEFINE(ruleset_declaration, calendar_declaration)
BOOST_SPIRIT_INSTANTIATE(ruleset_declaration_type, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(calendar_declaration_type, Iterator, Context)

}  // namespace duly::grammar
