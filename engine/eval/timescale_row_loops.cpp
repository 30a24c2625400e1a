// Loops over the rows of a batch.
#include "engine/eval/timescale_row_loops.hpp"

#include <algorithm>
#include <type_traits>

#include "engine/data/wide.hpp"
#include "engine/eval/timescale_quick.hpp"

namespace duly::eval::timescales {

namespace {

constexpr std::uint8_t code(Outcome outcome) { return static_cast<std::uint8_t>(outcome); }
constexpr std::uint8_t code(Answer answer) { return static_cast<std::uint8_t>(answer); }
constexpr std::uint8_t chosen(std::uint8_t mine, std::uint8_t a, std::uint8_t b) { return static_cast<std::uint8_t>((a & mine) | (b & ~mine)); }

struct Begin {
    [[gnu::always_inline]] static inline void run(BeginWith with, const std::int32_t* __restrict from, const std::int32_t* __restrict to, const std::int32_t* __restrict stop,
                                                  const std::uint8_t* __restrict mine, std::size_t n, std::uint8_t* __restrict is) {
        for (std::size_t i = 0; i < n; ++i) {
            const bool odd = (to[i] == odd_day) | (stop[i] == odd_day), nothing = (to[i] == no_day) & (stop[i] == no_day);
            const std::uint8_t begun = odd ? QuickRows::left : with.begun, blank = nothing ? with.blank : with.happened;
            const std::uint8_t not_begun = from[i] == no_day ? blank : QuickRows::left;
            is[i] = chosen(mine[i], from[i] > odd_day ? begun : not_begun, is[i]);
        }
    }
};

// Kept in full or narrow; `told`: not all of them are known.
template <typename Kept, bool told>
struct Days {
    [[gnu::always_inline]] static inline bool run(const Kept* __restrict kept, const data::State* __restrict state, std::size_t n, std::int32_t last, std::int32_t if_missing,
                                                  std::int32_t* __restrict to) {
        std::int32_t latest = INT32_MIN;
        for (std::size_t i = 0; i < n; ++i) {
            std::int32_t day = 0;
            if constexpr (std::is_same_v<Kept, Day>) day = kept[i];
            else day = data::NarrowDays::value(kept[i]);
            latest = std::max(latest, day);
            to[i] = DayCells::cell(day, told ? state[i] : data::State::known, last, if_missing);
        }
        return latest > last;
    }
};

struct AddShown {
    [[gnu::always_inline]] static inline void run(const std::int32_t* __restrict days, std::size_t n, std::uint8_t* __restrict shown) {
        for (std::size_t i = 0; i < n; ++i) shown[i] |= static_cast<std::uint8_t>((days[i] == odd_day ? 2 : 0) | (days[i] > odd_day ? 1 : 0));
    }
};

struct Show {
    [[gnu::always_inline]] static inline void run(const std::int32_t* __restrict from, const std::int32_t* __restrict to, const std::uint8_t* __restrict shown, std::uint8_t if_happened,
                                                  const std::uint8_t* __restrict mine, std::size_t n, std::uint8_t* __restrict is) {
        for (std::size_t i = 0; i < n; ++i) {
            const bool told = (shown[i] & 2) == 0;
            const std::uint8_t without_start = told ? if_happened : QuickRows::left, open = told ? is[i] : QuickRows::left;
            const std::uint8_t begun = to[i] == no_day ? open : is[i];
            const std::uint8_t if_shown = from[i] == no_day ? without_start : begun;
            is[i] = chosen(mine[i], shown[i] != 0 ? if_shown : is[i], is[i]);
        }
    }
};

struct Settle {
    [[gnu::always_inline]] static inline void run(const std::uint8_t* __restrict holds, const std::int32_t* __restrict from, const std::uint8_t* __restrict mine, std::size_t n,
                                                  std::uint8_t* __restrict is) {
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint8_t failed = holds[i] == code(Answer::no) ? code(Outcome::not_applicable) : code(Outcome::unknown);
            const std::uint8_t otherwise = from[i] == odd_day ? QuickRows::left : failed;
            is[i] = chosen(mine[i], holds[i] == code(Answer::yes) ? is[i] : otherwise, is[i]);
        }
    }
};

using Code = data::ShortDays::Code;
constexpr std::uint8_t untold_kind = 0xff;

// Without a branch an event: which one is asked for cannot be foreseen.
std::size_t pick_plain(RowLoops::EventsWanted wanted, const Code* days, const std::uint8_t* kinds, std::size_t n, std::int32_t* to, bool& odd) {
    std::size_t found = 0;
    unsigned other = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const unsigned asked = kinds[i] == wanted.kind;
        to[found] = data::ShortDays::base + days[i];
        found += asked & static_cast<unsigned>((days[i] >= wanted.first) & (days[i] <= wanted.last));
        other |= static_cast<unsigned>(kinds[i] == untold_kind) | (asked & static_cast<unsigned>(days[i] == data::ShortDays::untold));
    }
    odd = other != 0;
    return found;
}

