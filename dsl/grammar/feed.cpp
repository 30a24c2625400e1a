// Feeds: how files become records.
#include "dsl/grammar/rules.hpp"

namespace duly::grammar {

namespace {

DULY_RECOVERING_RULE(feed_head, Sync::clause);
DULY_RECOVERING_RULE(feed_clause, Sync::clause);
DULY_RECOVERING_RULE(file_head, Sync::line);
DULY_RECOVERING_RULE(file_clause, Sync::line);
DULY_RULE(file);
DULY_RULE(source);
DULY_RULE(value_lists);
DULY_RULE(link);

constexpr Leaf date_format = leaf(scan_date_format, NodeKind::date_format, with_letter | with_sign, "a date's shape such as dd/mm/yyyy");

// What stands behind an `and`: a further column, or a field as in `and born is "Date of birth"`.
bool column_follows(Iterator first, Iterator last) {
    skip_blanks(first, last);
    if (first == last || *first != '`') return true;
    for (++first; first != last && *first != '\n'; ++first) {
        if (*first != '`') continue;
        if (first + 1 == last || first[1] != '`') break;
        ++first;        // written twice: one that belongs to the name
    }
    if (first != last) ++first;
    skip_blanks(first, last);
    return !scan_phrase(first, last, "is");
}
// Behind `ignores`: no names of files, unless they stand in a `file ... gives` of its own, before which a column was left out.
bool no_file_follows(Iterator first, Iterator last) {
    skip_blanks(first, last);
    if (!scan_phrase(first, last, "file")) return true;
    for (;;) {
        skip_blanks(first, last);
        if (first == last) return false;
        if (*first == '"') {
            for (++first; first != last && *first != '"' && *first != '\n'; ++first) {}
            if (first != last) ++first;
        } else if (*first == ',') {
            ++first;
        } else if (!scan_phrase(first, last, "or")) {
            return scan_phrase(first, last, "gives");
        }
    }
}

auto const column = column_name | node(NodeKind::like)[weak("like") > text];
auto const columns = node(NodeKind::columns)[column >> *(weak("or") > column)];
auto const one_of_columns = node(NodeKind::columns)[column >> +(weak("or") > column)];
auto const part = (weak("(") > one_of_columns > kw(")")) | column;
auto const key_column = node(NodeKind::joined_columns)[part >> +(weak("and") >> ahead(column_follows) >> part)] | one_of_columns | column;
auto const placeholder = called("a \"text\", a date or a number")[text | date | signed_number];

auto const source_def =
    ((node(NodeKind::as_year)[columns >> weak("as the year ending") > day_month]
      | node(NodeKind::joined_columns)[part >> +(weak("and") > part)]
      | columns) >> -node(NodeKind::if_there)[weak("if there")])
    | node(NodeKind::constant)[(kw("the text") > text) | date | signed_number | yes_no | name];

auto const code = text | signed_number;
auto const no_value = node(NodeKind::no_value)[weak("missing", 0) | weak("blank", 1)];
auto const spelling = node(NodeKind::spelling)[code >> *(weak(",") >> code) >> (kw("means") | kw("mean")) > (no_value | yes_no | name | text | signed_number)];
auto const value_lists_def = *(weak("where") > (node(NodeKind::spellings_from)[kw("spellings from") > text] | (spelling >> *(weak(",") >> spelling))));

auto const keys = kw("whose") > name > kw("is") > key_column > *(weak("and") > name > kw("is") > key_column);
auto const link_def =
    node(NodeKind::same_row)[kw("of the same row")]
    | node(NodeKind::of_part)[kw("of the") > name > keys]
    | keys;

auto const file_clause_def =
    node(NodeKind::parent)[kw("parent is the") > name > link]
    | node(NodeKind::rows_where)[kw("rows where") > (one_of_columns | column)
        > (kw("is not blank", 0) | kw("is blank", 2)
           | ((kw("is one of", 1) | kw("is not one of", 3) | kw("is not", 3) | kw("is", 1)) > text > *(weak(",") >> text)))]
    | node(NodeKind::ignores)[kw("ignores") >> ahead(no_file_follows) > column >> *(weak(",") >> column)]
    | node(NodeKind::mapping)[name > kw("is") > called("a column, a value or `the text`")[source] > value_lists];

auto const each_once = node(NodeKind::each_once)[kw("once")];
auto const holds = node(NodeKind::holds)[
    -weak(",") >> weak("holds") > (kw("every", 0) | (kw("the last", 2) > number > (kw("months") | kw("month"))) | (kw("the latest", 1) >> -(weak("of each") > name)))];
auto const file_head_def = kw("file") > text > *((weak(",") | weak("or")) > text) > kw("gives") > ((quiet("each") >> name > each_once) | name) > -holds;
auto const file_def = node(NodeKind::file)[file_head >> *(file_clause | stray("a file of a feed", Sync::line, {"file", "ignores file", "dates are", "blank is", "missing is"}))];

auto const feed_head_def = kw("feed") > name > -title;
auto const feed_clause_def =
    node(NodeKind::dates_are)[kw("dates are") > date_format > *((weak(",") | weak("or")) > date_format)]
    | node(NodeKind::blank_is)[kw("blank is") > placeholder >> *(weak(",") >> placeholder)]
    | node(NodeKind::missing_is)[kw("missing is") > text >> *(weak(",") >> text)]
    | node(NodeKind::ignores_files)[kw("ignores file") > text > *((weak(",") | weak("or")) > text)];

}  // namespace

auto const feed_declaration_def = node(NodeKind::feed)[feed_head >> *(feed_clause | file | stray("a feed"))];

BOOST_SPIRIT_DEFINE(feed_head, feed_clause, file_head, file_clause, file, source, value_lists, link)
BOOST_SPIRIT_DEFINE(feed_declaration)
BOOST_SPIRIT_INSTANTIATE(feed_declaration_type, Iterator, Context)

}  // namespace duly::grammar
