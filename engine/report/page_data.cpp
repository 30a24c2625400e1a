// The page's data: rules and the rows of breaches, what comes up, and what cannot be told. Columns of numbers, texts by their place in a list.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/report/columns.hpp"
#include "engine/report/not_answered.hpp"
#include "engine/report/page_parts.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using model::none;
using model::Outcome;
using model::RecordId;

model::Day PageView::due_day(EntryRef ref) const {
    const RuleView& rule = rules[ref.rule];
    if (ref.entry == whole_rule || !rule.times) return model::max_day;
    if (const auto several = several_days(ref)) return eval::counts_moments(*rule.timescale) ? rule.zone->day(several->first) : static_cast<model::Day>(several->first);
    const std::int64_t due = rule.times->due[ref.entry];
    if (due == eval::no_time) return model::max_day;
    return rule.moments(ref.entry) ? rule.zone->day(due) : static_cast<model::Day>(due);
}

std::optional<explain::Explainer::PossibleDue> PageView::several_days(EntryRef ref) const {
    const RuleView& rule = rules[ref.rule];
    if (ref.entry == whole_rule || !rule.times || rule.times->due[ref.entry] != eval::no_time) return std::nullopt;
    const Outcome outcome = rule.outcome(ref.entry);
    return outcome == Outcome::due || outcome == Outcome::due_soon ? input.explainer.possible_due(rule.times->rule, ref.entry) : std::nullopt;
}

std::uint32_t PageTexts::of(std::string_view text) {
    const auto [at, is_new] = at_.try_emplace(std::string(text), static_cast<std::uint32_t>(all_.size()));
    if (is_new) all_.emplace_back(text);
    return at->second;
}

void PageTexts::write(ScriptJson& json) const {
    json.raw("[");
    for (std::size_t i = 0; i < all_.size(); ++i) json.raw(i ? "," : "").string(all_[i]);
    json.raw("]");
}

PageCells::PageCells(const PageView& view) : view_(view) {
    const model::RuleSet& rules = view.input.rules;
    std::vector<ResultColumn> columns;
    for (const ResultColumn& column : result_columns(rules))
        if (column.kind == ColumnKind::parent_key || column.kind == ColumnKind::shown) columns.push_back(column);
    for (const ResultColumn& column : columns) {
        names_.push_back(column.name);
        shown_.push_back(column.kind == ColumnKind::shown);
    }
    team_ = names_.size();
    for (std::size_t i = columns.size(); i-- > 0;) {
        if (columns[i].kind == ColumnKind::shown && (team_ == names_.size() || names_[team_] != "team")) team_ = i;
    }
    const auto named_team = std::find(names_.begin(), names_.end(), "team");
    if (named_team != names_.end()) team_ = static_cast<std::size_t>(named_team - names_.begin());
    for (const RuleView& rule : view.rules) {
        Plan plan;
        for (std::uint32_t i = 0; i < columns.size(); ++i) {
            Found found;
            if (columns[i].kind == ColumnKind::shown) {
                const ShownField shown = find_shown(rules, rule.record, columns[i].field);
                found = {shown.record, shown.hops, shown.field};
            } else {
                int hops = 1;
                for (RecordId up = rule.record == none ? none : rules.records[rule.record].parent; up != none; up = rules.records[up].parent, ++hops)
                    if (up == columns[i].record) found = {up, hops, none};
            }
            if (found.record == none) continue;
            plan.columns.push_back(i);
            plan.found.push_back(found);
        }
        plans_.push_back(std::move(plan));
    }
}

std::string PageCells::cell(EntryRef ref, std::size_t nth) const {
    const RuleView& rule = view_.rules[ref.rule];
    if (ref.entry == whole_rule) return {};
    const Found& found = plans_[ref.rule].found[nth];
    data::Row row = rule.row(ref.entry);
    RecordId record = rule.record;
    for (int hops = found.hops; hops > 0 && row != data::no_row; --hops) {
        row = view_.input.data.table(record).parent[row];
        record = view_.input.rules.records[record].parent;
    }
    if (row == data::no_row) return {};
    if (found.field == none) return view_.keys.of(found.record, row);
    return cell_text(view_.input.data.table(found.record), view_.input.rules.records[found.record], row, found.field, view_.input.evaluation.as_of, view_.input.rules.zone);
}

std::string PageCells::team_of(EntryRef ref) const {
    const std::vector<std::uint32_t>& columns = plans_[ref.rule].columns;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i] == team_) return cell(ref, i);
    return {};
}

