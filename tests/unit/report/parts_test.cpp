// What makes files cheap to write gives the bytes that the plain way gives.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "dsl/base/date.hpp"
#include "engine/report/day_texts.hpp"
#include "engine/report/entry_order.hpp"
#include "engine/report/file_parts.hpp"

namespace duly::report {
namespace {

TextBuffer bytes(std::string_view text) {
    TextBuffer out;
    out.append(text);
    return out;
}

TEST(FileParts, APartWaitsForThoseBeforeIt) {
    std::string file, calls;
    const FilePiece piece = [&](const std::string& name, std::uint64_t at, std::string_view part) {
        EXPECT_EQ(name, "a.csv");
        EXPECT_EQ(at, file.size());
        file += part;
        calls += '.';
    };
    FileParts parts("a.csv", 4, piece);
    parts.made(2, bytes("third,"));
    parts.made(1, bytes("second,"));
    EXPECT_EQ(file, "");
    parts.made(0, bytes("first,"));
    EXPECT_EQ(file, "first,second,third,");
    parts.made(3, bytes(""));
    EXPECT_EQ(calls, "....");
}

TEST(TextBuffer, GrowsAndIsUsedAgain) {
    TextBuffer out;
    std::string same;
    for (int i = 0; i < 2'000; ++i) {
        out.append(std::to_string(i));
        same += std::to_string(i);
    }
    EXPECT_EQ(out.view(), same);
    const TextBuffer moved = std::move(out);
    EXPECT_EQ(moved.view(), same);
    TextBuffer again = bytes("x");
    again.clear();
    again.append("y");
    EXPECT_EQ(again.view(), "y");
}

TEST(DayTexts, AsDaysAreWritten) {
    const std::int32_t around = to_day({2024, 12, 31});
    const DayTexts texts(around);
    std::size_t found = 0;
    for (std::int32_t day = around - 12'000; day < around + 3'000; ++day) {
        const char* ten = texts.find(day);
        if (!ten) continue;
        ++found;
        EXPECT_EQ(std::string(ten, 10), format_day(day));
    }
    EXPECT_EQ(found, 10'000u);
    EXPECT_EQ(texts.find(INT64_MIN), nullptr);
    EXPECT_EQ(texts.find(INT64_MAX), nullptr);
}

TEST(EntryOrder, NumbersStandAsTheirTexts) {
    std::vector<std::uint64_t> numbers = {0, 1, 5, 9, 10, 11, 50, 51, 99, 100, 500, 1'000'000'000'000, 9'223'372'036'854, 9'999'999'999'999, 10'000'003, 9'999'999, 6};
    for (std::uint64_t n = 3; n < 4'000'000'000'000; n *= 7) numbers.push_back(n), numbers.push_back(n - 1), numbers.push_back(n + 1);
    for (const std::uint64_t a : numbers)
        for (const std::uint64_t b : numbers) {
            const int texts = std::to_string(a).compare(std::to_string(b));
            EXPECT_EQ(order_of_digits(a) < order_of_digits(b), texts < 0) << a << " " << b;
            EXPECT_EQ(order_of_digits(a) == order_of_digits(b), texts == 0) << a << " " << b;
        }
}

}  // namespace
}  // namespace duly::report
