// What short texts came to: columns of codes hold few different ones.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/data/cells.hpp"
#include "engine/data/dataset.hpp"
#include "engine/data/text.hpp"

namespace duly::data {

// Three words that tell texts of up to 24 letters apart, with their length: the first eight letters, the eight behind them, the last eight.
struct TextWords {
    std::uint64_t head = 0, middle = 0, tail = 0;
    bool operator==(const TextWords& other) const { return ((head ^ other.head) | (middle ^ other.middle) | (tail ^ other.tail)) == 0; }
};
// `around`: what may be read, so that lengths that change from text to text cost no branch.
DULY_INLINE TextWords words_of(std::string_view text, std::string_view around) {
    const auto n = text.size();
    const auto ends = std::min<std::size_t>(n, 8), between = std::min<std::size_t>(std::max<std::size_t>(n, 8) - 8, 8);
    TextWords words;
    const auto at = reinterpret_cast<std::uintptr_t>(text.data()) - reinterpret_cast<std::uintptr_t>(around.data());
    if (std::endian::native != std::endian::little || n == 0 || around.size() < 24 || at - 8 > around.size() - 24) {
        if (n > 0) std::memcpy(&words.head, text.data(), ends);
        if (between > 0) std::memcpy(&words.middle, text.data() + 8, between);
        if (n > 0) std::memcpy(&words.tail, text.data() + n - ends, ends);
        return words;
    }
    std::memcpy(&words.head, text.data(), 8);
    std::memcpy(&words.middle, text.data() + 8, 8);
    std::memcpy(&words.tail, text.data() + n - 8, 8);
    words.head &= ~std::uint64_t{0} >> (64 - 8 * ends);
    words.middle &= (std::uint64_t{1} << 4 * between << 4 * between) - 1;
    words.tail >>= 64 - 8 * ends;
    return words;
}

struct Remembered {
    std::string_view text;
    TextWords words;
    std::uint64_t value = 0;
    State state = State::missing;
    bool used = false;
    std::size_t counted = 0;
};
class Memory {
public:
    // The entry of this text; `fresh` when it has still to be filled.
    Remembered& at(std::string_view text, bool& fresh) {
        const auto words = words_of(text, {});
        auto& slot = slots_[place_of(text, words)];
        fresh = !same(slot, text, words);
        if (fresh) slot = {text, words, 0, State::known, true, 0};
        return slot;
    }
    // The same where it is filled, otherwise null.
    DULY_INLINE const Remembered* find(std::string_view text, std::string_view around) const {
        const auto words = words_of(text, around);
        const auto& slot = slots_[place_of(text, words)];
        return same(slot, text, words) ? &slot : nullptr;
    }

private:
    std::array<Remembered, 64> slots_;
    // The slot of the text, or the one that it gets.
    DULY_INLINE std::size_t place_of(std::string_view text, const TextWords& words) const {
        const auto start = mix(words.head ^ (words.tail << 1) ^ text.size()) >> 26;
        std::size_t at = start & 63;
        for (std::uint64_t probe = 1; probe < 4 && !same(slots_[at], text, words) && slots_[at].used; ++probe) at = (start + probe) & 63;
        return at;
    }
    DULY_INLINE static bool same(const Remembered& slot, std::string_view text, const TextWords& words) {
        return (slot.words == words) & (slot.text.size() == text.size()) & slot.used && (text.size() <= 24 || slot.text == text);
    }
};

// The same before it, for cells as they stand in a text of which letters around may be read: up to 31 letters, blanks round them among these.
// Little-endian only. It has 2^bits places.
template <unsigned bits>
class QuickMemoryOf {
public:
    struct alignas(64) Slot {
        std::array<char, 32> text{};                    // noughts behind it
        std::uint64_t size = unused, value = 0;
    };
    static constexpr std::size_t longest = 31;

    // The only slot where the text may be; whether it is there. By its first and last eight letters, of a shorter text all and noughts behind them.
    DULY_INLINE const Slot& slot_of(std::string_view text) const { return slots_[place_of(text)]; }
    DULY_INLINE const Slot& slot_of(std::uint64_t first, std::uint64_t last, std::size_t size) const { return slots_[place_of(first, last, size)]; }
    DULY_INLINE static bool same(const Slot& slot, std::string_view text) {
        std::uint64_t differs = slot.size ^ text.size();
        for (std::size_t word = 0; word < 4; ++word) {
            const auto within = std::min<std::size_t>(std::max<std::size_t>(text.size(), 8 * word) - 8 * word, 8);
            differs |= (load(text.data() + 8 * word) & letters(within)) ^ load(slot.text.data() + 8 * word);
        }
        return differs == 0;
    }
    // Of up to `longest` letters.
    void put(std::string_view text, std::uint64_t value) {
        Slot slot;
        std::copy(text.begin(), text.end(), slot.text.begin());
        slot.size = text.size();
        slot.value = value;
        slots_[place_of({slot.text.data(), text.size()})] = slot;
    }

private:
    static constexpr std::uint64_t unused = ~std::uint64_t{0};
    std::array<Slot, std::size_t{1} << bits> slots_;
    DULY_INLINE static std::uint64_t load(const char* from) {
        std::uint64_t word;
        std::memcpy(&word, from, 8);
        return word;
    }
    DULY_INLINE static std::uint64_t letters(std::size_t n) { return (std::uint64_t{1} << 4 * n << 4 * n) - 1; }    // the first n of eight
    DULY_INLINE static std::size_t place_of(std::uint64_t first, std::uint64_t last, std::size_t size) { return (last ^ std::rotl(first, 23) ^ size) * 0x9e3779b97f4a7c15ull >> (64 - bits); }
    // No branch, as lengths change from cell to cell.
    DULY_INLINE static std::size_t place_of(std::string_view text) {
        const auto n = text.size();
        const auto within = letters(std::min<std::size_t>(n, 8));
        return place_of(load(text.data()) & within, load(text.data() + std::max<std::size_t>(n, 8) - 8) & within, n);
    }
};
using QuickMemory = QuickMemoryOf<6>;           // of codes
using QuickTexts = QuickMemoryOf<9>;

}  // namespace duly::data
