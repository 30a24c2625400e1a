// Clauses that several declarations have, and the limit: a length, or one of several by condition.
#include "dsl/grammar/rules.hpp"

namespace duly::grammar {

namespace {

auto const limit_case = node(NodeKind::limit_case)[
    (kw("otherwise", 2) > -quiet("every") > length) | (-quiet("every") >> length >> -(weak("when", 1) > condition))];
auto const period_from_until = (kw("from", 1) > date > -(weak("until", 2) > date)) | (kw("until", 2) > date);

}  // namespace

auto const limit_def = called("a length such as 10 working days")[node(NodeKind::limit)[limit_case >> *(weak(",") >> limit_case)]];

auto const shared_clause_def =
    node(NodeKind::law)[kw("law") > text]
    | node(NodeKind::confidence)[kw("confidence") > (kw("verified", 0) | kw("secondary", 1) | kw("unverified", 2))]
    | node(NodeKind::for_each)[kw("for each") > name]
    | node(NodeKind::where)[kw("where") > condition]
    | node(NodeKind::in_force)[kw("in force") > period_from_until]
    | node(NodeKind::counting)[kw("counting") > (kw("from the day after", 0) | kw("the day itself", 1) | kw("from the next working day", 2))]
    | node(NodeKind::excluded)[kw("excluded when") > condition > -(weak("because") > text)];

BOOST_SPIRIT_DEFINE(limit, shared_clause)
BOOST_SPIRIT_INSTANTIATE(limit_type, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(shared_clause_type, Iterator, Context)

}  // namespace duly::grammar
