// No false alarm: what is said to be impossible is impossible under every value that the fields can have. The conditions
// are made at random; an evaluator that shares nothing with the analysis tries all values.
#include <array>
#include <functional>
#include <optional>
#include <random>

#include "tests/unit/check/support.hpp"

namespace duly::test {
namespace {

// Kleene: nothing is unknown.
using Truth = std::optional<bool>;

// One row: a number in halves, an optional number, a choice of three, an optional choice, a day of May 2024.
struct Row {
    std::optional<int> n, o, c, k, d;
};

struct Condition {
    std::string text;
    std::function<Truth(const Row&)> value;
};

Truth both(Truth a, Truth b) {
    if (a == Truth(false) || b == Truth(false)) return false;
    return a && b ? Truth(true) : Truth();
}
Truth opposite(Truth a) { return a ? Truth(!*a) : a; }

// A field beside a constant. A blank of an optional field has not happened; another blank is missing.
Condition comparison(const std::string& field, std::optional<int> Row::*value, bool optional, const std::string& word, const std::string& constant, std::function<bool(int)> holds, bool when_blank) {
    return {field + " " + word + " " + constant, [=](const Row& row) -> Truth {
                if (row.*value) return holds(*(row.*value));
                return optional ? Truth(when_blank) : Truth();
            }};
}

class Maker {
public:
    explicit Maker(std::uint32_t seed) : random_(seed) {}

    Condition condition(int depth) {
        if (depth == 0 || pick(3) == 0) return atom();
        switch (pick(5)) {
            case 0: {
                auto inner = condition(depth - 1);
                return {"not (" + inner.text + ")", [inner](const Row& row) { return opposite(inner.value(row)); }};
            }
            case 1: {
                auto a = condition(depth - 1), b = condition(depth - 1);
                return {"(" + a.text + ") or (" + b.text + ")", [a, b](const Row& row) { return opposite(both(opposite(a.value(row)), opposite(b.value(row)))); }};
            }
            default: {
                auto a = condition(depth - 1), b = condition(depth - 1);
                return {"(" + a.text + ") and (" + b.text + ")", [a, b](const Row& row) { return both(a.value(row), b.value(row)); }};
            }
        }
    }

private:
    int pick(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }

    Condition atom() {
        const bool optional = pick(2) == 0;
        switch (pick(4)) {
            case 0: {
                const int x = pick(5);
                const auto field = optional ? "r.o" : "r.n";
                const auto value = optional ? &Row::o : &Row::n;
                const auto number = std::to_string(x);
                // Rows hold halves, so that 2.5 lies between 2 and 3.
                switch (pick(6)) {
                    case 0: return comparison(field, value, optional, "<", number, [x](int v) { return v < 2 * x; }, false);
                    case 1: return comparison(field, value, optional, "at least", number, [x](int v) { return v >= 2 * x; }, false);
                    case 2: return comparison(field, value, optional, ">", number, [x](int v) { return v > 2 * x; }, false);
                    case 3: return comparison(field, value, optional, "is", number, [x](int v) { return v == 2 * x; }, false);
                    case 4: return comparison(field, value, optional, "is not", number, [x](int v) { return v != 2 * x; }, true);
                    default: return comparison(field, value, optional, "is between", number + " and " + std::to_string(x + 1), [x](int v) { return v >= 2 * x && v <= 2 * x + 2; }, false);
                }
            }
            case 1: {
                const int x = pick(3);
                const std::array names = {"red", "amber", "green"};
                const auto field = optional ? "r.k" : "r.c";
                const auto value = optional ? &Row::k : &Row::c;
                if (pick(3) == 0) return comparison(field, value, optional, "is one of", std::string(names[static_cast<std::size_t>(x)]) + ", " + names[static_cast<std::size_t>((x + 1) % 3)], [x](int v) { return v != (x + 2) % 3; }, false);
                const bool same = pick(2) == 0;
                return comparison(field, value, optional, same ? "is" : "is not", names[static_cast<std::size_t>(x)], [x, same](int v) { return (v == x) == same; }, !same);
            }
            case 2: {
                const int x = 1 + pick(4);
                const auto day = "2024-05-0" + std::to_string(x);
                switch (pick(3)) {
                    case 0: return comparison("r.d", &Row::d, true, "is before", day, [x](int v) { return v < x; }, false);
                    case 1: return comparison("r.d", &Row::d, true, "is on or after", day, [x](int v) { return v >= x; }, false);
                    default: return comparison("r.d", &Row::d, true, "is after", day, [x](int v) { return v > x; }, false);
                }
            }
            default: {
                const std::array<std::pair<const char*, std::optional<int> Row::*>, 5> fields = {{{"r.n", &Row::n}, {"r.o", &Row::o}, {"r.c", &Row::c}, {"r.k", &Row::k}, {"r.d", &Row::d}}};
                const auto [field, value] = fields[static_cast<std::size_t>(pick(5))];
                const bool known = pick(2) == 0;
                return {std::string(field) + (known ? " is known" : " is missing"), [value = value, known](const Row& row) -> Truth { return (row.*value).has_value() == known; }};
            }
        }
    }

