#include "dsl/grammar/rules.hpp"

namespace duly::grammar {

namespace {

DULY_RECOVERING_RULE(record_head, Sync::line);
DULY_RECOVERING_RULE(record_clause, Sync::line);

constexpr Leaf plain_type = hidden(leaf(scan_type, NodeKind::type, with_letter, "a type such as `date`"));
constexpr Leaf flag = leaf(scan_flag, NodeKind::field_flag, with_letter, "a mark such as `optional`", true);

auto const type = node(NodeKind::type)[plain_type | (kw("choice of", 7) > name >> *(weak(",") >> name))];
auto const record_clause_def =
    node(NodeKind::spans)[kw("spans") > name > kw("to") > name]
    | node(NodeKind::field)[name >> -title > type > *(flag | node(NodeKind::field_with)[weak("with") > name])];

auto const record_head_def = kw("record") > name > -title > -node(NodeKind::of)[weak("of") > name] > -node(NodeKind::by_field)[weak("by") > name] > -title;

}  // namespace

auto const record_declaration_def = node(NodeKind::record)[record_head >> *(record_clause | stray("a record", Sync::line))];

BOOST_SPIRIT_DEFINE(record_head, record_clause)
BOOST_SPIRIT_DEFINE(record_declaration)
BOOST_SPIRIT_INSTANTIATE(record_declaration_type, Iterator, Context)

}  // namespace duly::grammar
