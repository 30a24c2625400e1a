#include "engine/report/entries.hpp"

#include <algorithm>
#include <charconv>

#include "engine/data/parallel.hpp"

namespace duly::report {

using model::none;
using model::Outcome;

Keys::Keys(const ReportInput& input, const std::vector<RuleView>& rules, unsigned threads) : keys_(input.rules.records.size()), made_(input.rules.records.size()) {
    for (const RuleView& rule : rules) {
        for (model::RecordId record = rule.record; record != none; record = input.rules.records[record].parent) {
            if (keys_[record].empty()) make(input, record, threads);
        }
    }
}

void Keys::make(const ReportInput& input, model::RecordId record, unsigned threads) {
    const data::Table& table = input.data.table(record);
    std::vector<std::string_view>& keys = keys_[record];
    keys.resize(table.rows);
    const model::FieldId key = input.rules.records[record].key;
    const data::Column* column = key != none && key < table.columns.size() ? &table.columns[key] : nullptr;
    const bool texts = column && column->type == model::Type::text && column->text.size() == table.rows;
    const bool numbers = column && column->type == model::Type::number && column->number.size() == table.rows;
    constexpr std::size_t rows_at_once = 8192;
    made_[record].resize((table.rows + rows_at_once - 1) / rows_at_once);
    data::run_tasks(threads, made_[record].size(), [&](std::size_t part) {
        const std::size_t begin = part * rows_at_once, end = std::min<std::size_t>(table.rows, begin + rows_at_once);
        std::string& made = made_[record][part];
        std::vector<std::size_t> starts(end - begin + 1);
        const auto as_is = [&](std::size_t row) { return texts && column->state[row] == data::State::known; };
        for (std::size_t row = begin; row < end; ++row) {
            starts[row - begin] = made.size();
            if (as_is(row)) continue;
            if (numbers && column->state[row] == data::State::known && column->number[row] % model::number_scale == 0) {
                char digits[24];
                made.append(digits, std::to_chars(digits, digits + sizeof digits, column->number[row] / model::number_scale).ptr);
            } else {
                made += input.data.key_of(input.rules, record, static_cast<data::Row>(row));
            }
        }
        starts.back() = made.size();
        const std::string_view whole = made;
        for (std::size_t row = begin; row < end; ++row)
            keys[row] = as_is(row) ? column->text[row] : whole.substr(starts[row - begin], starts[row - begin + 1] - starts[row - begin]);
    });
}

std::string_view Keys::of(model::RecordId record, data::Row row) const {
    if (record == none || record >= keys_.size() || row >= keys_[record].size()) return {};
    return keys_[record][row];
}

namespace {

constexpr std::uint8_t nowhere = 0xff;

std::uint8_t file_of(Outcome outcome, bool done) {
    switch (outcome) {
        case Outcome::late:
        case Outcome::too_early:
        case Outcome::overdue:
        case Outcome::breached:
            return static_cast<std::uint8_t>(File::breaches);
        case Outcome::due_soon:
        case Outcome::due:
            return static_cast<std::uint8_t>(File::upcoming);
        case Outcome::no_due_date:
            return done ? nowhere : static_cast<std::uint8_t>(File::upcoming);
        case Outcome::unknown:
        case Outcome::not_run:
            return static_cast<std::uint8_t>(File::unknown);
        case Outcome::late_with_reason:
        case Outcome::excluded:
            return static_cast<std::uint8_t>(File::excused);
        default:
            return nowhere;
    }
}

// What is over and was due before `since`; what is still open is always listed.
bool older(const RuleView& rule, std::size_t entry, Outcome outcome, model::Day since) {
    if (outcome != Outcome::late && outcome != Outcome::late_with_reason && outcome != Outcome::too_early) return false;
    std::int64_t due = rule.times ? rule.times->due[entry] : eval::no_time;
    if (due == eval::no_time) return false;
    return (rule.moments(entry) ? rule.zone->day(due) : due) < since;
}

int rank(Outcome outcome) {
    switch (outcome) {
        case Outcome::overdue:
        case Outcome::due_soon:
            return 0;
        case Outcome::due:
            return 1;
        default:
            return 2;
    }
}

std::int64_t due_day(const RuleView& rule, std::size_t entry) {
    std::int64_t due = rule.times ? rule.times->due[entry] : eval::no_time;
    if (due == eval::no_time) return INT64_MAX;
    return rule.moments(entry) ? rule.zone->day(due) : due;
}

// By key, row and turn. The first letters of the key, as a number, settle most comparisons.
void sort_by_key(std::vector<EntryRef>& refs, const RuleView& rule, const Keys& keys) {
    struct Sorted { std::uint64_t head; data::Row row; std::uint32_t turn; EntryRef ref; };
    std::vector<Sorted> sorted;
    sorted.reserve(refs.size());
    for (const EntryRef ref : refs) {
        const data::Row row = rule.row(ref.entry);
        const std::string_view key = keys.of(rule.record, row);
        std::uint64_t head = 0;
        for (std::size_t i = 0; i < 8; ++i) head = head << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0);
        sorted.push_back({head, row, rule.turn(ref.entry), ref});
    }
    std::stable_sort(sorted.begin(), sorted.end(), [&](const Sorted& a, const Sorted& b) {
        if (a.row == b.row) return a.turn < b.turn;
        if (a.head != b.head) return a.head < b.head;
        if (const int order = keys.of(rule.record, a.row).compare(keys.of(rule.record, b.row))) return order < 0;
        return a.row < b.row;
    });
    for (std::size_t i = 0; i < refs.size(); ++i) refs[i] = sorted[i].ref;
}

}  // namespace

