#include <gtest/gtest.h>

#include "tests/unit/data/schema.hpp"

namespace duly::data::test {
namespace {

// Child A has care periods 1 January to 31 March 2020, 31 March to 30 June 2020 and from 1 January 2021 on.
struct Periods {
    model::RuleSet rules = looked_after();
    std::vector<Diagnostic> quality;
    Dataset make(const Texts& held) {
        Filler fill(rules);
        const auto child = fill.add("child");
        fill.set("child", child, "child_id", "A");
        for (const auto& [from, to] : {std::pair{"2020-01-01", "2020-03-31"}, {"2020-03-31", "2020-06-30"}, {"2021-01-01", ""}}) {
            const auto period = fill.add("care_period", child);
            fill.set("care_period", period, "started", from).set("care_period", period, "ended", to);
        }
        std::uint32_t line = 1;
        for (const auto& text : held) {
            const auto review = fill.add("review", child, ++line);
            fill.set("review", review, "review_id", "R" + std::to_string(line)).set("review", review, "held", text);
        }
        return fill.builder.finish(quality);
    }
    Texts placed(const Dataset& data) {
        Texts out;
        const auto review = rules.record("review");
        for (Row row = 0; row < data.table(review).rows; ++row)
            out.push_back(data.key_of(rules, review, row) + " in " + std::to_string(data.table(review).parent[row]));
        return out;
    }
};

TEST(Spans, BothEndsCount) {
    Periods p;
    EXPECT_EQ(p.placed(p.make({"2020-01-01", "2020-06-30", "2025-01-01"})), (Texts{"R2 in 0", "R3 in 1", "R4 in 2"}));
    EXPECT_TRUE(p.quality.empty());
}

TEST(Spans, NoneOrTwoAreListedWithBothKeysAndDropped) {
    Periods p;
    EXPECT_EQ(p.placed(p.make({"2020-03-31", "2020-07-01", "2020-02-01"})), Texts{"R4 in 0"});
    ASSERT_EQ(codes(p.quality), (Texts{"D0423:2", "D0422:3"}));
    EXPECT_NE(p.quality[0].message.find("`A 2020-01-01` and `A 2020-03-31`"), std::string::npos) << p.quality[0].message;
}

TEST(Spans, UnreadableDateIsInDoubtInEverySpan) {
    Periods p;
    const auto data = p.make({"?", "2020-02-01"});
    EXPECT_EQ(p.placed(data), (Texts{"R2 in 0", "R2 in 1", "R2 in 2", "R3 in 0"}));
    EXPECT_EQ(cell(data, p.rules, "review", 1, "held"), "unreadable");
}

TEST(Spans, PartialDateGoesWhereItMayBe) {
    Periods p;
    const auto data = p.make({"2020-02", "2020-03", "2020", "2020-08"});
    EXPECT_EQ(p.placed(data), (Texts{"R2 in 0", "R3 in 0", "R3 in 1", "R4 in 0", "R4 in 1"}));
    EXPECT_EQ(cell(data, p.rules, "review", 3, "held"), "2020-01-01..2020-12-31");
    EXPECT_EQ(codes(p.quality), Texts{"D0422:5"});
}

TEST(Spans, BlankDateIsListed) {
    Periods p;
    EXPECT_EQ(p.placed(p.make({""})), Texts{});
    EXPECT_EQ(codes(p.quality), Texts{"D0424:2"});
}

}  // namespace
}  // namespace duly::data::test
