// What short texts came to: columns of codes hold few different ones.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/data/cells.hpp"
#include "engine/data/dataset.hpp"
#include "engine/data/text.hpp"

namespace duly::data {

// Two words that tell texts of up to 16 letters apart, with their length: a text of more shows its first and last 8 letters.
struct TextWords { std::uint64_t head = 0, tail = 0; };
// `around`: what may be read, so that a short text need not be put together letter by letter.
DULY_INLINE TextWords words_of(std::string_view text, std::string_view around) {
    TextWords words;
    const auto n = text.size();
    if (n > 16) {
        std::memcpy(&words.head, text.data(), 8);
        std::memcpy(&words.tail, text.data() + n - 8, 8);
        return words;
    }
    char letters[16] = {};
    const auto at = reinterpret_cast<std::uintptr_t>(text.data()) - reinterpret_cast<std::uintptr_t>(around.data());
    if (std::endian::native != std::endian::little || around.size() < 16 || at > around.size() - 16) {
        for (std::size_t i = 0; i < n; ++i) letters[i] = text[i];
        std::memcpy(&words, letters, sizeof words);
        return words;
    }
    std::memcpy(&words, text.data(), sizeof words);
    constexpr auto first = [](std::size_t letters_kept) { return letters_kept >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * letters_kept) - 1; };
    words.head &= first(n);
    words.tail &= n > 8 ? first(n - 8) : 0;
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
    const Remembered* find(std::string_view text, std::string_view around) const {
        const auto words = words_of(text, around);
        const auto& slot = slots_[place_of(text, words)];
        return same(slot, text, words) ? &slot : nullptr;
    }

private:
    std::array<Remembered, 64> slots_;
    // The slot of the text, or the one that it gets.
    std::size_t place_of(std::string_view text, const TextWords& words) const {
        const auto start = mix(words.head ^ (words.tail << 1) ^ text.size()) >> 26;
        std::size_t at = start & 63;
        for (std::uint64_t probe = 1; slots_[at].used && probe < 4 && !same(slots_[at], text, words); ++probe) at = (start + probe) & 63;
        return at;
    }
    static bool same(const Remembered& slot, std::string_view text, const TextWords& words) {
        return slot.used && slot.words.head == words.head && slot.words.tail == words.tail && slot.text.size() == text.size() && (text.size() <= 16 || slot.text == text);
    }
};

}  // namespace duly::data
