// Spells: parts of one parent that touch, or nearly, joined into longer stretches.
#include <algorithm>

#include "engine/data/build.hpp"
#include "engine/data/spell_doubt.hpp"

namespace duly::data::build {
namespace {

// The days on which a part may start and end. Of one that has not ended, or ended on a day not known, the end is max_day at the latest.
struct Part {
    Row row = 0;
    DayInterval start, end;
    bool open = false;          // not ended
    bool end_unread = false;    // ended on a day not known
    bool exact() const { return start.first == start.last && end.first == end.last; }
};
// `group`: the first of the stretches that it may be one with; itself where its ends leave no doubt.
struct Stretch { Row parent = no_row; std::vector<Part> parts; std::size_t group = 0; };

void list_part(Work& work, RecordId part, Row row, FieldId field, const std::string& why, const char* help) {
    work.quality.list(DiagnosticKind::spell_part, work.place(part, row, field), "`" + work.record(part).name + "` `" + row_key(work.rules, work.tables, part, row) + "` " + why + ", so it joins nothing", help);
}

// The parts that can be placed, by parent row, then start, then the order of the data.
std::vector<std::pair<Row, Part>> readable_parts(Work& work, RecordId id, const model::Spell& spell) {
    const auto& table = work.tables[spell.part];
    const auto& record = work.record(spell.part);
    std::vector<std::pair<Row, Part>> parts;
    if (record.span_from == model::none || table.rows == 0) return parts;
    const auto belongs = spell.where == model::none ? std::vector<Truth>(table.rows, Truth::yes) : work.ask(spell.where, spell.part);
    for (Row row = 0; row < table.rows; ++row) {
        const Truth truth = belongs[row];
        if (truth == Truth::no) continue;
        if (truth != Truth::yes) {
            list_part(work, spell.part, row, model::none, "cannot be told to belong to a `" + work.record(id).name + "`", "fill the fields that the spell's `where` looks at");
            continue;
        }
        Part part{row, {}, {model::max_day, model::max_day}, true, false};
        const auto start = days_of(table.columns[record.span_from], row, work.rules.zone);
        if (!start) {
            list_part(work, spell.part, row, record.span_from, "has no readable `" + record.fields[record.span_from].name + "`", "correct the date in the source");
            continue;
        }
        part.start = *start;
        if (record.span_to != model::none) {
            const auto& ends = table.columns[record.span_to];
            const auto end = days_of(ends, row, work.rules.zone);
            part.open = !end && ends.state[row] != State::unreadable;
            part.end_unread = ends.state[row] == State::unreadable;
            if (end) part.end = *end;
            if (part.end_unread) part.end.first = start->first;
            if (end && end->last < start->first) {
                list_part(work, spell.part, row, record.span_to, "ends before it starts", "correct the dates in the source");
                continue;
            }
            if (end) {      // no part ends before it starts
                part.start.last = std::min(part.start.last, end->last);
                part.end.first = std::max(part.end.first, part.start.first);
            }
        }
        parts.emplace_back(table.parent.empty() ? no_row : table.parent[row], part);
    }
    std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second.start.first < b.second.start.first;
    });
    return parts;
}

// Do the two join whatever days their dates stand for?
bool surely_join(const Part& a, const Part& b, std::int64_t max_gap) {
    return std::int64_t{a.start.last} - b.end.first <= max_gap && std::int64_t{b.start.last} - a.end.first <= max_gap;
}

