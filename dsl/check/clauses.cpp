#include "dsl/check/clauses.hpp"

#include <algorithm>

namespace duly::check {

Group group_of(Kind kind) {
    switch (kind) {
        case Kind::law: return Group::law;
        case Kind::confidence: return Group::confidence;
        case Kind::for_each: return Group::for_each;
        case Kind::where: return Group::where;
        case Kind::in_force: return Group::in_force;
        case Kind::counting: return Group::counting;
        case Kind::excluded: return Group::excluded;
        case Kind::from: return Group::from;
        case Kind::to:
        case Kind::to_each: return Group::to;
        case Kind::within:
        case Kind::as_soon_as_practicable:
        case Kind::at_least_after:
        case Kind::at_least_before:
        case Kind::before_otherwise:
        case Kind::turn_limit:
        case Kind::at_limits:
        case Kind::once_in_every: return Group::limit;
        case Kind::stop_on: return Group::stop_on;
        case Kind::also_shown_by: return Group::also_shown_by;
        case Kind::may_be_done_earlier: return Group::may_be_done_earlier;
        case Kind::warn: return Group::warn;
        case Kind::excused: return Group::excused;
        case Kind::extended: return Group::extended;
        case Kind::extended_to: return Group::extended_to;
        case Kind::paused: return Group::paused;
        case Kind::restarted: return Group::restarted;
        case Kind::on_calendar: return Group::on_calendar;
        case Kind::rolls: return Group::rolls;
        case Kind::by_time: return Group::by_time;
        case Kind::chosen_by: return Group::chosen_by;
        case Kind::version: return Group::version;
        default: return Group::other;
    }
}

Group group_of(Written clause) {
    if (!is_lost(clause)) return group_of(clause.kind());
    switch (meant(clause)) {
        case Kind::by: return Group::by_time;
        case Kind::as_of: return Group::limit;      // `as`, and no more
        default: return group_of(meant(clause));
    }
}

Written Clauses::find(Kind kind) const {
    for (const auto& each : items) {
        if (each.kind() == kind) return each;
    }
    return {};
}

std::vector<Written> Clauses::all(Kind kind) const {
    std::vector<Written> result;
    for (const auto& each : items) {
        if (each.kind() == kind) result.push_back(each);
    }
    return result;
}

bool Clauses::has(Group group) const {
    for (const auto& each : items) {
        if (group_of(each) == group) return true;
    }
    return false;
}

bool Clauses::lost(Group group) const {
    if (doubtful) return true;
    for (const auto& each : items) {
        if (!is_lost(each) || meant(each) == Kind::name) continue;
        if (meant(each) == Kind::error || group_of(each) == group) return true;
        for (const auto kind : {Kind::for_each, Kind::from, Kind::to, Kind::to_each, Kind::within, Kind::as_soon_as_practicable, Kind::at_least_after, Kind::before_otherwise, Kind::turn_limit, Kind::at_limits}) {
            const bool own_words = (meant(each) == Kind::paused || meant(each) == Kind::counting || meant(each) == Kind::in_force) && group != Group::limit;      // `paused from P to Q`
            if (meant(each) == Kind::warn && kind == Kind::before_otherwise) continue;                  // `warn L before`
            if (group_of(kind) == group && !own_words && may_be(each, kind)) return true;
        }
    }
    return false;
}

namespace {

// `first within`, `second within`, `then every` are clauses by themselves: each replaces its own turn, and any other limit all of them.
bool replaces(const Written& over, const Written& each) {
    if (group_of(over) != group_of(each)) return false;
    return over.kind() != Kind::turn_limit || each.kind() != Kind::turn_limit || over.word() == each.word();
}

}  // namespace

Clauses Clauses::without(const Clauses& stated) const {
    Clauses result;
    result.doubtful = doubtful;
    for (const auto& each : items) {
        if (is_lost(each) || std::none_of(stated.items.begin(), stated.items.end(), [&](const auto& over) { return replaces(over, each); })) result.items.push_back(each);
    }
    return result;
}

Clauses Clauses::overlaid(const Clauses& over) const {
    auto result = without(over);
    result.items.insert(result.items.end(), over.items.begin(), over.items.end());
    result.doubtful = doubtful || over.doubtful;
    return result;
}

namespace {

// `in force from 1 April 2020 to 31 March 2021`: beside the `to` of the rule its `to` is the end of something else.
void takes_fixed_days(Context& context, Clauses& clauses, const Clauses& others) {
    const auto is_day = [](const Written& each) { return each.kind() == Kind::to && (bare(each[0]).kind() == Kind::date || bare(each[0]).kind() == Kind::moment); };
    const auto is_event = [&](const Written& each) { return (each.kind() == Kind::to && !is_day(each)) || each.kind() == Kind::to_each; };
    const auto event = [&](const Clauses& list) { return std::any_of(list.items.begin(), list.items.end(), is_event); };
    if (!event(clauses) && !event(others)) return;
    for (std::size_t i = 0; i < clauses.items.size(); ++i) {
        const Written each = clauses.items[i];
        if (!is_day(each)) continue;
        const bool ends_period = i > 0 && clauses.items[i - 1].kind() == Kind::in_force;
        context.report(DiagnosticKind::wrong_type, each, quoted(one_line(each)) + " names a fixed day, and `to` names what has to be done",
                       ends_period || i == 0 ? "write `until " + std::string(each[0].text()) + "`" : "take it out; for the end of a version or of `in force` write `until " + std::string(each[0].text()) + "`");
    }
    std::erase_if(clauses.items, is_day);
}

// A clause that may stand once only; of a schedule's limits each turn once; of limits only one kind.
void one_of_each(Context& context, const Clauses& clauses) {
    for (std::size_t i = 0; i < clauses.items.size(); ++i) {
        const auto& later = clauses.items[i];
        if (is_lost(later)) continue;
        const auto group = group_of(later.kind());
        if (group == Group::excluded || group == Group::extended || group == Group::extended_to || group == Group::paused || group == Group::version || group == Group::other) continue;
        for (std::size_t k = 0; k < i; ++k) {
            const auto& first = clauses.items[k];
            if (is_lost(first) || group_of(first.kind()) != group) continue;
            const bool turns = first.kind() == Kind::turn_limit && later.kind() == Kind::turn_limit;
            if (turns && first.word() != later.word()) continue;
            const bool same = first.kind() == later.kind();
            auto& told = context.report(same ? DiagnosticKind::repeated_clause : DiagnosticKind::clashing_clauses, later,
                                        same ? quoted(keyword_of(later.kind())) + " is given twice"
                                             : quoted(keyword_of(later.kind())) + " cannot stand beside " + quoted(keyword_of(first.kind())),
                                        group == Group::also_shown_by ? "put the fields into one list, with commas" : group == Group::where ? "put the conditions together with `and`" : "keep one of them");
            context.label(told, first.range(), "first here");
            break;
        }
    }
}

Clauses clauses_of(Written node) {
    Clauses result;
    for (const auto& each : node.children()) {
        if (is_lost(each) || group_of(each.kind()) != Group::other) result.items.push_back(each);
    }
    return result;
}

}  // namespace

bool extends_lost(const Context& context, Written node) {
    // A title whose quote is not closed takes the rest of the line with it, `extends` too.
    const auto title = node.child(Kind::text);
    if (title && context.told(title.range())) return true;
    for (const auto& each : node.children(Kind::error)) {
        const auto names = names_in(each.text());
        if (meant(each) == Kind::name && std::find(names.begin(), names.end(), "extends") != names.end()) return true;
    }
    return false;
}

WholeTimescale gather(Context& context, model::TimescaleId id, std::size_t depth) {
    const auto node = context.timescales.items[id].node;
    WholeTimescale whole;
    for (const auto& each : clauses_of(node).items) {
        if (each.kind() == Kind::version) whole.versions.push_back({each, clauses_of(each)});
        else whole.shared.items.push_back(each);
    }
    for (auto& version : whole.versions) takes_fixed_days(context, version.clauses, whole.shared);
    takes_fixed_days(context, whole.shared, whole.shared);
    one_of_each(context, whole.shared);
    for (const auto& version : whole.versions) one_of_each(context, version.clauses);
    const auto extends = node.child(Kind::extends);
    whole.extends = static_cast<bool>(extends);
    const bool lost_extends = extends_lost(context, node);
    whole.extends = whole.extends || lost_extends;
    whole.shared.doubtful = lost_extends;
    if (!extends || depth > context.timescales.items.size()) return whole;
    const auto base_id = context.rule(Context::Rule::timescale, extends[0]);
    if (base_id == model::none) {
        whole.shared.doubtful = true;
        return whole;
    }
    auto base = gather(context, base_id, depth + 1);
    if (whole.versions.empty()) {
        // What is stated here replaces the clause in the versions taken over, too.
        for (auto& version : base.versions) version.clauses = version.clauses.without(whole.shared);
        whole.versions = std::move(base.versions);
    }
    whole.shared = base.shared.overlaid(whole.shared);
    return whole;
}

}  // namespace duly::check
