// What kind of file it is, by its content; and what the readers share.
#include <algorithm>

#include "engine/data/bytes.hpp"
#include "engine/data/readers/source_table.hpp"
#include "engine/data/readers/zip.hpp"
#include "engine/data/text.hpp"

namespace duly::data {

void put_cell(std::string& out, std::string_view text) {
    if (text.find_first_of(std::string_view("\x1f\x1e\0", 3)) == std::string_view::npos) {
        out += text;
        return;
    }
    for (const char c : text)
        if (c) out += c == field_end || c == row_end ? ' ' : c;
}

Place ReadContext::place(std::uint32_t line, const std::string& table) const {
    Place place;
    place.file = table.empty() ? file.path : file.path + "/" + table;
    place.line = line;
    return place;
}

std::vector<SourceTable> ReadContext::broken(DiagnosticKind kind, std::uint32_t line, std::string message, std::string help) const {
    left_out = true;
    quality.list(kind, place(line), std::move(message), std::move(help));
    return {};
}

std::vector<SourceTable> ReadContext::too_large() const {
    return broken(DiagnosticKind::unfolds_too_far, 0, "the file unfolds to more than " + std::to_string(allowed >> 20) + " MB or to too many columns, so it is left out",
                  "export its tables as CSV, which has no such limit");
}

namespace {

constexpr const char* to_csv = "save its tables as .xlsx or CSV";

std::string ending_of(const std::string& path) {
    const auto name = fold(file_name(path));
    const auto dot = name.rfind('.');
    return dot == std::string::npos ? "" : name.substr(dot);
}

// The first letters without byte order marks, zero bytes of UTF-16 and blanks, as small letters.
std::string start_of(std::string_view bytes) {
    std::string out;
    for (const char c : bytes.substr(0, 4096)) {
        const auto u = static_cast<unsigned char>(c);
        if (u == 0 || u == 0xff || u == 0xfe || (out.empty() && (u == 0xef || u == 0xbb || u == 0xbf || u <= ' '))) continue;
        out += static_cast<char>(u >= 'A' && u <= 'Z' ? u + 32 : u);
    }
    return out;
}

Recognised other(std::string what, std::string help, bool data = true) { return {FileKind::other, std::move(what), std::move(help), data}; }

Recognised of_zip(std::string_view bytes) {
    const auto zip = Zip::open(bytes);
    if (!zip) return other("a ZIP file, as .xlsx files are, that is cut off or broken", "save or copy it again");
    if (zip->find("xl/workbook.bin")) return other("a binary Excel workbook (.xlsb)", to_csv);
    if (zip->find("[Content_Types].xml") && std::any_of(zip->entries().begin(), zip->entries().end(), [](const auto& entry) { return fold(entry.name).starts_with("xl/"); }))
        return {FileKind::workbook, {}, {}};
    if (zip->find("word/document.xml")) return other("a Word document", "copy its tables into a workbook and save that as .xlsx or CSV", false);
    if (zip->find("ppt/presentation.xml")) return other("a presentation", "copy its tables into a workbook and save that as .xlsx or CSV", false);
    if (zip->find("content.xml") && zip->find("mimetype")) return other("an OpenDocument file", to_csv);
    return other("a ZIP archive", "unpack it into the folder");
}

// JSON begins with a bracket and then with what may stand in one; a heading in square brackets does not.
bool begins_json(const std::string& start) {
    const auto next = start.find_first_not_of(" \t\r\n", 1);
    if (next == std::string::npos) return start.size() == 1;
    if (start[0] == '{') return start[next] == '"' || start[next] == '}';
    return start[0] == '[' && std::string_view("{[\"]-0123456789").find(start[next]) != std::string_view::npos;
}

Recognised of_markup(const std::string& start) {
    if (start.starts_with("<html") || start.starts_with("<!doctype html") || start.starts_with("<table")) return other("a web page", "open it in a spreadsheet program and save it as .xlsx or CSV");
    if (start.find("urn:schemas-microsoft-com:office:spreadsheet") != std::string::npos) return other("an Excel workbook of 2003 (XML)", "open it and save it as .xlsx or CSV");
    return {FileKind::xml, {}, {}};
}

}  // namespace

Recognised recognise(const InputFile& file) {
    const auto bytes = file.bytes;
    const auto begins = [&](std::string_view mark, std::size_t at = 0) { return bytes.size() >= at && bytes.substr(at).starts_with(mark); };
    if (begins("PK\x03\x04") || begins("PK\x05\x06")) return of_zip(bytes);
    if (begins(std::string_view("SQLite format 3\0", 16))) return {FileKind::database, {}, {}};
    if (begins("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
        constexpr std::string_view package("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32);
        if (bytes.find(package) != std::string_view::npos) return other("a workbook with a password", "open it and save it as .xlsx or CSV without one");
        return other("an old Office file (.xls or .doc)", "save it as .xlsx or CSV");
    }
    if (begins("%PDF")) return other("a PDF document", "ask for its tables as .xlsx or CSV", false);
    if (begins("Standard Jet DB", 4) || begins("Standard ACE DB", 4)) return other("an Access database", "export its tables as .xlsx or CSV");
    if (begins("PAR1")) return other("a Parquet file", "export it as CSV");
    if (begins("\x1f\x8b") || begins("7z\xbc\xaf") || begins("Rar!")) return other("a packed file", "unpack it into the folder");
    if (begins("\x89PNG") || begins("\xff\xd8\xff") || begins("GIF8")) return other("a picture", "ask for its tables as .xlsx or CSV", false);
    const auto ending = ending_of(file.path);
    const auto first = bytes.substr(0, 512);
    const bool marked = begins("\xff\xfe") || begins("\xfe\xff");
    const bool binary = !marked && std::any_of(first.begin(), first.end(), [](char c) { return static_cast<unsigned char>(c) < 9; });
    const bool named_table = ending == ".csv" || ending == ".txt" || ending == ".tsv";
    if (binary && !named_table) {
        if (ending.starts_with(".db") || ending.starts_with(".sqlite"))
            return other("a database that cannot be read: it is encrypted, or no SQLite database", "save it without a password, or export its tables as CSV");
        return other("a file of an unknown kind", to_csv);
    }
    const auto start = start_of(bytes);
    if (start.starts_with("<") && start.size() > 1 && (start[1] == '?' || start[1] == '!' || start[1] == '_' || (start[1] >= 'a' && start[1] <= 'z'))) return of_markup(start);
    if (!start.empty() && (start[0] == '{' || start[0] == '[') && begins_json(start)) return {FileKind::json, {}, {}};
    return {};
}

}  // namespace duly::data
