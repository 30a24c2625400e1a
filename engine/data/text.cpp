#include "engine/data/text.hpp"

#include <cstring>

namespace duly::data {

bool matches_pattern(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p, ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::string_view file_name(std::string_view path) {
    const auto slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool named_before(std::string_view left, std::string_view right) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto small = [](char c) { return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 32 : c); };
    std::size_t i = 0, j = 0;
    while (i < left.size() && j < right.size()) {
        if (digit(left[i]) && digit(right[j])) {
            const auto number = [&](std::string_view text, std::size_t& at) {
                while (at + 1 < text.size() && text[at] == '0' && digit(text[at + 1])) ++at;
                const auto begin = at;
                while (at < text.size() && digit(text[at])) ++at;
                return text.substr(begin, at - begin);
            };
            const auto one = number(left, i), other = number(right, j);
            if (one.size() != other.size()) return one.size() < other.size();
            if (one != other) return one < other;
        } else {
            if (small(left[i]) != small(right[j])) return small(left[i]) < small(right[j]);
            ++i, ++j;
        }
    }
    if (i < left.size() || j < right.size()) return j < right.size();
    return left < right;
}

std::string number_text(std::int64_t number) {
    const bool minus = number < 0;
    const std::uint64_t size = minus ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
    std::string out = (minus ? "-" : "") + std::to_string(size / model::number_scale);
    if (auto rest = size % model::number_scale) {
        std::string digits = std::to_string(rest + model::number_scale).substr(1);
        while (digits.back() == '0') digits.pop_back();
        out += "." + digits;
    }
    return out;
}

std::uint64_t hash_text(std::string_view text) {
    std::uint64_t h = 0x9e3779b97f4a7c15ull ^ text.size();
    while (text.size() >= 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data(), 8);
        h = mix(h ^ word) * 0xff51afd7ed558ccdull;
        text.remove_prefix(8);
    }
    std::uint64_t rest = 0;
    if (!text.empty()) std::memcpy(&rest, text.data(), text.size());
    return mix(mix(h ^ rest) * 0xff51afd7ed558ccdull);
}

}  // namespace duly::data
