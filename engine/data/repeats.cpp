// Events and spans without a key that are told again: another file's row that says the same is the same event. What one file says twice
// may have happened twice, and is listed.
#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

#include "engine/data/build.hpp"
#include "engine/data/parallel.hpp"
#include "engine/data/text.hpp"

namespace duly::data::build {
namespace {

constexpr std::size_t few = 16;         // of so many each may be compared with each

bool without_key(const Work& work, RecordId id) {
    const auto key = work.record(id).key;
    return key == model::none || !work.tables[id].columns[key].present;
}

// The day or moment that tells rows apart first; of a partial date its beginning.
bool has_time(const Column& column, Row row) { return column.state[row] == State::known || column.state[row] == State::partial; }
std::int64_t time_of(const Column& column, Row row) { return column.day.empty() ? column.number[row] : column.day[row]; }

bool equal_cell(const Column& column, Row a, Row b) { return column.state[a] == column.state[b] && same_cell(column, a, b); }

// All columns of a record, or those of a list of fields.
class Sameness {
public:
    Sameness(const Table& table, const std::vector<bool>& fields) {
        for (FieldId field = 0; field < table.columns.size(); ++field)
            if (table.columns[field].present && (fields.empty() || fields[field])) columns_.push_back(&table.columns[field]);
    }
    bool equal(Row a, Row b) const {
        return std::all_of(columns_.begin(), columns_.end(), [&](const Column* column) { return equal_cell(*column, a, b); });
    }
    std::uint64_t hash(Row row) const {
        std::uint64_t all = 0;
        for (const auto* column : columns_) all = mix(all + cell(*column, row));
        return all;
    }
    // Orders rows so that those that may be equal stand together; `each` gets them, in their own order.
    template <typename Each>
    void groups(std::vector<Row>& rows, const Each& each) const {
        if (rows.size() <= few) return each(std::span<const Row>(rows));
        std::vector<std::pair<std::uint64_t, Row>> hashed;
        for (const Row row : rows) hashed.emplace_back(hash(row), row);
        std::sort(hashed.begin(), hashed.end());
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = hashed[i].second;
        for (std::size_t begin = 0, end; begin < rows.size(); begin = end) {
            for (end = begin + 1; end < rows.size() && hashed[end].first == hashed[begin].first;) ++end;
            if (end > begin + 1) each(std::span<const Row>(rows).subspan(begin, end - begin));
        }
    }

private:
    std::vector<const Column*> columns_;

    static std::uint64_t cell(const Column& column, Row row) {
        const auto state = static_cast<std::uint64_t>(column.state[row]);
        if (column.state[row] != State::known) return state;
        if (!column.text.empty()) return mix(std::hash<std::string_view>{}(column.text[row])) + state;
        if (!column.day.empty()) return mix(static_cast<std::uint64_t>(column.day[row])) + state;
        return mix(column.code.empty() ? static_cast<std::uint64_t>(column.number[row]) : column.code[row]) + state;
    }
};

const GivenRows* given_by(const Work& work, RecordId id, Row row) {
    const auto& all = work.given[id];
    const auto after = std::upper_bound(all.begin(), all.end(), row, [](Row r, const GivenRows& given) { return r < given.begin; });
    return after == all.begin() || row >= std::prev(after)->end ? nullptr : &*std::prev(after);
}

bool several_files(const Work& work, RecordId id) {
    const auto& all = work.given[id];
    return std::any_of(all.begin(), all.end(), [&](const GivenRows& given) { return given.file != all.front().file; });
}

// Rows under one parent with one time, in the order of the data: which of them say again what one before them said.
class Repeats {
public:
    Repeats(Work& work, RecordId id) : work_(work), id_(id), table_(work.tables[id]), all_(table_, {}), in_one_file_(work.record(id).span_from != model::none) {}
    void by_feed() {        // takes all files of one feed as one
        for (const auto& file : work_.files)
            feeds_.push_back(static_cast<std::uint32_t>(std::find_if(work_.files.begin(), work_.files.end(), [&](const auto& one) { return one.feed == file.feed; }) - work_.files.begin()));
    }

