#include "engine/plan/calendars.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "dsl/base/date.hpp"
#include "engine/data/holidays.hpp"

namespace duly::plan {
namespace {

using calendar::Calendar;
using calendar::CalendarSpec;
using calendar::ClosedDay;
using model::CalendarDef;
using model::Day;

struct Holiday { Day day = 0; std::optional<Day> announced; std::string title; };

// One calendar with all that it extends, before it becomes a list of closed days.
struct Resolved {
    bool usable = true;
    std::uint8_t working_week = 0;
    std::optional<std::pair<int, int>> hours;
    std::vector<Holiday> file_holidays, own_holidays;
    std::vector<CalendarDef::Closed> closed;
    std::vector<CalendarDef::ClosedEvery> closed_every;
    std::vector<calendar::Span> open;
    std::optional<Day> known_from, known_until;
    std::set<int> years;                    // that the holiday files cover
};

constexpr std::uint8_t monday_to_friday = 0b0011111;

class Builder {
public:
    Builder(const model::RuleSet& rules, const Loader& loader, std::optional<Day> as_known_on)
        : rules_(rules), loader_(loader), as_known_on_(as_known_on) {}

    CalendarSet build() {
        std::vector<Resolved> resolved;
        for (const CalendarDef& def : rules_.calendars) {
            Resolved one = def.extends == model::none ? Resolved{} : resolved[def.extends];
            add(one, def);
            out_.calendars.emplace_back(specify(one, def));
            resolved.push_back(std::move(one));
        }
        sort_diagnostics(out_.diagnostics);
        return std::move(out_);
    }

private:
    Place place(SourceRange at) const { return rules_.sources ? place_of(*rules_.sources, at) : Place{}; }
    void report(DiagnosticKind kind, Place where, std::string message, std::string help) {
        out_.diagnostics.push_back(make_diagnostic(kind, std::move(where), std::move(message), std::move(help)));
    }

    void add(Resolved& to, const CalendarDef& def) {
        if (def.working_week != 0) to.working_week = def.working_week;
        if (def.hours) to.hours = def.hours;
        for (const CalendarDef::HolidayFile& file : def.holiday_files) add_file(to, file);
        for (const CalendarDef::Holiday& holiday : def.holidays) {
            const auto announced = holiday.announced == model::min_day ? std::nullopt : std::optional(holiday.announced);
            to.own_holidays.push_back({holiday.day, announced, holiday.title});
        }
        to.closed.insert(to.closed.end(), def.closed.begin(), def.closed.end());
        to.closed_every.insert(to.closed_every.end(), def.closed_every.begin(), def.closed_every.end());
        for (const CalendarDef::Open& open : def.open) to.open.push_back({open.from, open.to});
        if (def.known_from) to.known_from = def.known_from;
        if (def.known_until) to.known_until = def.known_until;
    }

    void add_file(Resolved& to, const CalendarDef::HolidayFile& file) {
        // Read once, also when several calendars name it; its mistakes are told once.
        const auto [at, is_new] = files_.try_emplace({file.path, file.division});
        if (is_new) at->second = read(file);
        if (!at->second) {
            to.usable = false;
            return;
        }
        for (const data::HolidayEvent& event : *at->second) {
            to.file_holidays.push_back({event.day, event.announced, event.title});
            to.years.insert(to_civil(event.day).year);
        }
    }

    std::optional<std::vector<data::HolidayEvent>> read(const CalendarDef::HolidayFile& file) {
        const auto bytes = loader_.read(file.path);
        if (!bytes) {
            report(DiagnosticKind::holiday_file_missing, place(file.at), "the holiday file `" + file.path + "` cannot be read",
                   "put the file there (https://www.gov.uk/bank-holidays.json), or change the path, which is relative to this rule file");
            return std::nullopt;
        }
        data::HolidayFile read = data::read_holidays(file.path, *bytes, file.division, place(file.at));
        const bool whole = !has_errors(read.diagnostics);
        std::move(read.diagnostics.begin(), read.diagnostics.end(), std::back_inserter(out_.diagnostics));
        return whole ? std::optional(std::move(read.events)) : std::nullopt;
    }

    CalendarSpec specify(const Resolved& from, const CalendarDef& def) {
        CalendarSpec spec;
        spec.name = def.name;
        spec.working_week = from.working_week != 0 ? from.working_week : monday_to_friday;
        spec.hours = from.hours;
        spec.zone = rules_.zone;
        spec.open = from.open;
        if (!from.usable || !set_reach(spec, from, def)) {
            spec.known_from = 0;
            spec.known_until = -1;
            return spec;
        }
        warn_of_outside(spec, def);
        close_days(spec, from);
        return spec;
    }

