#include "engine/data/usual_codes.hpp"

#include <algorithm>
#include <cstring>

#include "engine/data/wide.hpp"

namespace duly::data {
namespace {

DULY_INLINE void put(std::size_t at, std::string_view, std::uint64_t value, State* state, std::uint16_t* code) {
    state[at] = static_cast<State>(value >> 16);
    code[at] = static_cast<std::uint16_t>(value);
}
struct Texts {
    State blank;
    std::string_view* text;
};
DULY_INLINE void put(std::size_t at, std::string_view text, std::uint64_t value, State* state, Texts out) {
    state[at] = text.empty() ? out.blank : State::known;
    out.text[at] = {reinterpret_cast<const char*>(value), text.size()};
}

template <typename Quick, typename Out>
std::size_t words_one_by_one(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t at, std::size_t count, const Quick& quick, State* state, Out out) {
    if constexpr (MarkedRows::wide)
        for (; at < count; ++at) {
            const auto text = cells[taken ? taken[at] : at];
            const auto& slot = quick.slot_of(text);
            if (!Quick::same(slot, text)) return at;
            put(at, text, slot.value, state, out);
        }
    return at;
}

#ifdef DULY_WIDE
// All letters of a text are compared at once.
template <typename Quick, typename Out, typename RowOf>
__attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2"))) std::size_t words_avx512_of(const MarkedRows::Column& cells, RowOf row_of, std::size_t at, std::size_t count, const Quick& quick,
                                                                                          State* state, Out out) {
    for (; at < count; ++at) {
        const auto text = cells[row_of(at)];
        const auto n = text.size();
        std::uint64_t first, last;
        std::memcpy(&first, text.data(), 8);
        std::memcpy(&last, text.data() + std::max<std::size_t>(n, 8) - 8, 8);
        const auto& slot = quick.slot_of(_bzhi_u64(first, static_cast<std::uint32_t>(8 * n)), _bzhi_u64(last, static_cast<std::uint32_t>(8 * n)), n);
        const auto letters = _mm256_maskz_loadu_epi8(_bzhi_u32(~0u, static_cast<std::uint32_t>(n)), text.data());
        const std::uint64_t differs = _mm256_cmpneq_epi8_mask(letters, _mm256_load_si256(reinterpret_cast<const __m256i*>(slot.text.data())));
        if ((differs | (slot.size ^ n)) != 0) return at;
        put(at, text, slot.value, state, out);
    }
    return at;
}
template <typename Quick, typename Out>
std::size_t words_avx512(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t at, std::size_t count, const Quick& quick, State* state, Out out) {
    if (cells.strip) return words_one_by_one(cells, taken, at, count, quick, state, out);
    auto column = cells;
    column.strip = false;       // known to the loop
    if (taken) return words_avx512_of(column, [taken](std::size_t i) { return std::size_t{taken[i]}; }, at, count, quick, state, out);
    return words_avx512_of(column, [](std::size_t i) { return i; }, at, count, quick, state, out);
}

std::size_t codes_avx512(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t at, std::size_t count, const QuickMemory& quick, State* state, std::uint16_t* code) {
    return words_avx512(cells, taken, at, count, quick, state, code);
}
std::size_t texts_avx512(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t at, std::size_t count, const QuickTexts& quick, State blank, State* state, std::string_view* text) {
    return words_avx512(cells, taken, at, count, quick, state, Texts{blank, text});
}
#endif

std::size_t codes_one_by_one(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t at, std::size_t count, const QuickMemory& quick, State* state, std::uint16_t* code) {
    return words_one_by_one(cells, taken, at, count, quick, state, code);
}
std::size_t texts_one_by_one(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t at, std::size_t count, const QuickTexts& quick, State blank, State* state, std::string_view* text) {
    return words_one_by_one(cells, taken, at, count, quick, state, Texts{blank, text});
}

}  // namespace

CodesLoop usual_codes(RowMarks::Wide wide) {
#ifdef DULY_WIDE
    if (wide == RowMarks::Wide::avx512) return codes_avx512;
#endif
    static_cast<void>(wide);
    return codes_one_by_one;
}

TextsLoop usual_texts(RowMarks::Wide wide) {
#ifdef DULY_WIDE
    if (wide == RowMarks::Wide::avx512) return texts_avx512;
#endif
    static_cast<void>(wide);
    return texts_one_by_one;
}

}  // namespace duly::data
