// Measures in examples: values as people write them, grades, and the periods they are of.
#include "engine/verify/cells.hpp"
#include "engine/verify/expected.hpp"
#include "engine/verify/outcomes.hpp"

namespace duly::verify {
namespace {

using eval::MeasureValue;

// n/d with so many places, rounded half away from zero, as the digits of a number.
std::string digits_of(std::int64_t n, std::int64_t d, bool percent, int places) {
    __int128 scaled = static_cast<__int128>(n) * (percent ? 100 : 1);
    for (int i = 0; i < places; ++i) scaled *= 10;
    __int128 down = d;
    if (down < 0) {
        down = -down;
        scaled = -scaled;
    }
    const bool minus = scaled < 0;
    if (minus) scaled = -scaled;
    __int128 rounded = (scaled * 2 + down) / (down * 2);
    std::string digits;
    for (; rounded > 0 || static_cast<int>(digits.size()) <= places; rounded /= 10) digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rounded % 10)));
    if (places > 0) digits.insert(digits.size() - static_cast<std::size_t>(places), ".");
    return (minus && digits.find_first_not_of("0.") != std::string::npos ? "-" : "") + digits;
}

std::string grades_of(const model::Scale* scale, const MeasureValue& value) {
    if (!scale || value.grade_from == model::none) return "unrated";
    std::string out;
    for (std::uint32_t grade = value.grade_from; grade <= value.grade_to && grade < scale->grades.size(); ++grade)
        out += (out.empty() ? "" : " or ") + scale->grades[grade];
    return out;
}

std::string joined(const std::vector<std::string>& grades) {
    std::string out;
    for (const std::string& grade : grades) out += (out.empty() ? "" : " or ") + grade;
    return out;
}

class OneValue {
public:
    OneValue(const model::Measure& measure, const model::Scale* scale, const MeasureValue& value) : measure_(measure), scale_(scale), value_(value) {}

    bool agrees(const ExpectedValue& expected) const {
        if (!expected.grades.empty() && joined(expected.grades) != grades_of(scale_, value_)) return false;
        if (expected.hidden && !value_.hidden) return false;
        if (expected.no_value && has_value()) return false;
        if (expected.of && (*expected.of != std::pair(value_.numerator, value_.denominator))) return false;
        if (!expected.low) return true;
        const ExpectedValue::Number& first = *expected.low;
        const ExpectedValue::Number& last = expected.high ? *expected.high : first;
        if (!has_value() || first.percent != measure_.percentage || last.percent != measure_.percentage) return false;
        // Written lower end first, whichever is the better one.
        const auto low_first = digits(false, first.places) == first.digits && digits(true, last.places) == last.digits;
        const auto high_first = digits(true, first.places) == first.digits && digits(false, last.places) == last.digits;
        return low_first || high_first;
    }

    std::string words(const ExpectedValue* expected) const {
        const int places = expected && expected->low ? expected->low->places : measure_.places.value_or(1);
        std::string out = "no value";
        if (has_value()) {
            const std::string end = measure_.percentage ? "%" : "";
            const std::string low = digits(false, places), high = digits(true, places);
            out = low == high ? low + end : low + end + " to " + high + end;
        }
        if (expected && expected->of) out += ", " + std::to_string(value_.numerator) + " of " + std::to_string(value_.denominator);
        if (value_.hidden) out += ", hidden";
        return out + ", " + grades_of(scale_, value_);
    }

private:
    bool has_value() const { return value_.low_d != 0 && value_.high_d != 0; }
    std::string digits(bool high, int places) const {
        return high ? digits_of(value_.high_n, value_.high_d, measure_.percentage, places) : digits_of(value_.low_n, value_.low_d, measure_.percentage, places);
    }
    const model::Measure& measure_;
    const model::Scale* scale_;
    const MeasureValue& value_;
};

}  // namespace

Compared compare_measure(const model::RuleSet& rules, model::MeasureId rule, const eval::Evaluation& evaluation, const explain::Explainer& explainer,
                         std::string_view text) {
    const model::Measure& measure = rules.measures[rule];
    const model::Scale* scale = measure.scale == model::none ? nullptr : &rules.scales[measure.scale];
    const eval::MeasureResult& result = evaluation.measures[rule];
    Compared out;
    std::vector<ExpectedValue> expected;
    for (const std::string& piece : pieces_of(text)) {
        auto one = read_expected_value(piece, scale);
        if (!one) {
            out.readable = false;
            out.unreadable = piece;
            return out;
        }
        expected.push_back(std::move(*one));
    }
    if (result.not_run) {
        out.got = "not run";
        return out;
    }
    std::vector<const MeasureValue*> finished;
    for (const MeasureValue& value : result.values) {
        const eval::MeasurePeriod& period = result.periods[value.period];
        if (value.group.empty() && !period.so_far && !measure.periods.empty() && period.kind == measure.periods.front().kind) finished.push_back(&value);
    }
    out.why = explainer.measure(rule).sentence;
    if (finished.empty()) {
        // Nothing was ever counted.
        out.got = "no value, unrated";
        out.passed = expected.size() == 1 && (expected[0].no_value || joined(expected[0].grades) == "unrated");
        return out;
    }
    out.passed = !expected.empty() && expected.size() <= finished.size();
    const std::size_t shown = std::min(std::max<std::size_t>(expected.size(), 1), finished.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const OneValue value(measure, scale, *finished[finished.size() - shown + i]);
        const ExpectedValue* asked = i < expected.size() ? &expected[i] : nullptr;
        if (!asked || !value.agrees(*asked)) out.passed = false;
        out.got += (i == 0 ? "" : "; ") + value.words(asked);
    }
    return out;
}

}  // namespace duly::verify
