#include "engine/data/usual_digits.hpp"

#include <bit>
#include <cstring>

#include "engine/data/cells.hpp"
#include "engine/data/wide.hpp"

namespace duly::data {
namespace {

std::size_t digits_from(std::size_t at, const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t count, std::uint64_t unit, bool as_text, std::uint64_t* number, std::uint32_t* odd,
                        std::size_t odd_count) {
    for (; at < count; ++at) {
        const auto text = cells[taken ? taken[at] : at];
        std::uint64_t digits = 0;
        const bool good = MarkedRows::wide && (static_cast<unsigned>(short_digits(text, digits)) & static_cast<unsigned>(!as_text | (text.data()[0] != '0')));
        number[at] = good ? digits * unit : 0;
        odd[odd_count] = static_cast<std::uint32_t>(at);
        odd_count += !good;
    }
    return odd_count;
}

std::size_t digits_one_by_one(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t count, std::uint64_t unit, bool as_text, std::uint64_t* number, std::uint32_t* odd) {
    return digits_from(0, cells, taken, count, unit, as_text, number, odd, 0);
}

#ifdef DULY_WIDE
template <typename RowOf>
__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) std::size_t digits_avx512_of(const MarkedRows::Column& cells, const std::uint32_t* taken, RowOf row_of, std::size_t count, std::uint64_t unit, bool as_text,
                                                                                           std::uint64_t* number, std::uint32_t* odd) {
    const auto noughts = _mm512_set1_epi8('0'), most = _mm512_set1_epi8(9), all_bits = _mm512_set1_epi64(-1), eight = _mm512_set1_epi64(8);
    const auto tens = _mm512_set1_epi16(0x010a), hundreds = _mm512_set1_epi32(0x00010064), myriad = _mm512_set1_epi64(10'000), units = _mm512_set1_epi64(static_cast<long long>(unit));
    const auto least = _mm512_setr_epi64(1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000);    // by length, without a nought before it
    std::size_t odd_count = 0, at = 0;
    for (; at + 8 <= count; at += 8) {
        auto begins = _mm512_setzero_si512(), letters = begins;       // where a cell begins and the next, and the last eight letters of it
#define DULY_CELL(i)                                                                                      \
    {                                                                                                     \
        const auto* const begin = cells.begins + row_of(at + i) * cells.width;                            \
        std::uint64_t both, last;                                                                         \
        std::memcpy(&both, begin, 8);                                                                     \
        std::memcpy(&last, cells.text + begin[1] - 9, 8);                                                 \
        begins = _mm512_mask_set1_epi64(begins, 1 << i, static_cast<long long>(both));                    \
        letters = _mm512_mask_set1_epi64(letters, 1 << i, static_cast<long long>(last));                  \
    }
        DULY_CELL(0) DULY_CELL(1) DULY_CELL(2) DULY_CELL(3) DULY_CELL(4) DULY_CELL(5) DULY_CELL(6) DULY_CELL(7)
#undef DULY_CELL
        const auto length_less = _mm512_sub_epi64(_mm512_sub_epi64(_mm512_srli_epi64(begins, 32), _mm512_and_si512(begins, _mm512_set1_epi64(0xffff'ffff))), _mm512_set1_epi64(2));     // by one
        auto good = _mm512_cmplt_epu64_mask(length_less, eight);
        const auto behind = _mm512_sllv_epi64(all_bits, _mm512_slli_epi64(_mm512_sub_epi64(_mm512_set1_epi64(7), length_less), 3));
        const auto digits = _mm512_and_si512(_mm512_xor_si512(letters, noughts), behind), wrong = _mm512_subs_epu8(digits, most);
        good &= _mm512_testn_epi64_mask(wrong, wrong);
        const auto fours = _mm512_madd_epi16(_mm512_maddubs_epi16(digits, tens), hundreds);
        const auto value = _mm512_add_epi64(_mm512_mul_epu32(fours, myriad), _mm512_srli_epi64(fours, 32));
        if (as_text) good &= _mm512_cmpge_epu64_mask(value, _mm512_permutexvar_epi64(length_less, least));
        _mm512_storeu_si512(number + at, _mm512_maskz_mul_epu32(good, value, units));
        for (auto left = static_cast<std::uint8_t>(~good); left != 0; left &= static_cast<std::uint8_t>(left - 1)) {
            const auto one = at + static_cast<std::size_t>(std::countr_zero(left));
            odd_count = digits_from(one, cells, taken, one + 1, unit, as_text, number, odd, odd_count);
        }
    }
    return odd_count;
}

std::size_t digits_avx512(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t count, std::uint64_t unit, bool as_text, std::uint64_t* number, std::uint32_t* odd) {
    if (count < 8 || cells.stripped()) return digits_one_by_one(cells, taken, count, unit, as_text, number, odd);
    const auto odd_count = taken ? digits_avx512_of(cells, taken, [taken](std::size_t i) { return std::size_t{taken[i]}; }, count, unit, as_text, number, odd)
                                 : digits_avx512_of(cells, taken, [](std::size_t i) { return i; }, count, unit, as_text, number, odd);
    return digits_from(count / 8 * 8, cells, taken, count, unit, as_text, number, odd, odd_count);
}
#endif

}  // namespace

DigitsLoop usual_digits(RowMarks::Wide wide) {
#ifdef DULY_WIDE
    if (wide == RowMarks::Wide::avx512) return digits_avx512;
#endif
    static_cast<void>(wide);
    return digits_one_by_one;
}

}  // namespace duly::data
