#include "engine/report/results_csv.hpp"

#include <algorithm>

#include "engine/data/parallel.hpp"
#include "engine/report/columns.hpp"
#include "engine/report/csv.hpp"
#include "engine/report/not_answered.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using model::none;
using model::Outcome;
using model::RecordId;

namespace {

// What every row of one rule shares.
struct RulePlan {
    std::vector<int> hops;          // by column: parents up to the record of a key or shown field; -1 = none
    std::vector<ShownField> shown;  // by column
    std::string name, title, record;    // as they stand in a CSV file
    bool moments = false;           // its times may be seconds
};

std::string as_csv(std::string_view cell) {
    std::string out;
    CsvWriter(out).text(cell);
    return out;
}

class Rows {
public:
    Rows(const ReportInput& input, const std::vector<RuleView>& rules, const Keys& keys, std::vector<ResultColumn> columns)
        : input_(input), rules_(rules), keys_(keys), columns_(std::move(columns)) {
        for (const RuleView& rule : rules_) plans_.push_back(plan(rule));
    }

    // Entries [begin, end) of a file, whole records. Neighbouring turns that are unknown for one reason share a row.
    void write(const std::vector<EntryRef>& entries, std::size_t begin, std::size_t end, CsvWriter& csv) const {
        std::string because, next;
        for (std::size_t at = begin; at < end; because = std::move(next)) {
            if (entries[at].entry == whole_rule) {
                write_whole(rules_[entries[at].rule], csv);
                next.clear();
                ++at;
                continue;
            }
            if (because.empty()) because = reason(rules_[entries[at].rule], entries[at].entry);
            next.clear();
            std::size_t last = at;
            while (last + 1 < end && may_share(entries[last], entries[last + 1])) {
                next = reason(rules_[entries[last + 1].rule], entries[last + 1].entry);
                if (next != because) break;
                ++last;
                next.clear();
            }
            for (std::size_t column = 0; column < columns_.size(); ++column) write_cell(entries[at], entries[last], because, column, csv);
            csv.end_row();
            at = last + 1;
        }
    }
    void header(CsvWriter& csv) const {
        for (const ResultColumn& column : columns_) csv.text(column.name);
        csv.end_row();
    }

private:
    const ReportInput& input_;
    const std::vector<RuleView>& rules_;
    const Keys& keys_;
    std::vector<ResultColumn> columns_;
    std::vector<RulePlan> plans_;

