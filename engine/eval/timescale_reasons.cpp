#include "engine/eval/timescale_reasons.hpp"

#include <algorithm>

#include "engine/eval/reasons.hpp"

namespace duly::eval::timescales {
namespace {

std::string name_of(const Expressions& e, model::RecordId home, const ValueRead& read) {
    const model::Record& record = e.rules().records[read.record];
    if (read.field == model::none) return record.name;
    const std::string& field = record.fields[read.field].name;
    return read.record == home ? field : record.name + "." + field;
}

std::string date_text(const RulePlan& plan, Time t) { return plan.moments ? format_moment(t) : written_day(static_cast<model::Day>(t)); }

// The first that is there.
const ValueRead* there(const std::vector<ValueRead>& reads) {
    for (const ValueRead& r : reads)
        if (r.presence == Presence::known || r.presence == Presence::doubt) return &r;
    return nullptr;
}

std::string open_words(const Expressions& e, model::RecordId home, const std::vector<ValueRead>& reads) { return words_for(e, home, reads); }

// What is open, or else which blank is read.
std::string open_or_blank(const Run& run, const std::vector<ValueRead>& reads) {
    const Expressions& e = run.plan.expressions;
    const model::RecordId home = run.plan.rule.record;
    std::string words = open_words(e, home, reads);
    if (!words.empty()) return words;
    std::vector<ValueRead> blank;
    for (const ValueRead& r : reads)
        if (r.presence == Presence::blank) blank.push_back(r);
    words = names_of(e, home, blank);
    return words.empty() ? words : words + (blank.size() == 1 ? " is blank" : " are blank");
}

std::string missing_words(const Run& run, const Told& told) {
    const Expressions& e = run.plan.expressions;
    const model::RecordId home = run.plan.rule.record;
    std::string out = open_words(e, home, told.from);
    if (out.empty()) {
        const std::string names = names_of(e, home, told.from);
        out = (names.empty() ? std::string("its start") : names) + " is missing";
    }
    for (const auto* other : {&told.to, &told.shown, &told.stop})
        if (const ValueRead* read = there(*other)) return out + " although " + name_of(e, home, *read) + " is there";
    return out;
}

// Which days would decide it, when the due date is certain and the end is an interval, or the other way round.
std::string deciding_days(const Run& run, const Entry& entry, const EntryTrace& trace, const Told& told) {
    const Verdict& v = entry.verdict;
    const std::string words = open_words(run.plan.expressions, run.plan.rule.record, trace.reads);
    std::string out = (words.empty() ? words : words + ": ") + "its possible " + (run.plan.moments ? "times" : "days") + " give different outcomes";
    if (v.due != no_time) out += "; the due date is " + date_text(run.plan, v.due);
    else if (v.due_first != no_time && v.due_first != v.due_last)
        out += "; the due date lies between " + date_text(run.plan, v.due_first) + " and " + date_text(run.plan, v.due_last);
    if (v.due != no_time && there(told.to)) out += std::string(", and a ") + (run.plan.moments ? "time" : "day") + " up to it would be in time";
    return out;
}

std::string held_words(const Run& run) {
    const RulePlan& plan = run.plan;
    if (plan.each.empty()) return "the data does not hold everything";
    const model::RecordId record = plan.each.front()->record;
    const std::string& name = plan.expressions.rules().records[record].name;
    const data::Table& table = plan.expressions.data().table(record);
    if (table.holds == model::Holds::last_months)
        return "the data holds only the last " + std::to_string(table.months) + " months of " + name + " records, so earlier turns cannot be told";
    return "the data holds only the latest " + name + ", so earlier turns cannot be told";
}

std::string doubtful_words(const Run& run, const Entry& entry) {
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
        const std::string words = words_for(e, run.plan.rule.record, reads);
        if (words.empty()) continue;
        if (!out.empty()) out += ", ";
        out += words;
    }
    return out.empty() ? "an event is in doubt" : out;
}

}  // namespace

