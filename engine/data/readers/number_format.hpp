// Cells of a worksheet that hold a number, as the text that they stand for.
#pragma once

#include <string>
#include <string_view>

namespace duly::data {

// What a number format makes of a number. `noughts`: a format of noughts only, as codes with leading noughts have.
struct NumberFormat {
    enum class Kind : unsigned char { number, date, moment, time, per_cent, noughts } kind = Kind::number;
    unsigned char noughts = 0;
};
NumberFormat built_in_format(unsigned id);
NumberFormat read_format(std::string_view code);
// `number` as it stands in the file. Days are counted from 1900 with its false 29 February, or from 1904. Dates come as 2024-03-01,
// moments as 2024-03-01 09:30:00, times as 09:30:00; a percentage as 95.5%. What is no number comes back as it is.
std::string number_cell(std::string_view number, NumberFormat format, bool from_1904);

}  // namespace duly::data
