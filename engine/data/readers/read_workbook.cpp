// XLSX: the parts of the ZIP, then a table a sheet.
#include <algorithm>
#include <charconv>

#include "engine/data/readers/sheet.hpp"
#include "engine/data/readers/source_table.hpp"
#include "engine/data/readers/zip.hpp"
#include "engine/data/text.hpp"

namespace duly::data {
namespace {

using Attributes = std::vector<XmlEvents::Attribute>;

// Which part a part means by an id.
class Relations final : public XmlEvents {
public:
    struct One { std::string id, type, target; };
    std::vector<One> all;
    const One* by_type(std::string_view ending) const {
        const auto found = std::find_if(all.begin(), all.end(), [&](const One& one) { return one.type.ends_with(ending); });
        return found == all.end() ? nullptr : &*found;
    }

private:
    void start(std::string_view name, const Attributes& attributes) override {
        if (name == "Relationship") all.push_back({std::string(attribute(attributes, "Id")), std::string(attribute(attributes, "Type")), std::string(attribute(attributes, "Target"))});
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}
};

class WorkbookReading final : public XmlEvents {
public:
    struct One { std::string name, id, state; };
    std::vector<One> sheets;
    bool from_1904 = false;

private:
    void start(std::string_view name, const Attributes& attributes) override {
        if (name == "workbookPr") from_1904 = attribute(attributes, "date1904") == "1" || attribute(attributes, "date1904") == "true";
        if (name == "sheet") sheets.push_back({std::string(attribute(attributes, "name")), std::string(attribute(attributes, "id")), std::string(attribute(attributes, "state"))});
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}
};

class StringsReading final : public XmlEvents {
public:
    explicit StringsReading(std::vector<std::string>& strings) : strings_(strings) {}

private:
    std::vector<std::string>& strings_;
    std::string one_;
    bool in_text_ = false;
    int phonetic_ = 0;

    void start(std::string_view name, const Attributes&) override {
        if (name == "si") one_.clear();
        else if (name == "rPh") ++phonetic_;
        else if (name == "t") in_text_ = phonetic_ == 0;
    }
    void end(std::string_view name) override {
        if (name == "si") strings_.push_back(unescaped(one_));
        else if (name == "rPh") --phonetic_;
        else if (name == "t") in_text_ = false;
    }
    void text(std::string_view text) override {
        if (in_text_) one_ += text;
    }
};

class StylesReading final : public XmlEvents {
public:
    explicit StylesReading(std::vector<NumberFormat>& formats) : formats_(formats) {}

private:
    std::vector<NumberFormat>& formats_;
    std::map<unsigned, NumberFormat> own_;
    bool in_cells_ = false;

    static unsigned id_of(const Attributes& attributes) {
        const auto text = attribute(attributes, "numFmtId");
        unsigned id = 0;
        std::from_chars(text.data(), text.data() + text.size(), id);
        return id;
    }
    void start(std::string_view name, const Attributes& attributes) override {
        if (name == "numFmt") own_[id_of(attributes)] = read_format(attribute(attributes, "formatCode"));
        else if (name == "cellXfs") in_cells_ = true;
        else if (name == "xf" && in_cells_) {
            const auto id = id_of(attributes);
            const auto found = own_.find(id);
            formats_.push_back(found == own_.end() ? built_in_format(id) : found->second);
        }
    }
    void end(std::string_view name) override {
        if (name == "cellXfs") in_cells_ = false;
    }
    void text(std::string_view) override {}
};

// A target as a path in the ZIP: from the folder of the part that names it, or from the top.
std::string path_of(std::string_view folder, std::string_view target) {
    if (target.starts_with("/")) return std::string(target.substr(1));
    std::string base(folder);
    while (target.starts_with("../")) {
        target.remove_prefix(3);
        const auto slash = base.substr(0, base.empty() ? 0 : base.size() - 1).rfind('/');
        base = slash == std::string::npos ? "" : base.substr(0, slash + 1);
    }
    if (target.starts_with("./")) target.remove_prefix(2);
    return base + std::string(target);
}

class Reader {
public:
    explicit Reader(const ReadContext& context) : context_(context), allowed_(context.allowed) {}