std::string names_of(const Expressions& e, model::RecordId home, const std::vector<ValueRead>& reads) {
    std::vector<std::string> names;
    for (const ValueRead& read : reads) {
        std::string name = name_of(e, home, read);
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
    std::string out;
    for (std::size_t n = 0; n < names.size(); ++n) out += (n == 0 ? "" : n + 1 == names.size() ? " and " : ", ") + names[n];
    return out;
}

std::string reason_of(const Run& run, const Entry& entry, const EntryTrace& trace, const Told& told) {
    const RulePlan& plan = run.plan;
    const Expressions& e = plan.expressions;
    const model::RecordId home = plan.rule.record;
    const Verdict& v = entry.verdict;
    const auto or_else = [](std::string text, const char* other) { return text.empty() ? std::string(other) : text; };
    const TimescaleVersion& version = plan.rule.versions[v.version == 0xffff ? 0 : v.version];
    switch (v.why) {
        case Why::where_false: return "its `where` does not hold";
        case Why::where_unknown: return or_else(open_words(e, home, told.asked), "its `where` cannot be told");
        case Why::excluded:
            return or_else(v.exclusion < version.excluded.size() ? version.excluded[v.exclusion].because : std::string(), "an `excluded when` holds");
        case Why::exclusion_unknown: return or_else(open_words(e, home, told.asked), "an `excluded when` cannot be told");
        case Why::start_missing: return missing_words(run, told);
        case Why::start_blank: return or_else(names_of(e, home, told.from), "its start") + " is blank: nothing has started";
        case Why::start_ahead: return or_else(names_of(e, home, told.from), "its start") + " lies after the day that is looked at";
        case Why::outside_versions: return "it started on a day that no version of the rule covers";
        case Why::not_in_force: return "the rule was not in force when it started";
        case Why::version_unknown: return or_else(open_or_blank(run, told.asked), "the date that chooses the version is missing") + ", so the version cannot be told";
        case Why::limit_unknown: return or_else(open_or_blank(run, told.asked), "the limit is not a whole length") + ", so the limit cannot be told";
        case Why::warn_unknown: return or_else(open_or_blank(run, told.asked), "how long before it warns is not a whole length") + ", so it cannot be told whether it is due soon";
        case Why::no_limit: return "no limit applies";
        case Why::calendar_not_told: return or_else(open_or_blank(run, told.asked), "the calendar that the record names is not known");
        case Why::calendar_ends: {
            const Calendar* calendar = trace.due_trace.calendar < e.calendars().calendars.size() ? &e.calendars().calendars[trace.due_trace.calendar] : nullptr;
            if (!calendar) return "the rule has no calendar to count on";
            return "the count leaves the calendar " + calendar->name() + ", which is known from " + written_day(calendar->known_from()) + " to " +
                   written_day(calendar->known_until());
        }
        // What is in doubt may lie before the start; then the doubt is the reason.
        case Why::done_before_start: return or_else(trace.done == no_time ? open_words(e, home, told.to) : std::string(), "done before it started");
        case Why::stopped_before_start: return or_else(trace.stop == no_time ? open_words(e, home, told.stop) : std::string(), "stopped before it started");
        case Why::date_missing: {
            const ValueRead* shown = there(told.shown);
            const std::string although = shown ? " although " + name_of(e, home, *shown) + " is there" : "";
            return or_else(names_of(e, home, told.to), "the date") + " is blank" + although + ": done, but the date is missing";
        }
        case Why::stopped_in_time: return "it stopped" + (trace.stop != no_time ? " on " + date_text(plan, trace.stop) : std::string()) + ", before it was overdue";
        case Why::no_turn: return "it ended before a turn was due";
        case Why::differs: return deciding_days(run, entry, trace, told);
        case Why::event_in_doubt: return doubtful_words(run, entry);
        case Why::not_all_held: return held_words(run);
        case Why::record_absent:
            return "the data holds no " + (plan.each.empty() ? std::string("such record") : e.rules().records[plan.each.front()->record].name);
        case Why::too_many: return "too many days are in doubt to look at every combination";
        case Why::nothing: break;
    }
    if (v.outcome == Outcome::unknown) return deciding_days(run, entry, trace, told);
    if (v.outcome == Outcome::due && v.due == no_time && v.due_first == no_time) return "paused, and the pause is still open";
    if (v.outcome == Outcome::too_early && v.due != no_time) return "done before the earliest day, " + date_text(plan, v.due);
    if (v.outcome == Outcome::no_due_date && v.from != no_time) {
        const Time end = v.done != no_time ? v.done : plan.as_of();
        const auto days = due::day_of(end, plan.moments) - due::day_of(v.from, plan.moments);
        return (v.done != no_time ? "done after " : "open for ") + std::to_string(days) + (days == 1 ? " day" : " days");
    }
    if ((v.flags & 1) != 0) return "in doubt: " + doubtful_words(run, entry);
    return {};
}

}  // namespace duly::eval::timescales
