#include "engine/data/header_row.hpp"

#include <algorithm>

#include "engine/data/text.hpp"

namespace duly::data {

KnownHeaders::KnownHeaders(const model::RuleSet& rules, const LoadOptions& options) {
    for (const auto& feed : rules.feeds) {
        if (!options.feeds.empty() && std::find(options.feeds.begin(), options.feeds.end(), feed.name) == options.feeds.end()) continue;
        for (const auto& block : feed.files) {
            for (const auto& mapping : block.mappings) {
                for (const auto& name : mapping.columns) add(name);
                for (const auto& part : mapping.parts)
                    for (const auto& name : part) add(name);
            }
            for (const auto& filter : block.filters)
                for (const auto& name : filter.columns) add(name);
            for (const auto& key : block.parent.columns)
                for (const auto& part : key)
                    for (const auto& name : part) add(name);
            for (const auto& name : block.ignores)
                if (!name.like) add(name);      // a pattern here may fit anything
        }
    }
}

void KnownHeaders::add(const model::ColumnName& name) { (name.like ? patterns_ : texts_).insert(fold(name.text)); }

std::size_t KnownHeaders::among(const std::vector<std::string>& cells) const {
    std::set<std::string> seen;
    for (const auto& cell : cells) {
        auto folded = fold(cell);
        if (folded.empty()) continue;
        const bool known = texts_.contains(folded) || std::any_of(patterns_.begin(), patterns_.end(), [&](const auto& pattern) { return matches_pattern(pattern, folded); });
        if (known) seen.insert(std::move(folded));
    }
    return seen.size();
}

void HeaderSearch::add(const std::vector<std::string>& cells) {
    const auto number = rows_++;
    if (settled_) return;
    const auto here = known_.among(cells);
    if (number == 0) {
        const auto filled = std::count_if(cells.begin(), cells.end(), [](const auto& cell) { return !trim_blanks(cell).empty(); });
        count_ = here;
        settled_ = 2 * here > static_cast<std::size_t>(filled);
    } else if (here >= 2 && here > count_) {
        count_ = here;
        row_ = number;
    }
}

}  // namespace duly::data
