#include "engine/report/result_rows.hpp"

#include <algorithm>
#include <array>

#include "engine/report/not_answered.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using model::none;
using model::Outcome;
using model::RecordId;

namespace {

const std::array<std::string_view, model::outcome_count>& outcome_names() {
    static const auto names = [] {
        std::array<std::string_view, model::outcome_count> all;
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = name_of(static_cast<Outcome>(i));
        return all;
    }();
    return names;
}

}  // namespace

ResultRows::ResultRows(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, const Keys& keys)
    : input_(input), rules_(rules), keys_(keys), columns_(choose_columns(input.rules, options.columns)), days_(input.evaluation.as_of_day(input.rules.zone)) {
    reasons_ = std::any_of(columns_.begin(), columns_.end(), [](const ResultColumn& column) { return column.kind == ColumnKind::reason; });
    for (const RuleView& rule : rules_) plans_.push_back(plan(rule));
}

void ResultRows::header(CsvWriter& csv) const {
    for (const ResultColumn& column : columns_) csv.text(column.name);
    csv.end_row();
}

ResultRows::RulePlan ResultRows::plan(const RuleView& rule) const {
    const auto ready = [](std::string_view words) { return Ready{words, csv_text(words)}; };
    RulePlan made;
    made.hops.assign(columns_.size(), -1);
    made.shown.resize(columns_.size());
    made.name = ready(rule.name);
    made.title = ready(rule.title);
    made.record = ready(record_name(rule));
    if (rule.check) made.law = ready(rule.check->law);
    if (rule.timescale) {
        for (const model::TimescaleVersion& version : rule.timescale->versions) {
            made.versions.push_back(ready(version.label));
            made.laws.push_back(ready(version.law));
        }
        made.moments = eval::counts_moments(*rule.timescale);
    }
    made.keys = keys_.record(rule.record);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (columns_[i].kind == ColumnKind::shown) made.shown[i] = find_shown(input_.rules, rule.record, columns_[i].field);
        if (columns_[i].kind != ColumnKind::parent_key || rule.record == none) continue;
        int hops = 1;
        for (RecordId up = input_.rules.records[rule.record].parent; up != none; up = input_.rules.records[up].parent, ++hops) {
            if (up == columns_[i].record) made.hops[i] = hops;
        }
    }
    return made;
}

std::string_view ResultRows::record_name(const RuleView& rule) const {
    return rule.record == none ? std::string_view() : std::string_view(input_.rules.records[rule.record].name);
}

data::Row ResultRows::climb(RecordId record, data::Row row, int hops) const {
    for (; hops > 0 && row != data::no_row; --hops) {
        row = input_.data.table(record).parent[row];
        record = input_.rules.records[record].parent;
    }
    return row;
}

void ResultRows::write(const std::vector<EntryRef>& entries, std::size_t begin, std::size_t end, CsvWriter& csv) const {
    std::string because, next, room;
    constexpr std::size_t ahead = 16;       // rows that are listed lie apart
    for (std::size_t at = begin; at < end; because.swap(next)) {
        const RuleView& rule = rules_[entries[at].rule];
        if (at + ahead < end && entries[at + ahead].entry != whole_rule) {
            const EntryRef later = entries[at + ahead];
            if (const RecordKeys* const keys = plans_[later.rule].keys) keys->fetch(rules_[later.rule].row(later.entry));
        }
        next.clear();
        if (entries[at].entry == whole_rule) {
            write_whole(rule, csv);
            ++at;
            continue;
        }
        std::size_t last = at;
        if (const bool shares = at + 1 < end && may_share(entries[at], entries[at + 1]); shares || reasons_) {
            if (because.empty()) because = reason(rule, entries[at].entry);
            while (last + 1 < end && may_share(entries[last], entries[last + 1])) {
                next = reason(rule, entries[last + 1].entry);
                if (next != because) break;
                ++last;
                next.clear();
            }
        }
        const At row{rule, plans_[entries[at].rule], entries[at].entry, entries[last].entry, rule.row(entries[at].entry), because};
        for (std::size_t column = 0; column < columns_.size(); ++column) write_cell(row, column, room, csv);
        csv.end_row();
        at = last + 1;
    }
}

std::string ResultRows::reason(const RuleView& rule, std::size_t entry) const {
    Outcome outcome = rule.outcome(entry);
    if (outcome == Outcome::excluded) {
        if (std::string_view because = rule.excluded_because(entry); !because.empty()) return std::string(because);
    }
    if (rule.in_doubt(entry)) return "in doubt: an event on a day not known may fall in this turn";
    if ((outcome == Outcome::due || outcome == Outcome::due_soon) && rule.times->due[entry] == eval::no_time) return several_days(rule, entry);
    if (outcome == Outcome::no_due_date && rule.times->from[entry] != eval::no_time) {
        std::int64_t from = rule.moments(entry) ? input_.rules.zone.day(rule.times->from[entry]) : rule.times->from[entry];
        return "open for " + std::to_string(input_.evaluation.as_of_day(input_.rules.zone) - from) + " days";
    }
    if (outcome != Outcome::unknown && outcome != Outcome::not_run && outcome != Outcome::late_with_reason && outcome != Outcome::excluded)
        return "";
    return rule.times ? input_.explainer.reason(rule.times->rule, entry) : input_.explainer.check_reason(rule.checked->rule, entry);
}

// Of one that has no single due date: a date in doubt moves it.
std::string ResultRows::several_days(const RuleView& rule, std::size_t entry) const {
    const auto due = input_.explainer.possible_due(rule.times->rule, entry);
    if (!due) return "";
    const auto day = [&](std::int64_t time) { return format_day(eval::counts_moments(*rule.timescale) ? input_.rules.zone.day(time) : static_cast<model::Day>(time)); };
    return "may be due on one of several days from " + day(due->first) + (due->last == eval::no_time ? "" : " to " + day(due->last));
}

