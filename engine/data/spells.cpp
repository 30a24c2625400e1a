// Spells: parts of one parent that touch, or nearly, joined into longer stretches.
#include <algorithm>

#include "engine/data/build.hpp"

namespace duly::data::build {
namespace {

struct Part {
    Row row = 0;
    DayInterval start, end;
    bool open = false;          // not ended
    bool end_unread = false;    // ended on a day not known
};
struct Stretch { Row parent = no_row; std::vector<Part> parts; };

void list_part(Work& work, RecordId part, Row row, FieldId field, const std::string& why, const char* help) {
    work.quality.list(DiagnosticKind::spell_part, work.place(part, row, field), "`" + work.record(part).name + "` `" + row_key(work.rules, work.tables, part, row) + "` " + why + ", so it joins nothing", help);
}

// The parts that can be placed, by parent row, then start, then the order of the data.
std::vector<std::pair<Row, Part>> readable_parts(Work& work, RecordId id, const model::Spell& spell) {
    const auto& table = work.tables[spell.part];
    const auto& record = work.record(spell.part);
    std::vector<std::pair<Row, Part>> parts;
    if (record.span_from == model::none) return parts;
    for (Row row = 0; row < table.rows; ++row) {
        const auto truth = spell.where == model::none ? Truth::yes : condition(work, spell.where, spell.part, row);
        if (truth == Truth::no) continue;
        if (truth != Truth::yes) {
            list_part(work, spell.part, row, model::none, "cannot be told to belong to a `" + work.record(id).name + "`", "fill the fields that the spell's `where` looks at");
            continue;
        }
        Part part{row, {}, {}, true, false};
        const auto start = days_of(table.columns[record.span_from], row);
        if (!start) {
            list_part(work, spell.part, row, record.span_from, "has no readable `" + record.fields[record.span_from].name + "`", "correct the date in the source");
            continue;
        }
        part.start = *start;
        if (record.span_to != model::none) {
            const auto& ends = table.columns[record.span_to];
            const auto end = days_of(ends, row);
            part.open = !end && ends.state[row] != State::unreadable;
            part.end_unread = ends.state[row] == State::unreadable;
            if (end) part.end = *end;
            if (end && end->last < start->first) {
                list_part(work, spell.part, row, record.span_to, "ends before it starts", "correct the dates in the source");
                continue;
            }
        }
        parts.emplace_back(table.parent.empty() ? no_row : table.parent[row], part);
    }
    std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second.start.first < b.second.start.first;
    });
    return parts;
}

std::vector<Stretch> join(const Work& work, const std::vector<std::pair<Row, Part>>& parts, std::int64_t max_gap) {
    std::vector<Stretch> stretches;
    bool open = false;
    Day latest_end = model::min_day;
    for (const auto& [parent, part] : parts) {
        const bool same_parent = !stretches.empty() && stretches.back().parent == parent;
        const auto gap = std::int64_t{part.start.first} - latest_end;
        // What starts after as-of is not there yet: it cannot have closed a gap that is open on that day.
        const bool not_yet = work.as_of && part.start.first > *work.as_of && latest_end <= *work.as_of && gap > 0;
        const bool unread = same_parent && stretches.back().parts.back().end_unread;    // ended on a day not known: at the latest here
        if (!same_parent || (!open && !unread && (gap > max_gap || not_yet))) {
            stretches.push_back({parent, {}});
            open = false;
            latest_end = model::min_day;
        }
        stretches.back().parts.push_back(part);
        open |= part.open;
        if (!part.open && !part.end_unread) latest_end = std::max(latest_end, part.end.last);
        else if (part.end_unread) latest_end = std::max(latest_end, part.start.first);
    }
    return stretches;
}

void set_days(Column& column, Row row, DayInterval days) {
    column.state[row] = days.first == days.last ? State::known : State::partial;
    if (days.first != days.last) column.partials.push_back({row, days.first, days.last});
    if (column.type == model::Type::moment) column.number[row] = uk_to_utc(days.first, 0);
    else column.day[row] = days.first;
}

