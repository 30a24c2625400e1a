// A rule set and data small enough to count by hand, made in C++: children, their reviews, reported figures.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "dsl/base/date.hpp"
#include "engine/eval/evaluate.hpp"
#include "engine/eval/expressions.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/steps.hpp"

namespace duly::test {

inline std::int32_t day(int year, unsigned month, unsigned d) { return to_day({year, month, d}); }

class SmallCouncil {
public:
    enum Records : model::RecordId { child, review, kpi };
    enum ChildFields : model::FieldId { child_id, team };
    enum ReviewFields : model::FieldId { review_id, held, quorate, review_team, finished };
    enum KpiFields : model::FieldId { kpi_measure, kpi_period, kpi_area, kpi_value };

    model::RuleSet rules;
    eval::CalendarSet calendars;
    eval::EvaluateOptions options;
    eval::Evaluation so_far;
    std::vector<Diagnostic> quality;

    SmallCouncil() {
        using model::Type;
        model::Record c{};
        c.name = "child";
        c.fields = {field("child_id", Type::text, true), field("team", Type::text)};
        c.fields[team].optional = true;
        c.key = child_id;
        model::Record r{};
        r.name = "review";
        r.parent = child;
        r.fields = {field("review_id", Type::text, true), field("held", Type::date), field("quorate", Type::yes_no), field("team", Type::text),
                    field("finished", Type::date)};
        r.fields[review_team].optional = true;
        r.fields[finished].optional = true;
        r.fields[held].orders = true;
        r.key = review_id;
        r.orders = held;
        model::Record k{};
        k.name = "kpi_value";
        k.fields = {field("measure", Type::text), field("period", Type::date), field("area", Type::text), field("value", Type::number)};
        rules.records = {c, r, k};
        rules.scales.push_back({"rag", "", {"green", "amber", "red"}, {}});
        as_of(2024, 3, 31);
    }

    void as_of(int year, unsigned month, unsigned d) {
        options.as_of.type = model::Type::date;
        options.as_of.number = day(year, month, d);
    }

    static model::Field field(std::string name, model::Type type, bool key = false) {
        model::Field f{};
        f.name = std::move(name);
        f.type = type;
        f.key = key;
        return f;
    }

    // Expressions about the record of the rule (slot 0), or `hops` parents up.
    model::ExprId value_of(model::RecordId record, model::FieldId field, std::uint8_t hops = 0) {
        model::Expr e{};
        e.op = model::ExprOp::field;
        e.type = rules.records[record].fields[field].type;
        e.record = record;
        e.field = field;
        e.hops = hops;
        rules.exprs.push_back(e);
        return static_cast<model::ExprId>(rules.exprs.size() - 1);
    }
    model::ExprId yes() {
        model::Expr e{};
        e.op = model::ExprOp::literal;
        e.type = model::Type::yes_no;
        e.literal.type = model::Type::yes_no;
        e.literal.number = 1;
        rules.exprs.push_back(e);
        return static_cast<model::ExprId>(rules.exprs.size() - 1);
    }
    model::ExprId is_yes(model::ExprId a) {
        model::Expr e{};
        e.op = model::ExprOp::equal;
        e.a = a;
        e.b = yes();
        rules.exprs.push_back(e);
        return static_cast<model::ExprId>(rules.exprs.size() - 1);
    }

    // `from review.held to review.finished within 14 days`, for what is evaluated for real.
    void within_14_days(model::TimescaleId id) {
        model::Expr e{};
        e.op = model::ExprOp::literal;
        e.type = e.literal.type = model::Type::number;
        e.literal.number = 14 * model::number_scale;
        rules.exprs.push_back(e);
        model::LimitCase limit{};
        limit.length = {static_cast<model::ExprId>(rules.exprs.size() - 1), model::Unit::days};
        auto& version = rules.timescales[id].versions[0];
        version.from_date = value_of(review, held);
        version.to = value_of(review, finished);
        version.within.cases = {limit};
    }

