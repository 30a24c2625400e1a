#include "engine/eval/timescale_reasons.hpp"

#include <algorithm>


namespace duly::eval::timescales {
namespace {

// The first that is there.
const ValueRead* there(const std::vector<ValueRead>& reads) {
    for (const ValueRead& r : reads)
        if (r.presence == Presence::known || r.presence == Presence::doubt) return &r;
    return nullptr;
}

std::string or_else(std::string text, std::string_view other) { return text.empty() ? std::string(other) : text; }

// "began is blank", "other lies after the day of the evaluation"; "" when all are there.
std::string blank_words(const Run& run, Home home, const std::vector<ValueRead>& reads) {
    const Expressions& e = run.plan.expressions;
    std::vector<ValueRead> blank, ahead;
    for (const ValueRead& r : reads)
        if (r.presence == Presence::blank || r.presence == Presence::missing) (lies_ahead(e, r) ? ahead : blank).push_back(r);
    std::string words = names_of(e, home, blank);
    if (!words.empty()) words += words.find(" and ") == std::string::npos ? " is blank" : " are blank";
    const std::string names = names_of(e, home, ahead);
    if (!names.empty()) words += (words.empty() ? "" : ", ") + names + (names.find(" and ") == std::string::npos ? " lies" : " lie") + " after the day of the evaluation";
    return words;
}

// What is open, or else which blank is read.
std::string open_or_blank(const Run& run, const Told& told) {
    return or_else(words_for(run.plan.expressions, told.home, told.asked), blank_words(run, told.home, told.asked));
}

bool among(const std::vector<ValueRead>& reads, const ValueRead& read) {
    return std::any_of(reads.begin(), reads.end(), [&](const ValueRead& r) { return r.record == read.record && r.row == read.row && r.field == read.field; });
}

// A start that no record gives.
std::string no_record_words(const Expressions& e, ExprId from) {
    const model::Expr* expr = from == model::none ? nullptr : &e.rules().exprs[from];
    while (expr && expr->op == model::ExprOp::define) expr = &e.rules().exprs[expr->a];
    if (expr && expr->op == model::ExprOp::sibling) return "no " + std::string(expr->word == 1 ? "later " : "earlier ") + e.rules().records[expr->record].name + " is there to start it";
    if (expr && expr->op == model::ExprOp::aggregate) return "no " + e.rules().records[e.rules().aggregates[expr->ref].record].name + " is there to start it";
    return "its start is missing";
}

std::string missing_words(const Run& run, const Told& told, ExprId from) {
    const Expressions& e = run.plan.expressions;
    std::string out = words_for(e, told.home, told.from);
    if (out.empty()) {
        std::vector<ValueRead> blank;
        for (const ValueRead& r : told.from)
            if (r.presence != Presence::known) blank.push_back(r);
        const std::string names = names_of(e, told.home, blank);
        out = names.empty() ? no_record_words(e, from) : names + (names.find(" and ") == std::string::npos ? " is missing" : " are missing");
    }
    for (const auto* other : {&told.to, &told.shown, &told.stop})
        if (const ValueRead* read = there(*other); read && !among(told.from, *read)) return out + " although " + cell_name(e, told.home, *read) + " is there";
    return out;
}

// What each possible day of the event would be, where the due date is certain and nothing else is in doubt.
std::string event_words(const Run& run, const Entry& entry, const EntryTrace& trace, const Told& told) {
    const RulePlan& plan = run.plan;
    const Verdict& v = entry.verdict;
    const Happened& done = trace.done_in;
    const auto of_event = [&](const ValueRead& read) { return among(told.to, read) && is_date(plan.expressions, read); };
    if (v.due == no_time || !done.there() || done.first == done.last || !std::all_of(trace.settles.begin(), trace.settles.end(), of_event)) return {};
    const std::string point = plan.moments ? "time" : "day";
    const bool minimum = plan.rule.versions[v.version == 0xffff ? 0 : v.version].shape == Shape::minimum;
    if (minimum) return done.first < v.due ? ", and a " + point + " before it would be too early" : "";
    if (done.first <= v.due) {
        const VersionPlan& p = plan.versions[v.version == 0xffff ? 0 : v.version];
        const bool ordered = !p.v->may_be_done_earlier && !p.repeats() && p.v->shape != Shape::backward && p.v->shape != Shape::two_tiers;
        if (!ordered || told.start_first == no_time || done.first >= told.start_first) return ", and a " + point + " up to it would be in time";
        if (told.start_first != told.start_last) return {};
        return ", and a " + point + " from " + date_text(plan, told.start_first) + " to it would be in time";
    }
    if (done.certain || trace.stop_in.there()) return {};
    return ", so it is late if it was done by " + date_text(plan, plan.as_of()) + ", and overdue if not";
}

// Which days would decide it.
std::string deciding_days(const Run& run, const Entry& entry, const EntryTrace& trace, const Told& told) {
    const RulePlan& plan = run.plan;
    const Expressions& e = plan.expressions;
    const Verdict& v = entry.verdict;
    const std::vector<ValueRead>& open = trace.settles;
    const std::string words = words_for(e, told.home, open);
    const bool dates = std::all_of(open.begin(), open.end(), [&](const ValueRead& r) { return is_date(e, r); });
    std::string out = (words.empty() ? words : words + ": ") + (open.size() > 1 ? "their" : "its") + " possible " + (!dates ? "values" : plan.moments ? "times" : "days") +
                      " give different outcomes";
    const bool minimum = plan.rule.versions[v.version == 0xffff ? 0 : v.version].shape == Shape::minimum;
    const std::string due = !minimum ? "the due date" : plan.moments ? "the earliest time" : "the earliest day";
    if (v.due != no_time) return out + "; " + due + " is " + date_text(plan, v.due) + event_words(run, entry, trace, told);
    if (v.due_first == no_time || v.due_first == v.due_last || told.start_untold) return out;
    if (told.due_untold) return out + "; " + due + " is " + date_text(plan, v.due_first) + " or later";
    if (plan.day_of(v.due_first) == plan.day_of(v.due_last))
        return out + "; " + due + " is a time on " + written_day(plan.day_of(v.due_first));
    return out + "; " + due + " lies between " + date_text(plan, v.due_first) + " and " + date_text(plan, v.due_last);
}

// "done before it started: finished is 29 January 2024, began is 30 January 2024", as a fact only when it is one.
std::string before_start(const Run& run, const Entry& entry, const EntryTrace& trace, const Told& told, bool stopped) {
    const RulePlan& plan = run.plan;
    const Happened& end = stopped ? trace.stop_in : trace.done_in;
    const std::string what = stopped ? "stopped before it started" : "done before it started";
    const std::string open = words_for(plan.expressions, told.home, trace.settles);
    const bool certain = end.there() && end.certain && told.start_first != no_time && end.last < told.start_first;
    // Other days of it lie after the start, and are judged.
    if (!certain && end.there() && end.first != end.last && told.start_last != no_time && end.last >= told.start_last) return deciding_days(run, entry, trace, told);
    if (!certain) return "it may have been " + what + (open.empty() ? "" : ": " + open);
    std::string out;
    const auto tell = [&](const std::vector<ValueRead>& reads, Time first, Time last) {
        const std::string name = reads.empty() ? std::string() : cell_name(plan.expressions, told.home, reads.front());
        const bool one = plan.day_of(first) == plan.day_of(last);
        if (!name.empty() && one) out += (out.empty() ? ": " : ", ") + name + " is " + (first == last ? date_text(plan, first) : written_day(plan.day_of(first)));
    };
    tell(stopped ? told.stop : told.to, end.first, end.last);
    tell(told.from, told.start_first, told.start_last);
    if (!open.empty()) out += (out.empty() ? ": " : ", ") + open;
    return what + out;
}

std::string calendar_words(const RulePlan& plan, const EntryTrace& trace, const TimescaleVersion& version) {
    const Expressions& e = plan.expressions;
    const model::CalendarId id = trace.due_trace.calendar;
    if (id >= e.calendars().calendars.size()) return "the rule has no calendar to count on";
    const Calendar& calendar = e.calendars().calendars[id];
    const std::string leaves = "the count leaves the calendar " + calendar.name();
    if (trace.due_trace.unit == model::Unit::school_days || version.every_term) {
        const auto open = open_stretches(e.rules(), id);
        if (!open) return "the calendar " + calendar.name() + " has no days on which it is open";
        if (open->to < calendar.known_until())
            return leaves + ", which is open from " + written_day(open->from) + " to " + written_day(open->to);
    }
    return leaves + ", which is known from " + written_day(calendar.known_from()) + " to " + written_day(calendar.known_until());
}

// Nothing of a repeating rule was due.
std::string no_turn_words(const RulePlan& plan, const Entry& entry, const EntryTrace& trace, const TimescaleVersion& version) {
    const Time from = entry.verdict.from;
    if (from != no_time && !plan.undated) {
        const model::Day day = plan.day_of(from);
        const std::string started = "it started on " + written_day(day) + ", outside the time in which the rule is in force";
        if (day < version.in_force_from || (version.in_force_from == model::min_day && day < version.from))
            return started + ", which begins on " + written_day(std::max(version.in_force_from, version.from));
        if (day > version.in_force_until || day > version.until) return started + ", which ended on " + written_day(std::min(version.in_force_until, version.until));
    }
    if (trace.stop_in.there()) return "it ended before a turn was due";
    return "no turn of it has begun";
}

// "visit.held" of `to each visit.held`.
std::string event_name(const RulePlan& plan) {
    if (plan.each.empty()) return "the date";
    const model::RuleSet& rules = plan.expressions.rules();
    const model::Expr& date = rules.exprs[plan.each_date.front()];
    const std::string& record = rules.records[plan.each.front()->record].name;
    return date.op == model::ExprOp::field && date.record != model::none ? record + "." + rules.records[date.record].fields[date.field].name : record;
}

std::string stopped_words(const RulePlan& plan, const EntryTrace& trace, const VersionPlan& version) {
    std::string out = "it stopped";
    if (trace.stop != no_time) out += " on " + date_text(plan, trace.stop);
    if (version.open_ended()) return out + " before it was done";
    return out + (version.v->shape == Shape::minimum ? ", before the earliest day" : ", before it was overdue");
}

std::string held_words(const Run& run) {
    const RulePlan& plan = run.plan;
    if (plan.each.empty()) return "the data does not hold everything";
    const model::RecordId record = plan.each.front()->record;
    const std::string& name = plan.expressions.rules().records[record].name;
    const data::Table& table = plan.expressions.data().table(record);
    if (table.holds == model::Holds::last_months)
        return "the data holds only the last " + std::to_string(table.months) + " months of " + name + " records, so earlier turns cannot be told";
    const std::string of_each = table.each == model::none ? "" : " of each " + plan.expressions.rules().records[record].fields[table.each].name;
    return "the data holds only the latest " + name + of_each + ", so earlier turns cannot be told";
}

std::string doubtful_words(const Run& run, const Entry& entry, Home home) {
    const Expressions& e = run.plan.expressions;
    std::string out;
    for (const Doubt& d : run.doubts) {
        if (d.world != entry.world) continue;
        const model::RecordId record = run.plan.each.front()->record;
        Batch batch;
        batch.n = 1;
        batch.rows.resize(run.plan.event_slot + 1u);
        batch.records.assign(run.plan.event_slot + 1u, model::none);
        batch.records[0] = run.plan.rule.record;
        batch.records[run.plan.event_slot] = record;
        batch.rows[0] = {run.columns.rows()[run.worlds[d.world].i]};
        batch.rows[run.plan.event_slot] = {d.row};
        std::vector<ValueRead> reads;
        std::vector<ConditionSeen> ignored;
        for (std::size_t k = 0; k < run.plan.each.size(); ++k) {
            if (run.plan.each[k]->where != model::none) e.trace(run.plan.each[k]->where, batch, 0, reads, ignored);
            e.trace(run.plan.each_date[k], batch, 0, reads, ignored);
        }
        const std::string words = words_for(e, home, reads);
        if (words.empty()) continue;
        if (!out.empty()) out += ", ";
        out += words;
    }
    return out.empty() ? "an event is in doubt" : out;
}

}  // namespace

std::string names_of(const Expressions& e, Home home, const std::vector<ValueRead>& reads) {
    std::vector<std::string> names;
    for (const ValueRead& read : reads) {
        std::string name = cell_name(e, home, read);
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
    std::string out;
    for (std::size_t n = 0; n < names.size(); ++n) out += (n == 0 ? "" : n + 1 == names.size() ? " and " : ", ") + names[n];
    return out;
}

std::vector<ValueRead> dates_of(const RulePlan& plan, const std::vector<ValueRead>& reads, const When& when) {
    const Expressions& e = plan.expressions;
    std::vector<ValueRead> out;
    for (const ValueRead& r : reads) {
        const bool moment = is_date(e, r) && e.rules().records[r.record].fields[r.field].type == model::Type::moment;
        const auto day = [&](Time t) { return moment ? plan.zone().day(t) : static_cast<model::Day>(t); };
        const bool fits = !when.there() || (r.presence == Presence::known && day(r.v) <= plan.day_of(when.hi) && day(r.hi) >= plan.day_of(when.lo));
        if (leaves_open(r) || (is_date(e, r) && fits)) out.push_back(r);
    }
    return out.empty() && !when.there() ? reads : out;
}

bool takes_date_from(const model::RuleSet& rules, ExprId id, const ValueRead& read) {
    if (id == model::none) return false;
    const model::Expr& e = rules.exprs[id];
    switch (e.op) {
        case model::ExprOp::field:
        case model::ExprOp::sibling: return e.record == read.record && e.field == read.field;
        case model::ExprOp::define:
        case model::ExprOp::shift: return takes_date_from(rules, e.a, read);
        case model::ExprOp::aggregate: return takes_date_from(rules, rules.aggregates[e.ref].value, read);
        case model::ExprOp::pick: return std::any_of(e.args.begin(), e.args.end(), [&](ExprId arg) { return takes_date_from(rules, arg, read); });
        default: return false;
    }
}

std::string date_text(const RulePlan& plan, Time t) {
    if (!plan.moments) return written_day(static_cast<model::Day>(t));
    const model::Day day = plan.zone().day(t);
    if (t == plan.zone().last_second(day)) return written_day(day);      // the day to its end
    const std::string time = format_moment(t, plan.zone()).substr(10);
    return written_day(day) + (time.size() > 6 && time.ends_with(":59") ? time.substr(0, 6) : time);      // the minute that it ends
}

std::optional<calendar::Span> open_stretches(const model::RuleSet& rules, model::CalendarId id) {
    while (id < rules.calendars.size() && rules.calendars[id].open.empty()) id = rules.calendars[id].extends;
    if (id >= rules.calendars.size()) return std::nullopt;
    calendar::Span all{rules.calendars[id].open.front().from, rules.calendars[id].open.front().to};
    for (const auto& open : rules.calendars[id].open) {
        all.from = std::min(all.from, open.from);
        all.to = std::max(all.to, open.to);
    }
    return all;
}

std::string reason_of(const Run& run, const Entry& entry, const EntryTrace& trace, const Told& told) {
    const RulePlan& plan = run.plan;
    const Expressions& e = plan.expressions;
    const Verdict& v = entry.verdict;
    const std::size_t number = v.version == 0xffff ? 0 : v.version;
    const TimescaleVersion& version = plan.rule.versions[number];
    switch (v.why) {
        case Why::where_false: return "its `where` does not hold";
        case Why::where_unknown: return or_else(words_for(e, told.home, told.asked), "its `where` cannot be told");
        case Why::excluded:
            return or_else(v.exclusion < version.excluded.size() ? version.excluded[v.exclusion].because : std::string(), "an `excluded when` holds");
        case Why::exclusion_unknown: return or_else(words_for(e, told.home, told.asked), "an `excluded when` cannot be told");
        case Why::start_missing: return missing_words(run, told, version.from_date);
        case Why::start_blank: return or_else(blank_words(run, told.home, told.from), "its start is blank") + ": nothing has started";
        case Why::start_ahead: return or_else(blank_words(run, told.home, told.from), "its start lies after the day of the evaluation");
        case Why::outside_versions: return "it started on a day that no version of the rule covers";
        case Why::not_in_force: return "the rule was not in force when it started";
        case Why::version_unknown: return or_else(open_or_blank(run, told), "the date that chooses the version is missing") + ", so the version cannot be told";
        case Why::limit_unknown: {
            std::string words = open_or_blank(run, told);
            if (words.empty() && !told.asked.empty()) words = names_of(e, told.home, told.asked) + " gives no whole length";
            return or_else(words, "the limit is not a whole length") + ", so the limit cannot be told";
        }
        case Why::warn_unknown: {
            std::string words = open_or_blank(run, told);
            if (words.empty() && !told.asked.empty()) words = names_of(e, told.home, told.asked) + " gives no whole length";
            return or_else(words, "how long before it warns is not a whole length") + ", so it cannot be told whether it is due soon";
        }
        case Why::no_limit: return "no limit applies";
        case Why::calendar_not_told: return or_else(open_or_blank(run, told), "the calendar that the record names is not known");
        case Why::calendar_ends: return calendar_words(plan, trace, version);
        case Why::done_before_start: return before_start(run, entry, trace, told, false);
        case Why::stopped_before_start: return before_start(run, entry, trace, told, true);
        case Why::date_missing: {
            const std::string open = told.shown_certain ? std::string() : words_for(e, told.home, told.shown);
            if (!open.empty()) return or_else(names_of(e, told.home, told.to), event_name(plan)) + " is blank, and whether it was done cannot be told: " + open;
            const ValueRead* shown = there(told.shown);
            const std::string although = shown ? " although " + cell_name(e, told.home, *shown) + " is there" : "";
            return or_else(names_of(e, told.home, told.to), event_name(plan)) + " is blank" + although + ": done, but the date is missing";
        }
        case Why::stopped_in_time: return stopped_words(plan, trace, plan.versions[number]);
        case Why::no_turn: return no_turn_words(plan, entry, trace, version);
        case Why::differs: return deciding_days(run, entry, trace, told);
        case Why::event_in_doubt: return doubtful_words(run, entry, told.home);
        case Why::not_all_held: return held_words(run);
        case Why::record_absent:
            return "the data holds no " + (plan.each.empty() ? std::string("such record") : e.rules().records[plan.each.front()->record].name);
        case Why::too_many: return "too many days are in doubt to look at every combination";
        case Why::nothing: break;
    }
    if (v.outcome == Outcome::unknown) return deciding_days(run, entry, trace, told);
    if (v.outcome == Outcome::due && v.due == no_time && v.due_first == no_time) return "paused, and the pause is still open";
    if (v.outcome == Outcome::too_early && v.due != no_time) return std::string("done before the earliest ") + (plan.moments ? "time, " : "day, ") + date_text(plan, v.due);
    if (v.outcome == Outcome::no_due_date && v.from != no_time) {
        if (v.done == no_time && trace.done_in.there()) return trace.done_in.certain ? "done on a day that is not known exactly" : "perhaps done, on a day that is not known";
        const Time end = v.done != no_time ? v.done : plan.as_of();
        const auto days = plan.day_of(end) - plan.day_of(v.from);
        return (v.done != no_time ? "done after " : "open for ") + std::to_string(days) + (days == 1 ? " day" : " days");
    }
    if ((v.flags & 1) != 0) return "in doubt: " + doubtful_words(run, entry, told.home);
    return {};
}

}  // namespace duly::eval::timescales
