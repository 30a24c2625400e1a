#include "dsl/base/time_zone_file.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"

namespace duly {
namespace {

constexpr std::int64_t day_seconds = 86'400;
constexpr int last_year = 3000;     // no date is later

// Reads from the front; once something is missing, all that follows is.
struct Bytes {
    std::string_view left;
    bool good = true;

    std::string_view take(std::size_t n) {
        if (n > left.size()) good = false;
        if (!good) return {};
        const auto taken = left.substr(0, n);
        left.remove_prefix(n);
        return taken;
    }
    std::int64_t number(std::size_t bytes) {
        const auto text = take(bytes);
        std::uint64_t value = !text.empty() && (static_cast<unsigned char>(text[0]) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
        for (const char c : text) value = value << 8 | static_cast<unsigned char>(c);
        return static_cast<std::int64_t>(value);
    }
};

struct Header { int version = 0; std::size_t utc = 0, standard = 0, leaps = 0, times = 0, types = 0, letters = 0; };

Header header(Bytes& bytes) {
    Header out;
    if (bytes.take(4) != "TZif") bytes.good = false;
    const auto version = bytes.take(1);
    out.version = version.empty() || version[0] == '\0' ? 1 : version[0] - '0';
    bytes.take(15);
    for (std::size_t* count : {&out.utc, &out.standard, &out.leaps, &out.times, &out.types, &out.letters}) *count = static_cast<std::size_t>(bytes.number(4) & 0xffffffff);
    return out;
}

// The rule at the end of a file, as POSIX writes TZ: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct Change {
    char kind = 'M';                // M month.week.weekday, J day 1 to 365 without 29 February, 0 day 0 to 365
    int month = 0, week = 0, day = 0;
    std::int64_t time = 7'200;      // seconds after midnight, perhaps of another day
};
struct Rule { std::int32_t standard = 0, summer = 0; bool changes = false; Change begin, end; };

struct RuleText {
    std::string_view left;
    bool good = true;

