#include "engine/eval/list_over.hpp"

#include "engine/data/wide.hpp"

namespace duly::eval::timescales {
namespace {

// By kind, then whether it is over.
alignas(16) constexpr Outcome outcome_of[16] = {Outcome::met, Outcome::late, Outcome::due, Outcome::overdue, Outcome::unknown, Outcome::unknown};

Listed one_by_one(const ReachedRows& from, std::size_t n, std::uint16_t amount, Row* __restrict rows, Outcome* __restrict outcomes) {
    Listed listed;
    for (std::size_t k = 0; k < n; ++k) {
        const unsigned over = from.reach[k] >= amount ? 1u : 0u, is = from.kind[k] | over;
        rows[listed.rows] = from.row[k];
        outcomes[listed.rows] = outcome_of[is];
        listed.rows += is != 0 ? 1 : 0;
        listed.over += over;
    }
    return listed;
}

#ifdef DULY_WIDE
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,popcnt"))) Listed by_32(const ReachedRows& from, std::size_t n, std::uint16_t amount, Row* rows, Outcome* outcomes) {
    static_assert(sizeof(Outcome) == 1 && sizeof(Row) == 4);
    const auto limit = _mm512_set1_epi16(static_cast<short>(amount));
    const auto words = _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(outcome_of)));
    const auto one = _mm256_set1_epi8(1);
    Listed listed;
    std::size_t k = 0;
    for (; k + 32 <= n; k += 32) {
        const __mmask32 over = _mm512_cmpge_epu16_mask(_mm512_loadu_si512(from.reach + k), limit);
        const auto kind = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from.kind + k));
        const auto is = _mm256_or_si256(kind, _mm256_maskz_mov_epi8(over, one));
        const __mmask32 found = _mm256_test_epi8_mask(is, is);
        listed.over += static_cast<std::uint32_t>(__builtin_popcount(over));
        // Into registers first: straight into memory it takes many times as long on some processors.
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(outcomes + listed.rows), _mm256_maskz_compress_epi8(found, _mm256_shuffle_epi8(words, is)));
        const auto low = static_cast<__mmask16>(found), high = static_cast<__mmask16>(found >> 16);
        _mm512_storeu_si512(rows + listed.rows, _mm512_maskz_compress_epi32(low, _mm512_loadu_si512(from.row + k)));
        listed.rows += static_cast<std::size_t>(__builtin_popcount(low));
        _mm512_storeu_si512(rows + listed.rows, _mm512_maskz_compress_epi32(high, _mm512_loadu_si512(from.row + k + 16)));
        listed.rows += static_cast<std::size_t>(__builtin_popcount(high));
    }
    const auto rest = one_by_one({from.reach + k, from.kind + k, from.row + k}, n - k, amount, rows + listed.rows, outcomes + listed.rows);
    return {listed.rows + rest.rows, listed.over + rest.over};
}
#endif

}  // namespace

ListOver list_over(data::RowMarks::Wide wide) {
#ifdef DULY_WIDE
    if (wide == data::RowMarks::Wide::avx512) return by_32;
#endif
    static_cast<void>(wide);
    return one_by_one;
}

}  // namespace duly::eval::timescales
