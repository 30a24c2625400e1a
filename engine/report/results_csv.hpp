// breaches.csv, upcoming.csv, unknown.csv, excused.csv.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/report/csv.hpp"
#include "engine/report/entries.hpp"

namespace duly::report {

// One of these files in parts, which threads may write in any order; `whole` puts them together once all are written.
class ResultsFile {
public:
    // All of these must live as long as this. `sheet`: the same rows in parts, the header first.
    ResultsFile(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, const Keys& keys, const std::vector<EntryRef>& entries,
                std::vector<SheetCells>* sheet = nullptr);
    ~ResultsFile();
    std::size_t parts() const;
    void write(std::size_t part);
    std::string whole();

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string results_csv(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, const Keys& keys,
                        const std::vector<EntryRef>& entries);

}  // namespace duly::report
