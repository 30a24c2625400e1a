// One whole version of a timescale: shape, limits, and all that bends them.
#include "dsl/check/timescales.hpp"

#include <algorithm>

#include "dsl/check/limits.hpp"
#include "dsl/check/literals.hpp"

namespace duly::check {
namespace {

using model::none;
using model::Shape;

class Lowering {
public:
    Lowering(Context& context, model::RecordId record, const Clauses& clauses, const MissingPlace& at)
        : context_(context), expressions_(context), clauses_(clauses), at_(at), outer_(Scope::of(record)), scope_(outer_) {}

    model::TimescaleVersion run() {
        // Which event ends a turn may not be known: its fields are not out of reach.
        const bool outside = context_.anywhere;
        if (lost(Group::to)) context_.anywhere = true;
        version_.counting = context_.default_counting;
        version_.law = context_.default_law;
        ends();
        shape();
        conditions();
        changes();
        settings();
        context_.anywhere = outside;
        return std::move(version_);
    }

private:
    Written find(Kind kind) const { return clauses_.find(kind); }
    bool lost(Group group) const { return clauses_.lost(group); }
    void missing(Group group, std::string_view what, std::string help) {
        if (lost(group)) return;
        const bool nowhere = std::find(at_.nowhere.begin(), at_.nowhere.end(), group) != at_.nowhere.end();
        if (nowhere && (at_.extends || std::find(at_.told.begin(), at_.told.end(), group) != at_.told.end())) return;
        if (nowhere) at_.told.push_back(group);
        context_.report(DiagnosticKind::missing_clause, nowhere ? at_.timescale : at_.version, "the timescale does not say " + std::string(what), std::move(help));
    }
    void clash(Written clause, Written other, std::string help) {
        auto& told = context_.report(DiagnosticKind::clashing_clauses, clause, quoted(keyword_of(clause.kind())) + " cannot stand beside " + quoted(keyword_of(other.kind())), std::move(help));
        context_.label(told, other.range(), quoted(keyword_of(other.kind())) + " stands here");
    }

    // `from`, `to`, `to each`, `stop on`. The event's slot is bound from here on.
    void ends() {
        if (const auto from = find(Kind::from)) version_.from_date = expressions_.date(from[0], outer_, "`from`");
        if (const auto to = find(Kind::to)) {
            version_.to = expressions_.date(to[0], outer_, "`to`");
            // As in `version from 1 April 2020 to 31 March 2021`.
            if (const auto day = bare(to[0]); day.kind() == Kind::date || day.kind() == Kind::moment)
                context_.report(DiagnosticKind::wrong_type, to, "`to` names what has to be done, and " + quoted(day.text()) + " is a fixed day",
                                "name a date field; for the end of a version or of `in force` write `until " + std::string(day.text()) + "`");
        }
        if (const auto each = find(Kind::to_each)) {
            const auto field = each[0];
            const auto where = each.child(Kind::condition);
            Scope inner;
            if (auto rows = expressions_.rows(field[0], {}, where ? where[0] : Written{}, outer_, inner)) {
                rows->op = model::AggregateOp::earliest;
                rows->value = expressions_.bound_field(*rows, field[1]);
                if (rows->value != none) date_only(rows->value, field);
                scope_ = outer_.with({rows->binds, 0, rows->record, {}, true});
                version_.each = model::EventSource{std::move(*rows)};
            }
        }
        if (const auto stop = find(Kind::stop_on)) version_.stop = expressions_.date(stop[0], outer_, "`stop on`");
    }

    void date_only(model::ExprId id, Written field) {
        const auto type = context_.rules.exprs[id].type;
        if (type == model::Type::date || type == model::Type::moment) return;
        context_.report(DiagnosticKind::wrong_type, field, quoted(one_line(field)) + " is a " + std::string(model::name_of(type)) + ", and a date is needed here", "name the date on which it happened");
    }