RuleText rule_text(const model::RuleSet& rules, SourceRange at) {
    RuleText made;
    if (!rules.sources || at.end <= at.begin || at.file >= rules.sources->size()) return made;
    const Source& source = (*rules.sources)[at.file];
    const std::string_view text = source.text();
    std::size_t begin = text.rfind('\n', at.begin);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    std::size_t end = begin;
    // The lines below belong to it while they are indented.
    do {
        end = text.find('\n', end);
        end = end == std::string_view::npos ? text.size() : end + 1;
    } while (end < text.size() && (text[end] == ' ' || text[end] == '\t' || text[end] == '\n' || text[end] == '\r'));
    std::string_view lines = text.substr(begin, end - begin);
    while (!lines.empty() && (lines.back() == '\n' || lines.back() == ' ' || lines.back() == '\r' || lines.back() == '\t')) lines.remove_suffix(1);
    made.file = source.path();
    made.line = source.position(at.begin).line;
    made.text = std::string(lines);
    return made;
}

void write_rule_data(const PageView& view, const PageCells& cells, PageTexts& texts, ScriptJson& json) {
    const model::RuleSet& rules = view.input.rules;
    json.raw("\"rules\":[");
    for (std::uint32_t i = 0; i < view.rules.size(); ++i) {
        const RuleView& rule = view.rules[i];
        const RuleText text = rule_text(rules, rule.at);
        json.raw(i ? ",\n{\"id\":" : "\n{\"id\":").string(rule.name).raw(",\"title\":").string(view.title(rule)).raw(",\"kind\":").string(rule.timescale ? "timescale" : "check");
        json.raw(",\"record\":").string(rule.record == none ? std::string_view() : std::string_view(rules.records[rule.record].name));
        json.raw(",\"law\":").string(rule.timescale ? rule.timescale->versions.back().law : rule.check->law);
        const std::string_view pack = rule.at.file < rules.file_titles.size() ? std::string_view(rules.file_titles[rule.at.file]) : std::string_view();
        json.raw(",\"pack\":").number(texts.of(pack)).raw(",\"file\":").number(texts.of(text.file)).raw(",\"line\":").number(text.line).raw(",\"text\":").string(text.text);
        json.raw(",\"columns\":[");
        bool first = true;
        for (const std::uint32_t column : cells.columns(i)) {
            json.raw(first ? "" : ",").number(column);
            first = false;
        }
        json.raw("],\"counts\":{");
        first = true;
        for (std::size_t o = 0; o < model::outcome_count; ++o) {
            if (!rule.counts()[o]) continue;
            json.raw(first ? "" : ",").string(words_of(static_cast<Outcome>(o))).raw(":").number(static_cast<std::int64_t>(rule.counts()[o]));
            first = false;
        }
        json.raw("}}");
    }
    json.raw("]");
}

namespace {

class TableData {
public:
    TableData(const PageView& view, const PageCells& cells, PageTexts& texts) : view_(view), cells_(cells), texts_(texts) {}