    // Rules that measures and actions are made of.
    model::TimescaleId add_timescale(std::string name) {
        model::Timescale t{};
        t.name = std::move(name);
        t.record = review;
        t.versions.emplace_back();
        rules.timescales.push_back(t);
        so_far.timescales.emplace_back();
        so_far.timescales.back().rule = static_cast<model::TimescaleId>(rules.timescales.size() - 1);
        return so_far.timescales.back().rule;
    }
    void add_entry(model::TimescaleId id, data::Row row, model::Outcome outcome, std::int64_t due, std::int64_t done = eval::no_time, std::int64_t from = eval::no_time) {
        eval::TimescaleResult& r = so_far.timescales[id];
        r.row.push_back(row);
        r.turn.push_back(0);
        r.outcome.push_back(outcome);
        r.from.push_back(from);
        r.due.push_back(due);
        r.done.push_back(done);
        r.late_by.push_back(0);
        r.version.push_back(0);
        r.flags.push_back(0);
        r.exclusion.push_back(0xff);
        ++r.counts[static_cast<std::size_t>(outcome)];
    }
    model::Measure measure_of(model::TimescaleId id) {
        model::Measure m{};
        m.name = "reviews_on_time";
        m.kind = model::Measure::Kind::timescale;
        m.timescale = id;
        m.record = review;
        m.numerator = {model::Outcome::met};
        m.periods = {{model::PeriodKind::month, 0}};
        bands(m);
        return m;
    }
    // green at least 95%, amber at least 85%, otherwise red
    static void bands(model::Measure& m) {
        using model::Band;
        m.scale = 0;
        m.bands = {{model::min_day, {{Band::Kind::at_least, 0, 950'000, 0}, {Band::Kind::at_least, 1, 850'000, 0}, {Band::Kind::otherwise, 2, 0, 0}}}};
    }

    // Data.
    data::Row add_child(std::string id, std::string of_team = {}) {
        data::Row row = builder().add_row(child);
        text(child, row, child_id, id);
        if (!of_team.empty()) text(child, row, team, of_team);
        return row;
    }
    data::Row add_review(data::Row parent, std::string id, std::int32_t on, int quorate_is, std::string of_team = {}) {
        data::Row row = builder().add_row(review, parent);
        text(review, row, review_id, id);
        builder().set(review, row, held, {data::State::known, on, on, {}});
        if (quorate_is >= 0) builder().set(review, row, quorate, {data::State::known, quorate_is, 0, {}});
        if (!of_team.empty()) text(review, row, review_team, of_team);
        return row;
    }
    void finish(data::Row row, std::int32_t on) { builder().set(review, row, finished, {data::State::known, on, on, {}}); }
    data::Row add_kpi(std::string measure, std::int32_t first, std::int32_t last, std::int64_t scaled, data::State state = data::State::known, std::string area = "England") {
        data::Row row = builder().add_row(kpi);
        text(kpi, row, kpi_measure, measure);
        text(kpi, row, kpi_area, area);
        builder().set(kpi, row, kpi_period, {first == last ? data::State::known : data::State::partial, first, last, {}});
        builder().set(kpi, row, kpi_value, {state, scaled, 0, {}});
        return row;
    }
    void text(model::RecordId record, data::Row row, model::FieldId field, const std::string& value) {
        builder().set(record, row, field, {data::State::known, 0, 0, value});
    }

    const data::Dataset& data() {
        if (!data_) {
            data_ = std::make_unique<data::Dataset>(builder().finish(quality));
        }
        return *data_;
    }
    eval::Expressions& expressions() {
        if (!expressions_) expressions_ = std::make_unique<eval::Expressions>(rules, data(), calendars, options);
        return *expressions_;
    }
    eval::MeasureResult evaluate(const model::Measure& m) {
        rules.measures = {m};
        so_far.as_of = options.as_of;
        so_far.measures.assign(1, {});
        expressions_.reset();
        return eval::evaluate_measure(expressions(), 0, so_far);
    }
    std::vector<eval::MeasureResult::Item> items_of(const eval::MeasureResult& result, std::uint32_t period) {
        return eval::items_behind(expressions(), so_far, result, std::span<const std::uint32_t>(&period, 1));
    }
    // "2024-01: 3/4 (1 unknown) red" of every value, in order.
    std::vector<std::string> rows(const eval::MeasureResult& result) const {
        std::vector<std::string> out;
        for (const auto& v : result.values) {
            std::string text = result.periods[v.period].name;
            for (const auto& g : v.group) text += " [" + g + "]";
            text += result.periods[v.period].so_far ? " so far: " : ": ";
            text += std::to_string(v.numerator) + "/" + std::to_string(v.denominator);
            if (v.unknown > 0) text += " (" + std::to_string(v.unknown) + " unknown)";
            if (v.grade_from != model::none) {
                text += " " + rules.scales[0].grades[v.grade_from];
                if (v.grade_to != v.grade_from) text += ".." + rules.scales[0].grades[v.grade_to];
            }
            if (v.hidden) text += " hidden";
            if (v.missing) text += " missing";
            out.push_back(text);
        }
        return out;
    }

private:
    data::DatasetBuilder& builder() {
        if (!builder_) builder_ = std::make_unique<data::DatasetBuilder>(rules);
        return *builder_;
    }
    std::unique_ptr<data::DatasetBuilder> builder_;
    std::unique_ptr<data::Dataset> data_;
    std::unique_ptr<eval::Expressions> expressions_;
};

}  // namespace duly::test
