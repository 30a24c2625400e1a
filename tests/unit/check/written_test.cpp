// What sentences quote of a rule file.
#include "dsl/model/written.hpp"
#include "tests/unit/check/support.hpp"

namespace duly::test {
namespace {

TEST(CheckWritten, AConditionOverSeveralLinesIsQuotedOnOne) {
    const auto rules = good(std::string(records) + R"(
check judged
  for each visit
  must visit.seen is yes      # seen, not heard of
       and  visit.held is
       after 2024-01-01
)");
    const auto must = rules->checks.at(0).must;
    EXPECT_EQ(model::written_at(*rules, rules->exprs[must].at), "visit.seen is yes and visit.held is after 2024-01-01");
    EXPECT_EQ(model::written_at(*rules, {}), "");
}

TEST(CheckWritten, ASignInATextBeginsNoComment) {
    const auto rules = good(R"(
record note
  note_id text key
  words text
check judged
  for each note
  must note.words is "a # b"
       or note.words is "c"
)");
    EXPECT_EQ(model::written_at(*rules, rules->exprs[rules->checks.at(0).must].at), "note.words is \"a # b\" or note.words is \"c\"");
}

}  // namespace
}  // namespace duly::test
