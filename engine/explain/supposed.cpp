// Rounds: the rules as of the last day, with what is supposed so far, show which turns come due and are not done in time. Each of
// these is supposed to end on its due date, which may start another turn; until no round finds one.
#include "engine/explain/supposed.hpp"

#include <algorithm>
#include <set>

namespace duly::explain {

using eval::SupposedEnd;
using model::none;
using model::Outcome;

eval::EvaluateOptions options_on(const eval::EvaluateOptions& options, model::Day day) {
    eval::EvaluateOptions other = options;
    other.as_of = {};
    other.as_of.type = model::Type::date;
    other.as_of.number = day;
    return other;
}

namespace {

class Supposing {
public:
    Supposing(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
              const eval::EvaluateOptions& options, model::Day next, model::Day last)
        : rules_(rules), data_(data), calendars_(calendars), evaluation_(evaluation), options_(options_on(options, last)), next_(next), last_(last),
          ends_(std::make_shared<eval::Supposed>()) {
        const bool moment = evaluation.as_of.type == model::Type::moment;
        today_ = evaluation.as_of_day(rules.zone);
        now_ = moment ? evaluation.as_of.number : rules.zone.last_second(today_);
        ends_->ends.resize(rules.timescales.size());
        left_open_.assign(rules.timescales.size(), 0);
    }

    SupposedDone suppose(const std::vector<model::TimescaleId>& timescales) {
        for (const model::TimescaleId id : timescales) open_already(id);
        options_.rules.clear();
        for (const model::TimescaleId id : timescales) options_.rules.push_back(rules_.timescales[id].name);
        if (timescales.empty()) return {ends_, left_open_};
        options_.supposed = ends_;
        eval::Evaluation then = eval::evaluate(rules_, data_, calendars_, options_);
        for (const model::TimescaleId id : timescales) {
            std::vector<eval::Row> rows = add(id, then.timescales[id]);
            while (!rows.empty()) {
                eval::Expressions expressions(rules_, data_, calendars_, options_);
                expressions.set_timescales(&then.timescales);
                rows = add(id, eval::evaluate_timescale(expressions, id, &rows));
            }
        }
        return {ends_, left_open_};
    }

private:
    const model::RuleSet& rules_;
    const data::Dataset& data_;
    const eval::CalendarSet& calendars_;
    const eval::Evaluation& evaluation_;
    eval::EvaluateOptions options_;
    model::Day next_, last_, today_ = 0;        // today_, now_: as-of
    std::int64_t now_ = 0;
    std::shared_ptr<eval::Supposed> ends_;      // the options see it as it grows; between rounds only
    std::vector<std::uint64_t> left_open_;
    std::set<std::pair<model::TimescaleId, eval::Row>> left_;   // counted once

    model::Day day_of(model::TimescaleId id, std::int64_t time) const {
        return eval::counts_moments(rules_.timescales[id]) ? rules_.zone.day(time) : static_cast<model::Day>(time);
    }

    // As the evaluator has it: on the day that it is due a turn is not late yet.
    bool is_past(model::TimescaleId id, std::int64_t due) const { return due < (eval::counts_moments(rules_.timescales[id]) ? now_ : std::int64_t{today_}); }

    bool comes_due(model::TimescaleId id, const eval::TimescaleResult& now, std::size_t i) const {
        return (now.outcome[i] == Outcome::due || now.outcome[i] == Outcome::due_soon) && now.due[i] != eval::no_time && day_of(id, now.due[i]) <= last_;
    }