    void need_from() {
        if (!find(Kind::from)) missing(Group::from, "when the time starts to run", "add `from` and a date: `from referral.received`");
    }
    void need_to() {
        if (const auto each = find(Kind::to_each)) clash(limit_, each, "for many events write `first " + one_line(limit_) + "` and `then every " + one_line(limit_[0]) + "`; for one event write `to` without `each`");
        else if (!find(Kind::to)) missing(Group::to, "what has to be done", "add `to` and a date: `to assessment.authorised`");
    }
    // The limit is there, but could not be read.
    void with_lost_limit() {
        for (const auto& clause : clauses_.items) {
            if (!is_lost(clause) || meant(clause) == Kind::name) continue;
            const bool other = group_of(clause) != Group::limit;        // what stands behind another clause on its line
            if (other && !may_be(clause, Kind::within) && !may_be(clause, Kind::as_soon_as_practicable) && !may_be(clause, Kind::turn_limit)) continue;
            const auto kind = meant(clause);
            if (other && (may_be(clause, Kind::before_otherwise) || may_be(clause, Kind::at_least_after))) return;
            // `at` alone may have been meant for any of several, of which some need no `from`.
            const bool lengths = kind == Kind::at_limits && clause.text().find_first_of("0123456789") != std::string_view::npos;
            if (kind == Kind::within || kind == Kind::as_soon_as_practicable || kind == Kind::turn_limit || kind == Kind::once_in_every || lengths) need_from();
            if (!find(Kind::to) && !find(Kind::to_each)) missing(Group::to, "what has to be done", "add `to` and a date: `to assessment.authorised`");
            return;
        }
    }
    void need_each() {
        if (find(Kind::to_each)) return;
        if (const auto to = find(Kind::to)) clash(limit_, to, "write `to each`, or give one limit with `within`");
        else missing(Group::to, "which events count", "add `to each` and a date: `to each visit.held`");
    }

    void shape() {
        for (const auto& clause : clauses_.items) {
            if (!is_lost(clause) && group_of(clause.kind()) == Group::limit && !limit_) limit_ = clause;
        }
        if (!limit_) {
            if (lost(Group::limit)) return with_lost_limit();
            if (find(Kind::to_each)) missing(Group::limit, "how often it has to happen", "add `first within` and `then every`, or `at least once in every`");
            else missing(Group::limit, "how long there is", "add a limit: `within 10 working days`");
            if (!find(Kind::to) && !find(Kind::to_each)) missing(Group::to, "what has to be done", "add `to` and a date: `to assessment.authorised`");
            return;
        }
        switch (limit_.kind()) {
            case Kind::within:
                version_.shape = Shape::deadline;
                version_.within = limit(limit_[0]);
                need_from();
                need_to();
                break;
            case Kind::as_soon_as_practicable:
                version_.practicable = static_cast<bool>(find(Kind::to_each));
                version_.shape = version_.practicable ? Shape::schedule : Shape::open_ended;
                need_from();
                if (!version_.practicable) need_to();
                break;
            case Kind::at_least_after: minimum(); break;
            case Kind::at_least_before:
                version_.shape = Shape::backward;
                version_.within = limit(limit_[0]);
                version_.from_date = expressions_.date(limit_[1], outer_, "`before`");
                if (const auto from = find(Kind::from)) clash(from, limit_, "the day counted back from stands after `before`: leave `from` out");
                need_to();
                break;
            case Kind::before_otherwise:
                version_.shape = Shape::two_tiers;
                version_.before = expressions_.date(limit_[0], outer_, "`before`");
                version_.within = limit(limit_[1]);
                version_.from_date = expressions_.date(limit_[2], outer_, "`of`");
                if (const auto from = find(Kind::from)) clash(from, limit_, "the day counted from stands after `of`: leave `from` out");
                need_to();
                break;
            case Kind::turn_limit: schedule(); break;
            case Kind::at_limits:
                version_.shape = Shape::at_limits;
                for (const auto& each : limit_.children(Kind::length)) {
                    if (const auto length = length_of(expressions_, each, scope_)) version_.at.push_back(*length);
                }
                need_from();
                need_each();
                break;
            default:
                version_.shape = Shape::windows;
                version_.every_term = limit_.word() == 1;
                if (!version_.every_term) version_.within = limit(limit_[0]);
                need_from();
                need_each();
        }
    }

