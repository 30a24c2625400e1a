// Events and spans without a key that are told again: another file's row that says the same is the same event. What one file says twice
// may have happened twice (alike.cpp).
#include <algorithm>
#include <numeric>
#include <tuple>

#include "engine/data/build.hpp"
#include "engine/data/parallel.hpp"
#include "engine/data/sameness.hpp"

namespace duly::data::build {
namespace {

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
        const auto file = [&](Row row) { return feeds_.empty() ? table_.origin.file(row) : feeds_[table_.origin.file(row)]; };
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
                const auto file = table.origin.file(same[0].row);
                if (std::any_of(same.begin() + 1, same.end(), [&](const Start& one) { return table.origin.file(one.row) != file; })) found[part].emplace_back(same.begin(), same.end());
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
        for (; row < first.size() && table.origin.file(row) == table.origin.file(at); ++row) times += first[row] != row ? 1 : 0;
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

}  // namespace duly::data::build
