#include "engine/explain/words.hpp"

#include "dsl/base/date.hpp"
#include "dsl/model/written.hpp"
#include "engine/data/spell_doubt.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/value_text.hpp"

namespace duly::explain {

namespace {

std::string field_name(const model::RuleSet& rules, model::RecordId record, model::FieldId field) {
    return rules.records[record].name + '.' + rules.records[record].fields[field].name;
}

// A date that may lie on several days: 2024-06, 2024, or both ends.
std::string interval_text(model::Day first, model::Day last) {
    const Civil a = to_civil(first), b = to_civil(last);
    if (last >= eval::last_possible_day) return format_day(first) + " or later";
    const bool whole_months = a.day == 1 && b.day == days_in_month(b.year, b.month) && a.year == b.year;
    if (whole_months && a.month == b.month) return format_day(first).substr(0, 7);
    if (whole_months && a.month == 1 && b.month == 12) return format_day(first).substr(0, 4);
    return format_day(first) + " to " + format_day(last);
}

// A measure on the last day of an earlier period looks at the data as it stood then.
std::string judged_on(const Context& context) {
    const model::Day day = context.expressions.as_of_day();
    return day == context.evaluation.as_of_day(context.rules.zone) ? "the day of the evaluation" : written_day(day);
}

// Why nothing is seen of a cell.
std::string absent_text(const Context& context, const eval::ValueRead& read) {
    if (read.row == data::no_row) return "not there";
    const data::Table& table = context.data.table(read.record);
    if (read.field < table.columns.size()) {
        const data::Column& column = table.columns[read.field];
        if (column.untold && read.presence == eval::Presence::doubt) return "not told, no file has a column for it";
        if (read.row < column.state.size()) {
            switch (column.state[read.row]) {
                case data::State::unreadable: return "cannot be read";
                case data::State::missing: return "missing";
                case data::State::blank: return "blank";
                case data::State::partial:
                    if (read.presence == eval::Presence::doubt) {
                        const auto days = column.partial(read.row);
                        return interval_text(days.first, days.last) + ", perhaps after " + judged_on(context);
                    }
                    return "not seen yet, it lies after " + judged_on(context);
                case data::State::known: return "not seen yet, it lies after " + judged_on(context);
            }
        }
    }
    return read.presence == eval::Presence::blank ? "blank" : "missing";
}

}  // namespace

std::string written(const model::RuleSet& rules, model::ExprId expr) {
    if (expr == model::none) return {};
    const model::Expr& e = rules.exprs[expr];
    const std::string text = model::written_at(rules, e.at);
    // The event of `to each review.held` stands by its field alone.
    const bool short_field = e.op == model::ExprOp::field && text.find('.') == std::string::npos;
    if (!text.empty() && !short_field) return '`' + text + '`';
    if ((e.op == model::ExprOp::field || e.op == model::ExprOp::sibling) && e.record != model::none) return '`' + field_name(rules, e.record, e.field) + '`';
    if (e.op == model::ExprOp::aggregate && rules.aggregates[e.ref].value != model::none) return written(rules, rules.aggregates[e.ref].value);
    return {};
}

std::string named(const model::RuleSet& rules, model::ExprId expr) {
    if (expr == model::none) return {};
    const model::Expr& e = rules.exprs[expr];
    const bool one_of_many = e.op == model::ExprOp::aggregate && rules.aggregates[e.ref].value != model::none;
    return written(rules, one_of_many ? rules.aggregates[e.ref].value : expr);
}

std::string spoken(std::int64_t time, const TimeZone& zone) {
    const model::Day day = eval::day_of_time(time, zone);
    if (time == day) return spoken_day(day);
    const std::string moment = format_moment(time, zone);     // 2024-03-01 18:00
    if (moment.substr(10) == " 23:59:59") return spoken_day(day);
    return spoken_day(day) + moment.substr(10, moment.ends_with(":59") && moment.size() > 16 ? 6 : std::string::npos);
}

std::string spoken_between(std::int64_t first, std::int64_t last, const TimeZone& zone) {
    const model::Day a = eval::day_of_time(first, zone), b = eval::day_of_time(last, zone);
    if (first == last) return "on " + spoken(first, zone);
    if (a == b) return "on " + spoken_day(a);
    const Civil from = to_civil(a), to = to_civil(b);
    if (from.day == 1 && from.year == to.year && to.day == days_in_month(to.year, to.month)) {
        const std::string text = written_day(a);    // 1 January 2026
        if (from.month == to.month) return "on a day in " + text.substr(2);
        if (from.month == 1 && to.month == 12) return "on a day in " + text.substr(text.rfind(' ') + 1);
    }
    return "between " + spoken_day(a) + " and " + spoken_day(b);
}

std::string spoken_as_of(const Context& context) {
    return context.expressions.as_of_is_moment() ? spoken(context.expressions.as_of_second(), context.rules.zone) : spoken_day(context.expressions.as_of_day());
}

std::string length_words(std::int64_t amount, model::Unit unit) {
    std::string name(name_of(unit));
    if (amount == model::number_scale) name.pop_back();
    return eval::decimal_text(amount) + ' ' + name;
}

std::string count_words(std::int64_t n, model::Unit unit) { return length_words(n * model::number_scale, unit); }

std::string row_words(const Context& context, model::RecordId record, data::Row row) {
    const model::Record& shape = context.rules.records[record];
    std::string name = shape.title.empty() ? shape.name : shape.title;
    for (char& c : name) if (c == '_') c = ' ';
    return capitalised(name) + ' ' + context.data.key_of(context.rules, record, row);
}

std::string capitalised(std::string text) {
    // The name of a rule stays as it is written in the rule file.
    if (text.substr(0, text.find(' ')).find('_') != std::string::npos) return text;
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

std::string as_sentence(std::string text) {
    if (text.empty()) return text;
    if (text.back() != '.') text += '.';
    return capitalised(std::move(text));
}

std::string joined(const std::vector<std::string>& words, std::string_view last) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? ' ' + std::string(last) + ' ' : std::string(", ");
        text += words[i];
    }
    return text;
}

