#include "engine/report/file_parts.hpp"

#include <utility>

namespace duly::report {

void FileParts::made(std::size_t part, TextBuffer bytes) {
    std::vector<std::pair<std::uint64_t, TextBuffer>> placed;
    {
        const std::lock_guard lock(guard_);
        waiting_[part].emplace(std::move(bytes));
        for (; next_ < waiting_.size() && waiting_[next_]; ++next_) {
            placed.emplace_back(at_, std::move(*waiting_[next_]));
            at_ += placed.back().second.size();
            waiting_[next_].reset();
        }
    }
    for (const auto& [at, one] : placed) piece_(name_, at, one.view());
}

}  // namespace duly::report
