// The questions asked of one row, in their order, and the cells behind them.
#include <algorithm>

#include "engine/eval/trace_timescale.hpp"
#include "engine/eval/trace_turn.hpp"

namespace duly::eval {

namespace timescales {

namespace {

std::string_view name_of(Why why) {
    switch (why) {
        case Why::nothing: return "";
        case Why::where_false: return "where_false";
        case Why::where_unknown: return "where_unknown";
        case Why::excluded: return "excluded";
        case Why::exclusion_unknown: return "exclusion_unknown";
        case Why::start_missing: return "start_missing";
        case Why::start_blank: return "start_blank";
        case Why::start_ahead: return "start_ahead";
        case Why::outside_versions: return "outside_versions";
        case Why::not_in_force: return "not_in_force";
        case Why::version_unknown: return "version_unknown";
        case Why::limit_unknown: return "limit_unknown";
        case Why::warn_unknown: return "warn_unknown";
        case Why::no_limit: return "no_limit";
        case Why::calendar_not_told: return "calendar_not_told";
        case Why::calendar_ends: return "calendar_ends";
        case Why::done_before_start: return "done_before_start";
        case Why::stopped_before_start: return "stopped_before_start";
        case Why::date_missing: return "date_missing";
        case Why::stopped_in_time: return "stopped_in_time";
        case Why::no_turn: return "no_turn";
        case Why::differs: return "differs";
        case Why::event_in_doubt: return "event_in_doubt";
        case Why::not_all_held: return "not_all_held";
        case Why::record_absent: return "record_absent";
        case Why::too_many: return "too_many_days";
    }
    return "";
}

}  // namespace

EntryTrace Tracer::trace(const Entry& entry) {
    out_ = {};
    told_ = {};
    const Verdict& v = entry.verdict;
    out_.outcome = v.outcome;
    out_.turn = entry.turn;
    out_.version = v.version;
    out_.from = v.from;
    out_.due = v.due;
    out_.done = v.done;
    const World& world = run_.worlds[entry.world];
    turn_ = entry.turn_index == model::none ? nullptr : &run_.turns[entry.turn_index];
    const std::uint16_t version = turn_ ? run_.cases[turn_->first].version : world.version;
    p_ = &plan_.versions[version];
    home_.n = 1;
    home_.rows = {{run_.columns.rows()[world.i]}};
    home_.records = {plan_.rule.record};
    home_.calendar = p_->calendar_id;
    home_.that_day.clear();
    told_.home = {plan_.rule.record, run_.columns.rows()[world.i]};
    ask(entry);
    starts(entry);
    if (turn_) due(entry);
    if (v.outcome == Outcome::unknown) settles(v.why);
    out_.settled_by = name_of(v.why);
    out_.asked_version = version;
    out_.home = home_;
    out_.of_event = p_->of_event;
    if (turn_) out_.of_turn = run_.case_batch(run_.cases[turn_->first].version, {turn_->first});
    out_.reason = reason_of(run_, entry, out_, told_);
    return std::move(out_);
}

void Tracer::read(ExprId expr, const Batch& batch, std::vector<ValueRead>* into) {
    if (expr == model::none) return;
    std::vector<ValueRead> found;
    e_.trace(expr, batch, 0, found, out_.conditions, &out_.rows);
    if (batch.not_yet)      // a blank end is not yet there, whether its field is optional or not
        for (ValueRead& r : found)
            if (r.presence == Presence::missing && r.row != data::no_row && !cannot_be_read(e_, r) && takes_date_from(e_.rules(), expr, r)) r.presence = Presence::blank;
    keep(found);
    if (into) into->insert(into->end(), found.begin(), found.end());
}

void Tracer::keep(const std::vector<ValueRead>& found) {
    for (const ValueRead& r : found)
        if (std::none_of(out_.reads.begin(), out_.reads.end(), [&](const ValueRead& o) { return same_cell(o, r); })) out_.reads.push_back(r);
}

void Tracer::settles(Why why) {
    out_.settles = open_reads(told_.asked.empty() ? out_.reads : told_.asked);
    const auto add = [&](const ValueRead& read) {
        if (std::none_of(out_.settles.begin(), out_.settles.end(), [&](const ValueRead& o) { return same_cell(o, read); })) out_.settles.push_back(read);
    };
    if (why == Why::start_missing && std::any_of(told_.from.begin(), told_.from.end(), leaves_open)) return;
    if (why == Why::start_missing || why == Why::date_missing) {
        for (const ValueRead& read : why == Why::start_missing ? told_.from : told_.to)
            if (read.presence != Presence::known) add(read);
    } else if (!told_.asked.empty() && out_.settles.empty()) {
        for (const ValueRead& read : told_.asked)
            if (why == Why::limit_unknown || why == Why::warn_unknown || (read.presence != Presence::known && !lies_ahead(e_, read))) add(read);
    } else if ((why == Why::done_before_start || why == Why::stopped_before_start) && out_.settles.empty()) {
        for (const auto* reads : {&told_.from, why == Why::done_before_start ? &told_.to : &told_.stop})
            for (const ValueRead& read : *reads) add(read);
    } else if (plan_.moments && out_.settles.empty()) {
        for (const auto* reads : {&told_.from, &told_.to, &told_.stop, &told_.limit})
            for (ValueRead read : *reads) {
                if (read.presence != Presence::known || !is_date(e_, read) || e_.rules().records[read.record].fields[read.field].type != model::Type::date) continue;
                read.odd = Odd::without_time;
                add(read);
            }
    }
}

void Tracer::starts(const Entry& entry) {
    const std::uint32_t row = run_.worlds[entry.world].i;
    const auto start = [&](Time t) {
        told_.start_first = told_.start_first == no_time ? t : std::min(told_.start_first, t);
        told_.start_last = told_.start_last == no_time ? t : std::max(told_.start_last, t);
    };
    for (const Case& c : run_.cases)
        if (run_.worlds[c.world].i == row && turn_ && c.turn == turn_->turn) start(c.start);
    if (told_.start_first == no_time)
        for (const World& w : run_.worlds)
            if (w.i == row && w.start.there()) {
                start(w.start.lo);
                start(w.start.hi);
            }
    told_.start_untold = told_.start_first != no_time && plan_.day_of(told_.start_first) <= first_possible_day;
    if (!told_.start_untold) {
        out_.start_first = told_.start_first;
        out_.start_last = told_.start_last;
    }
    const auto happened = [](const When& when) {
        Happened out;
        if (when.there()) out = {when.lo, when.hi, when.state == When::State::known, when.untold};
        return out;
    };
    const TimescaleVersion& v = *p_->v;
    const bool asked_for_end = !(entry.verdict.why == Why::where_false || entry.verdict.why == Why::where_unknown);
    if (turn_) out_.done_in = happened(run_.cases[turn_->first].done);
    else if (asked_for_end) out_.done_in = happened(run_.columns.when(v.to, *p_, row, true));
    if (asked_for_end) out_.stop_in = happened(run_.columns.when(v.stop, *p_, row, true));
    if (!turn_ || v.shape != Shape::schedule) return;
    for (const Turn& t : run_.turns)
        if (t.world == turn_->world && t.turn + 1 == turn_->turn)
            if (const When& done = run_.cases[t.first].done; done.exact()) out_.previous = done.lo;
}

void Tracer::ask(const Entry& entry) {
    const TimescaleVersion& v = *p_->v;
    const Why why = entry.verdict.why;
    read(v.where, home_, why == Why::where_unknown ? &told_.asked : nullptr);
    if (why == Why::where_false || why == Why::where_unknown) return;
    for (std::size_t k = 0; k < v.excluded.size(); ++k) {
        const Batch batch = p_->of_event[k] && turn_ ? run_.case_batch(run_.cases[turn_->first].version, {turn_->first}) : home_;
        read(v.excluded[k].when, batch, why == Why::exclusion_unknown ? &told_.asked : nullptr);
    }
    if (why == Why::excluded || why == Why::exclusion_unknown) return;
    read(v.from_date, home_, &told_.from);
    told_.from = dates_of(plan_, told_.from, run_.columns.when(v.from_date, *p_, run_.worlds[entry.world].i));
    if (v.shape == Shape::two_tiers) read(v.before, home_, &told_.from);
    if (!plan_.undated) {
        for (const VersionPlan& p : plan_.versions) {
            if (p.v->from_field != model::none) read(p.v->from_field, home_, why == Why::version_unknown ? &told_.asked : nullptr);
            if (p.v->from_date != v.from_date && why != Why::nothing) read(p.v->from_date, home_, nullptr);
        }
        read(v.chosen_by, home_, why == Why::version_unknown ? &told_.asked : nullptr);
    }
    if (why == Why::outside_versions || why == Why::not_in_force || why == Why::version_unknown || why == Why::start_blank || why == Why::start_ahead) return;
    if (turn_) limit(why == Why::limit_unknown, why == Why::calendar_not_told);
    if (turn_) choice(p_->v->warn, run_.case_batch(run_.cases[turn_->first].version, {turn_->first}), why == Why::warn_unknown);
    events();
    Batch not_yet = home_;
    not_yet.not_yet = true;
    read(v.to, not_yet, &told_.to);
    for (const ExprId shown : v.also_shown_by) read(shown, not_yet, &told_.shown);
    read(v.stop, not_yet, &told_.stop);
    const When stop = run_.columns.when(v.stop, *p_, run_.worlds[entry.world].i, true);
    const When done = turn_ ? run_.cases[turn_->first].done : run_.columns.when(v.to, *p_, run_.worlds[entry.world].i, true);
    told_.to = dates_of(plan_, told_.to, done);
    told_.shown_certain = !turn_ || run_.cases[turn_->first].shown;
    told_.stop = dates_of(plan_, told_.stop, stop);
    if (stop.exact()) out_.stop = stop.lo;
    if (turn_ && (entry.verdict.outcome == Outcome::late || entry.verdict.outcome == Outcome::late_with_reason)) {
        Batch batch = run_.case_batch(run_.cases[turn_->first].version, {turn_->first});
        batch.that_day.clear();
        read(v.excused, batch);
    }
}

void Tracer::events() {
    if (!turn_ || plan_.each.empty()) return;
    const Case& c = run_.cases[turn_->first];
    const auto event = [&](Row row, std::vector<ValueRead>* into) {
        if (row == data::no_row) return;
        Batch batch = run_.case_batch(c.version, {turn_->first});
        batch.rows[plan_.event_slot] = {row};
        read(plan_.each_date[p_->each], batch, into);
        read(plan_.each[p_->each]->where, batch, into == &told_.asked ? into : nullptr);
    };
    for (const Turn& t : run_.turns)
        if (t.world == turn_->world && t.turn + 1 == turn_->turn && p_->v->shape == Shape::schedule) {
            event(t.event, &told_.from);
            out_.previous_event = t.event;
        }
    event(c.event, &told_.to);
    out_.event = c.event;
    const Why why = turn_->verdict.why;
    if (why == Why::event_in_doubt || (turn_->verdict.flags & 1) != 0)
        for (const Doubt& d : run_.doubts)
            if (d.world == turn_->world) {
                event(d.row, &told_.asked);
                out_.events_in_doubt.push_back(d.row);
            }
}

}  // namespace timescales

std::vector<EntryTrace> trace_timescale(const Expressions& expressions, model::TimescaleId rule, Row row) { return trace_turn(expressions, rule, row, std::nullopt); }

std::vector<EntryTrace> trace_turn(const Expressions& expressions, model::TimescaleId rule, Row row, std::optional<std::uint32_t> turn) {
    using namespace timescales;
    const RulePlan any(expressions, rule);
    std::optional<RulePlan> named;
    if (any.calendar_by_row) named.emplace(expressions, rule, calendars_of(any, row));
    const RulePlan& plan = named ? *named : any;
    const std::vector<Row> rows{row};
    Run run(plan, rows);
    const std::vector<Entry> entries = *run.entries();     // one row is always held
    std::vector<EntryTrace> out;
    Tracer tracer(run);
    for (const Entry& entry : entries) out.push_back(!turn || entry.turn == *turn ? tracer.trace(entry) : EntryTrace());
    return out;
}

}  // namespace duly::eval
