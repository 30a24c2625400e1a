// One copy of each text of a column that has few different ones: its cells point there, and nobody who reads them later touches the file
// again; texts that are the same mostly stand at the same place.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace duly::data {

// Of all chunks of a file, from any thread. A column that turns out to have many is left as it is from then on.
class KeptTexts {
public:
    bool few() const { return few_.load(std::memory_order_relaxed); }
    // Null where there are too many.
    const std::string* keep(std::string_view text) {
        const std::lock_guard lock(guard_);
        if (const auto at = known_.find(text); at != known_.end()) return &texts_[at->second];
        if (!few()) return nullptr;
        if (texts_.size() == most) {
            few_ = false;
            return nullptr;
        }
        texts_.emplace_back(text);
        known_.emplace(texts_.back(), texts_.size() - 1);
        return &texts_.back();
    }

private:
    static constexpr std::size_t most = 512;
    std::atomic<bool> few_{true};
    std::mutex guard_;
    std::deque<std::string> texts_;         // where they stay
    std::unordered_map<std::string_view, std::size_t> known_;
};

}  // namespace duly::data
