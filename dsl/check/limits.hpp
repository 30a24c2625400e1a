// Limits: lengths, with the conditions that choose between them.
#pragma once

#include "dsl/check/clauses.hpp"
#include "dsl/check/expressions.hpp"

namespace duly::check {

std::optional<model::Length> length_of(Expressions& expressions, Written length, const Scope& scope);
model::Limit lower_limit(Context& context, Expressions& expressions, Written limit, const Scope& scope);

}  // namespace duly::check
