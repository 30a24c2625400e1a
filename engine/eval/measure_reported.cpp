#include "engine/eval/measure_reported.hpp"

#include "dsl/base/date.hpp"
#include "engine/eval/measure_groups.hpp"
#include "engine/eval/value_text.hpp"

namespace duly::eval {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

// The rows of the record whose text in `field` is `wanted`.
std::vector<Row> rows_with(const Expressions& expressions, model::RecordId record, model::FieldId field, std::string_view wanted, const std::vector<Row>& rows) {
    const model::Field& shape = expressions.rules().records[record].fields[field];
    const Values values = expressions.field(record, field, rows);
    std::vector<Row> kept;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (values.s[i] != Presence::known) continue;
        const bool is_text = values.type == model::Type::text;
        const std::string text = is_text ? std::string(trimmed(values.text[i])) : cell_text(expressions.rules(), shape, values.v[i], {});
        if (text == trimmed(wanted)) kept.push_back(rows[i]);
    }
    return kept;
}

Place place_of_row(const Expressions& expressions, model::RecordId record, Row row, model::FieldId field) {
    const data::Table& table = expressions.data().table(record);
    Place place;
    if (row < table.origin.size() && table.origin[row].line != 0) {
        const data::Origin origin = table.origin[row];
        if (origin.file < expressions.data().files().size()) place.file = expressions.data().files()[origin.file].path;
        place.line = expressions.data().line_of(origin);
    }
    if (field < table.header.size()) place.field = table.header_of(row, field);
    return place;
}

bool is_told(const Expressions& expressions, model::RecordId record, model::FieldId field, Row row) {
    const data::Column& column = expressions.data().table(record).columns[field];
    return column.present && row < column.state.size() && (column.state[row] == data::State::known || column.state[row] == data::State::partial);
}

model::RecordId figures_record(const model::Measure& measure) { return measure.figures == model::none ? measure.record : measure.figures; }

}  // namespace

Figures figures_for(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups* groups, const std::string& area) {
    Figures found;
    const model::RecordId record = figures_record(measure);
    std::vector<Row> rows = expressions.visible_rows(record);
    rows = rows_with(expressions, record, measure.reported_measure, measure.kind == model::Measure::Kind::reported ? measure.reported_as : measure.name, rows);
    if (!area.empty() && measure.reported_area_field != model::none) rows = rows_with(expressions, record, measure.reported_area_field, area, rows);
    if (rows.empty()) return found;
    const Values days = expressions.field(record, measure.reported_period, rows);
    const Values values = expressions.field(record, measure.reported_value, rows);
    std::vector<Counted> items;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (days.s[i] == Presence::blank && is_told(expressions, record, measure.reported_period, rows[i])) continue;   // after as-of: not there yet
        if (days.s[i] != Presence::known) { found.unplaced.push_back(rows[i]); continue; }
        Figure figure;
        figure.row = rows[i];
        const bool moments = days.type == model::Type::moment;
        figure.first = moments ? expressions.zone().day(days.v[i]) : static_cast<Day>(days.v[i]);
        figure.last = moments ? expressions.zone().day(days.last(i)) : static_cast<Day>(days.last(i));
        figure.missing = values.s[i] != Presence::known;
        if (!figure.missing) figure.value = values.v[i];
        found.figures.push_back(figure);
        items.push_back({figure.row, figure.row, figure.first, figure.last, false, false, 0});
    }
    if (groups != nullptr) groups->assign(expressions, so_far, items);
    for (std::size_t i = 0; i < items.size(); ++i) found.figures[i].group = items[i].group;
    return found;
}

Figures reported_figures(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups& groups) {
    return figures_for(expressions, measure, so_far, &groups, measure.reported_area);
}

const Figure* figure_in(const Figures& figures, const MeasurePeriod& period, std::optional<std::uint32_t> group, std::vector<const Figure*>& repeated) {
    const Figure* found = nullptr;
    for (const Figure& figure : figures.figures) {
        if (figure.first < period.from || figure.last > period.to || (group && figure.group != *group)) continue;
        if (found == nullptr) found = &figure;
        else repeated.push_back(&figure);
    }
    return found;
}

void set_reported(MeasureValue& value, const Figure& figure) {
    value.missing = figure.missing;
    if (figure.missing) return;
    value.low_n = value.high_n = figure.value;
    value.low_d = value.high_d = model::number_scale;
}

Diagnostic repeated_figure(const Expressions& expressions, const model::Measure& measure, const MeasurePeriod& period, const Figure& first, const Figure& again) {
    Place place = place_of_row(expressions, figures_record(measure), again.row, measure.reported_value);
    if (!again.missing) place.text = decimal_text(again.value);
    const Place kept = place_of_row(expressions, figures_record(measure), first.row, measure.reported_value);
    Diagnostic diagnostic = make_diagnostic(DiagnosticKind::figure_repeated, place,
                                            "`" + (measure.reported_as.empty() ? measure.name : measure.reported_as) + "` has a second figure for " + period.name + ", the first one in the data is used",
                                            "leave one row of the measure, its area and its period in the data");
    diagnostic.labels.push_back({kept, "the figure that is used"});
    return diagnostic;
}

}  // namespace duly::eval
