// Examples: a table whose rows are lines.
#include "dsl/grammar/rules.hpp"

namespace duly::grammar {

namespace {

DULY_RECOVERING_RULE(example_head, Sync::clause);
DULY_RECOVERING_RULE(example_clause, Sync::clause);

// A line between bars. A bar inside quotes belongs to the cell; a comment may follow the last bar.
struct TableRow : x3::parser<TableRow> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;
    static bool read(Iterator& first, Iterator last, State& state);
    template <typename Ctx, typename RContext, typename Attribute>
    bool parse(Iterator& first, Iterator const& last, Ctx const& context, RContext&, Attribute&) const {
        return read(first, last, state_of(context));
    }
};
constexpr TableRow table_row{};

bool blank(char c) { return c == ' ' || c == '\t'; }
bool line_end(char c) { return c == '\n' || c == '\r'; }

Iterator cell_end(Iterator at, Iterator last) {
    Iterator end = at;
    bool quoted = false;
    while (end != last && !line_end(*end) && (quoted || *end != '|')) {
        if (*end == '"') quoted = !quoted;
        ++end;
    }
    if (!quoted) return end;
    // A quote without its second is only a sign of the cell.
    while (at != last && !line_end(*at) && *at != '|') ++at;
    return at;
}

bool TableRow::read(Iterator& first, Iterator last, State& state) {
    Iterator at = first;
    skip_blanks(at, last);
    if (at == last || *at != '|') {
        state.miss(first, at, {"a table row that begins with `|`", false, false});
        return false;
    }
    const auto mark = state.builder.mark();
    const Iterator begin = at++;
    for (;;) {
        const Iterator end = cell_end(at, last);
        const bool closed = end != last && *end == '|';
        Iterator from = at, to = end;
        while (from != to && blank(*from)) ++from;
        while (to != from && blank(to[-1])) --to;
        if (!closed && (from == to || *from == '#')) break;
        state.builder.leaf(NodeKind::cell, state.offset(from), state.offset(to));
        at = end;
        if (!closed) {
            state.fault(DiagnosticKind::syntax_expected, to - 1, to, "expected `|` but the line ends", "a row of a table ends with a bar");
            at = to;
            break;
        }
        ++at;
    }
    Iterator row_end = at;
    while (row_end != begin && row_end[-1] != '|') --row_end;
    state.builder.close(mark, NodeKind::table_row, state.offset(begin), state.offset(row_end));
    first = at;
    return true;
}

auto const example_head_def = kw("example") > name > -title;
auto const example_clause_def =
    node(NodeKind::as_known)[kw("as known on") > date]
    | node(NodeKind::as_of)[kw("as of") > (moment | date)]
    | node(NodeKind::given)[kw("given") > field_ref > kw("is") > node(NodeKind::cell_value)[value]]
    | node(NodeKind::table_from)[kw("table from") > text]
    | node(NodeKind::table)[+table_row];

}  // namespace

auto const example_declaration_def = node(NodeKind::example)[example_head >> *(example_clause | stray("an example"))];

BOOST_SPIRIT_DEFINE(example_head, example_clause)
BOOST_SPIRIT_DEFINE(example_declaration)
BOOST_SPIRIT_INSTANTIATE(example_declaration_type, Iterator, Context)

}  // namespace duly::grammar
