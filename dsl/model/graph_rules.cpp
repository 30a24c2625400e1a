#include "dsl/model/graph_rules.hpp"

#include <algorithm>
#include <array>

#include "dsl/model/walk.hpp"

namespace duly::model {
namespace {

constexpr std::size_t kinds = 7;

bool needs_calendar(Unit unit) { return unit == Unit::working_days || unit == Unit::school_days || unit == Unit::working_hours; }

// The calendar of a rule that names none: the only one, or the first that stands on its own.
CalendarId default_calendar(const RuleSet& rules) {
    for (CalendarId id = 0; id < rules.calendars.size(); ++id)
        if (rules.calendars[id].extends == none) return id;
    return none;
}

class Collector final : public Visitor {
public:
    explicit Collector(const RuleSet& rules) : rules_(rules) {
        add(NodeKind::calendar, rules.calendars);
        add(NodeKind::record, rules.records);
        add(NodeKind::define, rules.defines);
        add(NodeKind::timescale, rules.timescales);
        add(NodeKind::check, rules.checks);
        add(NodeKind::measure, rules.measures);
        add(NodeKind::action, rules.actions);
    }

    GraphParts collect() {
        each(NodeKind::calendar, rules_.calendars, [this](const CalendarDef& calendar) {
            need(NodeKind::calendar, calendar.extends);
            extend(NodeKind::calendar, calendar.extends);
        });
        each(NodeKind::record, rules_.records, [this](const Record& record) {
            need(NodeKind::record, record.parent);
            if (!record.spell) return;
            // The parts of a spell hang under the same parent, and may also be looked up through the spell.
            if (rules_.records[record.spell->part].parent != current_ref_) need(NodeKind::record, record.spell->part);
        });
        each(NodeKind::define, rules_.defines, [this](const Define& define) {
            need(NodeKind::record, define.record);
            walk(rules_, define.body, *this);
        });
        each(NodeKind::timescale, rules_.timescales, [this](const Timescale& timescale) {
            need(NodeKind::record, timescale.record);
            extend(NodeKind::timescale, timescale.extends);
            for (const TimescaleVersion& version : timescale.versions) {
                needs_default_ = version.rolls || version.counting == Counting::next_working_day;
                walk(rules_, version, *this);
                if (version.calendar != none) need(NodeKind::calendar, version.calendar);
                else if (needs_default_ && version.calendar_field == none) need(NodeKind::calendar, default_calendar(rules_));
            }
        });
        each(NodeKind::check, rules_.checks, [this](const Check& check) {
            need(NodeKind::record, check.record);
            needs_default_ = false;
            walk(rules_, check, *this);
            if (check.calendar != none) need(NodeKind::calendar, check.calendar);
            else if (needs_default_ && check.calendar_field == none) need(NodeKind::calendar, default_calendar(rules_));
        });
        each(NodeKind::measure, rules_.measures, [this](const Measure& measure) {
            need(NodeKind::record, measure.record);
            need(NodeKind::timescale, measure.timescale);
            for (const Measure::EveryTurn& every : measure.every) need(NodeKind::timescale, every.timescale);
            need(NodeKind::record, measure.population_record);
            need(NodeKind::record, measure.figures);
            needs_default_ = false;
            walk(rules_, measure, *this);
            if (measure.calendar != none) need(NodeKind::calendar, measure.calendar);
            else if (needs_default_) need(NodeKind::calendar, default_calendar(rules_));
        });
        each(NodeKind::action, rules_.actions, [this](const Action& action) {
            for (const NeedLine& line : action.needs)
                for (const Need& one : line.needs) need(kind_of(one.kind), one.kind == Need::Kind::milestone ? none : one.ref);
            if (action.log) need(NodeKind::record, action.log->record);
            walk(rules_, action, *this);
        });
        return std::move(parts_);
    }

private:
    template <typename T> void add(NodeKind kind, const std::vector<T>& things) {
        first_[static_cast<std::size_t>(kind)] = static_cast<GraphId>(parts_.nodes.size());
        for (std::uint32_t ref = 0; ref < things.size(); ++ref)
            parts_.nodes.push_back({kind, ref, things[ref].name, things[ref].title, things[ref].at});
    }

    template <typename T, typename Function> void each(NodeKind kind, const std::vector<T>& things, Function function) {
        for (std::uint32_t ref = 0; ref < things.size(); ++ref) {
            current_ref_ = ref;
            current_ = first_[static_cast<std::size_t>(kind)] + ref;
            function(things[ref]);
        }
    }

    static NodeKind kind_of(Need::Kind kind) {
        switch (kind) {
            case Need::Kind::measure: return NodeKind::measure;
            case Need::Kind::check: return NodeKind::check;
            case Need::Kind::action: return NodeKind::action;
            default: return NodeKind::timescale;
        }
    }

    void need(NodeKind kind, std::uint32_t ref) {
        if (ref != none) parts_.edges.emplace_back(first_[static_cast<std::size_t>(kind)] + ref, current_);
    }

    void extend(NodeKind kind, std::uint32_t ref) {
        if (ref != none) parts_.extends.emplace_back(first_[static_cast<std::size_t>(kind)] + ref, current_);
    }

    void expression(const Expr& expr) override {
        need(NodeKind::record, expr.record);
        switch (expr.op) {
            case ExprOp::define: need(NodeKind::define, expr.ref); break;
            case ExprOp::due_date_of: need(NodeKind::timescale, expr.ref); break;
            case ExprOp::grade_of:
            case ExprOp::value_of: need(NodeKind::measure, expr.ref); break;
            case ExprOp::is_working_day: needs_default_ = true; break;
            case ExprOp::length:
            case ExprOp::count_between: needs_default_ = needs_default_ || needs_calendar(expr.unit); break;
            default: break;
        }
    }
    void rows(const Aggregate& aggregate) override {
        for (const RecordId record : aggregate.path) need(NodeKind::record, record);
        need(NodeKind::record, aggregate.record);
    }
    void length(const Length& length) override { needs_default_ = needs_default_ || needs_calendar(length.unit); }

    const RuleSet& rules_;
    GraphParts parts_;
    std::array<GraphId, kinds> first_{};
    GraphId current_ = 0;
    std::uint32_t current_ref_ = 0;
    bool needs_default_ = false;
};

}  // namespace

GraphParts graph_parts(const RuleSet& rules) { return Collector(rules).collect(); }

Graph::Graph(const RuleSet& rules) {
    GraphParts parts = graph_parts(rules);
    nodes_ = std::move(parts.nodes);
    build(parts.edges);
}

Graph Graph::to_show(const RuleSet& rules) {
    GraphParts parts = graph_parts(rules);
    parts.edges.insert(parts.edges.end(), parts.extends.begin(), parts.extends.end());
    Graph graph(std::move(parts.nodes), parts.edges);
    graph.extends_ = std::move(parts.extends);
    std::sort(graph.extends_.begin(), graph.extends_.end());
    return graph;
}

bool Graph::extends(GraphId from, GraphId to) const { return std::binary_search(extends_.begin(), extends_.end(), std::pair(from, to)); }

}  // namespace duly::model
