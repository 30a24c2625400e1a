// Usual rows go through tight loops, all others through the phases. A trace always goes through the phases: both must say the same of
// rows of every kind, in any mixture.
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "engine/eval/day_counter.hpp"
#include "engine/eval/timescale_quick.hpp"
#include "tests/unit/timescale/helper.hpp"

namespace duly::eval::test {
namespace {

// Rows whose days are near each other, in all orders; some are blank, missing, known to the month, unreadable or after as-of.
void fill_matters(Lab& lab, unsigned seed, int rows) {
    std::mt19937 random(seed);
    const auto one_in = [&](unsigned n) { return random() % n == 0; };
    const auto date = [&](bool optional) -> std::string {
        if (optional ? one_in(2) : one_in(8)) return optional ? "" : "missing";
        if (one_in(20)) return "2024-10";
        if (one_in(30)) return "?";
        return format_day(day("2024-06-01") + static_cast<Day>(random() % 260));
    };
    for (int k = 0; k < rows; ++k) {
        const char* const born = k % 3 == 0 ? "2020-02-29" : k % 3 == 1 ? "2019-10-15" : "2015-06-01";
        const data::Row row = lab.matter({{"began", date(one_in(3))}, {"opened", date(false)}, {"finished", date(true)}, {"ended", date(true)}, {"later", date(true)},
                                          {"needed", one_in(3) ? "no" : "yes"}, {"urgent", one_in(2) ? "no" : "yes"}},
                                         born);
        const unsigned visits = random() % 5;
        for (unsigned n = 0; n < visits; ++n) lab.visit(row, {{"held", one_in(40) ? "2024-09" : format_day(day("2024-06-01") + static_cast<Day>(random() % 260))}, {"seen", one_in(3) ? "no" : "yes"}});
    }
}

void same_as_traced(const std::function<void(Lab&)>& rule) {
    for (const unsigned seed : {1u, 2u, 3u}) {
        Lab lab;
        rule(lab);
        fill_matters(lab, seed, 120);
        const TimescaleResult result = lab.result();
        ASSERT_GE(result.row.size(), 120u);
        EXPECT_TRUE(lab.traced_alike(result)) << "seed " << seed;
    }
}

TEST(Quick, Deadlines) {
    for (const Unit unit : {Unit::working_days, Unit::days, Unit::weeks, Unit::months, Unit::years})
        for (const double n : {0.0, 1.0, 2.0, 15.0})
            same_as_traced([&](Lab& lab) {
                lab.within(n, unit);
                lab.version.stop = lab.field("matter.ended");
            });
}

TEST(Quick, DeadlinesWithMoreClauses) {
    same_as_traced([](Lab& lab) {
        lab.within(10, Unit::working_days);
        lab.version.where = lab.yes("matter.needed");
        lab.version.also_shown_by = {lab.field("matter.later"), lab.field("matter.urgent")};
        lab.version.warn = lab.limit(20, Unit::working_days);
        lab.version.counting = model::Counting::day_itself;
    });
    same_as_traced([](Lab& lab) {
        lab.within(2, Unit::months);
        lab.version.excluded = {{lab.yes("matter.urgent"), "urgent"}};
        lab.version.excused = lab.known("matter.later");
        lab.version.warn = lab.limit(1, Unit::weeks);
        lab.version.may_be_done_earlier = true;
    });
    same_as_traced([](Lab& lab) {
        lab.within(30, Unit::days);
        lab.version.shape = model::Shape::minimum;
        lab.version.stop = lab.field("matter.ended");
        lab.version.also_shown_by = {lab.field("matter.later")};
    });
    same_as_traced([](Lab& lab) {
        lab.within(10, Unit::working_days);
        lab.version.shape = model::Shape::backward;
        lab.version.stop = lab.field("matter.ended");
    });
}

TEST(Quick, DeadlinesOfSeveralVersions) {
    same_as_traced([](Lab& lab) {
        lab.within(10, Unit::working_days);
        lab.version.stop = lab.field("matter.ended");
        lab.versions = {lab.version, lab.version, lab.version};
        lab.versions[0].from = day("2024-06-20");
        lab.versions[0].until = day("2024-08-31");
        lab.versions[1].from = day("2024-09-01");
        lab.versions[1].until = day("2024-10-14");
        lab.versions[1].within = lab.limit(1, Unit::months);
        lab.versions[1].where = lab.yes("matter.needed");
        lab.versions[2].from = day("2024-10-15");
        lab.versions[2].to = lab.field("matter.later");
        lab.versions[2].in_force_until = day("2024-12-01");
    });
}

TEST(Quick, TheEarliestOfEvents) {
    const auto earliest = [](Lab& lab, bool bounded) {
        model::Aggregate rows = lab.each(false).rows;
        if (bounded) {
            const auto compare = [&](ExprOp op, const char* other) {
                model::Expr e;
                e.op = op;
                e.a = lab.field("visit.held");
                e.b = lab.field(other);
                return lab.add(e);
            };
            model::Expr missing;
            missing.op = ExprOp::is_missing;
            missing.a = lab.field("matter.ended");
            model::Expr open;
            open.op = ExprOp::or_;
            open.a = lab.add(missing);
            open.b = compare(ExprOp::less, "matter.ended");
            model::Expr both;
            both.op = ExprOp::and_;
            both.a = compare(ExprOp::greater_equal, "matter.began");
            both.b = lab.add(open);
            rows.where = lab.add(both);
        }
        lab.rules.aggregates.push_back(rows);
        model::Expr e;
        e.op = ExprOp::aggregate;
        e.type = Type::date;
        e.ref = static_cast<std::uint32_t>(lab.rules.aggregates.size() - 1);
        lab.version.to = lab.add(e);
        lab.within(20, Unit::working_days);
        lab.version.stop = lab.field("matter.ended");
    };
    same_as_traced([&](Lab& lab) { earliest(lab, false); });
    same_as_traced([&](Lab& lab) { earliest(lab, true); });
}

TEST(Quick, Schedules) {
    same_as_traced([](Lab& lab) {
        lab.schedule({lab.limit(20, Unit::working_days), lab.limit(1, Unit::months)}, lab.limit(6, Unit::weeks));
        lab.version.warn = lab.limit(10, Unit::days);
    });
    same_as_traced([](Lab& lab) {
        model::Limit by_age;
        by_age.cases = {{lab.younger_than(5), lab.length(1, Unit::months)}, {model::none, lab.length(40, Unit::days)}};
        lab.schedule({}, by_age);
        lab.version.where = lab.yes("matter.needed");
        lab.version.excluded = {{lab.yes("matter.urgent"), "urgent"}};
    });
    same_as_traced([](Lab& lab) {
        lab.schedule({lab.limit(10, Unit::working_days)}, lab.limit(20, Unit::working_days));
        lab.versions = {lab.version, lab.version};
        lab.versions[0].until = day("2024-09-15");
        lab.versions[1].from = day("2024-09-16");
        lab.versions[1].then_every = lab.limit(2, Unit::months);
        lab.versions[1].in_force_until = day("2025-01-01");
    });
}

// What is held where only what is listed is asked for, beside all: the same counts, and of what is listed all the same.
void listed_as_all(Lab& lab) {
    lab.finish();
    const Expressions expressions(lab.rules, lab.dataset, lab.calendars, lab.options);
    const TimescaleResult all = evaluate_timescale(expressions, 0);
    const auto told = [](const TimescaleResult& r, std::size_t i) {
        return std::vector<std::int64_t>{r.row[i], static_cast<std::int64_t>(r.outcome[i]), r.turn[i], r.from[i], r.due[i], r.done[i], r.late_by[i], r.version[i], r.flags[i], r.exclusion[i]};
    };
    const auto listed_of = [&](const TimescaleResult& r) {
        std::vector<std::vector<std::int64_t>> entries;
        for (std::size_t k = 0; k < r.row.size(); ++k)
            if (is_listed(r.outcome[k], r.done[k] != no_time)) entries.push_back(told(r, k));
        return entries;
    };
    const auto wanted = listed_of(all);
    for (const unsigned threads : {1u, 3u})
        for (const TimescaleResult& listed : evaluate_timescales(expressions, {{0, true}, {0, true}}, threads)) {
            EXPECT_EQ(listed.counts, all.counts);
            EXPECT_LT(listed.row.size(), all.row.size());
            const auto found = listed_of(listed);
            ASSERT_EQ(found.size(), wanted.size());
            for (std::size_t k = 0; k < found.size(); ++k) ASSERT_EQ(found[k], wanted[k]) << "row " << wanted[k][0];
        }
}

// Of plain deadlines only row and outcome of what is listed are kept: the rest is reckoned.
TEST(Quick, ListedEntriesOfPlainDeadlinesSayTheSame) {
    constexpr int many = 8'192 + 3'000;     // two ranges
    for (const int inexact : {many, many - 1'500, 0})       // from this row on some dates are not exact
        for (const auto& [n, unit] : {std::pair(1.0, Unit::working_days), std::pair(15.0, Unit::working_days), std::pair(30.0, Unit::days), std::pair(4.0, Unit::weeks), std::pair(2.0, Unit::months)}) {
            Lab lab;
            lab.within(n, unit);
            if (n == 15.0) lab.version.counting = model::Counting::day_itself;
            std::mt19937 random(7);
            const auto date = [&](int k, unsigned without) -> std::string {
                if (random() % without == 0) return "";
                if (k >= inexact && random() % 100 == 0) return "2024-10";
                return format_day(day("2024-06-01") + static_cast<Day>(random() % 260));
            };
            for (int k = 0; k < many; ++k) lab.matter({{"began", date(k, 12)}, {"finished", date(k, 2)}}, "2020-02-29");
            listed_as_all(lab);
        }
}

// Of schedules the turns that were met are counted and left out, unless some turn of the row asks for a reason.
TEST(Quick, ListedEntriesOfSchedulesSayTheSame) {
    const auto holds = [](const std::function<void(Lab&)>& rule) {
        Lab lab;
        rule(lab);
        fill_matters(lab, 11, 2'500);
        listed_as_all(lab);
    };
    holds([](Lab& lab) { lab.schedule({lab.limit(20, Unit::working_days), lab.limit(1, Unit::months)}, lab.limit(6, Unit::weeks)); });
    holds([](Lab& lab) {
        model::Limit by_age;
        by_age.cases = {{lab.younger_than(5), lab.length(1, Unit::months)}, {model::none, lab.length(40, Unit::days)}};
        lab.schedule({lab.limit(10, Unit::working_days)}, by_age);
    });
    holds([](Lab& lab) {
        lab.schedule({lab.limit(10, Unit::working_days)}, lab.limit(20, Unit::working_days));
        lab.versions = {lab.version, lab.version};
        lab.versions[0].until = day("2024-09-15");
        lab.versions[1].from = day("2024-09-16");
        lab.versions[1].then_every = lab.limit(2, Unit::months);
    });
}

// Wider instructions give what the plain ones do, whatever the length.
TEST(Quick, LoopsOverRowsGiveTheSameHoweverWide) {
    using namespace timescales;
    if (RowLoops::widest() == RowLoops::Wide::plain) GTEST_SKIP();
    const RowLoops plain(RowLoops::Wide::plain), wide(RowLoops::widest());
    std::mt19937 random(3);
    for (const std::size_t n : {0u, 1u, 7u, 31u, 64u, 1'000u, 1'023u}) {
        std::vector<std::int32_t> from(n), to(n), stop(n), days(n);
        std::vector<Day> cells(n);
        std::vector<data::State> state(n);
        std::vector<std::uint8_t> mine(n), holds(n), kinds(n);
        std::vector<data::ShortDays::Code> codes(n);
        const auto day_or_none = [&] { return random() % 3 == 0 ? no_day : random() % 9 == 0 ? odd_day : static_cast<std::int32_t>(random() % 2'000) - 1'000; };
        for (std::size_t i = 0; i < n; ++i) {
            for (auto* column : {&from, &to, &stop, &days}) (*column)[i] = day_or_none();
            cells[i] = static_cast<Day>(random() % 2'000) - 1'000;
            state[i] = static_cast<data::State>(random() % 5);
            mine[i] = random() % 4 == 0 ? 0 : 0xff;
            holds[i] = static_cast<std::uint8_t>(random() % 3);
            kinds[i] = random() % 500 == 0 ? 0xff : static_cast<std::uint8_t>(random() % 3);
            codes[i] = random() % 500 == 0 ? data::ShortDays::untold : static_cast<data::ShortDays::Code>(40'000 + random() % 100);
        }
        const auto all = [&](const RowLoops& loops) {
            std::vector<std::uint8_t> is(n, 0x55), shown(n, 0);
            std::vector<std::int32_t> read(n);
            const BeginWith with{1, 2, 3};
            loops.begin(with, from.data(), to.data(), stop.data(), mine.data(), n, is.data());
            loops.add_shown(days.data(), n, shown.data());
            loops.show(from.data(), to.data(), shown.data(), 4, mine.data(), n, is.data());
            loops.settle(holds.data(), from.data(), mine.data(), n, is.data());
            bool ahead = false;
            std::vector<std::int32_t> reads;
            // Days kept in full and narrow, all of them known and not.
            for (const bool full : {false, true})
                for (const bool known : {false, true}) {
                    data::Column column;
                    for (std::size_t i = 0; i < n; ++i) column.day.push_back(cells[i]);
                    if (full) column.day.wide();
                    if (known) column.state.resize(n);
                    else column.state.take(state);
                    if (n > 3) ahead |= loops.days(column, 3, n - 3, 500, odd_day, read.data());
                    reads.insert(reads.end(), read.begin(), read.end());
                }
            std::vector<std::int32_t> picked(n + RowLoops::room);
            bool odd = false;
            picked.resize(loops.pick({1, 40'020, 40'090}, codes.data(), kinds.data(), n, picked.data(), odd));
            return std::tuple(is, shown, reads, ahead, picked, odd);
        };
        EXPECT_EQ(all(plain), all(wide)) << n << " rows";
    }
}

TEST(Quick, CountsAsDueDatesAreCounted) {
    const calendar::Calendar calendar(calendar::england_and_wales());
    const TimeZone zone;
    std::mt19937 random(4);
    for (const Unit unit : {Unit::working_days, Unit::school_days, Unit::days, Unit::weeks, Unit::months, Unit::years})
        for (const std::int64_t amount : {0, 1, 2, 10, 15, 60, 400, 100'000, 300'000})
            for (const auto counting : {model::Counting::day_after, model::Counting::day_itself})
                for (const bool backward : {false, true}) {
                    const due::DayCounter counter({amount, unit}, counting, &calendar, zone, backward);
                    for (int k = 0; k < 60; ++k) {
                        const Day start = k < 5 ? day("2024-02-29") - 2 + k : day("1940-01-01") + static_cast<Day>(random() % 60'000);
                        const auto exact = due::count(start, {amount, unit}, counting, &calendar, zone, false, backward);
                        ASSERT_EQ(counter(start), exact ? static_cast<std::int32_t>(*exact) : due::DayCounter::none) << format_day(start) << " " << amount;
                    }
                }
}

TEST(Quick, ColumnsOfResultsReadAsWhatWasPut) {
    EvenColumn<std::uint16_t> even;
    even.append(3, 7);
    EXPECT_TRUE(even.even());
    even.push_back(8);
    even.append(std::vector<std::uint16_t>{8, 8});
    EXPECT_EQ(std::vector<std::uint16_t>(even.begin(), even.end()), (std::vector<std::uint16_t>{7, 7, 7, 8, 8, 8}));
    NumberColumn numbers;
    numbers.append(std::vector<std::int32_t>{5, NumberColumn::none});
    numbers.push_back(no_time);
    EXPECT_EQ(std::vector<std::int64_t>(numbers.begin(), numbers.end()), (std::vector<std::int64_t>{5, no_time, no_time}));
    numbers.push_back(4'000'000'000);       // a second, which needs more
    numbers.append(std::vector<std::int32_t>{NumberColumn::none, 6});
    EXPECT_EQ(std::vector<std::int64_t>(numbers.begin(), numbers.end()), (std::vector<std::int64_t>{5, no_time, no_time, 4'000'000'000, no_time, 6}));
}

}  // namespace
}  // namespace duly::eval::test
