#include "engine/verify/outcomes.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/verify/cells.hpp"
#include "engine/verify/expected.hpp"

namespace duly::verify {
namespace {

using model::Outcome;

// What an evaluation says of one entry.
struct Entry {
    Outcome outcome{};
    std::int64_t due = eval::no_time, late_by = 0;
    model::Unit late_unit = model::Unit::days;
    bool moments = false, in_doubt = false;
    std::string reason, explanation;    // explanation: all that is told, for finding words in it
    std::vector<std::string> counted;
};

bool says_reason(Outcome outcome) {
    return outcome == Outcome::unknown || outcome == Outcome::excluded || outcome == Outcome::not_applicable || outcome == Outcome::not_run ||
           outcome == Outcome::too_early || outcome == Outcome::breached || outcome == Outcome::late_with_reason;
}

void tell(const explain::Node& node, std::string& to) {
    to += node.sentence;
    to += '\n';
    for (const std::string& line : node.counted) to += line + '\n';
    for (const explain::Node& child : node.children) tell(child, to);
}

std::string time_text(std::int64_t time, bool moments, const TimeZone& zone) { return moments ? format_moment(time, zone) : format_day(static_cast<model::Day>(time)); }

// In the words of the expect column; a due date of something done only when it was asked for.
std::string words_for(const Entry& entry, const Expected* expected, const TimeZone& zone) {
    std::string out(model::words_of(entry.outcome));
    const bool open = entry.outcome == Outcome::due || entry.outcome == Outcome::due_soon;
    if (entry.late_by > 0) out += " by " + count_of(entry.late_by, entry.late_unit);
    if (open && entry.due != eval::no_time) out += " on " + time_text(entry.due, entry.moments, zone);
    if (entry.in_doubt) out += ", in doubt";
    if (!open && expected && expected->due) out += entry.due == eval::no_time ? ", no due date told" : ", due on " + time_text(entry.due, entry.moments, zone);
    // A semicolon would read as the next turn.
    const std::string reason = entry.reason.substr(0, entry.reason.find(';'));
    if ((says_reason(entry.outcome) || (expected && !expected->words.empty())) && !reason.empty()) out += ", " + reason;
    return out;
}

bool due_agrees(const Entry& entry, const Expected& expected, const TimeZone& zone) {
    if (!expected.due) return true;
    if (entry.due == eval::no_time) return false;
    // A time of day that occurs twice is written alike both times, so moments are compared as they are written.
    if (expected.due_is_moment && entry.moments) return entry.due == *expected.due || format_moment(entry.due, zone) == format_moment(*expected.due, zone);
    if (expected.due_is_moment == entry.moments) return entry.due == *expected.due;
    return entry.moments && zone.day(entry.due) == *expected.due;     // the day of a moment may be given
}

bool agrees(const Entry& entry, const Expected& expected, const TimeZone& zone) {
    if (expected.outcome != entry.outcome || !due_agrees(entry, expected, zone) || (expected.in_doubt && !entry.in_doubt)) return false;
    if (expected.by && (*expected.by != entry.late_by || expected.unit != entry.late_unit)) return false;
    return std::all_of(expected.words.begin(), expected.words.end(),
                       [told = entry.reason + "\n" + entry.explanation](const std::string& words) { return stand_in(words, told); });
}

Compared compare(const std::vector<Entry>& entries, std::string_view text, const TimeZone& zone) {
    Compared out;
    std::vector<Expected> expected;
    for (const std::string& piece : pieces_of(text)) {
        auto one = read_expected(piece, zone);
        if (!one) {
            out.readable = false;
            out.unreadable = piece;
            return out;
        }
        if (one->outcome) expected.push_back(std::move(*one));
        else if (pieces_of(text).size() > 1) {
            out.readable = false;
            out.unreadable = piece;
            return out;
        }
    }
    out.passed = entries.size() == expected.size() && !text.empty();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Expected* asked = i < expected.size() ? &expected[i] : nullptr;
        const bool good = asked && agrees(entries[i], *asked, zone);
        if (!good) out.passed = false;
        out.got += (i == 0 ? "" : "; ") + words_for(entries[i], asked, zone);
        // The first that differs is explained; of a row that passes, the first.
        if (out.why.empty() && (!good || i + 1 == entries.size())) {
            out.why = entries[i].explanation.substr(0, entries[i].explanation.find('\n'));
            out.counted = entries[i].counted;
        }
        if (out.why.empty() && !good) out.why = entries[i].reason;
    }
    if (entries.empty()) out.got = "no outcome";
    return out;
}

}  // namespace

