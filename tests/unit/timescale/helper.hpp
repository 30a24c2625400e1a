// A timescale made by hand, over a matter with visits: rules without a parser, cells by name.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dsl/base/date.hpp"
#include "engine/eval/evaluate.hpp"
#include "engine/eval/expressions.hpp"
#include "engine/eval/steps.hpp"
#include "tests/unit/calendar/england_and_wales.hpp"
#include "tests/unit/data/schema.hpp"

namespace duly::eval::test {

using data::test::day;
using model::ExprId;
using model::ExprOp;
using model::Outcome;
using model::Type;
using model::Unit;

using Cells = std::vector<std::pair<std::string, std::string>>;

// A column of a result as a vector, to compare.
template <typename Column>
std::vector<typename Column::value_type> all_of(const Column& column) {
    std::vector<typename Column::value_type> out;
    for (const auto value : column) out.push_back(value);
    return out;
}

class Lab {
public:
    model::RuleSet rules;
    CalendarSet calendars;
    EvaluateOptions options;
    model::TimescaleVersion version;                    // the rule, while `versions` is empty
    std::vector<model::TimescaleVersion> versions;
    std::shared_ptr<data::test::Filler> filler;
    data::Dataset dataset;
    bool finished = false;

    Lab() {
        using data::test::add_record;
        add_record(rules, "child", "", {{"child_id", Type::text, "k"}, {"born", Type::date}});
        add_record(rules, "matter", "child",
                   {{"id", Type::text, "k"}, {"began", Type::date, "o"}, {"opened", Type::date}, {"finished", Type::date, "o"},
                    {"ended", Type::date, "o"}, {"later", Type::date, "o"}, {"goal", Type::date, "o"}, {"needed", Type::yes_no},
                    {"shown", Type::yes_no}, {"days", Type::number}, {"reason", Type::text, "o"}, {"at", Type::moment, "o"},
                    {"done_at", Type::moment, "o"}, {"stopped", Type::date, "o"}, {"resumed", Type::date, "o"}, {"granted", Type::date, "o"},
                    {"again", Type::date, "o"}, {"agreed", Type::date, "o"}, {"calendar", Type::text, "o"}, {"switched", Type::date, "o"},
                    {"urgent", Type::yes_no}});
        add_record(rules, "visit", "matter",
                   {{"id", Type::text, "k"}, {"held", Type::date, "r"}, {"seen", Type::yes_no}, {"reason", Type::text, "o"}});
        add_record(rules, "hold", "matter", {{"started", Type::date, "rf"}, {"ended", Type::date, "ot"}});
        model::CalendarDef def;
        def.name = "england_and_wales";
        rules.calendars.push_back(def);
        auto spec = calendar::england_and_wales();
        spec.hours = std::pair(8 * 60 + 30, 17 * 60);
        calendars.calendars.emplace_back(spec);
        as_of("2024-12-31");
        filler = std::make_shared<data::test::Filler>(rules);
        version.from_date = field("matter.began");
        version.to = field("matter.finished");
    }

    Lab& as_of(const std::string& text) {
        if (text.size() > 10) {
            options.as_of.type = Type::moment;
            options.as_of.number = *parse_iso_moment(text, {});
        } else {
            options.as_of.type = Type::date;
            options.as_of.number = day(text.c_str());
        }
        return *this;
    }

    // --- expressions ---------------------------------------------------------------------------------------------
    ExprId add(model::Expr expr) {
        rules.exprs.push_back(std::move(expr));
        return static_cast<ExprId>(rules.exprs.size() - 1);
    }
    // "matter.began"; a field of the event has slot 1, one of the child is one hop up.
    ExprId field(const std::string& name) {
        const auto dot = name.find('.');
        model::Expr e;
        e.op = ExprOp::field;
        e.record = rules.record(name.substr(0, dot));
        e.field = rules.records[e.record].field(name.substr(dot + 1));
        e.type = rules.records[e.record].fields[e.field].type;
        if (name.starts_with("visit.") || name.starts_with("hold.")) e.slot = 1;
        if (name.starts_with("child.")) e.hops = 1;
        return add(e);
    }
    ExprId number(double value) {
        model::Expr e;
        e.op = ExprOp::literal;
        e.type = Type::number;
        e.literal = {Type::number, static_cast<std::int64_t>(value * 1e6), ""};
        return add(e);
    }
    ExprId yes(const std::string& name) {
        model::Expr literal;
        literal.op = ExprOp::literal;
        literal.type = Type::yes_no;
        literal.literal = {Type::yes_no, 1, ""};
        model::Expr e;
        e.op = ExprOp::equal;
        e.a = field(name);
        e.b = add(literal);
        return add(e);
    }
    ExprId known(const std::string& name) {
        model::Expr e;
        e.op = ExprOp::is_known;
        e.a = field(name);
        return add(e);
    }
    // age of child.born < n years, on that day
    ExprId younger_than(int years) {
        model::Expr age;
        age.op = ExprOp::age;
        age.type = Type::number;
        age.unit = Unit::years;
        age.a = field("child.born");
        model::Expr e;
        e.op = ExprOp::less;
        e.a = add(age);
        e.b = number(years);
        return add(e);
    }

    // --- clauses -------------------------------------------------------------------------------------------------
    model::Length length(double n, Unit unit) { return {number(n), unit}; }
    model::Limit limit(double n, Unit unit) { return {{{model::none, length(n, unit)}}}; }
    model::EventSource each(bool only_seen = false) {
        model::EventSource source;
        model::Aggregate& a = source.rows;
        a.op = model::AggregateOp::earliest;
        a.record = rules.record("visit");
        a.path = {a.record};
        a.binds = 1;
        if (only_seen) a.where = yes("visit.seen");
        a.value = field("visit.held");
        return source;
    }
    Lab& within(double n, Unit unit) { version.within = limit(n, unit); return *this; }
    Lab& schedule(std::vector<model::Limit> turns, model::Limit then_every) {
        version.shape = model::Shape::schedule;
        version.to = model::none;
        version.each = each();
        version.stop = field("matter.ended");
        version.turns = std::move(turns);
        version.then_every = std::move(then_every);
        return *this;
    }

