// Office Open XML (ECMA-376), as little of it as a spreadsheet needs. Texts stand in the cells themselves: a cell of this kind is never read as a formula.
#include "engine/report/workbook.hpp"

#include <algorithm>
#include <cstring>

#include "engine/data/parallel.hpp"
#include "engine/report/workbook_cells.hpp"
#include "engine/report/zip_writer.hpp"

namespace duly::report {

namespace {

constexpr std::string_view xml_begin = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view main_space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view relations_space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view packages = "http://schemas.openxmlformats.org/package/2006/";

// In the order of CellStyle.
constexpr std::string_view styles =
    "<numFmts count=\"5\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/><numFmt numFmtId=\"165\" formatCode=\"dd/mm/yyyy\\ hh:mm\"/>"
    "<numFmt numFmtId=\"166\" formatCode=\"0.0\"/><numFmt numFmtId=\"167\" formatCode=\"0.00\"/><numFmt numFmtId=\"168\" formatCode=\"0.000\"/></numFmts>"
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>"
    "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>"
    "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE6E6E6\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>"
    "<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style=\"thin\"><color auto=\"1\"/></bottom><diagonal/></border></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
    "<cellXfs count=\"8\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
    "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" borderId=\"1\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\"/>"
    "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" quotePrefix=\"1\" xfId=\"0\"/>"
    "<xf numFmtId=\"166\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"167\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"168\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>"
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

// `<name xmlns="...">inside</name>`
std::string document(std::string_view name, std::string_view space, std::string_view inside) {
    std::string out(xml_begin);
    out.append("<").append(name).append(" xmlns=\"").append(space).append("\">").append(inside).append("</").append(name).append(">");
    return out;
}

std::string relation(std::string_view id, std::string_view type, std::string_view target) {
    std::string out("<Relationship Id=\"");
    return out.append(id).append("\" Type=\"").append(type).append("\" Target=\"").append(target).append("\"/>");
}

std::string area_of(std::size_t columns, std::size_t rows) { return "A1:" + column_letters(std::max<std::size_t>(columns, 1) - 1) + std::to_string(std::max<std::size_t>(rows, 1)); }

struct Shape { std::size_t columns = 0, rows = 0; std::uint64_t left_out = 0; };

Shape shape_of(const Sheet& sheet, std::size_t most_rows) {
    Shape shape;
    for (const SheetCells& part : sheet.parts) {
        shape.columns = std::max(shape.columns, part.widths.size());
        shape.rows += part.rows;
    }
    if (shape.rows > most_rows) {
        shape.left_out = shape.rows - (most_rows - 1);
        shape.rows = most_rows;                 // the last one says what is left out
    }
    return shape;
}

std::string sheet_head(const Sheet& sheet, const Shape& shape, bool first) {
    std::string out(xml_begin);
    out.append("<worksheet xmlns=\"").append(main_space).append("\"><dimension ref=\"").append(area_of(shape.columns, shape.rows)).append("\"/><sheetViews><sheetView ");
    out.append(first ? "tabSelected=\"1\" workbookViewId=\"0\"" : "workbookViewId=\"0\"");
    out += sheet.csv.empty() ? "/></sheetViews>" : "><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\"/></sheetView></sheetViews>";
    out += "<sheetFormatPr defaultRowHeight=\"15\"/>";
    if (shape.columns > 0) out += "<cols>";
    for (std::size_t column = 0; column < shape.columns; ++column) {
        std::size_t width = 6;
        for (const SheetCells& part : sheet.parts)
            if (column < part.widths.size()) width = std::max<std::size_t>(width, part.widths[column]);
        const std::string number = std::to_string(column + 1);
        out += "<col min=\"" + number + "\" max=\"" + number + "\" width=\"" + std::to_string(std::min<std::size_t>(width + 4, 64)) + "\" customWidth=\"1\"/>";
    }
    return out + (shape.columns > 0 ? "</cols><sheetData>" : "<sheetData>");
}

std::string sheet_tail(const Sheet& sheet, const Shape& shape) {
    std::string out;
    if (shape.left_out > 0) {
        const std::string words = "Cut here: " + std::to_string(shape.left_out) + " more rows than a sheet can hold. All of them stand in " + sheet.csv + ".";
        out += "<row r=\"" + std::to_string(shape.rows) + "\"><c r=\"A" + std::to_string(shape.rows) + "\" t=\"inlineStr\"><is><t>" + words + "</t></is></c></row>";
    }
    const std::string area = area_of(shape.columns, shape.rows - (shape.left_out > 0 ? 1 : 0));
    out += "</sheetData>";
    if (!sheet.csv.empty()) out += "<autoFilter ref=\"" + area + "\"/>";
    out += "<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\"/>";
    // Keys of digits are texts, and meant to be.
    return out + "<ignoredErrors><ignoredError sqref=\"" + area + "\" numberStoredAsText=\"1\"/></ignoredErrors></worksheet>";
}

std::string book_xml(const std::vector<Sheet>& sheets, const std::vector<Shape>& shapes) {
    std::string list, names;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        const std::string number = std::to_string(i + 1), name = xml_text(sheets[i].name);
        list += "<sheet name=\"" + name + "\" sheetId=\"" + number + "\" r:id=\"rId" + number + "\"/>";
        if (sheets[i].csv.empty()) continue;
        const std::size_t rows = std::max<std::size_t>(shapes[i].rows - (shapes[i].left_out > 0 ? 1 : 0), 1);
        const std::string first = "'" + name + "'!$A$1:$" + column_letters(std::max<std::size_t>(shapes[i].columns, 1) - 1) + "$" + std::to_string(rows);
        names += "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"" + std::to_string(i) + "\" hidden=\"1\">" + first + "</definedName>";
        names += "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"" + std::to_string(i) + "\">'" + name + "'!$1:$1</definedName>";
    }
    std::string out(xml_begin);
    out.append("<workbook xmlns=\"").append(main_space).append("\" xmlns:r=\"").append(relations_space);
    return out.append("\"><bookViews><workbookView/></bookViews><sheets>").append(list).append("</sheets>") + (names.empty() ? "" : "<definedNames>" + names + "</definedNames>") + "</workbook>";
}

}  // namespace

