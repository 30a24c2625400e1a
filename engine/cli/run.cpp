// duly run: evaluate and report.
#include <algorithm>
#include <chrono>

#include "engine/cli/log.hpp"
#include "engine/cli/out_folder.hpp"
#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

void log_data(Log& log, const api::Dataset& data) {
    for (const api::InputFile& file : data.files()) {
        log.info("file read",
                 {{"path", file.path}, {"feed", file.feed}, {"bytes", file.bytes}, {"rows_read", file.rows_read}, {"rows_used", file.rows_used}, {"cached", std::uint64_t{file.cached}}});
    }
}

// Codes and places only: the words of a diagnostic may hold a cell's text.
void log_quality(Log& log, const std::vector<api::Diagnostic>& diagnostics) {
    for (const api::Diagnostic& one : diagnostics) {
        std::vector<LogField> fields = {{"code", one.code}, {"file", one.file}, {"line", std::uint64_t{one.line}}, {"count", one.count}};
        one.severity == api::Severity::note ? log.info("data quality", fields) : log.warning("data quality", fields);
    }
}

void log_outcomes(Log& log, const api::Evaluation& evaluation) {
    for (const api::RuleCounts& rule : evaluation.counts()) {
        std::vector<LogField> fields = {{"rule", rule.rule}};
        for (const auto& [outcome, count] : rule.outcomes) fields.push_back({outcome, count});
        log.info("rule evaluated", fields);
    }
}

api::ReportOptions report_options(const Args& args, unsigned threads, bool for_terminal) {
    api::ReportOptions options;
    options.since = args.get("since");
    options.columns = args.list("columns");
    options.files = args.list("files");
    options.threads = threads;
    options.all = args.has("all");
    if (for_terminal) {
        options.width = output_width();
        options.colour = output_colour();
    }
    return options;
}

// Nothing is written or printed but what lists outcomes and counts them.
bool lists_only(const Args& args) {
    const std::string format = args.get("format", "text");
    if (format == "md" || format == "html") return false;
    const std::vector<std::string> files = args.list("files");
    const auto is_table = [](const std::string& file) { return file.ends_with("csv") || file.ends_with("json"); };
    return !args.has("out") || (!files.empty() && std::all_of(files.begin(), files.end(), is_table));
}

api::Checked<std::string> printed(const api::Evaluation& evaluation, const Args& args, unsigned threads) {
    std::string format = args.get("format", "text");
    if (format == "json") return evaluation.json(report_options(args, threads, false));
    if (format == "csv") return evaluation.csv(report_options(args, threads, false));
    if (format == "md") return evaluation.markdown(report_options(args, threads, false));
    if (format == "html") return evaluation.html(report_options(args, threads, false));
    return evaluation.text(report_options(args, threads, true));
}

int exit_of(const api::Evaluation& evaluation, const api::Dataset& data, const Args& args) {
    std::vector<std::string> fail_on = args.list("fail-on");
    auto asked = [&](const char* what) { return std::find(fail_on.begin(), fail_on.end(), what) != fail_on.end(); };
    if (asked("breach") && (evaluation.breaches() > 0 || evaluation.failing() > 0)) return found_breaches;
    if (data.left_out() || evaluation.not_run() > 0) return left_out;
    if (asked("unknown") && evaluation.unknown() > 0) return left_out;
    return ran;
}

// The program ends after this one run, and gives back its memory at once faster than piece by piece.
void keep_to_the_end(const api::Dataset& data, const api::Evaluation& evaluation) {
    static auto& kept = *new std::vector<std::pair<api::Dataset, api::Evaluation>>;
    kept.emplace_back(data, evaluation);
}

