#include "engine/data/holidays.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace duly::data {
namespace {

std::string told(const HolidayFile& file) {
    std::string out;
    for (const HolidayEvent& event : file.events)
        out += std::to_string(event.day) + " " + (event.announced ? std::to_string(*event.announced) : "-") + " " + event.title + "\n";
    for (const Diagnostic& one : file.diagnostics) out += std::string(info(one.kind).code) + " " + std::to_string(one.place.line) + ":" + std::to_string(one.place.column) + " " + one.message + "\n";
    return out;
}

std::string read(const std::string& bytes, const std::string& division = "here") { return told(read_holidays("file.json", bytes, division, {})); }

// A number stands in no published file: with one, a document is made of it.
std::string with_number(std::string bytes) { return bytes.insert(bytes.find('{') + 1, "\"n\": 1,"); }

TEST(Holidays, AsPublishedOrNotTheSameIsRead) {
    std::ifstream file(std::string(DULY_SOURCE_DIR) + "/rules/calendars/bank-holidays.json", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    ASSERT_FALSE(bytes.empty());
    for (const char* division : {"england-and-wales", "scotland", "northern-ireland", "wales"}) {
        const std::string both = read(bytes, division);
        EXPECT_FALSE(both.empty());
        if (std::string_view(division) != "wales") EXPECT_EQ(read(with_number(bytes), division), both) << division;
    }
    for (const char* one : {
             R"({"here": {"events": [{"title": "A", "date": "2024-12-25"}, {"date": "2023-01-02", "announced": "2022-09-10", "bunting": true}]}})",
             R"( {"there": [null, {"events": ["x"]}], "here": {"division": "here", "events": [ { "title" : "New Year’s Day" , "date" : "2024-01-01" , "notes": [] } ] } } )",
             R"({"here": {"events": []}})", R"({"here": {"events": [{}]}})", R"({"here": {"events": [{"title": "A", "date": "soon"}]}})",
             R"({"here": {"events": [{"title": "A", "date": "2024-12-25", "announced": "then"}]}})", R"({"here": {"events": ["2024-12-25"]}})",
             R"({"here": {"events": [{"title": null, "date": "2024-12-25"}]}})", R"({"here": {"events": [{"title": "\u0041\"", "date": "2024-12-25"}]}})",
             R"({"here": {"events": [{"date": "2024-12-25", "date": "2024-12-26"}]}})", R"({"here": {"events": [], "events": [{"date": "2024-12-26"}]}})",
             R"({"here": {}, "here": {"events": [{"date": "2024-12-26"}]}})", R"({"here": {"events": {}}})", R"({"here": []})"})
        EXPECT_EQ(read(with_number(one)), read(one)) << one;
}

TEST(Holidays, WhatIsTold) {
    EXPECT_EQ(read(R"({"here": {"events": [{"title": "B", "date": "1970-01-03"}, {"title": "A", "date": "1970-01-02", "announced": "1970-01-01"}]}})"), "1 0 A\n2 - B\n");
    EXPECT_EQ(read("\xEF\xBB\xBF{\"here\": {\"events\": [{\"date\": \"1970-01-02\"}]}}"), "1 - \n");
    EXPECT_EQ(read(R"({"here": {"events": [{"date": "1970-01-02", "date": "1970-01-03"}]}})"), "2 - \n");        // the last one
}

TEST(Holidays, MistakesAreTold) {
    const std::string good = R"({"here": {"events": [{"title": "A", "date": "2024-12-25"}]}})";
    for (std::size_t end = 0; end < good.size(); ++end) EXPECT_NE(read(good.substr(0, end)).find("is not valid JSON"), std::string::npos) << end;
    for (const char* one : {R"({"here": {"events": [{"title": "A", "date": "2024-12-25"}]}} x)", R"({"here": {"events": [{"title": "A", "date": "2024-12-25"},]}})",
                            "{\"here\": {\"events\": [{\"title\": \"A\nB\", \"date\": \"2024-12-25\"}]}}", "{\"here\": {\"events\": [{\"title\": \"\xFF\", \"date\": \"2024-12-25\"}]}}",
                            R"({"here": {"events": [{"title" "A"}]}})", R"({"here": {"events": [tru]}})"})
        EXPECT_NE(read(one).find("is not valid JSON"), std::string::npos) << one;
    EXPECT_NE(read(R"({"there": {"events": []}})").find("has no division `here`"), std::string::npos);
}

}  // namespace
}  // namespace duly::data
