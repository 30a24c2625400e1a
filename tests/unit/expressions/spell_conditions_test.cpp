// The `where` of a spell is asked while the data is put together, of tables of which many are not settled yet. It must say what the same words say in a rule: a part
// for which they are true is in a spell, one for which they are unknown is listed, every other is passed over.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "dsl/base/date.hpp"
#include "engine/data/dataset.hpp"
#include "engine/eval/evaluate.hpp"
#include "engine/eval/spell_conditions.hpp"
#include "engine/eval/steps.hpp"
#include "tests/unit/check/support.hpp"

namespace duly {
namespace {

class Words {
public:
    explicit Words(unsigned seed) : random_(seed) {}
    std::size_t pick(std::size_t n) { return random_() % n; }
    std::string one_of(std::initializer_list<const char*> words) { return *(words.begin() + pick(words.size())); }

    std::string condition(int depth) {
        const std::size_t kind = depth > 0 ? pick(14) : 3 + pick(11);
        switch (kind) {
            case 0: return "(" + condition(depth - 1) + " and " + condition(depth - 1) + ")";
            case 1: return "(" + condition(depth - 1) + " or " + condition(depth - 1) + ")";
            case 2: return "not (" + condition(depth - 1) + ")";
            case 3: return one_of({"part.kind", "part.sort"}) + one_of({" is ", " is not "}) + one_of({"home", "away"});
            case 4: return one_of({"part.kind", "part.sort"}) + one_of({" is one of ", " is not one of "}) + one_of({"home, away", "other", "home, other"});
            case 5: return one_of({"part.code", "part.note"}) + one_of({" is ", " is not ", " is one of \"a\", "}) + one_of({"\"a\"", "\"b\""});
            case 6: return one_of({"part.figure", "part.spare"}) + one_of({" is ", " < ", " at least ", " more than ", " is not "}) + one_of({"1", "2", "3"});
            case 7: return one_of({"part.begins", "part.ends", "part.asked", "child.born"}) + one_of({" is before ", " is after ", " is on or before ", " is "}) + day();
            case 8: return day() + " is between " + one_of({"2024-01-10", "part.begins"}) + " and " + one_of({"2024-03-10", "part.ends"});
            case 9: return one_of({"part.ends", "part.asked", "part.note", "part.figure", "child.born"}) + one_of({" is known", " is missing"});
            case 10: return day() + " is " + one_of({"less than ", "at least ", "more than ", "at most "}) + length() + one_of({" before ", " after "}) + day();
            case 11: return one_of({"days", "weeks", "months", "years"}) + " from " + day() + " to " + day() + one_of({" at least ", " < ", " is "}) + one_of({"0", "1", "20"});
            case 12: return "weekday of " + one_of({"part.begins", "part.asked"}) + " is one of monday, tuesday, saturday";
            default: return one_of({"part.agreed", "part.agreed is no", "age of child.born on part.begins at least 5 years", "6th birthday of child.born is before part.ends"});
        }
    }
    std::string day() { return one_of({"part.begins", "part.ends", "part.asked", "2024-02-29", "2024-01-31", "child.born", "part.begins + 1 month", "part.ends - 2 weeks"}); }
    std::string length() { return one_of({"1 day", "3 weeks", "1 month", "2 months", "6 years"}); }

private:
    std::mt19937 random_;
};

constexpr const char* head = R"(
record child
  child_id text key
  born date
record part of child
  part_id text key
  kind choice of home, away, other
  sort choice of home, away, other optional
  code text
  note text with ends
  figure number
  spare number optional
  begins date
  ends date optional
  asked date optional
  agreed yes_no
  spans begins to ends
)";

data::Cell cell(Words& words, const model::Field& field) {
    data::Cell out;
    const std::size_t how = words.pick(10);
    if (how < 2) {
        out.state = field.optional ? data::State::blank : data::State::missing;
        return out;
    }
    out.state = data::State::known;
    switch (field.type) {
        case model::Type::text: out.text = words.pick(2) == 0 ? " a" : "b"; break;
        case model::Type::number: out.number = static_cast<std::int64_t>(1 + words.pick(3)) * model::number_scale; break;
        case model::Type::yes_no: out.number = static_cast<std::int64_t>(words.pick(2)); break;
        case model::Type::choice: out.number = static_cast<std::int64_t>(words.pick(3)); break;
        default: {
            const auto first = to_day({field.name == "born" ? 2018 : 2024, field.name == "born" ? 2u : 1u, 1});
            out.number = first + static_cast<model::Day>(words.pick(80));
            if (how == 2) out.state = data::State::unreadable;
            if (how == 3) {
                out.state = data::State::partial;
                out.number = to_day({2024, static_cast<unsigned>(1 + words.pick(3)), 1});
                out.last = add_months(static_cast<model::Day>(out.number), 1) - 1;
            }
        }
    }
    return out;
}

TEST(SpellConditions, SayWhatTheySayInARule) {
    std::size_t in = 0, listed = 0, out = 0;
    for (unsigned round = 0; round < 60; ++round) {
        Words words(round);
        constexpr std::size_t spells = 8;
        std::string text = head;
        for (std::size_t k = 0; k < spells; ++k) {
            const std::string name = "run_" + std::to_string(k), condition = words.condition(2);
            text += "record " + name + " of child\n  id_of text key\n  first_day date\n  last_day date optional\n  spans first_day to last_day\n";
            text += "spell " + name + " of child from part joined when touching\n  where " + condition + "\n";
            text += "check says_" + std::to_string(k) + "\n  for each part\n  must " + condition + "\n";
        }
        const auto compiled = test::good(text);
        ASSERT_FALSE(compiled->checks.empty()) << text;
        const model::RuleSet& rules = *compiled;
        data::DatasetBuilder builder(rules);
        const model::RecordId child = rules.record("child"), part = rules.record("part");
        const model::Day as_of = to_day({2024, 2, 20});
        builder.set_as_of(as_of);
        builder.set_conditions(eval::spell_conditions(rules, as_of));
        for (data::Row row = 0; row < 20; ++row) {      // each part under a child of its own, so that none is joined
            builder.add_row(child, data::no_row, {0, 2 * row + 1});
            builder.add_row(part, row, {0, 2 * row + 2});
            for (const auto record : {child, part})
                for (model::FieldId field = 1; field < rules.records[record].fields.size(); ++field) builder.set(record, row, field, cell(words, rules.records[record].fields[field]));
            data::Cell key{data::State::known, 0, 0, "k"};
            const std::string own = "k" + std::to_string(row);
            key.text = own;
            builder.set(child, row, 0, key);
            builder.set(part, row, 0, key);
        }
        std::vector<Diagnostic> quality;
        const data::Dataset data = builder.finish(quality);
        eval::EvaluateOptions options;
        options.as_of = {model::Type::date, as_of, ""};
        const eval::CalendarSet calendars;
        const eval::Expressions expressions(rules, data, calendars, options);
        for (std::size_t k = 0; k < spells; ++k) {
            const auto id = rules.check("says_" + std::to_string(k));
            const model::RecordId run = rules.record("run_" + std::to_string(k));
            for (data::Row row = 0; row < data.table(part).rows; ++row) {
                const std::vector<data::Row> rows{row};
                const eval::CheckResult told = eval::evaluate_check(expressions, id, &rows);
                ASSERT_EQ(told.outcome.size(), 1u);
                const bool joined = data.spell_rows(run)[row] != data::no_row;
                const auto why = [&] { return std::to_string(round) + ", row " + std::to_string(row) + ": " + std::string(rules.sources->text(rules.exprs[rules.checks[id].must].at)); };
                const bool truth = told.outcome[0] == model::Outcome::met, unknown = told.outcome[0] == model::Outcome::unknown;
                if (joined) ASSERT_TRUE(truth) << why();
                // A part that is true and yet in none has no readable start, or ends before it.
                const auto line = 2 * row + 2;
                bool as_unknown = false, as_part = false;
                for (const Diagnostic& one : quality) {
                    if (one.kind != DiagnosticKind::spell_part || one.place.line != line || one.message.find("`run_" + std::to_string(k) + "`") == std::string::npos) continue;
                    as_unknown = true;
                }
                for (const Diagnostic& one : quality) as_part |= one.kind == DiagnosticKind::spell_part && one.place.line == line && one.message.find("to belong to") == std::string::npos;
                ASSERT_EQ(as_unknown, unknown) << why();
                if (truth) ASSERT_TRUE(joined || as_part) << why();
                in += joined;
                listed += as_unknown;
                out += !joined && !as_unknown;
            }
        }
    }
    EXPECT_GT(in, 1000u);
    EXPECT_GT(listed, 1000u);
    EXPECT_GT(out, 1000u);
}

}  // namespace
}  // namespace duly