    model::Limit limit(Written node) { return lower_limit(context_, expressions_, node, scope_); }

    void minimum() {
        version_.shape = Shape::minimum;
        version_.within = limit(limit_[0]);
        const auto after = expressions_.date(limit_[1], outer_, "`after`");
        const auto from = find(Kind::from);
        if (from && version_.from_date != none && after != none && one_line(bare(from[0])) != one_line(bare(limit_[1]))) {
            auto& told = context_.report(DiagnosticKind::clashing_clauses, limit_[1], "a minimum counts from " + quoted(one_line(from[0])) + ", not from " + quoted(one_line(limit_[1])),
                                         "name the same date after `from` and after `after`");
            context_.label(told, from.range(), "`from` stands here");
        }
        version_.from_date = after;
        need_to();
    }

    void schedule() {
        version_.shape = Shape::schedule;
        Written then;
        for (const auto& turn : clauses_.all(Kind::turn_limit)) {
            auto lowered = limit(turn[0]);
            if (turn.word() == 0) {
                version_.then_every = std::move(lowered);
                then = turn;
                continue;
            }
            if (version_.turns.size() < turn.word()) version_.turns.resize(turn.word());
            version_.turns[turn.word() - 1u] = std::move(lowered);
        }
        if (!then) missing(Group::limit, "how often it has to happen after the first turns", "add `then every` and a length: `then every 6 weeks`");
        need_from();
        need_each();
    }

    void conditions() {
        if (const auto where = find(Kind::where)) version_.where = expressions_.condition(where[0], outer_);
        for (const auto& excluded : clauses_.all(Kind::excluded)) {
            model::Exclusion one;
            one.when = expressions_.condition(excluded[0], scope_);
            if (const auto because = excluded.child(Kind::text); because && because.id != excluded[0].id) one.because = because.value();
            version_.excluded.push_back(std::move(one));
        }
        if (const auto excused = find(Kind::excused)) version_.excused = expressions_.condition(excused[0], scope_);
        if (const auto shown = find(Kind::also_shown_by)) {
            for (const auto& each : shown.children()) {
                if (const auto value = expressions_.lower(each, scope_)) version_.also_shown_by.push_back(value.id);
            }
        }
        version_.may_be_done_earlier = static_cast<bool>(find(Kind::may_be_done_earlier));
        if (const auto warn = find(Kind::warn)) version_.warn = limit(warn[0]);
    }

    void changes() {
        using Extension = model::Extension;
        for (const auto& clause : clauses_.items) {
            if (clause.kind() == Kind::extended) {
                Extension one;
                one.kind = clause.word() == 0 ? Extension::Kind::by_when : Extension::Kind::by_on;
                if (const auto by = length_of(expressions_, clause[0], scope_)) one.by = *by;
                one.when = clause.word() == 0 ? expressions_.condition(clause[1], scope_) : expressions_.date(clause[1], scope_, "`extended ... on`");
                version_.extensions.push_back(one);
            } else if (clause.kind() == Kind::extended_to) {
                Extension one;
                one.kind = Extension::Kind::to;
                one.to = expressions_.date(clause[0], scope_, "`extended to`");
                version_.extensions.push_back(one);
            } else if (clause.kind() == Kind::paused) {
                pause(clause);
            }
        }
        if (const auto restarted = find(Kind::restarted)) version_.restarted = expressions_.date(restarted[0], scope_, "`restarted on`");
    }

    void pause(Written clause) {
        model::Pause one;
        if (clause.word() == 0) {
            one.from = expressions_.date(clause[0], scope_, "`paused from`");
            one.to = expressions_.date(clause[1], scope_, "the `to` of `paused`");
        } else {
            Scope inner;
            one.during = expressions_.rows(clause[0], {}, {}, scope_, inner);
            if (!one.during) return;
            const auto& record = context_.rules.records[one.during->record];
            if (record.span_from == none) {
                auto& told = context_.report_of(record.name, DiagnosticKind::not_a_span, clause[0], quoted(record.name) + " does not say which days it spans", "add `spans started to ended` to the record " + record.name);
                context_.label(told, record.at, quoted(record.name) + " is declared here");
            }
        }
        version_.pauses.push_back(std::move(one));
    }

