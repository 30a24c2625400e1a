// Versions of a timescale: which days each covers, gaps and overlaps, temporary ones laid over the others.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "dsl/check/literals.hpp"
#include "dsl/check/timescales.hpp"

namespace duly::check {
namespace {

using model::Day;
using model::max_day;
using model::min_day;

struct Dated {
    Day from = min_day, until = max_day;
    bool says_until = false;
    Written from_field;         // read from the data
    Written node;
    const Clauses* clauses = nullptr;
    bool temporary = false;
};

std::string days(Day from, Day until) {
    if (from == until) return written_day(from);
    if (until == max_day) return "from " + written_day(from);
    if (from == min_day) return "until " + written_day(until);
    return written_day(from) + " to " + written_day(until);
}

std::string label_of(const Dated& version) {
    std::string label;
    if (version.from_field) label = "from " + one_line(version.from_field);
    if (version.from != min_day && version.from != max_day) label += (version.from_field ? ", at the latest " : "from ") + written_day(version.from);
    if (version.says_until) label += (label.empty() ? "until " : " until ") + written_day(version.until);
    return version.temporary ? "temporary, " + label : label;
}

class Versions {
public:
    explicit Versions(Context& context) : context_(context) {}

    void add(const WholeTimescale::Version& written) {
        const auto node = written.node;
        Dated version;
        version.node = node;
        version.clauses = &written.clauses;
        version.temporary = (node.word() & 4) != 0;
        if (head_lost(node)) return lost(written);
        std::size_t next = 0;
        if (node[0] && node[0].kind() == Kind::field_ref) version.from_field = node[next++];
        if (version.from_field && (node.word() & 8) == 0) {
            version.from = max_day;     // it begins when the data says so, and not before
        } else if ((node.word() & 9) != 0) {
            const auto day = day_of(context_, node[next++]);
            if (!day) return lost(written);
            version.from = *day;
        }
        if ((node.word() & 2) != 0) {
            const auto day = day_of(context_, node[next]);
            if (!day) return lost(written);
            version.until = *day;
            version.says_until = true;
        }
        if (version.until < version.from && version.from != max_day) {
            context_.report(DiagnosticKind::dates_reversed, head(node), "the version ends on " + written_day(version.until) + ", before it begins on " + written_day(version.from), "write the earlier date after `from`");
            return lost(written);
        }
        if (version.temporary && !version.says_until) {
            context_.report(DiagnosticKind::missing_clause, head(node), "a temporary version does not say until when it lasts", "add `until` and a date");
            return lost(written);
        }
        (version.temporary ? temporary_ : lasting_).push_back(version);
    }

    // Its days are not known, so nothing is said about the days of the others; its clauses are looked at all the same.
    void lost(const WholeTimescale::Version& written) {
        lost_.push_back(&written);
        lasting_lost_ = lasting_lost_ || (written.node.word() & 4) == 0;
    }
    const std::vector<const WholeTimescale::Version*>& lost() const { return lost_; }

    void order() {
        const auto earlier = [](const Dated& a, const Dated& b) { return a.from != b.from ? a.from < b.from : a.until < b.until; };
        std::stable_sort(lasting_.begin(), lasting_.end(), earlier);
        std::stable_sort(temporary_.begin(), temporary_.end(), earlier);
        for (std::size_t i = 0; i + 1 < lasting_.size(); ++i) {
            auto& one = lasting_[i];
            const auto& next = lasting_[i + 1];
            if (!one.says_until && next.from > one.from) one.until = next.from - 1;
            if (lasting_lost_) continue;
            overlap(one, next);
            if (next.from != min_day && one.until < next.from - 1 && !(next.from_field && next.from == max_day)) {
                auto& told = context_.report(DiagnosticKind::version_gap, head(next.node), "no version covers " + days(one.until + 1, next.from - 1),
                                             "begin this version on " + written_day(one.until + 1) + ", or leave `until` out of the one before");
                context_.label(told, head(one.node), "the version before ends here");
            }
        }
        for (std::size_t i = 0; i + 1 < temporary_.size(); ++i) overlap(temporary_[i], temporary_[i + 1]);
    }

    const std::vector<Dated>& lasting() const { return lasting_; }
    const std::vector<Dated>& temporary() const { return temporary_; }

private:
    // The words of the version without its clauses.
    static SourceRange head(Written node) {
        auto range = node.range();
        for (const auto& child : node.children()) {
            if (child.kind() == Kind::date || child.kind() == Kind::field_ref) range.end = child.range().end;
        }
        return range;
    }

