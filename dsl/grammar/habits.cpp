// Words that are right in one clause and were written in another: what stands in their place is told by the clause.
#include <algorithm>
#include <array>
#include <string>

#include "dsl/grammar/foreign.hpp"
#include "dsl/grammar/scan.hpp"
#include "dsl/grammar/words.hpp"

namespace duly::grammar {

namespace {

// `clause` stands somewhere before on the line. Of two that begin alike the longer stands first.
struct Habit { std::string_view clause, found, help; };

// Whatever the clause: `before` is the last of the line, `found` what stands behind it; both are underlined where `both`.
struct Phrase { std::string_view before, found, help; bool both; };

constexpr Phrase phrases[] = {
    {"is", "in the last", "write it as a distance: `is less than 12 months ago`", false}, {"equal", "to", "leave `equal to` out: `is` alone says it", true}, {"primary", "key", "leave `primary` out: `key` alone says it", false},
    {"any", "of", "leave it out: `any referral where ...`", false}, {"every", "of", "leave it out: `every review where ... has ...`", false}, {"no", "of", "leave it out: `no review where ...`", false},
    {"", "and then every", "write `then every`", false}, {"", "and then within", "write `then every`", false}, {"that are", "on time", "write `met`", false}, {"that are", "in time", "write `met`", false},
    {"that are", "within timescale", "write `met`", false}, {"that are", "completed", "write `met`", false}, {"that are", "compliant", "write `met`", false}, {"that are", "not met", "write `late or overdue`", false},
    {"that are", "breached", "write `late or overdue`", false}, {"is", "in", "write `one of` and the values behind it, without brackets", false}, {"is not", "in", "write `one of` and the values behind it, without brackets", false},
    {"case", "when", "there is no CASE here: a limit chooses by `when` and `otherwise`, and a condition stands by itself", true}, {"older", "than", "write the age: `age of child.born more than 18 years`", true},
    {"younger", "than", "write the age: `age of child.born < 18 years`", true}, {"there is a", "", "say it with `any`, as in `any referral where referral.urgent is yes`", false}, {"there is an", "", "say it with `any`, as in `any referral where referral.urgent is yes`", false},
    {"there is", "", "say it with `any`, as in `any referral where referral.urgent is yes`", false}, {"there are", "", "say it with `any`, as in `any referral where referral.urgent is yes`", false},
    {"either", "", "leave `either` out: `or` alone says it", false}, {"both", "", "leave `both` out: `and` alone says it", false}, {"distinct", "", "leave `distinct` out: each record is counted once", false},
    {"unique", "", "leave `unique` out: each record is counted once", false},
};

constexpr Habit habits[] = {
    {"must", "when", "say of which records it is asked with `where`, in a clause of its own"}, {"must", "if", "say of which records it is asked with `where`, in a clause of its own"},
    {"must", "unless", "write `excluded when` and the condition, in a clause of its own"}, {"must", "except", "write `excluded when` and the condition, in a clause of its own"},
    {"must", "then", "say of which records it is asked with `where`, in a clause of its own, and behind `must` what holds"},
    {"where", ",", "conditions are joined by `and` or `or`"}, {"must", ",", "conditions are joined by `and` or `or`"},
    {"choice of", "or", "write `,`"}, {"choice of", "and", "write `,`"}, {"choice of", "/", "write `,`"}, {"choice of", "|", "write `,`"},
    {"per", "from", "leave it out: every period from the first case on is shown"}, {"per", "since", "leave it out: every period from the first case on is shown"},
    {"in force from", "to", "write `until`"}, {"known from", "to", "write `known until`"}, {"known from", "until", "write `known until`"},
    {"in force", "on", "say from when: `in force from 1 April 2020`"},
    {"closed", ",", "begin a clause for each day, such as `closed 30 December 2024`"}, {"closed", "and", "begin a clause for each day, such as `closed 30 December 2024`"},
    {"closed", "until", "write `to`"}, {"closed", "-", "write `to`"}, {"open", "until", "write `to`"}, {"open", "-", "write `to`"},
    {"holiday", ",", "begin a clause for each day, such as `holiday 26 December 2024`"}, {"holiday", "and", "begin a clause for each day, such as `holiday 26 December 2024`"},
    {"holiday", "to", "`holiday` names one day: for several write `closed 24 December 2024 to 1 January 2025`"},
    {"for each", "of", "leave it out with its record: each record says itself what it is `of`"}, {"for each", "'", "name the record alone, such as `for each referral`"},
    {"for each", "and", "a rule is about one record: write a second rule for the other"}, {"for each", ",", "a rule is about one record: write a second rule for the other"},
    {"for each", "or", "a rule is about one record: write a second rule for the other"}, {"for each", "with", "write `where`"}, {"for each", "that", "write `where` and the condition"},
    {"for each", "whose", "write `where` and the condition"}, {"for each", "who", "write `where` and the condition"}, {"for each", "which", "write `where` and the condition"},
    {"for each", "in", "leave it out: all records of the data are looked at, and `where` says which"},
    {"needs", "or", "write `needs any of` and the needs with commas between, such as `needs any of action a31, a32`"}, {"needs", "and", "write `,`"},
    {"per", "weeks", "a period is a `month`, a `quarter` or a `year`; for a length write `rolling 4 weeks`"}, {"per", "week", "a period is a `month`, a `quarter` or a `year`"},
    {"per", "day", "a period is a `month`, a `quarter` or a `year`"}, {"per", "term", "a period is a `month`, a `quarter` or a `year`"},
    {"per", "half year", "a period is a `month`, a `quarter` or a `year`; for a length write `rolling 6 months`"},
    {"per", "financial quarter", "write `quarter`"}, {"per", "financial year", "write `year`"}, {"per", "fiscal year", "write `year`"}, {"per", "reporting year", "write `year`"},
    {"per", "calendar month", "write `month`"}, {"per", "calendar year", "write `year`, and `year starts 1 January` in the ruleset"}, {"per", "annum", "write `year`"}, {"per", "fy", "write `year`"},
    {"per", "each", "leave it out"},
    {"rounded to", "decimal places", "write `places`"}, {"rounded to", "decimal place", "write `place`"}, {"rounded to", "decimals", "write `places`"}, {"rounded to", "decimal", "write `place`"},
    {"rounded to", "dp", "write `places`"}, {"rounded to", "d.p.", "write `places`"}, {"rounded to", "digits", "write `places`"}, {"rounded to", "the nearest", "say how many places: `rounded to 0 places`"},
    {"rounded to", "nearest", "say how many places: `rounded to 0 places`"}, {"rounded to", "whole", "say how many places: `rounded to 0 places`"}, {"rounded to", "%", "say how many places: `rounded to 1 place`"},
    {"holds", "all", "write `every`"}, {"holds", "everything", "write `every`"}, {"holds", "each", "write `every`"}, {"holds", "latest", "write `the latest`"}, {"holds", "last", "write `the last`"},
    {"holds", "only the latest", "write `the latest`"}, {"holds", "the most recent", "write `the latest`"},
    {"hide counts", "below", "write `under`"}, {"hide counts", "less than", "write `under`"}, {"unrated", "below", "write `under`"}, {"unrated", "less than", "write `under`"},
    {"out", "from", "write `of`"}, {"bands", "rag", "write `on rag`"},
    {"joined when", "gap", "write `the gap`"}, {"joined when", "adjacent", "write `touching`"}, {"joined when", "consecutive", "write `touching`"},
    {"stop", "at", "write `on`"}, {"stop", "when", "write `on` and a date"}, {"restarted", "from", "write `on`"}, {"restarted", "at", "write `on`"},
    {"extended", "until", "write `to`"}, {"extended", "for", "write `by`"}, {"paused", "while", "write `during each` and a record that spans two dates, or `from` and `to` and two dates"},
    {"paused", "when", "write `during each` and a record that spans two dates, or `from` and `to` and two dates"}, {"paused", "until", "write `to`"},
    {"due", "by", "leave it out, and write the date alone"}, {"due", "on", "leave it out, and write the date alone"}, {"done", "by", "write `on`"},
    {"recorded", "on", "write `in` and a record; the day itself stands behind `done on`"},
    {"given", "=", "write `is`"}, {"blank is", "or", "write `,`"}, {"missing is", "or", "write `,`"}, {"dates are", "and", "write `or`"},
    {"working", "weekdays", "write `monday to friday`"}, {"working", "days", "name the days: `monday to friday`"},
    {"chosen", "on", "write `by`"}, {"rolls", "forward", "write `to the next working day`"}, {"rolls to", "next working day", "write `the next working day`"},
    {"counting", "from day after", "write `from the day after`"}, {"counting", "day itself", "write `the day itself`"}, {"counting", "working days", "the unit stands behind the number: `within 10 working days`"},
    {"confidence", "high", "write `verified`"}, {"confidence", "low", "write `unverified`"}, {"confidence", "medium", "write `secondary`"},
};

bool blank(char c) { return c == ' ' || c == '\t'; }

bool is_any(std::string_view word, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), word) != words.end(); }

