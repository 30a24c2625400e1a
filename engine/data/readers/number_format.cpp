#include "engine/data/readers/number_format.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "dsl/base/date.hpp"

namespace duly::data {

using Kind = NumberFormat::Kind;

NumberFormat built_in_format(unsigned id) {
    if (id == 9 || id == 10) return {Kind::per_cent};
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return {Kind::date};
    if (id == 22) return {Kind::moment};
    if ((id >= 18 && id <= 21) || id == 45 || id == 47) return {Kind::time};
    return {};
}

NumberFormat read_format(std::string_view code) {
    bool date = false, time = false, month = false, per_cent = false, only_noughts = !code.empty();
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        const char c = code[i];
        if (c != '0') only_noughts = false;
        if (c == '"') {
            i = std::min(code.find('"', i + 1), code.size());
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '[') {
            const auto inside = code.substr(i + 1, code.find(']', i) - i - 1);
            if (inside == "h" || inside == "hh" || inside == "m" || inside == "mm" || inside == "s" || inside == "ss") return {};   // a length of time
            i = std::min(code.find(']', i), code.size());
        } else if (c == 'd' || c == 'D' || c == 'y' || c == 'Y') {
            date = true;
        } else if (c == 'h' || c == 'H' || c == 's' || c == 'S') {
            time = true;
        } else if (c == 'm' || c == 'M') {
            month = true;
        } else if (c == '%') {
            per_cent = true;
        }
    }
    if (time) return {date ? Kind::moment : Kind::time};
    if (date || month) return {Kind::date};
    if (per_cent) return {Kind::per_cent};
    if (only_noughts && code.size() > 1 && code.size() < 30) return {Kind::noughts, static_cast<unsigned char>(code.size())};
    return {};
}

namespace {

// Without exponent and without the digits that only the machine's rounding made: 0.10000000000000001 is 0.1.
std::string plain(std::string_view number, double value) {
    const auto digits = std::count_if(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits <= 15 && number.find_first_not_of("-.0123456789") == std::string_view::npos) return std::string(number);
    char out[400];
    const auto end = std::to_chars(out, out + sizeof out, value, std::chars_format::fixed).ptr;
    return {out, end};
}

// A hundred times as much, digit by digit.
std::string hundredfold(std::string text) {
    auto point = text.find('.');
    if (point == std::string::npos) point = text.size();
    else text.erase(point, 1);
    while (text.size() < point + 2) text += '0';
    if (text.size() > point + 2) text.insert(point + 2, ".");
    const std::size_t sign = text[0] == '-' ? 1 : 0;
    while (text.size() > sign + 1 && text[sign] == '0' && text[sign + 1] != '.') text.erase(sign, 1);
    return text;
}

std::string two(long value) { return (value < 10 ? "0" : "") + std::to_string(value); }

}  // namespace

std::string number_cell(std::string_view number, NumberFormat format, bool from_1904) {
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || end != number.data() + number.size() || !std::isfinite(value)) return std::string(number);
    const auto text = plain(number, value);
    if (format.kind == Kind::number) return text;
    if (format.kind == Kind::per_cent) return hundredfold(text) + "%";
    if (format.kind == Kind::noughts) {
        if (text.find_first_not_of("0123456789") != std::string::npos || text.size() >= format.noughts) return text;
        return std::string(format.noughts - text.size(), '0') + text;
    }
    if (value < 0 || value >= (from_1904 ? 2'957'004 : 2'958'466)) return text;       // no day before 1900 or after 9999
    auto day = static_cast<long>(value);
    auto second = std::lround((value - static_cast<double>(day)) * 86400);
    if (second == 86400) second = 0, ++day;
    const auto time = two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60);
    if (format.kind == Kind::time && day == 0) return time;
    const auto with_time = [&](const std::string& date) { return second || format.kind != Kind::date ? date + " " + time : date; };
    const auto first = from_1904 ? to_day({1904, 1, 1}) : day < 60 ? to_day({1899, 12, 31}) : to_day({1899, 12, 30});
    if (!from_1904 && day == 60) return with_time("1900-02-29");
    if (!from_1904 && day == 0) return with_time("1900-01-00");
    return with_time(format_day(first + static_cast<std::int32_t>(day)));
}

}  // namespace duly::data