std::optional<CellAt> cell_at(const Context& context, model::RecordId id, data::Row row, model::FieldId field, bool any) {
    const model::Record& record = context.rules.records[id];
    const data::Table& table = context.data.table(id);
    if (row == data::no_row || row >= table.origin.size() || table.origin[row].line == 0) return {};
    // The dates of a spell stand in the lines of its parts.
    CellAt at{id, row, field, {}, {}};
    if (const data::Row part = data::part_that_gives(context.rules, context.data, id, row, field); part != data::no_row) {
        at.record = record.spell->part;
        at.row = part;
        at.field = field == record.span_to ? context.rules.records[at.record].span_to : context.rules.records[at.record].span_from;
    }
    const data::Table& given = context.data.table(at.record);
    if (at.field < given.header.size()) at.header = given.header_of(at.row, at.field);
    if (!any && at.field < given.header.size() && !given.header[at.field].empty() && at.header.empty()) return {};     // another file has its column
    at.origin = given.origin_of(at.row, at.field);
    return at;
}

ValueShown shown(const Context& context, const eval::ValueRead& read) {
    ValueShown value;
    const model::Record& record = context.rules.records[read.record];
    if (read.field == model::none) {    // the rows themselves: none of them, or not all, are in the data
        const data::Table& rows = context.data.table(read.record);
        value.name = record.name;
        value.value = !rows.present ? "not in the data" : rows.holds == model::Holds::every ? "not told" : "not all in the data";
        return value;
    }
    const model::Field& field = record.fields[read.field];
    value.name = field_name(context.rules, read.record, read.field);
    if (read.presence != eval::Presence::known) value.value = absent_text(context, read);
    else if (field.type == model::Type::date && read.hi > read.v) value.value = interval_text(static_cast<model::Day>(read.v), static_cast<model::Day>(read.hi));
    else value.value = eval::cell_text(context.rules, field, read.v, read.text);
    if (const auto at = cell_at(context, read.record, read.row, read.field)) {
        if (at->origin.file < context.data.files().size()) value.file = context.data.files()[at->origin.file].path;
        value.line = context.data.line_of(at->origin);
        value.header = at->header;
    }
    return value;
}

}  // namespace duly::explain
