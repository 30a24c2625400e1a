// Rows of one file that say the same of one day under one parent: each may have happened, so they are used and listed.
#include <algorithm>
#include <set>

#include "engine/data/build.hpp"
#include "engine/data/sameness.hpp"

namespace duly::data::build {
namespace {

// What to say of rows of one parent that have the same time, and are used all.
class Doubts {
public:
    Doubts(Work& work, RecordId id) : work_(work), id_(id), table_(work.tables[id]), filled_(table_.columns.size()), alike_(table_, never_filled()) {}

    void look_in(std::vector<Row>& rows) {
        alike_.groups(rows, [&](std::span<const Row> group) {
            for (std::size_t i = 1; i < group.size(); ++i)
                for (std::size_t k = i; k-- > 0;)
                    if (said_twice(group[k], group[i])) {
                        if (seen_.insert(group[i]).second) list(group[i], group[k]);
                        break;
                    }
        });
    }
    // Rows whose kinds stand beside them may be told apart by these alone, where no row has its kind from another file.
    bool may_be_alike(const Children& children, const RowRange& places) const {
        if (children.kinds.empty() || filled_[children.kind_field] || places.end - places.begin > few) return true;
        const auto begin = children.kinds.begin() + places.begin, end = children.kinds.begin() + places.end;
        for (auto at = begin; at != end; ++at)
            if (std::find(begin, at, *at) != at) return true;
        return false;
    }

private:
    Work& work_;
    RecordId id_;
    const Table& table_;
    std::vector<bool> filled_;          // by field: some rows have it from another file
    Sameness alike_;
    std::set<Row> seen_;

    std::vector<bool> never_filled() {
        std::vector<bool> fields(table_.columns.size(), true);
        for (const auto& cell : table_.filled) filled_[cell.field] = true, fields[cell.field] = false;
        return fields;
    }
    // By one file, whatever another file adds to either.
    bool said_twice(Row a, Row b) const {
        if (table_.origin.file(a) != table_.origin.file(b) || !alike_.equal(a, b)) return false;
        const auto added = [&](Row row, FieldId field) {
            return std::binary_search(table_.filled.begin(), table_.filled.end(), FilledCell{row, field, {}}, [](const FilledCell& x, const FilledCell& y) { return std::pair(x.row, x.field) < std::pair(y.row, y.field); });
        };
        for (FieldId field = 0; field < filled_.size(); ++field)
            if (filled_[field] && !equal_cell(table_.columns[field], a, b) && !added(a, field) && !added(b, field)) return false;
        return true;
    }
    void list(Row row, Row before) {
        const auto& record = work_.record(id_);
        auto place = work_.place(id_, row, record.orders);
        if (!work_.quality.room(DiagnosticKind::alike_rows, place.file, place.field)) return work_.quality.list(DiagnosticKind::alike_rows, std::move(place), {});
        const auto parent = record.parent == model::none ? std::string() : " of `" + work_.record(record.parent).name + "` `" + row_key(work_.rules, work_.tables, record.parent, table_.parent[row]) + "`";
        std::vector<Label> labels{{work_.place(id_, before, record.orders), "the row before"}};
        work_.quality.list(DiagnosticKind::alike_rows, std::move(place), "`" + record.name + "`" + parent + " stands here again with the same date and says nothing else, both rows are used",
                           "if it happened once, leave one of them out in the source, or map a key that tells them apart", std::move(labels));
    }
};

}  // namespace

void list_alike(Work& work, RecordId id, const Children& children, const std::optional<std::vector<RowRange>>& tied) {
    const auto& record = work.record(id);
    const auto& table = work.tables[id];
    if (work.given[id].empty() || record.orders == model::none || record.span_from != model::none || !without_key(work, id) || !table.columns[record.orders].present) return;
    const auto& time = table.columns[record.orders];
    Doubts doubts(work, id);
    std::vector<Row> rows;
    const auto look_at = [&](std::span<const Row> group) { rows.assign(group.begin(), group.end()), doubts.look_in(rows); };
    for (std::size_t i = 0; tied && i < tied->size(); ++i)
        if (const auto places = (*tied)[i]; doubts.may_be_alike(children, places)) look_at({children.rows.data() + places.begin, children.rows.data() + places.end});
    if (tied) return;
    const auto look_in = [&](std::span<const Row> run) {        // in order of their time, those without one last
        for (std::size_t begin = 0, end; begin < run.size() && has_time(time, run[begin]); begin = end) {
            const auto at = time_of(time, run[begin]);
            for (end = begin + 1; end < run.size() && has_time(time, run[end]) && time_of(time, run[end]) == at;) ++end;
            if (end > begin + 1) look_at(run.subspan(begin, end - begin));
        }
    };
    if (record.parent != model::none) {
        for (std::size_t parent = 0; parent + 1 < children.offsets.size(); ++parent)
            if (children.offsets[parent + 1] > children.offsets[parent] + 1) look_in(children.of(static_cast<Row>(parent)));
        return;
    }
    std::vector<Row> all;
    for (Row row = 0; row < table.rows; ++row)
        if (has_time(time, row)) all.push_back(row);
    std::stable_sort(all.begin(), all.end(), [&](Row a, Row b) { return time_of(time, a) < time_of(time, b); });
    look_in(all);
}

}  // namespace duly::data::build
