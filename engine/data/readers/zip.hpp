// The parts of a ZIP file in memory: its list at the end, and each part unpacked piece by piece.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duly::data {

class Zip {
public:
    struct Entry { std::string name; std::uint16_t method = 0, flags = 0; std::uint32_t crc = 0; std::uint64_t packed = 0, size = 0, header = 0; };

    // Nothing when the bytes end in no list of parts, or in one that leads out of them.
    static std::optional<Zip> open(std::string_view bytes);
    const Entry* find(std::string_view name) const;     // letter case does not matter
    const std::vector<Entry>& entries() const { return entries_; }

    enum class Result : std::uint8_t { whole, stopped, encrypted, broken, too_large };
    // Hands on the part in pieces until `take` gives false. `allowed` goes down by what is unpacked, over all parts.
    Result read(const Entry& entry, std::size_t& allowed, const std::function<bool(std::string_view)>& take) const;

private:
    std::string_view bytes_;
    std::vector<Entry> entries_;
};

}  // namespace duly::data
