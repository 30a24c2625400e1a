// What short texts came to: columns of codes hold few different ones.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/data/dataset.hpp"
#include "engine/data/text.hpp"

namespace duly::data {

// Up to 16 letters two words tell texts apart.
struct Remembered {
    std::string_view text;
    std::uint64_t head = 0, tail = 0, value = 0;
    State state = State::missing;
    bool used = false;
    std::size_t counted = 0;
};
class Memory {
public:
    // The entry of this text; `fresh` when it has still to be filled.
    Remembered& at(std::string_view text, bool& fresh) {
        std::uint64_t head = 0, tail = 0;
        const auto n = text.size();
        if (n >= 8) {
            std::memcpy(&head, text.data(), 8);
            std::memcpy(&tail, text.data() + n - 8, 8);
        } else if (n >= 4) {
            std::uint32_t a, b;
            std::memcpy(&a, text.data(), 4);
            std::memcpy(&b, text.data() + n - 4, 4);
            head = a, tail = b;
        } else {
            for (const char c : text) head = head << 8 | static_cast<unsigned char>(c);
        }
        const auto start = mix(head ^ (tail << 1) ^ n) >> 26;
        auto* slot = &slots_[start & 63];
        for (std::uint64_t probe = 1; slot->used && probe < 4; ++probe) {
            if (same(*slot, head, tail, n, text)) break;
            slot = &slots_[(start + probe) & 63];
        }
        fresh = !slot->used || !same(*slot, head, tail, n, text);
        if (fresh) *slot = {text, head, tail, 0, State::known, true, 0};
        return *slot;
    }

private:
    std::array<Remembered, 64> slots_;
    static bool same(const Remembered& slot, std::uint64_t head, std::uint64_t tail, std::size_t n, std::string_view text) {
        return slot.head == head && slot.tail == tail && slot.text.size() == n && (n <= 16 || slot.text == text);
    }
};

}  // namespace duly::data