    std::mt19937 random_;
};

std::vector<Row> rows() {
    std::vector<Row> result;
    const auto values = [](int from, int to) {
        std::vector<std::optional<int>> all{std::nullopt};
        for (int v = from; v <= to; ++v) all.emplace_back(v);
        return all;
    };
    for (const auto n : values(-1, 11)) {
        for (const auto o : values(-1, 11)) {
            for (const auto c : values(0, 2)) {
                for (const auto k : values(0, 2)) {
                    for (const auto d : values(0, 5)) result.push_back({n, o, c, k, d});
                }
            }
        }
    }
    return result;
}

TEST(Never, NoFalseAlarm) {
    const auto all = rows();
    std::size_t never = 0, never_told = 0, always = 0, always_told = 0;
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        const auto made = Maker(seed).condition(3);
        const auto said = codes("record r\n  id text key\n  n number\n  o number optional\n  c choice of red, amber, green\n  k choice of red, amber, green optional\n  d date optional\n"
                                "check x\n  for each r\n  must " + made.text + "\n");
        bool yes = false, no = false;
        for (const auto& row : all) {
            const auto value = made.value(row);
            yes = yes || value == Truth(true);
            no = no || value == Truth(false);
        }
        never += yes ? 0 : 1;
        always += yes && !no ? 1 : 0;
        never_told += said == "D0230" ? 1 : 0;
        always_told += said == "D0231" ? 1 : 0;
        EXPECT_TRUE(said.empty() || said == "D0230" || said == "D0231") << said << "\n" << made.text;
        if (said == "D0230") EXPECT_FALSE(yes) << made.text;
        if (said == "D0231") EXPECT_FALSE(no) << made.text;
    }
    // Nearly all of those that are impossible are seen to be.
    EXPECT_GT(never, 10u);
    EXPECT_GE(10 * never_told, 9 * never);
    EXPECT_GE(10 * always_told, 7 * always);
}

TEST(Never, CasesOfALimit) {
    const auto limit = [](const std::string& cases) {
        return codes("record r\n  id text key\n  a date\n  b date optional\n  n number\ntimescale t\n  for each r\n  from r.a\n  to r.b\n  within " + cases + "\n");
    };
    EXPECT_EQ(limit("1 day when r.n < 3, 2 days when r.n < 5, otherwise 3 days"), "");
    EXPECT_EQ(limit("1 day when r.n < 5, 2 days when r.n < 3, otherwise 3 days"), "D0205");
    EXPECT_EQ(limit("1 day when r.n < 5, 2 days when r.n > 9, 3 days when r.n is between 2 and 4, otherwise 3 days"), "D0205");
    EXPECT_EQ(limit("1 day when r.a is less than 1 year ago, 2 days when r.a is less than 6 months ago, otherwise 3 days"), "");      // different units are not put together
    EXPECT_EQ(limit("1 day when r.a is less than 12 months ago, 2 days when r.a is less than 6 months ago, otherwise 3 days"), "D0205");
    EXPECT_EQ(limit("1 day when age of r.a < 5 years, 2 days when age of r.a < 3 years, otherwise 3 days"), "D0205");
}

}  // namespace
}  // namespace duly::test
