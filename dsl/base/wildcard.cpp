#include "dsl/base/wildcard.hpp"

#include <algorithm>
#include <vector>

namespace duly {

std::size_t wildcard_length(std::string_view pattern) {
    return pattern.size() - static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), '*'));
}

bool wildcards_meet(std::string_view a, std::string_view b) {
    // meets[j]: whether some text fits both what is left of `a` from i on and what is left of `b` from j on.
    std::vector<bool> meets(b.size() + 1), below;
    for (std::size_t i = a.size() + 1; i-- > 0;) {
        below = meets;
        for (std::size_t j = b.size() + 1; j-- > 0;) {
            const bool end_a = i == a.size(), end_b = j == b.size();
            if (end_a && end_b) meets[j] = true;
            else if (!end_a && a[i] == '*') meets[j] = below[j] || (!end_b && meets[j + 1]);
            else if (!end_b && b[j] == '*') meets[j] = meets[j + 1] || (!end_a && below[j]);
            else meets[j] = !end_a && !end_b && a[i] == b[j] && below[j + 1];
        }
    }
    return meets[0];
}

}  // namespace duly
