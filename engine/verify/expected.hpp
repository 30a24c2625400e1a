// The expect column: outcomes, grades and states in the words of the language.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/time_zone.hpp"
#include "dsl/model/rules.hpp"

namespace duly::verify {

// Letter case and runs of blanks do not count when words are compared.
std::string folded(std::string_view text);

// Do the words stand in what is told: as they are, or in this order in one clause of it ("received is missing" in
// "referral.received of referral R1 is missing")?
bool stand_in(std::string_view words, std::string_view told);

// "proposed: met": an outcome that nobody has confirmed yet. `words` is what stands behind, or the whole cell.
struct Asked { bool proposed = false; std::string_view words; };
Asked asked_in(std::string_view cell);

// "late by 1 working day, due on 2024-03-22, words of the explanation"
struct Expected {
    std::optional<model::Outcome> outcome;      // none: "no outcome", the record is not there
    std::optional<std::int64_t> by;             // late or overdue by
    model::Unit unit = model::Unit::days;
    std::optional<std::int64_t> due;            // a day, or a moment in seconds
    bool due_is_moment = false;
    bool in_doubt = false;
    std::vector<std::string> words;             // each must stand in the explanation
};
// Nothing when it is no outcome.
std::optional<Expected> read_expected(std::string_view text, const TimeZone& zone);

// "92.5%, green", "50% to 75%, red or amber", "3 of 4", "unrated", "no value", "hidden"
struct ExpectedValue {
    std::vector<std::string> grades;            // best first as on the scale; "unrated" alone
    struct Number { std::string digits; int places = 0; bool percent = false; };    // "92.5"
    std::optional<Number> low, high;            // high: the other end of "50% to 75%"
    std::optional<std::pair<std::int64_t, std::int64_t>> of;
    bool no_value = false, hidden = false;
};
std::optional<ExpectedValue> read_expected_value(std::string_view text, const model::Scale* scale);

std::string count_of(std::int64_t amount, model::Unit unit);    // "1 working day", "3 hours"

}  // namespace duly::verify
