#include "engine/verify/coverage_seen.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/steps.hpp"
#include "engine/verify/conditions.hpp"

namespace duly::verify {
namespace {

using eval::ConditionSeen;
using eval::no_time;
using eval::Presence;
using model::ExprId;
using model::none;
using model::Outcome;
using Target = model::Example::Target;

constexpr std::int64_t hour = 3600;

class Reader {
public:
    Reader(const model::RuleSet& rules, RuleRef rule, const RanRow& ran, std::size_t periods)
        : rules_(rules), rule_(rule), ran_(ran), periods_(periods), expressions_(rules, ran.data.dataset, *ran.calendars, ran.options) {
        expressions_.set_timescales(&ran.evaluation.timescales);
        expressions_.set_measures(&ran.evaluation.measures);
    }

    Shown read() {
        switch (rule_.target) {
            case Target::timescale: timescale(rules_.timescales[rule_.id]); break;
            case Target::check: check(rules_.checks[rule_.id]); break;
            case Target::measure: measure(rules_.measures[rule_.id]); break;
            case Target::action: action(rules_.actions[rule_.id]); break;
        }
        return std::move(out_);
    }

private:
    void show(ItemKind kind, SourceRange at, std::int64_t index, std::uint8_t wanted) { out_.keys.insert(key_of(kind, at, index, wanted)); }

    void conditions(const std::vector<ConditionSeen>& seen) {
        for (const ConditionSeen& one : seen)
            show(ItemKind::condition, rules_.exprs[one.expr].at, 0, one.presence != Presence::known ? wanted_unknown : one.value ? wanted_true : wanted_false);
    }

    eval::Batch batch(model::RecordId record, data::Row row) const {
        eval::Batch batch;
        batch.n = 1;
        if (record == none) return batch;
        batch.rows = {{row}};
        batch.records = {record};
        return batch;
    }

    void trace(ExprId expr, const eval::Batch& batch) { trace(expressions_, expr, batch); }
    void trace(const eval::Expressions& expressions, ExprId expr, const eval::Batch& batch) {
        if (expr == none) return;
        std::vector<eval::ValueRead> reads;
        std::vector<ConditionSeen> seen;
        expressions.trace(expr, batch, 0, reads, seen);
        conditions(seen);
    }

    // The clauses of a measure over all records, as they are judged for a period.
    void clauses(const model::Measure& rule, const eval::MeasurePeriod& period) {
        eval::EvaluateOptions options = ran_.options;
        options.as_of = {model::Type::date, period.to, ""};
        options.looking_back = true;
        const bool as_it_stood = rule.counted_by == none;
        std::optional<eval::Expressions> then;
        if (as_it_stood) {
            then.emplace(rules_, ran_.data.dataset, *ran_.calendars, options);
            then->set_timescales(&ran_.evaluation.timescales);
            then->set_measures(&ran_.evaluation.measures);
        }
        const eval::Expressions& expressions = then ? *then : expressions_;
        for (const data::Row row : expressions.visible_rows(rule.record)) {
            eval::Batch one = batch(rule.record, row);
            one.calendar = rule.calendar;
            one.period_from = period.from;
            one.period_to = period.to;
            one.that_day = {period.to};
            for (const ExprId clause : clauses_of(rules_, rule_)) trace(expressions, clause, one);
        }
    }

    // Every row that a timescale asks whether it is one of its events, also those that it turns away.
    void asked_rows(const model::Aggregate& rows, model::RecordId record, data::Row home) {
        if (rows.where == none || rows.path.empty() || rows.slot != 0) return;
        data::Row from = home;
        for (unsigned hop = 0; hop < rows.hops && from != data::no_row; ++hop) {
            const auto& parent = ran_.data.dataset.table(record).parent;
            from = from < parent.size() ? parent[from] : data::no_row;
            record = rules_.records[record].parent;
        }
        std::vector<data::Row> level{from};
        for (const model::RecordId down : rows.path) {
            std::vector<data::Row> next;
            for (const data::Row row : level) {
                if (row == data::no_row) continue;
                for (const data::Row child : ran_.data.dataset.children(down).of(row))
                    if (expressions_.visible(down, child)) next.push_back(child);
            }
            level = std::move(next);
        }
        for (const data::Row row : level) {
            eval::Batch one = batch(record_of(rules_, rule_), home);
            one.rows.resize(rows.binds + 1u);
            one.records.resize(rows.binds + 1u, none);
            one.rows[rows.binds] = {row};
            one.records[rows.binds] = rows.record;
            trace(rows.where, one);
        }
    }

    // The day that an expression gives, when it is one day.
    std::optional<model::Day> day_of(ExprId expr, data::Row row, bool& there) {
        there = false;
        if (expr == none) return std::nullopt;
        const eval::Values values = expressions_.evaluate(expr, batch(record_of(rules_, rule_), row));
        there = values.s[0] == Presence::known || values.s[0] == Presence::doubt;
        if (values.s[0] != Presence::known || values.last(0) != values.v[0]) return std::nullopt;
        return values.type == model::Type::moment ? rules_.zone.day(values.v[0]) : static_cast<model::Day>(values.v[0]);
    }

