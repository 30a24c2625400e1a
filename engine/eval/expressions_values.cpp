// Columns of values: making them, setting intervals, bringing dates and moments to one measure.
#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

const calendar::Calendar* Scope::calendar() const {
    const model::CalendarId id = batch.calendar != model::none ? batch.calendar : self.default_calendar();
    return id < self.calendars().calendars.size() ? &self.calendars().calendars[id] : nullptr;
}

Values make_values(Type type, std::size_t n, Presence presence) {
    Values out;
    out.type = type;
    out.v.resize(n);
    out.s.assign(n, presence);
    if (type == Type::text) out.text.resize(n);
    return out;
}

void put_range(Values& values, std::size_t i, std::int64_t lo, std::int64_t hi, Presence presence) {
    if (values.hi.empty() && hi != lo) values.hi = values.v;
    values.v[i] = lo;
    values.s[i] = presence;
    if (!values.hi.empty()) values.hi[i] = hi;
}

bool any_doubt(const Values& values) {
    unsigned doubts = 0;
    for (const Presence s : values.s) doubts |= s == Presence::doubt ? 1u : 0u;
    return doubts != 0;
}

void to_days(Values& values, const TimeZone& zone) {
    if (values.type != Type::moment) return;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values.s[i] != Presence::known && values.s[i] != Presence::doubt) continue;
        values.v[i] = zone.day(values.v[i]);
        if (!values.hi.empty()) values.hi[i] = zone.day(values.hi[i]);
    }
    values.type = Type::date;
}

void to_moments(Values& values, const TimeZone& zone) {
    if (values.type != Type::date) return;
    if (values.hi.empty()) values.hi = values.v;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values.s[i] != Presence::known && values.s[i] != Presence::doubt) continue;
        values.v[i] = zone.first_second(static_cast<Day>(values.v[i]));
        values.hi[i] = zone.last_second(static_cast<Day>(values.hi[i]));
    }
    values.type = Type::moment;
}

void align(Values& a, Values& b, const TimeZone& zone) {
    if (a.type == Type::moment && b.type == Type::date) to_days(a, zone);
    if (b.type == Type::moment && a.type == Type::date) to_days(b, zone);
}

std::string_view trimmed(std::string_view text) {
    constexpr auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

Presence weaker(Presence a, Presence b) {
    for (Presence p : {Presence::missing, Presence::blank, Presence::doubt})
        if (a == p || b == p) return p;
    return Presence::known;
}

}  // namespace duly::eval::detail
