// Explanations by name and key.
#include <algorithm>
#include "engine/api/internal.hpp"
#include "engine/explain/what_if.hpp"

namespace duly::v1 {

using model::none;
using Kind = RuleName::Kind;

namespace {

Explanation outward(const explain::Node& node) {
    Explanation to;
    to.kind = node.kind;
    to.id = node.id;
    to.title = node.title;
    to.state = node.state;
    to.sentence = node.sentence;
    to.law = node.law;
    to.version = node.version;
    for (const explain::ValueShown& value : node.values) to.values.push_back({value.name, value.value, value.file, value.line, value.header});
    to.counted = node.counted;
    for (const explain::Node& child : node.children) to.children.push_back(outward(child));
    to.left_out = node.left_out;
    to.proof = node.proof;
    return to;
}

explain::Node inward(const Explanation& from) {
    explain::Node node;
    node.kind = from.kind;
    node.id = from.id;
    node.title = from.title;
    node.state = from.state;
    node.sentence = from.sentence;
    node.law = from.law;
    node.version = from.version;
    for (const Explanation::Value& value : from.values) node.values.push_back({value.name, value.value, value.file, value.line, value.header});
    node.counted = from.counted;
    for (const Explanation& child : from.children) node.children.push_back(inward(child));
    node.left_out = from.left_out;
    return node;
}

explain::ExplainOptions inward(const ExplainOptions& options) { return {options.max, options.proof, std::max<std::size_t>(1000, options.max)}; }

// One node a rule or row, under one heading when there are several.
class Search {
public:
    explicit Search(const Evaluation::State& state) : state_(state), rules_(*state.rules->rules), data_(state.data->loaded.dataset) {}

    // The rows of `record` with this key; else those below an ancestor that has it.
    std::vector<data::Row> rows(model::RecordId record, const std::string& key) const {
        if (data::Row row = data_.find(rules_, record, key); row != data::no_row) return {row};
        int hops = 1;
        for (model::RecordId up = rules_.records[record].parent; up != none; up = rules_.records[up].parent, ++hops) {
            data::Row wanted = data_.find(rules_, up, key);
            if (wanted == data::no_row) continue;
            std::vector<data::Row> below;
            for (data::Row row = 0; row < data_.table(record).rows; ++row)
                if (climb(record, row, hops) == wanted) below.push_back(row);
            return below;
        }
        return {};
    }

    explain::Node whole(RuleName rule, const explain::ExplainOptions& options) const {
        const explain::Explainer& explainer = *state_.explainer;
        switch (rule.kind) {
            case Kind::timescale:
                return explainer.timescale_summary(rule.id, options);
            case Kind::check:
                return explainer.check_summary(rule.id, options);
            case Kind::measure:
                return with_what_if(explainer.measure(rule.id, options), rule.id);
            default:
                return explainer.action(rule.id, options);
        }
    }

    // Of a measure below its best grade: what would bring it to the next better, in one sentence.
    explain::Node with_what_if(explain::Node node, model::MeasureId id) const {
        const model::Measure& measure = rules_.measures[id];
        if (measure.scale == none || node.state == "hidden" || node.state == rules_.scales[measure.scale].grades.front() || measure.kind == model::Measure::Kind::reported) return node;
        const explain::WhatIf answer = state_.explainer->what_if(id, {.grade = {}, .period = {}, .group = {}, .listed = false});
        if (answer.reach == explain::WhatIf::Reach::untold) return node;
        explain::Node last;
        last.kind = "what_if";
        last.title = "What if";
        last.state = explain::name_of(answer.reach);
        last.sentence = answer.sentence;
        node.children.push_back(std::move(last));
        return node;
    }

    bool evaluated(RuleName rule) const {
        auto there = [&](const auto& results) { return rule.id < results.size() && results[rule.id].rule != none; };
        const eval::Evaluation& evaluation = state_.evaluation;
        switch (rule.kind) {
            case Kind::timescale:
                return there(evaluation.timescales);
            case Kind::check:
                return there(evaluation.checks);
            case Kind::measure:
                return there(evaluation.measures);
            default:
                return there(evaluation.actions);
        }
    }

    model::RecordId record(RuleName rule) const {
        if (rule.kind == Kind::timescale) return rules_.timescales[rule.id].record;
        return rule.kind == Kind::check ? rules_.checks[rule.id].record : none;
    }

    explain::Node one(RuleName rule, data::Row row, std::uint32_t turn, const explain::ExplainOptions& options) const {
        if (rule.kind == Kind::check) return state_.explainer->check(rule.id, row, options);
        return state_.explainer->timescale(rule.id, row, turn ? std::optional<std::uint32_t>(turn) : std::nullopt, options);
    }

    bool has_turn(RuleName rule, data::Row row, std::uint32_t turn) const {
        const eval::TimescaleResult& result = state_.evaluation.timescales[rule.id];
        for (std::size_t i = 0; i < result.row.size(); ++i)
            if (result.row[i] == row && result.turn[i] == turn) return true;
        return false;
    }

    // "it has the turns 1 to 4".
    std::string turns_of(RuleName rule, const std::vector<data::Row>& rows) const {
        if (rule.kind != Kind::timescale) return "`" + rules_.checks[rule.id].name + "` is a check and has no turns";
        const eval::TimescaleResult& result = state_.evaluation.timescales[rule.id];
        std::uint32_t last = 0;
        for (std::size_t i = 0; i < result.row.size(); ++i)
            if (std::find(rows.begin(), rows.end(), result.row[i]) != rows.end()) last = std::max(last, result.turn[i]);
        if (last == 0) return "leave the turn out: it has none";
        return "it has " + (last == 1 ? std::string("turn 1 only") : "the turns 1 to " + std::to_string(last)) + "; leave the turn out to see all of them";
    }

