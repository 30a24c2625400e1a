// The loops over cells of a column say the same in each way that the processor has, and what the cells say one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "engine/data/usual_codes.hpp"
#include "engine/data/usual_digits.hpp"

namespace duly::data::test {
namespace {

// A column of three, with letters around as in a file.
struct Made {
    std::string text = std::string(64, '\n');
    std::vector<std::uint32_t> begins = {64}, taken;
    std::size_t count = 0;
    bool all = true, strip = false;

    template <typename Cell>
    Made(std::mt19937& random, bool windows, Cell cell) : count(random() % 90), all(random() % 2), strip(windows) {
        for (std::size_t i = 0; i < 3 * count; ++i) {
            text += cell();
            text += i % 3 < 2 ? "," : windows && random() % 4 ? "\r\n" : "\n";
            begins.push_back(static_cast<std::uint32_t>(text.size()));
        }
        text += std::string(64, ' ');
        for (std::uint32_t i = 0; i < count; ++i)
            if (random() % 8) taken.push_back(i);
    }
    MarkedRows::Column column() const { return {text.data(), begins.data() + (strip ? 2 : 1), 3, strip}; }
    const std::uint32_t* rows() const { return all ? nullptr : taken.data(); }
    std::size_t size() const { return all ? count : taken.size(); }
    std::string_view cell(std::size_t at) const { return column()[all ? at : taken[at]]; }
};

std::vector<RowMarks::Wide> ways() { return {RowMarks::Wide::plain, RowMarks::widest()}; }

TEST(UsualLoops, DigitsAreThoseOfTheCells) {
    std::mt19937 random(5);
    const auto cell = [&]() -> std::string {
        switch (random() % 24) {
            case 0: return "";
            case 1: return "0";
            case 2: return "007";
            case 3: return "123456789";
            case 4: return "12a4";
            case 5: return ":";
            case 6: return "/1234567";
            case 7: return " 12";
            case 8: return std::string(random() % 40, '1');
            default: return std::to_string(random() % (random() % 2 ? 100'000'000u : 1000u));
        }
    };
    for (int round = 0; round < 500; ++round) {
        const Made made(random, round % 4 == 0, cell);
        const bool as_text = round % 2;
        for (const auto wide : ways()) {
            std::vector<std::uint64_t> number(made.size(), 77);
            std::vector<std::uint32_t> odd(made.size() + 8), expected;
            odd.resize(usual_digits(wide)(made.column(), made.rows(), made.size(), 1'000'000, as_text, number.data(), odd.data()));
            for (std::size_t i = 0; i < made.size(); ++i) {
                const std::string text(made.cell(i));
                const bool good = !text.empty() && text.size() <= 8 && text.find_first_not_of("0123456789") == std::string::npos && !(as_text && text[0] == '0');
                if (!good) expected.push_back(static_cast<std::uint32_t>(i));
                ASSERT_EQ(number[i], good ? std::stoull(text) * 1'000'000 : 0) << text;
            }
            ASSERT_EQ(odd, expected);
        }
    }
}

TEST(UsualLoops, WordsAreThoseOfTheMemory) {
    std::mt19937 random(6);
    const std::vector<std::string> known = {"visit", "review", "a", "12345678", "123456789", "health_assessment", "Assessment North 1", "Assessment South 1", std::string(31, 'y')};
    const std::vector<std::string> others = {"", "visits", "b", std::string(32, 'y'), std::string(300, 'y'), " visit", "Visit"};
    const std::string around(64, ' ');
    QuickMemory codes;
    QuickTexts texts;
    codes.put({}, quick_code(State::missing, 0));
    texts.put({}, quick_text(nullptr));
    for (std::size_t i = 0; i < known.size(); ++i) {
        const auto padded = around + known[i] + around;
        const auto text = std::string_view(padded).substr(around.size(), known[i].size());
        codes.put(text, quick_code(i % 3 ? State::known : State::unreadable, static_cast<std::uint16_t>(i + 1)));
        texts.put(text, quick_text(known[i].data()));
    }
    std::size_t met = 0;
    for (int round = 0; round < 500; ++round) {
        const Made made(random, round % 4 == 0, [&] { return random() % 20 ? known[random() % known.size()] : others[random() % others.size()]; });
        std::vector<std::size_t> stops[2];
        for (const auto wide : ways()) {
            std::vector<State> state(made.size()), text_state(made.size());
            std::vector<std::uint16_t> code(made.size());
            std::vector<std::string_view> text(made.size());
            auto& stopped = stops[wide == RowMarks::Wide::plain ? 0 : 1];
            stopped.clear();
            for (std::size_t at = 0; (at = usual_codes(wide)(made.column(), made.rows(), at, made.size(), codes, state.data(), code.data())) < made.size(); ++at) stopped.push_back(at);
            for (std::size_t at = 0; (at = usual_texts(wide)(made.column(), made.rows(), at, made.size(), texts, State::blank, text_state.data(), text.data())) < made.size(); ++at) {}
            for (std::size_t i = 0; i < made.size(); ++i) {
                if (std::find(stopped.begin(), stopped.end(), i) != stopped.end()) continue;
                ++met;
                const auto at = static_cast<std::size_t>(std::find(known.begin(), known.end(), made.cell(i)) - known.begin());
                if (at == known.size()) {
                    ASSERT_EQ(made.cell(i), "");
                    ASSERT_EQ(state[i], State::missing);
                    continue;
                }
                ASSERT_EQ(code[i], at + 1) << made.cell(i);
                ASSERT_EQ(state[i], at % 3 ? State::known : State::unreadable);
                ASSERT_EQ(text[i], known[at]);
                ASSERT_EQ(text[i].data(), known[at].data());
                ASSERT_EQ(text_state[i], State::known);
            }
        }
        if (RowMarks::widest() != RowMarks::Wide::plain) {
            ASSERT_EQ(stops[0], stops[1]);
        }
    }
    EXPECT_GT(met, 20'000u);
}

}  // namespace
}  // namespace duly::data::test
