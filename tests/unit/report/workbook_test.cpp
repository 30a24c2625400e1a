#include <gtest/gtest.h>
#include <zlib.h>

#include "engine/report/workbook.hpp"
#include "engine/report/workbook_cells.hpp"

namespace duly::report {
namespace {

// The bytes of a file in an archive, unpacked; "" when it is not there.
std::string unpacked(const std::string& archive, const std::string& name) {
    const auto number = [&](std::size_t at, int bytes) {
        std::uint32_t value = 0;
        for (int i = bytes; i-- > 0;) value = value << 8 | static_cast<unsigned char>(archive[at + static_cast<std::size_t>(i)]);
        return value;
    };
    for (std::size_t at = 0; archive.compare(at, 4, "PK\3\4") == 0;) {
        const std::uint32_t packed = number(at + 18, 4), plain = number(at + 22, 4), length = number(at + 26, 2);
        const std::size_t start = at + 30 + length;
        if (archive.compare(at + 30, length, name) == 0 && length == name.size()) {
            if (number(at + 8, 2) == 0) return archive.substr(start, plain);
            std::string out(plain, '\0');
            z_stream stream{};
            inflateInit2(&stream, -15);
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(archive.data() + start));
            stream.avail_in = packed;
            stream.next_out = reinterpret_cast<Bytef*>(out.data());
            stream.avail_out = plain;
            EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
            inflateEnd(&stream);
            return out;
        }
        at = start + packed;
    }
    return "";
}

SheetCells rows(std::initializer_list<std::string> texts) {
    SheetCells made;
    for (const std::string& text : texts) {
        made.add(SheetCells::text, text);
        made.end_row();
    }
    return made;
}

TEST(Workbook, SheetThatIsTooLongSaysSoAndNamesTheCsvFile) {
    std::vector<Sheet> sheets(1);
    sheets[0] = {"breaches", {}, "breaches.csv"};
    sheets[0].parts.push_back(rows({"head"}));
    sheets[0].parts.push_back(rows({"one", "two", "three"}));
    sheets[0].parts.push_back(rows({"four", "five"}));
    const std::string xml = unpacked(workbook(sheets, 2, 4), "xl/worksheets/sheet1.xml");
    EXPECT_NE(xml.find("<c r=\"A3\" t=\"inlineStr\"><is><t>two</t></is></c></row><row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>Cut here: 3 more rows than a sheet can hold. All of them stand in "
                       "breaches.csv.</t></is></c></row></sheetData><autoFilter ref=\"A1:A3\"/>"),
              std::string::npos)
        << xml;
    EXPECT_EQ(xml.find("three"), std::string::npos);
    const std::string whole = unpacked(workbook(sheets, 1, 6), "xl/worksheets/sheet1.xml");
    EXPECT_NE(whole.find("<t>five</t>"), std::string::npos);
    EXPECT_EQ(whole.find("Cut here"), std::string::npos);
}

TEST(Workbook, TextsAreNeitherFormulasNorXml) {
    EXPECT_EQ(xml_text("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
    EXPECT_EQ(xml_text(std::string("\x01\r", 2)), "_x0001__x000D_");
    EXPECT_EQ(xml_text("_x0041_"), "_x005F_x0041_");
    EXPECT_EQ(xml_text("\xC3\xA9\xFF\xED\xA0\x80"), "\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(xml_text("\xEF\xBF\xBF"), "\xEF\xBF\xBD");
    EXPECT_EQ(rows_xml(rows({"=1+1"}), 4, 1, true, "x.csv"), "<row r=\"5\"><c r=\"A5\" s=\"4\" t=\"inlineStr\"><is><t>=1+1</t></is></c></row>");
}

TEST(Workbook, DatesAndNumbersAreSuch) {
    SheetCells cells;
    cells.add_day(0);                                       // 1 January 1970
    cells.add_day(-25'509);                                 // 28 February 1900: no spreadsheet agrees with another on it
    cells.add(SheetCells::plain, "2024-03-01 18:00");
    cells.add(SheetCells::plain, "-92.30");
    cells.add(SheetCells::plain, "1 to 21");
    cells.add(SheetCells::text, "12");
    cells.add(SheetCells::plain, "");
    cells.add(SheetCells::plain, "2024-02-30");
    cells.end_row();
    EXPECT_EQ(rows_xml(cells, 0, 1, false, ""),
              "<row r=\"1\"><c r=\"A1\" s=\"2\"><v>25569</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>1900-02-28</t></is></c><c r=\"C1\" s=\"3\"><v>45352.750000000</v></c>"
              "<c r=\"D1\" s=\"6\"><v>-92.30</v></c><c r=\"E1\" t=\"inlineStr\"><is><t>1 to 21</t></is></c><c r=\"F1\" t=\"inlineStr\"><is><t>12</t></is></c>"
              "<c r=\"H1\" t=\"inlineStr\"><is><t>2024-02-30</t></is></c></row>");
}

TEST(Workbook, ATextBeyondACellIsCutAndSaysWhereItStands) {
    const std::string xml = rows_xml(rows({std::string(40'000, 'x')}), 1, 1, true, "breaches.csv");
    EXPECT_NE(xml.find("x ... (cut; all of it stands in breaches.csv)</t>"), std::string::npos);
    EXPECT_LT(xml.size(), 33'000u);
    EXPECT_EQ(column_letters(0), "A");
    EXPECT_EQ(column_letters(25), "Z");
    EXPECT_EQ(column_letters(26), "AA");
    EXPECT_EQ(column_letters(702), "AAA");
}

}  // namespace
}  // namespace duly::report
