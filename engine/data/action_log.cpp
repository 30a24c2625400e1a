// Rows of a log of actions that speak for no action: a name that is misspelt would otherwise be dropped in silence.
#include <algorithm>
#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "engine/data/build.hpp"
#include "engine/data/text.hpp"

namespace duly::data::build {

void list_unknown_actions(Work& work) {
    std::vector<bool> seen(work.rules.records.size(), false);
    for (const model::Action& first : work.rules.actions) {
        if (!first.log || seen[first.log->record]) continue;
        const model::ActionLog& log = *first.log;
        seen[log.record] = true;
        std::vector<std::string_view> names;    // of the actions that are recorded there
        for (const model::Action& action : work.rules.actions)
            if (action.log && action.log->record == log.record) names.push_back(action.name);
        const Table& table = work.tables[log.record];
        const Column& column = table.columns[log.action];
        for (Row row = 0; row < table.rows; ++row) {
            const bool named = column.present && column.state[row] == State::known;
            const std::string name(named ? trim_blanks(column.text[row]) : std::string_view{});
            if (named && std::find(names.begin(), names.end(), name) != names.end()) continue;
            const bool other = named && work.rules.action(name) != model::none;
            std::string help = other ? "write `recorded in " + work.record(log.record).name + "` in the action" : "name one of the actions that are recorded there";
            if (const auto near = named && !other ? nearest(name, names) : std::string_view{}; !near.empty()) help = "did you mean `" + std::string(near) + "`?";
            work.quality.list(DiagnosticKind::unknown_action, work.place(log.record, row, log.action),
                              !named ? "a row of `" + work.record(log.record).name + "` names no action"
                              : other ? "the action `" + name + "` is not recorded in `" + work.record(log.record).name + "`"
                                      : "there is no action `" + name + "`",
                              std::move(help));
        }
    }
}

}  // namespace duly::data::build
