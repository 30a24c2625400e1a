// A row as the generator handles it: cells by field, everything that is given among them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/verify/conditions.hpp"
#include "engine/verify/coverage_seen.hpp"

namespace duly::verify {

struct Case {
    model::Literal as_of;
    std::optional<model::Day> known;
    std::map<FieldRead, std::vector<std::string>> cells;    // the values between `;`, those with `,` as one; none: blank
    friend bool operator==(const Case&, const Case&) = default;
};

Case case_of(const model::RuleSet& rules, const model::Example& example, std::size_t row);
model::Example example_of(RuleRef rule, const Case& one);   // with one row
std::string joined(const std::vector<std::string>& pieces, const char* between = "; ");

model::Day as_of_day(const model::RuleSet& rules, const Case& one);
void set_as_of(Case& one, model::Day day);
// Every date and moment of the row, and as-of, by so many days.
Case shifted(const model::RuleSet& rules, const Case& one, std::int64_t days);
// A time as it is written in a cell of the field.
std::string time_text(const model::RuleSet& rules, FieldRead field, std::int64_t time, bool moments);
bool is_time(const model::RuleSet& rules, FieldRead field);
// Values that the columns of a record have.
std::size_t rows_of(const Case& one, model::RecordId record);
// The record that these hang under, a spell that is made of its parts passed over; none where the row does not speak of it.
model::RecordId spoken_above(const model::RuleSet& rules, const Case& one, model::RecordId record);
// Known days of the row, each once.
std::vector<model::Day> days_in(const model::RuleSet& rules, const Case& one);

// The fields whose dates an expression gives, such as review.held of `earliest review.held where ...`.
std::vector<FieldRead> gives(const model::RuleSet& rules, model::ExprId expr);

// A plain value for each field that a rule reads, such that comparisons with a constant hold; dates near `day`.
class Defaults {
public:
    Defaults(const model::RuleSet& rules, RuleRef rule);
    Case plain(model::Day day, model::Day as_of) const;
    // So many rows of a record: what it has is kept, cut or repeated; fields that it lacks get plain values.
    void resize(Case& one, model::RecordId record, std::size_t rows) const;
    const std::vector<FieldRead>& fields() const { return fields_; }

private:
    std::string value(FieldRead field, model::Day day) const;
    const model::RuleSet& rules_;
    std::vector<FieldRead> fields_, starts_, ends_;
    std::map<FieldRead, std::string> constants_;
};

}  // namespace duly::verify
