// Exact fractions that a measure and its bands are compared with. Infinite ones have d = 0 and n = 1 or -1.
#pragma once

#include <cstdint>

namespace duly::eval {

__extension__ typedef __int128 Wide;

struct Fraction {
    Wide n = 0, d = 1;      // d >= 0; both below 2^126
    bool finite() const { return d != 0; }
};
inline constexpr Fraction below_all{-1, 0}, above_all{1, 0};

inline Fraction negative(Fraction a) { return {-a.n, a.d}; }

// -1, 0 or 1. By the whole parts and then the turned-round rests, so nothing overflows.
inline int compare(Fraction a, Fraction b) {
    if (!a.finite() || !b.finite()) {
        const int x = a.finite() ? 0 : a.n < 0 ? -1 : 1, y = b.finite() ? 0 : b.n < 0 ? -1 : 1;
        return x < y ? -1 : x > y;
    }
    // Mostly the products fit.
    constexpr Wide small = Wide(1) << 62;
    const auto fits = [](Fraction f) { return f.n < small && f.n > -small && f.d < small; };
    if (fits(a) && fits(b)) {
        const Wide x = a.n * b.d, y = b.n * a.d;
        return x < y ? -1 : x > y;
    }
    const auto whole = [](Fraction f) { return f.n / f.d - (f.n % f.d < 0 ? 1 : 0); };
    for (int turned = 1;; turned = -turned) {
        const Wide x = whole(a), y = whole(b);
        if (x != y) return x < y ? -turned : turned;
        const Wide rest_a = a.n - x * a.d, rest_b = b.n - y * b.d;
        if (rest_a == 0 || rest_b == 0) return rest_a == rest_b ? 0 : (rest_a == 0 ? -turned : turned);
        a = {a.d, rest_a};
        b = {b.d, rest_b};
    }
}

inline Wide common_divisor(Wide a, Wide b) {
    if (a < 0) a = -a;
    if (b < 0) b = -b;
    while (b != 0) {
        const Wide rest = a % b;
        a = b;
        b = rest;
    }
    return a == 0 ? 1 : a;
}

// The nearest whole number, half away from zero.
inline Wide nearest(Fraction f) {
    const Wide whole = f.n / f.d, rest = f.n % f.d;
    if (rest >= 0) return whole + (rest >= f.d - rest ? 1 : 0);
    return whole - (-rest >= f.d + rest ? 1 : 0);
}

// In 64 bits, with the smallest terms; a fraction that does not fit is rounded to fewer digits.
inline void to_small(Fraction f, std::int64_t& n, std::int64_t& d) {
    const Wide divisor = f.finite() ? common_divisor(f.n, f.d) : 1;
    f = {f.n / divisor, f.d / divisor};
    while (f.n > INT64_MAX || f.n < -INT64_MAX || f.d > INT64_MAX) f = {f.n / 10, f.d / 10 > 0 ? f.d / 10 : 1};
    n = static_cast<std::int64_t>(f.n);
    d = static_cast<std::int64_t>(f.d);
}

}  // namespace duly::eval