    // A case among those that the rule looks at.
    bool looked_at(RuleName rule, data::Row row) const {
        auto in = [&](const std::vector<data::Row>& all) { return std::find(all.begin(), all.end(), row) != all.end(); };
        return rule.kind == Kind::check ? in(state_.evaluation.checks[rule.id].row) : in(state_.evaluation.timescales[rule.id].row);
    }

    const model::RuleSet& rules() const { return rules_; }

private:
    const Evaluation::State& state_;
    const model::RuleSet& rules_;
    const data::Dataset& data_;

    data::Row climb(model::RecordId record, data::Row row, int hops) const {
        for (; hops > 0 && row != data::no_row; --hops) {
            row = data_.table(record).parent[row];
            record = rules_.records[record].parent;
        }
        return row;
    }
};

Diagnostic unknown_key(const Evaluation::State& state, const std::string& key, const std::string& what) {
    Dataset data;
    data.state = state.data;
    std::string near;
    for (const std::string& other : data.similar_keys(key)) near += (near.empty() ? "the nearest keys are `" : "`, `") + other;
    return mistake(DiagnosticKind::no_such_key, "the data has no " + what + " with the key `" + key + "`", near.empty() ? near : near + "`");
}

explain::Node joined(std::vector<explain::Node> nodes, const std::string& key, const std::string& title, std::size_t most_rows) {
    if (nodes.size() == 1) return std::move(nodes.front());
    explain::Node all;
    all.kind = "case";
    all.id = key;
    all.title = title;
    if (nodes.size() > most_rows) {
        all.left_out = nodes.size() - most_rows;
        nodes.resize(most_rows);
    }
    all.children = std::move(nodes);
    return all;
}

}  // namespace

std::string Explanation::text() const { return explain::to_text(inward(*this)); }

std::string Explanation::html() const { return explain::to_html(inward(*this)); }

Checked<Explanation> Evaluation::explain(const std::string& name, const std::string& key, std::uint32_t turn, const ExplainOptions& options) const {
    return guarded<Explanation>(*state, [&]() -> Checked<Explanation> {
        Search search(v1::whole(*state));
        RuleName rule = find_rule(search.rules(), name);
        if (rule.kind == Kind::none) return {{}, {unknown_rule_name(search.rules(), name)}};
        if (!search.evaluated(rule)) {
            return {{},
                    {mistake(DiagnosticKind::no_such_rule, "the rule `" + name + "` was not evaluated",
                             "leave it in the list of rules, or give no list")}};
        }
        model::RecordId record = search.record(rule);
        if (!key.empty() && record == none) {
            return {{},
                    {mistake(DiagnosticKind::no_such_key, "`" + name + "` is about no single record, so it has no case with the key `" + key + "`",
                             "leave the key away: it is explained as a whole, with the cases that it counts")}};
        }
        if (key.empty()) return {outward(search.whole(rule, inward(options))), {}};
        std::vector<data::Row> rows = search.rows(record, key);
        const bool somewhere = !rows.empty();
        rows.erase(std::remove_if(rows.begin(), rows.end(), [&](data::Row row) { return !search.looked_at(rule, row); }), rows.end());
        if (rows.empty() && somewhere) {
            return {{},
                    {mistake(DiagnosticKind::no_such_key,
                             "the " + search.rules().records[record].name + " `" + key + "` is in the data, but dated after the day of the evaluation",
                             "evaluate as of a later day, or mend its date")}};
        }
        if (rows.empty()) return {{}, {unknown_key(*state, key, search.rules().records[record].name)}};
        std::vector<explain::Node> nodes;
        for (data::Row row : rows) {
            if (turn && (rule.kind != Kind::timescale || !search.has_turn(rule, row, turn))) continue;
            nodes.push_back(search.one(rule, row, turn, inward(options)));
        }
        if (nodes.empty()) {
            return {{},
                    {mistake(DiagnosticKind::no_such_turn, "`" + key + "` has no turn " + std::to_string(turn) + " under `" + name + "`",
                             search.turns_of(rule, rows))}};
        }
        return {outward(joined(std::move(nodes), key, name, options.max)), {}};
    });
}

Checked<Explanation> Evaluation::explain_record(const std::string& key, const ExplainOptions& options) const {
    return guarded<Explanation>(*state, [&]() -> Checked<Explanation> {
        Search search(v1::whole(*state));
        std::vector<explain::Node> nodes;
        bool later = false, there = false;
        auto add = [&](RuleName rule) {
            model::RecordId record = search.record(rule);
            if (!search.evaluated(rule) || record == none) return;
            for (data::Row row : search.rows(record, key))
                if (!search.looked_at(rule, row)) later = true;
                else nodes.push_back(search.one(rule, row, 0, inward(options)));
        };
        for (std::uint32_t id = 0; id < search.rules().timescales.size(); ++id) add({Kind::timescale, id});
        for (std::uint32_t id = 0; id < search.rules().checks.size(); ++id) add({Kind::check, id});
        for (model::RecordId record = 0; nodes.empty() && !there && record < search.rules().records.size(); ++record) there = !search.rows(record, key).empty();
        if (nodes.empty() && later)
            return {{}, {mistake(DiagnosticKind::no_such_key, "what the rules look at of `" + key + "` is in the data, but dated after the day of the evaluation", "evaluate as of a later day, or mend its date")}};
        if (nodes.empty() && there)
            return {{}, {mistake(DiagnosticKind::no_such_key, "the record `" + key + "` is in the data, but no timescale and no check looks at it", "name a record that a rule looks at, or one above it")}};
        if (nodes.empty()) return {{}, {unknown_key(*state, key, "record")}};
        return {outward(joined(std::move(nodes), key, "", options.max)), {}};
    });
}

}  // namespace duly::v1
