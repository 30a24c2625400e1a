// Private to the quick paths of the timescale evaluator.
#pragma once

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

// A column of exact days, read without looking at more than it must.
struct Days {
    const std::int64_t* v = nullptr;
    const std::int64_t* hi = nullptr;
    const Presence* s = nullptr;
    bool not_yet = false;
    enum class Is : std::uint8_t { none, exact, other };
    Is is(std::size_t i) const {
        if (!s) return Is::none;
        switch (s[i]) {
            case Presence::known: return hi && hi[i] != v[i] ? Is::other : Is::exact;
            case Presence::blank: return Is::none;
            case Presence::missing: return not_yet ? Is::other : Is::none;      // a date that may be "not yet" is blank by now
            case Presence::doubt: break;
        }
        return Is::other;
    }
};
// False: it holds moments.
bool days_of(Columns& columns, const VersionPlan& p, ExprId expr, bool not_yet, Days& out);

}  // namespace duly::eval::timescales
