#include "engine/eval/held_kinds.hpp"

#include <algorithm>

namespace duly::eval::detail {
namespace {

using data::Truth;
using model::ExprOp;

// A condition on a row of which only the kind is told.
class OfKind {
public:
    OfKind(const model::RuleSet& rules, const model::Aggregate& aggregate, model::FieldId field, std::int64_t kind)
        : rules_(rules), aggregate_(aggregate), field_(field), kind_(kind) {}

    Truth ask(model::ExprId id) const {
        const auto& e = rules_.exprs[id];
        switch (e.op) {
            case ExprOp::define: return ask(e.a);
            case ExprOp::literal: return e.type == model::Type::yes_no ? truth(e.literal.number != 0) : Truth::unknown;
            case ExprOp::not_: return opposite(ask(e.a));
            case ExprOp::and_: return both(ask(e.a), ask(e.b));
            case ExprOp::or_: return opposite(both(opposite(ask(e.a)), opposite(ask(e.b))));
            case ExprOp::equal: return is(e.a, e.b);
            case ExprOp::not_equal: return opposite(is(e.a, e.b));
            case ExprOp::one_of: {
                Truth among = Truth::no;
                for (const auto arg : e.args) among = opposite(both(opposite(among), opposite(is(e.a, arg))));
                return e.word == 1 ? opposite(among) : among;
            }
            default: return Truth::unknown;
        }
    }

private:
    static Truth truth(bool yes) { return yes ? Truth::yes : Truth::no; }
    static Truth opposite(Truth t) { return t == Truth::unknown ? t : truth(t == Truth::no); }
    static Truth both(Truth a, Truth b) {
        if (a == Truth::no || b == Truth::no) return Truth::no;
        return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
    }
    bool is_kind(const model::Expr& e) const {
        return e.op == ExprOp::field && e.slot == aggregate_.binds && e.hops == 0 && e.record == aggregate_.record && e.field == field_;
    }
    Truth is(model::ExprId left, model::ExprId right) const {
        const auto *a = &rules_.exprs[left], *b = &rules_.exprs[right];
        if (is_kind(*b)) std::swap(a, b);
        if (!is_kind(*a) || b->op != ExprOp::literal) return Truth::unknown;
        return truth(b->literal.number == kind_);
    }

    const model::RuleSet& rules_;
    const model::Aggregate& aggregate_;
    model::FieldId field_;
    std::int64_t kind_;
};

}  // namespace

std::vector<bool> kinds_looked_at(const model::RuleSet& rules, const model::Aggregate& aggregate, model::FieldId kind) {
    const auto kinds = rules.records[aggregate.record].fields[kind].choices.size();
    std::vector<bool> out(kinds + 1, true);
    if (aggregate.where == model::none) return out;
    for (std::size_t k = 0; k < kinds; ++k) out[k] = OfKind(rules, aggregate, kind, static_cast<std::int64_t>(k)).ask(aggregate.where) != Truth::no;
    return out;
}

bool any_untold(const std::vector<bool>& given, const std::vector<bool>& looked_at) {
    for (std::size_t k = 0; k < given.size(); ++k)
        if (looked_at[k] && !given[k]) return true;
    return false;
}

bool only_untold(const model::RuleSet& rules, const data::FixedChoice& choice, const model::Aggregate& aggregate) {
    if (aggregate.where == model::none) return false;
    const auto looked_at = kinds_looked_at(rules, aggregate, choice.field);
    for (std::size_t k = 0; k < choice.given.size(); ++k)
        if (looked_at[k] && choice.given[k]) return false;
    return any_untold(choice.given, looked_at);
}

bool only_untold(const model::RuleSet& rules, const data::Table& table, const model::Aggregate& aggregate) {
    return std::any_of(table.fixed_choices.begin(), table.fixed_choices.end(), [&](const auto& choice) { return only_untold(rules, choice, aggregate); });
}

std::vector<data::Row> rows_of_kinds(const data::Column& kind, std::span<const data::Row> held, const std::vector<bool>& looked_at) {
    std::vector<data::Row> out;
    std::copy_if(held.begin(), held.end(), std::back_inserter(out), [&](data::Row row) {
        const bool told = kind.present && !kind.state.empty() && kind.state[row] == data::State::known;
        return looked_at[told ? kind.code[row] : looked_at.size() - 1];
    });
    return out;
}

}  // namespace duly::eval::detail
