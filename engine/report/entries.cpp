#include "engine/report/entries.hpp"

#include <algorithm>

#include "engine/report/parallel.hpp"

namespace duly::report {

using model::none;
using model::Outcome;

Keys::Keys(const ReportInput& input, const std::vector<RuleView>& rules) : keys_(input.rules.records.size()), made_(input.rules.records.size()) {
    for (const RuleView& rule : rules) {
        for (model::RecordId record = rule.record; record != none; record = input.rules.records[record].parent) {
            std::vector<std::string_view>& keys = keys_[record];
            const data::Table& table = input.data.table(record);
            if (!keys.empty() || table.rows == 0) continue;
            keys.resize(table.rows);
            auto made = std::make_unique<std::vector<std::string>>(table.rows);
            model::FieldId key = input.rules.records[record].key;
            const data::Column* column = key != none && key < table.columns.size() ? &table.columns[key] : nullptr;
            bool as_is = column && column->type == model::Type::text && column->text.size() == table.rows;
            for (data::Row row = 0; row < table.rows; ++row) {
                if (as_is && column->state[row] == data::State::known) {
                    keys[row] = column->text[row];
                } else {
                    (*made)[row] = input.data.key_of(input.rules, record, row);
                    keys[row] = (*made)[row];
                }
            }
            made_[record] = std::move(made);
        }
    }
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
    return (rule.moments(entry) ? uk_day(due) : due) < since;
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
    return rule.moments(entry) ? uk_day(due) : due;
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
    in_parallel(rules.size(), options.threads, [&](std::size_t index) {
        const RuleView& rule = rules[index];
        for (std::size_t entry = 0; entry < rule.entries(); ++entry) {
            Outcome outcome = rule.outcome(entry);
            std::uint8_t file = file_of(outcome, rule.times && rule.times->done[entry] != eval::no_time);
            if (file == nowhere) continue;
            if (options.since && older(rule, entry, outcome, *options.since)) continue;
            parts[index][file].push_back({static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(entry)});
        }
        for (auto& refs : parts[index]) {
            std::stable_sort(refs.begin(), refs.end(), [&](EntryRef a, EntryRef b) {
                data::Row first = rule.row(a.entry), second = rule.row(b.entry);
                if (first != second) {
                    if (int order = keys.of(rule.record, first).compare(keys.of(rule.record, second))) return order < 0;
                    return first < second;
                }
                return rule.turn(a.entry) < rule.turn(b.entry);
            });
        }
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
