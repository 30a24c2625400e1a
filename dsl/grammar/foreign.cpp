#include "dsl/grammar/foreign.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "dsl/grammar/scan.hpp"
#include "dsl/grammar/words.hpp"

namespace duly::grammar {

namespace {

// Where the words are met, told by what was expected there.
enum class Slot : std::uint8_t { sign, unit, value, length, after_limit, type, title, name, band, any };

struct Row { Slot slot; std::string_view phrase, help; };

// The longer of two that begin alike stands first. A help that is only "write `x`" is also offered as a replacement.
constexpr Row rows[] = {
    {Slot::sign, "== null", "write `is missing`"}, {Slot::sign, "= null", "write `is missing`"}, {Slot::sign, "!= null", "write `is known`"},
    {Slot::sign, "== true", "write `is yes`"}, {Slot::sign, "= true", "write `is yes`"}, {Slot::sign, "== false", "write `is no`"}, {Slot::sign, "= false", "write `is no`"},
    {Slot::sign, "==", "write `is`"}, {Slot::sign, "=>", "write `>=`"}, {Slot::sign, "=<", "write `<=`"}, {Slot::sign, "=", "write `is`"},
    {Slot::sign, "!=", "write `is not`"}, {Slot::sign, "≠", "write `is not`"}, {Slot::sign, "≥", "write `>=`"}, {Slot::sign, "≤", "write `<=`"},
    {Slot::sign, "&&", "write `and`"}, {Slot::sign, "&", "write `and`"}, {Slot::sign, "||", "write `or`"},
    {Slot::sign, "greater than or equal to", "write `at least`"}, {Slot::sign, "less than or equal to", "write `at most`"},
    {Slot::sign, "greater than", "write `more than`"}, {Slot::sign, "higher than", "write `more than`"}, {Slot::sign, "fewer than", "write `less than`"},
    {Slot::sign, "lower than", "write `less than`"}, {Slot::sign, "smaller than", "write `less than`"}, {Slot::sign, "no more than", "write `at most`"},
    {Slot::sign, "not more than", "write `at most`"}, {Slot::sign, "no less than", "write `at least`"}, {Slot::sign, "not less than", "write `at least`"},
    {Slot::sign, "equal to", "write `is`"}, {Slot::sign, "equals", "write `is`"}, {Slot::sign, "not is", "write `is not`"}, {Slot::sign, "isn't", "write `is not`"},
    {Slot::sign, "not in", "write `is not one of` and the values behind it, without brackets"}, {Slot::sign, "not", "write `is not`"},
    {Slot::sign, "in", "write `is one of` and the values behind it, without brackets"},
    {Slot::sign, "like", "texts are compared whole: write `is`, or `is one of` and all of them"},
    {Slot::sign, "contains", "texts are compared whole: write `is`, or `is one of` and all of them"},
    {Slot::sign, "starts with", "texts are compared whole: write `is`, or `is one of` and all of them"}, {Slot::sign, "begins with", "texts are compared whole: write `is`, or `is one of` and all of them"},
    {Slot::sign, "ends with", "texts are compared whole: write `is`, or `is one of` and all of them"}, {Slot::sign, "includes", "texts are compared whole: write `is`, or `is one of` and all of them"},
    {Slot::sign, "matches", "texts are compared whole: write `is`, or `is one of` and all of them"}, {Slot::sign, "does not contain", "texts are compared whole: write `is not`, or `is not one of` and all of them"},
    {Slot::sign, "blank", "write `is missing` for what has no value, `is known` for what has one"},
    {Slot::sign, "exists", "write `is known`"}, {Slot::sign, "be", "write `is`"}, {Slot::sign, "was", "write `is`"}, {Slot::sign, "on or before", "write `is on or before`"}, {Slot::sign, "on or after", "write `is on or after`"},
    {Slot::sign, "before", "write `is before`"}, {Slot::sign, "after", "write `is after`"}, {Slot::sign, "same as", "write `is`"},
    {Slot::sign, "has been recorded", "write `is known`"}, {Slot::sign, "has been completed", "write `is known`"}, {Slot::sign, "has been entered", "write `is known`"}, {Slot::sign, "has a value", "write `is known`"},
    {Slot::sign, "has no value", "write `is missing`"}, {Slot::sign, "has", "write `is`"},
    {Slot::sign, "percent", "write the sign behind the number: `95%`"}, {Slot::sign, "per cent", "write the sign behind the number: `95%`"},
    {Slot::sign, "pct", "write the sign behind the number: `95%`"},
    {Slot::sign, "weekend", "write `weekday of` the date `is one of saturday, sunday`, or `is not a working day`"},
    {Slot::sign, "within", "write it as a distance: `referral.decided is at most 3 days after referral.received`"},
    {Slot::sign, "'s", "a field stands behind its record and a dot: `child.team`"}, {Slot::sign, "of", "a field stands behind its record and a dot: `child.team`"},
    {Slot::value, "within", "write it as a distance: `at most 3 days after referral.received`"}, {Slot::value, "number of", "write `count of`"},
    {Slot::value, "first", "write `earliest`"}, {Slot::value, "at least", "say of what: `count of review at least 1`, or `any review where ...`"},
    {Slot::value, "where", "leave it out: the condition stands here by itself"}, {Slot::value, "\"", "the name of a field stands without quotes"},
    {Slot::sign, "(", "there are no functions here: write it in words, such as `count of review`, `days from referral.received to referral.decided` or `that day`"},
    {Slot::sign, "old", "write `age of` and the date of birth: `age of child.born at least 18 years`"},

    {Slot::unit, "business days", "write `working days`"}, {Slot::unit, "business day", "write `working day`"}, {Slot::unit, "workdays", "write `working days`"},
    {Slot::unit, "workday", "write `working day`"}, {Slot::unit, "weekdays", "write `working days`"}, {Slot::unit, "bank days", "write `working days`"},
    {Slot::unit, "w.d.", "write `working days`"}, {Slot::unit, "wd", "write `working days`"}, {Slot::unit, "calendar days", "write `days`"},
    {Slot::unit, "calendar day", "write `day`"}, {Slot::unit, "calendar months", "write `months`"}, {Slot::unit, "calendar month", "write `month`"},
    {Slot::unit, "calendar weeks", "write `weeks`"}, {Slot::unit, "calendar week", "write `week`"}, {Slot::unit, "calendar years", "write `years`"}, {Slot::unit, "calendar year", "write `year`"},
    {Slot::unit, "clear working days", "write `working days`, of which the day of the trigger is none"}, {Slot::unit, "clear days", "write `days`, of which the day of the trigger is none"},
    {Slot::unit, "consecutive days", "write `days`"}, {Slot::unit, "consecutive working days", "write `working days`"}, {Slot::unit, "full working days", "write `working days`"},
    {Slot::unit, "full days", "write `days`"}, {Slot::unit, "office days", "write `working days`"}, {Slot::unit, "term weeks", "write it in school days: a week of term has 5"},
 {Slot::unit, "school day", "write `school days`"},
    {Slot::unit, "working", "write `working days`"}, {Slot::unit, "days", "write `days`"}, {Slot::unit, "d", "write `days`"}, {Slot::unit, "wks", "write `weeks`"},
    {Slot::unit, "wk", "write `weeks`"}, {Slot::unit, "w", "write `weeks`"}, {Slot::unit, "mths", "write `months`"}, {Slot::unit, "mth", "write `months`"},
    {Slot::unit, "m", "write `months`"}, {Slot::unit, "yrs", "write `years`"}, {Slot::unit, "yr", "write `years`"}, {Slot::unit, "y", "write `years`"},
    {Slot::unit, "hrs", "write `hours`"}, {Slot::unit, "hr", "write `hours`"}, {Slot::unit, "h", "write `hours`"},
    {Slot::unit, "fortnights", "write it in weeks: a fortnight is 2 weeks"}, {Slot::unit, "fortnight", "write it in weeks: `2 weeks`"},
    {Slot::unit, "quarters", "write it in months: a quarter is 3 months"}, {Slot::unit, "quarter", "write it in months: `3 months`"},
    {Slot::unit, "minutes", "write it in hours, such as `0.5 hours`"}, {Slot::unit, "percent", "write the sign behind the number: `95%`"},
    {Slot::unit, "per cent", "write the sign behind the number: `95%`"}, {Slot::unit, "-", "write it without hyphens: `20 working days`"},

    {Slot::length, "the", "leave it out"}, {Slot::length, "a maximum of", "leave it out: `within` is the most there is"}, {Slot::length, "a fortnight", "write `2 weeks`"}, {Slot::length, "a working day", "write `1 working day`"}, {Slot::length, "a day", "write `1 day`"},
    {Slot::length, "a week", "write `1 week`"}, {Slot::length, "a month", "write `1 month`"}, {Slot::length, "a year", "write `1 year`"},
    {Slot::length, "one", "write `1`"}, {Slot::length, "two", "write `2`"}, {Slot::length, "three", "write `3`"}, {Slot::length, "four", "write `4`"},
    {Slot::length, "five", "write `5`"}, {Slot::length, "six", "write `6`"}, {Slot::length, "seven", "write `7`"}, {Slot::length, "eight", "write `8`"},
    {Slot::length, "nine", "write `9`"}, {Slot::length, "ten", "write `10`"}, {Slot::length, "twelve", "write `12`"}, {Slot::length, "fifteen", "write `15`"},
    {Slot::length, "twenty", "write `20`"}, {Slot::length, "thirty", "write `30`"}, {Slot::length, "forty", "write `40`"},

    {Slot::after_limit, "excluding", "count in `working days`, which leave out weekends and holidays"}, {Slot::after_limit, "not counting", "count in `working days`, which leave out weekends and holidays"},
    {Slot::after_limit, "not including", "count in `working days`, which leave out weekends and holidays"}, {Slot::after_limit, "inclusive", "write it as a clause: `counting the day itself`"},
    {Slot::after_limit, "maximum", "leave it out: `within` is the most there is"}, {Slot::after_limit, "or less", "leave it out: `within` is the most there is"}, {Slot::after_limit, "or sooner", "leave it out: `within` is the most there is"},
    {Slot::after_limit, "unless", "write `when` and `otherwise`: `within 1 working day when referral.urgent is yes, otherwise 3 working days`"},
    {Slot::after_limit, "if", "write `when`"}, {Slot::after_limit, "where", "write `when`"}, {Slot::after_limit, "working days", "the kind of day stands before it: `20 working days`"},
    {Slot::after_limit, "working", "the kind of day stands before it: `20 working days`"},
    {Slot::after_limit, "of", "leave it out with its date: the time runs from the date of the `from` clause"},
    {Slot::after_limit, "from", "leave it out with its date: the time runs from the date of the `from` clause"},
    {Slot::after_limit, "after", "leave it out with its date: the time runs from the date of the `from` clause"},
    {Slot::after_limit, "and", "a length has one unit: write it in the smaller one, or name two limits with `when`"},
    {Slot::after_limit, "else", "write `otherwise`"}, {Slot::length, "else", "write `otherwise`"},

    {Slot::value, "'", "a text stands in double quotes: `\"North\"`"}, {Slot::value, "£", "write the number without the sign of the currency"},
    {Slot::value, "$", "write the number without the sign of the currency"}, {Slot::value, "€", "write the number without the sign of the currency"},
    {Slot::value, "blank", "write `is missing` for what has no value, `is known` for what has one"},
    {Slot::value, "the", "leave it out, and name the field with its record, such as `referral.received`"},
    {Slot::value, "or equal to", "write `at least` or `at most`, which take the number in"},
    {Slot::value, "measure", "leave it out: a measure is named by its name alone"}, {Slot::value, "timescale", "leave it out: a timescale is named by its name alone"},
    {Slot::value, "count(", "write `count of` and the record: `count of review`"}, {Slot::value, "count", "write `count of` and the record: `count of review`"},
    {Slot::value, "sum", "write `sum of` and the field: `sum of stay.nights`"}, {Slot::value, "[", "the names of fields stand without brackets"},

    {Slot::type, "boolean", "write `yes_no`"}, {Slot::type, "bool", "write `yes_no`"}, {Slot::type, "flag", "write `yes_no`"}, {Slot::type, "string", "write `text`"},
    {Slot::type, "varchar", "write `text`"}, {Slot::type, "integer", "write `number`"}, {Slot::type, "int", "write `number`"}, {Slot::type, "decimal", "write `number`"},
    {Slot::type, "float", "write `number`"}, {Slot::type, "datetime", "write `moment`"}, {Slot::type, "timestamp", "write `moment`"},
    {Slot::type, "percent", "write `percentage`"}, {Slot::type, "currency", "write `money`"}, {Slot::type, "list of", "write `choice of`"},

    {Slot::band, ">=", "write `at least`"}, {Slot::band, "<=", "write `at most`"}, {Slot::band, ">", "write `more than`"}, {Slot::band, "<", "write `less than`"},
    {Slot::band, "from", "say from where to where: `between 85% and 95%`"}, {Slot::band, "over", "write `more than`"}, {Slot::band, "above", "write `more than`"},
    {Slot::band, "under", "write `less than`"}, {Slot::band, "below", "write `less than`"}, {Slot::band, ":", "say from where on: `green at least 95%`"},
    {Slot::band, "=", "say from where on: `green at least 95%`"},

    {Slot::title, "'", "a title stands in double quotes: `\"Referral decided\"`"}, {Slot::title, "-", "a name has no hyphens: join its words by `_`"},
    {Slot::title, ":", "leave it out: a rule needs no sign behind its name"}, {Slot::title, "{", "leave it out: a rule ends where the next one begins"},

    {Slot::any, "//", "a comment begins with `#`"}, {Slot::any, "--", "a comment begins with `#`"}, {Slot::any, "/*", "a comment begins with `#` and ends with its line"},
    {Slot::any, ";", "leave it out: a line needs no sign at its end"}, {Slot::any, "% of", "write `percentage of`"}, {Slot::any, "%", "write `percentage of`"},
    {Slot::any, "{", "leave it out: a rule ends where the next one begins"}, {Slot::any, "}", "leave it out: a rule ends where the next one begins"},
    {Slot::any, ":", "leave it out: a line needs no sign at its end"}, {Slot::any, ".", "leave it out: a line needs no sign at its end"},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

Iterator past(Iterator at, Iterator end, std::string_view phrase) {
    for (const char c : phrase) {
        if (c == ' ') {
            if (at == end || *at != ' ') return nullptr;
            while (at != end && *at == ' ') ++at;
        } else if (at == end || lower(*at) != c) {
            return nullptr;
        } else {
            ++at;
        }
    }
    const bool word = is_word_char(phrase.back());
    return word && at != end && is_word_char(*at) ? nullptr : at;
}

namespace {

bool is_month(std::string_view word) {
    constexpr std::array<std::string_view, 12> months = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"};
    std::string small;
    for (const char c : word) small += lower(c);
    return std::find(months.begin(), months.end(), small) != months.end();
}

// The word that ends just before `at`, blanks between.
std::string_view word_before(Iterator at, Iterator begin) {
    while (at != begin && at[-1] == ' ') --at;
    Iterator start = at;
    while (start != begin && is_word_char(start[-1])) --start;
    return {start, static_cast<std::size_t>(at - start)};
}

// Where two words stand that end with `last`, or null.
Iterator start_of(std::string_view phrase, std::string_view last, Iterator begin) {
    const std::string_view first = word_before(last.data(), begin);
    const std::size_t blank = phrase.find(' ');
    return first == phrase.substr(0, blank) && last == phrase.substr(blank + 1) ? first.data() : nullptr;
}

// A function of Excel or SQL: `today()`, `networkdays(`.
Foreign called(Iterator at, const State& state) {
    const std::string_view name = word_before(at, state.begin);
    if (name.empty() || name.data() + name.size() != at) return {};
    std::string small;
    for (const char c : name) small += lower(c);
    const auto is = [&](std::initializer_list<std::string_view> names) { return std::find(names.begin(), names.end(), small) != names.end(); };
    const Iterator behind = at + 1 != state.end && at[1] == ')' ? at + 2 : at + 1;
    std::string help = "there are no functions here: say it in words, such as `count of review` or `age of child.born`";
    if (is({"today", "now", "getdate", "sysdate"})) help = behind == at + 2 ? "write `that day`" : "write it without brackets: `that day`";
    if (is({"datediff", "datedif", "days"})) help = "write it in words: `days from referral.received to referral.decided`";
    if (is({"networkdays", "workday", "workdays"})) help = "write it in words: `working days from referral.received to referral.decided`";
    if (is({"isblank", "isnull", "isempty"})) help = "write `is missing` behind the field";
    return {name.data(), behind, "a value", std::move(help)};
}

struct Slots {
    const std::vector<Expected>& named;
    std::string_view names(std::string_view what) const {
        for (const Expected& e : named)
            if (e.what.starts_with(what)) return e.what;
        return {};
    }
    // What of the list the words stand for; "" when the slot is not this one. Where any word may begin something new, all of it stays.
    std::string_view open(Slot slot) const {
        switch (slot) {
            case Slot::sign: return names("an operator");
            case Slot::unit: return names("a unit");
            case Slot::value: return names("a value").empty() ? (names("a number").empty() ? names("a field's name") : names("a number")) : names("a value");
            case Slot::length:
                for (const std::string_view what : {"a length", "otherwise", "a number"})
                    if (!names(what).empty()) return names(what);
                return {};
            case Slot::after_limit: return names("when");
            case Slot::type: return names("a type");
            case Slot::title: return names("a \"title\"");
            case Slot::name: return names("a name");
            case Slot::band: return names("at least").empty() || names("between").empty() ? std::string_view{} : names("at least");
            case Slot::any: break;
        }
        return "a new clause";
    }
};

}  // namespace

Foreign foreign_at(Iterator at, const State& state, const std::vector<Expected>& named, bool new_line) {
    const Iterator end = state.end;
    if (at == end) return {};
    Iterator line = at;
    while (line != state.begin && (line[-1] == ' ' || line[-1] == '\t')) --line;
    new_line = new_line || line == state.begin || line[-1] == '\n';
    if (const Foreign habit = habit_at(at, state, named, new_line); habit.from != nullptr) return habit;
    const Slots slots{named};
    const std::string_view found = token_at(at, end), sign = slots.open(Slot::sign), value = slots.open(Slot::value);
    if (found == "-" && at + 1 != end && at[1] == '>') return {at, at + 2, "`.` and a field", "write `.`"};
    // `<>` is read up to its second half.
    if (*at == '>' && at != state.begin && at[-1] == '<' && !value.empty()) {
        const Iterator null = past(at, end, "> null");
        return {at - 1, null != nullptr ? null : at + 1, "an operator such as `is`, `and` or `+`", null != nullptr ? "write `is known`" : "write `is not`"};
    }
    if (*at == '(' && !sign.empty()) {
        if (Foreign call = called(at, state); call.from != nullptr) return call;
    }
    if ((*at == '<' || *at == '>') && !sign.empty()) return {at, at + 1, sign, "two comparisons are joined by `and`; for a range write `is between 1 and 3`"};
    // One word is wanted, and another sign or word stands in its place.
    if (!new_line && named.size() == 1 && named[0].word && (found == "=" || found == ":" || found == "as" || found == "are")) return {at, found.data() + found.size(), {}, "write `" + std::string(named[0].what) + "`"};
    for (const Row& row : rows) {
        const std::string_view expected = slots.open(row.slot);
        if (expected.empty() || (new_line && row.slot != Slot::any)) continue;
        if (row.slot == Slot::any && row.phrase == "%" && slots.names("percentage of").empty()) continue;
        const Iterator to = past(at, end, row.phrase);
        if (to == nullptr || (row.slot == Slot::value && to != end && *to == '.')) continue;      // a record of that name
        const bool listed = row.slot == Slot::after_limit || row.slot == Slot::band || row.slot == Slot::any;
        return {at, to, listed ? std::string_view{} : expected, std::string(row.help)};
    }
    if (const ForeignStart start = new_line ? foreign_clause(at, end, {}) : ForeignStart{}; start.to != nullptr)
        return {at, start.to, {}, start.help.empty() ? "write `" + std::string(start.meant) + "`" : start.help};
    if (new_line) return *at == '\'' ? Foreign{at, at + 1, {}, "a comment begins with `#`"} : Foreign{};
    // Capitals: a word of the language, but for its case.
    std::string small;
    for (const char c : found) small += lower(c);
    if (small != found && is_reserved(small) && !is_month(found)) return {at, found.data() + found.size(), {}, "write `" + small + "`"};
    const std::string_view before = word_before(at, state.begin);
    if (is_month(found) && !slots.names("birthday of").empty()) return {before.data(), found.data() + found.size(), "a value", "write the day as a number alone: `1 March 2024`"};
    if (const Iterator start = found == "than" ? start_of("no more", before, state.begin) : nullptr) return {start, found.data() + found.size(), sign, "write `at most`"};
    if (const Iterator start = found == "than" ? start_of("no less", before, state.begin) : nullptr) return {start, found.data() + found.size(), sign, "write `at least`"};
    if (!sign.empty() && before == "last") return {before.data(), before.data() + before.size(), "a value", "write `latest`"};
    if (!sign.empty() && (before == "all" || before == "each")) return {before.data(), before.data() + before.size(), "a value", "say `every review where ... has ...`"};
    if (!sign.empty() && (before == "have" || before == "exists")) return {before.data(), before.data() + before.size(), "a value", "say `any review where ...`"};
    if (is_month(before) && found.size() == 4 && is_digit(*at)) return {before.data(), found.data() + 4, "a value", "write the day, too: `31 March 2024`"};
    if (!slots.names("a date").empty() && found.size() == 4 && is_digit(*at)) return {at, at + 4, {}, "write the day and the month, too: `31 December 2011`"};
    if (!sign.empty() && is_digit(*at) && (found.ends_with("am") || found.ends_with("pm"))) return {at, found.data() + found.size(), {}, "a time is written `10:00`, or `18:00` in the evening"};
    if (is_month(before) && found.size() < 3 && is_digit(*at)) return {at, found.data() + found.size(), {}, "write the day before the month: `1 March 2024`"};
    const bool digits = std::all_of(found.begin(), found.end(), is_digit);
    if (!slots.names("a grade's name").empty() && is_digit(*at)) return {at, found.data() + found.size(), {}, "an action needs a grade of a measure: `needs reviews_on_time at least green`"};
    if (!value.empty() && is_digit(*at) && !digits) return {at, found.data() + found.size(), {}, "write the number in digits alone"};
    const Iterator word_end = found.data() + found.size();
    if (found == "and" && !slots.names("as the year ending").empty()) return {at, word_end, {}, "beside `and`, columns joined by `or` stand in brackets: `(\"A\" or \"B\") and \"C\"`"};
    if (!slots.names("a weekday").empty()) return {at, word_end, {}, "write the day in full: `monday`"};
    if (!slots.names("a date").empty() && is_month(found)) return {at, word_end, {}, "write the day, too: `31 May 2012`"};
    if (!slots.names("a date").empty() && found == "by") return {at, word_end, {}, "leave it out, and write the date alone"};
    if (found == "most" && before == "at") return {before.data(), word_end, {}, "write `within`"};
    if (found == "to" && before == "belongs") return {before.data(), word_end, {}, "write `of`"};
    if (!slots.names("a mark").empty() && found == "not") return {at, word_end, {}, "leave it out: a field without `optional` is always expected"};
    if (!slots.names("by").empty() && !sign.empty() && is_word_char(*at) && !slots.names(",").empty())
        return {at, word_end, {}, "say `at least` and a grade, or a condition and `by` a date"};
    if (!slots.open(Slot::band).empty() && before == "else") return {before.data(), before.data() + before.size(), {}, "write `otherwise`"};
    if (!slots.names("out of").empty() && (found == "met" || found == "late" || found == "overdue")) return {at, word_end, {}, "write `that are " + std::string(found) + "`"};
    if (!slots.names("a \"text\"").empty() && is_word_char(*at)) return {at, word_end, {}, "put the whole text in quotes"};
    if (!slots.open(Slot::band).empty() && is_digit(*at)) return {at, found.data() + found.size(), {}, "say from where on: `green at least 95%`, or `amber between 85% and 95%`"};
    if (!slots.names(",").empty() && is_word_char(*at) && !is_reserved(found)) return {at, found.data() + found.size(), {}, "put a comma before it, if it is the next of a list"};
    if (!slots.open(Slot::title).empty() && is_word_char(*at))
        return {at, found.data() + found.size(), {}, "put a title in quotes; if it belongs to the name, join the words of the name by `_`"};
    if (!slots.open(Slot::name).empty() && *at == '"') return {at, found.data() + found.size(), {}, "give it a name of one word without quotes; a title in quotes may follow it"};
    if (!slots.open(Slot::name).empty() && is_digit(*at)) return {at, found.data() + found.size(), {}, "a name begins with a letter"};
    Iterator behind = word_end;
    while (behind != state.end && (*behind == ' ' || *behind == '\t')) ++behind;
    const bool alone = behind == state.end || *behind == '\n' || *behind == '\r' || *behind == '#' || *behind == '"';
    if (named.size() == 1 && !slots.open(Slot::name).empty() && is_joining(found) && alone)
        return {at, word_end, {}, "`" + std::string(found) + "` is a word of the language: put it in back-ticks to use it as a name"};
    if (named.size() == 1 && !slots.open(Slot::name).empty() && is_joining(found)) return {at, found.data() + found.size(), {}, "a name is one word: join its words by `_`, as in `in_time`"};
    if (found == "," && !slots.names(")").empty()) return {at, at + 1, {}, "the values of `is one of` stand without brackets"};
    if (found == "-" && !slots.names("and").empty() && !slots.names("a time").empty()) return {at, at + 1, {}, "say it as `monday to friday`"};
    if (!slots.names("a time").empty() && digits) return {at, word_end, {}, "a time is written `17:00`; a limit begins with `within`"};
    if (!slots.names("a time").empty() && is_digit(*at)) return {at, found.data() + found.size(), {}, "write the time with 24 hours: `17:00`"};
    return {};
}

}  // namespace duly::grammar