// Parts that may all be one stretch, cut into those that are one whatever days their dates stand for; in order of their starts.
void settle_doubt(std::vector<Stretch>& stretches, const Stretch& all, std::int64_t max_gap) {
    // Those without doubt in runs, of which only the ends matter.
    struct Run { Part ends; std::vector<std::size_t> parts; };
    std::vector<Run> runs;
    std::size_t exact = all.parts.size();   // the last run without doubt
    for (std::size_t at = 0; at < all.parts.size(); ++at) {
        const Part& part = all.parts[at];
        if (part.exact() && exact < runs.size() && surely_join(runs[exact].ends, part, max_gap)) {
            runs[exact].ends.end = {std::max(runs[exact].ends.end.first, part.end.first), std::max(runs[exact].ends.end.last, part.end.last)};
            runs[exact].parts.push_back(at);
            continue;
        }
        if (part.exact()) exact = runs.size();
        runs.push_back({part, {at}});
    }
    const std::size_t group = stretches.size();
    std::vector<bool> taken(runs.size());
    for (std::size_t first = 0; first < runs.size(); ++first) {
        if (taken[first]) continue;
        taken[first] = true;
        std::vector<std::size_t> reached{first}, parts;
        for (std::size_t r = 0; r < reached.size(); ++r) {
            parts.insert(parts.end(), runs[reached[r]].parts.begin(), runs[reached[r]].parts.end());
            for (std::size_t other = first + 1; other < runs.size(); ++other) {
                if (taken[other] || !surely_join(runs[reached[r]].ends, runs[other].ends, max_gap)) continue;
                taken[other] = true;
                reached.push_back(other);
            }
        }
        std::sort(parts.begin(), parts.end());
        stretches.push_back({all.parent, {}, group});
        for (const std::size_t part : parts) stretches.back().parts.push_back(all.parts[part]);
    }
}

std::vector<Stretch> join(const Work& work, const std::vector<std::pair<Row, Part>>& parts, std::int64_t max_gap) {
    std::vector<Stretch> stretches;
    Stretch now;        // what may be one
    Day latest_end = model::min_day, known_end = model::min_day;    // may have ended by; ended by at the earliest
    const auto finish = [&] {
        if (now.parts.empty()) return;
        if (std::all_of(now.parts.begin(), now.parts.end(), [](const Part& part) { return part.exact(); })) {
            now.group = stretches.size();
            stretches.push_back(std::move(now));
        } else settle_doubt(stretches, now, max_gap);
        now = {};
    };
    for (const auto& [parent, part] : parts) {
        const bool same_parent = !now.parts.empty() && now.parent == parent;
        // What starts after as-of is not there yet: it cannot have closed a gap that is open on that day.
        const bool not_yet = work.as_of && part.start.first > *work.as_of && known_end <= *work.as_of && part.start.first > known_end;
        if (!same_parent || std::int64_t{part.start.first} - latest_end > max_gap || not_yet) {
            finish();
            now.parent = parent;
            latest_end = known_end = model::min_day;
        }
        now.parts.push_back(part);
        latest_end = std::max(latest_end, part.end.last);
        known_end = std::max(known_end, part.end.first);
    }
    finish();
    return stretches;
}

void set_days(Column& column, Row row, DayInterval days, const TimeZone& zone) {
    column.state[row] = days.first == days.last ? State::known : State::partial;
    if (days.first != days.last) column.partials.push_back({row, days.first, days.last});
    if (column.type == model::Type::moment) column.number[row] = zone.first_second(days.first);
    else column.day[row] = days.first;
}

// The days on which a stretch may start: as one with those before it in its group, or by itself.
DayInterval own_start(const Stretch& stretch) {
    DayInterval days = stretch.parts.front().start;
    for (const auto& part : stretch.parts) days = {std::min(days.first, part.start.first), std::min(days.last, part.start.last)};
    return days;
}

DayInterval start_of(const std::vector<Stretch>& stretches, std::size_t at) {
    DayInterval days = own_start(stretches[at]);
    for (std::size_t other = stretches[at].group; other < stretches.size() && stretches[other].group == stretches[at].group; ++other)
        days.first = std::min(days.first, own_start(stretches[other]).first);
    return days;
}