    // Calls `found(later, first)`.
    template <typename Found>
    void look_in(std::span<const Row> rows, const Found& found) {
        const auto file = [&](Row row) { return feeds_.empty() ? table_.origin[row].file : feeds_[table_.origin[row].file]; };
        if (!in_one_file_ && std::all_of(rows.begin() + 1, rows.end(), [&](Row row) { return file(row) == file(rows[0]); })) return;
        if (rows.size() == 2) {
            const auto* first = given_by(work_, id_, rows[0]);
            const auto* later = given_by(work_, id_, rows[1]);
            if (!one_event(rows[0], first ? &first->fields : nullptr, file(rows[0]) == file(rows[1]), rows[1], later)) return;
            if (first && later) take_over(rows[0], first->fields, rows[1], later->fields);
            return found(rows[1], rows[0]);
        }
        kept_.clear();
        starts_.clear();
        for (const Row row : rows) {
            const auto* given = given_by(work_, id_, row);
            auto start = std::find_if(starts_.begin(), starts_.end(), [&](const auto& one) { return one.first == file(row); });
            if (start == starts_.end()) start = starts_.insert(starts_.end(), {file(row), 0});
            while (!in_one_file_ && start->second < kept_.size() && kept_[start->second].has(file(row))) ++start->second;
            auto at = start->second;
            while (at < kept_.size() && !one_event(kept_[at].row, kept_[at].fields.empty() ? nullptr : &kept_[at].fields, kept_[at].has(file(row)), row, given)) ++at;
            if (at == kept_.size()) {
                kept_.push_back({row, {file(row)}, given ? given->fields : std::vector<bool>{}});
                continue;
            }
            auto& kept = kept_[at];
            if (given && !kept.fields.empty()) {
                take_over(kept.row, kept.fields, row, given->fields);
                for (FieldId field = 0; field < kept.fields.size(); ++field) kept.fields[field] = kept.fields[field] || given->fields[field];
            }
            kept.files.push_back(file(row));
            found(row, kept.row);
        }
    }

private:
    struct Kept {
        Row row;
        std::vector<std::uint32_t> files;       // that told it
        std::vector<bool> fields;               // that they give; empty: all
        bool has(std::uint32_t file) const { return std::find(files.begin(), files.end(), file) != files.end(); }
    };
    Work& work_;
    RecordId id_;
    Table& table_;
    Sameness all_;
    bool in_one_file_;                          // nothing can span the same days twice
    std::vector<std::uint32_t> feeds_;          // by file: the first of its feed
    std::vector<Kept> kept_;
    std::vector<std::pair<std::uint32_t, std::size_t>> starts_;     // by file: all kept before it have a row of that file

    bool one_event(Row first, const std::vector<bool>* fields, bool one_file, Row later, const GivenRows* given) const {
        if (one_file) return in_one_file_ && all_.equal(first, later);
        if (!given || !fields) return all_.equal(first, later);
        for (FieldId field = 0; field < table_.columns.size(); ++field)
            if ((*fields)[field] && given->fields[field] && !equal_cell(table_.columns[field], first, later)) return false;
        return true;
    }

    // What only the later row's file tells.
    void take_over(Row first, const std::vector<bool>& fields, Row later, const std::vector<bool>& given) {
        const auto open = [](State state) { return state == State::blank || state == State::missing; };
        for (FieldId field = 0; field < table_.columns.size(); ++field) {
            const auto& state = table_.columns[field].state;
            if (given[field] && !fields[field] && open(state[first]) && !open(state[later])) fill_cell(table_, field, first, later);
        }
    }
};

struct Start { std::int64_t at; Row row; std::uint32_t place; };

// Calls `each` with those of one time, where there are several.
template <typename Each>
void of_one_time(std::span<const Start> run, const Each& each) {
    for (std::size_t begin = 0, end; begin < run.size(); begin = end) {
        for (end = begin + 1; end < run.size() && run[end].at == run[begin].at;) ++end;
        if (end > begin + 1) each(run.subspan(begin, end - begin));
    }
}

// Rows by parent and time, ties in the order of the data: counted, then each run sorted.
class Runs {
public:
    Runs(const std::vector<Placed>& placed, const Column& time) {
        Row parents = 0;
        for (const auto& one : placed) parents = std::max(parents, one.parent + 1);
        std::vector<std::uint32_t> next(parents + std::size_t{1});
        for (const auto& one : placed) next[one.parent + std::size_t{1}] += has_time(time, one.row) ? 1 : 0;
        for (Row parent = 0; parent < parents; ++parent) next[parent + std::size_t{1}] += next[parent];
        starts_.resize(next[parents]);
        for (std::uint32_t i = 0; i < placed.size(); ++i)
            if (has_time(time, placed[i].row)) starts_[next[placed[i].parent]++] = {time_of(time, placed[i].row), placed[i].row, i};
        ends_ = std::move(next);
    }

