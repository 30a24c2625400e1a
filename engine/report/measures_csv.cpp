#include "dsl/base/date.hpp"
#include "engine/report/csv.hpp"
#include "engine/report/tables_csv.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using model::none;

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

void write_group(const std::vector<std::string>& group, std::string& room, CsvWriter& csv) {
    room.clear();
    for (const std::string& word : group) {
        if (!room.empty()) room += ", ";
        room += word.empty() ? std::string_view("(blank)") : std::string_view(word);
    }
    csv.text(room);
}

// What all rows of a measure share, and as it stands in the file.
struct Shared {
    std::string by, name_csv, title_csv, by_csv, law_csv, room;
    const eval::MeasurePeriod* period = nullptr;    // of the row before
    std::string begin;                              // what its rows begin with, as it stands in the file
    GradeTexts grades;
    explicit Shared(const model::Measure& measure)
        : by(joined(measure.by_names)), name_csv(csv_text(measure.name)), title_csv(csv_text(measure.title)), by_csv(csv_text(by)), law_csv(csv_text(measure.law)) {}
};

// Numerator, denominator and unknown: of shares the cases, of two sums these, of a rate cases and population; a sum, an average and
// the like have the number of records below.
void write_counts(const model::Measure& measure, const eval::MeasureValue& value, CsvWriter& csv) {
    using Kind = model::Measure::Kind;
    switch (measure.kind) {
        case Kind::timescale:
        case Kind::records:
        case Kind::every:
        case Kind::rate:
            csv.number(value.numerator);
            measure.kind == Kind::rate && value.denominator == 0 ? csv.blank() : csv.number(value.denominator);
            break;
        case Kind::count:
            csv.number(value.numerator);
            csv.blank();
            break;
        case Kind::sums:
            if (value.unknown == 0 && value.low_d > 0 && value.low_n == value.high_n && value.low_d == value.high_d) {
                csv.plain(decimal(value.low_n));
                csv.plain(decimal(value.low_d));
                break;
            }
            [[fallthrough]];
        default:
            csv.blank();
            measure.kind == Kind::sums ? csv.blank() : csv.number(value.denominator);
            break;
    }
    csv.number(value.unknown);
}

void write_period(const model::Measure& measure, const eval::MeasurePeriod& period, const Shared& shared, CsvWriter& csv) {
    csv.ready(shared.name_csv, measure.name);
    csv.ready(shared.title_csv, measure.title);
    csv.plain(name_of(period.kind));
    csv.text(period.name);
    csv.day(period.from);
    csv.day(period.to);
    csv.plain(period.so_far ? "yes" : "no");
}

void write_value(const ReportInput& input, const model::Measure& measure, const eval::MeasureResult& result, const eval::MeasureValue& value, Shared& shared,
                 CsvWriter& csv) {
    const eval::MeasurePeriod& period = result.periods[value.period];
    if (csv.has_sheet()) {
        write_period(measure, period, shared, csv);
    } else {
        if (shared.period != &period) {
            CsvWriter begin;
            write_period(measure, period, shared, begin);
            shared.period = &period;
            shared.begin = begin.bytes();
        }
        csv.raw(shared.begin);
    }
    // The total has no `by`; a group of its own is named by its fields.
    value.group.empty() ? csv.text({}) : csv.ready(shared.by_csv, shared.by);
    write_group(value.group, shared.room, csv);
    bool shown = !value.hidden && !value.missing;
    std::string worst = shown ? measure_number(measure, value.low_n, value.low_d) : "";
    const bool one = value.low_n == value.high_n && value.low_d == value.high_d;
    const std::string other = !shown || one ? std::string() : measure_number(measure, value.high_n, value.high_d);
    const std::string& best = !shown || one ? worst : other;
    // Exactly the same value at both ends, not only after rounding.
    bool certain = shown && value.low_d > 0 && value.high_d > 0 &&
                   static_cast<__int128>(value.low_n) * value.high_d == static_cast<__int128>(value.high_n) * value.low_d;
    csv.plain(certain ? std::string_view(best) : std::string_view());
    csv.plain(worst);
    csv.plain(best);
    csv.plain(measure.percentage ? "percent" : "number");
    bool counted = shown && measure.kind != model::Measure::Kind::reported;
    if (counted) {
        write_counts(measure, value, csv);
    } else {
        csv.blank();
        csv.blank();
        csv.blank();
    }
    if (csv.has_sheet()) csv.text(grade_words(input.rules, measure, value));
    else csv.plain(shared.grades.of(input.rules, measure, value, [](const std::string& words) { return csv_text(words); }));
    csv.plain(value.hidden ? "yes" : "no");
    csv.plain(value.missing ? "yes" : "no");
    csv.ready(shared.law_csv, measure.law);
    csv.end_row();
}

// What is unknown and fits no period stands beside the values, in a line of its own.
void write_unplaced(const model::Measure& measure, const eval::MeasureResult& result, CsvWriter& csv) {
    csv.text(measure.name);
    csv.text(measure.title);
    csv.plain("unplaced");
    for (int column = 0; column < 12; ++column) csv.blank();
    csv.number(static_cast<std::int64_t>(result.unplaced));
    for (int column = 0; column < 3; ++column) csv.blank();
    csv.text(measure.law);
    csv.end_row();
}

}  // namespace

void measures_csv(const ReportInput& input, SheetCells* sheet, const BytesOut& out) {
    CsvWriter csv(sheet);
    csv.raw(byte_order_mark);
    for (const char* name : {"measure", "title", "kind", "period",    "from",        "to",      "so_far", "by",     "group",   "value",
                             "worst",   "best",  "unit", "numerator", "denominator", "unknown", "grade",  "hidden", "missing", "law"}) {
        csv.plain(name);
    }
    csv.end_row();
    for (const eval::MeasureResult& result : input.evaluation.measures) {
        if (result.rule == none) continue;
        Shared shared(input.rules.measures[result.rule]);
        for (const eval::MeasureValue& value : result.values) {
            write_value(input, input.rules.measures[result.rule], result, value, shared, csv);
            hand_on(csv, out);
        }
        if (result.unplaced > 0) write_unplaced(input.rules.measures[result.rule], result, csv);
    }
    out(csv.bytes());
}

}  // namespace duly::report