    void write(std::string_view name, File file, ScriptJson& json) {
        const std::vector<EntryRef>& all = view_.file(file);
        const std::vector<EntryRef> refs(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), page_rows)));
        json.raw("\n").string(name).raw(":{\"left_out\":").number(static_cast<std::int64_t>(all.size() - refs.size()));
        const auto column = [&](std::string_view called, auto cell) {
            json.raw(",\n").string(called).raw(":[");
            for (std::size_t i = 0; i < refs.size(); ++i) {
                if (i) json.raw(",");
                cell(refs[i], view_.rules[refs[i].rule]);
            }
            json.raw("]");
        };
        const auto whole = [](EntryRef ref) { return ref.entry == whole_rule; };
        column("rule", [&](EntryRef ref, const RuleView&) { json.number(ref.rule); });
        column("key", [&](EntryRef ref, const RuleView& rule) { json.number(whole(ref) ? 0 : texts_.of(view_.keys.of(rule.record, rule.row(ref.entry)))); });
        column("turn", [&](EntryRef ref, const RuleView& rule) { json.number(whole(ref) ? 0 : rule.turn(ref.entry)); });
        column("outcome", [&](EntryRef ref, const RuleView& rule) { json.number(static_cast<std::int64_t>(whole(ref) ? Outcome::unknown : rule.outcome(ref.entry))); });
        const auto time = [&](EntryRef ref, const RuleView& rule, const eval::NumberColumn eval::TimescaleResult::* times) {
            if (whole(ref) || !rule.times || (rule.times->*times)[ref.entry] == eval::no_time) json.raw("\"\"");
            else if (const std::int64_t value = (rule.times->*times)[ref.entry]; rule.moments(ref.entry)) json.string(format_moment(value, view_.input.rules.zone));
            else json.number(value);
        };
        column("from", [&](EntryRef ref, const RuleView& rule) { time(ref, rule, &eval::TimescaleResult::from); });
        column("due", [&](EntryRef ref, const RuleView& rule) { time(ref, rule, &eval::TimescaleResult::due); });
        if (file == File::breaches) {
            column("done", [&](EntryRef ref, const RuleView& rule) { time(ref, rule, &eval::TimescaleResult::done); });
            column("late_by", [&](EntryRef ref, const RuleView& rule) { json.number(rule.times ? rule.times->late_by[ref.entry] : 0); });
            column("unit", [&](EntryRef ref, const RuleView& rule) {
                json.number(rule.times && rule.times->late_by[ref.entry] > 0 ? texts_.of(name_of(rule.times->late_unit(*rule.timescale, ref.entry))) : 0);
            });
        }
        column("version", [&](EntryRef ref, const RuleView& rule) {
            const model::TimescaleVersion* version = whole(ref) ? nullptr : rule.version(ref.entry);
            json.number(version ? texts_.of(version->label) : 0);
        });
        column("law", [&](EntryRef ref, const RuleView& rule) {
            json.number(texts_.of(!whole(ref) ? rule.law(ref.entry) : rule.timescale ? std::string_view(rule.timescale->versions.back().law) : std::string_view(rule.check->law)));
        });
        if (file == File::upcoming) {
            // A date in doubt moves the due date: the first and the last day.
            json.raw(",\n\"several\":[");
            bool first = true;
            for (std::size_t i = 0; i < refs.size(); ++i) {
                const auto days = view_.several_days(refs[i]);
                if (!days) continue;
                json.raw(first ? "[" : ",[").number(static_cast<std::int64_t>(i)).raw(",").number(day(refs[i], days->first)).raw(",");
                if (days->last == eval::no_time) json.raw("\"\"]");
                else json.number(day(refs[i], days->last)).raw("]");
                first = false;
            }
            json.raw("]");
        }
        column("reason", [&](EntryRef ref, const RuleView& rule) { json.number(texts_.of(reason(ref, rule))); });
        // Row after row, of each the columns that its rule has.
        bool first = true;
        json.raw(",\n\"cells\":[");
        for (const EntryRef ref : refs) {
            for (std::size_t i = 0; i < cells_.columns(ref.rule).size(); ++i) {
                json.raw(first ? "" : ",").number(texts_.of(cells_.cell(ref, i)));
                first = false;
            }
        }
        json.raw("]}");
    }

private:
    const PageView& view_;
    const PageCells& cells_;
    PageTexts& texts_;

    model::Day day(EntryRef ref, std::int64_t time) const {
        return eval::counts_moments(*view_.rules[ref.rule].timescale) ? view_.input.rules.zone.day(time) : static_cast<model::Day>(time);
    }

    std::string reason(EntryRef ref, const RuleView& rule) const {
        if (ref.entry == whole_rule) return view_.words(not_answered_reason(view_.input, rule));
        if (rule.in_doubt(ref.entry)) return "in doubt: an event on a day not known may fall in this turn";
        if (const auto days = view_.several_days(ref))
            return "may be due on one of several days from " + format_day(day(ref, days->first)) + (days->last == eval::no_time ? "" : " to " + format_day(day(ref, days->last)));
        const Outcome outcome = rule.outcome(ref.entry);
        if (outcome == Outcome::no_due_date && rule.times->from[ref.entry] != eval::no_time) {
            const std::int64_t from = rule.times->from[ref.entry];
            return "open for " + std::to_string(view_.as_of - (rule.moments(ref.entry) ? rule.zone->day(from) : from)) + " days";
        }
        if (outcome != Outcome::unknown && outcome != Outcome::not_run) return "";
        return view_.words(rule.times ? view_.input.explainer.reason(rule.times->rule, ref.entry) : view_.input.explainer.check_reason(rule.checked->rule, ref.entry));
    }
};

}  // namespace

void write_table_data(const PageView& view, const PageCells& cells, PageTexts& texts, ScriptJson& json) {
    json.raw("\"outcomes\":[");
    for (std::size_t o = 0; o < model::outcome_count; ++o) json.raw(o ? "," : "").string(name_of(static_cast<Outcome>(o)));
    json.raw("],\n\"columns\":[");
    for (std::size_t i = 0; i < cells.names().size(); ++i) json.raw(i ? "," : "").string(cells.names()[i]);
    json.raw("],\n\"shown\":[");
    for (std::size_t i = 0; i < cells.names().size(); ++i) json.raw(i ? "," : "").raw(cells.is_shown(i) ? "1" : "0");
    json.raw("],\"team\":").number(cells.team() < cells.names().size() ? static_cast<std::int64_t>(cells.team()) : -1).raw(",");
    TableData tables(view, cells, texts);
    tables.write("breaches", File::breaches, json);
    json.raw(",");
    tables.write("upcoming", File::upcoming, json);
    json.raw(",");
    tables.write("unknown", File::unknown, json);
}

}  // namespace duly::report
