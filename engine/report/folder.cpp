#include "engine/report/not_answered.hpp"
#include "engine/report/results_csv.hpp"
#include "engine/report/tables_csv.hpp"

namespace duly::report {

std::map<std::string, std::string> folder(const ReportInput& input, const ReportOptions& options) {
    std::vector<RuleView> rules = rule_views(input);
    note_not_answered(input, rules);
    Keys keys(input, rules, options.threads);
    Selection selection = select_entries(rules, keys, options);
    std::map<std::string, std::string> files;
    static constexpr const char* names[file_count] = {"breaches.csv", "upcoming.csv", "unknown.csv", "excused.csv"};
    for (std::size_t i = 0; i < file_count; ++i) files[names[i]] = results_csv(input, options, rules, keys, selection[i]);
    files["measures.csv"] = measures_csv(input);
    files["actions.csv"] = actions_csv(input);
    files["data-quality.csv"] = quality_csv(input);
    files["summary.json"] = summary_json(input, options);
    return files;
}

std::string breaches_csv(const ReportInput& input, const ReportOptions& options) {
    std::vector<RuleView> rules = rule_views(input);
    Keys keys(input, rules, options.threads);
    return results_csv(input, options, rules, keys, select_entries(rules, keys, options)[static_cast<std::size_t>(File::breaches)]);
}

}  // namespace duly::report
