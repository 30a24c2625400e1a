#include <gtest/gtest.h>

#include "engine/data/kept_texts.hpp"

namespace duly::data::test {
namespace {

TEST(KeptTexts, EachStandsOnceAndManyAreLeftAlone) {
    KeptTexts texts;
    const std::string a = "North 1", again = "North 1";
    const auto* const first = texts.keep(a);
    ASSERT_TRUE(first);
    EXPECT_EQ(*first, a);
    EXPECT_NE(first->data(), a.data());
    EXPECT_EQ(texts.keep(again), first);
    std::size_t kept = 1;
    for (int i = 0; i < 2000 && texts.few(); ++i) kept += texts.keep("Ward " + std::to_string(i)) != nullptr;
    EXPECT_FALSE(texts.few());
    EXPECT_EQ(kept, 512u);
    EXPECT_EQ(texts.keep("Another"), nullptr);
    EXPECT_EQ(texts.keep(a), first);        // what cells point to stays
    EXPECT_EQ(*first, "North 1");
}

}  // namespace
}  // namespace duly::data::test
