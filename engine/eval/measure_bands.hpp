// From an interval of values to the grades it may have: bands with what they look at put in. Exact.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/eval/evaluation.hpp"
#include "engine/eval/measure_statistic.hpp"

namespace duly::eval {

// A value that a band compares with.
//   none    there is none, as before the measure's first period
//   untold  there is one, and the data does not tell it
//   told    value
struct Beside {
    enum class State : std::uint8_t { none, untold, told } state = State::none;
    Possible value;
};

// What the bands of one row may look at.
class Surroundings {
public:
    virtual ~Surroundings() = default;
    virtual bool so_far() const = 0;                                // as-of cuts the period: movement is not told yet
    virtual Beside area(const std::string& name) const = 0;         // its figure in the same period
    virtual Beside previous(model::PeriodKind kind) const = 0;
    virtual std::vector<Beside> before(int months) const = 0;       // the values that a run of so many months starts from, oldest first
    virtual Beside since(std::optional<Day> day) const = 0;         // of the period that holds the day, else of the one before
};

// The grade of a value that no band names, and of no value, is none.
struct Grades { std::uint32_t best = model::none, worst = model::none; };

const model::BandSet* bands_on(const model::Measure& measure, Day day);

// Grades the values of one measure, one after another. For one thread.
class Grader {
public:
    explicit Grader(const model::Measure& measure);
    ~Grader();
    // Every grade between the ends of the interval: the first band that holds. A band of which it cannot be told whether it
    // holds gives its grade and leaves the rest open. `around` may be null: then no figure is told and nothing came before.
    Grades between(const model::BandSet& set, Fraction low, Fraction high, const Surroundings* around);
    const model::Measure& measure() const { return measure_; }

private:
    struct Bands;
    const model::Measure& measure_;
    std::unique_ptr<Bands> bands_;      // as numbers, of the set that was asked last
};

}  // namespace duly::eval