// What stands before `at` on its line.
std::string_view line_before(Iterator at, Iterator begin) {
    Iterator start = at;
    while (start != begin && start[-1] != '\n' && start[-1] != '\r') --start;
    return {start, static_cast<std::size_t>(at - start)};
}

// Where the clause begins that the end of `line` most likely belongs to, or npos: whole words, whatever stands before.
std::size_t clause_in(std::string_view line, std::string_view clause) {
    for (std::size_t at = line.rfind(clause); at != line.npos; at = at == 0 ? line.npos : line.rfind(clause, at - 1)) {
        const std::size_t end = at + clause.size();
        if ((at == 0 || blank(line[at - 1])) && (end == line.size() || blank(line[end]))) return at;
    }
    return line.npos;
}

bool ends_with_word(std::string_view line, std::string_view words) {
    while (!line.empty() && blank(line.back())) line.remove_suffix(1);
    return line.ends_with(words) && (line.size() == words.size() || !is_word_char(line[line.size() - words.size() - 1]));
}

bool is_weekday(std::string_view word) {
    constexpr std::array<std::string_view, 9> days = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "weekend", "every"};
    std::string small;
    for (const char c : word.substr(0, 3)) small += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return std::find(days.begin(), days.end(), small) != days.end() || word == "weekend";
}

