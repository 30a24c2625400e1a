// What the pieces saw, in words.
#include "engine/data/merge.hpp"

namespace duly::data {
namespace {

std::string type_words(const model::Field& field) {
    switch (field.type) {
        case model::Type::date: return "a date";
        case model::Type::moment: return "a date and time";
        case model::Type::text: return "a text";
        default: return "a number";
    }
}

void list_cell(const model::RuleSet& rules, const FilePlan& plan, const CellFinding& finding, Place place, Quality& quality) {
    const auto& record = rules.records[finding.record];
    const auto& field = record.fields[finding.field];
    const auto name = "`" + record.name + "." + field.name + "`";
    const auto text = "`" + finding.text + "`";
    switch (finding.kind) {
        case DiagnosticKind::unreadable_cell: {
            std::string message = text + " cannot be read as " + type_words(field) + ", so " + name + " is not known here", help = "correct the cell";
            if (finding.text.starts_with("#")) {
                help = "the spreadsheet could not work this cell out: correct it, or declare it with `missing is`";
            } else if (field.type == model::Type::text) {
                message = text + " is what a spreadsheet left of a longer number, so " + name + " is not known here";
                help = "format the column as text before the file is saved, or export it again";
            } else if (field.type == model::Type::date || field.type == model::Type::moment) {
                if (plan.dates->impossible(finding.text)) message = text + " is not a day that exists, so " + name + " is not known here";
                help = "the feed reads dates written " + plan.dates->forms() + ": correct the cell, or add its form to `dates are`";
            }
            return quality.list(finding.kind, std::move(place), std::move(message), std::move(help), {}, finding.times);
        }
        case DiagnosticKind::unknown_code:
            return quality.count(finding.kind, std::move(place), text + " is no value of " + name, "say what it means in the feed: `where " + std::string("\"") + finding.text + "\" mean ...`", finding.times);
        default:
            return quality.count(finding.kind, std::move(place),
                                 "the placeholder " + text + " was read as " + (finding.missing ? "missing" : "blank") + " for " + name, "", finding.times);
    }
}

void list_field_count(const CellFinding& finding, std::size_t columns, const Place& place, Quality& quality) {
    const bool too_few = std::stoull(finding.text) < columns;
    quality.list(finding.kind, place, "this row has " + finding.text + (finding.text == "1" ? " field" : " fields") + " and the header has " + std::to_string(columns) + ", so the row is left out",
                 too_few ? "a line end inside a text needs quotes round the text; or the file was cut off here" : "a comma inside a text needs quotes round the text");
}

}  // namespace

void list_findings(const model::RuleSet& rules, const FilePieces& file, Quality& quality) {
    const auto& headers = file.plan->headers.texts;
    for (std::size_t p = 0; p < file.pieces.size(); ++p) {
        const auto place_of = [&](const CellFinding& finding) {
            Place place;
            place.file = file.plan->path;
            set_place(place, file.plan->places.get(), file.first_lines[p] + finding.line, finding.column == no_column ? 0 : finding.column + 1);
            if (finding.column == no_column) return place;
            place.field = headers[finding.column];
            place.text = finding.text;
            return place;
        };
        for (const auto& finding : file.pieces[p]->listed) {
            if (finding.kind == DiagnosticKind::export_lines)
                quality.list(finding.kind, place_of(finding), "this line was written by the program that exported the file and is no row, so it is passed over", "let it export without the count of rows and without lines of dashes");
            else if (finding.kind == DiagnosticKind::wrong_field_count)
                list_field_count(finding, headers.size(), place_of(finding), quality);
            else
                list_cell(rules, *file.plan, finding, place_of(finding), quality);
        }
        for (const auto& finding : file.pieces[p]->counted) list_cell(rules, *file.plan, finding, place_of(finding), quality);
    }
}

bool limit_rows(std::vector<FilePieces>& files, std::size_t max_rows, Quality& quality) {
    std::size_t rows = 0;
    for (std::size_t f = 0; f < files.size(); ++f)
        for (std::size_t p = 0; p < files[f].pieces.size(); ++p) {
            for (const auto& block : files[f].pieces[p]->blocks) rows += block.rows;
            if (rows <= max_rows) continue;
            Place place;
            place.file = files[f].plan->path;
            set_place(place, files[f].plan->places.get(), files[f].first_lines[p]);
            quality.list(DiagnosticKind::too_many_rows, place, "the data has more than " + std::to_string(max_rows) + " rows, which is the limit", "split the data: run over a part of it after the other");
            files[f].pieces.resize(p);
            files.resize(f + 1);
            return true;
        }
    return false;
}

}  // namespace duly::data
