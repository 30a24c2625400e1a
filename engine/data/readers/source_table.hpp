// A table inside a file: what a workbook, a database, an XML or JSON file hands to the one path that reads cells.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/data/load.hpp"
#include "engine/data/quality.hpp"

namespace duly::data {

class KnownHeaders;

// The generated text has no quotes: its fields and rows end with characters that no cell keeps.
inline constexpr char field_end = '\x1f', row_end = '\x1e';
// Adds the cell's text, valid UTF-8, without the two and without zero bytes.
void put_cell(std::string& out, std::string_view text);

// One row has a value or a part several times, and the first is used. Where a feed reads `table`, whose rows they are, none is lost.
struct Several { std::string table; Place place; std::uint32_t times = 0; };

struct TableText {
    std::string text;                   // the rows, no header
    RowPlaces places;
    std::string obstacle;               // why it could not be read to its end, a sentence; "" = it was
    std::vector<Several> several;
};

struct SourceTable {
    std::string name;                   // sheet, table or path; "" = the file itself is the table
    std::vector<std::string> headers;
    std::uint32_t header_line = 0;      // 0 = the headers stand in no line
    std::size_t own = 0;                // the first headers are the row's own, the others come from the elements in it or round it
    std::size_t within = 0;             // so many are the row's own or come from what stands once in it; 0 = as `own`
    std::string list;                   // JSON: the outermost object has nothing but this list, and the table is of it or in it
    bool plain = false;                 // of values that have no parts: taken by its name only, passed over without a word
    bool typed = false;                 // dates are known as such and written yyyy-mm-dd hh:mm:ss
    // Column by column whether its cells are wanted; others are written blank.
    std::function<TableText(const std::vector<bool>& wanted)> read;
};

// What reading may cost, and what goes on from file to file.
struct ReadContext {
    const InputFile& file;
    Quality& quality;
    std::size_t allowed;                                    // bytes that the file may unfold to
    std::uint32_t& numbered;                                // the highest number that a row of an earlier file has
    bool& left_out;
    const KnownHeaders& known;

    Place place(std::uint32_t line = 0, const std::string& table = {}) const;
    // The file cannot be used; gives no table.
    std::vector<SourceTable> broken(DiagnosticKind kind, std::uint32_t line, std::string message, std::string help) const;
    std::vector<SourceTable> too_large() const;
};

enum class FileKind : std::uint8_t { text, xml, json, workbook, database, other };
// By its content; the ending only says what a file of unknown content was meant to be. `other` cannot be read: `what` and `help` say so.
struct Recognised { FileKind kind = FileKind::text; std::string what, help; bool data = false; };    // data: tables may be lost with it
Recognised recognise(const InputFile& file);

std::vector<SourceTable> read_xml(const ReadContext& context, std::string_view text);
std::vector<SourceTable> read_json(const ReadContext& context, std::string_view text);
std::vector<SourceTable> read_workbook(const ReadContext& context);
std::vector<SourceTable> read_database(const ReadContext& context);

}  // namespace duly::data
