// A dataset made of rows that the caller sets as text.
#include <algorithm>

#include "engine/api/times.hpp"
#include "engine/eval/spell_conditions.hpp"

namespace duly::v1 {

using model::none;
using model::Type;

struct DatasetBuilder::State {
    std::shared_ptr<const RuleSet::State> rules;
    data::DatasetBuilder rows;
    std::vector<Diagnostic> mistakes;
    explicit State(std::shared_ptr<const RuleSet::State> set) : rules(std::move(set)), rows(*rules->rules) {}
};

namespace {

// 12, -3.5, up to six places; with `percent` a trailing % is needed and divides by 100.
std::optional<std::int64_t> read_decimal(std::string_view text, bool percent) {
    if (percent) {
        if (text.empty() || text.back() != '%') return {};
        text.remove_suffix(1);
        while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    }
    bool minus = !text.empty() && text.front() == '-';
    if (minus) text.remove_prefix(1);
    int places = percent ? 4 : 6;
    std::int64_t value = 0;
    std::size_t digits = 0;
    int after = -1;
    for (char c : text) {
        if (c == '.' && after < 0) {
            after = 0;
            continue;
        }
        if (c < '0' || c > '9' || ++digits > 18) return {};
        if (after >= 0 && ++after > places) return {};
        if (value > (INT64_MAX - 9) / 10) return {};
        value = value * 10 + (c - '0');
    }
    if (digits == 0 || after == 0) return {};
    for (int i = std::max(after, 0); i < places; ++i) {
        if (value > INT64_MAX / 10) return {};
        value *= 10;
    }
    return minus ? -value : value;
}

std::optional<data::Cell> read_cell(const model::Field& field, const std::string& text, const TimeZone& zone) {
    data::Cell cell;
    cell.state = data::State::known;
    switch (field.type) {
        case Type::text:
            cell.text = text;
            return cell;
        case Type::date: {
            std::optional<DayInterval> days = parse_iso_partial(text);
            if (!days) return {};
            cell.number = days->first;
            cell.last = days->last;
            if (days->first != days->last) cell.state = data::State::partial;
            return cell;
        }
        case Type::moment: {
            std::optional<std::int64_t> second = parse_iso_moment(text, zone);
            if (!second) return {};
            cell.number = *second;
            return cell;
        }
        case Type::yes_no:
            if (text != "yes" && text != "no") return {};
            cell.number = text == "yes";
            return cell;
        case Type::choice: {
            auto found = std::find(field.choices.begin(), field.choices.end(), text);
            if (found == field.choices.end()) return {};
            cell.number = found - field.choices.begin();
            cell.text = text;
            return cell;
        }
        default: {
            std::optional<std::int64_t> number = read_decimal(text, field.type == Type::percentage);
            if (!number) return {};
            cell.number = *number;
            return cell;
        }
    }
}

std::string how_written(const model::Field& field) {
    switch (field.type) {
        case Type::date:
            return "write a date as 2026-03-31";
        case Type::moment:
            return "write a moment as 2026-03-31 18:00";
        case Type::yes_no:
            return "write yes or no";
        case Type::percentage:
            return "write a percentage as 95%";
        case Type::choice: {
            std::string all;
            for (const std::string& choice : field.choices) all += (all.empty() ? "" : ", ") + choice;
            return "write one of " + all;
        }
        default:
            return "write a number as 12 or 12.5, with at most six places";
    }
}

}  // namespace

DatasetBuilder::DatasetBuilder(const RuleSet& rules) : state_(std::make_shared<State>(rules.state)) {}

DatasetBuilder::Row DatasetBuilder::add_row(const std::string& record, Row parent) {
    const model::RuleSet& rules = *state_->rules->rules;
    model::RecordId id = rules.record(record);
    if (id == none) {
        std::vector<std::string> names;
        for (const model::Record& one : rules.records) names.push_back(one.name);
        state_->mistakes.push_back(
            mistake(DiagnosticKind::no_such_record, "the rule files have no record `" + record + "`", did_you_mean(record, names)));
        return {};
    }
    model::RecordId wanted = rules.records[id].parent;
    if (wanted != none && rules.records[id].by != none) wanted = rules.records[wanted].parent;
    if (parent.record != none && parent.record != wanted) {
        state_->mistakes.push_back(mistake(DiagnosticKind::no_such_record,
                                           "a row of `" + record + "` cannot belong to a row of `" + rules.records[parent.record].name + "`",
                                           wanted == none ? "it has no parent" : "its parent is a row of `" + rules.records[wanted].name + "`"));
        return {};
    }
    return {id, state_->rows.add_row(id, parent.record == none ? data::no_row : parent.row)};
}

void DatasetBuilder::set(Row row, const std::string& field, const std::string& text) {
    if (row.record == none) return;  // listed by add_row
    const model::Record& record = state_->rules->rules->records[row.record];
    model::FieldId id = record.field(field);
    if (id == none) {
        std::vector<std::string> names;
        for (const model::Field& one : record.fields) names.push_back(one.name);
        state_->mistakes.push_back(
            mistake(DiagnosticKind::no_such_record, "the record `" + record.name + "` has no field `" + field + "`", did_you_mean(field, names)));
        return;
    }
    if (text.empty()) return;  // stays missing, or blank
    std::optional<data::Cell> cell = read_cell(record.fields[id], text, state_->rules->rules->zone);
    if (!cell) {
        state_->mistakes.push_back(mistake(DiagnosticKind::cell_unreadable, "`" + text + "` cannot be read as `" + record.name + "." + field + "`",
                                           how_written(record.fields[id])));
        return;
    }
    state_->rows.set(row.record, row.row, id, *cell);
}

Checked<Dataset> DatasetBuilder::finish(const std::string& as_of) {
    return guarded<Dataset>([&]() -> Checked<Dataset> {
        std::shared_ptr<const RuleSet::State> rules = state_->rules;
        auto used = std::exchange(state_, std::make_shared<State>(rules));
        std::optional<model::Day> day;
        if (!as_of.empty()) {
            std::optional<model::Literal> read = parse_as_of(as_of, rules->rules->zone);
            if (read)
                day = day_of(*read, rules->rules->zone);
            else
                used->mistakes.push_back(as_of_mistake(as_of));
        }
        if (day) used->rows.set_as_of(*day);
        used->rows.set_conditions(eval::spell_conditions(*rules->rules, day));
        Checked<Dataset> result;
        result.diagnostics = std::move(used->mistakes);
        if (any_error(result.diagnostics)) return result;
        auto state = std::make_shared<Dataset::State>();
        state->rules = std::move(rules);
        state->loaded.dataset = used->rows.finish(state->loaded.quality);
        sort_diagnostics(state->loaded.quality);
        result.value.emplace();
        result.value->state = std::move(state);
        return result;
    });
}

}  // namespace duly::v1
