#include <algorithm>
#include <deque>
#include <functional>
#include <iterator>
#include <mutex>
#include <optional>

#include "engine/data/parallel.hpp"
#include "engine/report/file_parts.hpp"
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

// The files while they are made, by tasks that threads may work on side by side. A table is made once, for its CSV file and for its sheet.
class Making {
public:
    Making(const ReportOptions& options, const FilePiece& piece) : options_(options), piece_(piece), book_(asked_for(options, "report.xlsx")) {}

    bool book() const { return book_; }

    // `make` gives the bytes, one piece after another.
    void file(const std::string& name, std::function<void(const BytesOut&)> make) {
        if (!asked_for(options_, name)) return;
        names_.push_back(name);
        tasks_.push_back([this, name, make = std::move(make)] { make(out(name)); });
    }

    // The same, and it fills the sheet's one part, unless told of none.
    void table(const std::string& name, std::function<void(SheetCells*, const BytesOut&)> make) {
        const bool asked = asked_for(options_, name);
        if (asked) names_.push_back(name);
        if (!asked && !book_) return;
        Sheet* sheet = book_ ? &begin(name) : nullptr;
        tasks_.push_back([this, name, asked, sheet, make = std::move(make)] { make(sheet ? &sheet->parts.front() : nullptr, asked ? out(name) : [](std::string_view) {}); });
    }

    // In parts, for the sheet's parts or none.
    void results(const std::string& name, const ResultRows& rows, const std::vector<RuleView>& rules, const std::vector<EntryRef>& entries, bool slow) {
        const bool asked = asked_for(options_, name);
        if (asked) names_.push_back(name);
        if (!asked && !book_) return;
        const ResultsFile& file = results_.emplace_back(rows, rules, entries, slow, book_ ? &begin(name).parts : nullptr);
        FileParts& parts = parts_.emplace_back(name, file.parts(), asked ? piece_ : nothing_);
        for (std::size_t part = 0; part < file.parts(); ++part) tasks_.push_back([&file, &parts, part] { parts.made(part, file.write(part)); });
    }

    void run() {
        data::run_tasks(options_.threads, tasks_.size(), [&](std::size_t k) { tasks_[k](); });
    }

    void whole(const std::string& name, const std::string& bytes) {
        names_.push_back(name);
        piece_(name, 0, bytes);
    }

    std::vector<Sheet> sheets() { return {std::make_move_iterator(sheets_.begin()), std::make_move_iterator(sheets_.end())}; }
    std::vector<std::string> names() {
        std::sort(names_.begin(), names_.end());
        return std::move(names_);
    }

private:
    const ReportOptions& options_;
    const FilePiece& piece_;
    const FilePiece nothing_ = [](const std::string&, std::uint64_t, std::string_view) {};
    bool book_;
    std::vector<std::string> names_;
    std::deque<Sheet> sheets_;                              // whose addresses the tasks keep, as those of the next two
    std::deque<ResultsFile> results_;
    std::deque<FileParts> parts_;
    std::vector<std::function<void()>> tasks_;

    Sheet& begin(const std::string& name) { return sheets_.emplace_back(Sheet{name.substr(0, name.find('.')), std::vector<SheetCells>(1), name}); }
    BytesOut out(const std::string& name) const {
        return [this, name, at = std::uint64_t{0}](std::string_view bytes) mutable {
            piece_(name, at, bytes);
            at += bytes.size();
        };
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

std::vector<std::string> folder(const ReportInput& input, const ReportOptions& options, const FilePiece& piece) {
    Making making(options, piece);
    const bool pages = asked_for(options, "report.md") || asked_for(options, "report.html");
    Wanted wanted;
    for (std::size_t i = 0; i < file_count; ++i) wanted.files[i] = making.book() || pages || asked_for(options, results_names[i]);
    std::vector<RuleView> rules;
    const Keys keys(input);
    Selection selection;
    std::optional<ResultRows> rows;
    ReportOptions alone = options;      // as one task among others
    alone.threads = 1;
    making.file("summary.json", [&](const BytesOut& out) { summary_json(input, alone, out); });
    if (std::find(wanted.files.begin(), wanted.files.end(), true) != wanted.files.end()) {
        rules = rule_views(input);
        note_not_answered(input, rules);
        selection = select_entries(rules, keys, options, wanted);
        rows.emplace(input, options, rules, keys);
        for (std::size_t i = 0; i < file_count; ++i) making.results(results_names[i], *rows, rules, selection[i], static_cast<File>(i) == File::unknown || static_cast<File>(i) == File::excused);
    }
    making.table("measures.csv", [&](SheetCells* sheet, const BytesOut& out) { measures_csv(input, sheet, out); });
    making.table("actions.csv", [&](SheetCells* sheet, const BytesOut& out) { actions_csv(input, sheet, out); });
    making.table("data-quality.csv", [&](SheetCells* sheet, const BytesOut& out) { quality_csv(input, sheet, out); });
    making.run();
    if (making.book()) {
        std::vector<Sheet> sheets = making.sheets();
        sheets.insert(sheets.begin(), summary_sheet(input, rules, sheets));
        making.whole("report.xlsx", workbook(std::move(sheets), options.threads));
    }
    if (asked_for(options, "report.html")) making.whole("report.html", page_html(input, options, rules, keys, selection));
    if (asked_for(options, "report.md")) making.whole("report.md", report_markdown(input, options, rules));
    return making.names();
}

std::map<std::string, std::string> folder(const ReportInput& input, const ReportOptions& options) {
    std::map<std::string, std::string> files;
    std::mutex guard;
    folder(input, options, [&](const std::string& name, std::uint64_t at, std::string_view bytes) {
        const std::lock_guard lock(guard);
        std::string& file = files[name];
        if (at == file.size()) {
            file += bytes;
            return;
        }
        file.resize(std::max<std::size_t>(file.size(), at + bytes.size()));
        bytes.copy(file.data() + at, bytes.size());
    });
    return files;
}

std::string breaches_csv(const ReportInput& input, const ReportOptions& options) {
    std::vector<RuleView> rules = rule_views(input);
    const Keys keys(input);
    return results_csv(input, options, rules, keys, select_entries(rules, keys, options, {{true, false, false, false}})[static_cast<std::size_t>(File::breaches)]);
}

}  // namespace duly::report
