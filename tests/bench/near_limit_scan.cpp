#include <array>
#include <cstring>

#include "tests/bench/near_limit.hpp"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace bench {
namespace {

// A bit for each of 64 letters.
struct Marks {
    std::uint64_t commas, ends;
};

constexpr std::array<std::uint8_t, 256> kind_of = [] {
    std::array<std::uint8_t, 256> out{};
    for (auto& kind : out) kind = no_kind;
    out['v'] = visit, out['l'] = review, out['h'] = health;
    return out;
}();

// The low bits of the digits of yy-mm-dd that stand from the third letter on, the day's lowest.
std::size_t date_place(const char* at) {
    auto bits = [&](int i, int low) { return static_cast<std::size_t>(at[i] & low); };
    return bits(2, 15) << 15 | bits(3, 15) << 11 | bits(5, 1) << 10 | bits(6, 15) << 6 | bits(8, 3) << 4 | bits(9, 15);
}

// A line of more than 64 letters.
const char* long_line(const char* line, const Day* dates, std::uint32_t first, std::uint32_t span, std::uint32_t* id, Day* day, std::uint8_t* kind, std::size_t& size) {
    const char* field[5] = {line};
    for (int i = 1; i < 5; ++i) field[i] = static_cast<const char*>(std::memchr(field[i - 1], ',', 1 << 12)) + 1;
    std::uint32_t number = 0;
    for (const char* at = field[1]; *at != ','; ++at) number = number * 10 + static_cast<std::uint32_t>(*at - '0');
    id[size] = number - first;
    day[size] = dates[date_place(field[4])];
    kind[size] = kind_of[static_cast<unsigned char>(*field[2])];
    size += kind[size] < kinds && *field[4] != ',' && id[size] < span;
    return static_cast<const char*>(std::memchr(line, '\n', 1 << 12)) + 1;
}

namespace plain {

#if defined(__SSE2__)
std::uint64_t equal(const char* at, char to) {
    std::uint64_t out = 0;
    for (int i = 3; i >= 0; --i) {
        __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at) + i);
        out = out << 16 | static_cast<std::uint64_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(part, _mm_set1_epi8(to))));
    }
    return out;
}
#else
std::uint64_t equal(const char* at, char to) {
    std::uint64_t out = 0;
    for (int i = 0; i < 64; ++i) out |= static_cast<std::uint64_t>(at[i] == to) << i;
    return out;
}
#endif
Marks commas_and_ends(const char* at) { return {equal(at, ','), equal(at, '\n')}; }
std::size_t date_at(const char* at) { return date_place(at); }
#include "tests/bench/near_limit_scan.inl"

}  // namespace plain

#if defined(__x86_64__) && !defined(__clang__)     // which has no pragma for the instructions of a stretch
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,bmi,bmi2,popcnt")
namespace wide {

Marks commas_and_ends(const char* at) {
    __m512i letters = _mm512_loadu_si512(at);
    return {_mm512_cmpeq_epi8_mask(letters, _mm512_set1_epi8(',')), _mm512_cmpeq_epi8_mask(letters, _mm512_set1_epi8('\n'))};
}
std::size_t date_at(const char* at) {
    std::uint64_t letters;
    std::memcpy(&letters, at + 2, 8);
    return _pext_u64(__builtin_bswap64(letters), 0x0f0f00010f00030fULL);
}
#include "tests/bench/near_limit_scan.inl"

}  // namespace wide
#pragma GCC pop_options
#endif

}  // namespace

DateTable date_table(const Days& days) {
    DateTable out(1 << 19);
    for (std::size_t day = 1; day <= last_day; ++day) out[date_place(days.text[day].data())] = static_cast<Day>(day);
    return out;
}

Scan scan([[maybe_unused]] bool plain) {
#if defined(__x86_64__) && !defined(__clang__)
    if (!plain && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2")) return {wide::scan_cases, wide::scan_events};
#endif
    return {plain::scan_cases, plain::scan_events};
}

}  // namespace bench