    bool skip(char c) {
        if (left.empty() || left.front() != c) return false;
        left.remove_prefix(1);
        return true;
    }
    int whole() {
        int value = 0;
        std::size_t digits = 0;
        for (; digits < left.size() && digits < 4 && left[digits] >= '0' && left[digits] <= '9'; ++digits) value = value * 10 + (left[digits] - '0');
        if (digits == 0) good = false;
        left.remove_prefix(digits);
        return value;
    }
    void name() {
        const bool quoted = skip('<');
        std::size_t n = 0;
        const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
        while (n < left.size() && (quoted ? left[n] != '>' : letter(left[n]))) ++n;
        if (n == 0) good = false;
        left.remove_prefix(n);
        if (quoted && !skip('>')) good = false;
    }
    std::int64_t time() {           // h[:mm[:ss]] with a sign
        const bool minus = skip('-');
        if (!minus) skip('+');
        std::int64_t seconds = std::int64_t{whole()} * 3'600;
        if (skip(':')) seconds += std::int64_t{whole()} * 60;
        if (skip(':')) seconds += whole();
        return minus ? -seconds : seconds;
    }
    Change change() {
        Change out;
        if (!skip(',')) good = false;
        if (skip('M')) {
            out.month = whole();
            if (!skip('.')) good = false;
            out.week = whole();
            if (!skip('.')) good = false;
            out.day = whole();
            good = good && out.month >= 1 && out.month <= 12 && out.week >= 1 && out.week <= 5 && out.day <= 6;
        } else {
            out.kind = skip('J') ? 'J' : '0';
            out.day = whole();
            good = good && out.day <= 365;
        }
        if (skip('/')) out.time = time();
        return out;
    }
};

std::optional<Rule> rule_of(std::string_view text) {
    RuleText in{text};
    Rule rule;
    in.name();
    rule.standard = static_cast<std::int32_t>(-in.time());      // POSIX counts to the west
    if (in.good && !in.left.empty()) {
        rule.changes = true;
        in.name();
        rule.summer = rule.standard + 3'600;
        if (!in.left.empty() && in.left.front() != ',') rule.summer = static_cast<std::int32_t>(-in.time());
        rule.begin = in.change();
        rule.end = in.change();
    }
    return in.good && in.left.empty() ? std::optional(rule) : std::nullopt;
}

// The wall time of a change, by the clocks before it.
std::int64_t wall_of(const Change& change, int year) {
    std::int32_t day = 0;
    if (change.kind == 'M') {
        const auto month = static_cast<unsigned>(change.month);
        const std::int32_t first = to_day({year, month, 1});
        const std::int32_t to_sunday = static_cast<std::int32_t>((weekday(first) + 1) % 7);         // 0 where it is one
        day = first + (change.day - to_sunday + 7) % 7 + 7 * (change.week - 1);
        if (day >= first + static_cast<std::int32_t>(days_in_month(year, month))) day -= 7;         // week 5 is the last
    } else {
        day = to_day({year, 1, 1}) + change.day;
        if (change.kind == 'J') day -= is_leap(year) && change.day > 59 ? 0 : 1;
    }
    return day * day_seconds + change.time;
}

void add_later_years(ZoneFile& zone, const Rule& rule) {
    const auto add = [&zone](std::int64_t at, std::int32_t offset) {
        if (!zone.at.empty() && at <= zone.at.back()) return;
        if ((zone.offset.empty() ? zone.first : zone.offset.back()) == offset) return;
        zone.at.push_back(at);
        zone.offset.push_back(offset);
    };
    if (!rule.changes) return;      // the last stretch of the table goes on
    const int from = zone.at.empty() ? 1600 : to_civil(static_cast<std::int32_t>(zone.at.back() / day_seconds)).year;
    for (int year = from; year <= last_year; ++year) {
        const std::pair<std::int64_t, std::int32_t> begin{wall_of(rule.begin, year) - rule.standard, rule.summer};
        const std::pair<std::int64_t, std::int32_t> end{wall_of(rule.end, year) - rule.summer, rule.standard};
        add(std::min(begin, end).first, std::min(begin, end).second);
        add(std::max(begin, end).first, std::max(begin, end).second);
    }
}

}  // namespace

std::optional<ZoneFile> read_zone_file(std::string_view text) {
    Bytes bytes{text};
    // The first part, with times of four bytes, is there for old readers.
    Header head = header(bytes);
    if (!bytes.good || head.version < 2) return std::nullopt;
    bytes.take(head.times * 5 + head.types * 6 + head.letters + head.leaps * 8 + head.standard + head.utc);
    head = header(bytes);
    if (!bytes.good || head.types == 0 || head.leaps != 0 || head.times > bytes.left.size()) return std::nullopt;

    ZoneFile zone;
    zone.at.reserve(head.times);
    for (std::size_t i = 0; i < head.times; ++i) zone.at.push_back(bytes.number(8));
    const auto kinds = bytes.take(head.times);
    std::vector<std::int32_t> offsets;
    for (std::size_t i = 0; i < head.types && bytes.good; ++i) {
        offsets.push_back(static_cast<std::int32_t>(bytes.number(4)));
        bytes.take(2);
    }
    bytes.take(head.letters + head.standard + head.utc);
    if (!bytes.good || !std::is_sorted(zone.at.begin(), zone.at.end())) return std::nullopt;
    for (const auto offset : offsets)
        if (offset <= -26 * 3'600 || offset >= 26 * 3'600) return std::nullopt;
    zone.first = offsets[0];
    for (const char kind : kinds) {
        if (static_cast<unsigned char>(kind) >= offsets.size()) return std::nullopt;
        zone.offset.push_back(offsets[static_cast<unsigned char>(kind)]);
    }
    auto rest = bytes.left;
    if (rest.size() >= 2 && rest.front() == '\n' && rest.substr(1).find('\n') != std::string_view::npos) {
        rest = rest.substr(1, rest.substr(1).find('\n'));
        if (const auto rule = rule_of(rest)) add_later_years(zone, *rule);
        else if (!rest.empty()) return std::nullopt;
    }
    return zone;
}

}  // namespace duly
