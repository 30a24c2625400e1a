#include "engine/data/usual_days.hpp"

#include <bit>

#include "engine/data/wide.hpp"

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
// Sixteen cells at once. A cell is found by its beginning alone: behind ten letters of a day stands what ends it, in each row the same. Nothing is
// looked up by a place that differs from cell to cell, which is slow on many processors.
template <typename RowOf>
__attribute__((target("avx512f,avx512bw,avx512vl"))) std::size_t days_avx512_of(const MarkedRows::Column& cells, RowOf row_of, std::size_t count, State blank, State* state, std::int32_t* day,
                                                                                std::uint32_t* odd) {
#define DULY_EACH(lane) _mm512_maskz_broadcast_i32x4(0xffff, lane)
    const char mark = cells.text[cells.begins[1] - 1];
    const char last = static_cast<char>(0xff);
    const auto usual = DULY_EACH(_mm_setr_epi8('0', '0', '0', '0', '-', '0', '0', '-', '0', '0', mark, 0, 0, 0, 0, 0));
    const auto most = DULY_EACH(_mm_setr_epi8(9, 9, 9, 9, 0, 9, 9, 0, 9, 9, 0, last, last, last, last, last));
    const auto tens = DULY_EACH(_mm_setr_epi8(10, 1, 10, 1, 0, 10, 1, 0, 10, 1, 1, 0, 0, 0, 0, 0));
    const auto parts = DULY_EACH(_mm_setr_epi16(100, 1, 1, 1, 1, 1, 0, 0));     // year, month, day
#undef DULY_EACH
    const auto beyond = _mm512_set1_epi16(0x7fff);
    const auto marks = _mm512_set1_epi32(static_cast<unsigned char>(mark)), letter = _mm512_set1_epi32(0xff), one = _mm512_set1_epi32(1);
    // By month: the days before it in a year that begins in March, less one for the day that counts, and how many it surely has.
    const auto before = _mm512_setr_epi32(0, 305, 336, -1, 30, 60, 91, 121, 152, 183, 213, 244, 274, 0, 0, 0);
    const auto lengths = _mm512_setr_epi32(0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0);
    const auto year_days = _mm512_set1_epi32(365), hundredth = _mm512_set1_epi32(5243), start = _mm512_set1_epi32(719468);    // 1 March 0 to 1 January 1970
    const auto blanks = _mm_set1_epi8(static_cast<char>(blank)), known = _mm_set1_epi8(static_cast<char>(State::known));
    std::size_t odd_count = 0, at = 0;
    const auto check = [&](std::size_t i) {
        const auto text = cells[row_of(i)];
        state[i] = text.empty() ? blank : State::known;
        odd[odd_count] = static_cast<std::uint32_t>(i);
        odd_count += !(iso_day.read_wide(text, day[i]) | text.empty());
    };
    for (; at + 16 <= count; at += 16) {
        const auto letters = [&](std::size_t i) __attribute__((target("avx512f,avx512bw,avx512vl"))) {
            return _mm_loadu_si128(reinterpret_cast<const __m128i*>(cells.text + cells.begins[row_of(at + i) * cells.width]));
        };
        __m512i text[4], numbers[4];
        for (std::size_t i = 0; i < 4; ++i) {       // four cells each: i, i + 4, i + 8, i + 12
            text[i] = _mm512_castsi128_si512(letters(i));
            text[i] = _mm512_mask_broadcast_i32x4(text[i], 0x00f0, letters(i + 4));
            text[i] = _mm512_mask_broadcast_i32x4(text[i], 0x0f00, letters(i + 8));
            text[i] = _mm512_mask_broadcast_i32x4(text[i], 0xf000, letters(i + 12));
            const auto digits = _mm512_xor_si512(text[i], usual), wrong = _mm512_subs_epu8(digits, most);
            const auto pairs = _mm512_mask_mov_epi16(_mm512_maddubs_epi16(digits, tens), _mm512_test_epi16_mask(wrong, wrong), beyond);
            numbers[i] = _mm512_madd_epi16(pairs, parts);
        }
        const auto low = _mm512_unpacklo_epi32(numbers[0], numbers[1]), high = _mm512_unpacklo_epi32(numbers[2], numbers[3]);
        const auto year = _mm512_unpacklo_epi64(low, high), month = _mm512_unpackhi_epi64(low, high);
        const auto of_month = _mm512_unpacklo_epi64(_mm512_unpackhi_epi32(numbers[0], numbers[1]), _mm512_unpackhi_epi32(numbers[2], numbers[3]));
        auto good = _mm512_cmplt_epu32_mask(_mm512_sub_epi32(year, _mm512_set1_epi32(1600)), _mm512_set1_epi32(1400));
        good &= _mm512_cmplt_epu32_mask(_mm512_sub_epi32(month, one), _mm512_set1_epi32(12));
        good &= _mm512_cmplt_epu32_mask(_mm512_sub_epi32(of_month, one), _mm512_permutexvar_epi32(month, lengths));
        const auto from_march = _mm512_mask_sub_epi32(year, _mm512_cmplt_epu32_mask(month, _mm512_set1_epi32(3)), year, one);
        const auto centuries = _mm512_srli_epi32(_mm512_mulhi_epu16(from_march, hundredth), 3);
        auto result = _mm512_add_epi32(_mm512_madd_epi16(from_march, year_days), _mm512_srli_epi32(from_march, 2));
        result = _mm512_add_epi32(_mm512_sub_epi32(result, centuries), _mm512_srli_epi32(centuries, 2));
        result = _mm512_add_epi32(result, _mm512_sub_epi32(_mm512_add_epi32(_mm512_permutexvar_epi32(month, before), of_month), start));
        _mm512_storeu_si512(day + at, _mm512_maskz_mov_epi32(good, result));
        if (good == 0xffff) {
            _mm_storeu_si128(reinterpret_cast<__m128i*>(state + at), known);
            continue;
        }
        const auto firsts = _mm512_unpacklo_epi64(_mm512_unpacklo_epi32(text[0], text[1]), _mm512_unpacklo_epi32(text[2], text[3]));
        const auto empty = _mm512_cmpeq_epi32_mask(_mm512_and_si512(firsts, letter), marks);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(state + at), _mm_mask_blend_epi8(empty, known, blanks));
        for (auto left = static_cast<std::uint16_t>(~(good | empty)); left != 0; left &= static_cast<std::uint16_t>(left - 1)) check(at + static_cast<std::size_t>(std::countr_zero(left)));
    }
    for (; at < count; ++at) check(at);
    return odd_count;
}

std::size_t days_avx512(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t count, State blank, State* state, std::int32_t* day, std::uint32_t* odd) {
    if (count < 16 || cells.stripped()) return days_one_by_one(cells, taken, count, blank, state, day, odd);
    if (taken) return days_avx512_of(cells, [taken](std::size_t i) { return std::size_t{taken[i]}; }, count, blank, state, day, odd);
    return days_avx512_of(cells, [](std::size_t i) { return i; }, count, blank, state, day, odd);
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
