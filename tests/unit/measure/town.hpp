// A rule set given as text and rows given by the names of their fields, for measures that need several groups and periods.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "dsl/base/date.hpp"
#include "engine/eval/evaluate.hpp"
#include "engine/eval/expressions.hpp"
#include "engine/eval/value_text.hpp"
#include "tests/unit/check/support.hpp"

namespace duly::test {

class Town {
public:
    explicit Town(const std::string& text) : rules_(good(text)), builder_(*rules_) {}

    // Fields as "received 2026-01-05", "score 12.5", "team East"; "?" cannot be read.
    data::Row add(const std::string& record, const std::vector<std::string>& fields, data::Row parent = data::no_row) {
        const model::RecordId id = record_of(record);
        const data::Row row = builder_.add_row(id, parent);
        for (const std::string& one : fields) {
            const std::string name = one.substr(0, one.find(' ')), value = one.substr(one.find(' ') + 1);
            const model::FieldId field = rules_->records[id].field(name);
            EXPECT_NE(field, model::none) << one;
            if (field != model::none) builder_.set(id, row, field, cell(rules_->records[id].fields[field], value));
        }
        return row;
    }

    // "2026-01 [East]: 2.5 green", with "so far", "hidden" and "2 unknown"; of the measure by that name.
    std::vector<std::string> rows(const std::string& measure, const std::string& as_of) {
        evaluate(as_of);
        std::vector<std::string> out;
        const model::MeasureId id = measure_of(measure);
        const model::Measure& rule = rules_->measures[id];
        const eval::MeasureResult& result = evaluation_.measures[id];
        for (const eval::MeasureValue& value : result.values) {
            const eval::MeasurePeriod& period = result.periods[value.period];
            std::string text = period.name;
            for (const auto& group : value.group) text += " [" + group + "]";
            text += period.so_far ? " so far: " : ": ";
            const std::string figure = measure_text(rule, value), grades = grades_text(*rules_, rule, value);
            text += figure.empty() ? "-" : figure;
            if (value.unknown > 0) text += " (" + std::to_string(value.unknown) + " unknown)";
            if (!grades.empty()) text += " " + grades;
            if (value.hidden) text += " hidden";
            out.push_back(text);
        }
        if (result.unplaced > 0) out.push_back("unplaced " + std::to_string(result.unplaced));
        return out;
    }
    const eval::MeasureResult& result(const std::string& measure) const { return evaluation_.measures[measure_of(measure)]; }
    const model::RuleSet& rules() const { return *rules_; }
    unsigned last_periods = 0;          // EvaluateOptions::last_periods

private:
    model::RecordId record_of(const std::string& name) const {
        for (model::RecordId id = 0; id < rules_->records.size(); ++id)
            if (rules_->records[id].name == name) return id;
        ADD_FAILURE() << name;
        return 0;
    }
    model::MeasureId measure_of(const std::string& name) const {
        for (model::MeasureId id = 0; id < rules_->measures.size(); ++id)
            if (rules_->measures[id].name == name) return id;
        ADD_FAILURE() << name;
        return 0;
    }

    static data::Cell cell(const model::Field& field, const std::string& value) {
        if (value == "?") return {data::State::unreadable, 0, 0, {}};
        switch (field.type) {
            case model::Type::text: return {data::State::known, 0, 0, value};
            case model::Type::yes_no: return {data::State::known, value == "yes", 0, {}};
            case model::Type::date: {
                const auto day = parse_iso_day(value);
                EXPECT_TRUE(day) << value;
                return {data::State::known, day.value_or(0), day.value_or(0), {}};
            }
            default: return {data::State::known, static_cast<std::int64_t>(std::stod(value) * model::number_scale + 0.5), 0, {}};
        }
    }

    void evaluate(const std::string& as_of) {
        if (!data_) data_ = std::make_unique<data::Dataset>(builder_.finish(quality_));
        eval::EvaluateOptions options;
        options.as_of.type = model::Type::date;
        options.as_of.number = parse_iso_day(as_of).value_or(0);
        options.last_periods = last_periods;
        evaluation_ = eval::evaluate(*rules_, *data_, calendars_, options);
    }

    Rules rules_;
    data::DatasetBuilder builder_;
    eval::CalendarSet calendars_;
    eval::Evaluation evaluation_;
    std::vector<Diagnostic> quality_;
    std::unique_ptr<data::Dataset> data_;
};

}  // namespace duly::test
