// Files of the tz database: RFC 8536 (TZif), version 2 or later, and the rule for later years at their end.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace duly {

// From at[i] on (UTC seconds, rising) the clocks are offset[i] seconds ahead of UTC; before at[0] `first`. To the year 3000.
struct ZoneFile {
    std::int32_t first = 0;
    std::vector<std::int64_t> at;
    std::vector<std::int32_t> offset;
};

// Nothing when the bytes are no such file, are cut off, or count leap seconds.
std::optional<ZoneFile> read_zone_file(std::string_view bytes);

}  // namespace duly
