// From when on a measure of what stands `on the last day` is shown.
#include <algorithm>
#include <set>

#include "dsl/base/date.hpp"
#include "dsl/model/walk.hpp"
#include "engine/eval/measure_items.hpp"

namespace duly::eval {

namespace {

// The date by which a row of the record is there.
model::FieldId beginning(const model::RuleSet& rules, model::RecordId record) {
    const model::Record& shape = rules.records[record];
    return shape.orders != model::none ? shape.orders : shape.span_from;
}

// The first day on which one of the rows is there, as far as a date tells it.
std::optional<Day> first_of(const Expressions& expressions, model::RecordId record, const std::vector<Row>& rows) {
    const model::FieldId field = beginning(expressions.rules(), record);
    if (field == model::none) return std::nullopt;
    const Values dates = expressions.field(record, field, rows);
    std::optional<Day> first;
    for (std::size_t i = 0; i < dates.size(); ++i) {
        if (dates.s[i] != Presence::known) continue;
        const Day day = dates.type == model::Type::moment ? expressions.zone().day(dates.v[i]) : static_cast<Day>(dates.v[i]);
        if (day <= expressions.as_of_day()) first = std::min(first.value_or(day), day);     // not one that is only planned
    }
    return first;
}

// The records below that an expression looks at.
class Below final : public model::Visitor {
public:
    explicit Below(const model::RuleSet& rules) : rules_(rules) {}
    std::set<model::RecordId> records;
    void expression(const model::Expr& e) override {
        if (e.op == model::ExprOp::define) model::walk(rules_, e.a, *this);
    }
    void rows(const model::Aggregate& aggregate) override { records.insert(aggregate.record); }

private:
    const model::RuleSet& rules_;
};

}  // namespace

Day first_day_of(const Expressions& expressions, const model::Measure& measure, std::vector<Row> rows) {
    const model::RuleSet& rules = expressions.rules();
    // A record without a date of its own is there from the day on which the one that it is `of` is.
    model::RecordId record = measure.record;
    while (beginning(rules, record) == model::none && rules.records[record].parent != model::none) {
        std::vector<Row> above;
        for (const Row row : rows)
            if (const Row parent = expressions.data().table(record).parent[row]; parent != data::no_row) above.push_back(parent);
        rows = std::move(above);
        record = rules.records[record].parent;
    }
    if (const auto first = first_of(expressions, record, rows)) return *first;
    Below below(rules);
    for (const model::ExprId root : {measure.value, measure.out_of, measure.numerator_where, measure.denominator_where}) model::walk(rules, root, below);
    std::optional<Day> first;
    for (const model::RecordId looked_at : below.records)
        if (const auto day = first_of(expressions, looked_at, expressions.visible_rows(looked_at))) first = std::min(first.value_or(*day), *day);
    return first.value_or(add_months(expressions.as_of_day(), -12));
}

}  // namespace duly::eval