void to_next_word(Iterator& at, Iterator end) {
    while (at != end && blank(*at)) ++at;
}

// `5-10` and `5 to 10`, before a unit.
Foreign from_to(Iterator at, const State& state) {
    Iterator start = at, behind = at;
    while (start != state.begin && blank(start[-1])) --start;
    while (start != state.begin && is_digit(start[-1])) --start;
    behind += *at == '-' ? 1 : 2;
    to_next_word(behind, state.end);
    Iterator number = behind;
    while (behind != state.end && is_digit(*behind)) ++behind;
    if (number == behind || start == at || !is_digit(*start)) return {};
    return {start, behind, "a number", "a limit is one length: write the longer one, as in `" + std::string(number, behind) + " working days`"};
}

// `referral.child.team`: of a parent the field is named with the parent alone.
Foreign chain(Iterator at, const State& state) {
    Iterator start = at, end = at;
    while (start != state.begin && (is_word_char(start[-1]) || start[-1] == '.')) --start;
    while (end != state.end && (is_word_char(*end) || *end == '.')) ++end;
    const std::string_view whole(start, static_cast<std::size_t>(end - start));
    const std::size_t field = whole.rfind('.'), record = whole.rfind('.', field - 1);
    if (start == at || whole.back() == '.' || record == whole.npos || field == record + 1) return {};
    return {start, end, "a value", "write `" + std::string(whole.substr(record + 1)) + "`"};
}

// `holiday "Christmas Day" 25 December 2024`: the name stands behind the day.
Foreign name_before_day(Iterator at, const State& state) {
    const std::string_view title = token_at(at, state.end);
    Iterator day = title.data() + title.size();
    to_next_word(day, state.end);
    Iterator end = day;
    while (end != state.end && *end != '\n' && *end != '\r' && *end != '#' && *end != '"') ++end;
    while (end != day && blank(end[-1])) --end;
    if (day == end || !is_digit(*day)) return {at, title.data() + title.size(), "a date", "the day stands first: `holiday 25 December 2024 \"Christmas Day\"`"};
    return {at, end, "a date", "write `" + std::string(day, end) + " " + std::string(title) + "`"};
}

// Past the last word of the line that belongs to the column: not the comment, nor `where`, `if there` or `as` behind it.
Iterator end_of_column(Iterator at, Iterator end) {
    Iterator last = at;
    while (at != end && is_word_char(*at)) {
        if (past(at, end, "where") || past(at, end, "if there") || past(at, end, "as") || past(at, end, "or")) break;
        while (at != end && is_word_char(*at)) ++at;
        last = at;
        to_next_word(at, end);
    }
    return last;
}

