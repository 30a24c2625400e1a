#include "dsl/check/context.hpp"

#include <algorithm>

namespace duly::check {

std::uint32_t Names::find(std::string_view name) const {
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].name == name) return static_cast<std::uint32_t>(i);
    }
    return model::none;
}

std::vector<std::string_view> Names::all() const {
    std::vector<std::string_view> result;
    for (const auto& each : items) result.push_back(each.name);
    return result;
}

SourceRange Names::name_range(std::uint32_t id) const {
    const auto& node = items[id].node;
    const auto name = node.child(Kind::name);
    return name ? name.range() : node.range();
}

Diagnostic& Context::report(DiagnosticKind kind, SourceRange range, std::string message, std::string help) {
    diagnostics.push_back(make_diagnostic(kind, place_of(*sources, range), std::move(message), std::move(help)));
    return diagnostics.back();
}

void Context::label(Diagnostic& diagnostic, SourceRange range, std::string text) const {
    diagnostic.labels.push_back({place_of(*sources, range), std::move(text)});
}

void Context::meaningless(Written clause, std::string_view rule) {
    report(DiagnosticKind::misplaced, clause, quoted(keyword_of(clause.kind())) + " has no meaning in " + std::string(rule),
           clause.kind() == Kind::in_force ? "say it in the condition: `is on or after 1 April 2011`" : "leave the clause out");
}

model::RecordId Context::record(Written name) {
    const auto written = name.value();
    const auto id = records.find(written);
    if (id == model::none) {
        report(DiagnosticKind::unknown_record, name, "there is no record " + quoted(written),
               did_you_mean(written, records.all(), "declare it with `record " + written + "`, or `use` the file that does"));
    }
    return id;
}

model::FieldId Context::field(model::RecordId record_id, Written name) {
    const auto& record = rules.records[record_id];
    const auto written = name.value();
    const auto id = record.field(written);
    if (id == model::none) {
        std::vector<std::string_view> fields;
        for (const auto& each : record.fields) fields.push_back(each.name);
        auto& told = report(DiagnosticKind::unknown_field, name, "the record " + quoted(record.name) + " has no field " + quoted(written),
                            did_you_mean(written, fields, fields.empty() ? "the record has no fields yet" : "it has " + listed(fields)));
        label(told, record.at, quoted(record.name) + " is declared here");
    }
    return id;
}

model::CalendarId Context::calendar(Written name) {
    const auto written = name.value();
    const auto id = calendars.find(written);
    if (id == model::none) {
        report(DiagnosticKind::unknown_calendar, name, "there is no calendar " + quoted(written),
               did_you_mean(written, calendars.all(), "declare it with `calendar " + written + "`, or `use` the file that does"));
    }
    return id;
}

model::ScaleId Context::scale(Written name) {
    const auto written = name.value();
    const auto id = scales.find(written);
    if (id == model::none) {
        report(DiagnosticKind::unknown_scale, name, "there is no scale " + quoted(written),
               did_you_mean(written, scales.all(), "declare it, best grade first: `scale " + written + ": green, amber, red`"));
    }
    return id;
}

std::uint32_t Context::grade(model::ScaleId scale_id, Written name) {
    const auto& scale_ = rules.scales[scale_id];
    const auto written = name.value();
    for (std::size_t i = 0; i < scale_.grades.size(); ++i) {
        if (scale_.grades[i] == written) return static_cast<std::uint32_t>(i);
    }
    const auto grades = views(scale_.grades);
    auto& told = report(DiagnosticKind::unknown_grade, name, "the scale " + quoted(scale_.name) + " has no grade " + quoted(written),
                        did_you_mean(written, grades, "its grades are " + listed(grades)));
    label(told, scale_.at, quoted(scale_.name) + " is declared here");
    return model::none;
}

Names& Context::names_of(Rule kind) {
    switch (kind) {
        case Rule::timescale: return timescales;
        case Rule::check: return checks;
        case Rule::measure: return measures;
        case Rule::action: return actions;
    }
    return timescales;
}

std::vector<std::string_view> Context::rule_names() const {
    std::vector<std::string_view> result;
    for (const auto* each : {&timescales, &checks, &measures, &actions}) {
        for (const auto name : each->all()) result.push_back(name);
    }
    return result;
}

