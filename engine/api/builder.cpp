// A dataset made of rows that the caller sets as text.
#include <algorithm>
#include <array>

#include "engine/api/times.hpp"
#include "engine/data/cells.hpp"
#include "engine/eval/spell_conditions.hpp"

namespace duly::v1 {

using model::none;
using model::Type;

struct DatasetBuilder::State {
    std::shared_ptr<const RuleSet::State> rules;
    std::optional<data::DatasetBuilder> made;
    std::vector<Diagnostic> mistakes;
    explicit State(std::shared_ptr<const RuleSet::State> set) : rules(std::move(set)) {}

    data::DatasetBuilder& rows() { return made ? *made : made.emplace(*rules->rules); }

    model::RecordId record(std::string_view name) {
        const std::vector<model::Record>& all = rules->rules->records;
        for (const model::RecordId id : lately)
            if (id != none && all[id].name == name) return id;
        const model::RecordId id = rules->rules->record(name);
        if (id != none) lately[turn++ % lately.size()] = id;
        return id;
    }
    // Rows are mostly set field after field in the order of the declaration, so the next one is looked for where the last was found.
    model::FieldId field(const model::Record& record, model::RecordId id, std::string_view name) {
        const std::size_t n = record.fields.size();
        if (id != of) {
            of = id;
            next = 0;
        }
        for (std::size_t tried = 0, at = next; tried < n; ++tried, ++at) {
            if (at >= n) at = 0;
            if (record.fields[at].name != name) continue;
            next = at + 1;
            return static_cast<model::FieldId>(at);
        }
        return none;
    }

private:
    std::array<model::RecordId, 4> lately{none, none, none, none};      // asked for
    std::size_t turn = 0;
    model::RecordId of = none;      // the record of the field that was set last, and where the one behind it stands
    std::size_t next = 0;
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

// False: it cannot be read.
bool read_cell(const model::Field& field, std::string_view text, const TimeZone& zone, data::Cell& cell) {
    cell.state = data::State::known;
    switch (field.type) {
        case Type::text:
            cell.text = text;
            return true;
        case Type::date: {
            if (model::Day day; data::iso_day.read(text, day)) {
                cell.number = cell.last = day;
                return true;
            }
            std::optional<DayInterval> days = parse_iso_partial(text);
            if (!days) return false;
            cell.number = days->first;
            cell.last = days->last;
            if (days->first != days->last) cell.state = data::State::partial;
            return true;
        }
        case Type::moment: {
            std::optional<std::int64_t> second = parse_iso_moment(text, zone);
            if (second) cell.number = *second;
            return second.has_value();
        }
        case Type::yes_no:
            cell.number = text == "yes";
            return text == "yes" || text == "no";
        case Type::choice: {
            auto found = std::find(field.choices.begin(), field.choices.end(), text);
            cell.number = found - field.choices.begin();
            cell.text = text;
            return found != field.choices.end();
        }
        default: {
            std::optional<std::int64_t> number = read_decimal(text, field.type == Type::percentage);
            if (number) cell.number = *number;
            return number.has_value();
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

DatasetBuilder::Row DatasetBuilder::add_row(std::string_view record, Row parent) {
    const model::RuleSet& rules = *state_->rules->rules;
    const model::RecordId id = state_->record(record);
    if (id == none) {
        std::vector<std::string> names;
        for (const model::Record& one : rules.records) names.push_back(one.name);
        state_->mistakes.push_back(
            mistake(DiagnosticKind::no_such_record, "the rule files have no record `" + std::string(record) + "`", did_you_mean(std::string(record), names)));
        return {};
    }
    model::RecordId wanted = rules.records[id].parent;
    if (wanted != none && rules.records[id].by != none) wanted = rules.records[wanted].parent;
    if (parent.record != none && parent.record != wanted) {
        state_->mistakes.push_back(mistake(DiagnosticKind::no_such_record,
                                           "a row of `" + std::string(record) + "` cannot belong to a row of `" + rules.records[parent.record].name + "`",
                                           wanted == none ? "it has no parent" : "its parent is a row of `" + rules.records[wanted].name + "`"));
        return {};
    }
    return {id, state_->rows().add_row(id, parent.record == none ? data::no_row : parent.row)};
}

void DatasetBuilder::set(Row row, std::string_view field, std::string_view text) {
    if (row.record == none) return;  // listed by add_row
    const model::Record& record = state_->rules->rules->records[row.record];
    const model::FieldId id = state_->field(record, row.record, field);
    if (id == none) {
        std::vector<std::string> names;
        for (const model::Field& one : record.fields) names.push_back(one.name);
        state_->mistakes.push_back(
            mistake(DiagnosticKind::no_such_record, "the record `" + record.name + "` has no field `" + std::string(field) + "`", did_you_mean(std::string(field), names)));
        return;
    }
    if (text.empty()) return;  // stays missing, or blank
    data::Cell cell;
    if (!read_cell(record.fields[id], text, state_->rules->rules->zone, cell)) {
        state_->mistakes.push_back(mistake(DiagnosticKind::cell_unreadable, "`" + std::string(text) + "` cannot be read as `" + record.name + "." + std::string(field) + "`",
                                           how_written(record.fields[id])));
        return;
    }
    state_->rows().set(row.record, row.row, id, cell);
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
        if (day) used->rows().set_as_of(*day);
        used->rows().set_conditions(eval::spell_conditions(*rules->rules, day, rules->plan));
        Checked<Dataset> result;
        result.diagnostics = std::move(used->mistakes);
        if (any_error(result.diagnostics)) return result;
        auto state = std::make_shared<Dataset::State>();
        state->rules = std::move(rules);
        state->loaded.dataset = used->rows().finish(state->loaded.quality);
        sort_diagnostics(state->loaded.quality);
        result.value.emplace();
        result.value->state = std::move(state);
        return result;
    });
}

}  // namespace duly::v1
