#include <gtest/gtest.h>

#include "tests/unit/expressions/world.hpp"

namespace duly::test {
namespace {

TEST(AsOf, ALaterDateIsNotThereYet) {
    World w;
    w.as_of("2024-06-15");
    w.add_plan({{"ended", "2024-06-15"}, {"reason", "moved"}, {"target", "2024-09-01"}});
    w.add_plan({{"ended", "2024-06-16"}, {"reason", "moved"}, {"target", "2024-09"}});
    w.add_plan({{"ended", "2024-06"}, {"reason", "moved"}, {"target", "?"}});
    w.add_plan({{"ended", "2024-07"}, {"reason", "moved"}});
    EXPECT_EQ(w.answers(w.field(w.plan, "ended")), (Answers{"2024-06-15", "blank", "perhaps 2024-06-01 to 2024-06-15", "blank"}));
    // The reason comes with the end; where the end is in doubt, so is it.
    EXPECT_EQ(w.answers(w.field(w.plan, "reason")), (Answers{"moved", "blank", "missing", "blank"}));
    // A plan for the future is seen.
    EXPECT_EQ(w.answers(w.field(w.plan, "target")), (Answers{"2024-09-01", "2024-09-01 to 2024-09-30", "perhaps ever to 2999-12-31", "blank"}));
}

TEST(AsOf, ADateThatShouldBeThereIsMissing) {
    World w;
    w.add_plan({{"signed", ""}});
    EXPECT_EQ(w.answer(w.field(w.plan, "signed")), "missing");
    EXPECT_EQ(w.answer(w.field(w.plan, "ended")), "blank");
}

TEST(AsOf, AMomentMayBeGiven) {
    World w;
    w.add_plan({{"logged", "2024-05-03 12:00"}, {"signed", "2024-05-03"}});
    const auto logged = [&](const char* as_of) {
        w.as_of(as_of);
        return w.answer(w.field(w.plan, "logged"));
    };
    EXPECT_EQ(logged("2024-05-03 11:59"), "blank");
    EXPECT_EQ(logged("2024-05-03 12:00"), "2024-05-03 12:00");
    EXPECT_EQ(logged("2024-05-02"), "blank");
    EXPECT_EQ(logged("2024-05-03"), "2024-05-03 12:00");    // a day means up to its midnight
    w.as_of("2024-05-03 01:00");
    EXPECT_EQ(w.answer(w.field(w.plan, "signed")), "2024-05-03");
}

TEST(AsOf, RowsThatBeginLaterAreNotThere) {
    World w;
    w.as_of("2024-03-01");
    const Row open = w.add_plan({{"started", "2024-03-01"}});
    const Row later = w.add_plan({{"started", "2024-03-02"}});
    const Row undated = w.add_plan({{"started", "!"}});
    const Row perhaps = w.add_plan({{"started", "2024-03"}});
    w.add(w.review, open, {{"held", "2024-03-02"}});
    const Row held = w.add(w.review, open, {{"held", "2024-02-20"}});
    w.add(w.review, later, {{"held", "2024-02-20"}});
    w.ready();
    EXPECT_EQ(w.expressions->visible_rows(w.plan), (std::vector<Row>{open, undated, perhaps}));
    EXPECT_EQ(w.expressions->visible_rows(w.review), (std::vector<Row>{held}));
    EXPECT_FALSE(w.expressions->visible(w.plan, later));
    EXPECT_EQ(w.answers(w.below(model::AggregateOp::count, w.review))[0], "1");
}

TEST(AsOf, ARowThatIsNotThereIsBlank) {
    World w;
    w.add_plan({{"signed", "2024-01-05"}});
    w.ready();
    eval::Batch batch;      // the event of an open turn
    batch.n = 1;
    batch.rows = {{0}, {data::no_row}};
    EXPECT_EQ(World::answer(w.ready().evaluate(w.field(w.review, "held", 1), batch), 0), "blank");
    EXPECT_EQ(World::answer(w.ready().evaluate(w.field(w.plan, "signed"), batch), 0), "2024-01-05");
}

}  // namespace
}  // namespace duly::test