std::uint32_t Context::rule(Rule kind, Written name) {
    const auto written = name.value();
    const auto id = names_of(kind).find(written);
    if (id != model::none) return id;
    for (const auto other : {Rule::timescale, Rule::check, Rule::measure, Rule::action}) {
        const auto found = names_of(other).find(written);
        if (found == model::none) continue;
        std::string help = "name " + std::string(words_of(kind)) + " here";
        if (kind == Rule::measure && other == Rule::timescale) help = "say `no breach of " + written + "`, or name a measure of it";
        if (kind == Rule::measure && other == Rule::action) help = "write `needs action " + written + "`";
        auto& told = report(DiagnosticKind::wrong_kind_of_rule, name,
                            quoted(written) + " is " + std::string(words_of(other)) + ", and " + std::string(words_of(kind)) + " is needed here", help);
        label(told, names_of(other).name_range(found), quoted(written) + " is declared here");
        return model::none;
    }
    const std::string_view word = words_of(kind).substr(words_of(kind).find(' ') + 1);
    report(DiagnosticKind::unknown_rule, name, "there is no " + std::string(word) + " " + quoted(written),
           did_you_mean(written, names_of(kind).all(), "declare it with `" + std::string(word) + " " + written + "`, or `use` the file that does"));
    return model::none;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates, std::string otherwise) {
    const auto near = nearest(word, candidates);
    return near.empty() ? std::move(otherwise) : "did you mean " + quoted(near) + "?";
}

std::vector<std::string_view> views(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

std::string listed(const std::vector<std::string_view>& names, std::string_view last) {
    std::string result;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) result += i + 1 == names.size() ? " " + std::string(last) + " " : ", ";
        result += quoted(names[i]);
    }
    return result;
}

std::string_view words_of(Context::Rule kind) {
    switch (kind) {
        case Context::Rule::timescale: return "a timescale";
        case Context::Rule::check: return "a check";
        case Context::Rule::measure: return "a measure";
        case Context::Rule::action: return "an action";
    }
    return "a rule";
}

std::string_view keyword_of(Kind kind) {
    switch (kind) {
        case Kind::law: return "law";
        case Kind::confidence: return "confidence";
        case Kind::for_each: return "for each";
        case Kind::for_data: return "for the data";
        case Kind::where: return "where";
        case Kind::in_force: return "in force";
        case Kind::counting: return "counting";
        case Kind::excluded: return "excluded when";
        case Kind::from: return "from";
        case Kind::to: return "to";
        case Kind::to_each: return "to each";
        case Kind::within: return "within";
        case Kind::as_soon_as_practicable: return "as soon as practicable";
        case Kind::at_least_after: return "at least ... after";
        case Kind::at_least_before: return "at least ... before";
        case Kind::before_otherwise: return "before ..., otherwise within";
        case Kind::turn_limit: return "first within ... then every";
        case Kind::at_limits: return "at";
        case Kind::once_in_every: return "at least once in every";
        case Kind::stop_on: return "stop on";
        case Kind::also_shown_by: return "also shown by";
        case Kind::may_be_done_earlier: return "may be done earlier";
        case Kind::warn: return "warn";
        case Kind::excused: return "excused when";
        case Kind::extended: return "extended by";
        case Kind::extended_to: return "extended to";
        case Kind::paused: return "paused";
        case Kind::restarted: return "restarted on";
        case Kind::on_calendar: return "on calendar";
        case Kind::rolls: return "rolls to the next working day";
        case Kind::by_time: return "by";
        case Kind::chosen_by: return "chosen by";
        case Kind::version: return "version";
        case Kind::must: return "must";
        case Kind::counted_when: return "counted when";
        case Kind::counted_by: return "counted by";
        case Kind::open_on_last_day: return "on the last day";
        case Kind::per: return "per";
        case Kind::by: return "by";
        case Kind::bands: return "bands on";
        case Kind::lower_is_better: return "lower is better";
        case Kind::floor: return "floor";
        case Kind::hide_under: return "hide counts under";
        case Kind::unrated_under: return "unrated under";
        case Kind::rounded_to: return "rounded to";
        case Kind::owner: return "owner";
        case Kind::due: return "due";
        case Kind::done_on: return "done on";
        case Kind::evidence: return "evidence";
        case Kind::needs: return "needs";
        case Kind::as_of: return "as of";
        case Kind::given: return "given";
        case Kind::table: return "|";
        case Kind::spans: return "spans";
        case Kind::working_week: return "working";
        case Kind::known_from: return "known from";
        case Kind::known_until: return "known until";
        case Kind::dates_are: return "dates are";
        case Kind::version_text: return "version";
        case Kind::time_zone: return "time zone";
        case Kind::year_starts: return "year starts";
        case Kind::leap_birthdays: return "birthdays of 29 February";
        default: return "clause";
    }
}

}  // namespace duly::check