std::string workbook(std::vector<Sheet> sheets, unsigned threads, std::size_t most_rows) {
    std::string types =
        "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
        "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
        "<Override PartName=\"/docProps/app.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>";
    std::string book_relations;
    std::vector<Shape> shapes;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        const std::string number = std::to_string(i + 1);
        shapes.push_back(shape_of(sheets[i], most_rows));
        types += "<Override PartName=\"/xl/worksheets/sheet" + number + ".xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>";
        book_relations += relation("rId" + number, std::string(relations_space) + "/worksheet", "worksheets/sheet" + number + ".xml");
    }
    book_relations += relation("rId" + std::to_string(sheets.size() + 1), std::string(relations_space) + "/styles", "styles.xml");
    const std::string relations_type = std::string(packages) + "relationships";
    std::vector<ZipEntry> entries;
    // First and not packed: the start of the file tells whose it is.
    entries.push_back({"docProps/app.xml", {document("Properties", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties", "<Application>Duly</Application>")}, true});
    entries.push_back({"[Content_Types].xml", {document("Types", std::string(packages) + "content-types", types)}});
    entries.push_back({"_rels/.rels", {document("Relationships", relations_type, relation("rId1", std::string(relations_space) + "/officeDocument", "xl/workbook.xml") +
                                                                                    relation("rId2", std::string(relations_space) + "/extended-properties", "docProps/app.xml"))}});
    entries.push_back({"xl/workbook.xml", {book_xml(sheets, shapes)}});
    entries.push_back({"xl/_rels/workbook.xml.rels", {document("Relationships", relations_type, book_relations)}});
    entries.push_back({"xl/styles.xml", {document("styleSheet", main_space, styles)}});

    const std::size_t before = entries.size();
    struct Task { std::size_t sheet, part, first_row, rows; };
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        ZipEntry entry{"xl/worksheets/sheet" + std::to_string(i + 1) + ".xml", std::vector<std::string>(sheets[i].parts.size() + 2)};
        entry.parts.front() = sheet_head(sheets[i], shapes[i], i == 0);
        entry.parts.back() = sheet_tail(sheets[i], shapes[i]);
        std::size_t row = 0;
        const std::size_t most = shapes[i].left_out > 0 ? most_rows - 1 : most_rows;
        for (std::size_t part = 0; part < sheets[i].parts.size() && row < most; ++part) {
            tasks.push_back({i, part, row, std::min(sheets[i].parts[part].rows, most - row)});
            row += sheets[i].parts[part].rows;
        }
        entries.push_back(std::move(entry));
    }
    data::run_tasks(threads, tasks.size(), [&](std::size_t at) {
        const Task& task = tasks[at];
        SheetCells cells = std::move(sheets[task.sheet].parts[task.part]);
        entries[before + task.sheet].parts[task.part + 1] = rows_xml(cells, task.first_row, task.rows, !sheets[task.sheet].csv.empty(), sheets[task.sheet].csv);
    });
    return zip_file(std::move(entries), threads);
}

}  // namespace duly::report
