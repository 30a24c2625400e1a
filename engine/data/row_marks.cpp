#include "engine/data/row_marks.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/data/wide.hpp"

#if !defined(DULY_WIDE) && defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace duly::data {
namespace {

// Each of these writes, for every delimiter and line end of the blocks of 64 letters, the place behind it, and may write up to 64 more. Of the
// last block only the letters in `last_block` count. They end early once `wanted` are found, and give how many there are.

std::size_t scan_plain(const char* data, std::size_t blocks, std::uint64_t last_block, const CsvShape& shape, std::uint32_t* out, std::size_t wanted, RowMarks::Seen& seen) {
    std::size_t count = 0;
    for (std::size_t b = 0; b < blocks && count < wanted; ++b) {
        const char* const at = data + b * 64;
        std::uint64_t marks = 0, ends = 0, quotes = 0, odd = 0;
#ifdef __SSE2__
        const auto equal = [at](char letter) {
            const auto wide = _mm_set1_epi8(letter);
            std::uint64_t bits = 0;
            for (int i = 0; i < 4; ++i)
                bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at) + i), wide)))) << 16 * i;
            return bits;
        };
        for (int i = 0; i < 4; ++i) odd |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at) + i)))) << 16 * i;
#else
        for (int i = 0; i < 64; ++i) odd |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[i]) >> 7) << i;
        const auto equal = [at](char letter) {
            std::uint64_t bits = 0;
            for (int i = 0; i < 64; ++i) bits |= static_cast<std::uint64_t>(at[i] == letter) << i;
            return bits;
        };
#endif
        marks = equal(shape.delimiter), ends = equal(shape.line_end), quotes = equal('"'), odd |= equal(0);
        if (b + 1 == blocks) marks &= last_block, ends &= last_block, quotes &= last_block, odd &= last_block;
        seen.quote |= quotes != 0;
        seen.odd |= odd != 0;
        marks |= ends;
        for (; ends != 0; ends &= ends - 1) ++seen.line_ends;
        const auto behind = static_cast<std::uint32_t>(b * 64 + 1);
        for (; marks != 0; marks &= marks - 1) out[count++] = behind + static_cast<std::uint32_t>(std::countr_zero(marks));
    }
    return count;
}

#ifdef DULY_WIDE
__attribute__((target("avx2,bmi,popcnt"))) std::size_t scan_avx2(const char* data, std::size_t blocks, std::uint64_t last_block, const CsvShape& shape, std::uint32_t* out, std::size_t wanted,
                                                                 RowMarks::Seen& seen) {
    const auto delimiter = _mm256_set1_epi8(shape.delimiter), line_end = _mm256_set1_epi8(shape.line_end), quoted = _mm256_set1_epi8('"'), none = _mm256_setzero_si256();
    std::size_t count = 0;
    std::uint64_t any_quote = 0, any_odd = 0;
    for (std::size_t b = 0; b < blocks && count < wanted; ++b) {
        const auto low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(data + b * 64)), high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(data + b * 64) + 1);
#define DULY_EQUAL(letters) \
    (static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, letters))) | static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, letters)))) << 32)
        const std::uint64_t mask = b + 1 == blocks ? last_block : ~std::uint64_t{0};
        const std::uint64_t ends = DULY_EQUAL(line_end) & mask;
        any_quote |= DULY_EQUAL(quoted) & mask;
        const auto high_bits = static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) | static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(high))) << 32;
        any_odd |= (DULY_EQUAL(none) | high_bits) & mask;
        std::uint64_t marks = (DULY_EQUAL(delimiter) & mask) | ends;
#undef DULY_EQUAL
        seen.line_ends += static_cast<std::uint64_t>(_mm_popcnt_u64(ends));
        const auto here = static_cast<std::size_t>(_mm_popcnt_u64(marks));
        const auto behind = static_cast<std::uint32_t>(b * 64 + 1);
        // Eight at a time, so that how many there are is rarely asked.
        for (std::size_t i = 0; i < here; i += 8)
            for (std::size_t k = 0; k < 8; ++k, marks = _blsr_u64(marks)) out[count + i + k] = behind + static_cast<std::uint32_t>(_tzcnt_u64(marks));
        count += here;
    }
    seen.quote |= any_quote != 0;
    seen.odd |= any_odd != 0;
    return count;
}

__attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt"))) std::size_t scan_avx512(const char* data, std::size_t blocks, std::uint64_t last_block, const CsvShape& shape, std::uint32_t* out,
                                                                                      std::size_t wanted, RowMarks::Seen& seen) {
    const auto delimiter = _mm512_set1_epi8(shape.delimiter), line_end = _mm512_set1_epi8(shape.line_end), quoted = _mm512_set1_epi8('"'), none = _mm512_setzero_si512();
    constexpr std::size_t ahead = 3072;     // the text comes from memory here; processors by themselves fetch no further than its page
    alignas(64) char places[64];
    for (int i = 0; i < 64; ++i) places[i] = static_cast<char>(i + 1);
    const auto behind = _mm512_load_si512(places);
    std::size_t count = 0;
    std::uint64_t any_quote = 0, any_odd = 0;
    for (std::size_t b = 0; b < blocks && count < wanted; ++b) {
        _mm_prefetch(data + b * 64 + ahead, _MM_HINT_T0);
        const auto block = _mm512_loadu_si512(data + b * 64);
        const std::uint64_t mask = b + 1 == blocks ? last_block : ~std::uint64_t{0};
        const std::uint64_t ends = _mm512_cmpeq_epi8_mask(block, line_end) & mask;
        const std::uint64_t marks = (_mm512_cmpeq_epi8_mask(block, delimiter) & mask) | ends;
        any_quote |= _mm512_cmpeq_epi8_mask(block, quoted) & mask;
        any_odd |= _mm512_cmple_epi8_mask(block, none) & mask;      // negative where it is no ASCII
        seen.line_ends += static_cast<std::uint64_t>(_mm_popcnt_u64(ends));
        const auto here = static_cast<std::size_t>(_mm_popcnt_u64(marks));
        const auto base = _mm512_set1_epi32(static_cast<int>(b * 64));
        const auto found = _mm512_maskz_compress_epi8(marks, behind);
        _mm512_storeu_si512(out + count, _mm512_add_epi32(base, _mm512_maskz_cvtepu8_epi32(0xffff, _mm512_maskz_extracti32x4_epi32(0xf, found, 0))));
        if (here > 16) {
            _mm512_storeu_si512(out + count + 16, _mm512_add_epi32(base, _mm512_maskz_cvtepu8_epi32(0xffff, _mm512_maskz_extracti32x4_epi32(0xf, found, 1))));
            _mm512_storeu_si512(out + count + 32, _mm512_add_epi32(base, _mm512_maskz_cvtepu8_epi32(0xffff, _mm512_maskz_extracti32x4_epi32(0xf, found, 2))));
            _mm512_storeu_si512(out + count + 48, _mm512_add_epi32(base, _mm512_maskz_cvtepu8_epi32(0xffff, _mm512_maskz_extracti32x4_epi32(0xf, found, 3))));
        }
        count += here;
    }
    seen.quote |= any_quote != 0;
    seen.odd |= any_odd != 0;
    return count;
}
#endif

RowMarks::Scan scan_of(RowMarks::Wide wide) {
#ifdef DULY_WIDE
    if (wide == RowMarks::Wide::avx512) return scan_avx512;
    if (wide == RowMarks::Wide::avx2) return scan_avx2;
#endif
    static_cast<void>(wide);
    return scan_plain;
}

}  // namespace

RowMarks::Wide RowMarks::widest() {
#ifdef DULY_WIDE
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2")) return Wide::avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt")) return Wide::avx2;
#endif
    return Wide::plain;
}

RowMarks::RowMarks(std::string_view text, const CsvShape& shape, std::size_t width, const Usual& usual, Wide wide) : text_(text), shape_(shape), width_(width), usual_(usual), scan_(scan_of(wide)) {}

std::size_t RowMarks::find(std::size_t from, std::size_t until, std::size_t most) {
    if (text_.size() < margin || from < margin) return 0;
    until = std::min(until, text_.size() - margin);
    // Longer stretches than places of 32 bits can name are left, as is a text of which a row might never end.
    until = std::min(until, from + (std::size_t{1} << 30));
    if (until <= from) return 0;
    const auto wanted = most * width_;
    if (begins_.size() < wanted + 2 * 64 + 1) begins_.resize(wanted + 2 * 64 + 1);
    const auto blocks = (until - from + 63) / 64;
    const auto letters = until - from - (blocks - 1) * 64;      // of the last block
    const char* const data = text_.data() + from;
    begins_[0] = 0;
    Seen seen;
    const auto marks = scan_(data, blocks, ~std::uint64_t{0} >> (64 - letters), shape_, begins_.data() + 1, wanted, seen);
    plain_ &= !seen.quote && !seen.odd;
    auto rows = sound_rows(data, marks, most, seen.line_ends);
    if (!seen.quote || !shape_.quotes || rows == 0) return rows;
    const auto* const first = static_cast<const char*>(std::memchr(data, '"', length(rows)));
    if (first == nullptr) return rows;
    const auto place = static_cast<std::size_t>(first - data);
    while (rows > 0 && length(rows) > place) --rows;
    return rows;
}

std::size_t RowMarks::sound_rows(const char* data, std::size_t marks, std::size_t most, std::uint64_t line_ends) {
    const auto rows = std::min(marks / width_, most);
    const char line_end = shape_.line_end;
    const auto* const behind = begins_.data() + 1;
    // Every row ends with its last mark, and there are no more line ends than these: so none of them has one inside.
    std::size_t ended = 0, usual = 0;
    const auto* at = begins_.data();
    for (std::size_t row = 0; row < rows; ++row) {
        usual += usual_[static_cast<unsigned char>(data[*at])];
        at += width_;
        ended += data[*at - 1] == line_end;
    }
    all_usual_ = usual == rows;
    std::uint64_t further = 0;
    for (std::size_t mark = rows * width_; mark < marks; ++mark) further += data[behind[mark] - 1] == line_end;
    if (ended == rows && line_ends == rows + further) return rows;
    for (std::size_t row = 0, mark = 0; row < rows; ++row)
        for (std::size_t field = 0; field < width_; ++field, ++mark)
            if ((data[behind[mark] - 1] == line_end) != (field + 1 == width_)) return row;
    return rows;
}

}  // namespace duly::data
