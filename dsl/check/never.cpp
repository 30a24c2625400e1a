// Conditions that can never hold or always do, cases of a limit and versions that are never chosen. Only what is certain is told.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "dsl/check/literals.hpp"
#include "dsl/check/lower.hpp"
#include "dsl/check/timescales.hpp"
#include "dsl/check/worlds.hpp"

namespace duly::check {
namespace {

using model::ExprId;
using model::ExprOp;
using model::none;

class Never {
public:
    explicit Never(Context& context) : context_(context), rules_(context.rules), possible_(context.rules) {}

    void run() {
        for (const auto& timescale : rules_.timescales) {
            for (const auto& version : timescale.versions) this->version(version);
        }
        for (const auto& check : rules_.checks) this->check(check);
        for (const auto& measure : rules_.measures) this->measure(measure);
        for (const auto& rows : rules_.aggregates) {
            if (rows.where != none && !bare_word(rows.where)) never(rows.where, "so there is never such a " + quoted(rules_.records[rows.record].name));
        }
        for (const auto& record : rules_.records) {
            if (record.spell) never(record.spell->where, "so " + quoted(record.name) + " never has a part");
        }
        for (std::size_t i = 0; i < rules_.timescales.size(); ++i) versions(static_cast<model::TimescaleId>(i));
    }

private:
    bool bare_word(ExprId id) const { return id != none && rules_.exprs[id].op == ExprOp::literal; }
    Worlds yes(ExprId id) { return possible_.when(id, Answer::yes); }
    Worlds no(ExprId id) { return possible_.when(id, Answer::no); }
    static Worlds both(const Worlds& a, const Worlds& b) { return Possible::both(a, b); }

    // A condition that was put together of several has the place of the last of them.
    SourceRange place(ExprId id) const {
        const auto& expr = rules_.exprs[id];
        if (expr.op != ExprOp::and_) return expr.at;
        auto range = expr.at;
        for (const auto part : {place(expr.a), place(expr.b)}) {
            if (part.file != range.file) continue;
            range.begin = std::min(range.begin, part.begin);
            range.end = std::max(range.end, part.end);
        }
        return range;
    }

    std::string words(ExprId id) const { return quoted(in_short(context_.sources->text(place(id)))); }

    void parts(ExprId id, std::vector<ExprId>& all) const {
        const auto& expr = rules_.exprs[id];
        if (expr.op == ExprOp::define) return parts(expr.a, all);
        if (expr.op != ExprOp::and_) return all.push_back(id);
        parts(expr.a, all);
        parts(expr.b, all);
    }

    // The two parts that exclude each other.
    void label(Diagnostic& told, ExprId id) {
        std::vector<ExprId> all;
        parts(id, all);
        for (std::size_t i = 0; i < all.size() && all.size() <= 64; ++i) {
            for (std::size_t k = i + 1; k < all.size(); ++k) {
                if (!both(yes(all[i]), yes(all[k])).empty()) continue;
                context_.label(told, rules_.exprs[all[i]].at, "where this holds");
                context_.label(told, rules_.exprs[all[k]].at, "this does not");
                return;
            }
        }
    }

    bool never(ExprId id, std::string consequence) {
        if (id == none || bare_word(id) || !yes(id).empty()) return false;
        auto& told = context_.report(DiagnosticKind::never_holds, place(id), words(id) + " can never hold, " + consequence,
                                     "two parts of it exclude each other: join them with `or`, or take one out");
        label(told, id);
        return true;
    }

    bool always(const Worlds& where, ExprId id) {
        return both(where, no(id)).empty() && both(where, possible_.when(id, Answer::unknown)).empty();
    }

    void exclusions(ExprId where, const std::vector<model::Exclusion>& excluded, const std::string& what) {
        if (excluded.empty()) return;
        const auto asked = yes(where);
        if (asked.empty()) return;      // told of there
        for (const auto& each : excluded) {
            if (each.when == none || bare_word(each.when) || never(each.when, "so it excludes nothing")) continue;
            if (both(asked, yes(each.when)).empty()) {
                auto& told = context_.report(DiagnosticKind::never_holds, rules_.exprs[each.when].at, words(each.when) + " never holds where the `where` does, so it excludes nothing", "leave it out, or correct one of the two");
                if (where != none) context_.label(told, rules_.exprs[where].at, "the `where`");
            } else if (always(asked, each.when)) {
                auto& told = context_.report(DiagnosticKind::always_holds, rules_.exprs[each.when].at, words(each.when) + " always holds here, so " + what + " is excluded every time", "say which ones are excluded");
                if (where != none) context_.label(told, rules_.exprs[where].at, "the `where`");
            }
        }
    }

    void limit(const model::Limit& limit) {
        if (limit.cases.empty() || limit.cases.front().when == none) return;
        Worlds left = anything();
        for (const auto& one : limit.cases) {
            if (one.when == none) return;
            if (!never(one.when, "so this limit is never chosen") && both(left, yes(one.when)).empty()) {
                auto& told = context_.report(DiagnosticKind::unreachable_case, rules_.exprs[one.when].at, "this limit can never be chosen: whenever " + words(one.when) + ", a case before it is taken",
                                             "the first `when` that is true counts: put the narrower case first");
                context_.label(told, rules_.exprs[limit.cases.front().when].at, "the cases are asked from here");
            }
            left = both(left, no(one.when));
        }
    }

