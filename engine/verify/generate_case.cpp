#include "engine/verify/generate_case.hpp"

#include <algorithm>
#include <set>

#include "dsl/base/date.hpp"
#include "dsl/model/walk.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/verify/cells.hpp"

namespace duly::verify {
namespace {

using model::Day;
using model::ExprOp;
using model::none;
using model::Type;
using Target = model::Example::Target;

const model::Field& field_of(const model::RuleSet& rules, FieldRead at) { return rules.records[at.record].fields[at.field]; }

std::string literal_text(const model::RuleSet& rules, const model::Field& field, const model::Literal& value) { return eval::cell_text(rules, field, value.number, value.text); }

}  // namespace

bool is_time(const model::RuleSet& rules, FieldRead at) {
    const Type type = field_of(rules, at).type;
    return type == Type::date || type == Type::moment;
}

std::string joined(const std::vector<std::string>& pieces, const char* between) {
    std::string out;
    for (std::size_t i = 0; i < pieces.size(); ++i) out += (i == 0 ? "" : between) + pieces[i];
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

Case case_of(const model::RuleSet& rules, const model::Example& example, std::size_t row) {
    Case out;
    out.as_of = example.as_of;
    out.known = example.as_known_on;
    std::map<model::RecordId, std::size_t> length;
    for (std::size_t i = 0; i < example.columns.size() && i < example.rows[row].cells.size(); ++i) {
        const model::ExampleColumn& column = example.columns[i];
        if (column.expect || column.record == none) continue;
        auto& cell = out.cells[{column.record, column.field}];
        cell = pieces_of(example.rows[row].cells[i]);
        length[column.record] = std::max(length[column.record], cell.size());
    }
    const model::RecordId home = record_of(rules, rule_of(example));
    std::set<model::RecordId> chain;
    for (model::RecordId up = home; up != none; up = rules.records[up].parent) chain.insert(up);
    for (const model::Example::Given& given : example.given) {
        const FieldRead at{given.record, given.field};
        if (out.cells.count(at)) continue;
        // One value for each row of the record; a record of which nothing else is said is there once.
        std::size_t rows = length.count(given.record) ? length[given.record] : 1;
        if (chain.count(given.record)) rows = std::max<std::size_t>(rows, 1);
        const std::string value = literal_text(rules, field_of(rules, at), given.value);
        out.cells[at].assign(rows, value);
        if (const model::RecordId above = spoken_above(rules, out, given.record); above == none || rows_of(out, above) < 2) continue;
        for (const auto& [other, pieces] : out.cells)
            for (std::size_t i = 0; other.record == given.record && i < pieces.size(); ++i) {
                const std::size_t count = pieces_of(pieces[i], ',').size();
                if (other != at && count > pieces_of(out.cells[at][i], ',').size()) out.cells[at][i] = joined(std::vector<std::string>(count, value), ", ");
            }
    }
    return out;
}

model::Example example_of(RuleRef rule, const Case& one) {
    model::Example out;
    out.target = rule.target;
    out.ref = rule.id;
    out.as_of = one.as_of;
    out.as_known_on = one.known;
    model::Example::Row row;
    for (const auto& [at, pieces] : one.cells) {
        // A column in which nothing stands is none: so it is written, too.
        if (joined(pieces).find_first_not_of("; ") == std::string::npos && pieces.size() < 2) continue;
        out.columns.push_back({false, at.record, at.field, {}});
        row.cells.push_back(joined(pieces));
    }
    out.columns.push_back({true, none, none, {}});
    row.cells.emplace_back();
    out.rows.push_back(std::move(row));
    return out;
}

Day as_of_day(const model::RuleSet& rules, const Case& one) { return one.as_of.type == Type::moment ? rules.zone.day(one.as_of.number) : static_cast<Day>(one.as_of.number); }

void set_as_of(Case& one, Day day) {
    one.as_of = {};
    one.as_of.type = Type::date;
    one.as_of.number = day;
}

namespace {

std::string moved(const model::RuleSet& rules, const std::string& piece, std::int64_t days) {
    if (piece.find(',') != std::string::npos) {
        std::vector<std::string> list = pieces_of(piece, ',');
        for (std::string& each : list) each = moved(rules, each, days);
        return joined(list, ", ");
    }
    if (const auto day = read_day(piece)) return format_day(static_cast<Day>(*day + days));
    if (const auto second = parse_iso_moment(piece, rules.zone)) {
        const Wall wall = rules.zone.wall(*second);
        return format_moment(rules.zone.utc(static_cast<Day>(wall.day + days), wall.second_of_day), rules.zone);
    }
    return piece;
}

}  // namespace

Case shifted(const model::RuleSet& rules, const Case& one, std::int64_t days) {
    Case out = one;
    for (auto& [at, pieces] : out.cells)
        if (is_time(rules, at))
            for (std::string& piece : pieces) piece = moved(rules, piece, days);
    set_as_of(out, static_cast<Day>(as_of_day(rules, one) + days));
    return out;
}

std::string time_text(const model::RuleSet& rules, FieldRead field, std::int64_t time, bool moments) {
    if (!moments) return format_day(static_cast<Day>(time));
    return field_of(rules, field).type == Type::moment ? format_moment(time, rules.zone) : format_day(rules.zone.day(time));
}

std::size_t rows_of(const Case& one, model::RecordId record) {
    std::size_t rows = 0;
    for (const auto& [at, pieces] : one.cells)
        if (at.record == record) rows = std::max(rows, pieces.size());
    return rows;
}

model::RecordId spoken_above(const model::RuleSet& rules, const Case& one, model::RecordId record) {
    model::RecordId above = rules.records[record].parent;
    if (above != none && rows_of(one, above) == 0 && rules.records[above].spell) above = rules.records[above].parent;
    return above != none && rows_of(one, above) > 0 ? above : none;
}

std::vector<Day> days_in(const model::RuleSet& rules, const Case& one) {
    std::set<Day> days;
    for (const auto& [at, pieces] : one.cells) {
        if (!is_time(rules, at)) continue;
        for (const std::string& list : pieces)
            for (const std::string& piece : pieces_of(list, ',')) {
                if (const auto day = read_day(piece)) days.insert(*day);
                else if (const auto second = parse_iso_moment(piece, rules.zone)) days.insert(rules.zone.day(*second));
            }
    }
    return {days.begin(), days.end()};
}

std::vector<FieldRead> gives(const model::RuleSet& rules, model::ExprId expr) {
    if (expr == none) return {};
    const model::Expr& one = rules.exprs[expr];
    switch (one.op) {
        case ExprOp::field:
        case ExprOp::sibling: return {{one.record, one.field}};
        case ExprOp::define:
        case ExprOp::shift:
        case ExprOp::birthday: return gives(rules, one.a);
        case ExprOp::aggregate: return gives(rules, rules.aggregates[one.ref].value);
        case ExprOp::pick: {
            std::vector<FieldRead> out;
            for (const model::ExprId arg : one.args)
                for (const FieldRead& field : gives(rules, arg)) out.push_back(field);
            return out;
        }
        default: return {};
    }
}

Defaults::Defaults(const model::RuleSet& rules, RuleRef rule) : rules_(rules), fields_(fields_of(rules, rule)) {
    // What a condition compares a field with, so that it holds.
    std::vector<model::ExprId> conditions = conditions_of(rules, rule);
    if (rule.target == Target::measure && rules.measures[rule.id].timescale != none)
        for (const model::ExprId id : conditions_of(rules, {Target::timescale, rules.measures[rule.id].timescale})) conditions.push_back(id);
    for (const model::ExprId id : conditions) {
        const model::Expr& expr = rules.exprs[id];
        if ((expr.op != ExprOp::equal && expr.op != ExprOp::one_of) || expr.word == 1) continue;
        const model::Expr& a = rules.exprs[expr.a];
        const model::ExprId other = expr.op == ExprOp::equal ? expr.b : expr.args.empty() ? none : expr.args.front();
        if (a.op != ExprOp::field || other == none || rules.exprs[other].op != ExprOp::literal) continue;
        const FieldRead at{a.record, a.field};
        if (!is_time(rules, at)) constants_.emplace(at, literal_text(rules, field_of(rules, at), rules.exprs[other].literal));
    }
    if (rule.target == Target::timescale)
        for (const model::TimescaleVersion& v : rules.timescales[rule.id].versions) {
            for (const model::ExprId start : {v.from_date, v.before, v.chosen_by})
                for (const FieldRead& at : gives(rules, start)) starts_.push_back(at);
            for (const FieldRead& at : gives(rules, v.to)) ends_.push_back(at);
            if (v.each)
                for (const FieldRead& at : gives(rules, v.each->rows.value)) ends_.push_back(at);
        }
    if (rule.target == Target::measure)
        for (const FieldRead& at : gives(rules, rules.measures[rule.id].counted_by)) starts_.push_back(at);
    if (rule.target == Target::measure && rules.measures[rule.id].kind == model::Measure::Kind::reported) {
        const model::Measure& measure = rules.measures[rule.id];
        const model::RecordId record = measure.figures != none ? measure.figures : measure.record;
        if (record != none && measure.reported_measure != none) constants_[{record, measure.reported_measure}] = measure.reported_as;
        if (record != none && measure.reported_area_field != none) constants_[{record, measure.reported_area_field}] = measure.reported_area;
    }
}

std::string Defaults::value(FieldRead at, Day day) const {
    const model::Field& field = field_of(rules_, at);
    if (const auto constant = constants_.find(at); constant != constants_.end()) return constant->second;
    switch (field.type) {
        case Type::date:
        case Type::moment: {
            if (std::find(ends_.begin(), ends_.end(), at) != ends_.end()) return {};
            if (field.optional && std::find(starts_.begin(), starts_.end(), at) == starts_.end()) return {};
            // Whoever is spoken of was born before.
            const model::Record& record = rules_.records[at.record];
            const bool above = std::any_of(rules_.records.begin(), rules_.records.end(), [&](const model::Record& other) { return other.parent == at.record; });
            const Day on = record.parent == none && record.orders != at.field && above ? add_months(day, -120) : day;
            return field.type == Type::moment ? format_moment(rules_.zone.utc(on, 9 * 3600), rules_.zone) : format_day(on);
        }
        case Type::yes_no: return field.optional ? "" : "yes";
        case Type::choice: return field.optional || field.choices.empty() ? "" : field.choices.front();
        case Type::text: return field.optional ? "" : "R1";
        case Type::percentage: return field.optional ? "" : "50%";
        case Type::number:
        case Type::money: return field.optional ? "" : "1";
        case Type::length: break;
    }
    return {};
}

Case Defaults::plain(Day day, Day as_of) const {
    Case out;
    set_as_of(out, as_of);
    std::set<model::RecordId> of_ends;
    for (const FieldRead& at : ends_) of_ends.insert(at.record);
    for (const FieldRead& at : fields_) {
        if (field_of(rules_, at).key && field_of(rules_, at).type == Type::text) {
            // A key is made where none is stated; one that is compared must be.
            if (!constants_.count(at) && rules_.records[at.record].key != at.field) continue;
        }
        const std::string text = value(at, day);
        out.cells[at] = text.empty() ? std::vector<std::string>{} : std::vector<std::string>{text};
    }
    // The record of the end is not there yet.
    for (const FieldRead& end : ends_) {
        bool others = false;
        for (const FieldRead& at : fields_) others = others || (at.record == end.record && is_time(rules_, at) && std::find(ends_.begin(), ends_.end(), at) == ends_.end());
        if (others) continue;
        for (auto& [at, pieces] : out.cells)
            if (at.record == end.record) pieces.clear();
    }
    return out;
}

void Defaults::resize(Case& one, model::RecordId record, std::size_t rows) const {
    const std::vector<Day> days = days_in(rules_, one);
    const Day day = days.empty() ? as_of_day(rules_, one) : days.front();
    for (const FieldRead& at : fields_) {
        if (at.record != record) continue;
        auto& pieces = one.cells[at];
        std::string more = pieces.empty() ? value(at, day) : pieces.back();
        while (pieces.size() > rows) pieces.pop_back();
        while (pieces.size() < rows) pieces.push_back(more);
        if (std::all_of(pieces.begin(), pieces.end(), [](const std::string& piece) { return piece.empty(); })) pieces.clear();
    }
}

}  // namespace duly::verify
