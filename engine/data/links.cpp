// Parents: looked up once, all rows of a link at a time.
#include <algorithm>

#include "engine/data/build.hpp"
#include "engine/data/keys.hpp"
#include "engine/data/parallel.hpp"

namespace duly::data::build {
namespace {

constexpr Row gone_row = many_rows - 1;     // the parent was read, but left out

// The row of `record` that a row of `part` belongs to.
Row above(const Work& work, RecordId part, Row row, RecordId record) {
    const auto& spell = work.record(record).spell;
    if (spell && spell->part == part) return work.spell_rows[record].empty() ? no_row : work.spell_rows[record][row];
    while (part != record && row != no_row && part != model::none) {
        row = work.tables[part].parent.empty() ? no_row : work.tables[part].parent[row];
        part = work.record(part).parent;
    }
    return part == record ? row : no_row;
}

RecordId source_of(const PendingLink& link) { return link.link.kind == model::ParentLink::Kind::of_part ? link.link.part : link.link.record; }

// Links of one kind share an index.
bool alike(const PendingLink& a, const PendingLink& b) {
    return a.link.kind == b.link.kind && a.link.record == b.link.record && a.link.part == b.link.part && a.link.fields == b.link.fields;
}

// Of the keys only those of rows that found no parent are asked for again.
void keep_lost(PendingLink& link, const std::vector<Row>& parent) {
    for (Row i = 0; i < link.end - link.begin; ++i)
        if (parent[link.begin + i] >= gone_row) link.lost.push_back(i);
    for (auto& keys : link.keys) {
        std::vector<std::uint64_t> bits;
        for (const Row i : link.lost) bits.push_back(keys.bits[i]);
        keys.bits = std::move(bits);
    }
    link.found = true;
}

// Where the keys of a row have them that found no parent.
std::size_t key_at(const PendingLink& link, Row i) {
    return link.found ? static_cast<std::size_t>(std::lower_bound(link.lost.begin(), link.lost.end(), i) - link.lost.begin()) : i;
}

void look_up(Work& work, std::span<PendingLink* const> links, std::vector<Row>& parent) {
    const auto& first = *links[0];
    const auto source = source_of(first);
    const auto& table = work.tables[source];
    std::vector<Row> target;
    if (source != first.link.record) {
        target.resize(table.rows);
        for (Row row = 0; row < table.rows; ++row) target[row] = above(work, source, row, first.link.record);
    }
    const KeyIndex index(table, first.link.fields, std::move(target));
    run_tasks(work.threads, links.size(), [&](std::size_t task) {
        auto& link = *links[task];
        for (Row i = 0; i < link.end - link.begin; ++i) parent[link.begin + i] = index.find(link.keys, i);
        keep_lost(link, parent);
    });
}

std::string looked_for(const Work& work, const PendingLink& link, std::size_t i) {
    const auto source = source_of(link);
    std::string text = "`" + work.record(source).name + "`";
    for (std::size_t k = 0; k < link.keys.size(); ++k) {
        const auto& field = work.record(source).fields[link.link.fields[k]];
        text += (k ? " and " : " whose ") + ("`" + field.name + "` is `" + key_text(link.keys[k], field.type, i, work.rules.zone) + "`");
    }
    return text;
}

// The first text of the parent's name that the row leaves blank, or null. Other cells may have held something that cannot be read.
const KeyColumn* blank_key(const Work& work, const PendingLink& link, std::size_t i) {
    const auto source = source_of(link);
    for (std::size_t k = 0; k < link.keys.size(); ++k) {
        const auto type = work.record(source).fields[link.link.fields[k]].type;
        if (type == model::Type::text && key_text(link.keys[k], type, i, work.rules.zone).empty()) return &link.keys[k];
    }
    return nullptr;
}

void list_lost(Work& work, RecordId id, Row row, const PendingLink* link) {
    auto& table = work.tables[id];
    const auto& record = work.record(id);
    auto above_id = link ? link->link.record : linked_above(work, id);
    if (above_id == model::none) above_id = record.parent;
    const auto& above_name = work.record(above_id).name;
    auto place = work.place(id, row, record.key);
    if (table.parent[row] == gone_row) {
        place.text.clear();
        work.quality.count(DiagnosticKind::parent_dropped, std::move(place),
                           "rows of `" + record.name + "` were left out because the row of their `" + above_name + "` was", "see why the parent was left out");
        return;
    }
    const bool keyed = link && !link->keys.empty();
    const auto at = keyed ? key_at(*link, row - link->begin) : 0;
    if (keyed) {
        place.field = link->keys[0].header;
        work.set_column(place, id, row, link->keys[0].column);
        place.text = key_text(link->keys[0], model::Type::text, at, work.rules.zone);
    }
    if (table.parent[row] == many_rows) {
        work.quality.list(DiagnosticKind::parent_ambiguous, std::move(place),
                          "more than one " + looked_for(work, *link, at) + " is there, so this `" + record.name + "` is left out",
                          "link it by a field that names one row");
        return;
    }
    if (work.tables[above_id].rows == 0) {
        place.text.clear();
        work.quality.count(DiagnosticKind::parent_not_found, std::move(place),
                           "rows of `" + record.name + "` were left out because no `" + above_name + "` is there at all",
                           "add the file that gives `" + above_name + "`, or a feed for it");
        return;
    }
    const auto* blank = keyed ? blank_key(work, *link, at) : nullptr;
    if (blank) {
        place.field = blank->header;
        work.quality.list(DiagnosticKind::parent_not_found, std::move(place),
                          (blank->header.empty() ? "nothing here names" : "the column `" + blank->header + "` is blank, which would name") + " the `" + above_name + "` of this `" + record.name + "`, so it is left out",
                          "its rules give no outcome: name its `" + above_name + "`");
        return;
    }
    work.quality.list(DiagnosticKind::parent_not_found, std::move(place),
                      keyed ? "no " + looked_for(work, *link, at) + " is there, so this `" + record.name + "` is left out"
                            : "a row of `" + record.name + "` has no `" + above_name + "`, so it is left out",
                      "its rules give no outcome: correct the key, or add the missing `" + above_name + "`");
}

}  // namespace

void move_found_parents(Work& work, RecordId above, const std::function<Row(Row)>& to) {
    for (auto& link : work.links) {
        if (!link.found || link.link.record != above) continue;
        auto& parent = work.tables[link.record].parent;
        const auto& table = work.tables[above];
        std::vector<Row> lost;
        std::vector<std::vector<std::uint64_t>> bits(link.keys.size());
        std::size_t known = 0;      // of link.lost
        for (Row i = 0; i < link.end - link.begin; ++i) {
            auto& row = parent[link.begin + i];
            const bool before = known < link.lost.size() && link.lost[known] == i;
            const auto now = before ? no_row : to(row);
            if (now == no_row) {
                for (std::size_t k = 0; k < bits.size(); ++k) bits[k].push_back(before ? link.keys[k].bits[known] : key_value(table.columns[link.link.fields[k]], row).bits);
                lost.push_back(i);
                known += before;
            }
            row = now;
        }
        link.lost = std::move(lost);
        for (std::size_t k = 0; k < bits.size(); ++k) link.keys[k].bits = std::move(bits[k]);
    }
}

std::vector<bool> find_parents(Work& work, RecordId id, const std::vector<Row>& first, std::vector<Row>& lost) {
    auto& table = work.tables[id];
    const auto& record = work.record(id);
    const auto above_id = linked_above(work, id);
    std::vector<bool> has_parent;
    if (record.by != model::none) has_parent.resize(table.rows);
    // Rows that came with a row number (add_row): it may have moved.
    const auto moved_row = [&](const std::vector<Row>* moves, Row row) {
        if (row == no_row || !moves) return row;
        const Row now = (*moves)[row];
        return now == no_row ? gone_row : now;
    };
    const auto moves_of = [&](RecordId target) { return work.rows_moved(target) ? &work.moves(target) : nullptr; };
    std::vector<PendingLink*> links;
    for (auto& link : work.links)
        if (link.record == id) links.push_back(&link);
    std::vector<PendingLink*> keyed;
    for (auto* link : links) {
        if (link->found) continue;
        if (link->link.record != above_id && link->link.record != record.parent) continue;
        if (link->link.kind == model::ParentLink::Kind::same_row) {
            const auto* moves = moves_of(link->link.record);
            for (Row i = 0; i < link->end - link->begin; ++i) table.parent[link->begin + i] = moved_row(moves, link->same_row[i]);
            std::vector<Row>().swap(link->same_row);
        } else if (link->link.kind != model::ParentLink::Kind::none) {
            keyed.push_back(link);
        }
        if (!has_parent.empty() && link->link.record == record.parent)
            for (Row row = link->begin; row < link->end; ++row) has_parent[row] = true;
    }
    while (!keyed.empty()) {
        const auto& first_link = *keyed[0];
        const auto others = std::stable_partition(keyed.begin(), keyed.end(), [&](const auto* link) { return alike(*link, first_link); });
        look_up(work, {keyed.data(), static_cast<std::size_t>(others - keyed.begin())}, table.parent.own());
        keyed.erase(keyed.begin(), others);
    }
    if (above_id != model::none && work.rows_moved(above_id)) {
        const auto* moves = &work.moves(above_id);
        Row row = 0;
        for (const auto* link : links) {
            for (; row < link->begin; ++row) table.parent[row] = moved_row(moves, table.parent[row]);
            row = link->end;
        }
        for (; row < table.rows; ++row) table.parent[row] = moved_row(moves, table.parent[row]);
    }
    // Of rows that give one record, the one that has its parent speaks for all; one that names it goes before one that only has a date.
    const auto rank = [&](Row row) { return table.parent[row] >= gone_row ? 0 : !has_parent.empty() && has_parent[row] ? 2 : 1; };
    for (Row row = 0; row < first.size(); ++row) {
        const Row used = first[row];
        if (used == row || rank(row) <= rank(used) || (!given_once(work, id, row) && !given_once(work, id, used))) continue;
        table.parent[used] = table.parent[row];
        if (!has_parent.empty()) has_parent[used] = has_parent[row];
    }
    // List what is lost, in order of rows; links are in order too.
    auto link = links.begin();
    for (Row row = 0; row < table.rows; ++row) {
        if (table.parent[row] < gone_row) continue;
        lost.push_back(row);
        while (link != links.end() && (*link)->end <= row) ++link;
        const bool inside = link != links.end() && (*link)->begin <= row;
        if (first.empty() || first[row] == row) list_lost(work, id, row, inside ? *link : nullptr);
        table.parent[row] = no_row;
    }
    return has_parent;
}

}  // namespace duly::data::build
