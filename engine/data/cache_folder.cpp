#include "engine/data/cache_folder.hpp"

#include "engine/data/content_hash.hpp"
#include "engine/data/reading.hpp"
#include "engine/data/text.hpp"

namespace duly::data {
namespace {

// Texts and numbers one after another, so that no two lists of them look alike.
class Words {
public:
    void add(std::string_view text) {
        add(text.size());
        all += text;
    }
    void add(std::size_t number) { all += std::to_string(number) + ' '; }
    void add(const Columns& columns) {
        add(columns.size());
        for (const auto column : columns) add(std::size_t{column});
    }
    void add(const std::vector<Columns>& several) {
        add(several.size());
        for (const auto& columns : several) add(columns);
    }
    std::string all;
};

void add_plan(const FilePlan& plan, Words& words) {
    words.add(plan.feed->name);
    words.add(plan.headers.texts.size());
    for (const auto& header : plan.headers.texts) words.add(header);
    words.add(plan.blocks.size());
    for (const auto& block : plan.blocks) {
        words.add(static_cast<std::size_t>(block.block - plan.feed->files.data()));
        words.add(block.fields.size());
        for (const auto& field : block.fields) {
            words.add(std::size_t{field.field});
            words.add(field.columns);
            words.add(field.parts);
        }
        words.add(block.filters.size());
        for (const auto& filter : block.filters) words.add(filter.columns);
        words.add(block.keys.size());
        for (const auto& key : block.keys) words.add(key);
        words.add(std::size_t{block.same_row_block});
    }
}

}  // namespace

bool CacheFolder::usable() {
    if (!asked_) {
        asked_ = true;
        made_ = make_cache_folder(options_.cache.folder);
        if (!made_) tell_not_written("the folder `" + options_.cache.folder + "` cannot be made");
    }
    return made_;
}

void CacheFolder::tell_not_written(const std::string& what) {
    if (!notes_.empty()) return;
    Place place;
    place.file = options_.cache.folder;
    notes_.push_back(make_diagnostic(DiagnosticKind::cache_not_written, place, what + ", so the next run reads the files again", "check that this user may write there and that the disk has room, or run without the cache"));
}

std::unique_ptr<PieceCache> CacheFolder::entry_of(const Opened& file, std::size_t pieces) {
    const auto& cache = options_.cache;
    if (cache.folder.empty() || !file.content || !usable() || file.text.text.size() < cache.from) return {};
    Words entry;
    entry.add(file_name(file.plan.path));
    entry.add(file.plan.feed->name);
    for (const auto& feed : options_.feeds) entry.add(feed);
    entry.add(times_[entry.all]++);
    Words decides;
    decides.add(cache.decides);
    decides.add(entry.all);
    decides.add({&file.shape.delimiter, 1});
    decides.add({&file.shape.line_end, 1});
    add_plan(file.plan, decides);
    return std::make_unique<PieceCache>(cache.folder + "/" + hash_text_of(content_hash(entry.all)) + ".pieces", std::move(decides.all), pieces);
}

void CacheFolder::end(PieceCache& entry, const std::string& file) {
    if (!entry.end()) tell_not_written("what was read from `" + file + "` cannot be written to the cache");
}

}  // namespace duly::data
