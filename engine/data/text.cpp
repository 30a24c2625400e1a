#include "engine/data/text.hpp"

#include <cstring>

namespace duly::data {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f'; }

// Length of the blank at the start of `text`, 0 = none.
std::size_t blank_at(std::string_view text) {
    if (text.empty()) return 0;
    if (is_blank(text[0])) return 1;
    if (text.size() >= 2 && text[0] == '\xc2' && text[1] == '\xa0') return 2;
    if (text.size() >= 3 && text.substr(0, 3) == "\xef\xbb\xbf") return 3;     // a byte order mark inside
    if (text.size() >= 3 && text.substr(0, 3) == "\xe2\x80\xaf") return 3;     // narrow no-break space
    return 0;
}

}  // namespace

std::string_view trim_blanks(std::string_view text) {
    while (const auto n = blank_at(text)) text.remove_prefix(n);
    while (!text.empty()) {
        if (is_blank(text.back())) text.remove_suffix(1);
        else if (text.size() >= 2 && text.substr(text.size() - 2) == "\xc2\xa0") text.remove_suffix(2);
        else if (text.size() >= 3 && text.substr(text.size() - 3) == "\xe2\x80\xaf") text.remove_suffix(3);
        else break;
    }
    return text;
}

std::string fold(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    text = trim_blanks(text);
    while (!text.empty()) {
        if (const auto n = blank_at(text)) {
            text.remove_prefix(n);
            if (out.empty() || out.back() != ' ') out += ' ';
            continue;
        }
        const auto c = static_cast<unsigned char>(text[0]);
        if (c == 0xe2 && text.size() >= 3 && text[1] == '\x80' && (text[2] == '\x98' || text[2] == '\x99')) {
            out += '\'';
            text.remove_prefix(3);
        } else if (c == 0xe2 && text.size() >= 3 && text[1] == '\x80' && (text[2] == '\x9c' || text[2] == '\x9d')) {
            out += '"';
            text.remove_prefix(3);
        } else if (c == 0xc3 && text.size() >= 2) {     // Latin capital letters with accents stand 0x20 below the small ones
            const auto second = static_cast<unsigned char>(text[1]);
            out += static_cast<char>(c);
            out += static_cast<char>(second >= 0x80 && second <= 0x9e && second != 0x97 ? second + 0x20 : second);
            text.remove_prefix(2);
        } else {
            out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
            text.remove_prefix(1);
        }
    }
    while (!out.empty() && (out.back() == '.' || out.back() == ' ')) out.pop_back();
    return out;
}

std::string squeeze(std::string_view text) {
    std::string out;
    for (const char c : fold(text))
        if (c != ' ' && c != '_') out += c;
    return out;
}

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
