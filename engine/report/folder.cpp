#include <algorithm>

#include "engine/report/markdown.hpp"
#include "engine/report/not_answered.hpp"
#include "engine/report/page.hpp"
#include "engine/report/results_csv.hpp"
#include "engine/report/tables_csv.hpp"
#include "engine/report/workbook.hpp"

namespace duly::report {

namespace {

constexpr const char* results_names[file_count] = {"breaches.csv", "upcoming.csv", "unknown.csv", "excused.csv"};

std::string_view kind_of(std::string_view name) { return name.substr(name.rfind('.') + 1); }

// The tables, each once for its CSV file and its sheet.
class Tables {
public:
    Tables(const ReportOptions& options, std::map<std::string, std::string>& files) : options_(options), files_(files), book_(asked_for(options, "report.xlsx")) {}

    // `make` gives the CSV file and fills the sheet's parts, unless told of none.
    template <typename Make>
    void add(const std::string& name, Make make) {
        const bool wanted = asked_for(options_, name);
        if (!wanted && !book_) return;
        Sheet sheet{name.substr(0, name.find('.')), std::vector<SheetCells>(1), name};
        std::string csv = make(book_ ? &sheet.parts : nullptr);
        if (wanted) files_[name] = std::move(csv);
        if (book_) sheets_.push_back(std::move(sheet));
    }
    bool book() const { return book_; }
    std::vector<Sheet>& sheets() { return sheets_; }

private:
    const ReportOptions& options_;
    std::map<std::string, std::string>& files_;
    bool book_;
    std::vector<Sheet> sheets_;
};

}  // namespace

std::vector<std::string> file_names() {
    return {"actions.csv", "breaches.csv", "data-quality.csv", "excused.csv", "measures.csv", "report.html", "report.md", "report.xlsx", "summary.json", "unknown.csv", "upcoming.csv"};
}

std::vector<std::string> file_kinds() {
    std::vector<std::string> kinds;
    for (const std::string& name : file_names()) kinds.emplace_back(kind_of(name));
    std::sort(kinds.begin(), kinds.end());
    kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
    return kinds;
}

bool asked_for(const ReportOptions& options, std::string_view name) {
    return options.files.empty() || std::any_of(options.files.begin(), options.files.end(), [&](const std::string& asked) { return asked == name || asked == kind_of(name); });
}

std::map<std::string, std::string> folder(const ReportInput& input, const ReportOptions& options) {
    std::map<std::string, std::string> files;
    Tables tables(options, files);
    const bool results = tables.book() || asked_for(options, "report.md") || asked_for(options, "report.html") ||
                         std::any_of(std::begin(results_names), std::end(results_names), [&](const char* name) { return asked_for(options, name); });
    if (results) {
        std::vector<RuleView> rules = rule_views(input);
        note_not_answered(input, rules);
        const Keys keys(input, rules, options.threads);
        const Selection selection = select_entries(rules, keys, options);
        for (std::size_t i = 0; i < file_count; ++i)
            tables.add(results_names[i], [&](std::vector<SheetCells>* parts) { return results_csv(input, options, rules, keys, selection[i], parts); });
        tables.add("measures.csv", [&](std::vector<SheetCells>* parts) { return measures_csv(input, parts ? &parts->front() : nullptr); });
        tables.add("actions.csv", [&](std::vector<SheetCells>* parts) { return actions_csv(input, parts ? &parts->front() : nullptr); });
        tables.add("data-quality.csv", [&](std::vector<SheetCells>* parts) { return quality_csv(input, parts ? &parts->front() : nullptr); });
        if (tables.book()) {
            std::vector<Sheet> sheets = std::move(tables.sheets());
            sheets.insert(sheets.begin(), summary_sheet(input, rules, sheets));
            files["report.xlsx"] = workbook(std::move(sheets), options.threads);
        }
        if (asked_for(options, "report.html")) files["report.html"] = page_html(input, options, rules, keys, selection);
        if (asked_for(options, "report.md")) files["report.md"] = report_markdown(input, options, rules);
    } else {
        tables.add("measures.csv", [&](std::vector<SheetCells>*) { return measures_csv(input); });
        tables.add("actions.csv", [&](std::vector<SheetCells>*) { return actions_csv(input); });
        tables.add("data-quality.csv", [&](std::vector<SheetCells>*) { return quality_csv(input); });
    }
    if (asked_for(options, "summary.json")) files["summary.json"] = summary_json(input, options);
    return files;
}

std::string breaches_csv(const ReportInput& input, const ReportOptions& options) {
    std::vector<RuleView> rules = rule_views(input);
    Keys keys(input, rules, options.threads);
    return results_csv(input, options, rules, keys, select_entries(rules, keys, options)[static_cast<std::size_t>(File::breaches)]);
}

}  // namespace duly::report
