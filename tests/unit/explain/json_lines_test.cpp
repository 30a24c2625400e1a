// JSON in lines: what is written reads back as what was put in, laid out as the library lays it out.
#include "engine/explain/json_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using duly::explain::JsonLayout;
using duly::explain::JsonText;
using Json = nlohmann::ordered_json;

TEST(JsonLines, LaidOutAsTheLibraryDoes) {
    std::string out;
    JsonText json(out, JsonLayout::lines);
    json.open('{');
    json.key("number").number(-12);
    json.key("nothing").null();
    json.key("none").open('[');
    json.close(']');
    json.key("empty").open('{');
    json.close('}');
    json.key("texts").texts({"a", ""});
    json.key("rows").open('[');
    for (const bool yes : {true, false}) {
        json.open('{');
        json.key("yes").yes_no(yes);
        json.key("or_null").text_or_null(yes ? "there" : "");
        json.close('}');
    }
    json.close(']');
    json.close('}');
    EXPECT_EQ(out, Json::parse(out).dump(1));
    EXPECT_EQ(Json::parse(out)["rows"][1]["or_null"], nullptr);
    EXPECT_EQ(out.substr(0, 30), "{\n \"number\": -12,\n \"nothing\": ");
}

TEST(JsonLines, DeepOnes) {
    std::string out;
    JsonText json(out, JsonLayout::lines);
    for (int i = 0; i < 40; ++i) {
        json.open('[');
        json.number(i);
    }
    for (int i = 0; i < 40; ++i) json.close(']');
    EXPECT_EQ(out, Json::parse(out).dump(1));
}

TEST(JsonLines, TextsOfAllKinds) {
    for (const std::string text : {"plain", "quote \" and \\", "line\nend\ttab\r", "caf\xC3\xA9", "\x01\x02", ""}) {
        std::string out;
        JsonText(out).text(text);
        EXPECT_EQ(Json::parse(out).get<std::string>(), text);
        EXPECT_EQ(out, Json(text).dump());
    }
    for (const std::size_t length : {59, 60, 61, 200}) {
        std::string out;
        JsonText json(out, JsonLayout::lines);
        json.open('{');
        json.key(std::string(length, 'k')).text(std::string(length, '<') + "&");
        json.close('}');
        EXPECT_EQ(out, Json::parse(out).dump(1));
    }
    std::string out;
    JsonText(out).text("\x7F");
    EXPECT_EQ(Json::parse(out).get<std::string>(), "\x7F");
    out.clear();
    JsonText(out).text("broken \xFF here");
    EXPECT_EQ(Json::parse(out).get<std::string>(), "broken \xEF\xBF\xBD here");
}

TEST(JsonLines, CompactJsonLaidOutAnew) {
    std::string compact;
    JsonText json(compact);
    json.open('{');
    for (const std::string text : {"{[\":,", "\x08\x0c\x7f\x1b", "a \\u0008 written out", "caf\xC3\xA9", "\\", ""}) json.key(text).text(text);
    json.key("rows").open('[');
    json.open('[');
    json.close(']');
    json.open('{');
    json.key("n").number(-3);
    json.key("o").open('{');
    json.close('}');
    json.close('}');
    json.close(']');
    json.close('}');
    EXPECT_EQ(duly::explain::in_lines(compact), Json::parse(compact).dump(1));
    EXPECT_EQ(duly::explain::in_lines("[]"), "[]");
}

}  // namespace