    // By default the whole years that the holiday files cover.
    bool set_reach(CalendarSpec& spec, const Resolved& from, const CalendarDef& def) {
        std::optional<Day> first = from.known_from, last = from.known_until;
        if (!from.years.empty()) {
            const int until = *from.years.rbegin();
            int since = until;
            while (from.years.count(since - 1) != 0) --since;
            if (since != *from.years.begin() && !first)
                report(DiagnosticKind::holiday_years_missing, place(def.at),
                       "the holiday files of `" + def.name + "` have nothing for " + std::to_string(since - 1) + ", so it is known from " +
                           std::to_string(since) + " only",
                       "add the missing holidays and state `known from`");
            if (!first) first = to_day({since, 1, 1});
            if (!last) last = to_day({until, 12, 31});
        }
        if (!first || !last) {
            report(DiagnosticKind::calendar_without_reach, place(def.at),
                   "the calendar `" + def.name + "` has no holiday file and does not say " + (first ? "until" : "from") + " when it is known",
                   "add `known from 1 January 2020` and `known until 31 December 2030` with the days that its holidays are complete for");
            return false;
        }
        if (*first > *last) {
            report(DiagnosticKind::calendar_without_reach, place(def.at),
                   "the calendar `" + def.name + "` is known from " + written_day(*first) + ", after the day it is known until, " + written_day(*last),
                   "exchange the two dates, or correct them");
            return false;
        }
        spec.known_from = *first;
        spec.known_until = *last;
        return true;
    }

    void warn_of_outside(const CalendarSpec& spec, const CalendarDef& def) {
        const auto warn = [&](Day from, Day to) {
            if (to >= spec.known_from && from <= spec.known_until) return;
            report(DiagnosticKind::closed_outside_reach, place(def.at),
                   "the closed day " + written_day(from) + " lies outside the reach of `" + def.name + "`, " + written_day(spec.known_from) + " to " +
                       written_day(spec.known_until),
                   "correct the date, or state `known from` and `known until` so that they take it in");
        };
        for (const CalendarDef::Holiday& holiday : def.holidays) warn(holiday.day, holiday.day);
        for (const CalendarDef::Closed& closed : def.closed) warn(closed.from, closed.to);
    }

    bool known_then(const std::optional<Day>& announced) const { return !announced || !as_known_on_ || *announced <= *as_known_on_; }

    void close_days(CalendarSpec& spec, const Resolved& from) const {
        // What a rule file says of a day, its title and when it was announced, comes before the holiday file's own words.
        std::set<Day> not_yet;
        for (const Holiday& holiday : from.own_holidays) {
            if (known_then(holiday.announced)) spec.closed.push_back({holiday.day, holiday.title});
            else not_yet.insert(holiday.day);
        }
        for (const Holiday& holiday : from.file_holidays)
            if (known_then(holiday.announced) && not_yet.count(holiday.day) == 0) spec.closed.push_back({holiday.day, holiday.title});
        for (const CalendarDef::Closed& closed : from.closed)
            for (Day day = std::max(closed.from, spec.known_from); day <= std::min(closed.to, spec.known_until); ++day)
                spec.closed.push_back({day, closed.because});
        for (const CalendarDef::ClosedEvery& every : from.closed_every)
            for (int year = to_civil(spec.known_from).year; year <= to_civil(spec.known_until).year; ++year)
                if (const auto day = to_day_checked(year, every.month, every.day)) spec.closed.push_back({*day, every.because});
    }

    const model::RuleSet& rules_;
    const Loader& loader_;
    std::optional<Day> as_known_on_;
    CalendarSet out_;
    std::map<std::pair<std::string, std::string>, std::optional<std::vector<data::HolidayEvent>>> files_;
};

}  // namespace

CalendarSet build_calendars(const model::RuleSet& rules, const Loader& loader, std::optional<Day> as_known_on) {
    return Builder(rules, loader, as_known_on).build();
}

std::vector<Diagnostic> ending_calendars(const model::RuleSet& rules, const CalendarSet& calendars, Day as_of) {
    std::vector<Diagnostic> out;
    for (std::size_t id = 0; id < calendars.calendars.size(); ++id) {
        const Calendar& calendar = calendars.calendars[id];
        // One that could not be built has been told of.
        if (calendar.known_until() < calendar.known_from() || calendar.known_until() >= add_months(as_of, 12)) continue;
        Place place;
        if (rules.sources) place = place_of(*rules.sources, rules.calendars[id].at);
        out.push_back(make_diagnostic(DiagnosticKind::calendar_ends, std::move(place),
                                      "the calendar `" + calendar.name() + "` is known until " + written_day(calendar.known_until()) +
                                          (calendar.known_until() < as_of ? ", which has passed" : ", less than a year ahead"),
                                      "get the newer holiday file and raise `known until`: rules that count past that day do not run"));
    }
    sort_diagnostics(out);
    return out;
}

}  // namespace duly::plan
