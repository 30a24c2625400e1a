#include "engine/cli/args.hpp"

#include <gtest/gtest.h>

namespace duly::cli {
namespace {

const std::vector<Option> options = {{"data", "PATH", "", true},
                                     {"as-of", "DATE", ""},
                                     {"all", "", ""},
                                     {"fail-on", "WHAT", "", true, {"breach", "unknown"}},
                                     {"format", "FORMAT", "", false, {"text", "json"}}};

TEST(Args, WordsAndOptions) {
    ParsedArgs parsed = parse_args({"rules", "--data", "a", "more", "--data=b,c", "--all", "--as-of", "2026-03-31"}, options);
    EXPECT_EQ(parsed.mistake, "");
    EXPECT_EQ(parsed.args.words, (std::vector<std::string>{"rules", "more"}));
    EXPECT_EQ(parsed.args.all("data"), (std::vector<std::string>{"a", "b,c"}));
    EXPECT_EQ(parsed.args.list("data"), (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_TRUE(parsed.args.has("all"));
    EXPECT_EQ(parsed.args.get("as-of"), "2026-03-31");
    EXPECT_EQ(parsed.args.get("format", "text"), "text");
}

TEST(Args, AfterTwoDashesEverythingIsAWord) {
    ParsedArgs parsed = parse_args({"--", "--data", "-x"}, options);
    EXPECT_EQ(parsed.args.words, (std::vector<std::string>{"--data", "-x"}));
}

TEST(Args, Mistakes) {
    auto mistake = [](std::vector<std::string> words) { return parse_args(words, options).mistake; };
    EXPECT_EQ(mistake({"--dat", "x"}), "there is no option `--dat`; did you mean `--data`?");
    EXPECT_EQ(mistake({"-data", "x"}), "there is no option `-data`; did you mean `--data`?");
    EXPECT_EQ(mistake({"--zzz"}), "there is no option `--zzz`");
    EXPECT_EQ(mistake({"--as-of"}), "`--as-of` needs a value: --as-of DATE");
    EXPECT_EQ(mistake({"--as-of", "--all"}), "`--as-of` needs a value: --as-of DATE");
    EXPECT_EQ(mistake({"--as-of=1", "--as-of=2"}), "`--as-of` is given twice");
    EXPECT_EQ(mistake({"--all=yes"}), "`--all` takes no value");
    EXPECT_EQ(mistake({"--format", "jsn"}), "`--format` takes text or json, not `jsn`; did you mean `json`?");
    EXPECT_EQ(mistake({"--fail-on", "breach,unknown"}), "");
    EXPECT_EQ(mistake({"--fail-on", "breach,x"}), "`--fail-on` takes breach or unknown, not `x`");
}

TEST(Args, Counts) {
    EXPECT_EQ(read_count("8", 1, 16), 8u);
    for (const char* bad : {"0", "17", "-1", "x", "", "8x", "99999999999999999999"}) EXPECT_FALSE(read_count(bad, 1, 16)) << bad;
}

}  // namespace
}  // namespace duly::cli
