// Expected dates are counted by hand from the calendar of world.hpp.
#include <gtest/gtest.h>

#include "tests/unit/expressions/world.hpp"

namespace duly::test {
namespace {

struct Dates : testing::Test {
    World w;
    Dates() { w.add_plan({{"logged", "2024-03-30 18:00"}, {"signed", "2024-05-01"}}); }
    std::string shifted(const char* from, double n, Unit unit, bool back = false) {
        return w.answer(w.with_word(w.op(ExprOp::shift, w.on(from), w.length(n, unit), model::none, Type::date), back));
    }
    std::string apart(const char* x, double n, Unit unit, const char* y, model::Relation relation, model::Direction direction) {
        const ExprId e = w.op(ExprOp::distance, w.on(x), w.length(n, unit), direction == model::Direction::ago ? model::none : w.on(y));
        return w.answer(w.with_word(e, static_cast<unsigned>(relation) + 8 * static_cast<unsigned>(direction)));
    }
    std::string between(const char* from, const char* to, Unit unit) {
        return w.answer(w.with_unit(w.op(ExprOp::count_between, w.on(from), w.on(to), model::none, Type::number), unit));
    }
};

TEST_F(Dates, Shift) {
    EXPECT_EQ(shifted("2024-01-02", 20, Unit::working_days), "2024-01-30");
    EXPECT_EQ(shifted("2024-05-28", 2, Unit::working_days, true), "2024-05-23");
    EXPECT_EQ(shifted("2024-12-18", 8, Unit::days), "2024-12-26");
    EXPECT_EQ(shifted("2024-01-02", 6, Unit::weeks), "2024-02-13");
    EXPECT_EQ(shifted("2023-08-31", 6, Unit::months), "2024-02-29");
    EXPECT_EQ(shifted("2024-05-31", 3, Unit::months, true), "2024-02-29");
    EXPECT_EQ(shifted("2024-02-29", 1, Unit::years), "2025-02-28");
    EXPECT_EQ(shifted("2026-12-30", 20, Unit::working_days), "missing");    // the calendar ends
    EXPECT_EQ(shifted("2024-01-02", 1.5, Unit::days), "missing");
}

TEST_F(Dates, HoursElapseAcrossTheClockChange) {
    const ExprId e = w.op(ExprOp::shift, w.field(w.plan, "logged"), w.length(72, Unit::hours), model::none, Type::moment);
    EXPECT_EQ(w.answer(e), "2024-04-02 19:00");
}

TEST_F(Dates, WorkingHours) {
    // Saturday evening: the first working hour is Tuesday 09:00 (Easter Monday is closed).
    const ExprId e = w.op(ExprOp::shift, w.field(w.plan, "logged"), w.length(10, Unit::working_hours), model::none, Type::moment);
    EXPECT_EQ(w.answer(e), "2024-04-03 11:00");
}

TEST_F(Dates, Distance) {
    using model::Direction;
    using model::Relation;
    // `ago` looks from that day, 30 June 2024.
    EXPECT_EQ(apart("2023-06-30", 1, Unit::years, "", Relation::less_than, Direction::ago), "no");
    EXPECT_EQ(apart("2023-07-01", 1, Unit::years, "", Relation::less_than, Direction::ago), "yes");
    EXPECT_EQ(apart("2024-06-30", 1, Unit::years, "", Relation::less_than, Direction::ago), "yes");
    EXPECT_EQ(apart("2024-07-01", 1, Unit::years, "", Relation::less_than, Direction::ago), "no");
    EXPECT_EQ(apart("2023-06-30", 1, Unit::years, "", Relation::at_least, Direction::ago), "yes");
    EXPECT_EQ(apart("2024-05-04", 3, Unit::days, "2024-05-01", Relation::at_least, Direction::after), "yes");
    EXPECT_EQ(apart("2024-05-03", 3, Unit::days, "2024-05-01", Relation::at_least, Direction::after), "no");
    EXPECT_EQ(apart("2024-04-20", 3, Unit::days, "2024-05-01", Relation::at_most, Direction::after), "no");
    EXPECT_EQ(apart("2024-05-01", 3, Unit::days, "2024-05-04", Relation::at_most, Direction::before), "yes");
    EXPECT_EQ(apart("2024-05-01", 3, Unit::days, "2024-05-05", Relation::at_most, Direction::before), "no");
    EXPECT_EQ(apart("2024-05-01", 3, Unit::days, "2024-04-30", Relation::at_most, Direction::before), "no");
    EXPECT_EQ(apart("2024-05-01", 3, Unit::days, "2024-05-04", Relation::more_than, Direction::before), "no");
}

TEST_F(Dates, Birthdays) {
    ExprId e = w.op(ExprOp::birthday, w.on("2008-02-29"), model::none, model::none, Type::date);
    w.rules.exprs[e].number = 18;
    EXPECT_EQ(w.answer(e), "2026-03-01");
    w.rules.leap_birthday_on_28_february = true;
    EXPECT_EQ(w.answer(e), "2026-02-28");
}

TEST_F(Dates, Counts) {
    EXPECT_EQ(between("2024-05-01", "2024-05-04", Unit::days), "3");
    EXPECT_EQ(between("2024-05-01", "2024-05-01", Unit::days), "0");
    EXPECT_EQ(between("2024-05-04", "2024-05-01", Unit::days), "-3");
    EXPECT_EQ(between("2024-05-03", "2024-05-07", Unit::working_days), "1");
    EXPECT_EQ(between("2024-01-15", "2024-03-14", Unit::months), "1");
    EXPECT_EQ(between("2024-01-15", "2024-03-15", Unit::months), "2");
    EXPECT_EQ(between("2024-01-01", "2024-01-14", Unit::weeks), "1");
    EXPECT_EQ(between("2024-01-01", "2027-03-15", Unit::working_days), "missing");
}

TEST_F(Dates, Ages) {
    const ExprId born = w.field(w.child, "born", 0, 1);     // 10 February 2010, of the plan's child
    EXPECT_EQ(w.answer(w.with_unit(w.op(ExprOp::age, born, model::none, model::none, Type::length), Unit::years)), "14");
    EXPECT_EQ(w.answer(w.with_unit(w.op(ExprOp::age, born, w.on("2024-02-09"), model::none, Type::length), Unit::years)), "13");
    EXPECT_EQ(w.answer(w.with_unit(w.op(ExprOp::age, born, w.on("2024-02-10"), model::none, Type::length), Unit::years)), "14");
}

TEST_F(Dates, ThatDay) {
    eval::Batch batch;
    w.ready();
    batch = w.batch();
    batch.that_day = {day("2020-02-09")};
    const ExprId born = w.field(w.child, "born", 0, 1);
    const ExprId age = w.with_unit(w.op(ExprOp::age, born, model::none, model::none, Type::length), Unit::years);
    EXPECT_EQ(World::answer(w.ready().evaluate(age, batch), 0), "9");
}

TEST_F(Dates, DayTests) {
    const ExprId weekend = w.op(ExprOp::weekday_in, w.on("2024-06-29"));
    w.rules.exprs[weekend].number = 1 << 5;
    EXPECT_EQ(w.answer(weekend), "yes");
    w.rules.exprs[weekend].number = 1 << 6;
    EXPECT_EQ(w.answer(weekend), "no");
    EXPECT_EQ(w.answer(w.op(ExprOp::is_working_day, w.on("2024-05-06"))), "no");
    EXPECT_EQ(w.answer(w.with_word(w.op(ExprOp::is_working_day, w.on("2024-05-06")), 1)), "yes");
    EXPECT_EQ(w.answer(w.op(ExprOp::is_working_day, w.on("2024-05-07"))), "yes");
    EXPECT_EQ(w.answer(w.op(ExprOp::is_working_day, w.on("2030-05-07"))), "unknown");
}

TEST(Pick, EarliestOfThoseThereAndLatestOnceAllAre) {
    World w;
    w.add_plan({{"ended", "2024-03-01"}, {"signed", "2024-05-01"}});
    w.add_plan({{"ended", ""}, {"signed", "2024-05-01"}});
    w.add_plan({{"ended", "2024-03-01"}, {"signed", "!"}});
    w.add_plan({{"ended", ""}, {"signed", "!"}});
    w.add_plan({{"ended", "2024-03"}, {"signed", "2024-03-10"}});
    const ExprId ended = w.field(w.plan, "ended"), signed_on = w.field(w.plan, "signed");
    EXPECT_EQ(w.answers(w.list(ExprOp::pick, model::none, {ended, signed_on}, 0, Type::date)),
              (Answers{"2024-03-01", "2024-05-01", "ever to 2024-03-01", "missing", "2024-03-01 to 2024-03-10"}));
    EXPECT_EQ(w.answers(w.list(ExprOp::pick, model::none, {ended, signed_on}, 1, Type::date)),
              (Answers{"2024-05-01", "blank", "missing", "blank", "2024-03-10 to 2024-03-31"}));
}

TEST(Intervals, AreMovedByTheirEnds) {
    World w;
    w.add_plan({{"signed", "2024-02"}});
    w.add_plan({{"signed", "?"}});
    const ExprId signed_on = w.field(w.plan, "signed");
    EXPECT_EQ(w.answers(w.op(ExprOp::shift, signed_on, w.length(1, Unit::months), model::none, Type::date)),
              (Answers{"2024-03-01 to 2024-03-29", "perhaps ever to 2024-07-30"}));
    EXPECT_EQ(w.answers(w.with_unit(w.op(ExprOp::count_between, signed_on, w.on("2024-03-01"), model::none, Type::number), Unit::days)),
              (Answers{"1 to 29", "missing"}));
    const ExprId saturday = w.op(ExprOp::weekday_in, signed_on);
    w.rules.exprs[saturday].number = 1 << 5;
    EXPECT_EQ(w.answers(saturday), (Answers{"unknown", "unknown"}));
}

}  // namespace
}  // namespace duly::test
