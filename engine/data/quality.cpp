#include "engine/data/quality.hpp"

#include <utility>

namespace duly::data {

void Quality::list(DiagnosticKind kind, Place place, std::string message, std::string help, std::vector<Label> labels, std::uint64_t times) {
    auto& group = listed_[{kind, place.file, place.field}];
    const auto before = group.times;
    group.times += times;
    if (before < shown) {
        auto found = make_diagnostic(kind, place, std::move(message), help);
        found.labels = std::move(labels);
        found_.push_back(std::move(found));
        if (--times == 0) return;
    }
    if (group.overflow == none_yet) {
        group.overflow = found_.size();
        found_.push_back(make_diagnostic(kind, std::move(place), {}, std::move(help)));
        found_.back().count = 0;
    }
    auto& rest = found_[group.overflow];
    rest.count += times;
    rest.message = "the same was met " + std::to_string(rest.count) + " more times from this line on: " + std::string(info(kind).summary);
}

void Quality::count(DiagnosticKind kind, Place place, const std::string& message, const std::string& help, std::uint64_t times) {
    const auto [entry, fresh] = counted_.try_emplace({kind, place.file, place.field, place.text}, found_.size());
    if (fresh) {
        found_.push_back(make_diagnostic(kind, std::move(place), message, help));
        found_.back().count = times;
    } else {
        found_[entry->second].count += times;
    }
}

bool Quality::room(DiagnosticKind kind, const std::string& file, const std::string& field) const {
    const auto group = listed_.find({kind, file, field});
    return group == listed_.end() || group->second.times < shown;
}

std::vector<Diagnostic> Quality::take() {
    auto found = std::move(found_);
    *this = {};
    sort_diagnostics(found);
    return found;
}

}  // namespace duly::data