    void version(const model::TimescaleVersion& version) {
        exclusions(version.where, version.excluded, "the record");
        never(version.excused, "so nothing is ever excused");
        for (const auto& each : version.extensions) never(each.kind == model::Extension::Kind::by_when ? each.when : none, "so nothing is ever extended");
        limit(version.within);
        for (const auto& each : version.turns) limit(each);
        limit(version.then_every);
    }

    void check(const model::Check& check) {
        exclusions(check.where, check.excluded, "the record");
        const auto asked = yes(check.where);
        if (check.must == none || asked.empty() || bare_word(check.must)) return;
        const bool all = both(asked, yes(check.must)).empty();
        if (all) {
            auto& told = context_.report(DiagnosticKind::never_holds, rules_.exprs[check.must].at, words(check.must) + " can never hold, so the check " + quoted(check.name) + " is never met", "take out the part that cannot hold");
            label(told, check.must);
        } else if (both(asked, no(check.must)).empty()) {
            auto& told = context_.report(DiagnosticKind::always_holds, rules_.exprs[check.must].at, words(check.must) + " is never false" + (check.where == none ? "" : " where the `where` holds") + ", so the check " + quoted(check.name) + " can never be breached",
                                         "say what may go wrong, or take the check out");
            if (check.where != none) context_.label(told, rules_.exprs[check.where].at, "the `where`");
        }
    }

    void measure(const model::Measure& measure) {
        never(measure.numerator_where, "so the measure " + quoted(measure.name) + " counts nothing");
        never(measure.denominator_where, "so the measure " + quoted(measure.name) + " counts nothing");
        const auto declared = context_.measures.find(measure.name);
        if (declared == none) return;
        const auto bands = context_.measures.items[declared].node.child(Kind::bands);
        std::size_t written = bands ? bands.children(Kind::band).size() : 0, read = 0;
        if (bands) {
            for (const auto& dated : bands.children(Kind::bands_from)) written += dated.children(Kind::band).size();
        }
        for (const auto& set : measure.bands) read += set.bands.size();
        if (written != read) return;        // one of them is wrong, and told of
        for (const auto& set : measure.bands) {
            if (set.bands.empty() || measure.scale == none) continue;
            const auto grade = set.bands.front().grade;
            if (grade >= rules_.scales[measure.scale].grades.size()) continue;
            if (!std::all_of(set.bands.begin(), set.bands.end(), [&](const model::Band& each) { return each.grade == grade; })) continue;
            context_.report(DiagnosticKind::one_grade, bands ? bands.range() : measure.at, "every value of the measure " + quoted(measure.name) + " is " + quoted(rules_.scales[measure.scale].grades[grade]) + (set.from == model::min_day ? "" : " from " + written_day(set.from)) + ", so its grade says nothing",
                            "give the other grades values of their own in `bands on`");
        }
    }

    // `in force` and the days of the versions. A version or a rule whose days are read from the data is left alone.
    void versions(model::TimescaleId id) {
        const auto& timescale = rules_.timescales[id];
        std::size_t lasting = 0, outside = 0;
        for (const auto& version : timescale.versions) {
            if (version.temporary) continue;
            ++lasting;
            const bool by_other_day = version.chosen_by != none || version.from_field != none;
            if (!by_other_day && version.in_force_from <= version.in_force_until && (version.until < version.in_force_from || version.from > version.in_force_until)) ++outside;
        }
        if (outside == 0) return;
        const auto node = context_.timescales.items[id].node;
        for (const auto& version : timescale.versions) {
            if (version.temporary || version.chosen_by != none || version.from_field != none || version.in_force_from > version.in_force_until) continue;
            const bool before = version.until < version.in_force_from, after = version.from > version.in_force_until;
            if (!before && !after) continue;
            const std::string days = before ? "it ends on " + written_day(version.until) + ", and the rule is in force from " + written_day(version.in_force_from)
                                            : "it begins on " + written_day(version.from) + ", and the rule is in force until " + written_day(version.in_force_until);
            auto place = timescale.at;
            for (const auto& each : node.children(Kind::version)) {
                if (head_from(each) == version.from) place = {each.range().file, each.range().begin, each.range().begin + 7};
            }
            const bool all = outside == lasting;
            context_.report(all ? DiagnosticKind::never_applies : DiagnosticKind::version_never_chosen, all ? timescale.at : place,
                            all ? "the timescale " + quoted(timescale.name) + " can never apply: " + (lasting == 1 ? "" : "its last version counts, ") + days : "this version is never chosen: " + days,
                            "take the version out, or change `in force`");
        }
    }

    model::Day head_from(Written version) {
        if ((version.word() & 1) == 0) return model::min_day;
        const auto dates = version.children(Kind::date);
        return dates.empty() ? model::min_day : day_of(context_, dates.front()).value_or(model::min_day);
    }

    Context& context_;
    const model::RuleSet& rules_;
    Possible possible_;
};

}  // namespace

bool never_holds(const model::RuleSet& rules, model::ExprId condition) {
    return condition != none && Possible(rules).when(condition, Answer::yes).empty();
}

void find_never(Context& context) { Never(context).run(); }

}  // namespace duly::check
