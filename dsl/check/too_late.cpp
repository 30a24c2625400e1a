// Fields that stay blank until the very event that a rule waits for, read in its `where` or in a limit: what is asked
// while the turn is open never sees them.
#include <algorithm>

#include "dsl/check/lower.hpp"
#include "dsl/check/worlds.hpp"

namespace duly::check {
namespace {

using model::ExprId;
using model::ExprOp;
using model::none;

class TooLate {
public:
    explicit TooLate(Context& context) : context_(context), rules_(context.rules), possible_(context.rules) {}

    void run() {
        for (const auto& timescale : rules_.timescales) {
            for (const auto& version : timescale.versions) this->version(version);
        }
    }

private:
    struct Blank {
        std::string thing;
        SourceRange until;          // the words of the date
        ExprOp op;
        model::RecordId record;
        model::FieldId field;
    };

    void version(const model::TimescaleVersion& version) {
        std::vector<Blank> end;
        with_its_fields(version.to, end);
        where(version, end);
        with_its_fields(version.stop, end);
        event_ = version.each ? version.each->rows.binds : model::Slot{0};
        const auto limit = [&](const model::Limit& limit) {
            for (const auto& one : limit.cases) {
                read(one.when, end, {});
                read(one.length.amount, end, {});
            }
        };
        limit(version.within);
        for (const auto& each : version.turns) limit(each);
        limit(version.then_every);
        for (const auto& each : version.at) read(each.amount, end, {});
    }

    // A date that ends the turn, and what is blank while that date is.
    void with_its_fields(ExprId id, std::vector<Blank>& blank) const {
        if (id == none) return;
        const auto& expr = rules_.exprs[id];
        if (expr.op == ExprOp::define) return with_its_fields(expr.a, blank);
        blank.push_back({possible_.thing(id), expr.at, expr.op, expr.record, expr.field});
        // The earliest of several is blank only while all are.
        if (expr.op == ExprOp::pick && expr.word == 0) {
            for (const auto each : expr.args) with_its_fields(each, blank);
        }
        if (expr.op != ExprOp::field || expr.record == none) return;
        const auto& record = rules_.records[expr.record];
        for (model::FieldId field = 0; field < record.fields.size(); ++field) {
            if (record.fields[field].with != expr.field) continue;
            auto other = expr;
            other.field = field;
            other.type = record.fields[field].type;
            blank.push_back({possible_.thing(other), expr.at, other.op, other.record, other.field});
        }
    }

    std::string words(SourceRange at) const { return in_short(context_.sources->text(at)); }

    // Asked of every rule, and mostly not so.
    bool speaks_of(ExprId id, const std::vector<Blank>& end) const {
        if (id == none) return false;
        const auto& expr = rules_.exprs[id];
        const auto same = [&](const Blank& each) { return each.op == expr.op && (expr.op != ExprOp::field || (each.record == expr.record && each.field == expr.field)); };
        if (std::any_of(end.begin(), end.end(), same)) return true;
        for (const auto part : {expr.a, expr.b, expr.c})
            if (speaks_of(part, end)) return true;
        if (std::any_of(expr.args.begin(), expr.args.end(), [&](ExprId part) { return speaks_of(part, end); })) return true;
        return expr.op == ExprOp::aggregate && (speaks_of(rules_.aggregates[expr.ref].where, end) || speaks_of(rules_.aggregates[expr.ref].has, end));
    }

    void where(const model::TimescaleVersion& version, const std::vector<Blank>& end) {
        if (version.where == none || end.empty() || !speaks_of(version.where, end)) return;
        std::vector<std::string> things;
        for (const auto& each : end) things.push_back(each.thing);
        const auto open = possible_.with_blank(things);
        const auto yes = possible_.when(version.where, Answer::yes);
        if (yes.empty() || !Possible::both(yes, open).empty()) return;
        const bool unknown = !Possible::both(possible_.when(version.where, Answer::unknown), open).empty();
        const bool no = !Possible::both(possible_.when(version.where, Answer::no), open).empty();
        context_.report(DiagnosticKind::not_yet_known, rules_.exprs[version.where].at,
                        "while " + quoted(words(end.front().until)) + " is blank this does not hold, so what is not done yet is " + (no && unknown ? "not applicable or unknown" : unknown ? "unknown" : "not applicable") + " and never due or overdue",
                        "ask here for what is known while the time runs; what is not to be judged after all stands in `excluded when`");
    }

    void read(ExprId id, const std::vector<Blank>& end, SourceRange from) {
        if (id == none) return;
        const auto& expr = rules_.exprs[id];
        const auto place = from.end > 0 ? from : expr.at;
        if (expr.op == ExprOp::define) return read(expr.a, end, place);
        // Most expressions are of another kind than any date that ends the turn.
        const bool like = std::any_of(end.begin(), end.end(), [&](const Blank& each) { return each.op == expr.op; });
        const auto thing = like ? possible_.thing(id) : std::string();
        const auto found = std::find_if(end.begin(), end.end(), [&](const Blank& each) { return like && each.thing == thing; });
        const bool of_event = event_ != 0 && expr.op == ExprOp::field && expr.slot == event_ && expr.hops == 0;
        if (found != end.end() || of_event) {
            const auto name = words(place);
            const auto date = of_event ? std::string() : words(found->until);
            const auto until = of_event ? "the " + rules_.records[expr.record].name + " that ends the turn" : quoted(date);
            context_.report(DiagnosticKind::not_yet_known, place,
                            quoted(name) + " is blank until " + (of_event || name != date ? until + " is there" : std::string("the turn ends")) + ", and the limit is asked before: while the turn is open this counts as not having happened, and the due date may change when it ends",
                            of_event ? "ask for what is known when the turn starts, such as the `previous` one, or a field of the record of the rule" : "choose the limit by something that is known when the turn starts");
            return;
        }
        for (const auto part : {expr.a, expr.b, expr.c}) read(part, end, from);
        for (const auto part : expr.args) read(part, end, from);
        if (expr.op == ExprOp::aggregate) {
            read(rules_.aggregates[expr.ref].where, end, from);
            read(rules_.aggregates[expr.ref].has, end, from);
        }
    }

    Context& context_;
    const model::RuleSet& rules_;
    Possible possible_;
    model::Slot event_ = 0;
};

}  // namespace

void find_too_late(Context& context) { TooLate(context).run(); }

}  // namespace duly::check
