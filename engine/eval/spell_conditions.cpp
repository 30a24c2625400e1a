#include "engine/eval/spell_conditions.hpp"

#include <numeric>
#include <utility>

#include "engine/eval/possible_days.hpp"
#include "engine/eval/walk.hpp"
#include "engine/plan/calendars.hpp"

namespace duly::eval {

namespace {

data::Truth truth(const Values& values, std::size_t i) {
    if (values.s[i] != Presence::known) return data::Truth::unknown;
    return values.v[i] != 0 ? data::Truth::yes : data::Truth::no;
}

Values asked(const Expressions& expressions, model::ExprId condition, const Batch& batch) {
    return detail::condition(detail::Scope{expressions, batch, false}, condition);
}

// One that is unknown only for partial dates: the answer that every possible day gives.
data::Truth by_days(const Expressions& expressions, model::ExprId condition, const Batch& one) {
    std::vector<ValueRead> reads;
    std::vector<ConditionSeen> conditions;
    expressions.trace(condition, one, 0, reads, conditions);
    std::optional<data::Truth> same;
    const bool all = try_possible_days(expressions, one, reads, [&](const Batch& day) {
        const data::Truth next = truth(asked(expressions, condition, day), 0);
        if (!same) same = next;
        return next != data::Truth::unknown && next == *same;
    });
    return all && same ? *same : data::Truth::unknown;
}

}  // namespace

data::AskRows spell_conditions(const model::RuleSet& rules, std::optional<model::Day> as_of, std::shared_ptr<const plan::Plan> plan) {
    return [&rules, as_of, plan = std::move(plan)](const data::Dataset& so_far, model::ExprId condition, model::RecordId record) {
        EvaluateOptions options;
        options.as_of.type = model::Type::date;
        options.as_of.number = as_of ? *as_of : last_possible_day;
        options.plan = plan;
        const CalendarSet calendars;
        const Expressions expressions(rules, so_far, calendars, options);
        Batch batch;
        batch.n = so_far.table(record).rows;
        batch.rows.emplace_back(batch.n);
        std::iota(batch.rows[0].begin(), batch.rows[0].end(), Row{0});
        batch.records = {record};
        const Values values = asked(expressions, condition, batch);
        std::vector<data::Truth> answers(batch.n);
        for (std::size_t i = 0; i < batch.n; ++i) {
            answers[i] = truth(values, i);
            if (answers[i] != data::Truth::unknown || !expressions.has_partial_dates()) continue;
            Batch one;
            one.n = 1;
            one.rows = {{static_cast<Row>(i)}};
            one.records = {record};
            answers[i] = by_days(expressions, condition, one);
        }
        return answers;
    };
}

}  // namespace duly::eval