// Blank while a part is open; not read where a part's end is not. A stretch that may be one with others ends on any day from its own
// last end to that of the group, or, where a part of the group is open or ended on a day not known, on any later day.
void set_end(Column& column, const std::vector<Stretch>& stretches, std::size_t at, const TimeZone& zone) {
    DayInterval days{model::min_day, model::min_day};
    bool unread = false, alone = true;
    for (const auto& part : stretches[at].parts) {
        if (part.open) return;
        days = {std::max(days.first, part.end.first), std::max(days.last, part.end.last)};
        unread |= part.end_unread;
    }
    for (std::size_t other = stretches[at].group; other < stretches.size() && stretches[other].group == stretches[at].group; ++other) {
        alone &= other == at;
        for (const auto& part : stretches[other].parts) days.last = std::max(days.last, part.end.last);
    }
    const auto row = static_cast<Row>(at);
    if (alone && unread) column.state[row] = State::unreadable;
    else set_days(column, row, {days.first, std::min(days.last, last_possible_day)}, zone);
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
    if (to) to->state.assign(table.rows, State::blank);
    if (const auto part_from = work.record(spell.part).span_from; record.span_from != model::none && part_from != model::none)
        table.header[record.span_from] = part_table.header[part_from];
    if (const auto part_to = work.record(spell.part).span_to; record.span_to != model::none && part_to != model::none)
        table.header[record.span_to] = part_table.header[part_to];

    auto keys = std::make_shared<std::vector<std::string>>(key ? stretches.size() : 0);
    auto& spell_rows = work.spell_rows[id];
    spell_rows.assign(part_table.rows, no_row);
    bool doubt = false;
    table.origin = {};
    for (Row row = 0; row < table.rows; ++row) {
        const auto& stretch = stretches[row];
        if (!table.parent.empty()) table.parent[row] = stretch.parent;
        table.origin.push_back(part_table.origin[stretch.parts.front().row]);
        for (const auto& part : stretch.parts) spell_rows[part.row] = row;
        if (from) set_days(*from, row, start_of(stretches, row), work.rules.zone);
        if (to) set_end(*to, stretches, row, work.rules.zone);
        doubt |= stretch.group != row;
        if (!key) continue;
        const auto above = record.parent == model::none || stretch.parent == no_row ? std::string{} : row_key(work.rules, work.tables, record.parent, stretch.parent) + " ";
        (*keys)[row] = above + format_day(stretch.parts.front().start.first);
        key->state[row] = State::known;
        key->text[row] = (*keys)[row];
    }
    work.buffers.push_back(keys);
    if (doubt)
        for (const auto& stretch : stretches) work.spell_groups[id].push_back(static_cast<Row>(stretch.group));
    if (work.record(spell.part).parent == id) {     // the parts stand under the spell: those in none have no parent
        part_table.parent = spell_rows;
        std::vector<Row> kept;
        for (Row row = 0; row < part_table.rows; ++row)
            if (spell_rows[row] != no_row) kept.push_back(row);
        keep_rows(work, spell.part, kept);
        spell_rows = part_table.parent.rows();
    }
}

// Parts stand under every spell that they may belong to.
Children doubtful_parts(const Work& work, RecordId id, const Children& own) {
    const auto& groups = work.spell_groups[id];
    const auto& part = work.record(work.record(id).spell->part);
    const auto& starts = work.tables[work.record(id).spell->part].columns[part.span_from];
    const auto start = [&](Row row) { return starts.type == model::Type::moment ? starts.number[row] : std::int64_t{starts.day[row]}; };
    Children all;
    all.offsets.push_back(0);
    for (Row row = 0; row < groups.size(); ++row) {
        const auto begin = static_cast<std::ptrdiff_t>(all.rows.size());
        for (Row other = groups[row]; other < groups.size() && groups[other] == groups[row]; ++other)
            all.rows.insert(all.rows.end(), own.of(other).begin(), own.of(other).end());
        if (groups[row] != row || (row + 1 < groups.size() && groups[row + 1] == row))
            std::stable_sort(all.rows.begin() + begin, all.rows.end(), [&](Row a, Row b) { return start(a) != start(b) ? start(a) < start(b) : a < b; });
        all.offsets.push_back(static_cast<std::uint32_t>(all.rows.size()));
    }
    note_days(part, work.tables[work.record(id).spell->part], all);
    note_kinds(part, work.tables[work.record(id).spell->part], all, work.threads);
    return all;
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
    const auto spans = order_children(record, table, table.parent.rows(), work.tables[record.parent].rows, work.threads);
    for (Row row = 0; row < part_table.rows; ++row) {
        const auto start = days_of(part_table.columns[part_record.span_from], row, work.rules.zone);
        if (!start || part_table.parent[row] == no_row) continue;
        for (const Row span : spans.of(part_table.parent[row])) {
            const auto from = days_of(table.columns[record.span_from], span, work.rules.zone);
            const auto to = record.span_to == model::none ? std::nullopt : days_of(table.columns[record.span_to], span, work.rules.zone);
            if (from && from->first <= start->first && (!to || start->first <= to->last)) rows[row] = span;   // of two, the later
        }
    }
}

}  // namespace duly::data::build
