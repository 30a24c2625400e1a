// Days as they are written, made once for the years around a day.
#pragma once

#include <cstdint>
#include <memory>

namespace duly::report {

class DayTexts {
public:
    explicit DayTexts(std::int32_t around);
    // Ten characters, or null for a day that lies further off.
    const char* find(std::int64_t day) const {
        const auto at = static_cast<std::uint64_t>(day - first_);
        return at < days ? texts_.get() + at * 10 : nullptr;
    }

private:
    static constexpr std::uint64_t days = 10'000;       // some 24 years before, three after
    std::int64_t first_;
    std::unique_ptr<char[]> texts_;
};

}  // namespace duly::report