    void timescale(const model::Timescale& rule) {
        for (const data::Row row : expressions_.visible_rows(rule.record)) {
            const std::vector<eval::EntryTrace> traces = eval::trace_timescale(expressions_, rule_.id, row);
            for (const eval::EntryTrace& trace : traces) {
                conditions(trace.conditions);
                entry(rule, trace, row);
            }
            for (const model::Aggregate* rows : rows_asked(rule)) asked_rows(*rows, rule.record, row);
            versions(rule, traces, row);
        }
    }

    void entry(const model::Timescale& rule, const eval::EntryTrace& trace, data::Row row) {
        EntryShown shown;
        shown.limit = trace.due_trace.limit;
        shown.turn = trace.turn;
        shown.version = trace.version;
        shown.outcome = trace.outcome;
        shown.from = trace.from;
        shown.due = trace.due;
        shown.done = trace.done;
        shown.moments = eval::counts_moments(rule);
        shown.row = row;
        if (trace.due_trace.calendar != none) shown.calendar = &ran_.calendars->calendars[trace.due_trace.calendar];
        out_.entries.push_back(shown);

        // Undone, and asked about: a rule that is not in force asks nothing.
        const bool told = trace.outcome != Outcome::unknown && trace.outcome != Outcome::not_run && trace.outcome != Outcome::excluded &&
                          (trace.outcome != Outcome::not_applicable || trace.stop != no_time);
        if (told && trace.from != no_time && trace.done == no_time) show(ItemKind::end, rule.at, 0, 0);
        if (!shown.limit) return;
        const SourceRange at = range_of(rules_, *shown.limit);
        if (skips_closed_days(shown.limit->unit) && trace.due != no_time && !trace.due_trace.closed.empty()) show(ItemKind::closed_days, at, 0, 0);
        if (trace.done == no_time || trace.due == no_time) return;
        const auto near = around(shown, rules_.zone);
        if (!near) return;
        const std::int64_t done = trace.done;
        if (done >= near->before && done < near->on) show(ItemKind::limit, at, 0, wanted_before);
        if (done == near->on) show(ItemKind::limit, at, 0, wanted_on);
        if (done > near->on && done <= near->after) show(ItemKind::limit, at, 0, wanted_after);
    }

    void versions(const model::Timescale& rule, const std::vector<eval::EntryTrace>& traces, data::Row row) {
        const bool moments = eval::counts_moments(rule);
        std::set<model::Day> days;
        bool start_missing = true, asked = false;
        for (const model::TimescaleVersion& v : rule.versions) {
            bool there = false, other = false;
            const auto chosen = day_of(v.chosen_by, row, other);
            const auto from = day_of(v.from_date, row, there);
            const auto before = day_of(v.before, row, other);
            if (v.from_date != none) asked = true;
            if (there || before) start_missing = false;
            if (chosen) days.insert(*chosen);
            else if (from) days.insert(*from);
            else if (before) days.insert(*before);
        }
        const bool repeats = !rule.versions.empty() && (rule.versions[0].shape == model::Shape::schedule || rule.versions[0].shape == model::Shape::at_limits || rule.versions[0].shape == model::Shape::windows);
        bool where_false = false;
        for (const eval::EntryTrace& trace : traces) {
            if (repeats && trace.from != no_time) days.insert(moments ? rules_.zone.day(trace.from) : static_cast<model::Day>(trace.from));
            where_false = where_false || trace.outcome == Outcome::excluded || (trace.outcome == Outcome::not_applicable && trace.reads.empty());
        }
        if (asked && start_missing && !where_false && !traces.empty()) show(ItemKind::start, rule.at, 0, 0);
        out_.triggers.insert(out_.triggers.end(), days.begin(), days.end());
        for (const model::Day change : change_days(rule)) {
            if (days.count(change - 1)) show(ItemKind::version, rule.at, change, wanted_last_day);
            if (days.count(change)) show(ItemKind::version, rule.at, change, wanted_first_day);
        }
        for (const model::TimescaleVersion& v : rule.versions) {
            bool there = false;
            const auto switched = day_of(v.from_field, row, there);
            if (!switched) continue;
            if (days.count(*switched - 1)) show(ItemKind::version, rules_.exprs[v.from_field].at, 0, wanted_last_day);
            if (days.count(*switched)) show(ItemKind::version, rules_.exprs[v.from_field].at, 0, wanted_first_day);
        }
    }

    void check(const model::Check& rule) {
        if (rule.record == none) return conditions(eval::trace_check(expressions_, rule_.id, data::no_row).conditions);
        for (const data::Row row : expressions_.visible_rows(rule.record)) conditions(eval::trace_check(expressions_, rule_.id, row).conditions);
    }

