#include "dsl/check/limits.hpp"

namespace duly::check {

std::optional<model::Length> length_of(Expressions& expressions, Written length, const Scope& scope) {
    const auto got = expressions.length(length, scope);
    if (!got) return {};
    return model::Length{got->first, got->second};
}

model::Limit lower_limit(Context& context, Expressions& expressions, Written limit, const Scope& scope) {
    model::Limit result;
    const auto cases = limit.children(Kind::limit_case);
    Written always;
    for (const auto& each : cases) {
        if (always) {
            auto& told = context.report(DiagnosticKind::unreachable_case, each, "this limit can never be chosen, because the one before it always holds",
                                        "give each but the last a `when`, and put `otherwise` before the last");
            context.label(told, always.range(), "this one always holds");
            continue;
        }
        model::LimitCase one;
        if (const auto length = length_of(expressions, each[0], scope)) one.length = *length;
        if (each.word() == 1) one.when = expressions.condition(each[1], scope);
        else always = each;
        result.cases.push_back(one);
    }
    if (!always && !cases.empty()) {
        context.report(DiagnosticKind::limit_without_otherwise, cases.back(), "nothing is said for when none of the conditions holds", "end the limit with `otherwise` and a length");
    }
    return result;
}

}  // namespace duly::check
