// Actions of an improvement plan, and what they need.
#include "dsl/grammar/rules.hpp"
#include "dsl/grammar/scan.hpp"
#include "dsl/grammar/words.hpp"

namespace duly::grammar {

namespace {

DULY_RECOVERING_RULE(action_head, Sync::clause);
DULY_RECOVERING_RULE(action_clause, Sync::clause);
DULY_RULE(need);

// A need that begins with the name of a rule, or means to say `no breach`: all others are conditions of a milestone.
bool names_a_rule(Iterator at, Iterator last) {
    skip_blanks(at, last);
    const std::string_view word = token_at(at, last);
    if (word.empty() || !(is_letter(word[0]) || word[0] == '`')) return false;
    at += word.size();
    skip_blanks(at, last);
    const bool field = at != last && *at == '.';
    if (word == "no") return token_at(at, last).starts_with("breach");
    return !field && !is_reserved(word);
}

auto const action_head_def = kw("action") > name > -title;

auto const since = -(weak("since") > date);
auto const in_a_row = -(weak("for") >> !quiet("each") > number > (kw("months") | kw("month")) > kw("in a row"));
auto const need_def =
    node(NodeKind::need_no_breach)[kw("no breach of") > name > since]
    | node(NodeKind::need_at_most)[kw("at most") > number > (kw("breaches of") | kw("breach of")) > name > since]
    | node(NodeKind::need_name)[(kw("check", 1) | kw("action", 2)) > name]
    | node(NodeKind::milestone)[!ahead(names_a_rule) >> condition > weak("by") > date]
    | node(NodeKind::need_no_breach)[name >> quiet("no breach") > since]
    | node(NodeKind::need_at_most)[name >> quiet("at most") >> number >> swap_last >> (quiet("breaches") | quiet("breach")) > since]
    | node(NodeKind::milestone)[condition >> weak("by") > date]
    | node(NodeKind::need_measure)[name >> (kw("at least", 0) | kw("at most", 1) | kw("is", 2)) > grade > in_a_row]
    | node(NodeKind::need_name)[name];
auto const need_list = need > *(weak(",") >> need);

auto const action_clause_def =
    node(NodeKind::owner)[kw("owner") > text]
    | node(NodeKind::due)[kw("due") > ((kw("within", 1) > length > kw("of") > date) | date)]
    | node(NodeKind::done_on)[kw("done on") > date]
    | node(NodeKind::recorded_in)[kw("recorded in") > name]
    | node(NodeKind::evidence)[kw("evidence") > text]
    | node(NodeKind::needs)[kw("needs") > ((kw("any of", 1) > need_list) | (-kw("all of") > need_list))]
    | shared_clause;

}  // namespace

auto const action_declaration_def = node(NodeKind::action)[action_head >> *(action_clause | stray("an action"))];

BOOST_SPIRIT_DEFINE(action_head, action_clause, need)
BOOST_SPIRIT_DEFINE(action_declaration)
BOOST_SPIRIT_INSTANTIATE(action_declaration_type, Iterator, Context)

}  // namespace duly::grammar
