// What the handles of the interface hold. In these files `duly::X` is the engine's own type, `v1::X` the caller's.
#pragma once

#ifndef DULY_IMPLEMENTATION
#error "the sources of the library are built with DULY_IMPLEMENTATION"
#endif

#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/model/ruleset.hpp"
#include "engine/api/include/duly/duly.hpp"
#include "engine/data/load.hpp"
#include "engine/eval/evaluate.hpp"
#include "engine/explain/explain.hpp"

namespace duly::v1 {

struct RuleSet::State {
    std::shared_ptr<const model::RuleSet> rules;
    std::shared_ptr<const Loader> loader;       // for the files of calendars
    std::shared_ptr<const plan::Plan> plan;
    // Counted once for all evaluations, by the day up to which holidays are known.
    std::shared_ptr<const eval::CalendarSet> calendars(std::optional<model::Day> as_known_on) const;

private:
    mutable std::mutex mutex_;
    mutable std::vector<std::pair<std::optional<model::Day>, std::shared_ptr<const eval::CalendarSet>>> calendars_;
};
struct Calendars::State {
    std::shared_ptr<const RuleSet::State> rules;
    std::shared_ptr<const eval::CalendarSet> set;
};
struct Dataset::State {
    std::shared_ptr<const RuleSet::State> rules;
    data::LoadedData loaded;
    std::uint64_t memory = 0;                   // LoadOptions::memory
};
struct Evaluation::State {
    std::shared_ptr<const RuleSet::State> rules;
    std::shared_ptr<const Dataset::State> data;
    std::shared_ptr<const eval::CalendarSet> calendars;
    eval::EvaluateOptions options;
    eval::Evaluation evaluation;
    std::vector<duly::Diagnostic> quality;
    std::unique_ptr<const explain::Explainer> explainer;    // keeps references to the above
    mutable std::once_flag whole_asked;
    mutable std::shared_ptr<const State> whole;             // below
};
// The same with every outcome held: where only listed ones are (EvaluateOptions::only_listed) it is evaluated once more when first asked
// for, by whichever thread.
const Evaluation::State& whole(const Evaluation::State& state);

DiagnosticKind kind_of(std::string_view code);      // program_failed for a code that is not there
Diagnostic outward(const duly::Diagnostic& diagnostic);
std::vector<Diagnostic> outward(const std::vector<duly::Diagnostic>& diagnostics);
std::vector<duly::Diagnostic> inward(const std::vector<Diagnostic>& diagnostics);
Diagnostic mistake(DiagnosticKind kind, std::string message, std::string help = {});
Diagnostic failure(const char* what);
// "did you mean `x`?", or "" when nothing is near.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);
bool any_error(const std::vector<Diagnostic>& diagnostics);

// Of the rule files and of the files that they name, holidays and spellings; see engine/report/README.md.
std::string rules_hash(const RuleSet::State& rules);

// The files that another program has written into since they were read: texts of the data may be others now.
std::vector<Diagnostic> written_into(const Dataset::State& data);

Diagnostic no_memory();
Diagnostic no_memory(const Dataset::State& data);       // names its largest files
// What a rule file that cannot be read for another reason than that it is not there says.
struct ReadFailure : std::exception {
    Diagnostic diagnostic;
    explicit ReadFailure(Diagnostic why) : diagnostic(std::move(why)) {}
};

struct RuleName { enum class Kind { none, timescale, check, measure, action } kind = Kind::none; std::uint32_t id = model::none; };
RuleName find_rule(const model::RuleSet& rules, const std::string& name);
Diagnostic unknown_rule_name(const model::RuleSet& rules, const std::string& name);
std::vector<Diagnostic> unknown_rules(const model::RuleSet& rules, const std::vector<std::string>& names);   // those of them that are none

// Runs `work`, which returns Checked<T>; what it throws comes back as a diagnostic. Keeps the promise of Checked.
template <typename T, typename Work>
Checked<T> guarded(Work&& work) {
    Checked<T> result;
    try {
        result = work();
    } catch (const std::bad_alloc&) {
        result = {{}, {no_memory()}};
    } catch (const ReadFailure& failed) {
        result = {{}, {failed.diagnostic}};
    } catch (const std::exception& error) {
        result = {{}, {failure(error.what())}};
    } catch (...) {
        result = {{}, {failure("for a reason that is not known")}};
    }
    if (any_error(result.diagnostics)) result.value.reset();
    return result;
}

// The same for work over a dataset: what came of files that changed meanwhile is worth nothing.
template <typename T, typename Work>
Checked<T> guarded(const Dataset::State& data, Work&& work) {
    Checked<T> result = guarded<T>(std::forward<Work>(work));
    if (std::vector<Diagnostic> changed = written_into(data); !changed.empty()) return {{}, std::move(changed)};
    if (!result && result.diagnostics.size() == 1 && kind_of(result.diagnostics[0].code) == DiagnosticKind::out_of_memory) result.diagnostics = {no_memory(data)};
    return result;
}
template <typename T, typename Work>
Checked<T> guarded(const Evaluation::State& evaluation, Work&& work) { return guarded<T>(*evaluation.data, std::forward<Work>(work)); }

}  // namespace duly::v1