    // --- data ----------------------------------------------------------------------------------------------------
    data::Row child(const std::string& born = "2015-06-01") {
        const auto row = filler->add("child");
        filler->set("child", row, "child_id", "C" + std::to_string(row)).set("child", row, "born", born);
        return row;
    }
    data::Row matter(const Cells& cells, const std::string& born = "2015-06-01") {
        const auto row = filler->add("matter", child(born));
        filler->set("matter", row, "id", "M" + std::to_string(row + 1));
        fill("matter", row, cells);
        return row;
    }
    void visit(data::Row parent, const Cells& cells) {
        const auto row = filler->add("visit", parent);
        filler->set("visit", row, "id", "V" + std::to_string(row + 1));
        fill("visit", row, cells);
    }
    void visits(data::Row parent, const std::vector<std::string>& dates) {
        for (const auto& date : dates) visit(parent, {{"held", date}});
    }
    void hold(data::Row parent, const std::string& from, const std::string& to) {
        fill("hold", filler->add("hold", parent), {{"started", from}, {"ended", to}});
    }
    void fill(const std::string& record, data::Row row, const Cells& cells) {
        const auto id = rules.record(record);
        for (const auto& [name, text] : cells) {
            const auto f = rules.records[id].field(name);
            data::Cell cell;
            cell.state = data::State::known;
            if (text == "missing") {
                cell.state = data::State::missing;
            } else if (rules.records[id].fields[f].type == Type::moment && text.size() > 4) {
                cell.number = *parse_iso_moment(text, {});
            } else if (rules.records[id].fields[f].type == Type::number && !text.empty()) {
                cell.number = std::stoll(text) * model::number_scale;
            } else {
                filler->set(record, row, name, text);
                continue;
            }
            filler->builder.set(id, row, f, cell);
        }
    }

    // --- results -------------------------------------------------------------------------------------------------
    void finish() {
        if (finished) return;
        model::Timescale rule;
        rule.name = "rule";
        rule.record = rules.record("matter");
        rule.versions = versions.empty() ? std::vector{version} : versions;
        rules.timescales = {rule};
        for (const char* name : {"child", "matter", "visit", "hold"})
            if (std::string(name) != absent) filler->builder.table(rules.record(name)).present = true;
        std::vector<Diagnostic> quality;
        dataset = filler->builder.finish(quality);
        finished = true;
    }
    std::string absent;     // a record that no source gives

    TimescaleResult result() {
        finish();
        const Expressions expressions(rules, dataset, calendars, options);
        return evaluate_timescale(expressions, 0);
    }
    // One text an entry: "met", "late by 7", "due 2024-03-22"; `with_due` writes the due date after every outcome.
    std::vector<std::string> outcomes(bool with_due = false) {
        const TimescaleResult r = result();
        std::vector<std::string> out;
        std::uint64_t sum = 0;
        for (std::size_t k = 0; k < r.outcome.size(); ++k) {
            std::string text(model::words_of(r.outcome[k]));
            if (r.late_by[k] != 0) text += " by " + std::to_string(r.late_by[k]);
            if (with_due && r.due[k] != no_time)
                text += " " + (counts_moments(rules.timescales[0]) ? format_moment(r.due[k], {}) : format_day(static_cast<Day>(r.due[k])));
            if (r.flags[k] & 1) text += " in doubt";
            out.push_back(text);
        }
        for (const auto n : r.counts) sum += n;
        if (sum != r.outcome.size()) out.push_back("the outcomes do not add up");
        if (r.records > r.outcome.size()) out.push_back("a record has no entry");
        if (!traced_alike(r)) out.push_back("the traces differ");
        return out;
    }
    // The traces of every row end in the evaluation's own columns.
    bool traced_alike(const TimescaleResult& r) {
        std::size_t k = 0;
        while (k < r.row.size()) {
            for (const EntryTrace& t : traces(r.row[k])) {
                if (k == r.row.size() || t.outcome != r.outcome[k] || t.turn != r.turn[k] || t.from != r.from[k] || t.due != r.due[k] ||
                    t.done != r.done[k] || t.version != r.version[k])
                    return false;
                if ((t.outcome == Outcome::unknown || t.outcome == Outcome::not_applicable || t.outcome == Outcome::not_run) && t.reason.empty()) return false;
                ++k;
            }
        }
        return true;
    }
    std::vector<EntryTrace> traces(data::Row row) {
        finish();
        const Expressions expressions(rules, dataset, calendars, options);
        return trace_timescale(expressions, 0, row);
    }
    // The due date of one matter that is open.
    std::string due() {
        const TimescaleResult r = result();
        if (r.outcome.size() != 1 || r.due[0] == no_time) return std::string(r.outcome.empty() ? "none" : model::words_of(r.outcome[0]));
        return counts_moments(rules.timescales[0]) ? format_moment(r.due[0], {}) : format_day(static_cast<Day>(r.due[0]));
    }
};

// One matter with these cells under a deadline made by `make`: its outcome.
template <class Make> std::string outcome_of(Make make, const Cells& cells, const std::string& as_of) {
    Lab lab;
    lab.as_of(as_of);
    make(lab);
    lab.matter(cells);
    return lab.outcomes().front();
}

using Texts = std::vector<std::string>;

}  // namespace duly::eval::test
