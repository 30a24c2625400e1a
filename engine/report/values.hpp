// Values as they are written in files and on a terminal: numbers, fractions rounded for show, grades, cells of the data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/model/ruleset.hpp"
#include "engine/data/dataset.hpp"
#include "engine/eval/evaluation.hpp"

namespace duly::report {

// A scaled decimal without needless zeros: 12.5, 3, -0.25.
std::string decimal(std::int64_t scaled);
// n/d times `factor`, rounded half away from zero to `places`; precondition: d > 0.
std::string rounded(std::int64_t n, std::int64_t d, int factor, int places);
// "92.3" of a percentage, "12" of a count; "" when there is no value.
std::string measure_number(const model::Measure& measure, std::int64_t n, std::int64_t d);
// "green", "green or amber", "unrated"; "" without a scale or when hidden.
std::string grade_words(const model::RuleSet& rules, const model::Measure& measure, const eval::MeasureValue& value);
// The grades of one measure as a file has them, each made once from its words.
class GradeTexts {
public:
    template <typename Make>
    const std::string& of(const model::RuleSet& rules, const model::Measure& measure, const eval::MeasureValue& value, Make make) {
        for (const One& one : all_)
            if (one.from == value.grade_from && one.to == value.grade_to && one.hidden == value.hidden) return one.text;
        return all_.emplace_back(One{value.grade_from, value.grade_to, value.hidden, make(grade_words(rules, measure, value))}).text;
    }

private:
    struct One { std::uint32_t from, to; bool hidden; std::string text; };
    std::vector<One> all_;
};
// A day, or a moment where the rule counts in hours.
std::string time_text(std::int64_t time, bool moment, const TimeZone& zone);
std::string as_of_text(const model::Literal& as_of, const TimeZone& zone);
// What a cell says as of `as_of`; "" for blank, missing, unreadable and not yet seen.
std::string cell_text(const data::Table& table, const model::Record& record, data::Row row, model::FieldId field, const model::Literal& as_of, const TimeZone& zone);
// The same; it looks into the data or the rules, or into `room` where the text stands nowhere.
std::string_view cell_view(const data::Table& table, const model::Record& record, data::Row row, model::FieldId field, const model::Literal& as_of, const TimeZone& zone, std::string& room);

}  // namespace duly::report