// `child_id is Child ID`: a column whose header has a blank. `line` up to where it could not be read on.
Foreign bare_column(std::string_view line, const State& state) {
    const auto trimmed = line.find_first_not_of(" \t");
    if (trimmed == line.npos || !is_word_char(line[trimmed])) return {};
    const std::string_view field = token_at(line.data() + trimmed, line.data() + line.size());
    Iterator at = field.data() + field.size();
    to_next_word(at, state.end);
    const Iterator is = past(at, state.end, "is");
    if (is == nullptr || at == field.data() + field.size()) return {};
    at = is;
    to_next_word(at, state.end);
    const Iterator end = at == state.end || !is_letter(*at) ? at : end_of_column(at, state.end);
    const std::string_view column(at, static_cast<std::size_t>(end - at));
    if (column.find_first_of(" \t") == column.npos) return {};
    return {at, end, "a column, a value or `the text`", "write `\"" + std::string(column) + "\"`"};
}

// What a file holds is said behind its record, and no other record with it.
Foreign holds_at(Iterator at, std::string_view line, const State& state, bool field_begins) {
    if (past(at, state.end, "holds")) return {at, at + 5, "a new clause", "what a file holds is said right behind its record: `gives child, holds every`"};
    const auto holds = clause_in(line, "holds");
    if (holds == line.npos || !field_begins) return {};
    while (!line.empty() && blank(line.back())) line.remove_suffix(1);
    auto start = line.size();
    while (start > holds && is_word_char(line[start - 1])) --start;
    if (start <= holds + 5) return {};
    return {line.data() + start, line.data() + line.size(), "a new clause", "leave it out: `holds` speaks of the record before it"};
}

}  // namespace

