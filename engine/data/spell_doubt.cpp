#include "engine/data/spell_doubt.hpp"

#include <algorithm>

#include "engine/data/build.hpp"

namespace duly::data {

namespace {

std::span<const Row> parts_of(const Dataset& data, RecordId spell, Row row) {
    const Children& parts = data.parts(spell);
    return row != no_row && std::size_t{row} + 1 < parts.offsets.size() ? parts.of(row) : std::span<const Row>{};
}

}  // namespace

bool surely_part(const Dataset& data, RecordId spell, Row row, Row part) {
    const auto& rows = data.spell_rows(spell);
    return part < rows.size() && rows[part] == row;
}

bool may_be_one_with_another(const Dataset& data, RecordId spell, Row row) {
    const auto parts = parts_of(data, spell, row);
    return std::any_of(parts.begin(), parts.end(), [&](Row part) { return !surely_part(data, spell, row, part); });
}

bool may_be_part_of_another(const Dataset& data, RecordId spell, Row row) {
    const auto parts = parts_of(data, spell, row);
    return std::any_of(parts.begin(), parts.end(), [&](Row part) { return data.spell_rows(spell)[part] < row; });
}

bool may_lie_in_another(const model::RuleSet& rules, const Dataset& data, RecordId spell, Row row, DayInterval days) {
    const model::Record& part_record = rules.records[rules.records[spell].spell->part];
    const auto& columns = data.table(rules.records[spell].spell->part).columns;
    const Column& starts = columns[part_record.span_from];
    Day from = model::max_day, to = model::min_day;     // what the spell's own parts surely span
    bool reached = false;       // a part of another begins by then
    for (const Row part : parts_of(data, spell, row)) {
        const auto start = build::days_of(starts, part, rules.zone);
        if (!start) continue;
        if (!surely_part(data, spell, row, part)) {
            reached |= start->first <= days.last;
            continue;
        }
        from = std::min(from, start->last);
        to = std::max(to, start->first);
        if (part_record.span_to == model::none) continue;
        const Column& ends = columns[part_record.span_to];
        const auto end = build::days_of(ends, part, rules.zone);
        if (end) to = std::max(to, end->first);
        else if (ends.state[part] != State::unreadable) to = model::max_day;
    }
    return reached && !(from <= days.first && days.last <= to);
}

Row part_that_gives(const model::RuleSet& rules, const Dataset& data, RecordId spell, Row row, FieldId field) {
    const model::Record& record = rules.records[spell];
    const Table& table = data.table(spell);
    if (!record.spell || field == model::none || (field != record.span_from && field != record.span_to) || row >= table.rows) return no_row;
    const Table& part_table = data.table(record.spell->part);
    const model::Record& part_record = rules.records[record.spell->part];
    const auto parts = parts_of(data, spell, row);
    // A spell that a feed gives has its dates in its own line.
    const auto same_line = [&](Row part) { return part_table.origin[part].file == table.origin[row].file && part_table.origin[part].line == table.origin[row].line; };
    if (std::none_of(parts.begin(), parts.end(), same_line)) return no_row;
    const bool start = field == record.span_from;
    const FieldId date = start ? part_record.span_from : part_record.span_to;
    if (date == model::none || table.columns[field].state.empty() || part_table.columns[date].state.empty()) return no_row;
    const Column& column = part_table.columns[date];
    const State state = table.columns[field].state[row];
    const auto find = [&](bool own, auto fits) {
        const auto at = std::find_if(parts.begin(), parts.end(), [&](Row part) { return surely_part(data, spell, row, part) == own && fits(part); });
        return at == parts.end() ? no_row : *at;
    };
    if (start || state == State::known) {
        Row found = no_row;
        DayInterval at;
        for (const Row part : parts) {
            const auto days = surely_part(data, spell, row, part) ? build::days_of(column, part, rules.zone) : std::nullopt;
            if (!days || (found != no_row && (start ? days->first >= at.first : days->last <= at.last))) continue;
            found = part;
            at = *days;
        }
        if (state == State::known || found == no_row || at.first != at.last) return found;
        // A start that is in doubt only because of an end before it.
        if (part_record.span_to == model::none) return found;
        const auto& ends = part_table.columns[part_record.span_to].state;
        const Row other = find(false, [&](Row part) { return part < ends.size() && (ends[part] == State::unreadable || ends[part] == State::partial); });
        return other == no_row ? found : other;
    }
    if (state != State::unreadable && state != State::partial) return find(true, [&](Row part) { return !build::days_of(column, part, rules.zone); });
    for (const bool own : {true, false})    // what leaves the end in doubt
        for (const State doubt : {State::unreadable, State::partial})
            if (const Row part = find(own, [&](Row p) { return column.state[p] == doubt; }); part != no_row) return part;
    return no_row;
}

}  // namespace duly::data
