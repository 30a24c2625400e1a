#include "tests/bench/days.hpp"

#include <algorithm>
#include <cstring>

namespace bench {
namespace {

// yymmdd
constexpr int holidays[] = {
    100101, 100402, 100405, 100503, 100531, 100830, 101227, 101228,
    110103, 110422, 110425, 110429, 110502, 110530, 110829, 111226, 111227,
    120102, 120406, 120409, 120507, 120604, 120605, 120827, 121225, 121226,
    130101, 130329, 130401, 130506, 130527, 130826, 131225, 131226,
    140101, 140418, 140421, 140505, 140526, 140825, 141225, 141226,
    150101, 150403, 150406, 150504, 150525, 150831, 151225, 151228,
    160101, 160325, 160328, 160502, 160530, 160829, 161226, 161227,
    170102, 170414, 170417, 170501, 170529, 170828, 171225, 171226,
    180101, 180330, 180402, 180507, 180528, 180827, 181225, 181226,
    190101, 190419, 190422, 190506, 190527, 190826, 191225, 191226,
    200101, 200410, 200413, 200508, 200525, 200831, 201225, 201228,
    210101, 210402, 210405, 210503, 210531, 210830, 211227, 211228,
    220103, 220415, 220418, 220502, 220602, 220603, 220829, 220919, 221226, 221227,
    230102, 230407, 230410, 230501, 230508, 230529, 230828, 231225, 231226,
    240101, 240329, 240401, 240506, 240527, 240826, 241225, 241226,
    250101, 250418, 250421, 250505, 250526, 250825, 251225, 251226,
    260101, 260403, 260406, 260504, 260525, 260831, 261225, 261228,
    270101, 270326, 270329, 270503, 270531, 270830, 271227, 271228};

int length(int year, int month) {
    constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return lengths[month] + (month == 1 && year % 4 == 0);     // 1990 to 2033 has no odd hundred
}

}  // namespace

const std::vector<Date>& Days::bank_holidays() {
    static const std::vector<Date> all = [] {
        std::vector<Date> out;
        for (int day : holidays) out.push_back({2000 + day / 10000, day / 100 % 100, day % 100});
        return out;
    }();
    return all;
}

Days::Days() : open(days_kept), opens(days_kept), month(days_kept), date(days_kept), text(days_kept) {
    int day = 0, count = 0, weekday = 0;     // 1 January 1990 is a Monday
    std::size_t holiday = 0;
    opens[0] = 0;
    for (int m = 0; m < years * 12; ++m) {
        starts_[static_cast<std::size_t>(m)] = static_cast<Day>(day + 1);
        int year = first_year + m / 12;
        for (int d = 1, last = length(year, m % 12); d <= last; ++d) {
            auto at = static_cast<std::size_t>(++day);
            int number = (year % 100) * 10000 + (m % 12 + 1) * 100 + d;
            bool closed = year >= 2010 && holiday < std::size(holidays) && holidays[holiday] == number;
            holiday += closed;
            if (weekday < 5 && !closed) opens[static_cast<std::size_t>(++count)] = static_cast<Day>(day);
            weekday = weekday == 6 ? 0 : weekday + 1;
            open[at] = static_cast<Day>(count);
            month[at] = static_cast<Day>(m);
            date[at] = {year, m % 12 + 1, d};
            const char digits[] = {static_cast<char>('0' + year / 1000), static_cast<char>('0' + year / 100 % 10), static_cast<char>('0' + year / 10 % 10),
                                   static_cast<char>('0' + year % 10), '-', static_cast<char>('0' + (m % 12 + 1) / 10), static_cast<char>('0' + (m % 12 + 1) % 10),
                                   '-', static_cast<char>('0' + d / 10), static_cast<char>('0' + d % 10)};
            std::memcpy(text[at].data(), digits, sizeof digits);
        }
    }
    starts_.back() = static_cast<Day>(day + 1);
    for (auto n = static_cast<std::size_t>(count + 1); n < days_kept; ++n) opens[n] = last_day;
}

Day Days::of(Date when) const { return static_cast<Day>(starts_[static_cast<std::size_t>((when.year - first_year) * 12 + when.month - 1)] + when.day - 1); }

Day Days::months(Day day, int n) const {
    auto to = static_cast<std::size_t>(month[day] + n);
    if (to >= starts_.size() - 1) return last_day;
    int last = starts_[to + 1] - starts_[to];
    return static_cast<Day>(starts_[to] + std::min(date[day].day, last) - 1);
}

}  // namespace bench
