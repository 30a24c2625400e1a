// The first sheet of the workbook.
#include <algorithm>
#include <array>

#include "dsl/base/date.hpp"
#include "engine/report/measure_latest.hpp"
#include "engine/report/values.hpp"
#include "engine/report/workbook.hpp"

namespace duly::report {

using model::none;

namespace {

std::string_view holds(std::string_view csv) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> words = {{
        {"breaches.csv", "late, too early, overdue, and what checks found"},
        {"upcoming.csv", "due soon, due, and open without a due date"},
        {"unknown.csv", "what the data does not let be told, and why"},
        {"excused.csv", "late with a reason, and what is excluded"},
        {"measures.csv", "every measure by period and group"},
        {"actions.csv", "every action, its state and why"},
        {"data-quality.csv", "what could not be used as it stands"},
    }};
    for (const auto& [name, said] : words)
        if (name == csv) return said;
    return "";
}

class Page {
public:
    void row(std::string_view first, std::string_view second = {}, std::string_view third = {}) {
        cells_.add(SheetCells::text, first);
        if (!second.empty()) cells_.add(SheetCells::plain, second);
        if (!third.empty()) cells_.add(SheetCells::text, third);
        cells_.end_row();
    }
    void words(std::string_view first, std::string_view second) {
        cells_.add(SheetCells::text, first);
        cells_.add(SheetCells::text, second);
        cells_.end_row();
    }
    void count(std::string_view name, std::uint64_t n) {
        if (n > 0) row(name, std::to_string(n));
    }
    SheetCells take() { return std::move(cells_); }

private:
    SheetCells cells_;
};

}  // namespace

Sheet summary_sheet(const ReportInput& input, const std::vector<RuleView>& rules, const std::vector<Sheet>& others) {
    Page page;
    page.words("What was run", input.rules.title);
    if (!input.rules.version.empty()) page.words("Version", input.rules.version);
    page.row("As of", as_of_text(input.evaluation.as_of, input.rules.zone));
    page.words("Made by", std::string("Duly ") + DULY_VERSION);
    page.row("Files read", std::to_string(input.data.files().size()));
    page.row("");
    page.row("Sheet", "Rows", "What it holds");
    for (const Sheet& sheet : others) {
        std::size_t rows = 0;
        for (const SheetCells& part : sheet.parts) rows += part.rows;
        page.row(sheet.name, std::to_string(rows > 0 ? rows - 1 : 0), holds(sheet.csv));
    }
    page.row("");
    page.row("Outcome", "How many");
    std::array<std::uint64_t, model::outcome_count> outcomes{};
    for (const RuleView& rule : rules)
        for (std::size_t i = 0; i < outcomes.size(); ++i) outcomes[i] += rule.counts()[i];
    for (std::size_t i = 0; i < outcomes.size(); ++i) page.count(words_of(static_cast<model::Outcome>(i)), outcomes[i]);

    std::array<std::uint64_t, 6> states{};
    for (const eval::ActionResult& result : input.evaluation.actions)
        if (result.rule != none) ++states[static_cast<std::size_t>(result.state)];
    page.row("");
    page.row("Actions", "How many");
    for (std::size_t i = 0; i < states.size(); ++i) {
        std::string name(name_of(static_cast<eval::ActionState>(i)));
        std::replace(name.begin(), name.end(), '_', ' ');
        page.count(name, states[i]);
    }

    // By scale and grade, best first; the latest figure of each measure.
    page.row("");
    page.row("Measures", "How many");
    for (model::ScaleId scale = 0; scale < input.rules.scales.size(); ++scale) {
        const std::vector<std::string>& grades = input.rules.scales[scale].grades;
        std::vector<std::uint64_t> counts(grades.size(), 0);
        for (const eval::MeasureResult& result : input.evaluation.measures) {
            if (result.rule == none || input.rules.measures[result.rule].scale != scale) continue;
            const eval::MeasureValue* value = latest_of(result).value;
            if (value && !value->hidden && value->grade_from == value->grade_to && value->grade_from < counts.size()) ++counts[value->grade_from];
        }
        for (std::size_t grade = 0; grade < grades.size(); ++grade) page.count(grades[grade], counts[grade]);
    }
    Sheet sheet{"summary", {}, ""};
    sheet.parts.push_back(page.take());
    return sheet;
}

}  // namespace duly::report
