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
    if (version.from != min_day) label = "from " + written_day(version.from);
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
        std::size_t next = 0;
        if ((node.word() & 8) != 0) version.from_field = node[next++];
        const bool has_from = (node.word() & 1) != 0 || (node.word() & 8) != 0;
        if (has_from) {
            const auto day = day_of(context_, node[next++]);
            if (!day) return;
            version.from = *day;
        }
        if ((node.word() & 2) != 0) {
            const auto day = day_of(context_, node[next]);
            if (!day) return;
            version.until = *day;
            version.says_until = true;
        }
        if (version.until < version.from) {
            context_.report(DiagnosticKind::dates_reversed, node, "the version ends on " + written_day(version.until) + ", before it begins on " + written_day(version.from), "write the earlier date after `from`");
            return;
        }
        if (version.temporary && !version.says_until) {
            context_.report(DiagnosticKind::missing_clause, node, "a temporary version does not say until when it lasts", "add `until` and a date");
            return;
        }
        (version.temporary ? temporary_ : lasting_).push_back(version);
    }

    void order() {
        const auto earlier = [](const Dated& a, const Dated& b) { return a.from != b.from ? a.from < b.from : a.until < b.until; };
        std::stable_sort(lasting_.begin(), lasting_.end(), earlier);
        std::stable_sort(temporary_.begin(), temporary_.end(), earlier);
        for (std::size_t i = 0; i + 1 < lasting_.size(); ++i) {
            auto& one = lasting_[i];
            const auto& next = lasting_[i + 1];
            if (!one.says_until && next.from > one.from) one.until = next.from - 1;
            overlap(one, next);
            if (one.until < next.from - 1) {
                auto& told = context_.report(DiagnosticKind::version_gap, next.node, "no version covers " + days(one.until + 1, next.from - 1),
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
};

}  // namespace

std::vector<model::TimescaleVersion> lower_versions(Context& context, model::RecordId record, const WholeTimescale& whole, SourceRange at) {
    std::vector<model::TimescaleVersion> result;
    Versions versions(context);
    for (const auto& each : whole.versions) versions.add(each);
    versions.order();
    Expressions expressions(context);
    const auto lower = [&](const Clauses& clauses, SourceRange place, const Dated& dated, Day from, Day until) {
        auto version = lower_version(context, record, clauses, place);
        version.from = from;
        version.until = until;
        version.temporary = dated.temporary;
        version.label = dated.node ? label_of(dated) : std::string();
        if (dated.from_field) version.from_field = expressions.date(dated.from_field, Scope::of(record), "`version from`");
        result.push_back(std::move(version));
    };
    const auto place = [&](Written node) {
        auto range = node.range();
        range.end = std::min(range.end, range.begin + 7);      // the word `version`
        return range;
    };
    if (versions.lasting().empty()) lower(whole.shared, at, {}, min_day, max_day);
    for (const auto& each : versions.lasting()) lower(whole.shared.overlaid(*each.clauses), place(each.node), each, each.from, each.until);
    // A temporary version overlays each version that stands under it.
    for (const auto& each : versions.temporary()) {
        if (versions.lasting().empty()) lower(whole.shared.overlaid(*each.clauses), place(each.node), each, each.from, each.until);
        for (const auto& under : versions.lasting()) {
            const auto from = std::max(each.from, under.from), until = std::min(each.until, under.until);
            if (from <= until) lower(whole.shared.overlaid(*under.clauses).overlaid(*each.clauses), place(each.node), each, from, until);
        }
    }
    return result;
}

}  // namespace duly::check
