// duly due: what comes due, with whom, and when measures fall.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "engine/cli/replace_file.hpp"
#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

// `FIELD=VALUE` of each --where, and --team as the field of that name.
bool read_where(const Args& args, std::vector<std::pair<std::string, std::string>>& where) {
    for (const std::string& one : args.all("where")) {
        const std::size_t at = one.find('=');
        if (at == std::string::npos || at == 0) {
            complain("--where takes FIELD=VALUE, not `" + one + "`");
            return false;
        }
        where.emplace_back(one.substr(0, at), one.substr(at + 1));
    }
    for (const std::string& team : args.all("team")) where.emplace_back("team", team);
    return true;
}

std::string write_file(const std::string& path, const std::string& bytes) {
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) return replace_file(path, bytes);
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    file.close();
    return file ? std::string() : "`" + path + "` cannot be written";
}

int work(const Args& args) {
    std::optional<unsigned> threads = threads_of(args);
    if (!threads) return could_not_run;
    const std::optional<unsigned> days = args.has("days") ? read_count(args.get("days"), 1, 260) : std::optional<unsigned>(10);
    if (!days) return complain("--days takes a whole number from 1 to 260, not `" + args.get("days") + "`");
    api::DueOptions options;
    if (!read_where(args, options.where)) return could_not_run;
    const std::string out = args.get("out"), format = args.get("format", "text");
    if (args.has("out"))
        if (const int refused = complain_overwrites("out", out, format == "json" ? "{\n \"schema\"" : format != "csv" ? "What comes due" : args.has("forecast") ? "\xEF\xBB\xBFmeasure,title,period," : "\xEF\xBB\xBFrule,title,record,"); refused != ran) return refused;
    int exit = ran;
    auto progress = std::make_unique<Progress>();
    progress->stage("reading the rule files");
    std::optional<api::RuleSet> rules = compile_rules(args.words, exit);
    if (!rules) return exit;
    const std::string as_of = args.get("as-of", today(*rules));
    progress->stage("reading the data");
    std::optional<api::Dataset> data = load_data(*rules, args.all("data"), args, {args.list("feed"), *threads, as_of}, exit);
    if (!data) return exit;

    options.days = *days;
    options.by = args.list("by");
    options.forecast = args.has("forecast");
    for (const std::string& name : args.list("rule")) {
        const auto known = rules->rules();
        const bool measure = std::any_of(known.begin(), known.end(), [&](const api::Rule& rule) { return rule.name == name && rule.kind == "measure"; });
        (measure ? options.measures : options.rules).push_back(name);
    }
    options.threads = *threads;
    options.all = args.has("all");
    options.format = format == "json" ? api::DueFormat::json : format == "csv" ? api::DueFormat::csv : api::DueFormat::text;
    if (!args.has("out")) {
        options.width = output_is_terminal() ? std::clamp<std::size_t>(output_width(), 60, 120) : 80;
        options.colour = output_colour();
    }
    progress->stage("evaluating");
    api::Checked<api::Evaluation> evaluated = api::evaluate(*rules, *data, {as_of, args.get("as-known-on"), args.list("rule"), *threads});
    api::Checked<std::string> made;
    if (evaluated) made = evaluated.value->due(options);
    progress.reset();
    if (!evaluated) return complain(evaluated.diagnostics, could_not_run);
    if (!made) return complain(made.diagnostics, could_not_run);
    if (args.has("out")) {
        if (std::string mistake = write_file(out, *made.value); !mistake.empty()) return complain(mistake);
    } else if (!write_output(*made.value)) {
        return complain("the list cannot be written to standard output");
    }
    return data->left_out() || evaluated.value->not_run() > 0 ? left_out : ran;
}

}  // namespace

const Verb& due_verb() {
    static const Verb verb = {
        "due",
        "RULES... --data FOLDER",
        "what is overdue and what comes due in the next working days, by day and team",
        {{"data", "PATH", "a folder or file with data; may be given several times", true},
         {"as-of", "DATE", "the day to judge by, up to its midnight, or a moment; today when not given"},
         {"as-known-on", "DATE", "do not see holidays that were announced later"},
         {"days", "NUMBER", "so many working days ahead; 10 when not given"},
         {"by", "FIELDS", "tell the load by these fields that the records show: team, or team,worker", true},
         {"team", "NAME", "only of this team; may be given several times", true},
         {"where", "FIELD=VALUE", "only where a field that the records show says so; may be given several times", true},
         {"rule", "NAME", "only of these rules; with --forecast also measures; may be given several times", true},
         {"forecast", "", "tell too when graded measures fall, if nothing is done and if all is done in time"},
         {"feed", "NAME", "read the data through this feed only; may be given several times", true},
         {"format", "FORMAT", "text, json, or csv (with --forecast: of the forecast)", false, {"text", "json", "csv"}},
         {"out", "FILE", "write it there"},
         {"all", "", "list every case as text, however many there are"},
         {"threads", "NUMBER", "threads to use; all cores when not given"},
         memory_option(), spill_option(), cache_option()},
        {"duly due rules/england --data fixtures/council --as-of 2026-03-31 --by team,worker",
         "duly due rules/england --data fixtures/council --as-of 2026-03-31 --team Duty --days 5 --forecast"},
        work};
    return verb;
}

}  // namespace duly::cli