std::vector<std::uint64_t> count_older_late(const std::vector<RuleView>& rules, const ReportOptions& options) {
    std::vector<std::uint64_t> counts(rules.size(), 0);
    if (!options.since) return counts;
    for (std::size_t index = 0; index < rules.size(); ++index) {
        for (std::size_t entry = 0; entry < rules[index].entries(); ++entry) {
            if (older(rules[index], entry, rules[index].outcome(entry), *options.since)) ++counts[index];
        }
    }
    return counts;
}

Selection select_entries(const std::vector<RuleView>& rules, const Keys& keys, const ReportOptions& options) {
    std::vector<std::array<std::vector<EntryRef>, file_count>> parts(rules.size());
    Selection selection;
    data::run_tasks(options.threads, rules.size(), [&](std::size_t index) {
        const RuleView& rule = rules[index];
        for (std::size_t entry = 0; entry < rule.entries(); ++entry) {
            Outcome outcome = rule.outcome(entry);
            std::uint8_t file = file_of(outcome, outcome == Outcome::no_due_date && rule.times && rule.times->done[entry] != eval::no_time);
            if (file == nowhere) continue;
            if (options.since && older(rule, entry, outcome, *options.since)) continue;
            if (outcome == Outcome::unknown && !rule.not_given.empty()) continue;
            parts[index][file].push_back({static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(entry)});
        }
        for (auto& refs : parts[index]) sort_by_key(refs, rule, keys);
        if (!rule.not_given.empty()) parts[index][static_cast<std::size_t>(File::unknown)].push_back({static_cast<std::uint32_t>(index), whole_rule});
    });
    for (std::size_t file = 0; file < file_count; ++file) {
        std::vector<EntryRef>& all = selection[file];
        for (const auto& part : parts) all.insert(all.end(), part[file].begin(), part[file].end());
        if (static_cast<File>(file) == File::breaches) {
            std::stable_partition(all.begin(), all.end(), [&](EntryRef ref) { return rank(rules[ref.rule].outcome(ref.entry)) == 0; });
        } else if (static_cast<File>(file) == File::upcoming) {
            std::stable_sort(all.begin(), all.end(), [&](EntryRef a, EntryRef b) {
                const RuleView &first = rules[a.rule], &second = rules[b.rule];
                int left = rank(first.outcome(a.entry)), right = rank(second.outcome(b.entry));
                return left != right ? left < right : due_day(first, a.entry) < due_day(second, b.entry);
            });
        }
    }
    return selection;
}

}  // namespace duly::report