    std::vector<SourceTable> run() {
        auto zip = Zip::open(context_.file.bytes);
        if (!zip) return broken("the list of its parts is cut off");
        zip_ = std::move(*zip);
        Relations top, inner;
        WorkbookReading book;
        if (!part("_rels/.rels", top, false)) return take_mistake();
        const auto* main = top.by_type("/officeDocument");
        const auto path = path_of("", main ? main->target : "xl/workbook.xml");
        const auto slash = path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1;
        const auto folder = path.substr(0, slash);
        if (!part(path, book, true) || !part(folder + "_rels/" + path.substr(slash) + ".rels", inner, true)) return take_mistake();
        shared_.from_1904 = book.from_1904;
        StringsReading strings(shared_.strings);
        StylesReading styles(shared_.formats);
        const auto* strings_part = inner.by_type("/sharedStrings");
        const auto* styles_part = inner.by_type("/styles");
        if (!part(path_of(folder, strings_part ? strings_part->target : "sharedStrings.xml"), strings, false)) return take_mistake();
        if (!part(path_of(folder, styles_part ? styles_part->target : "styles.xml"), styles, false)) return take_mistake();
        std::vector<SourceTable> tables;
        for (const auto& one : book.sheets) {
            const auto found = std::find_if(inner.all.begin(), inner.all.end(), [&](const auto& relation) { return relation.id == one.id; });
            if (found == inner.all.end() || !found->type.ends_with("/worksheet")) continue;     // a chart, a macro
            auto sheet = std::make_shared<Sheet>();
            SheetReading reading(shared_, *sheet, context_.allowed);
            if (!part(path_of(folder, found->target), reading, true)) {
                if (reading.too_large) return context_.too_large();
                if (reading.wrong) return broken("sheet `" + one.name + "` has a cell at a place, or of a text, that is not there");
                return take_mistake();
            }
            add(one, std::move(sheet), tables);
        }
        return tables;
    }

private:
    const ReadContext& context_;
    std::size_t allowed_;
    Zip zip_;
    Workbook shared_;
    std::string mistake_;
    bool too_large_ = false;

    std::vector<SourceTable> broken(const std::string& why) const {
        return context_.broken(DiagnosticKind::file_broken, 0, "the workbook cannot be read, since " + why + ", so it is left out", "open it, save it as .xlsx again, or save its sheets as CSV");
    }
    std::vector<SourceTable> take_mistake() const { return too_large_ ? context_.too_large() : broken(mistake_); }

    // False when the part is there and cannot be read, or is not there and must be.
    bool part(const std::string& name, XmlEvents& events, bool must) {
        const auto* entry = zip_.find(name);
        if (!entry) {
            mistake_ = "its part `" + name + "` is not there";
            return !must;
        }
        bool fine = true;
        const auto result = zip_.read(*entry, allowed_, [&](std::string_view piece) { return fine = events.feed(piece, false); });
        if (result == Zip::Result::whole && events.feed({}, true)) return true;
        too_large_ = result == Zip::Result::too_large;
        mistake_ = "its part `" + name + "` " + (result == Zip::Result::encrypted ? "is encrypted" : "is cut off or broken");
        return false;
    }

    void tell(DiagnosticKind kind, const std::string& sheet, std::uint32_t row, std::uint32_t column, std::string message, std::string help = {}, std::uint64_t times = 1) const {
        auto place = context_.place(0, sheet);
        RowPlaces places{{row}, 0, true};
        if (row) set_place(place, &places, 2, column);
        if (times > 1) context_.quality.count(kind, std::move(place), message, help, times);
        else context_.quality.list(kind, std::move(place), message, help);
    }

