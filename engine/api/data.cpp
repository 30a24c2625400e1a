// Files -> Dataset, and what a dataset tells of itself.
#include <algorithm>

#include "engine/api/times.hpp"
#include "engine/data/memory_need.hpp"
#include "engine/eval/spell_conditions.hpp"

namespace duly::v1 {

namespace {

// What is wrong with the files as a whole: they are too large, or changed while they were read, which may end in anything.
std::vector<Diagnostic> read_files(const std::vector<data::InputFile>& files, const data::LoadOptions& options, Dataset::State& into) {
    std::vector<Diagnostic> wrong;
    std::exception_ptr failed;
    try {
        into.loaded = data::load(*into.rules->rules, files, options);
    } catch (const std::bad_alloc&) {
        into.loaded = {};
        std::vector<data::SizedFile> sizes;
        for (const data::InputFile& file : files) sizes.push_back({file.path, file.bytes.size()});
        wrong.push_back(outward(data::no_memory(std::move(sizes), 0, options.memory)));
    } catch (...) {
        failed = std::current_exception();
    }
    for (const data::InputFile& file : files)
        if (!data::still_as_read({file.path, file.bytes, file.owner, file.stamp})) wrong.push_back(outward(data::data_changed(file.path)));
    for (const duly::Diagnostic& one : into.loaded.quality)
        if (one.kind == DiagnosticKind::out_of_memory || one.kind == DiagnosticKind::too_many_rows) wrong.push_back(outward(one));
    if (failed && wrong.empty()) std::rethrow_exception(failed);
    return wrong;
}

}  // namespace

Checked<Dataset> load(const RuleSet& rules, const std::vector<std::string>& paths, const LoadOptions& options) {
    return guarded<Dataset>([&]() -> Checked<Dataset> {
        data::LoadOptions load;
        load.feeds = options.feeds;
        load.threads = std::max(1u, options.threads);
        load.loader = rules.state->loader.get();
        if (!options.as_of.empty()) {
            std::optional<model::Literal> as_of = parse_as_of(options.as_of, rules.state->rules->zone);
            if (!as_of) return {{}, {as_of_mistake(options.as_of)}};
            load.as_of = day_of(*as_of, rules.state->rules->zone);
        }
        load.memory = options.memory;
        if (!options.cache.empty()) load.cache = {options.cache, std::string(DULY_VERSION) + " " + rules_hash(*rules.state)};
        load.conditions = eval::spell_conditions(*rules.state->rules, load.as_of, rules.state->plan);
        std::vector<data::InputFile> files;
        std::vector<duly::Diagnostic> missing;
        bool left_out = false;
        for (const std::string& path : paths) {
            data::OpenedFiles opened = data::open_files(path, {options.map, options.memory});
            for (data::InputFile& file : opened.files) files.push_back(std::move(file));
            left_out |= opened.left_out;
            left_out |= data::list_passed_over(*rules.state->rules, path, opened.passed_over, load, missing);
            missing.insert(missing.end(), opened.diagnostics.begin(), opened.diagnostics.end());
        }
        // A path that is not there is the caller's mistake; whatever is wrong inside a file is data quality.
        if (has_errors(missing)) return {{}, outward(missing)};
        auto state = std::make_shared<Dataset::State>();
        state->rules = rules.state;
        state->memory = options.memory;
        if (std::vector<Diagnostic> refused = read_files(files, load, *state); !refused.empty()) return {{}, std::move(refused)};
        state->loaded.left_out |= left_out;
        std::vector<duly::Diagnostic>& quality = state->loaded.quality;
        quality.insert(quality.end(), missing.begin(), missing.end());
        sort_diagnostics(quality);
        Checked<Dataset> result;
        for (const duly::Diagnostic& diagnostic : quality) {
            if (diagnostic.kind == DiagnosticKind::unknown_feed) result.diagnostics.push_back(outward(diagnostic));
        }
        for (const duly::Diagnostic& note : state->loaded.notes) result.diagnostics.push_back(outward(note));
        result.value.emplace();
        result.value->state = std::move(state);
        return result;
    });
}

std::vector<InputFile> Dataset::files() const {
    std::vector<InputFile> list;
    for (const data::InputFileInfo& file : state->loaded.dataset.files())
        list.push_back({file.path, file.feed, file.bytes, file.rows_read, file.rows_used, file.cached});
    return list;
}

std::vector<FileMapping> Dataset::mappings() const {
    std::vector<FileMapping> list;
    for (const data::FileMapping& one : state->loaded.mappings) {
        list.push_back({one.file, one.feed, one.record, one.matched, one.unmatched_headers, one.missing_fields, one.by_headers, one.ignored});
    }
    return list;
}

std::vector<Diagnostic> Dataset::quality() const { return outward(state->loaded.quality); }
bool Dataset::left_out() const { return state->loaded.left_out; }

std::uint64_t Dataset::rows(const std::string& record) const {
    model::RecordId id = state->rules->rules->record(record);
    return id == model::none ? 0 : state->loaded.dataset.table(id).rows;
}

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t corner = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1])});
            corner = above;
        }
    }
    return row[b.size()];
}

}  // namespace

std::vector<std::string> Dataset::similar_keys(const std::string& key, std::size_t at_most) const {
    std::vector<std::pair<std::size_t, std::string>> found;
    std::size_t allowed = std::max<std::size_t>(1, key.size() / 3);
    const model::RuleSet& rules = *state->rules->rules;
    for (model::RecordId record = 0; record < rules.records.size(); ++record) {
        const data::Table& table = state->loaded.dataset.table(record);
        // Without a key field the key is made of several, parted by blanks.
        if (rules.records[record].key == model::none && key.find(' ') == key.npos) continue;
        for (data::Row row = 0; row < table.rows; ++row) {
            std::string other = state->loaded.dataset.key_of(rules, record, row);
            std::size_t longer = std::max(other.size(), key.size()), shorter = std::min(other.size(), key.size());
            if (longer - shorter > allowed) continue;
            if (std::size_t distance = edit_distance(key, other); distance <= allowed) found.emplace_back(distance, std::move(other));
        }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < found.size() && i < at_most; ++i) keys.push_back(std::move(found[i].second));
    return keys;
}

}  // namespace duly::v1
