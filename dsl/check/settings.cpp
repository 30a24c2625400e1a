// `ruleset` blocks and scales. Every file may have a `ruleset`; the first file's gives title and version, a setting may
// stand in any of them but not twice with different values.
#include "dsl/check/literals.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

struct Settings {
    Context& context;
    std::vector<std::pair<Kind, Written>> seen;

    // False when the setting stands already with another wording (which is reported).
    bool first(Written clause) {
        for (const auto& [kind, other] : seen) {
            if (kind != clause.kind()) continue;
            if (one_line(other) != one_line(clause)) {
                auto& told = context.report(DiagnosticKind::repeated_clause, clause,
                                            quoted(keyword_of(kind)) + " is set twice, with different values", "all files that run together share it: keep one");
                context.label(told, other.range(), "first here");
            }
            return false;
        }
        seen.emplace_back(clause.kind(), clause);
        return true;
    }
};

// Zones whose clocks have shown the time of London throughout the days that data may hold.
constexpr std::string_view london = "Europe/London";
constexpr std::string_view same_time[] = {london, "Europe/Belfast", "Europe/Guernsey", "Europe/Isle_of_Man", "Europe/Jersey", "GB", "GB-Eire"};

void time_zone(Context& context, Written text) {
    const auto zone = text.value();
    for (const auto name : same_time) {
        if (zone != name) continue;
        context.rules.time_zone = zone;
        return;
    }
    const std::vector<std::string_view> names(std::begin(same_time), std::end(same_time));
    context.report(DiagnosticKind::unknown_time_zone, text, "no times are counted in the time zone " + quoted(zone), did_you_mean(zone, names, "use `Europe/London`, or a zone that keeps its time: " + listed({names.begin() + 1, names.end()}, "or")));
}

}  // namespace

void lower_settings(Context& context) {
    Settings settings{context, {}};
    auto& rules = context.rules;
    for (std::size_t i = 0; i < context.rulesets.size(); ++i) {
        for (const auto& clause : context.rulesets[i].children()) {
            switch (clause.kind()) {
                case Kind::text:
                    if (i == 0) rules.title = clause.value();
                    break;
                case Kind::version_text:
                    if (i == 0) rules.version = clause[0].value();
                    break;
                case Kind::law:
                    if (i == 0) context.default_law = clause[0].value();
                    break;
                case Kind::time_zone:
                    if (!settings.first(clause)) break;
                    time_zone(context, clause[0]);
                    break;
                case Kind::year_starts:
                    if (!settings.first(clause)) break;
                    if (const auto day = day_month_of(context, clause[0])) {
                        rules.year_starts_month = day->first;
                        rules.year_starts_day = day->second;
                    }
                    break;
                case Kind::leap_birthdays:
                    if (!settings.first(clause)) break;
                    if (const auto day = day_month_of(context, clause[0])) rules.leap_birthday_on_28_february = day->first == 2;
                    break;
                case Kind::counting:
                    if (settings.first(clause)) context.default_counting = static_cast<model::Counting>(clause.word());
                    break;
                default: break;
            }
        }
    }
}

void lower_scales(Context& context) {
    for (const auto& item : context.scales.items) {
        model::Scale scale;
        scale.name = item.name;
        scale.at = item.node.child(Kind::name).range();
        if (const auto title = item.node.child(Kind::text)) scale.title = title.value();
        for (const auto& grade : item.node.children(Kind::grade)) {
            const auto name = grade.value();
            bool repeated = false;
            for (const auto& other : scale.grades) repeated = repeated || other == name;
            if (repeated) context.report(DiagnosticKind::choice_repeated, grade, "the grade " + quoted(name) + " is listed twice", "list each grade once, best first");
            else scale.grades.push_back(name);
        }
        context.rules.scales.push_back(std::move(scale));
    }
}

}  // namespace duly::check
