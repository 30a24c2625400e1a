// breaches.csv, upcoming.csv, unknown.csv, excused.csv.
#pragma once

#include <string>
#include <vector>

#include "engine/report/csv.hpp"
#include "engine/report/entries.hpp"
#include "engine/report/result_rows.hpp"

namespace duly::report {

// One of these files in parts, which threads may write in any order.
class ResultsFile {
public:
    // `rows`, `rules` and `entries` must live as long as this; the rows hold `rules`. `slow`: a row may need a reason. `sheet`: the same rows in parts, the header first.
    ResultsFile(const ResultRows& rows, const std::vector<RuleView>& rules, const std::vector<EntryRef>& entries, bool slow, std::vector<SheetCells>* sheet = nullptr);
    std::size_t parts() const { return ends_.size(); }      // the first begins with the header
    TextBuffer write(std::size_t part) const;

private:
    const ResultRows& rows_;
    const std::vector<EntryRef>& entries_;
    std::vector<SheetCells>* sheet_;
    std::vector<std::size_t> ends_;
};

std::string results_csv(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, const Keys& keys,
                        const std::vector<EntryRef>& entries);

}  // namespace duly::report
