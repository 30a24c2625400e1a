// Kleene's tables, written out here and not derived.
#include <gtest/gtest.h>

#include "tests/unit/expressions/world.hpp"

namespace duly::test {
namespace {

struct Line { const char *a, *b, *both, *either; };
constexpr Line table[] = {
    {"yes", "yes", "yes", "yes"},         {"yes", "no", "no", "yes"},           {"yes", "unknown", "unknown", "yes"},
    {"no", "yes", "no", "yes"},           {"no", "no", "no", "no"},             {"no", "unknown", "no", "unknown"},
    {"unknown", "yes", "unknown", "yes"}, {"unknown", "no", "no", "unknown"},   {"unknown", "unknown", "unknown", "unknown"},
};

TEST(Logic, AndOrNotFollowKleene) {
    World w;
    const auto cell = [](std::string_view value) { return value == "unknown" ? std::string("!") : std::string(value); };
    for (const Line& line : table) w.add_plan({{"urgent", cell(line.a)}, {"agreed", cell(line.b)}});
    const ExprId a = w.field(w.plan, "urgent"), b = w.field(w.plan, "agreed");
    const ExprId both = w.op(ExprOp::and_, a, b), either = w.op(ExprOp::or_, a, b), negated = w.op(ExprOp::not_, a);
    const auto conjunction = w.answers(both), disjunction = w.answers(either), negation = w.answers(negated);
    for (std::size_t i = 0; i < std::size(table); ++i) {
        EXPECT_EQ(conjunction[i], table[i].both) << table[i].a << " and " << table[i].b;
        EXPECT_EQ(disjunction[i], table[i].either) << table[i].a << " or " << table[i].b;
        const std::string a_text = table[i].a;
        EXPECT_EQ(negation[i], a_text == "yes" ? "no" : a_text == "no" ? "yes" : "unknown");
    }
}

TEST(Logic, AnOptionalBlankHasNotHappened) {
    World w;
    w.add_plan({{"urgent", "yes"}, {"agreed", ""}});
    const ExprId agreed = w.field(w.plan, "agreed");
    EXPECT_EQ(w.answer(w.op(ExprOp::and_, w.field(w.plan, "urgent"), agreed)), "no");
    EXPECT_EQ(w.answer(w.op(ExprOp::not_, agreed)), "yes");
}

TEST(Logic, DefinitionsAreWalked) {
    World w;
    w.add_plan({{"urgent", "yes"}});
    EXPECT_EQ(w.answer(w.op(ExprOp::define, w.field(w.plan, "urgent"))), "yes");
}

}  // namespace
}  // namespace duly::test
