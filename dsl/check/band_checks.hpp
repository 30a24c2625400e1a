// What may be wrong with a list of bands as a whole.
#pragma once

#include <vector>

#include "dsl/check/band_values.hpp"
#include "dsl/check/context.hpp"

namespace duly::check {

// `written` has the node of each band.
class BandChecks {
public:
    BandChecks(Context& context, const model::Measure& measure) : context_(context), measure_(measure) {}

    void unreachable(Written node, const std::vector<model::Band>& bands, const std::vector<Written>& before);
    // Two bands with two ends that cut into each other; where one lies inside the other, the first is meant to win.
    void overlaps(const model::Band& band, Written node, const std::vector<model::Band>& others, const std::vector<Written>& written);
    // `left`: the values that no fixed band takes.
    void gaps(Written list, const std::vector<model::Band>& bands, const std::vector<Span>& left);
    // A ladder of `at least` goes from the best grade down, or up where lower is better.
    void order(const std::vector<model::Band>& bands, const std::vector<Written>& written);

private:
    Context& context_;
    const model::Measure& measure_;
};

}  // namespace duly::check
