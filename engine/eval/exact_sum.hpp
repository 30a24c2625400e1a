// Sums of quotients with many divisors: their common denominator may outgrow 128 bits on the way.
#pragma once

#include <map>
#include <optional>

#include "engine/eval/measure_fraction.hpp"

namespace duly::eval {

class ExactSum {
public:
    void add(Fraction f);           // finite
    // The sum divided by `divisor` > 0, in lowest terms; what is longer than 126 bits is rounded to as many. Nothing when it is
    // too large for that.
    std::optional<Fraction> over(Wide divisor) const;
    // Nothing when `bottom` is 0, too.
    static std::optional<Fraction> quotient(const ExactSum& top, const ExactSum& bottom);

private:
    struct Ratio;
    Ratio ratio() const;
    static std::optional<Fraction> fitted(Ratio ratio);
    Wide whole_ = 0;
    std::map<Wide, Wide> parts_;    // by denominator, so many of them; fewer than it
    bool too_large_ = false;
};

}  // namespace duly::eval