Foreign habit_at(Iterator at, const State& state, const std::vector<Expected>& named, bool new_line) {
    if (at == state.end) return {};
    const auto names = [&](std::string_view what) {
        return std::any_of(named.begin(), named.end(), [&](const Expected& e) { return e.what.starts_with(what); });
    };
    const std::string_view line = line_before(at, state.begin), found = token_at(at, state.end);
    const Iterator behind = found.data() + found.size();
    const bool field_begins = named.size() == 1 && names("is");
    if (const Foreign holds = holds_at(at, line, state, field_begins); holds.from != nullptr) return holds;
    if (new_line) return {};
    if (names("where") && names("a name") && is_letter(*at)) {
        if (Foreign column = bare_column(line, state); column.from != nullptr) return column;
    }
    if (names("a unit") && is_letter(*at) && clause_in(line, "count of") != line.npos && !is_reserved(found) && nearest(found, unit_words()).empty())
        return {at, behind, {}, "leave it out: a count is a number alone"};
    if (names("a unit") && (*at == '-' || found == "to")) {
        if (Foreign range = from_to(at, state); range.from != nullptr) return range;
    }
    if (*at == '.' && !line.empty() && is_word_char(line.back())) {
        if (Foreign field = chain(at, state); field.from != nullptr) return field;
    }
    if (found == ";" && names(",")) {
        Iterator next = behind;
        to_next_word(next, state.end);
        if (next != state.end && (is_word_char(*next) || *next == '"')) return {at, behind, ",", "write `,`"};
    }
    if (names("and") && (found == "to" || found == "-") && clause_in(line, "between") != line.npos) return {at, behind, "and", "write `and`"};
    if (names("means") && is_any(found, {"=", "is", "as", "to", ":", "->", "for", "equals"})) return {at, behind, "means", "write `means`"};
    if (names("is") && named.size() == 1 && is_any(found, {"from", "comes", "column", "reads", "maps", "gets"})) return {at, behind, {}, "write `is`"};
    if (names("a weekday")) {
        constexpr std::array<std::string_view, 7> days = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
        for (const std::string_view day : days)
            if (found.size() >= 3 && past(at, at + 3, day.substr(0, 3)) != nullptr && day.size() + 1 >= found.size()) return {at, behind, {}, "write `" + std::string(day) + "`"};
    }
    if (names("a unit") && !names("an operator") && (found == "before" || found == "after")) return {at, behind, {}, "write the unit behind the number, such as `5 working days`"};
    if (names("due") && names("started") && ends_with_word(line, "counted when") && is_letter(*at)) return {at, behind, {}, "a date is named with `counted by`: `counted by referral.received`"};
    if (names("a type") && std::find(flag_words().begin(), flag_words().end(), found) != flag_words().end() && !ends_with_word(line, "primary")) return {at, behind, {}, "the type stands before its marks: `died date optional`"};
    if (names("a day such as") && is_weekday(found)) return {at, behind, {}, "a day of every week is closed by leaving it out of `working`, as in `working monday to thursday`"};
    if (names("a name") && *at == '"' && clause_in(line, "choice of") != line.npos) {
        return {at, behind, {}, "the values of a choice stand without quotes; one of several words, or with other signs, stands in back-ticks"};
    }
    if (found == "from" && ends_with_word(line, "spans")) {
        Iterator name = behind;
        to_next_word(name, state.end);
        const std::string_view start = token_at(name, state.end);
        return {at, start.data() + start.size(), {}, "write `" + std::string(start) + "`"};
    }
    if (found == "extends" && names("a \"title\"")) return {at, behind, {}, "only a timescale or a calendar takes over from another: leave it out, and state each clause here"};
    if (names("from") && names("until") && found.size() == 4 && std::all_of(found.begin(), found.end(), is_digit))
        return {at, behind, {}, "a version begins or ends on a day: `version from 1 April " + std::string(found) + "`"};
    if (names("a date") && *at == '"' && ends_with_word(line, "holiday")) return name_before_day(at, state);
    if (named.size() == 1 && names("a \"text\"") && is_letter(*at)) return {at, behind, {}, "put the whole text in quotes"};
    if (names("a date's shape") && *at == '"' && found.size() > 2) return {at, behind, {}, "write `" + std::string(found.substr(1, found.size() - 2)) + "`"};
    if (names("a column") && *at == '[') {
        const Iterator end = std::find(at, state.end, ']');
        const std::string_view inside(at + 1, static_cast<std::size_t>(end - at - 1));
        if (end != state.end && !inside.empty() && inside.find('\n') == inside.npos) return {at, end + 1, {}, "write `\"" + std::string(inside) + "\"`"};
    }
    for (const Phrase& phrase : phrases) {
        const Iterator to = phrase.found.empty() ? behind : past(at, state.end, phrase.found);
        if (to == nullptr || (!phrase.before.empty() && !ends_with_word(line, phrase.before)) || (phrase.found.empty() && !is_letter(*at))) continue;
        Iterator from = at;
        while (phrase.both && from != state.begin && blank(from[-1])) --from;
        return {phrase.both ? from - phrase.before.size() : at, to, {}, std::string(phrase.help)};
    }
    for (const Habit& habit : habits) {
        const Iterator to = past(at, state.end, habit.found);
        if (to == nullptr || clause_in(line, habit.clause) == line.npos) continue;
        // Said of what stands right behind the words, or further on where nothing else is needed.
        const bool close = ends_with_word(line, habit.clause);
        // `holds all children`: the record goes with the word.
        Iterator record = to;
        to_next_word(record, state.end);
        if (habit.clause == "holds" && close && habit.help == "write `every`" && record != state.end && is_letter(*record)) {
            const std::string_view word = token_at(record, state.end);
            Iterator next = word.data() + word.size();
            to_next_word(next, state.end);
            if (past(next, state.end, "is") == nullptr) return {at, word.data() + word.size(), {}, std::string(habit.help)};
        }
        const bool goes_on = names("a new clause") || names(",") || names("`to`") || habit.clause == "rounded to" || habit.clause == "holds";
        if (close || goes_on) return {at, to, {}, std::string(habit.help)};
    }
    return {};
}

Foreign habit_before(Iterator before, const State& state, const std::vector<Expected>& named) {
    const auto names = [&](std::string_view what) {
        return std::any_of(named.begin(), named.end(), [&](const Expected& e) { return e.what == what || e.what.starts_with(what); });
    };
    const std::string_view line = line_before(before, state.begin);
    if (const std::size_t each = clause_in(line, "at least every"); each != line.npos && names("after") && names("before"))
        return {line.data() + each, line.data() + each + 14, "at least once in every", "write `at least once in every`"};
    if (named.size() == 1 && names("is")) {
        if (Foreign holds = holds_at(before, line, state, true); holds.from != nullptr) return holds;
        return bare_column(line, state);
    }
    if (!names("a type")) return {};
    std::size_t at = 0;
    std::array<std::string_view, 3> words{};
    for (std::size_t i = 0; i < words.size(); ++i) {
        while (at < line.size() && blank(line[at])) ++at;
        words[i] = token_at(line.data() + at, line.data() + line.size());
        at += words[i].size();
    }
    while (at < line.size() && blank(line[at])) ++at;
    if (words[0] != "record" || words[2].empty() || !is_word_char(words[2].front()) || at != line.size()) return {};
    return {words[2].data(), words[2].data() + words[2].size(), "of", "write `of " + std::string(words[2]) + "`"};
}

}  // namespace duly::grammar