int evaluate_and_report(const Args& args, Log& log) {
    std::optional<unsigned> threads = threads_of(args);
    if (!threads) return could_not_run;
    std::string out = args.get("out");
    if (args.has("files") && !args.has("out")) return complain("`--files` chooses among the files of a folder: add --out FOLDER");
    if (args.has("out")) {
        // Before the work, not after it.
        if (std::string obstacle = obstacle_to(out); !obstacle.empty()) return complain(obstacle);
    }
    int exit = ran;
    auto progress = std::make_unique<Progress>();
    progress->stage("reading the rule files");
    std::optional<api::RuleSet> rules = compile_rules(args.words, exit);
    if (!rules) return exit;
    log.info("rules compiled", {{"title", rules->title()}, {"version", rules->version()}, {"rules", std::uint64_t{rules->rules().size()}}});

    std::string as_of = args.get("as-of", today(*rules));
    progress->stage("reading the data");
    std::optional<api::Dataset> data = load_data(*rules, args.all("data"), args, {args.list("feed"), *threads, as_of}, exit);
    if (!data) return exit;
    if (log.is_open()) log_data(log, *data);

    progress->stage("evaluating");
    api::Checked<api::Evaluation> evaluated = api::evaluate(*rules, *data, {as_of, args.get("as-known-on"), args.list("rule"), *threads, lists_only(args)});
    if (!evaluated) {
        progress.reset();
        return complain(evaluated.diagnostics, could_not_run);
    }
    const api::Evaluation& evaluation = *evaluated.value;
    keep_to_the_end(*data, evaluation);
    if (log.is_open()) {
        log_quality(log, evaluation.diagnostics());
        log_outcomes(log, evaluation);
    }

    progress->stage("writing");
    api::Checked<std::string> made = printed(evaluation, args, *threads);
    if (!made) {
        progress.reset();
        return complain(made.diagnostics, could_not_run);
    }
    std::string text = std::move(*made.value);
    if (args.has("out")) {
        api::Checked<std::vector<std::string>> files;
        const std::string mistake = write_folder(out, [&](const FilePiece& piece) {
            files = evaluation.write_files(piece, report_options(args, *threads, false));
            return bool(files);
        });
        progress.reset();
        if (!mistake.empty()) return complain(mistake);
        if (!files) return complain(files.diagnostics, could_not_run);
        log.info("folder written", {{"path", out}, {"files", std::uint64_t{files.value->size()}}});
        if (args.get("format", "text") == "text") {
            text += "\nFiles written to " + out + ":";
            for (const std::string& name : *files.value) text += " " + name;
            text += "\n";
        }
    }
    progress.reset();
    if (!write_output(text)) return complain("the results cannot be written to standard output");
    return exit_of(evaluation, *data, args);
}

int work(const Args& args) {
    Log log;
    if (args.has("log")) {
        if (const int refused = complain_overwrites("log", args.get("log"), "{\"time\":"); refused != ran) return refused;
        if (std::string mistake = log.open(args.get("log")); !mistake.empty()) return complain(mistake);
    }
    auto start = std::chrono::steady_clock::now();
    log.info("run started", {{"duly", std::string(api::version())}, {"as_of", args.get("as-of", "today")}});
    int exit = evaluate_and_report(args, log);
    auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
    std::vector<LogField> fields = {{"exit", std::uint64_t(exit)}, {"milliseconds", std::uint64_t(took)}};
    exit == could_not_run || exit == rules_wrong ? log.error("run failed", fields) : log.info("run finished", fields);
    return exit;
}

}  // namespace

const Verb& run_verb() {
    static const Verb verb = {
        "run",
        "RULES... --data FOLDER",
        "evaluate the rules over data and report what was found",
        {{"data", "PATH", "a folder or file with data; may be given several times", true},
         {"as-of", "DATE", "the day to judge by, up to its midnight, or a moment; today when not given"},
         {"as-known-on", "DATE", "do not see holidays that were announced later"},
         {"since", "DATE", "only count late ones that were due before"},
         {"feed", "NAME", "read the data through this feed only; may be given several times", true},
         {"rule", "NAME", "evaluate these rules and what they need; may be given several times", true},
         {"out", "FOLDER", "write the files there, all or none; replaces an earlier folder of duly"},
         {"files", "LIST", "with --out: only these of the files, by name or kind: csv,report.xlsx", true},
         {"columns", "LIST", "columns of the files of outcomes, in this order: key,due,team", true},
         {"format", "FORMAT", "what to print: text, json (the summary), csv (the breaches), md (some pages for a board) or html (the page)", false, {"text", "json", "csv", "md", "html"}},
         {"all", "", "print every rule as text, however many there are"},
         {"fail-on", "WHAT", "breach: end with 2 when something is breached; unknown: with 4 when something is unknown", true, {"breach", "unknown"}},
         {"log", "FILE", "append a log, one JSON object a line, without personal data"},
         {"threads", "NUMBER", "threads to use; all cores when not given"},
         memory_option(), spill_option(), cache_option()},
        {"duly run rules/england --data fixtures/annex_a --as-of 2021-03-16 --out out",
         "duly run rules/england --data fixtures/council --as-of 2026-03-31 --rule first_core_group --format csv"},
        work};
    return verb;
}

}  // namespace duly::cli