    void overlap(const Dated& one, const Dated& next) {
        if (one.until < next.from) return;
        auto& told = context_.report(DiagnosticKind::version_overlap, head(next.node), "two versions cover " + days(next.from, std::min(one.until, next.until)),
                                     "let the one before end on " + written_day(next.from == min_day ? next.until : next.from - 1) + ", or call the later one a `temporary version`");
        if (next.from == min_day) told.help = "say from when this version holds: `version from ... until " + written_day(next.until) + "`";
        context_.label(told, head(one.node), "the other version");
    }

    Context& context_;
    std::vector<Dated> lasting_, temporary_;
    std::vector<const WholeTimescale::Version*> lost_;
    bool lasting_lost_ = false;
};

// What a clause would need and the version has not; "" when it has a meaning there.
std::string_view lacks(Written clause, const model::TimescaleVersion& version, bool dated) {
    using model::Shape;
    const bool practicable = version.shape == Shape::open_ended || version.practicable;
    const bool term = version.shape == Shape::windows && version.every_term;
    const auto hours = [&] {
        const auto in = [](const model::Limit& limit) {
            return std::any_of(limit.cases.begin(), limit.cases.end(), [](const model::LimitCase& c) { return model::in_moments(c.length.unit); });
        };
        return in(version.within) || in(version.then_every) || std::any_of(version.turns.begin(), version.turns.end(), in) ||
               std::any_of(version.at.begin(), version.at.end(), [](const model::Length& l) { return model::in_moments(l.unit); });
    };
    switch (clause.kind()) {
        case Kind::chosen_by: return dated ? "" : "there are no versions to choose from";
        case Kind::warn:
        case Kind::excused:
            if (practicable) return "nothing is ever late that is due as soon as practicable";
            return version.shape == Shape::minimum ? "a minimum is never late" : "";
        case Kind::by_time:
            if (practicable) return "there is no due date";
            if (version.shape == Shape::minimum) return "a minimum has an earliest day, and no latest hour";
            return hours() ? "a limit in hours ends at its own time of day" : "";
        case Kind::counting:
            if (practicable) return "there is no due date";
            if (term) return "a term has its own first and last day";
            return clause.word() == static_cast<int>(model::Counting::day_itself) && hours() ? "hours are counted from the moment itself" : "";
        case Kind::rolls:
        case Kind::extended:
        case Kind::extended_to:
        case Kind::paused:
        case Kind::restarted:
            if (clause.kind() == Kind::rolls && clause.word() != 0) return "";
            if (practicable) return "there is no due date that could move";
            if (term) return "a term has its own first and last day";
            if (version.shape == Shape::windows && clause.kind() == Kind::extended_to) return "the windows are laid end to end, so a later end would belong to another one";
            if (version.shape == Shape::backward && (clause.kind() == Kind::paused || clause.kind() == Kind::restarted))
                return "the day is counted back from a date that no pause moves";
            return "";
        default: return "";
    }
}

// A clause that has no meaning in any version that has it is told of, and so never passed over in silence.
class Meanings {
public:
    void see(const Clauses& clauses, const model::TimescaleVersion& version, bool dated) {
        for (const auto& clause : clauses.items) {
            const auto why = lacks(clause, version, dated);
            const auto known = std::find_if(seen_.begin(), seen_.end(), [&](const Seen& s) { return s.clause.document == clause.document && s.clause.id == clause.id; });
            if (known == seen_.end()) seen_.push_back({clause, why});
            else if (why.empty()) known->why = {};
        }
    }
    void report(Context& context, Written timescale, SourceRange name) const {
        const auto own = timescale.range();
        for (const auto& seen : seen_) {
            if (seen.why.empty()) continue;
            const auto at = seen.clause.range();
            const auto word = quoted(keyword_of(seen.clause.kind()));
            if (at.file == own.file && at.begin >= own.begin && at.end <= own.end) {
                context.report(DiagnosticKind::misplaced, at, word + " has no meaning here: " + std::string(seen.why), "leave the clause out");
                continue;
            }
            auto& told = context.report(DiagnosticKind::misplaced, name, word + " is taken over and has no meaning here: " + std::string(seen.why), "write this timescale without `extends`");
            context.label(told, at, word + " stands here");
        }
    }

private:
    struct Seen { Written clause; std::string_view why; };
    std::vector<Seen> seen_;
};

// Windows are laid end to end from the start, so a rule cannot change between them and turns that run from event to event.
void windows_alone(Context& context, const std::vector<model::TimescaleVersion>& versions, const std::vector<Written>& limits) {
    using model::Shape;
    for (std::size_t n = 1; n < versions.size(); ++n) {
        const bool first = versions[0].shape == Shape::windows, other = versions[n].shape == Shape::windows;
        const bool turns = versions[0].each && versions[n].each;
        if (first == other || !turns || !limits[n] || !limits[0]) continue;
        auto& told = context.report(DiagnosticKind::clashing_clauses, limits[n], "one version has windows laid end to end, another turns that run from event to event",
                                    "write two timescales, each `in force` for its time");
        context.label(told, limits[0].range(), "the other version");
        return;
    }
}

}  // namespace

std::vector<model::TimescaleVersion> lower_versions(Context& context, model::TimescaleId id, model::RecordId record, const WholeTimescale& whole, SourceRange at) {
    std::vector<model::TimescaleVersion> result;
    Versions versions(context);
    for (const auto& each : whole.versions) versions.add(each);
    versions.order();
    Expressions expressions(context);
    Meanings meanings;
    std::vector<Written> limits;
    MissingPlace missing{at, at, {}, {}, whole.extends};
    for (const auto group : {Group::from, Group::to, Group::limit}) {
        const bool said = whole.shared.has(group) || std::any_of(whole.versions.begin(), whole.versions.end(), [&](const auto& each) { return each.clauses.has(group); });
        if (!said) missing.nowhere.push_back(group);
    }
    const auto lower = [&](const Clauses& clauses, SourceRange place, const Dated& dated, Day from, Day until) {
        missing.version = place;
        auto version = lower_version(context, record, clauses, missing);
        version.from = from;
        version.until = until;
        version.temporary = dated.temporary;
        version.label = dated.node ? label_of(dated) : std::string();
        if (dated.from_field) version.from_field = expressions.date(dated.from_field, Scope::of(record), "`version from`");
        name_sources(context, id, version, clauses);
        meanings.see(clauses, version, !whole.versions.empty() || clauses.has(Group::in_force));
        const auto limit = std::find_if(clauses.items.begin(), clauses.items.end(), [](Written each) { return !is_lost(each) && group_of(each.kind()) == Group::limit; });
        limits.push_back(limit == clauses.items.end() ? Written{} : *limit);
        result.push_back(std::move(version));
    };
    const auto place = [&](Written node) {
        auto range = node.range();
        range.end = std::min(range.end, range.begin + 7);      // the word `version`
        return range;
    };
    if (versions.lasting().empty() && versions.lost().empty()) lower(whole.shared, at, {}, min_day, max_day);
    for (const auto* each : versions.lost()) {
        const auto usual = missing;
        // What a temporary one is laid over is not known.
        if ((each->node.word() & 4) != 0) missing = {at, at, {Group::from, Group::to, Group::limit}, {}, true};
        lower(whole.shared.overlaid(each->clauses), place(each->node), {}, min_day, max_day);
        missing = usual;
    }
    for (const auto& each : versions.lasting()) lower(whole.shared.overlaid(*each.clauses), place(each.node), each, each.from, each.until);
    if (versions.lasting().empty() && !versions.lost().empty()) missing = {at, at, {Group::from, Group::to, Group::limit}, {}, true};
    // A temporary version overlays each version that stands under it.
    for (const auto& each : versions.temporary()) {
        if (versions.lasting().empty()) lower(whole.shared.overlaid(*each.clauses), place(each.node), each, each.from, each.until);
        for (std::size_t n = 0; n < versions.lasting().size(); ++n) {
            const auto& under = versions.lasting()[n];
            // One that begins on a day read from the data may already hold on any day of the temporary one.
            const auto from = under.from_field ? each.from : std::max(each.from, under.from), until = std::min(each.until, under.until);
            if (from > until) continue;
            // What the version under it lacks is told there.
            const auto base = whole.shared.overlaid(*under.clauses);
            missing.nowhere.clear();
            missing.extends = true;
            for (const auto group : {Group::from, Group::to, Group::limit}) {
                if (!base.has(group)) missing.nowhere.push_back(group);
            }
            lower(whole.shared.overlaid(*under.clauses).overlaid(*each.clauses), place(each.node), each, from, until);
            result.back().over = static_cast<std::uint32_t>(n);
        }
    }
    // A version that could not be read may be the one in which the clause has its meaning.
    if (versions.lost().empty() && !whole.shared.lost(Group::version)) meanings.report(context, context.timescales.items[id].node, at);
    windows_alone(context, result, limits);
    return result;
}

}  // namespace duly::check