    // What as-of finds open past its due date. Turns side by side need an event each, and the first event ends the first of them: all that is
    // open of such a row is supposed here, and what is late no later than the first that can still be in time. Of others the first event is enough.
    void open_already(model::TimescaleId id) {
        const eval::TimescaleResult& now = evaluation_.timescales[id];
        const std::int64_t next = eval::counts_moments(rules_.timescales[id]) ? rules_.zone.last_second(next_) : next_;
        std::vector<SupposedEnd>& ends = ends_->ends[id];
        for (std::size_t first = 0, after; first < now.outcome.size(); first = after) {
            for (after = first; after < now.outcome.size() && now.row[after] == now.row[first];) ++after;
            std::int64_t at = next;
            bool late = false;
            std::vector<SupposedEnd> side_by_side;
            for (std::size_t i = first; i < after; ++i) {
                late |= now.outcome[i] == Outcome::overdue;
                if (shape(id, now.version[i]) != model::Shape::at_limits) continue;
                if (comes_due(id, now, i)) {
                    at = std::min(at, now.due[i]);
                    side_by_side.push_back({now.row[i], now.due[i]});
                } else if (now.outcome[i] == Outcome::overdue) {
                    side_by_side.push_back({now.row[i], eval::no_time});
                }
            }
            for (SupposedEnd& end : side_by_side)
                if (end.at == eval::no_time) end.at = at;
            if (!side_by_side.empty()) ends.insert(ends.end(), side_by_side.begin(), side_by_side.end());
            else if (late) ends.push_back({now.row[first], at});
        }
        std::sort(ends.begin(), ends.end());
    }

    model::Shape shape(model::TimescaleId id, std::uint16_t version) const {
        const model::Timescale& rule = rules_.timescales[id];
        return rule.versions[version < rule.versions.size() ? version : 0].shape;
    }

    // Gives the rows of which something more is supposed now.
    std::vector<eval::Row> add(model::TimescaleId id, const eval::TimescaleResult& then) {
        std::vector<SupposedEnd>& ends = ends_->ends[id];
        std::vector<SupposedEnd> more;
        std::vector<eval::Row> left;
        for (std::size_t i = 0; i < then.outcome.size(); ++i) {
            const Outcome outcome = then.outcome[i];
            if (outcome != Outcome::overdue && outcome != Outcome::late && outcome != Outcome::late_with_reason) continue;
            const std::int64_t due = then.due[i];
            if (due == eval::no_time) {
                // It may be due on one of several days. What was overdue by as-of is supposed done on `next`.
                if (outcome == Outcome::overdue && !is_supposed(ends, then.row[i])) left.push_back(then.row[i]);
                continue;
            }
            if (day_of(id, due) > last_) continue;
            if (is_past(id, due)) {
                if (outcome == Outcome::overdue) left.push_back(then.row[i]);
                continue;
            }
            const SupposedEnd end{then.row[i], due};
            if (std::binary_search(ends.begin(), ends.end(), end)) {
                if (outcome == Outcome::overdue) left.push_back(then.row[i]);
            } else {
                more.push_back(end);
            }
        }
        for (const eval::Row row : left) left_open_[id] += left_.emplace(id, row).second;
        // Of a row the first only: once it is done, the turns after it are others.
        std::sort(more.begin(), more.end());
        more.erase(std::unique(more.begin(), more.end(), [](const SupposedEnd& a, const SupposedEnd& b) { return a.row == b.row; }), more.end());
        std::vector<eval::Row> rows;
        for (const SupposedEnd& end : more)
            if (rows.empty() || rows.back() != end.row) rows.push_back(end.row);
        ends.insert(ends.end(), more.begin(), more.end());
        std::sort(ends.begin(), ends.end());
        return rows;
    }

    static bool is_supposed(const std::vector<SupposedEnd>& ends, eval::Row row) {
        const auto at = std::lower_bound(ends.begin(), ends.end(), SupposedEnd{row, eval::no_time});
        return at != ends.end() && at->row == row;
    }
};

}  // namespace

SupposedDone suppose_done(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
                          const eval::EvaluateOptions& options, const std::vector<model::TimescaleId>& timescales, model::Day next, model::Day last) {
    return Supposing(rules, data, calendars, evaluation, options, next, last).suppose(timescales);
}

}  // namespace duly::explain
