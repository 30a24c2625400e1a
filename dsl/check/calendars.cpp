// Calendars as declared. Holiday files are named here (path as the loader gives it) and read by the engine.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "dsl/check/literals.hpp"
#include "dsl/check/lower.hpp"
#include "dsl/check/timescales.hpp"

namespace duly::check {
namespace {

struct CalendarLowering {
    Context& context;
    model::CalendarDef calendar{};

    // From and until; the second may be left out.
    std::optional<std::pair<model::Day, model::Day>> days(Written clause) {
        const auto dates = clause.children(Kind::date);
        if (dates.empty()) return {};
        const auto from = day_of(context, dates.front());
        const auto until = dates.size() > 1 ? day_of(context, dates[1]) : from;
        if (!from || !until) return {};
        if (*until < *from) {
            context.report(DiagnosticKind::dates_reversed, clause, written_day(*until) + " lies before " + written_day(*from), "write the earlier date first");
            return {};
        }
        return std::pair(*from, *until);
    }
    static std::string because(Written clause) {
        const auto text = clause.child(Kind::text);
        return text ? text.value() : std::string();
    }

    void clause(Written node) {
        switch (node.kind()) {
            case Kind::working_week: working_week(node); break;
            case Kind::holidays:
                calendar.holiday_files.push_back({context.loader.resolve(context.path(node), node[0].value()), node[1] ? node[1].value() : std::string(), node.range()});
                break;
            case Kind::holiday: {
                const auto dates = node.children(Kind::date);
                const auto day = day_of(context, dates[0]);
                const auto announced = dates.size() > 1 ? day_of(context, dates[1]) : std::optional(model::min_day);
                if (day && announced) calendar.holidays.push_back({*day, *announced, because(node)});
                break;
            }
            case Kind::closed:
                if (const auto span = days(node)) calendar.closed.push_back({span->first, span->second, because(node)});
                break;
            case Kind::closed_every:
                if (const auto day = day_month_of(context, node[0])) calendar.closed_every.push_back({day->first, day->second, because(node)});
                break;
            case Kind::open_span:
                if (const auto span = days(node)) calendar.open.push_back({span->first, span->second, because(node)});
                break;
            case Kind::known_from: calendar.known_from = day_of(context, node[0]); break;
            case Kind::known_until: calendar.known_until = day_of(context, node[0]); break;
            default: break;
        }
    }

    void working_week(Written node) {
        const auto days = node.children(Kind::weekday);
        if (node.word() == 1 && days.size() == 2) {
            for (unsigned day = days[0].word();; day = (day + 1) % 7) {
                calendar.working_week |= static_cast<std::uint8_t>(1u << day);
                if (day == days[1].word()) break;
            }
        } else {
            for (const auto& day : days) calendar.working_week |= static_cast<std::uint8_t>(1u << day.word());
        }
        const auto times = node.children(Kind::time_of_day);
        if (times.size() != 2) return;
        const auto from = minutes_of(context, times[0]), to = minutes_of(context, times[1]);
        if (!from || !to) return;
        if (*to <= *from) context.report(DiagnosticKind::dates_reversed, times[1], "the working day ends before it starts", "write the opening time first");
        else calendar.hours = std::pair(*from, *to);
    }
};

// Whether a calendar, or one that it extends, says it; what could not be read may have said so.
bool says(const Context& context, model::CalendarId id, model::Unit unit) {
    while (id < context.rules.calendars.size()) {
        const auto& calendar = context.rules.calendars[id];
        const Written node = context.calendars.items[id].node;
        const auto weeks = node.children(Kind::working_week);
        const bool hours = std::any_of(weeks.begin(), weeks.end(), [](const Written& week) { return week.child(Kind::time_of_day); });
        if (unit == model::Unit::working_hours ? hours : static_cast<bool>(node.child(Kind::open_span))) return true;      // a wrong date or time in it was told of
        if (lost(node, {Kind::working_week, Kind::open_span, Kind::extends, Kind::name, Kind::calendar})) return true;
        if (node.child(Kind::extends) && calendar.extends == model::none) return true;
        id = calendar.extends;
    }
    return false;
}

Written uncountable(const Context& context, Written node, model::CalendarId id) {
    if (node.kind() == Kind::unit) {
        const auto unit = unit_of(node);
        const bool asks = unit == model::Unit::working_hours || unit == model::Unit::school_days;
        return asks && !says(context, id, unit) ? node : Written{};
    }
    for (const auto& child : node.children())
        if (const auto found = uncountable(context, child, id)) return found;
    return {};
}

}  // namespace

bool can_count(Context& context, Written node, model::CalendarId id) {
    if (id >= context.rules.calendars.size() || context.files_lost || context.calendars_lost) return true;
    const auto unit = uncountable(context, node, id);
    if (!unit) return true;
    const auto& calendar = context.rules.calendars[id];
    const bool hours = unit_of(unit) == model::Unit::working_hours;
    auto& told = context.report(DiagnosticKind::no_calendar, unit,
                                quoted(one_line(unit)) + " cannot be counted, because the calendar " + quoted(calendar.name) + (hours ? " has no opening hours" : " has no `open` stretches"),
                                hours ? "write them behind its working days, as in `working monday to friday 09:00 to 17:00`, or name another calendar with `on calendar`"
                                      : "add them, as in `open 2 September 2024 to 25 October 2024`, or name another calendar with `on calendar`");
    context.label(told, calendar.at, "the calendar is declared here");
    return false;
}

void lower_calendars(Context& context) {
    for (const auto& item : context.calendars.items) {
        const auto id = static_cast<model::CalendarId>(context.rules.calendars.size());
        CalendarLowering lowering{context};
        auto& calendar = lowering.calendar;
        calendar.name = item.name;
        calendar.at = context.calendars.name_range(id);
        for (const auto& clause : item.node.children()) {
            if (clause.kind() == Kind::text) calendar.title = clause.value();
            else if (clause.kind() == Kind::extends) calendar.extends = context.calendar(clause[0]);
            else lowering.clause(clause);
        }
        if (calendar.extends != model::none && calendar.extends >= id) calendar.extends = model::none;   // a circle: reported
        if (!item.node.child(Kind::extends) && !extends_lost(context, item.node) && !lost(item.node, {Kind::working_week, Kind::open_span, Kind::name, Kind::calendar}) && calendar.working_week == 0 && !item.node.child(Kind::open_span)) {
            context.report(DiagnosticKind::missing_clause, calendar.at, "the calendar " + quoted(calendar.name) + " does not say which days are worked",
                           "add `working monday to friday`, or `extends` another calendar");
        }
        if (calendar.known_from && calendar.known_until && *calendar.known_until < *calendar.known_from) {
            context.report(DiagnosticKind::dates_reversed, item.node.child(Kind::known_until), "the calendar is known until a day before it is known from",
                           "write the earlier date in `known from`");
        }
        context.rules.calendars.push_back(std::move(calendar));
    }
}

}  // namespace duly::check
