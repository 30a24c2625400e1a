#include "engine/report/tables_csv.hpp"

#include "engine/report/csv.hpp"

namespace duly::report {

using model::none;

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "error";
        case Severity::warning:
            return "warning";
        case Severity::note:
            return "note";
    }
    return "";
}

void actions_csv(const ReportInput& input, SheetCells* sheet, const BytesOut& out) {
    CsvWriter csv(sheet);
    csv.raw(byte_order_mark);
    for (const char* name : {"action", "title", "state", "owner", "due", "done_on", "recorded_done", "evidenced", "needs", "needs_that_hold",
                             "open_needs", "sentence", "evidence", "law"}) {
        csv.plain(name);
    }
    csv.end_row();
    for (const eval::ActionResult& result : input.evaluation.actions) {
        if (result.rule == none) continue;
        const model::Action& action = input.rules.actions[result.rule];
        csv.text(action.name);
        csv.text(action.title);
        csv.plain(name_of(result.state));
        csv.text(result.owner);
        result.due ? csv.day(*result.due) : csv.blank();
        result.done_on ? csv.day(*result.done_on) : csv.blank();
        csv.plain(result.recorded_done ? "yes" : "no");
        csv.plain(result.evidenced ? "yes" : "no");
        std::int64_t holding = 0;
        std::string open;
        for (std::size_t line = 0; line < result.lines.size(); ++line) {
            if (result.lines[line] == eval::NeedState::holds) {
                ++holding;
                continue;
            }
            if (line >= result.needs.size()) continue;
            for (const eval::NeedResult& need : result.needs[line]) {
                if (need.state != eval::NeedState::holds && !need.sentence.empty()) open += (open.empty() ? "" : "; ") + need.sentence;
            }
        }
        csv.number(static_cast<std::int64_t>(result.lines.size()));
        csv.number(holding);
        csv.text(open);
        csv.text(result.sentence);
        csv.text(result.evidence);
        csv.text(action.law);
        csv.end_row();
    }
    out(csv.bytes());
}

void quality_csv(const ReportInput& input, SheetCells* sheet, const BytesOut& out) {
    CsvWriter csv(sheet);
    csv.raw(byte_order_mark);
    for (const char* name : {"code", "severity", "file", "line", "column", "text", "message", "help", "count"}) csv.plain(name);
    csv.end_row();
    for (const Diagnostic& diagnostic : input.quality) {
        csv.plain(info(diagnostic.kind).code);
        csv.plain(name_of(diagnostic.severity));
        csv.text(diagnostic.place.file);
        if (diagnostic.place.cell.starts_with("row ")) csv.text(std::to_string(diagnostic.place.line) + " " + diagnostic.place.cell);
        else diagnostic.place.line ? csv.number(diagnostic.place.line) : csv.blank();
        csv.text(diagnostic.place.field);
        csv.text(diagnostic.place.text);
        csv.text(diagnostic.message);
        csv.text(diagnostic.help);
        csv.number(static_cast<std::int64_t>(diagnostic.count));
        csv.end_row();
        hand_on(csv, out);
    }
    out(csv.bytes());
}

}  // namespace duly::report