    void add(const WorkbookReading::One& one, std::shared_ptr<Sheet> sheet, std::vector<SourceTable>& tables) const {
        if (!one.state.empty() && one.state != "visible") tell(DiagnosticKind::sheet_seen, one.name, 0, 0, "the sheet is hidden and is read all the same", "delete it if it should not be read");
        const auto first = sheet->header(context_.known);
        if (first == sheet->cells.size()) return tell(DiagnosticKind::sheet_seen, one.name, 0, 0, "the sheet is empty and is passed over");
        const auto header_row = sheet->cells[first].row;
        auto last = first;
        while (last + 1 < sheet->cells.size() && sheet->cells[last + 1].row == header_row) ++last;
        if (first > 0) tell(DiagnosticKind::header_row, one.name, header_row, 0, "this row was taken as the header, and what stands above it was passed over", "if that is wrong, delete the rows above the header");
        SourceTable table;
        table.name = one.name;
        table.headers.resize(sheet->cells[last].column);
        for (auto at = first; at <= last; ++at) table.headers[sheet->cells[at].column - 1] = std::string(sheet->text_of(at));
        table.own = table.headers.size();
        table.header_line = header_row;
        table.typed = true;
        std::uint64_t astray = 0;
        const SheetCell* first_astray = nullptr;
        for (auto at = last + 1; at < sheet->cells.size(); ++at) {
            const auto& cell = sheet->cells[at];
            if (cell.column <= table.headers.size() && !table.headers[cell.column - 1].empty()) continue;
            if (astray++ == 0) first_astray = &cell;
        }
        if (astray) tell(DiagnosticKind::cells_without_header, one.name, first_astray->row, first_astray->column, "cells in columns without a header are passed over", "give the column a header, or clear the cells", astray);
        const auto below = std::count_if(sheet->merged.begin(), sheet->merged.end(), [&](const auto& merged) { return merged.row > header_row; });
        if (below) tell(DiagnosticKind::sheet_seen, one.name, 0, 0, "cells are merged over several rows, and each of these rows has their text", "write it in every row to be sure");
        table.read = [sheet = std::move(sheet), begin = last + 1, width = table.headers.size(), header_row, allowed = context_.allowed](const std::vector<bool>&) {
            return rows_of(*sheet, begin, width, header_row, allowed);
        };
        tables.push_back(std::move(table));
    }

    static TableText rows_of(const Sheet& sheet, std::size_t begin, std::size_t width, std::uint32_t header_row, std::size_t allowed) {
        TableText out;
        out.places.header = header_row;
        out.places.sheet = true;
        struct Kept { std::uint32_t last_row; std::string_view text; };
        std::map<std::size_t, Kept> kept;       // by column: merged cells that reach further down
        auto merged = sheet.merged.begin();
        for (auto at = begin; at < sheet.cells.size();) {
            const auto row = sheet.cells[at].row;
            while (merged != sheet.merged.end() && merged->row < row) ++merged;
            std::size_t column = 1;
            const auto until = [&](std::size_t next) {      // cells that hold nothing themselves
                for (; column < next; ++column) {
                    if (column > 1) out.text += field_end;
                    if (const auto above = kept.find(column); above != kept.end() && above->second.last_row >= row) put_cell(out.text, above->second.text);
                }
            };
            for (; at < sheet.cells.size() && sheet.cells[at].row == row; ++at) {
                const auto here = sheet.cells[at].column;
                const auto text = sheet.text_of(at);
                for (; merged != sheet.merged.end() && merged->row == row && merged->column <= here; ++merged)
                    if (merged->column == here) kept[here] = {merged->last_row, text};
                if (here > width || here < column) continue;
                until(here);
                if (column > 1) out.text += field_end;
                put_cell(out.text, text);
                ++column;
            }
            until(width + 1);
            out.text += row_end;
            out.places.lines.push_back(row);
            if (out.text.size() > allowed) {
                out.obstacle = "the sheet unfolds to more than " + std::to_string(allowed >> 20) + " MB";
                break;
            }
        }
        return out;
    }
};

}  // namespace

std::vector<SourceTable> read_workbook(const ReadContext& context) { return Reader(context).run(); }

}  // namespace duly::data
