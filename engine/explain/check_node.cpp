// One case of a check: its sentence, what it was judged by, its conditions row by row, the rows that decided it.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/explain/check_words.hpp"
#include "engine/explain/proof.hpp"

namespace duly::explain {

namespace {

// At least so many; more where more are asked for.
constexpr std::size_t rows_shown = 20, values_shown = 40, rows_told = 5;
std::size_t rows_at_most(const Context& context) { return std::max(rows_shown, context.at_most); }
std::size_t told_at_most(const Context& context) { return context.at_most > rows_shown ? context.at_most : rows_told; }

std::string bare(std::string text) { return text.size() > 2 ? text.substr(1, text.size() - 2) : std::string(); }

Node condition_node(const eval::ConditionSeen& condition, const std::string& text) {
    Node node;
    node.kind = "condition";
    node.title = bare(text);
    node.state = condition.presence != eval::Presence::known ? "unknown" : condition.value ? "yes" : "no";
    node.sentence = as_sentence(text + (node.state == "unknown" ? " cannot be told" : node.state == "yes" ? " holds" : " does not hold"));
    return node;
}

// "visit 1 2026-03-01", of a row below a row below both.
std::string rows_id(const Context& context, const std::vector<eval::RowBelow>& under) {
    std::string id;
    for (const eval::RowBelow& row : under)
        id += (id.empty() ? "" : ", ") + context.rules.records[row.record].name + ' ' + context.data.key_of(context.rules, row.record, row.row);
    return id;
}

bool told(const Node& parent, const std::string& title) {
    return std::any_of(parent.children.begin(), parent.children.end(), [&](const Node& child) { return child.kind == "condition" && child.title == title; });
}

// The rule's own conditions; below each, row by row, what was asked of the rows that decided it.
void add_conditions_by_row(const Context& context, Node& node, const eval::EntryTrace& trace) {
    std::vector<std::vector<eval::RowBelow>> groups;    // of the condition that comes last, in the order of its nodes
    std::size_t last = 0;
    bool any = false;
    for (const eval::ConditionSeen& condition : trace.conditions) {
        const std::string text = written(context.rules, condition.expr);
        if (text.empty()) continue;
        if (condition.under.empty()) {
            groups.clear();
            any = !told(node, bare(text));
            if (!any) continue;
            node.children.push_back(condition_node(condition, text));
            last = node.children.size() - 1;
            continue;
        }
        if (!any || !condition.decides) continue;
        Node& above = node.children[last];
        auto at = static_cast<std::size_t>(std::find(groups.begin(), groups.end(), condition.under) - groups.begin());
        if (at == groups.size()) {
            groups.push_back(condition.under);
            if (at >= told_at_most(context)) {
                ++above.left_out;
                continue;
            }
            Node group;
            group.kind = "row";
            group.id = rows_id(context, condition.under);
            group.counted = figure_lines(context, trace.figures, condition.under);
            above.children.push_back(std::move(group));
        }
        if (at < told_at_most(context) && !told(above.children[at], bare(text))) above.children[at].children.push_back(condition_node(condition, text));
    }
}

// What places a row: its `orders` date, or the days that it spans.
Node row_node(const Context& context, model::RecordId record, data::Row row, const std::vector<eval::FigureSeen>& figures) {
    const model::Record& shape = context.rules.records[record];
    Node node;
    node.kind = "row";
    node.id = context.data.key_of(context.rules, record, row);
    node.sentence = as_sentence(row_words(context, record, row));
    std::vector<eval::ValueRead> reads;
    for (const model::FieldId field : {shape.orders, shape.span_from, shape.span_to}) {
        if (field == model::none || (field == shape.orders && !reads.empty())) continue;
        const data::Row rows[] = {row};
        const eval::Values value = context.expressions.field(record, field, rows);
        reads.push_back({record, row, field, value.s[0], value.v[0], value.last(0), {}});
    }
    add_values(context, node, reads);
    node.counted = figure_lines(context, figures, {{record, row}});
    return node;
}

// The rows that broke a check, a group for each expression that looked at rows; of `in any L` those in the window.
void add_rows(const Context& context, Node& node, const eval::EntryTrace& trace) {
    for (const eval::RowsSeen& seen : trace.rows) {
        if (seen.rows.empty()) continue;
        Node group;
        group.kind = "rows";
        group.id = context.rules.records[seen.record].name;
        group.title = bare(written(context.rules, seen.expr));
        group.sentence = as_sentence(std::to_string(seen.rows.size()) + (seen.rows.size() == 1 ? " row" : " rows") + " of " + group.id + " decided it" +
                                     (seen.from == model::min_day ? "" : ", from " + written_day(seen.from) + " to " + written_day(seen.to)));
        for (std::size_t i = 0; i < seen.rows.size() && i < rows_at_most(context); ++i) group.children.push_back(row_node(context, seen.record, seen.rows[i], trace.figures));
        group.left_out = seen.rows.size() - group.children.size();
        node.children.push_back(std::move(group));
    }
}

std::string or_else(std::string text, std::string_view otherwise) { return text.empty() ? std::string(otherwise) : text; }

void add(std::string& text, const std::string& more) {
    if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
}

}  // namespace

std::string window_words(const std::vector<eval::RowsSeen>& all) {
    std::string text;
    for (const eval::RowsSeen& seen : all)
        if (seen.from != model::min_day) add(text, highest_words(seen));
    return text;
}

std::string check_case_reason(const Context& context, const model::Check& rule, const eval::EntryTrace& trace, std::uint8_t exclusion) {
    if (trace.outcome == model::Outcome::excluded) {
        const std::string words = exclusion_words(context, rule.excluded, exclusion);
        if (!words.empty()) return words;
    }
    const std::string must = or_else(written(context.rules, rule.must), "what must be so");
    std::string text = trace.reason;
    if (trace.outcome == model::Outcome::breached || trace.outcome == model::Outcome::met) {
        if (text.empty()) text = must + (trace.outcome == model::Outcome::met ? " holds" : " does not hold");
        add(text, window_words(trace.rows));
        add(text, judged_by(context, trace));
    }
    if (trace.outcome == model::Outcome::unknown) {
        const std::string hindrance = hindrance_words(context, trace);
        const bool same = hindrance.find(text) != std::string::npos;    // it tells what the cells lack
        if (same) text = hindrance;
        add(text, settled_by(context, trace));
        if (!same) add(text, hindrance);
        if (text.empty()) text = must + " cannot be told";
    }
    return text;
}

Node check_node(const Context& context, const model::Check& rule, data::Row row, const eval::EntryTrace& trace, std::uint8_t exclusion) {
    Node node;
    node.kind = "case";
    const bool data = rule.record == model::none || row == data::no_row;
    node.id = data ? "the data" : context.data.key_of(context.rules, rule.record, row);
    node.title = rule.title;
    node.state = std::string(name_of(trace.outcome));
    node.law = rule.law;
    std::string text = data ? "The data" : row_words(context, rule.record, row);
    switch (trace.outcome) {
        case model::Outcome::met: text += " passes"; break;
        case model::Outcome::breached: text += " is breached"; break;
        case model::Outcome::excluded: text += " is excluded"; break;
        case model::Outcome::not_applicable: text += " is not checked, the check does not apply"; break;
        case model::Outcome::not_run: text += " could not be checked"; break;
        default: text += " is unknown"; break;
    }
    const std::string reason = check_case_reason(context, rule, trace, exclusion);
    node.sentence = as_sentence(text + (reason.empty() ? "" : ": " + reason) + (trace.outcome == model::Outcome::not_applicable ? since(context, trace) : std::string()));
    const std::size_t told = std::min(trace.reads.size(), std::max(values_shown, 2 * context.at_most));
    add_values(context, node, {trace.reads.begin(), trace.reads.begin() + static_cast<std::ptrdiff_t>(told)});
    node.counted = figure_lines(context, trace.figures, {});
    if (told < trace.reads.size()) node.counted.push_back(std::to_string(trace.reads.size() - told) + " more values were read");
    add_conditions_by_row(context, node, trace);
    if (trace.outcome == model::Outcome::breached) add_rows(context, node, trace);
    if (context.proofs) node.proof = Proof(context, *context.proofs->texts, context.proofs->max_rows).of_check(rule, row, trace, exclusion);
    return node;
}

}  // namespace duly::explain