    RulePlan plan(const RuleView& rule) const {
        RulePlan made{std::vector<int>(columns_.size(), -1), std::vector<ShownField>(columns_.size()), as_csv(rule.name), as_csv(rule.title), as_csv(record_name(rule)),
                      rule.timescale && eval::counts_moments(*rule.timescale)};
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

    std::string_view record_name(const RuleView& rule) const { return rule.record == none ? std::string_view() : std::string_view(input_.rules.records[rule.record].name); }

    data::Row climb(RecordId record, data::Row row, int hops) const {
        for (; hops > 0 && row != data::no_row; --hops) {
            row = input_.data.table(record).parent[row];
            record = input_.rules.records[record].parent;
        }
        return row;
    }

    std::string reason(const RuleView& rule, std::size_t entry) const {
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
    std::string several_days(const RuleView& rule, std::size_t entry) const {
        const auto due = input_.explainer.possible_due(rule.times->rule, entry);
        if (!due) return "";
        const auto day = [&](std::int64_t time) { return format_day(eval::counts_moments(*rule.timescale) ? input_.rules.zone.day(time) : static_cast<model::Day>(time)); };
        return "may be due on one of several days from " + day(due->first) + (due->last == eval::no_time ? "" : " to " + day(due->last));
    }

    bool may_share(EntryRef a, EntryRef b) const {
        if (a.rule != b.rule || b.entry == whole_rule) return false;
        const RuleView& rule = rules_[a.rule];
        return rule.outcome(a.entry) == Outcome::unknown && rule.outcome(b.entry) == Outcome::unknown && rule.row(a.entry) == rule.row(b.entry) && rule.turn(a.entry) > 0 &&
               rule.turn(b.entry) == rule.turn(a.entry) + 1 && rule.version(a.entry) == rule.version(b.entry);
    }

    // A rule that the files do not answer, as a whole.
    void write_whole(const RuleView& rule, CsvWriter& csv) const {
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

    void write_time(EntryRef ref, std::int64_t time, CsvWriter& csv) const {
        if (time == eval::no_time)
            csv.blank();
        else if (plans_[ref.rule].moments && rules_[ref.rule].moments(ref.entry))
            csv.plain(format_moment(time, input_.rules.zone));
        else
            csv.day(static_cast<model::Day>(time));
    }

    void write_turns(const RuleView& rule, EntryRef first, EntryRef last, CsvWriter& csv) const {
        const std::uint32_t turn = rule.turn(first.entry);
        if (first.entry != last.entry) return csv.plain(std::to_string(turn) + " to " + std::to_string(rule.turn(last.entry)));
        turn ? csv.number(turn) : csv.blank();
    }

    // Of turns that share a row: `from` of the first, `due` of the last.
    void write_cell(EntryRef ref, EntryRef last, const std::string& because, std::size_t column, CsvWriter& csv) const {
        const RuleView& rule = rules_[ref.rule];
        std::size_t entry = ref.entry;
        const eval::TimescaleResult* times = rule.times;
        data::Row row = rule.row(entry);
        switch (columns_[column].kind) {
            case ColumnKind::rule:
                return csv.ready(plans_[ref.rule].name, rule.name);
            case ColumnKind::title:
                return csv.ready(plans_[ref.rule].title, rule.title);
            case ColumnKind::record:
                return csv.ready(plans_[ref.rule].record, record_name(rule));
            case ColumnKind::key:
                return csv.text(keys_.of(rule.record, row));
            case ColumnKind::turn:
                return write_turns(rule, ref, last, csv);
            case ColumnKind::outcome:
                return csv.plain(name_of(rule.outcome(entry)));
            case ColumnKind::from:
                return times ? write_time(ref, times->from[entry], csv) : csv.blank();
            case ColumnKind::due:
                return times ? write_time(last, times->due[last.entry], csv) : csv.blank();
            case ColumnKind::done:
                return times ? write_time(ref, times->done[entry], csv) : csv.blank();
            case ColumnKind::late_by:
                return times && times->late_by[entry] > 0 ? csv.number(times->late_by[entry]) : csv.blank();
            case ColumnKind::unit:
                return times && times->late_by[entry] > 0 ? csv.plain(name_of(times->late_unit(*rule.timescale, entry))) : csv.blank();
            case ColumnKind::version: {
                const model::TimescaleVersion* version = rule.version(entry);
                return csv.text(version ? std::string_view(version->label) : std::string_view());
            }
            case ColumnKind::law:
                return csv.text(rule.law(entry));
            case ColumnKind::parent_key: {
                int hops = plans_[ref.rule].hops[column];
                return hops < 0 ? csv.blank() : csv.text(keys_.of(columns_[column].record, climb(rule.record, row, hops)));
            }
            case ColumnKind::shown: {
                const ShownField& shown = plans_[ref.rule].shown[column];
                if (shown.record == none) return csv.blank();
                data::Row at = climb(rule.record, row, shown.hops);
                const model::Record& record = input_.rules.records[shown.record];
                const std::string words = cell_text(input_.data.table(shown.record), record, at, shown.field, input_.evaluation.as_of, input_.rules.zone);
                const model::Type type = record.fields[shown.field].type;
                return type == model::Type::text || type == model::Type::choice ? csv.text(words) : csv.typed(words);
            }
            case ColumnKind::reason:
                return csv.text(because);
        }
    }
};

}  // namespace

struct ResultsFile::State {
    Rows rows;
    const std::vector<EntryRef>& entries;
    std::vector<SheetCells>* sheet;
    std::vector<std::size_t> ends;          // of the parts
    std::vector<std::string> buffers;
};

namespace { constexpr std::size_t chunk = 512; }    // small: a row with a reason costs as much as fifty without

ResultsFile::ResultsFile(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, const Keys& keys, const std::vector<EntryRef>& entries,
                         std::vector<SheetCells>* sheet)
    : state_(new State{Rows(input, rules, keys, choose_columns(input.rules, options.columns)), entries, sheet, {}, {}}) {
    // The turns of a record stand in one part.
    const auto same_record = [&](EntryRef a, EntryRef b) {
        return a.rule == b.rule && a.entry != whole_rule && b.entry != whole_rule && rules[a.rule].turn(b.entry) > 1 && rules[a.rule].row(a.entry) == rules[a.rule].row(b.entry);
    };
    for (std::size_t end = 0; end < entries.size();) {
        end = std::min(entries.size(), end + chunk);
        while (end < entries.size() && same_record(entries[end - 1], entries[end])) ++end;
        state_->ends.push_back(end);
    }
    state_->buffers.resize(state_->ends.size());
    if (sheet) sheet->assign(state_->ends.size() + 1, {});
}

ResultsFile::~ResultsFile() = default;

std::size_t ResultsFile::parts() const { return state_->ends.size(); }

void ResultsFile::write(std::size_t part) {
    std::string& buffer = state_->buffers[part];
    buffer.reserve(chunk * 160);
    CsvWriter csv(buffer, state_->sheet ? &(*state_->sheet)[part + 1] : nullptr);
    state_->rows.write(state_->entries, part == 0 ? 0 : state_->ends[part - 1], state_->ends[part], csv);
}

std::string ResultsFile::whole() {
    std::string out(byte_order_mark);
    std::size_t size = out.size() + 1024;
    for (const std::string& buffer : state_->buffers) size += buffer.size();
    out.reserve(size);
    CsvWriter csv(out, state_->sheet ? &state_->sheet->front() : nullptr);
    state_->rows.header(csv);
    for (std::string& buffer : state_->buffers) {
        out += buffer;
        std::string().swap(buffer);
    }
    return out;
}

std::string results_csv(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, const Keys& keys,
                        const std::vector<EntryRef>& entries) {
    ResultsFile file(input, options, rules, keys, entries);
    data::run_tasks(options.threads, file.parts(), [&](std::size_t part) { file.write(part); });
    return file.whole();
}

}  // namespace duly::report
