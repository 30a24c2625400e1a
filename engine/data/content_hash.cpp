#include "engine/data/content_hash.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/data/load.hpp"

namespace duly::data {

namespace {

constexpr std::uint64_t p1 = 0x9E3779B185EBCA87, p2 = 0xC2B2AE3D27D4EB4F, p3 = 0x165667B19E3779F9, p4 = 0x85EBCA77C2B2AE63, p5 = 0x27D4EB2F165667C5;

// Little-endian, whatever the machine.
template <typename T>
T read(const char* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    if constexpr (std::endian::native == std::endian::big) {
        T turned = 0;
        for (std::size_t i = 0; i < sizeof value; ++i) turned = static_cast<T>(turned << 8 | static_cast<unsigned char>(at[sizeof value - 1 - i]));
        return turned;
    }
    return value;
}

std::uint64_t round_of(std::uint64_t lane, std::uint64_t input) { return std::rotl(lane + input * p2, 31) * p1; }
std::uint64_t merged(std::uint64_t hash, std::uint64_t lane) { return (hash ^ round_of(0, lane)) * p1 + p4; }

// `passed` is told of the bytes that are done with, some millions at a time.
template <typename Passed>
std::uint64_t hash_of(std::string_view bytes, Passed passed) {
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    std::uint64_t hash = p5;
    if (left >= 32) {
        std::uint64_t a = p1 + p2, b = p2, c = 0, d = 0 - p1;
        while (left >= 32) {
            const char* const from = at;
            const char* const until = at + std::min(left, std::size_t{4} << 20) / 32 * 32;
            for (; at < until; at += 32) {
                a = round_of(a, read<std::uint64_t>(at));
                b = round_of(b, read<std::uint64_t>(at + 8));
                c = round_of(c, read<std::uint64_t>(at + 16));
                d = round_of(d, read<std::uint64_t>(at + 24));
            }
            const auto length = static_cast<std::size_t>(until - from);
            left -= length;
            passed(std::string_view(from, length));
        }
        hash = std::rotl(a, 1) + std::rotl(b, 7) + std::rotl(c, 12) + std::rotl(d, 18);
        hash = merged(merged(merged(merged(hash, a), b), c), d);
    }
    hash += bytes.size();
    for (; left >= 8; at += 8, left -= 8) hash = std::rotl(hash ^ round_of(0, read<std::uint64_t>(at)), 27) * p1 + p4;
    if (left >= 4) {
        hash = std::rotl(hash ^ read<std::uint32_t>(at) * p1, 23) * p2 + p3;
        at += 4;
        left -= 4;
    }
    for (; left > 0; ++at, --left) hash = std::rotl(hash ^ static_cast<unsigned char>(*at) * p5, 11) * p1;
    hash = (hash ^ hash >> 33) * p2;
    hash = (hash ^ hash >> 29) * p3;
    return hash ^ hash >> 32;
}

}  // namespace

std::uint64_t content_hash(std::string_view bytes) { return hash_of(bytes, [](std::string_view) {}); }

std::uint64_t content_hash(const FileContent& file) {
    return hash_of(file.bytes, [&](std::string_view part) { let_go(file, part); });
}

std::string hash_text_of(std::uint64_t hash) {
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[hash >> shift & 0xF];
    return text;
}

}  // namespace duly::data
