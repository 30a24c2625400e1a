#include "engine/data/usual_days.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#define DULY_WIDE 1
#include <immintrin.h>
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"     // GCC 12 takes what its own intrinsics leave open for a mistake
#endif
#endif

namespace duly::data {
namespace {

std::size_t days_one_by_one(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t count, State blank, State* state, std::int32_t* day, std::uint32_t* odd) {
    std::size_t odd_count = 0;
    for (std::size_t at = 0; at < count; ++at) {
        const auto text = cells[taken ? taken[at] : at];
        state[at] = text.empty() ? blank : State::known;
        odd[odd_count] = static_cast<std::uint32_t>(at);
        if constexpr (MarkedRows::wide) {
            odd_count += !(iso_day.read_wide(text, day[at]) | text.empty());
        } else {
            day[at] = 0;
            odd_count += !text.empty() && !iso_day.read(text, day[at]);
        }
    }
    return odd_count;
}

#ifdef DULY_WIDE
__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) std::size_t days_avx512(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t count, State blank, State* state,
                                                                                      std::int32_t* day, std::uint32_t* odd) {
    if (cells.strip) return days_one_by_one(cells, taken, count, blank, state, day, odd);
    const auto all = [](std::int64_t value) { return static_cast<long long>(value); };
    const auto eight = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const auto width = _mm256_set1_epi32(static_cast<int>(cells.width));
    const auto noughts = _mm512_set1_epi64(all(0x30302d30302d3030)), most = _mm512_set1_epi64(all(0x0909000909000909));     // of YY-MM-DD
    const auto tens = _mm512_set1_epi64(all(0x010a00010a00010a));
    const auto of_year = _mm512_set1_epi64(all(0x0000'0001'0001'000c)), of_month = _mm512_set1_epi64(all(0x0000'0001'0001'0000));
    const auto blanks = _mm_set1_epi8(static_cast<char>(blank)), known = _mm_set1_epi8(static_cast<char>(State::known));
    std::size_t odd_count = 0, at = 0;
    for (; at + 8 <= count; at += 8) {
        const auto places = _mm256_add_epi32(eight, _mm256_set1_epi32(static_cast<int>(at)));
        const auto rows = taken ? _mm256_loadu_si256(reinterpret_cast<const __m256i*>(taken + at)) : places;
        const auto fields = _mm256_mullo_epi32(rows, width);
        const auto* const begins = reinterpret_cast<const int*>(cells.begins);
        const auto begin = _mm256_i32gather_epi32(begins, fields, 4), next = _mm256_i32gather_epi32(begins + 1, fields, 4);
        const auto length = _mm256_sub_epi32(next, begin);      // and one
        const auto empty = _mm256_cmpeq_epi32_mask(length, _mm256_set1_epi32(1));
        auto good = _mm256_cmpeq_epi32_mask(length, _mm256_set1_epi32(11));
        const auto letters = _mm512_mask_i32gather_epi64(noughts, good, begin, cells.text + 2, 1);
        const auto digits = _mm512_xor_si512(letters, noughts);
        good &= static_cast<__mmask8>(_mm512_testn_epi64_mask(_mm512_subs_epu8(digits, most), _mm512_subs_epu8(digits, most)));
        // 16 bits each: the year's last two digits, the month's first by ten, its last, the day.
        const auto parts = _mm512_maddubs_epi16(digits, tens);
        const auto month_halves = _mm512_madd_epi16(parts, of_month), months_halves = _mm512_madd_epi16(parts, of_year);
        const auto month = _mm512_cvtepi64_epi32(_mm512_add_epi64(month_halves, _mm512_srli_epi64(month_halves, 32)));
        const auto months = _mm512_cvtepi64_epi32(_mm512_add_epi64(months_halves, _mm512_srli_epi64(months_halves, 32)));      // of the century, from 1
        const auto days = _mm512_cvtepi64_epi32(_mm512_srli_epi64(parts, 48));
        const auto century = _mm256_xor_si256(_mm256_mmask_i32gather_epi32(_mm256_setzero_si256(), good, begin, cells.text, 1), _mm256_set1_epi32(0x3030));
        const auto first = _mm256_and_si256(century, _mm256_set1_epi32(0xff)), second = _mm256_and_si256(_mm256_srli_epi32(century, 8), _mm256_set1_epi32(0xff));
        good &= _mm256_cmple_epu32_mask(first, _mm256_set1_epi32(9)) & _mm256_cmple_epu32_mask(second, _mm256_set1_epi32(9));
        const auto hundreds = _mm256_sub_epi32(_mm256_add_epi32(_mm256_mullo_epi32(first, _mm256_set1_epi32(10)), second), _mm256_set1_epi32(16));
        good &= _mm256_cmplt_epu32_mask(hundreds, _mm256_set1_epi32(14)) & _mm256_cmplt_epu32_mask(_mm256_sub_epi32(month, _mm256_set1_epi32(1)), _mm256_set1_epi32(12));
        const auto index = _mm256_maskz_add_epi32(good, _mm256_mullo_epi32(hundreds, _mm256_set1_epi32(1200)), _mm256_sub_epi32(months, _mm256_set1_epi32(1)));
        const auto starts = _mm256_i32gather_epi32(month_starts.first, index, 4), ends = _mm256_i32gather_epi32(month_starts.first + 1, index, 4);
        const auto result = _mm256_sub_epi32(_mm256_add_epi32(starts, days), _mm256_set1_epi32(1));
        good &= _mm256_cmpge_epi32_mask(result, starts) & _mm256_cmplt_epi32_mask(result, ends);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(day + at), _mm256_maskz_mov_epi32(good, result));
        _mm_storel_epi64(reinterpret_cast<__m128i*>(state + at), _mm_mask_blend_epi8(empty, known, blanks));
        const auto left = static_cast<__mmask8>(~(good | empty));
        if (left == 0) continue;
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(odd + odd_count), _mm256_maskz_compress_epi32(left, places));
        odd_count += static_cast<std::size_t>(__builtin_popcount(left));
    }
    for (; at < count; ++at) {
        const auto text = cells[taken ? taken[at] : at];
        state[at] = text.empty() ? blank : State::known;
        odd[odd_count] = static_cast<std::uint32_t>(at);
        odd_count += !(iso_day.read_wide(text, day[at]) | text.empty());
    }
    return odd_count;
}
#endif

}  // namespace

DaysLoop iso_days(RowMarks::Wide wide) {
#ifdef DULY_WIDE
    if (wide == RowMarks::Wide::avx512) return days_avx512;
#endif
    static_cast<void>(wide);
    return days_one_by_one;
}

}  // namespace duly::data