bool ResultRows::may_share(EntryRef a, EntryRef b) const {
    if (a.rule != b.rule || b.entry == whole_rule) return false;
    const RuleView& rule = rules_[a.rule];
    return rule.outcome(a.entry) == Outcome::unknown && rule.outcome(b.entry) == Outcome::unknown && rule.row(a.entry) == rule.row(b.entry) && rule.turn(a.entry) > 0 &&
           rule.turn(b.entry) == rule.turn(a.entry) + 1 && rule.version(a.entry) == rule.version(b.entry);
}

// A rule that the files do not answer, as a whole.
void ResultRows::write_whole(const RuleView& rule, CsvWriter& csv) const {
    for (const ResultColumn& column : columns_) {
        switch (column.kind) {
            case ColumnKind::rule: csv.text(rule.name); break;
            case ColumnKind::title: csv.text(rule.title); break;
            case ColumnKind::record: csv.text(record_name(rule)); break;
            case ColumnKind::outcome: csv.plain(name_of(Outcome::unknown)); break;
            case ColumnKind::law: csv.text(rule.timescale ? rule.timescale->versions.back().law : rule.check->law); break;
            case ColumnKind::reason: csv.text(not_answered_reason(input_, rule)); break;
            default: csv.blank();
        }
    }
    csv.end_row();
}

void ResultRows::write_key(const RecordKeys* keys, data::Row row, std::string& room, CsvWriter& csv) const {
    if (!keys) csv.blank();
    else if (keys->whole_number(row) && keys->number(row) >= 0) csv.number_as_text(keys->number(row));
    else csv.text(keys->of(row, room));
}

void ResultRows::write_time(const At& at, std::uint32_t entry, std::int64_t time, CsvWriter& csv) const {
    if (time == eval::no_time) return csv.blank();
    if (at.plan.moments && at.rule.moments(entry)) return csv.plain(format_moment(time, input_.rules.zone));
    const char* ten = days_.find(time);
    ten ? csv.day(static_cast<model::Day>(time), ten) : csv.day(static_cast<model::Day>(time));
}

void ResultRows::write_turns(const At& at, CsvWriter& csv) const {
    const std::uint32_t turn = at.rule.turn(at.entry);
    if (at.entry != at.last) return csv.plain(std::to_string(turn) + " to " + std::to_string(at.rule.turn(at.last)));
    turn ? csv.number(turn) : csv.blank();
}

void ResultRows::write_shown(const At& at, const ShownField& shown, std::string& room, CsvWriter& csv) const {
    if (shown.record == none) return csv.blank();
    const data::Row row = climb(at.rule.record, at.row, shown.hops);
    const model::Record& record = input_.rules.records[shown.record];
    const std::string_view words = cell_view(input_.data.table(shown.record), record, row, shown.field, input_.evaluation.as_of, input_.rules.zone, room);
    const model::Type type = record.fields[shown.field].type;
    type == model::Type::text || type == model::Type::choice ? csv.text(words) : csv.typed(words);
}

// Of turns that share a row: `from` of the first, `due` of the last.
void ResultRows::write_cell(const At& at, std::size_t column, std::string& room, CsvWriter& csv) const {
    const RulePlan& plan = at.plan;
    const eval::TimescaleResult* times = at.rule.times;
    const std::uint32_t entry = at.entry;
    const auto ready = [&](const Ready& text) { csv.ready(text.csv, text.words); };
    switch (columns_[column].kind) {
        case ColumnKind::rule:
            return ready(plan.name);
        case ColumnKind::title:
            return ready(plan.title);
        case ColumnKind::record:
            return ready(plan.record);
        case ColumnKind::key:
            return write_key(plan.keys, at.row, room, csv);
        case ColumnKind::turn:
            return write_turns(at, csv);
        case ColumnKind::outcome:
            return csv.plain(outcome_names()[static_cast<std::size_t>(at.rule.outcome(entry))]);
        case ColumnKind::from:
            return times ? write_time(at, entry, times->from[entry], csv) : csv.blank();
        case ColumnKind::due:
            return times ? write_time(at, at.last, times->due[at.last], csv) : csv.blank();
        case ColumnKind::done:
            return times ? write_time(at, entry, times->done[entry], csv) : csv.blank();
        case ColumnKind::late_by:
            return times && times->late_by[entry] > 0 ? csv.number(times->late_by[entry]) : csv.blank();
        case ColumnKind::unit:
            return times && times->late_by[entry] > 0 ? csv.plain(name_of(times->late_unit(*at.rule.timescale, entry))) : csv.blank();
        case ColumnKind::version: {
            const model::TimescaleVersion* version = at.rule.version(entry);
            return version ? ready(plan.versions[static_cast<std::size_t>(version - at.rule.timescale->versions.data())]) : csv.text({});
        }
        case ColumnKind::law: {
            if (!times) return ready(plan.law);
            const model::TimescaleVersion* version = at.rule.version(entry);
            return version ? ready(plan.laws[static_cast<std::size_t>(version - at.rule.timescale->versions.data())]) : csv.text({});
        }
        case ColumnKind::parent_key: {
            const int hops = plan.hops[column];
            return hops < 0 ? csv.blank() : write_key(keys_.record(columns_[column].record), climb(at.rule.record, at.row, hops), room, csv);
        }
        case ColumnKind::shown:
            return write_shown(at, plan.shown[column], room, csv);
        case ColumnKind::reason:
            return csv.text(at.because);
    }
}

}  // namespace duly::report
