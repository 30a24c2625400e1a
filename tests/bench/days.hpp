// Days for the measuring programs: 16 bits a day, working days and months by look-up. Nothing of the engine's.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace bench {

using Day = std::uint16_t;     // 1 is 1 January 1990, 0 is no date

constexpr int first_year = 1990, years = 44, last_day = 16071;     // 31 December 2033
constexpr std::size_t days_kept = 1u << 14;

struct Date {
    int year, month, day;
};

class Days {
public:
    Days();

    static const std::vector<Date>& bank_holidays();     // England and Wales, 2010 to 2027, as gov.uk lists them

    Day of(Date) const;
    /// The n-th working day after `day`; day itself is the 0th, open or not.
    Day working(Day day, int n) const { return opens[open[day] + n]; }
    /// So many months later, the last of the month where that has no such day.
    Day months(Day day, int n) const;

    std::vector<Day> open;            // working days from 1 January 1990 up to and with this one
    std::vector<Day> opens;           // the n-th of them
    std::vector<Day> month;           // months since January 1990
    std::vector<Date> date;
    std::vector<std::array<char, 16>> text;     // yyyy-mm-dd

private:
    std::array<Day, years * 12 + 1> starts_{};     // of months
};

}  // namespace bench