    void settings() {
        if (const auto law = find(Kind::law)) version_.law = law[0].value();
        if (const auto confidence = find(Kind::confidence)) version_.confidence = static_cast<model::Confidence>(confidence.word() + 1);
        if (const auto counting = find(Kind::counting)) version_.counting = static_cast<model::Counting>(counting.word());
        if (const auto rolls = find(Kind::rolls)) version_.rolls = rolls.word() == 0;
        if (const auto by = find(Kind::by_time)) version_.by_time = minutes_of(context_, by[0]);
        if (const auto chosen = find(Kind::chosen_by)) version_.chosen_by = expressions_.date(chosen[0], outer_, "`chosen by`");
        in_force();
        calendar();
    }

    void in_force() {
        const auto clause = find(Kind::in_force);
        if (!clause) return;
        std::size_t next = 0;
        if ((clause.word() & 1) != 0) version_.in_force_from = day_of(context_, clause[next++]).value_or(model::min_day);
        if ((clause.word() & 2) != 0) version_.in_force_until = day_of(context_, clause[next]).value_or(model::max_day);
        if (version_.in_force_until < version_.in_force_from) {
            context_.report(DiagnosticKind::dates_reversed, clause, "the rule is in force until a day before it begins", "write the earlier date after `from`");
        }
    }

    void calendar() {
        const auto clause = find(Kind::on_calendar);
        version_.calendar = default_calendar(context_);
        if (clause) {
            const auto named = clause[0];
            if (named.kind() == Kind::field_ref) {
                const auto value = expressions_.lower(named, outer_);
                if (value && value.type != model::Type::text) {
                    context_.report(DiagnosticKind::wrong_type, named, quoted(one_line(named)) + " is " + type_words(value) + ", and the name of a calendar is needed here", "name a text field, or a calendar");
                }
                version_.calendar_field = value.id;
            } else {
                version_.calendar = context_.calendar(named);
            }
        }
        if (version_.calendar_field != none || (clause && clause[0].kind() == Kind::field_ref)) return;
        for (const auto& each : clauses_.items)
            if (!lost(Group::on_calendar) && !can_count(context_, each, version_.calendar)) return;
        if (clause || version_.calendar != none || context_.files_lost || context_.calendars_lost) return;
        for (const auto& each : clauses_.items) {
            if (const auto unit = counts_working_days(each)) {
                context_.report(DiagnosticKind::no_calendar, unit, quoted(one_line(unit)) + " cannot be counted, because no calendar is declared",
                                "declare one with `calendar`, or `use` the file that does");
                return;
            }
        }
    }

    static Written counts_working_days(Written node) {
        if (node.kind() == Kind::unit) {
            const auto unit = unit_of(node);
            const bool counts = unit == model::Unit::working_days || unit == model::Unit::school_days || unit == model::Unit::working_hours;
            return counts ? node : Written{};
        }
        if (node.kind() == Kind::is_working_day || (node.kind() == Kind::rolls && node.word() == 0)) return node;
        for (const auto& child : node.children()) {
            if (const auto found = counts_working_days(child)) return found;
        }
        return {};
    }

    Context& context_;
    Expressions expressions_;
    const Clauses& clauses_;
    const MissingPlace& at_;
    Scope outer_, scope_;       // without and with the event that ends a turn
    Written limit_;
    model::TimescaleVersion version_;
};

}  // namespace

model::TimescaleVersion lower_version(Context& context, model::RecordId record, const Clauses& clauses, const MissingPlace& at) {
    return Lowering(context, record, clauses, at).run();
}

model::CalendarId default_calendar(const Context& context) {
    for (std::size_t i = 0; i < context.rules.calendars.size(); ++i) {
        if (context.rules.calendars[i].extends == none) return static_cast<model::CalendarId>(i);
    }
    return none;
}

}  // namespace duly::check