void set_end(Column& column, Row row, const Stretch& stretch) {
    const Part* last = &stretch.parts.front();
    for (const auto& part : stretch.parts) {
        if (part.open) return;      // blank while a part is open
        if (part.end_unread ? &part == &stretch.parts.back() : (last->end_unread || part.end.last >= last->end.last)) last = &part;
    }
    if (last->end_unread) column.state[row] = State::unreadable;
    else set_days(column, row, last->end);
}

}  // namespace

void make_spell(Work& work, RecordId id) {
    const auto& record = work.record(id);
    const auto& spell = *record.spell;
    auto& part_table = work.tables[spell.part];
    const auto stretches = join(work, readable_parts(work, id, spell), spell.max_gap_days);

    auto& table = work.tables[id];
    table.rows = static_cast<Row>(stretches.size());
    table.present = part_table.present;
    table.holds = part_table.holds;
    table.months = part_table.months;
    fill_columns(record, table);
    const auto make = [&](FieldId field) -> Column* {
        if (field == model::none) return nullptr;
        table.columns[field].present = true;
        return &table.columns[field];
    };
    auto* from = make(record.span_from);
    auto* to = make(record.span_to);
    auto* key = record.key != model::none && record.fields[record.key].type == model::Type::text ? make(record.key) : nullptr;
    complete_columns(table);
    if (to) std::fill(to->state.begin(), to->state.end(), State::blank);
    if (const auto part_from = work.record(spell.part).span_from; record.span_from != model::none && part_from != model::none)
        table.header[record.span_from] = part_table.header[part_from];
    if (const auto part_to = work.record(spell.part).span_to; record.span_to != model::none && part_to != model::none)
        table.header[record.span_to] = part_table.header[part_to];

    auto keys = std::make_shared<std::vector<std::string>>(key ? stretches.size() : 0);
    auto& spell_rows = work.spell_rows[id];
    spell_rows.assign(part_table.rows, no_row);
    for (Row row = 0; row < table.rows; ++row) {
        const auto& stretch = stretches[row];
        if (!table.parent.empty()) table.parent[row] = stretch.parent;
        table.origin[row] = part_table.origin[stretch.parts.front().row];
        for (const auto& part : stretch.parts) spell_rows[part.row] = row;
        if (from) set_days(*from, row, stretch.parts.front().start);
        if (to) set_end(*to, row, stretch);
        if (!key) continue;
        const auto above = record.parent == model::none || stretch.parent == no_row ? std::string{} : row_key(work.rules, work.tables, record.parent, stretch.parent) + " ";
        (*keys)[row] = above + format_day(stretch.parts.front().start.first);
        key->state[row] = State::known;
        key->text[row] = (*keys)[row];
    }
    work.buffers.push_back(keys);
    if (work.record(spell.part).parent == id) {     // the parts stand under the spell: those in none have no parent
        part_table.parent = spell_rows;
        std::vector<Row> kept;
        for (Row row = 0; row < part_table.rows; ++row)
            if (spell_rows[row] != no_row) kept.push_back(row);
        keep_rows(work, spell.part, kept);
        spell_rows = part_table.parent;
    }
}

void find_spells(Work& work, RecordId id) {
    const auto& record = work.record(id);
    const auto part = record.spell->part;
    const auto& part_record = work.record(part);
    const auto& part_table = work.tables[part];
    auto& rows = work.spell_rows[id];
    rows.assign(part_table.rows, no_row);
    if (record.span_from == model::none || part_record.span_from == model::none || record.parent == model::none || part_record.parent != record.parent) return;
    const auto& table = work.tables[id];
    const auto spans = order_children(record, table, table.parent, work.tables[record.parent].rows, work.threads);
    for (Row row = 0; row < part_table.rows; ++row) {
        const auto start = days_of(part_table.columns[part_record.span_from], row);
        if (!start || part_table.parent[row] == no_row) continue;
        for (const Row span : spans.of(part_table.parent[row])) {
            const auto from = days_of(table.columns[record.span_from], span);
            const auto to = record.span_to == model::none ? std::nullopt : days_of(table.columns[record.span_to], span);
            if (from && from->first <= start->first && (!to || start->first <= to->last)) rows[row] = span;   // of two, the later
        }
    }
}

}  // namespace duly::data::build
