#include <array>

#include "tests/property/generator.hpp"

namespace duly::property {

namespace {

template <std::size_t n>
std::string one(Writer& w, const std::array<std::string_view, n>& texts) { return std::string(texts[w.choose(n)]); }

constexpr std::array<std::string_view, 8> names = {"a", "review", "care_period", "x9", "long_name_of_a_field", "`measure`", "`two words`", "`tick``s # |`"};

}  // namespace

Tree name(Writer& w) { return w.leaf(Kind::name, one(w, names)); }

Tree text(Writer& w) {
    return w.leaf(Kind::text, one(w, std::array<std::string_view, 7>{"\"t\"", "\"\"", "\"say \"\"so\"\"\"", "\"# no comment\"", "\"a | b\"",
                                                                     "\"\xC3\xA9t\xC3\xA9 \xE6\x97\xA5\xE6\x9C\xAC\"", "\"a text that is long enough to break a line when several stand in it\""}));
}

Tree number(Writer& w, bool sign) {
    return w.leaf(Kind::number, one(w, std::array<std::string_view, 4>{"1", "20", "0.5", "12345678"}).insert(0, sign && w.choose(4) == 3 ? "-" : ""));
}

Tree percent(Writer& w) { return w.leaf(Kind::percent, one(w, std::array<std::string_view, 3>{"95%", "97.5%", "0%"})); }

Tree date(Writer& w) { return w.leaf(Kind::date, one(w, std::array<std::string_view, 4>{"2024-03-01", "1 March 2024", "29 February 2024", "1  April\t2011"})); }

Tree moment(Writer& w) {
    return w.leaf(Kind::moment, one(w, std::array<std::string_view, 3>{"2024-03-01 18:00", "1 March 2024 09:30", "2024-03-01  18:00:05"}));
}

Tree day_month(Writer& w) { return w.leaf(Kind::day_month, one(w, std::array<std::string_view, 2>{"26 December", "1 April"})); }

Tree time_of_day(Writer& w) { return w.leaf(Kind::time_of_day, one(w, std::array<std::string_view, 3>{"17:00", "8:30", "23:59:59"})); }

Tree unit(Writer& w) {
    constexpr std::array<std::string_view, 16> units = {"working days", "school days", "days", "weeks", "months", "years", "hours", "working hours",
                                                        "working day", "school day", "day", "week", "month", "year", "hour", "working hour"};
    const std::size_t which = w.choose(units.size());
    return w.spoken(Kind::unit, static_cast<std::uint8_t>(which % 8), units[which]);
}

Tree outcome(Writer& w) {
    constexpr std::array<std::string_view, 12> outcomes = {"met", "late", "late with reason", "too early", "overdue", "due soon", "due",
                                                           "no due date", "excluded", "not applicable", "unknown", "not run"};
    const auto which = static_cast<std::uint8_t>(w.choose(12));
    return w.spoken(Kind::outcome_name, which, outcomes[which]);
}

Tree field_ref(Writer& w) {
    constexpr std::array<std::string_view, 5> fields = {"held", "from", "date", "`with blank`", "x"};
    Tree record = name(w);
    w.text += '.';
    Tree field = w.leaf(Kind::name, one(w, fields), 0, true);
    return {Kind::field_ref, 0, {}, {std::move(record), std::move(field)}};
}

Tree length(Writer& w) {
    Tree amount = w.choose(3) == 2 ? field_ref(w) : number(w);
    return {Kind::length, 0, {}, {std::move(amount), unit(w)}};
}

}  // namespace duly::property
