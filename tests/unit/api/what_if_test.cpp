// The fewest cases to complete for a grade: answers worked out by hand.
#include <gtest/gtest.h>

#include <array>
#include <duly/duly.hpp>

namespace {

constexpr const char* rules = R"(ruleset "Desk"
scale rag: green, amber, red
record letter "Letter"
  letter_id text key
  received date
  answered date optional
  urgent yes_no optional
  team text optional shown
record figure
  `measure` text
  `period` date
  value number
timescale letter_answered "Letter answered"
  for each letter
  from letter.received to letter.answered
  within 10 days
measure in_time
  percentage of letter_answered that are met
  counted when due
  per month, by letter.team
  bands on rag: green at least 75%, amber at least 50%, otherwise red
measure in_time_hidden
  percentage of letter_answered that are met
  counted when due
  per month
  bands on rag: green at least 75%, otherwise red
  hide counts under 6
measure not_urgent
  percentage of letter where letter.urgent is no
  on the last day
  per month
  bands on rag: green at least 50%, otherwise red
measure waiting
  count of letter where letter.answered is missing
  on the last day
  per month
  lower is better
  bands on rag: green at most 1, amber at most 2, otherwise red
measure days_taken
  average of (days from letter.received to letter.answered)
  for each letter where letter.answered is known
  counted by letter.answered
  per month
  lower is better
  bands on rag: green between 4 and 6, otherwise red
measure days_in_the_middle
  median of (days from letter.received to letter.answered)
  for each letter where letter.answered is known
  counted by letter.answered
  per month
  lower is better
  bands on rag: green between 4 and 6, otherwise red
measure all_letters
  count of letter
  counted by letter.received
  per month
measure ready_made
  reported as "x" in figure
  per month
)";

class WhatIf : public testing::Test {
protected:
    // One letter a line: key, received, answered, team.
    duly::WhatIf ask(const std::vector<std::array<std::string, 4>>& letters, const std::string& measure, const std::string& grade = "green", const std::string& period = "",
                     const std::vector<std::string>& group = {}) {
        auto found = asked(letters, measure, grade, period, group);
        EXPECT_TRUE(found) << duly::to_text(found.diagnostics);
        return found ? *found.value : duly::WhatIf{};
    }
    duly::Checked<duly::WhatIf> asked(const std::vector<std::array<std::string, 4>>& letters, const std::string& measure, const std::string& grade, const std::string& period,
                                      const std::vector<std::string>& group) {
        const auto compiled = duly::compile_sources({{"desk.duly", rules}});
        EXPECT_TRUE(compiled) << duly::to_text(compiled.diagnostics);
        duly::DatasetBuilder builder(*compiled.value);
        for (const auto& [key, received, answered, team] : letters) {
            const auto row = builder.add_row("letter");
            builder.set(row, "letter_id", key);
            builder.set(row, "received", received);
            builder.set(row, "answered", answered);
            builder.set(row, "team", team);
        }
        const auto data = builder.finish();
        EXPECT_TRUE(data) << duly::to_text(data.diagnostics);
        const auto run = duly::evaluate(*compiled.value, *data.value, {.as_of = as_of});
        EXPECT_TRUE(run) << duly::to_text(run.diagnostics);
        return run.value->what_if(measure, grade, period, group);
    }
    static std::vector<std::string> keys(const duly::WhatIf& answer) {
        std::vector<std::string> found;
        for (const auto& one : answer.cases) found.push_back(one.key);
        return found;
    }
    std::string as_of = "2026-03-16";
    using Keys = std::vector<std::string>;
};

// Due in March: A on the 11th, met; B on the 12th, overdue; C, D, E later. 3 of 5 are 60%, 4 of 5 are 80%.
const std::vector<std::array<std::string, 4>> five = {
    {"A", "2026-03-01", "2026-03-09", "North"}, {"B", "2026-03-02", "", "North"}, {"C", "2026-03-14", "", "North"}, {"D", "2026-03-10", "", "South"}, {"E", "2026-03-15", "", "South"}};

TEST_F(WhatIf, NamesTheFewestByTheirLastDays) {
    const auto green = ask(five, "in_time");
    EXPECT_EQ(green.reach, "possible");
    EXPECT_EQ(keys(green), (Keys{"D", "C", "E"}));
    EXPECT_EQ(green.cases[0].by, "2026-03-20");
    EXPECT_TRUE(green.smallest);
    EXPECT_EQ(green.open, 3u);
    EXPECT_EQ(green.lost, 1u);
    EXPECT_EQ(green.left->value, "20.0%");
    EXPECT_EQ(green.best->value, "80.0%");
    EXPECT_EQ(green.with_cases->grade, "green");
    EXPECT_EQ(keys(ask(five, "in_time", "amber")), (Keys{"D", "C"}));
}

TEST_F(WhatIf, TheNextBetterGradeWhenNoneIsSaid) {
    // As of as-of 1 of 2 is amber.
    EXPECT_EQ(ask(five, "in_time", "").target, "green");
    EXPECT_EQ(ask(five, "in_time", "").now->grade, "amber");
}

TEST_F(WhatIf, AGroup) {
    const auto south = ask(five, "in_time", "green", "", {"South"});
    EXPECT_EQ(keys(south), (Keys{"D", "E"}));
    const auto north = ask(five, "in_time", "green", "", {"North"});
    EXPECT_EQ(north.reach, "impossible");       // 2 of 3
    EXPECT_EQ(north.sentence, "It cannot be green any more in 2026-03: at best it ends amber (66.7%, 2 of 3).");
}