    void measure(const model::Measure& rule) {
        const eval::MeasureResult& result = ran_.evaluation.measures[rule_.id];
        std::vector<const eval::MeasureValue*> finished;
        for (const eval::MeasureValue& value : result.values) {
            const eval::MeasurePeriod& period = result.periods[value.period];
            if (value.group.empty() && !period.so_far && !rule.periods.empty() && period.kind == rule.periods.front().kind) finished.push_back(&value);
        }
        // An example expects the last of them.
        if (finished.size() > periods_) finished.erase(finished.begin(), finished.end() - static_cast<std::ptrdiff_t>(periods_));
        if (rule.record != none && finished.empty()) clauses(rule, {model::PeriodKind{}, model::min_day, expressions_.as_of_day(), false, {}});
        for (const eval::MeasureValue* each : finished) {
            const eval::MeasureValue& value = *each;
            const eval::MeasurePeriod& period = result.periods[value.period];
            if (rule.record != none) clauses(rule, period);
            if (value.low_d == 0 || value.high_d == 0 || static_cast<__int128>(value.low_n) * value.high_d != static_cast<__int128>(value.high_n) * value.low_d) continue;
            const std::int64_t n = value.low_d < 0 ? -value.low_n : value.low_n, d = value.low_d < 0 ? -value.low_d : value.low_d;
            out_.values.push_back({n, d, value.numerator, value.denominator, period.to});
            bands(rule, n, d, period.to);
        }
    }

    // At the edge of a band, or on its other side by no more than a point.
    void bands(const model::Measure& rule, std::int64_t n, std::int64_t d, model::Day on) {
        std::size_t list = rule.bands.size();
        for (std::size_t i = 0; i < rule.bands.size(); ++i)
            if (rule.bands[i].from <= on) list = i;
        if (list == rule.bands.size()) return;
        const __int128 point = rule.percentage ? model::number_scale / 100 : model::number_scale;
        for (std::size_t band = 0; band < rule.bands[list].bands.size(); ++band)
            for (const Edge& edge : edges_of(rule.bands[list].bands[band])) {
                // (value - edge) x scale x d
                const __int128 away = static_cast<__int128>(n) * model::number_scale - static_cast<__int128>(edge.at) * d;
                const auto index = static_cast<std::int64_t>(list * 100 + band);
                if (away == 0) show(ItemKind::band, rule.at, index, edge.wanted);
                const bool below = edge.lower == edge.includes;
                if (away != 0 && (below ? away < 0 && -away <= point * d : away > 0 && away <= point * d)) show(ItemKind::band, rule.at, index, static_cast<std::uint8_t>(edge.wanted + 1));
            }
    }

    void action(const model::Action& rule) {
        const eval::ActionResult& result = ran_.evaluation.actions[rule_.id];
        out_.state = result.state;
        show(ItemKind::state, rule.at, 0, static_cast<std::uint8_t>(result.state));
        for (std::size_t line = 0; line < rule.needs.size() && line < result.needs.size(); ++line)
            for (std::size_t n = 0; n < rule.needs[line].needs.size() && n < result.needs[line].size(); ++n) {
                const model::Need& need = rule.needs[line].needs[n];
                const eval::NeedState state = result.needs[line][n].state;
                const auto index = static_cast<std::int64_t>(line * 1000 + n);
                if (state == eval::NeedState::holds) show(ItemKind::need, need.at, index, wanted_holds);
                if (state == eval::NeedState::does_not_hold) show(ItemKind::need, need.at, index, wanted_fails);
                trace(need.milestone, batch(none, data::no_row));
            }
    }

    const model::RuleSet& rules_;
    RuleRef rule_;
    const RanRow& ran_;
    std::size_t periods_;
    eval::Expressions expressions_;
    Shown out_;
};

}  // namespace

std::optional<Around> around(const EntryShown& entry, const TimeZone& zone) {
    if (!entry.limit || entry.due == no_time) return std::nullopt;
    const std::int64_t due = entry.due;
    if (model::in_moments(entry.limit->unit)) return Around{due - hour, due, due + hour};
    if (entry.moments) {
        // Due at a time of day: the same time a day before, and any time up to the end of the day after.
        const model::Day day = zone.day(due);
        const Wall wall = zone.wall(due);
        return Around{zone.utc(day - 1, wall.second_of_day), due, zone.first_second(day + 2) - 1};
    }
    if (entry.limit->unit == model::Unit::working_days && entry.calendar) {
        const auto before = entry.calendar->add_working_days(static_cast<model::Day>(due), -1), after = entry.calendar->add_working_days(static_cast<model::Day>(due), 1);
        if (!before || !after) return std::nullopt;
        return Around{*before, due, *after};
    }
    if (entry.limit->unit == model::Unit::school_days && entry.calendar) {
        const auto before = entry.calendar->add_school_days(static_cast<model::Day>(due), -1), after = entry.calendar->add_school_days(static_cast<model::Day>(due), 1);
        if (!before || !after) return std::nullopt;
        return Around{*before, due, *after};
    }
    return Around{due - 1, due, due + 1};
}

Shown what_it_shows(const model::RuleSet& rules, RuleRef rule, const RanRow& ran, std::size_t periods) { return Reader(rules, rule, ran, periods).read(); }

}  // namespace duly::verify
