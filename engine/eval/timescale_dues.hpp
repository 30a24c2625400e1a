// Private: the columns that extensions, pauses and restarts of a version are made of.
#pragma once

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

struct Run::DueColumns {
    struct Extension { Values amount, when, to; };
    struct Pause { Values from, to; Expressions::Below below; };    // below: during each R, by row of it
    std::vector<Extension> extensions;
    std::vector<Pause> pauses;
    Values restarted;
};

}  // namespace duly::eval::timescales
