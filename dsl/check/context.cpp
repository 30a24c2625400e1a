#include "dsl/check/context.hpp"

#include <algorithm>

namespace duly::check {

std::uint32_t Names::find(std::string_view name) const {
    if (indexed_ > items.size()) {
        index_.clear();
        indexed_ = 0;
    }
    for (; indexed_ < items.size(); ++indexed_) index_.emplace(items[indexed_].name, static_cast<std::uint32_t>(indexed_));
    const auto found = index_.find(std::string(name));
    return found == index_.end() ? model::none : found->second;
}

void Names::reorder(std::vector<Declaration> sorted) {
    items = std::move(sorted);
    index_.clear();
    indexed_ = 0;
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

bool Context::told(SourceRange range) const {
    return std::any_of(mistakes.begin(), mistakes.end(), [&](const SourceRange& each) {
        return each.file == range.file && each.begin < std::max(range.end, range.begin + 1) && range.begin < std::max(each.end, each.begin + 1);
    });
}

Diagnostic& Context::report(DiagnosticKind kind, SourceRange range, std::string message, std::string help) {
    if (told(range)) return unheard_;
    if (diagnostics.size() >= 16 * max_errors + 1024) prune();
    diagnostics.push_back(make_diagnostic(kind, place_of(*sources, range), std::move(message), std::move(help)));
    return diagnostics.back();
}

// What would not be shown is not kept: the first mistakes in order, and as many warnings.
void Context::prune() {
    sort_diagnostics(diagnostics);
    std::size_t errors = 0, others = 0;
    std::erase_if(diagnostics, [&](const Diagnostic& each) { return each.severity == Severity::error ? ++errors > max_errors + 1 : ++others > 4 * max_errors; });
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
    if (id == model::none && !hidden(written)) {
        report(DiagnosticKind::unknown_record, name, "there is no record " + quoted(written),
               did_you_mean(written, records.all(), "declare it with `record " + written + "`, or `use` the file that does"));
    }
    return id;
}

// A name that stands in another declaration of the same name: that there are two is said already.
bool Context::twin_says(const Names& names, std::string_view declared, Kind kind, std::string_view written) const {
    if (!twins) return false;
    for (const auto& item : names.items) {
        if (item.name != declared) continue;
        for (const auto& each : item.node.children(kind)) {
            if ((each.size() > 0 ? each[0] : each).value() == written) return true;
        }
    }
    return false;
}

bool Context::field_lost(std::string_view record_name, std::string_view written) const {
    if (twin_says(records, record_name, Kind::field, written)) return true;
    const auto id = records.find(record_name);
    if (id == model::none || records.items[id].node.kind() == Kind::spell) return false;
    for (const auto& each : records.items[id].node.children(Kind::error)) {
        // A field's name stands first on its line; where none does, it may be any.
        const auto names = names_in(each.text());
        if (names.empty() || std::find(names.begin(), names.end(), written) != names.end()) return true;
    }
    return false;
}

// "`started` is a field of `placement`; ", or "".
std::string Context::elsewhere(model::RecordId not_here, std::string_view field_name) const {
    std::vector<std::string_view> found;
    for (model::RecordId id = 0; id < rules.records.size() && found.size() < 3; ++id) {
        if (id != not_here && rules.records[id].field(field_name) != model::none) found.push_back(rules.records[id].name);
    }
    return found.empty() ? std::string() : quoted(field_name) + " is a field of " + listed(found) + "; ";
}

bool Context::record_lost(std::string_view name) const {
    const auto id = records.find(name);
    if (id == model::none || twins) return true;
    const auto node = records.items[id].node;
    const auto of = node.child(Kind::of), spans = node.child(Kind::spans);
    const bool parent_unknown = of && records.find(of[0].value()) == model::none;
    const bool spans_wrong = spans && id < rules.records.size() && rules.records[id].span_from == model::none;
    return parent_unknown || spans_wrong || node.child(Kind::error);
}

model::FieldId Context::field(model::RecordId record_id, Written name) {
    const auto& record = rules.records[record_id];
    const auto written = name.value();
    const auto id = record.field(written);
    if (id == model::none && !field_lost(record.name, written)) {
        std::vector<std::string_view> fields;
        for (const auto& each : record.fields) fields.push_back(each.name);
        auto& told = report(DiagnosticKind::unknown_field, name, "the record " + quoted(record.name) + " has no field " + quoted(written),
                            did_you_mean(written, fields, elsewhere(record_id, written) + (fields.empty() ? "the record has no fields yet" : (elsewhere(record_id, written).empty() ? "it" : quoted(record.name)) + " has " + listed(fields))));
        label(told, record.at, quoted(record.name) + " is declared here");
    }
    return id;
}

model::CalendarId Context::calendar(Written name) {
    const auto written = name.value();
    const auto id = calendars.find(written);
    if (id == model::none && !hidden(written)) {
        report(DiagnosticKind::unknown_calendar, name, "there is no calendar " + quoted(written),
               did_you_mean(written, calendars.all(), "declare it with `calendar " + written + "`, or `use` the file that does"));
    }
    return id;
}

model::ScaleId Context::scale(Written name) {
    const auto written = name.value();
    const auto id = scales.find(written);
    if (id == model::none && !hidden(written)) {
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
    if (twin_says(scales, scale_.name, Kind::grade, written)) return model::none;
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
    if (hidden(written)) return model::none;
    const std::string_view word = words_of(kind).substr(words_of(kind).find(' ') + 1);
    report(DiagnosticKind::unknown_rule, name, "there is no " + std::string(word) + " " + quoted(written),
           did_you_mean(written, names_of(kind).all(), "declare it with `" + std::string(word) + " " + written + "`, or `use` the file that does"));
    return model::none;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates, std::string otherwise) {
    const auto alike = [&](std::string_view other) {       // but for capitals
        const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
        return std::equal(word.begin(), word.end(), other.begin(), other.end(), [&](char a, char b) { return small(a) == small(b); });
    };
    const auto same = std::find_if(candidates.begin(), candidates.end(), alike);
    const auto near = same != candidates.end() ? *same : nearest(word, candidates);
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
        case Kind::as_known: return "as known on";
        case Kind::table_from: return "table from";
        case Kind::given: return "given";
        case Kind::table: return "|";
        case Kind::spans: return "spans";
        case Kind::working_week: return "working";
        case Kind::known_from: return "known from";
        case Kind::known_until: return "known until";
        case Kind::dates_are: return "dates are";
        case Kind::ignores_files: return "ignores file";
        case Kind::version_text: return "version";
        case Kind::time_zone: return "time zone";
        case Kind::year_starts: return "year starts";
        case Kind::leap_birthdays: return "birthdays of 29 February";
        default: return "clause";
    }
}

}  // namespace duly::check
