#include "engine/eval/not_given.hpp"

#include <algorithm>

#include "dsl/model/walk.hpp"
#include "engine/eval/held_kinds.hpp"

namespace duly::eval {
namespace {

using model::none;

class Collector final : public model::Visitor {
public:
    Collector(const model::RuleSet& rules, const data::Dataset& data) : rules_(rules), data_(data), define_seen_(rules.defines.size()) {}

    // A date that an event is: a blank says "not yet" only where a column could have told it.
    void event(model::ExprId expr) {
        event_ = true;
        model::walk(rules_, expr, *this);
        event_ = false;
    }
    void event(const model::Aggregate& rows) {
        event_ = true;
        model::walk(rules_, rows, *this);
        event_ = false;
    }
    void condition(model::ExprId expr) { model::walk(rules_, expr, *this); }
    void exclusions(const std::vector<model::Exclusion>& list) {
        for (const model::Exclusion& one : list) condition(one.when);
    }
    template <typename T> void all_of(const T& rule) { model::walk(rules_, rule, *this); }
    std::vector<NotGiven> found() { return std::move(found_); }

private:
    const model::RuleSet& rules_;
    const data::Dataset& data_;
    std::vector<bool> define_seen_;
    bool event_ = false;
    std::vector<NotGiven> found_;

    void note(NotGiven thing) {
        if (std::find(found_.begin(), found_.end(), thing) == found_.end()) found_.push_back(std::move(thing));
    }
    bool absent(model::RecordId record) const {
        const data::Table& table = data_.table(record);
        return !table.present && table.rows == 0;
    }

    void expression(const model::Expr& expr) override {
        if (expr.op == model::ExprOp::define && !define_seen_[expr.ref]) {
            define_seen_[expr.ref] = true;
            model::walk(rules_, rules_.defines[expr.ref].body, *this);
        }
        if (expr.op != model::ExprOp::field || expr.record == none || expr.field == none || absent(expr.record)) return;
        const model::Field& field = rules_.records[expr.record].fields[expr.field];
        const data::Column& column = data_.table(expr.record).columns[expr.field];
        const bool date = field.type == model::Type::date || field.type == model::Type::moment;
        if (date && !column.present && (event_ ? column.untold || !field.optional : !field.optional)) note({expr.record, expr.field, {}});
    }

    void rows(const model::Aggregate& aggregate) override {
        for (const model::RecordId record : aggregate.path)
            if (absent(record)) return note({record, none, {}});
        if (aggregate.record == none || absent(aggregate.record)) return;
        const data::Table& table = data_.table(aggregate.record);
        for (const data::FixedChoice& choice : table.fixed_choices) {
            if (!detail::only_untold(rules_, choice, aggregate)) continue;
            NotGiven thing{aggregate.record, choice.field, {}};
            const auto looked_at = detail::kinds_looked_at(rules_, aggregate, choice.field);
            for (std::size_t k = 0; k < choice.given.size(); ++k)
                if (looked_at[k]) thing.kinds.push_back(k);
            note(std::move(thing));
        }
    }
};

}  // namespace

std::vector<NotGiven> not_given(const model::RuleSet& rules, const data::Dataset& data, const model::Timescale& rule, const std::vector<bool>& versions) {
    Collector collector(rules, data);
    for (std::size_t i = 0; i < rule.versions.size(); ++i) {
        if (i < versions.size() && !versions[i]) continue;
        const model::TimescaleVersion& version = rule.versions[i];
        collector.condition(version.where);
        for (const model::ExprId date : {version.from_date, version.to, version.before}) collector.event(date);
        if (version.each) collector.event(version.each->rows);
        for (const model::ExprId date : version.also_shown_by) collector.event(date);
        collector.event(version.stop);
        collector.exclusions(version.excluded);
    }
    return collector.found();
}

std::vector<NotGiven> not_given(const model::RuleSet& rules, const data::Dataset& data, const model::Check& rule) {
    Collector collector(rules, data);
    collector.condition(rule.where);
    collector.condition(rule.must);
    collector.exclusions(rule.excluded);
    return collector.found();
}

std::vector<NotGiven> not_given(const model::RuleSet& rules, const data::Dataset& data, const model::Measure& rule) {
    Collector collector(rules, data);
    collector.all_of(rule);
    return collector.found();
}

std::string words_of(const model::RuleSet& rules, const NotGiven& thing) {
    const model::Record& record = rules.records[thing.record];
    if (thing.field == none) return record.name;
    const model::Field& field = rules.records[thing.record].fields[thing.field];
    if (thing.kinds.empty()) return record.name + "." + field.name;
    std::string kinds;
    for (const std::size_t kind : thing.kinds) kinds += (kinds.empty() ? "" : " or ") + field.choices[kind];
    return record.name + " of the " + field.name + " " + kinds;
}

}  // namespace duly::eval
