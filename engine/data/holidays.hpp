// Holiday files in the format that gov.uk publishes: {"england-and-wales": {"events": [{"title": ..., "date": "2024-12-25"}, ...]}, ...}.
// An event may also say when it was announced: "announced": "2022-09-10".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"

namespace duly::data {

struct HolidayEvent { std::int32_t day = 0; std::optional<std::int32_t> announced; std::string title; };
// Nothing is half used: with a diagnostic there are no events.
struct HolidayFile { std::vector<HolidayEvent> events; std::vector<Diagnostic> diagnostics; };

// `asked` is the place in the rule file that names the file.
HolidayFile read_holidays(const std::string& path, std::string_view bytes, const std::string& division, const Place& asked);

}  // namespace duly::data