    template <typename Each>
    void several(const Each& each) {
        std::uint32_t from = 0;
        for (const auto to : ends_) {
            const std::span<Start> run(starts_.data() + from, to - from);
            from = to;
            if (run.size() < 2) continue;
            std::sort(run.begin(), run.end(), [](const Start& a, const Start& b) { return std::tie(a.at, a.row) < std::tie(b.at, b.row); });
            of_one_time(run, each);
        }
    }

private:
    std::vector<Start> starts_;
    std::vector<std::uint32_t> ends_;       // by parent
};

// Fields that every block gives.
std::vector<bool> common_fields(const Work& work, RecordId id) {
    std::vector<bool> common(work.tables[id].columns.size(), true);
    for (const auto& given : work.given[id])
        for (FieldId field = 0; field < common.size(); ++field) common[field] = common[field] && given.fields[field];
    return common;
}

}  // namespace

bool may_repeat(const Work& work, RecordId id) {
    const auto& record = work.record(id);
    if (!without_key(work, id)) return false;
    return record.span_from != model::none ? record.parent != model::none : record.orders != model::none && several_files(work, id);
}

namespace {

// The same of rows that are in order already; the places of rows are not asked for.
template <typename Each>
void several_of(const Work& work, const Children& children, const Table& table, const Column& time, const Each& each) {
    const auto parents = static_cast<Row>(children.offsets.size() - 1);
    const std::size_t parts = parents < (1u << 14) ? 1 : std::max(work.threads, 1u);
    std::vector<std::vector<std::vector<Start>>> found(parts);
    run_tasks(work.threads, parts, [&](std::size_t part) {
        std::vector<Start> run;
        const auto at = [&](std::size_t k) { return static_cast<Row>(std::uint64_t{parents} * k / parts); };
        for (Row parent = at(part); parent < at(part + 1); ++parent) {
            const auto rows = children.of(parent);
            if (rows.size() < 2) continue;
            run.clear();
            for (const Row row : rows)
                if (has_time(time, row)) run.push_back({time_of(time, row), row, 0});
            of_one_time(std::span<const Start>(run), [&](std::span<const Start> same) {
                const auto file = table.origin[same[0].row].file;
                if (std::any_of(same.begin() + 1, same.end(), [&](const Start& one) { return table.origin[one.row].file != file; })) found[part].emplace_back(same.begin(), same.end());
            });
        }
    });
    for (const auto& part : found)
        for (const auto& same : part) each(std::span<const Start>(same));
}

void count_repeats(Work& work, RecordId id, FieldId by, const std::vector<Row>& first) {
    const auto& table = work.tables[id];
    const auto& record = work.record(id);
    for (Row row = 0; row < first.size();) {
        if (first[row] == row) {
            ++row;
            continue;
        }
        const Row at = row;
        std::uint64_t times = 0;
        for (; row < first.size() && table.origin[row].file == table.origin[at].file; ++row) times += first[row] != row ? 1 : 0;
        auto place = work.place(id, at, by);
        place.text.clear();
        work.quality.count(DiagnosticKind::repeated_rows, std::move(place), "rows of this file repeat a `" + record.name + "` that was read before", "nothing is lost: the row that was read first is used", times);
    }
}

// Rows of different feeds, where none gives the date.
std::vector<Row> drop_undated(Work& work, RecordId id, std::vector<Placed>& placed) {
    const auto& table = work.tables[id];
    const auto& given = work.given[id];
    if (std::all_of(given.begin(), given.end(), [&](const GivenRows& one) { return work.files[one.file].feed == work.files[given[0].file].feed; })) return {};
    const Sameness alike(table, common_fields(work, id));
    Repeats repeats(work, id);
    repeats.by_feed();
    std::vector<Placed> sorted = placed;
    std::sort(sorted.begin(), sorted.end(), [](const Placed& a, const Placed& b) { return std::tie(a.parent, a.row) < std::tie(b.parent, b.row); });
    std::vector<Row> first(table.rows), rows;
    std::iota(first.begin(), first.end(), Row{0});
    for (std::size_t begin = 0, end; begin < sorted.size(); begin = end) {
        rows.clear();
        for (end = begin; end < sorted.size() && sorted[end].parent == sorted[begin].parent; ++end) rows.push_back(sorted[end].row);
        alike.groups(rows, [&](std::span<const Row> group) { repeats.look_in(group, [&](Row later, Row before) { first[later] = before; }); });
    }
    std::erase_if(placed, [&](const Placed& one) { return first[one.row] != one.row; });
    count_repeats(work, id, work.record(id).orders, first);
    return first;
}

}  // namespace

std::vector<Row> first_of_events(Work& work, RecordId id, const Children& children) {
    const auto& table = work.tables[id];
    const auto orders = work.record(id).orders;
    const Sameness alike(table, common_fields(work, id));
    Repeats repeats(work, id);
    std::vector<Row> first, rows;
    several_of(work, children, table, table.columns[orders], [&](std::span<const Start> same) {
        rows.clear();
        for (const auto& start : same) rows.push_back(start.row);
        alike.groups(rows, [&](std::span<const Row> group) {
            repeats.look_in(group, [&](Row later, Row before) {
                if (first.empty()) {
                    first.resize(table.rows);
                    for (Row r = 0; r < table.rows; ++r) first[r] = r;
                }
                first[later] = before;
            });
        });
    });
    count_repeats(work, id, orders, first);
    return first;
}

std::vector<Row> drop_repeats(Work& work, RecordId id, std::vector<Placed>& placed) {
    const auto& record = work.record(id);
    const auto& table = work.tables[id];
    const auto by = record.span_from != model::none ? record.span_from : record.orders;
    const auto& time = table.columns[by];
    if (!time.present) return record.span_from != model::none ? std::vector<Row>{} : drop_undated(work, id, placed);
    const Sameness alike(table, common_fields(work, id));
    Repeats repeats(work, id);
    std::vector<bool> dropped;          // by place
    std::vector<Row> first;
    std::vector<Row> rows;
    Runs(placed, time).several([&](std::span<const Start> run) {
        rows.clear();
        for (const auto& start : run) rows.push_back(start.row);
        alike.groups(rows, [&](std::span<const Row> group) {
            repeats.look_in(group, [&](Row later, Row before) {
                if (first.empty()) {
                    dropped.resize(placed.size());
                    first.resize(table.rows);
                    for (Row r = 0; r < table.rows; ++r) first[r] = r;
                }
                const auto at = std::lower_bound(run.begin(), run.end(), later, [](const Start& s, Row r) { return s.row < r; });
                dropped[at->place] = true;
                first[later] = before;
            });
        });
    });
    if (first.empty()) return first;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < placed.size(); ++i) {
        if (dropped[i]) continue;
        first[placed[i].row] = placed[i].row;       // under another parent it is needed
        placed[kept++] = placed[i];
    }
    placed.resize(kept);
    count_repeats(work, id, by, first);
    return first;
}

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
        if (table_.origin[a].file != table_.origin[b].file || !alike_.equal(a, b)) return false;
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
    for (std::size_t i = 0; tied && i < tied->size(); ++i) look_at({children.rows.data() + (*tied)[i].begin, children.rows.data() + (*tied)[i].end});
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
