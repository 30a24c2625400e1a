// What a run read, named by hashes, and what differs from it now.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/api/internal.hpp"
#include "engine/data/content_hash.hpp"

namespace duly::v1 {

namespace {

std::string hash_of(std::string_view bytes) { return data::hash_text_of(data::content_hash(bytes)); }

std::string text_of(const nlohmann::json& from, const char* name) {
    const auto at = from.find(name);
    return at != from.end() && at->is_string() ? at->get<std::string>() : std::string();
}

}  // namespace

// The hashes of all files in order, a line each, hashed: the order in which files are named does not matter.
std::string rules_hash(const RuleSet::State& state) {
    const model::RuleSet& rules = *state.rules;
    std::vector<std::string> hashes;
    for (FileId file = 0; rules.sources && file < rules.sources->size(); ++file) hashes.push_back(hash_of((*rules.sources)[file].text()));
    const auto add = [&](const std::string& path) {
        if (const auto bytes = state.loader->read(path)) hashes.push_back(hash_of(*bytes));
        else hashes.push_back("none");
    };
    for (const model::CalendarDef& calendar : rules.calendars)
        for (const auto& file : calendar.holiday_files) add(file.path);
    for (const model::Feed& feed : rules.feeds)
        for (const model::FeedFile& file : feed.files)
            for (const model::Mapping& mapping : file.mappings)
                if (!mapping.spellings_from.empty()) add(state.loader->resolve(feed.source_file, mapping.spellings_from));
    std::sort(hashes.begin(), hashes.end());
    std::string lines;
    for (const std::string& hash : hashes) lines += hash + '\n';
    return hash_of(lines);
}

Checked<RunRecord> read_run(const std::string& summary_json) {
    const auto no_summary = [] { return Checked<RunRecord>{{}, {mistake(DiagnosticKind::data_not_found, "this is no summary.json of a run, or one of a version that told no hashes", "run again with this version")}}; };
    const nlohmann::json json = nlohmann::json::parse(summary_json, nullptr, false);
    if (!json.is_object() || !json.contains("duly") || !json.contains("files") || !json["files"].is_array() || !json.contains("ruleset") || json.value("schema", nlohmann::json()) != 1) return no_summary();
    RunRecord run{text_of(json, "as_of"), text_of(json, "as_known_on"), text_of(json, "duly"), text_of(json["ruleset"], "hash"), {}};
    for (const nlohmann::json& file : json["files"]) run.files.push_back({text_of(file, "path"), text_of(file, "feed"), text_of(file, "hash")});
    if (run.as_of.empty() || run.rules_hash.empty()) return no_summary();
    return {std::move(run), {}};
}

std::vector<std::string> changed_since(const RunRecord& run, const RuleSet& rules, const Dataset& data) {
    std::vector<std::string> changed;
    const std::vector<data::InputFileInfo>& files = data.state->loaded.dataset.files();
    std::vector<bool> known(files.size());
    const auto name_in = [](const std::string& path) { return path.substr(path.find_last_of("/\\") + 1); };
    const data::FileContent* hashed = nullptr;
    std::string hash;
    for (const RunRecord::File& file : run.files) {
        // The same file, under whatever name its folder is called now.
        std::size_t found = files.size();
        for (std::size_t i = 0; i < files.size(); ++i)
            if (!known[i] && (files[i].path == file.path || (found == files.size() && name_in(files[i].path) == name_in(file.path)))) found = i;
        if (found == files.size()) {
            changed.push_back("`" + file.path + "` is not there any more");
            continue;
        }
        known[found] = true;
        const data::InputFileInfo& now = files[found];
        if (now.content && now.content.get() != hashed) {
            hashed = now.content.get();
            hash = hash_of(hashed->bytes);
        }
        if ((now.content ? hash : std::string()) != file.hash) changed.push_back("`" + now.path + "` has changed");
        else if (now.feed != file.feed) changed.push_back("`" + now.path + "` is read through " + (now.feed.empty() ? "no feed" : "the feed `" + now.feed + "`") + (file.feed.empty() ? ", and was through none" : ", and was through `" + file.feed + "`"));
    }
    for (std::size_t i = 0; i < files.size(); ++i)
        if (!known[i]) changed.push_back("`" + files[i].path + "` was not there");
    if (rules_hash(*rules.state) != run.rules_hash) changed.push_back("the rule files, or a list of holidays or spellings that they name");
    if (run.program != DULY_VERSION) changed.push_back("the program: this is " DULY_VERSION ", the run was made by " + run.program);
    return changed;
}

}  // namespace duly::v1
