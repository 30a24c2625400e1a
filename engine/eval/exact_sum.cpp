#include "engine/eval/exact_sum.hpp"

#include <boost/multiprecision/cpp_int.hpp>

namespace duly::eval {

namespace {

using Big = boost::multiprecision::cpp_int;

constexpr unsigned widest = 126;
// Common denominators of all divisors up to 2,800 have no more bits; what goes beyond is kept to so many binary places.
constexpr unsigned most_bits = 4096, places = 512;

Big big(Wide value) {
    __extension__ using Positive = unsigned __int128;
    const Positive size = value < 0 ? -static_cast<Positive>(value) : static_cast<Positive>(value);
    const Big out = (Big(static_cast<std::uint64_t>(size >> 64)) << 64) | Big(static_cast<std::uint64_t>(size));
    return value < 0 ? Big(-out) : out;
}

Wide narrow(const Big& value) {
    const Big size = abs(value);
    const auto high = static_cast<std::uint64_t>(size >> 64), low = static_cast<std::uint64_t>(size & UINT64_MAX);
    const Wide out = (Wide(high) << 64) | low;
    return value < 0 ? -out : out;
}

unsigned bits(const Big& value) { return value == 0 ? 0 : static_cast<unsigned>(msb(abs(value))) + 1; }

}  // namespace

struct ExactSum::Ratio { Big n, d; };   // d > 0

void ExactSum::add(Fraction f) {
    const Wide rest = f.n % f.d;
    too_large_ = too_large_ || __builtin_add_overflow(whole_, f.n / f.d, &whole_);
    if (rest == 0) return;
    Wide& so_far = parts_[f.d];
    so_far += rest;                 // both smaller than f.d, which is below 2^126
    if (so_far >= f.d || so_far <= -f.d) {
        const Wide by = so_far < 0 ? -1 : 1;
        so_far -= by * f.d;
        too_large_ = too_large_ || __builtin_add_overflow(whole_, by, &whole_);
    }
}

ExactSum::Ratio ExactSum::ratio() const {
    Ratio sum{0, 1};
    for (const auto& [part, count] : parts_) {
        if (count == 0) continue;
        const Big d = big(part), divisor = gcd(sum.d, d);
        sum.n = sum.n * (d / divisor) + big(count) * (sum.d / divisor);
        sum.d *= d / divisor;
        if (bits(sum.d) <= most_bits) continue;
        sum.n = (sum.n << places) / sum.d;
        sum.d = Big(1) << places;
    }
    sum.n += big(whole_) * sum.d;
    return sum;
}

std::optional<Fraction> ExactSum::fitted(Ratio ratio) {
    const Big divisor = gcd(ratio.n, ratio.d);
    ratio.n /= divisor;
    ratio.d /= divisor;
    if (const unsigned most = std::max(bits(ratio.n), bits(ratio.d)); most > widest) {
        const bool minus = ratio.n < 0;
        ratio.n = abs(ratio.n) >> (most - widest);
        ratio.d >>= most - widest;
        if (ratio.d == 0) return std::nullopt;
        if (minus) ratio.n = -ratio.n;
    }
    return Fraction{narrow(ratio.n), narrow(ratio.d)};
}

std::optional<Fraction> ExactSum::over(Wide divisor) const {
    if (too_large_) return std::nullopt;
    Ratio sum = ratio();
    sum.d *= big(divisor);
    return fitted(std::move(sum));
}

std::optional<Fraction> ExactSum::quotient(const ExactSum& top, const ExactSum& bottom) {
    if (top.too_large_ || bottom.too_large_) return std::nullopt;
    const Ratio a = top.ratio(), b = bottom.ratio();
    if (b.n == 0) return std::nullopt;
    Ratio out{a.n * b.d, a.d * b.n};
    if (out.d < 0) {
        out.n = -out.n;
        out.d = -out.d;
    }
    return fitted(std::move(out));
}

}  // namespace duly::eval
