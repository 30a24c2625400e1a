// Declarations of one line or a few: use, spell, scale, define, check.
#include "dsl/grammar/rules.hpp"

namespace duly::grammar {

namespace {

DULY_RECOVERING_RULE(one_line, Sync::clause);
DULY_RECOVERING_RULE(spell_head, Sync::clause);
DULY_RECOVERING_RULE(spell_clause, Sync::clause);
DULY_RECOVERING_RULE(check_head, Sync::clause);
DULY_RECOVERING_RULE(check_clause, Sync::clause);
DULY_RULE(spell);
DULY_RULE(check);

auto const for_each = node(NodeKind::for_each)[weak("for each") > name];

auto const one_line_def =
    node(NodeKind::use)[kw("use") > text]
    | node(NodeKind::scale)[kw("scale") > name > -title > kw(":") > grade > *(weak(",") > grade)]
    | node(NodeKind::define)[kw("define") > name > -title > -for_each > kw("is") > condition];

auto const joined = node(NodeKind::joined)[kw("joined when") > (kw("touching", 0) | (kw("the gap is at most", 1) > length))];
auto const spell_head_def = kw("spell") > name > node(NodeKind::of)[kw("of") > name] > kw("from") > name > joined;
auto const spell_clause_def = node(NodeKind::where)[kw("where") > condition];
auto const spell_def = node(NodeKind::spell)[spell_head >> *(spell_clause | stray("a spell"))];

auto const check_head_def = kw("check") > name > -title;
auto const check_clause_def =
    node(NodeKind::for_data)[kw("for the data")]
    | node(NodeKind::must)[kw("must") > condition]
    | node(NodeKind::on_calendar)[kw("on calendar") > (field_ref | name)]
    | shared_clause;
auto const check_def = node(NodeKind::check)[check_head >> *(check_clause | stray("a check"))];

}  // namespace

auto const small_declaration_def = one_line | spell | check;

BOOST_SPIRIT_DEFINE(one_line, spell_head, spell_clause, check_head, check_clause, spell, check)
BOOST_SPIRIT_DEFINE(small_declaration)
BOOST_SPIRIT_INSTANTIATE(small_declaration_type, Iterator, Context)

}  // namespace duly::grammar