TEST_F(WhatIf, OneThatEndsItsPeriodAsksAboutTheNext) {
    as_of = "2026-03-31";
    const auto answer = ask({{"A", "2026-03-25", "", ""}}, "in_time");
    EXPECT_EQ(answer.period, "2026-04");
    EXPECT_EQ(keys(answer), Keys{"A"});
    EXPECT_FALSE(answer.now);
    EXPECT_EQ(ask({{"A", "2026-03-21", "", ""}}, "in_time", "green", "2026-03").reach, "possible");     // due that very day
    EXPECT_EQ(ask({{"A", "2026-03-20", "", ""}}, "in_time", "green", "2026-03").reach, "impossible");
}

TEST_F(WhatIf, WhatIsRecordedAheadIsNotSeen) {
    const auto answer = ask({{"A", "2026-03-10", "2026-03-18", ""}, {"B", "2026-03-18", "", ""}}, "in_time");
    EXPECT_EQ(keys(answer), Keys{"A"});
    EXPECT_EQ(answer.left->denominator, 1);
}

TEST_F(WhatIf, UnknownOnesAreSettledNotCompleted) {
    // C may have been answered in time or not: 1 of 2 for certain.
    const std::vector<std::array<std::string, 4>> letters = {{"A", "2026-03-01", "2026-03-09", ""}, {"C", "2026-03-02", "2026-03", ""}};
    const auto answer = ask(letters, "in_time");
    EXPECT_EQ(answer.reach, "unsettled");
    EXPECT_TRUE(answer.cases.empty());
    ASSERT_EQ(answer.unknown.size(), 1u);
    EXPECT_EQ(answer.unknown[0].key, "C");
    EXPECT_NE(answer.unknown[0].reason, "");
}

TEST_F(WhatIf, NothingIsToldOfSmallNumbers) {
    const auto answer = ask(five, "in_time_hidden");
    EXPECT_TRUE(answer.hidden);
    EXPECT_EQ(answer.reach, "untold");
    for (const std::string& text : {answer.json(), answer.text()})
        for (const char* told : {"80", "20.0", "\"D\"", "South"}) EXPECT_EQ(text.find(told), std::string::npos) << text;
}

TEST_F(WhatIf, ABlankComesToBe) {
    const auto waiting = ask(five, "waiting");      // 4 wait, 1 may
    EXPECT_EQ(keys(waiting), (Keys{"B", "C", "D"}));
    EXPECT_EQ(waiting.cases[0].what, "`letter.answered` recorded");
    EXPECT_EQ(ask(five, "not_urgent").cases.size(), 3u);
}

TEST_F(WhatIf, BandsThatLookBothWays) {
    // 8 days now. Answered today B takes 14, C 2, D 6, E 1: 8 and 2 are 5, 8 and 1 are 4.5; C comes first by key.
    const auto answer = ask(five, "days_taken");
    EXPECT_EQ(answer.reach, "possible");
    EXPECT_EQ(keys(answer), Keys{"C"});
    EXPECT_EQ(answer.with_cases->value, "5");
}

TEST_F(WhatIf, SaysWhereTheSearchWasCutOff) {
    std::vector<std::array<std::string, 4>> letters;
    for (int i = 0; i < 40; ++i) letters.push_back({"L" + std::to_string(i), "2026-03-06", "", ""});       // 10 days each, never 4 to 6
    const auto average = ask(letters, "days_taken");      // any number of them makes 10
    EXPECT_EQ(average.reach, "impossible");
    EXPECT_TRUE(average.smallest);
    const auto answer = ask(letters, "days_in_the_middle");
    EXPECT_EQ(answer.reach, "impossible");
    EXPECT_FALSE(answer.smallest);
    EXPECT_EQ(answer.sentence.substr(0, 71), "No way was found to make it green in 2026-03, though not all were tried");
}

TEST_F(WhatIf, SaysPlainlyWhatNothingMoves) {
    EXPECT_EQ(ask(five, "ready_made", "").sentence, "A reported figure: no cases stand behind it, so nothing that is completed moves it.");
    EXPECT_EQ(ask(five, "all_letters", "").sentence, "The measure has no bands, so there is no grade to reach.");
}

TEST_F(WhatIf, WhatIsNotThere) {
    const auto says = [&](const std::string& measure, const std::string& grade, const std::string& period, const std::vector<std::string>& group) {
        const auto found = asked(five, measure, grade, period, group);
        EXPECT_FALSE(found);
        return found.diagnostics.empty() ? std::string() : found.diagnostics.front().code + " " + found.diagnostics.front().message + "; " + found.diagnostics.front().help;
    };
    EXPECT_EQ(says("in_tim", "", "", {}).substr(0, 5), "D0702");
    EXPECT_EQ(says("letter_answered", "", "", {}).substr(0, 5), "D0711");
    EXPECT_EQ(says("in_time", "gren", "", {}), "D0711 the measure has no grade `gren`; did you mean `green`?");
    EXPECT_EQ(says("in_time", "", "2026-3", {}), "D0711 the measure has no period `2026-3`; did you mean `2026-03`?");
    EXPECT_EQ(says("in_time", "", "", {"Norh"}), "D0711 the measure has no group `Norh`; did you mean `North`?");
    EXPECT_EQ(says("waiting", "", "", {"North"}), "D0711 the measure `waiting` has no groups; leave `--group` away");
}

}  // namespace
