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

void name_file(model::RuleSet& rules, Written title) {
    const FileId file = title.range().file;
    if (rules.file_titles.size() <= file) rules.file_titles.resize(file + std::size_t{1});
    if (rules.file_titles[file].empty()) rules.file_titles[file] = title.value();
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
                    name_file(rules, clause);
                    break;
                case Kind::version_text:
                    if (i == 0) rules.version = clause[0].value();
                    break;
                case Kind::law:
                    if (i == 0) context.default_law = clause[0].value();
                    break;
                case Kind::time_zone:
                    if (!settings.first(clause)) break;
                    lower_zone(context, clause[0]);
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
