// What is said where the data does not fit, or is not what it was.
#include <algorithm>

#include "engine/api/internal.hpp"
#include "engine/data/mapped_files.hpp"
#include "engine/data/memory_need.hpp"

namespace duly::v1 {

namespace {

std::vector<data::SizedFile> files_of(const data::Dataset& dataset) {
    std::vector<data::SizedFile> files;
    const data::FileContent* looked_at = nullptr;
    for (const data::InputFileInfo& file : dataset.files()) {
        if (!file.content || file.content.get() == looked_at) continue;
        looked_at = file.content.get();
        files.push_back({looked_at->path, looked_at->bytes.size()});
    }
    return files;
}

}  // namespace

std::vector<Diagnostic> written_into(const Dataset::State& state) {
    std::vector<Diagnostic> found;
    const data::FileContent* looked_at = nullptr;
    for (const data::InputFileInfo& file : state.loaded.dataset.files()) {
        if (!file.content || file.content.get() == looked_at) continue;
        looked_at = file.content.get();
        if (!data::still_as_read(*looked_at)) found.push_back(outward(data::data_changed(looked_at->path)));
    }
    return found;
}

Diagnostic no_memory() { return outward(data::no_memory({}, 0, 0)); }
Diagnostic no_memory(const Dataset::State& state) { return outward(data::no_memory(files_of(state.loaded.dataset), 0, state.memory)); }

bool mend_cut_file(const void* address) { return data::replace_lost_page(address); }

}  // namespace duly::v1
