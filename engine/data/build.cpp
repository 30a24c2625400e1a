// DatasetBuilder::finish(): the list of steps.
#include "engine/data/build.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <stdexcept>

namespace duly::data {
namespace build {

Place Work::place(RecordId id, Row row, FieldId field) const {
    Place place;
    const auto origin = field == model::none ? tables[id].origin[row] : tables[id].origin_of(row, field);
    const bool known = origin.line != 0 && origin.file < files.size();
    if (known) place.file = files[origin.file].path;
    set_place(place, known ? files[origin.file].places.get() : nullptr, origin.line);
    if (field != model::none) {
        const auto& header = tables[id].header_of(row, field);
        place.field = header.empty() ? rules.records[id].fields[field].name : header;
        place.text = cell_text(id, row, field);
    }
    return place;
}

void Work::set_column(Place& place, RecordId id, Row row, std::uint32_t column) const {
    const auto origin = tables[id].origin[row];
    set_place(place, origin.file < files.size() ? files[origin.file].places.get() : nullptr, origin.line, column);
}

std::string Work::cell_text(RecordId id, Row row, FieldId field) const {
    return build::cell_text(rules.records[id].fields[field], tables[id].columns[field], row, rules.zone);
}

RecordId linked_above(const Work& work, RecordId id) {
    const auto& record = work.record(id);
    if (record.parent == model::none) return model::none;
    const auto& parent = work.record(record.parent);
    if (record.by != model::none) return parent.parent;
    if (parent.spell && parent.spell->part == id && !work.tables[record.parent].present) return parent.parent;
    return record.parent;
}

bool makes_spell(const Work& work, RecordId id) { return work.record(id).spell && !work.tables[id].present; }

// Parents first, and the parts of a spell before it; parts that stand under the spell that they make are settled as if
// they stood under its parent.
std::vector<RecordId> settling_order(const Work& work) {
    std::vector<RecordId> order;
    std::vector<bool> seen(work.rules.records.size());
    const std::function<void(RecordId)> visit = [&](RecordId id) {
        if (id == model::none || seen[id]) return;
        seen[id] = true;
        const auto& record = work.record(id);
        const bool part_of_parent = record.parent != model::none && makes_spell(work, record.parent) && work.record(record.parent).spell->part == id;
        visit(part_of_parent ? work.record(record.parent).parent : record.parent);
        if (record.spell && (makes_spell(work, id) || work.record(record.spell->part).parent != id)) visit(record.spell->part);
        order.push_back(id);
    };
    for (RecordId id = 0; id < work.rules.records.size(); ++id) visit(id);
    return order;
}

std::optional<DayInterval> days_of(const Column& column, Row row, const TimeZone& zone) {
    if (column.state[row] == State::partial) return column.partial(row);
    if (column.state[row] != State::known) return {};
    const Day day = column.type == model::Type::moment ? zone.day(column.number[row]) : column.day[row];
    return DayInterval{day, day};
}

void fill_columns(const model::Record& record, Table& table) {
    for (FieldId field = 0; field < record.fields.size(); ++field)
        table.columns[field].state.resize(table.rows, record.fields[field].optional ? State::blank : State::missing);
    if (record.parent != model::none) table.parent.resize(table.rows, no_row);
    table.origin.resize(table.rows);
}

void complete_columns(Table& table) {
    for (auto& column : table.columns) {
        if (!column.present) continue;
        switch (column.type) {
            case model::Type::text: column.text.resize(table.rows); break;
            case model::Type::date: column.day.resize(table.rows); break;
            case model::Type::yes_no:
            case model::Type::choice: column.code.resize(table.rows); break;
            default: column.number.resize(table.rows);
        }
    }
}

namespace {

// All rows that are not left out, under their parents.
std::vector<Placed> placed_now(const Table& table) {
    std::vector<Placed> placed;
    placed.reserve(table.rows);
    for (Row row = 0; row < table.rows; ++row) {
        const Row parent = table.parent.empty() ? 0 : table.parent[row];
        if (parent != no_row) placed.push_back({row, parent});
    }
    return placed;
}

template <typename Stays>
std::vector<RowRange> ranges_where(Row rows, const Stays& stays) {
    std::vector<RowRange> ranges;
    for (Row row = 0; row < rows; ++row) {
        if (!stays(row)) continue;
        if (ranges.empty() || ranges.back().end != row) ranges.push_back({row, row});
        ++ranges.back().end;
    }
    return ranges;
}

// All but some, which rise.
std::vector<RowRange> ranges_without(const std::vector<Row>& lost, Row rows) {
    std::vector<RowRange> ranges;
    Row begin = 0;
    for (const Row row : lost) {
        if (row > begin) ranges.push_back({begin, row});
        begin = row + 1;
    }
    if (rows > begin) ranges.push_back({begin, rows});
    return ranges;
}

void settle_rows(Work& work, RecordId id) {
    auto& table = work.tables[id];
    const auto& record = work.record(id);
    fill_columns(record, table);
    complete_columns(table);
    auto first = work.keys_rise[id] ? std::vector<Row>{} : first_of_key(work, id);
    const auto is_first = [&](Row row) { return first.empty() || first[row] == row; };
    if (record.parent == model::none) {
        if (first.empty() && may_repeat(work, id)) {
            auto all = placed_now(table);
            first = drop_repeats(work, id, all);
        }
        if (first.empty()) return;
        keep_ranges(work, id, ranges_where(table.rows, is_first));
    } else {
        std::vector<Row> lost;
        const auto has_parent = find_parents(work, id, first, lost);
        if (record.by == model::none) {
            if (first.empty() && may_repeat(work, id)) {
                if (record.span_from == model::none && linked_above(work, id) == record.parent && table.columns[record.orders].present) {
                    work.ordered[id] = order_children(record, table, table.parent.rows(), work.tables[record.parent].rows, work.threads);
                    first = first_of_events(work, id, work.ordered[id]);
                } else {
                    auto all = placed_now(table);
                    first = drop_repeats(work, id, all);
                }
            }
            if (first.empty() && lost.empty()) return;
            work.ordered[id] = {};
            if (first.empty()) keep_ranges(work, id, ranges_without(lost, table.rows));
            else keep_ranges(work, id, ranges_where(table.rows, [&](Row row) { return is_first(row) && table.parent[row] != no_row; }));
        } else {
            for (Row row = 0; row < table.rows; ++row)
                if (!is_first(row)) table.parent[row] = no_row;
            auto placed = place_by_date(work, id, has_parent);
            if (first.empty() && may_repeat(work, id)) first = drop_repeats(work, id, placed);
            std::vector<Row> kept(placed.size());
            std::transform(placed.begin(), placed.end(), kept.begin(), [](const Placed& p) { return p.row; });
            keep_rows(work, id, kept);
            for (std::size_t i = 0; i < placed.size(); ++i) table.parent[i] = placed[i].parent;
        }
    }
    if (first.empty()) return;
    auto& moves = work.moves(id);
    for (Row row = 0; row < first.size(); ++row) moves[row] = moves[first[row]];
}

void settle(Work& work, RecordId id) {
    if (makes_spell(work, id)) return make_spell(work, id);
    settle_rows(work, id);
    const auto& spell = work.record(id).spell;
    if (spell && work.record(spell->part).parent != id) find_spells(work, id);
}

}  // namespace
}  // namespace build

// The tables asked of are lent to a dataset of their own, and come back.
std::vector<Truth> DatasetBuilder::ask(const std::vector<std::vector<Row>>& spell_rows, model::ExprId condition, RecordId record) {
    if (!conditions_) throw std::logic_error("a spell has a condition and nothing was handed in that answers it");
    auto& tables = dataset_.tables_;
    Dataset so_far;
    so_far.tables_.resize(tables.size());
    so_far.children_.resize(tables.size());
    so_far.parts_.resize(tables.size());
    so_far.spell_rows_.resize(tables.size());
    for (RecordId id = 0; id < tables.size(); ++id) so_far.tables_[id].columns.resize(rules_.records[id].fields.size());
    const auto lend = [&] {
        for (RecordId id = record; id != model::none; id = rules_.records[id].parent) std::swap(so_far.tables_[id], tables[id]);
    };
    lend();
    for (RecordId id = rules_.records[record].parent; id != model::none; id = rules_.records[id].parent) so_far.spell_rows_[id] = spell_rows[id];
    auto answers = conditions_(so_far, condition, record);
    lend();
    return answers;
}

namespace {

constexpr Row many_rows = 1 << 16;      // smaller tables hold their parents' rows as well

// From its rows rules go up: they are of the record, or of one below.
bool climbed_from(const model::RuleSet& rules, RecordId id) {
    const auto of_it = [&](const auto& one) { return one.record == id; };
    return std::any_of(rules.records.begin(), rules.records.end(), [&](const auto& record) { return record.parent == id; }) || std::any_of(rules.timescales.begin(), rules.timescales.end(), of_it) ||
           std::any_of(rules.checks.begin(), rules.checks.end(), of_it) || std::any_of(rules.measures.begin(), rules.measures.end(), of_it);
}

}  // namespace

Dataset DatasetBuilder::finish(std::vector<Diagnostic>& quality) {
    Quality found;
    build::Work work{rules_, dataset_.tables_, dataset_.files_, links_, keys_rise_, once_, given_, threads_, as_of_, found, dataset_.buffers_, {}, {}, {}, {}, {}, {}};
    work.ordered.resize(rules_.records.size());
    work.moved.resize(rules_.records.size());
    work.kept.resize(rules_.records.size());
    work.spell_rows.resize(rules_.records.size());
    work.spell_groups.resize(rules_.records.size());
    work.ask = [&](model::ExprId condition, RecordId record) { return ask(work.spell_rows, condition, record); };
    for (const RecordId id : build::settling_order(work)) build::settle(work, id);

    auto& tables = dataset_.tables_;
    dataset_.children_.resize(tables.size());
    dataset_.parts_.resize(tables.size());
    for (std::size_t id = 0; id < tables.size(); ++id) {
        const auto& record = rules_.records[id];
        const auto parents = record.parent == model::none ? Row{0} : tables[record.parent].rows;
        std::optional<std::vector<RowRange>> tied;
        if (!work.ordered[id].offsets.empty()) dataset_.children_[id] = std::move(work.ordered[id]);
        else dataset_.children_[id] = build::order_children(record, tables[id], tables[id].parent.rows(), parents, threads_, &tied);
        build::list_alike(work, static_cast<RecordId>(id), dataset_.children_[id], tied);
        if (!work.spell_rows[id].empty()) {
            const auto part = record.spell->part;
            dataset_.parts_[id] = build::order_children(rules_.records[part], tables[part], work.spell_rows[id], tables[id].rows, threads_);
            if (!work.spell_groups[id].empty()) dataset_.parts_[id] = build::doubtful_parts(work, static_cast<RecordId>(id), dataset_.parts_[id]);
        }
    }
    for (std::size_t id = 0; id < tables.size(); ++id)
        if (tables[id].rows >= many_rows && !climbed_from(rules_, static_cast<RecordId>(id)) && dataset_.children_[id].rows.size() == tables[id].rows) tables[id].parent.fold(dataset_.children_[id]);
    build::list_unknown_actions(work);
    dataset_.spell_rows_ = std::move(work.spell_rows);
    dataset_.buffers_.push_back(texts_);
    auto listed = found.take();
    quality.insert(quality.end(), std::make_move_iterator(listed.begin()), std::make_move_iterator(listed.end()));
    sort_diagnostics(quality);
    return std::move(dataset_);
}

}  // namespace duly::data