Compared compare_timescale(const model::RuleSet& rules, model::TimescaleId rule, const eval::Evaluation& evaluation, const explain::Explainer& explainer,
                           std::string_view expected) {
    const eval::TimescaleResult& result = evaluation.timescales[rule];
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < result.outcome.size(); ++i) {
        Entry entry;
        entry.outcome = result.outcome[i];
        entry.due = result.due[i];
        entry.late_by = result.late_by[i];
        entry.late_unit = result.late_unit(rules.timescales[rule], i);
        // Days from 1600 to 2999 stay below a million; moments are seconds.
        entry.moments = entry.due != eval::no_time && (entry.due > 1'000'000 || entry.due < -1'000'000);
        entry.in_doubt = (result.flags[i] & 1u) != 0;
        entry.reason = explainer.reason(rule, i);
        const auto turn = result.turn[i] == 0 ? std::nullopt : std::optional<std::uint32_t>(result.turn[i]);
        const explain::Node node = explainer.timescale(rule, result.row[i], turn);
        tell(node, entry.explanation);
        entry.counted = node.counted;
        entries.push_back(std::move(entry));
    }
    return compare(entries, expected, rules.zone);
}

Compared compare_check(const model::RuleSet& rules, model::CheckId rule, const eval::Evaluation& evaluation, const explain::Explainer& explainer,
                       std::string_view expected) {
    const eval::CheckResult& result = evaluation.checks[rule];
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < result.outcome.size(); ++i) {
        Entry entry;
        entry.outcome = result.outcome[i];
        entry.reason = explainer.check_reason(rule, i);
        if (i < result.row.size()) tell(explainer.check(rule, result.row[i]), entry.explanation);
        else tell(explainer.check_summary(rule), entry.explanation);
        entries.push_back(std::move(entry));
    }
    return compare(entries, expected, rules.zone);
}

Compared compare_action(const model::RuleSet&, model::ActionId rule, const eval::Evaluation& evaluation, std::string_view expected) {
    const eval::ActionResult& result = evaluation.actions[rule];
    Compared out;
    out.got = eval::name_of(result.state);
    for (char& c : out.got)
        if (c == '_') c = ' ';
    out.why = result.sentence;
    std::string told = result.sentence;
    for (const auto& line : result.needs)
        for (const eval::NeedResult& need : line) told += "\n" + need.sentence;

    const std::string all = folded(expected);
    const std::size_t comma = all.find(',');
    const std::string state = all.substr(0, comma);
    for (const auto one : {eval::ActionState::achieved, eval::ActionState::on_course, eval::ActionState::at_risk, eval::ActionState::failing,
                           eval::ActionState::blocked, eval::ActionState::unknown}) {
        std::string name(eval::name_of(one));
        for (char& c : name)
            if (c == '_') c = ' ';
        if (name != state) continue;
        out.passed = one == result.state;
        for (std::size_t at = comma; at != std::string::npos;) {
            const std::size_t next = all.find(',', at + 1);
            const std::string words(trimmed(std::string_view(all).substr(at + 1, next == std::string::npos ? next : next - at - 1)));
            if (!stand_in(words, told)) out.passed = false;
            at = next;
        }
        return out;
    }
    out.readable = false;
    out.unreadable = expected;
    return out;
}

}  // namespace duly::verify
