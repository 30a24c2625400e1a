// A tree written out again as text in one canonical layout. Reading that text gives the same tree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/syntax/tree.hpp"

namespace duly::syntax {

std::string to_source(const Document& document);
// One node without its line end, as for messages and handbooks. Any expression, clause or declaration.
std::string to_source(const Document& document, NodeId id);

namespace print {

// Expressions and leaves (print_expression.cpp).
std::string expression(const Document& document, NodeId id);
std::string unit_text(const Document& document, NodeId unit, bool one);
// The children of `id` from the `from`-th on, with `separator` between.
std::string joined(const Document& document, NodeId id, std::size_t from, std::string_view separator);
// Clauses of a single line (print_clause.cpp), without indentation.
std::string clause(const Document& document, NodeId id);
// The same, and the clauses of feeds, measures and actions (print_judging.cpp).
std::string any_clause(const Document& document, NodeId id);

}  // namespace print

}  // namespace duly::syntax
