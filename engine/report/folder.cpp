#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "engine/data/parallel.hpp"
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

// The files while they are made: what threads may work on side by side, then what puts parts together. A table is made once, for its CSV
// file and for its sheet.
class Making {
public:
    explicit Making(const ReportOptions& options) : options_(options), book_(asked_for(options, "report.xlsx")) {}

    bool book() const { return book_; }

    void text(const std::string& name, std::function<std::string()> make) {
        if (!asked_for(options_, name)) return;
        std::string& to = files_[name];
        first_.push_back([&to, make = std::move(make)] { to = make(); });
    }

    // `make` gives the CSV file and fills the sheet's one part, unless told of none.
    void table(const std::string& name, std::function<std::string(SheetCells*)> make) {
        if (!asked_for(options_, name) && !book_) return;
        Table& table = begin(name);
        first_.push_back([&table, make = std::move(make)] { table.csv = make(table.in_book ? &table.sheet.parts.front() : nullptr); });
    }

    // `make` gives a file in parts, for the sheet's parts or none.
    void results(const std::string& name, const std::function<std::unique_ptr<ResultsFile>(std::vector<SheetCells>*)>& make) {
        if (!asked_for(options_, name) && !book_) return;
        Table& table = begin(name);
        table.results = make(table.in_book ? &table.sheet.parts : nullptr);
        for (std::size_t part = 0; part < table.results->parts(); ++part) first_.push_back([&table, part] { table.results->write(part); });
        then_.push_back([&table] { table.csv = table.results->whole(); });
    }

    void run() {
        for (const auto* tasks : {&first_, &then_}) data::run_tasks(options_.threads, tasks->size(), [&](std::size_t k) { (*tasks)[k](); });
        for (Table& table : tables_)
            if (asked_for(options_, table.sheet.csv)) files_[table.sheet.csv] = std::move(table.csv);
    }

    std::vector<Sheet> sheets() {
        std::vector<Sheet> all;
        for (Table& table : tables_) all.push_back(std::move(table.sheet));
        return all;
    }
    std::map<std::string, std::string>& files() { return files_; }

private:
    struct Table {
        Sheet sheet;
        bool in_book = false;
        std::string csv;
        std::unique_ptr<ResultsFile> results;
    };
    const ReportOptions& options_;
    bool book_;
    std::map<std::string, std::string> files_;
    std::deque<Table> tables_;                              // whose addresses the tasks keep
    std::vector<std::function<void()>> first_, then_;

    Table& begin(const std::string& name) {
        tables_.push_back({{name.substr(0, name.find('.')), std::vector<SheetCells>(1), name}, book_, {}, {}});
        return tables_.back();
    }
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
    Making making(options);
    const bool pages = asked_for(options, "report.md") || asked_for(options, "report.html");
    const bool results = making.book() || pages || std::any_of(std::begin(results_names), std::end(results_names), [&](const char* name) { return asked_for(options, name); });
    std::vector<RuleView> rules;
    std::optional<Keys> keys;
    Selection selection;
    ReportOptions alone = options;      // as one task among others
    alone.threads = 1;
    making.text("summary.json", [&] { return summary_json(input, alone); });
    if (results) {
        rules = rule_views(input);
        note_not_answered(input, rules);
        keys.emplace(input);
        Wanted wanted;
        for (std::size_t i = 0; i < file_count; ++i) wanted.files[i] = making.book() || pages || asked_for(options, results_names[i]);
        selection = select_entries(rules, *keys, options, wanted);
        for (std::size_t i = 0; i < file_count; ++i)
            making.results(results_names[i], [&](std::vector<SheetCells>* parts) { return std::make_unique<ResultsFile>(input, options, rules, *keys, selection[i], parts); });
    }
    making.table("measures.csv", [&](SheetCells* sheet) { return measures_csv(input, sheet); });
    making.table("actions.csv", [&](SheetCells* sheet) { return actions_csv(input, sheet); });
    making.table("data-quality.csv", [&](SheetCells* sheet) { return quality_csv(input, sheet); });
    making.run();
    std::map<std::string, std::string>& files = making.files();
    if (making.book()) {
        std::vector<Sheet> sheets = making.sheets();
        sheets.insert(sheets.begin(), summary_sheet(input, rules, sheets));
        files["report.xlsx"] = workbook(std::move(sheets), options.threads);
    }
    if (asked_for(options, "report.html")) files["report.html"] = page_html(input, options, rules, *keys, selection);
    if (asked_for(options, "report.md")) files["report.md"] = report_markdown(input, options, rules);
    return std::move(files);
}

std::string breaches_csv(const ReportInput& input, const ReportOptions& options) {
    std::vector<RuleView> rules = rule_views(input);
    const Keys keys(input);
    return results_csv(input, options, rules, keys, select_entries(rules, keys, options, {{true, false, false, false}})[static_cast<std::size_t>(File::breaches)]);
}

}  // namespace duly::report
