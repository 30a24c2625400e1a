#include "engine/eval/measure_judge.hpp"

#include <algorithm>

namespace duly::eval {

JudgedFigures::JudgedFigures(const Expressions& expressions, model::ExprId id, const Batch& batch) {
    if (id == model::none) return;
    const detail::Scope scope{expressions, batch, batch.not_yet};
    if (expressions.rules().exprs[id].type == model::Type::number && detail::divides(scope, id)) {
        quotients = detail::fractions(scope, id);
        values.s = quotients->s;
    } else {
        values = expressions.evaluate(id, batch);
    }
}

ItemValue JudgedFigures::operator[](std::size_t i) const {
    if (quotients && quotients->s[i] == Presence::known) return quotient_item(quotients->low[i], quotients->high[i]);
    if (values.s[i] != Presence::known) return {no_bound_below, no_bound_above, true};
    return {values.v[i], values.last(i), true};
}

Judge::Judge(const Expressions& expressions, const model::Measure& measure, const Batch& batch)
    : counts_rows_(counts_rows(measure)), out_of_(holding(expressions, measure.denominator_where, batch)) {
    const auto ask = [&](const Batch& of) {
        where_ = holding(expressions, measure.numerator_where, of);
        value_ = JudgedFigures(expressions, measure.value, of);
        second_ = JudgedFigures(expressions, measure.out_of, of);
    };
    std::vector<std::uint32_t> left;
    for (std::size_t i = 0; i < out_of_.size(); ++i)
        if (!no(out_of_, i)) left.push_back(static_cast<std::uint32_t>(i));
    if (out_of_.size() == 0 || left.size() > batch.n - batch.n / 4) {      // a part costs a copy
        ask(batch);
        return;
    }
    at_.assign(std::max<std::size_t>(1, batch.n), 0);
    for (std::size_t k = 0; k < left.size(); ++k) at_[left[k]] = static_cast<std::uint32_t>(k);
    if (!left.empty()) ask(detail::picked(batch, left));
}

std::vector<std::uint8_t> may_count(const Expressions& expressions, const model::Measure& measure, const std::vector<Row>& rows) {
    std::vector<std::uint8_t> may(rows.size(), 1);
    if (rows.empty()) return may;
    Batch batch = batch_of(measure, {}, 0, rows);
    batch.that_day.clear();
    batch.period_from = model::min_day;
    batch.period_to = model::max_day;
    std::vector<model::ExprId> conditions{measure.denominator_where};
    if (counts_rows(measure)) conditions.push_back(measure.numerator_where);
    for (model::ExprId condition : conditions) {
        if (condition == model::none) continue;
        const Values values = holding(expressions, condition, batch);
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (values.is_false(i)) may[i] = 0;
    }
    return may;
}

}  // namespace duly::eval