#ifdef DULY_WIDE
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,popcnt"))) std::size_t pick_avx512(RowLoops::EventsWanted wanted, const Code* days, const std::uint8_t* kinds, std::size_t n, std::int32_t* to,
                                                                                              bool& odd) {
    const auto kind = _mm256_set1_epi8(static_cast<char>(wanted.kind)), no_kind = _mm256_set1_epi8(static_cast<char>(untold_kind));
    const auto first = _mm512_set1_epi16(static_cast<short>(wanted.first)), last = _mm512_set1_epi16(static_cast<short>(wanted.last));
    const auto no_code = _mm512_set1_epi16(static_cast<short>(data::ShortDays::untold)), base = _mm512_set1_epi32(data::ShortDays::base);
    std::size_t found = 0;
    __mmask32 other = 0;
    for (std::size_t i = 0; i < n; i += 32) {
        const __mmask32 there = n - i >= 32 ? ~__mmask32{0} : (__mmask32{1} << (n - i)) - 1;
        const auto of_kind = _mm256_maskz_loadu_epi8(there, kinds + i);
        const auto code = _mm512_maskz_loadu_epi16(there, days + i);
        const __mmask32 asked = _mm256_mask_cmpeq_epi8_mask(there, of_kind, kind);
        other |= _mm256_mask_cmpeq_epi8_mask(there, of_kind, no_kind) | _mm512_mask_cmpeq_epi16_mask(asked, code, no_code);
        const __mmask32 between = _mm512_mask_cmp_epu16_mask(_mm512_mask_cmp_epu16_mask(asked, code, first, _MM_CMPINT_NLT), code, last, _MM_CMPINT_LE);
        const auto picked = _mm512_maskz_compress_epi16(between, code);
        _mm512_storeu_si512(to + found, _mm512_add_epi32(_mm512_cvtepu16_epi32(_mm512_castsi512_si256(picked)), base));
        _mm512_storeu_si512(to + found + 16, _mm512_add_epi32(_mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(picked, 1)), base));
        found += static_cast<std::size_t>(__builtin_popcount(between));
    }
    odd = other != 0;
    return found;
}

template <typename Loop, typename... Args>
__attribute__((target("avx2"))) auto run_wide(Args... args) { return Loop::run(args...); }
#endif

template <typename Loop, typename... Args>
auto run([[maybe_unused]] RowLoops::Wide wide, Args... args) {
#ifdef DULY_WIDE
    if (wide != RowLoops::Wide::plain) return run_wide<Loop>(args...);
#endif
    return Loop::run(args...);
}

}  // namespace

RowLoops::Wide RowLoops::widest() {
#ifdef DULY_WIDE
    if (!__builtin_cpu_supports("avx2")) return Wide::plain;
    const bool all = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("popcnt");
    return all ? Wide::avx512 : Wide::avx2;
#else
    return Wide::plain;
#endif
}

std::size_t RowLoops::pick(const EventsWanted& wanted, const Code* days, const std::uint8_t* kinds, std::size_t n, std::int32_t* to, bool& odd) const {
#ifdef DULY_WIDE
    if (wide_ == Wide::avx512) return pick_avx512(wanted, days, kinds, n, to, odd);
#endif
    return pick_plain(wanted, days, kinds, n, to, odd);
}

void RowLoops::begin(const BeginWith& with, const std::int32_t* from, const std::int32_t* to, const std::int32_t* stop, const std::uint8_t* mine, std::size_t n, std::uint8_t* is) const {
    run<Begin>(wide_, with, from, to, stop, mine, n, is);
}

bool RowLoops::days(const data::Column& column, std::size_t begin, std::size_t n, std::int32_t last, std::int32_t if_missing, std::int32_t* to) const {
    const auto days = column.day.reader();
    const data::State* const states = column.state.reader().states;
    const auto all = [&]<typename Kept>(const Kept* kept) {
        if (states) return run<Days<Kept, true>>(wide_, kept + begin, states + begin, n, last, if_missing, to);
        return run<Days<Kept, false>>(wide_, kept + begin, states, n, last, if_missing, to);
    };
    return days.wide ? all(days.wide) : all(days.narrow);
}

void RowLoops::add_shown(const std::int32_t* days, std::size_t n, std::uint8_t* shown) const { run<AddShown>(wide_, days, n, shown); }

void RowLoops::show(const std::int32_t* from, const std::int32_t* to, const std::uint8_t* shown, std::uint8_t if_happened, const std::uint8_t* mine, std::size_t n, std::uint8_t* is) const {
    run<Show>(wide_, from, to, shown, if_happened, mine, n, is);
}

void RowLoops::settle(const std::uint8_t* holds, const std::int32_t* from, const std::uint8_t* mine, std::size_t n, std::uint8_t* is) const { run<Settle>(wide_, holds, from, mine, n, is); }

}  // namespace duly::eval::timescales
