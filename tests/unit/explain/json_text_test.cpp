#include "engine/explain/json_text.hpp"

#include <gtest/gtest.h>

namespace {

using duly::explain::JsonText;

std::string text_of(std::string_view text) {
    std::string out;
    duly::explain::add_json_text(out, text);
    return out;
}

TEST(JsonText, quotes_and_controls_are_escaped_and_what_is_no_utf_8_is_replaced) {
    EXPECT_EQ(text_of("plain"), "\"plain\"");
    EXPECT_EQ(text_of("a\"b\\c"), "\"a\\\"b\\\\c\"");
    EXPECT_EQ(text_of("a\n\t\r\x01\x7f"), "\"a\\n\\t\\r\\u0001\\u007f\"");
    EXPECT_EQ(text_of("Zoë"), "\"Zoë\"");
    EXPECT_EQ(text_of("a\xFF" "b\xC3"), "\"a\xEF\xBF\xBD" "b\xEF\xBF\xBD\"");
}

TEST(JsonText, commas_stand_between_members_and_elements_only) {
    std::string out;
    JsonText json(out);
    json.open('{');
    json.text("a", "x");
    json.key("b").open('[');
    json.number(1);
    json.number(-2);
    json.open('{');
    json.close('}');
    json.close(']');
    json.text_or_null("c", "");
    json.key("d").raw("[true]");
    json.yes_no("e", false);
    json.close('}');
    EXPECT_EQ(out, R"({"a":"x","b":[1,-2,{}],"c":null,"d":[true],"e":false})");
}

}  // namespace
