#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/unit/planting/planting.hpp"

namespace duly::planting {

Pack::Pack(std::vector<std::pair<std::string, std::string>> files) : files_(std::move(files)) {
    for (auto& [path, text] : files_) {
        const auto id = sources_.add(Source(path, text));
        text = sources_[id].text();         // without a byte order mark, and with the line ends that places are counted by
        auto parsed = syntax::parse(sources_, id);
        EXPECT_TRUE(parsed.ok()) << path;
        documents_.push_back(std::move(parsed.value.value()));
    }
    Planter(*this).run();
    std::map<std::string, std::vector<std::size_t>> kinds;
    for (std::size_t i = 0; i < mistakes_.size(); ++i) kinds[mistakes_[i].kind].push_back(i);
    by_kind_.assign(kinds.begin(), kinds.end());
}

std::map<std::string, std::size_t> Pack::kinds() const {
    std::map<std::string, std::size_t> result;
    for (const auto& [kind, all] : by_kind_) result[kind] = all.size();
    return result;
}

std::set<std::size_t> Pack::closure(std::size_t file) const {
    std::set<std::size_t> result;
    std::vector<std::size_t> open = {file};
    while (!open.empty()) {
        const auto at = open.back();
        open.pop_back();
        if (!result.insert(at).second) continue;
        for (const auto& use : Written{&documents_[at], documents_[at].root()}.children(Kind::use)) {
            const auto path = (std::filesystem::path(files_[at].first).parent_path() / use[0].value()).lexically_normal().generic_string();
            for (std::size_t i = 0; i < files_.size(); ++i)
                if (files_[i].first == path) open.push_back(i);
        }
    }
    return result;
}

namespace {

bool meet(const std::set<std::string>& a, const std::set<std::string>& b) {
    if (a.contains("*")) return !b.empty();
    return std::any_of(a.begin(), a.end(), [&](const std::string& each) { return b.contains(each); });
}

bool hide(const Mistake& a, const Mistake& b, std::string_view text) {
    if (a.file == b.file && a.begin > b.begin) return hide(b, a, text);
    // Of two on one line the second may be lost behind the first.
    if (a.file == b.file && b.begin >= a.end && text.substr(a.end, b.begin - a.end).find('\n') == std::string_view::npos) return true;
    // Nor may the clause of the second begin on that line.
    if (a.file == b.file && b.unit >= a.end && b.begin >= b.unit && text.substr(a.end, b.unit - a.end).find('\n') == std::string_view::npos) return true;
    // What is left out at the end of a line is looked for on the next.
    if (a.file == b.file && a.kind == "nothing behind the first word" && b.begin >= a.end) {
        bool passed = false, comment = false;       // another clause stands between
        for (const char c : text.substr(a.end, b.begin - a.end)) {
            comment = c != '\n' && c != '\r' && (comment || c == '#');
            passed = passed || (!comment && c != '\n' && c != '\r' && c != ' ' && c != '\t');
        }
        if (!passed) return true;
    }
    // Whether `from` is there nobody can tell where it may stand in what cannot be read.
    for (const auto* one : {&a, &b}) {
        const auto* other = one == &a ? &b : &a;
        const auto word = one->kind.substr(0, one->kind.rfind('`'));
        if (a.file != b.file || a.declaration != b.declaration || !one->codes.contains("D0201") || word.empty()) continue;
        if (text.substr(other->from, other->to - other->from).find(" " + word.substr(1) + " ") != std::string_view::npos) return true;
    }
    // A head of which nothing is left takes the next line for its name.
    if (a.file == b.file && ((b.begin >= a.begin && b.begin < a.alone_in) || (a.begin >= b.unit && a.begin < b.alone_in))) return true;
    if (a.file == b.file && a.unit == b.unit) return true;
    if (a.file == b.file && a.begin < b.end && b.begin < a.end) return true;
    if (a.file == b.file && (a.begin == b.begin || (a.from < b.to && b.from < a.to))) return true;
    return meet(a.spoils, b.needs) || meet(b.spoils, a.needs);
}

}  // namespace

std::vector<std::size_t> Pack::some(std::mt19937& random, std::size_t count, const std::set<std::size_t>& within) const {
    std::vector<std::size_t> chosen;
    for (std::size_t tries = 0; tries < 40 * count && chosen.size() < count; ++tries) {
        // The kind first, so that rare ones come up as often as common ones.
        const auto& all = by_kind_[random() % by_kind_.size()].second;
        std::size_t at = random() % all.size(), passed = 0;
        while (passed < all.size() && !within.empty() && !within.contains(mistakes_[all[at]].file)) at = (at + 1) % all.size(), ++passed;
        if (passed == all.size()) continue;
        const auto i = all[at];
        if (std::none_of(chosen.begin(), chosen.end(), [&](std::size_t other) { return hide(mistakes_[i], mistakes_[other], files_[mistakes_[i].file].second); })) chosen.push_back(i);
    }
    return chosen;
}

std::map<std::string, std::string> Pack::with(const std::vector<std::size_t>& chosen) const {
    std::map<std::string, std::string> texts(files_.begin(), files_.end());
    auto last_first = chosen;
    std::sort(last_first.begin(), last_first.end(), [&](std::size_t a, std::size_t b) { return mistakes_[a].begin > mistakes_[b].begin; });
    for (const auto i : last_first) {
        const auto& each = mistakes_[i];
        texts[files_[each.file].first].replace(each.begin, each.end - each.begin, each.text);
    }
    return texts;
}

Pack::Lines Pack::lines(std::size_t mistake, const std::vector<std::size_t>& chosen) const {
    const auto& here = mistakes_[mistake];
    const auto moved = [&](std::uint32_t place, bool behind) {
        std::int64_t to = place;
        for (const auto i : chosen) {
            const auto& each = mistakes_[i];
            if (each.file != here.file) continue;
            if (each.begin < place || (behind && each.begin == place && i == mistake)) to += static_cast<std::int64_t>(each.text.size()) - (each.end - each.begin);
        }
        return std::max<std::int64_t>(to, 0);
    };
    const auto text = with(chosen).at(files_[here.file].first);
    const auto line = [&](std::int64_t place) {
        const auto end = text.begin() + std::min<std::int64_t>(place, static_cast<std::int64_t>(text.size()));
        return static_cast<std::uint32_t>(1 + std::count(text.begin(), end, '\n'));
    };
    return {line(moved(here.from, false)), line(std::max(moved(here.to, true), moved(here.from, false))), here.also == 0 ? 0 : line(moved(here.also, false))};
}

}  // namespace duly::planting
