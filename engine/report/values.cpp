#include "engine/report/values.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"

namespace duly::report {

using model::Type;

std::string decimal(std::int64_t scaled) {
    bool minus = scaled < 0;
    std::uint64_t size = minus ? 0 - static_cast<std::uint64_t>(scaled) : static_cast<std::uint64_t>(scaled);
    std::string text = std::to_string(size / model::number_scale);
    if (std::uint64_t rest = size % model::number_scale) {
        std::string digits = std::to_string(rest);
        digits.insert(0, 6 - digits.size(), '0');
        while (digits.back() == '0') digits.pop_back();
        text += "." + digits;
    }
    return minus ? "-" + text : text;
}

std::string rounded(std::int64_t n, std::int64_t d, int factor, int places) {
    __int128 scale = factor;
    for (int i = 0; i < places; ++i) scale *= 10;
    __int128 top = static_cast<__int128>(n) * scale;
    bool minus = top < 0;
    if (minus) top = -top;
    // Half away from zero, on the size of the value. A division of 64 bits, where it does, takes a tenth of the time.
    constexpr std::int64_t narrow = std::int64_t{1} << 61;
    const std::uint64_t whole = top < narrow && d < narrow ? (2 * static_cast<std::uint64_t>(top) + static_cast<std::uint64_t>(d)) / (2 * static_cast<std::uint64_t>(d))
                                                           : static_cast<std::uint64_t>((2 * top + d) / (2 * static_cast<__int128>(d)));
    std::size_t digits = 1;
    for (std::uint64_t rest = whole / 10; rest != 0; rest /= 10) ++digits;
    digits = std::max(digits, static_cast<std::size_t>(places) + 1);
    minus = minus && whole != 0;
    std::string text(minus + digits + (places > 0), minus ? '-' : '0');
    auto to = text.end();
    std::uint64_t rest = whole;
    for (std::size_t digit = 0; digit < digits; ++digit, rest /= 10) {
        if (places > 0 && digit == static_cast<std::size_t>(places)) *--to = '.';
        *--to = static_cast<char>('0' + rest % 10);
    }
    return text;
}

std::string measure_number(const model::Measure& measure, std::int64_t n, std::int64_t d) {
    if (d <= 0) return "";
    if (measure.percentage) return rounded(n, d, 100, measure.places.value_or(1));
    if (measure.places) return rounded(n, d, 1, *measure.places);
    // Without `rounded to` a whole number stays whole and anything else gets two places.
    return n % d == 0 ? std::to_string(n / d) : rounded(n, d, 1, 2);
}

std::string grade_words(const model::RuleSet& rules, const model::Measure& measure, const eval::MeasureValue& value) {
    if (measure.scale == model::none || value.hidden) return "";
    if (value.grade_from == model::none || value.grade_to == model::none) return "unrated";
    const model::Scale& scale = rules.scales[measure.scale];
    std::uint32_t best = std::min(value.grade_from, value.grade_to), worst = std::max(value.grade_from, value.grade_to);
    std::string words;
    for (std::uint32_t grade = best; grade <= worst && grade < scale.grades.size(); ++grade) {
        if (!words.empty()) words += " or ";
        words += scale.grades[grade];
    }
    return words;
}

std::string time_text(std::int64_t time, bool moment, const TimeZone& zone) {
    if (time == eval::no_time) return "";
    return moment ? format_moment(time, zone) : format_day(static_cast<model::Day>(time));
}

std::string as_of_text(const model::Literal& as_of, const TimeZone& zone) { return time_text(as_of.number, as_of.type == Type::moment, zone); }

namespace {

std::string partial_text(DayInterval days) {
    Civil first = to_civil(days.first), last = to_civil(days.last);
    std::string from = format_day(days.first);
    bool whole_month = first.day == 1 && first.year == last.year && first.month == last.month && last.day == days_in_month(last.year, last.month);
    if (whole_month) return from.substr(0, 7);
    bool whole_year = first.day == 1 && first.month == 1 && first.year == last.year && last.month == 12 && last.day == 31;
    if (whole_year) return from.substr(0, 4);
    return from + " to " + format_day(days.last);
}

bool seen(const data::Table& table, const model::Record& record, data::Row row, model::FieldId field, const model::Literal& as_of, const TimeZone& zone) {
    const data::Column& column = table.columns[field];
    if (row >= column.state.size()) return false;
    if (column.state[row] != data::State::known && column.state[row] != data::State::partial) return false;
    const model::Field& declared = record.fields[field];
    if (declared.planned) return true;
    bool moment = as_of.type == Type::moment;
    if (column.type == Type::date && column.day[row] > (moment ? zone.day(as_of.number) : static_cast<model::Day>(as_of.number))) return false;
    if (column.type == Type::moment) {
        if (moment ? column.number[row] > as_of.number : zone.day(column.number[row]) > as_of.number) return false;
    }
    return declared.with == model::none || seen(table, record, row, declared.with, as_of, zone);
}

}  // namespace

std::string_view cell_view(const data::Table& table, const model::Record& record, data::Row row, model::FieldId field, const model::Literal& as_of, const TimeZone& zone, std::string& room) {
    if (field >= table.columns.size() || row == data::no_row || !seen(table, record, row, field, as_of, zone)) return {};
    const data::Column& column = table.columns[field];
    const model::Field& declared = record.fields[field];
    switch (column.type) {
        case Type::text:
            return column.text[row];
        case Type::date:
            return room = column.state[row] == data::State::partial ? partial_text(column.partial(row)) : format_day(column.day[row]);
        case Type::moment:
            return room = format_moment(column.number[row], zone);
        case Type::yes_no:
            return column.code[row] ? "yes" : "no";
        case Type::choice:
            return column.code[row] < declared.choices.size() ? std::string_view(declared.choices[column.code[row]]) : std::string_view();
        case Type::percentage:
            return room = decimal(column.number[row] * 100) + "%";
        default:
            return room = decimal(column.number[row]);
    }
}

std::string cell_text(const data::Table& table, const model::Record& record, data::Row row, model::FieldId field, const model::Literal& as_of, const TimeZone& zone) {
    std::string room;
    return std::string(cell_view(table, record, row, field, as_of, zone, room));
}

}  // namespace duly::report
