// The cells that a proof rests on: what was understood, beside what stands in the file.
#include "dsl/base/date.hpp"
#include "engine/data/row_texts.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/explain/proof.hpp"

namespace duly::explain {

namespace {

using data::State;
using eval::Presence;

// What there is of the cell: "" where it is known.
std::string_view state_of(const data::Column& column, data::Row row, Presence presence, bool several) {
    if (presence == Presence::known) return several ? "partial" : "";
    if (!column.present || row >= column.state.size()) return "no_column";
    switch (column.state[row]) {
        case State::blank: return "blank";
        case State::unreadable: return "unreadable";
        case State::missing: return "missing";
        case State::known:
        case State::partial: return presence == Presence::doubt ? "perhaps_not_yet" : presence == Presence::blank ? "not_yet" : "missing";
    }
    return "missing";
}

}  // namespace

void Proof::values() {
    json_.key("values").open('[');
    for (const Cell& cell : cells_) value_of_cell(cell);
    json_.close(']');
}

void Proof::value_of_cell(const Cell& cell) {
    const model::Record& record = context_.rules.records[cell.record];
    const model::Field& field = record.fields[cell.field];
    const data::Row rows[] = {cell.row};
    const eval::Values seen = context_.expressions.field(cell.record, cell.field, rows);
    const bool text = seen.type == model::Type::text;
    const std::int64_t v = text ? 0 : seen.v[0], last = text ? 0 : seen.last(0);
    const std::string_view state = state_of(context_.data.table(cell.record).columns[cell.field], cell.row, seen.s[0], last != v);
    json_.open('{');
    json_.text("record", record.name);
    json_.text("key", context_.data.key_of(context_.rules, cell.record, cell.row));
    json_.text("field", field.name);
    json_.text("type", name_of(field.type));
    json_.key("value");
    const auto text_of = [&](std::int64_t value) { return eval::cell_text(context_.rules, field, value, text ? seen.text[0] : std::string_view{}); };
    if (seen.s[0] == Presence::known || state == "perhaps_not_yet") json_.text(text_of(v));
    else json_.null();
    if ((seen.s[0] == Presence::known || state == "perhaps_not_yet") && last != v) json_.text("last", text_of(last));
    if (!state.empty()) json_.text("state", state);
    if (state == "not_yet" && field.with != model::none) json_.text("with", record.fields[field.with].name);
    source(cell);
    json_.close('}');
}

void Proof::source(const Cell& cell) {
    const auto at = cell_at(context_, cell.record, cell.row, cell.field, true);
    if (!at || at->origin.file >= context_.data.files().size()) return;
    const data::InputFileInfo& file = context_.data.files()[at->origin.file];
    json_.text("file", file.path);
    json_.number("line", context_.data.line_of(at->origin));
    const bool of_spell = at->record != cell.record;
    if (!file.texts) return json_.text_or_null("header", at->header);
    const data::CellSource source = file.texts->source_of(context_.rules, at->record, at->field, at->header, at->origin.line);
    if (source.joined) {
        json_.key("cells").open('[');
        for (const auto& [header, raw] : source.cells) {
            json_.open('{');
            json_.text("header", header);
            json_.text("raw", raw);
            json_.close('}');
        }
        json_.close(']');
    } else if (!source.cells.empty()) {
        json_.text("header", source.cells[0].first);
        json_.text("raw", source.cells[0].second);
    }
    std::string_view by;
    if (source.fixed) by = "fixed value";
    else if (source.joined) by = "joined columns";
    else if (source.spelt) by = "spelling";
    else if (source.year_ending) by = "year ending";
    if (by.empty() && !of_spell) return;
    json_.key("understood").open('{');
    if (!by.empty()) json_.text("by", by);
    json_.text("feed", file.texts->feed());
    if (of_spell) {
        json_.text("part", context_.rules.records[at->record].name);
        json_.text("part_key", context_.data.key_of(context_.rules, at->record, at->row));
    }
    json_.close('}');
}

}  // namespace duly::explain
