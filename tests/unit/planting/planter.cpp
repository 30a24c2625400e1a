#include <algorithm>
#include <cctype>

#include "tests/unit/planting/planting.hpp"

namespace duly::planting {

namespace {

bool is_head_part(Kind kind) {
    switch (kind) {
        case Kind::name:
        case Kind::text:
        case Kind::extends:
        case Kind::of:
        case Kind::by_field:
        case Kind::joined:
        case Kind::date:
        case Kind::field_ref:
        case Kind::each_once:
        case Kind::holds: return true;
        default: return false;
    }
}

}  // namespace

std::vector<Unit> units(Written declaration) {
    std::vector<Unit> result;
    const auto range = declaration.range();
    const bool whole = declaration.kind() == Kind::use || declaration.kind() == Kind::scale || declaration.kind() == Kind::define;
    if (whole) {
        result.push_back({declaration, declaration, {}, false, range.begin, range.end});
        return result;
    }
    const auto inside = [&](auto&& self, Written node, Written block) -> void {
        auto first = node.range().end;
        for (const auto& child : node.children()) {
            if (!is_head_part(child.kind())) {
                first = child.range().begin;
                break;
            }
        }
        Unit head{node, declaration, block, true, node.range().begin, node.range().end};
        for (const auto& child : node.children()) {
            if (is_head_part(child.kind()) && child.range().begin < first) head.end = child.range().end;
        }
        if (head.end > first) head.end = first;
        result.push_back(head);
        for (const auto& child : node.children()) {
            if (is_head_part(child.kind())) continue;
            if (child.kind() == Kind::version || child.kind() == Kind::file) self(self, child, child);
            else result.push_back({child, declaration, block, false, child.range().begin, child.range().end});
        }
    };
    inside(inside, declaration, {});
    return result;
}

Planter::Planter(Pack& pack) : pack_(pack) {
    for (const auto& document : pack_.documents_) {
        std::vector<Written> all;
        each_node({&document, document.root()}, all);
        for (const auto& node : all) {
            if (node.kind() == Kind::name || node.kind() == Kind::grade) known_.insert(node.value());
        }
        for (const auto& node : Written{&document, document.root()}.children()) {
            const auto name = node.child(Kind::name);
            if (!name || node.kind() == Kind::example || node.kind() == Kind::feed) continue;
            declared_.emplace(name.value(), node);
            for (auto& word : check::names_in(node.text())) names_of_[name.value()].insert(std::move(word));
        }
    }
}

void Planter::run() {
    for (file_ = 0; file_ < pack_.documents_.size(); ++file_) {
        const auto& document = pack_.documents_[file_];
        for (const auto& declaration : Written{&document, document.root()}.children()) {
            for (const auto& each : units(declaration)) {
                at_ = &each;
                signs(each);
                names(each);
                clauses(each);
            }
            declarations(declaration);
        }
    }
}

void Planter::each_node(Written node, std::vector<Written>& all) const {
    all.push_back(node);
    for (const auto& child : node.children()) each_node(child, all);
}

std::string_view Planter::text(std::uint32_t begin, std::uint32_t end) const {
    return std::string_view(pack_.files_[file_].second).substr(begin, end - begin);
}

bool Planter::one_line() const { return text(at_->begin, at_->end).find('\n') == std::string_view::npos; }

std::set<std::string> Planter::named(std::string_view words) const {
    std::set<std::string> result;
    std::vector<std::string> open = check::names_in(words);
    while (!open.empty()) {
        const auto name = std::move(open.back());
        open.pop_back();
        if (!declared_.contains(name) || !result.insert(name).second) continue;
        for (const auto& other : names_of_.at(name)) open.push_back(other);
    }
    return result;
}

Mistake& Planter::add(std::string kind, std::uint32_t begin, std::uint32_t end, std::string replacement, std::set<std::string> codes) {
    Mistake mistake;
    mistake.kind = std::move(kind);
    mistake.file = file_;
    mistake.begin = begin;
    mistake.end = end;
    mistake.text = std::move(replacement);
    mistake.codes = std::move(codes);
    mistake.from = at_->begin;
    mistake.to = std::max(at_->end, end);
    mistake.unit = at_->begin;
    mistake.declaration = at_->declaration.range().begin;
    const auto declaration = at_->declaration;
    if (declaration.kind() == Kind::use) mistake.spoils.insert("*");
    if (const auto name = declaration.child(Kind::name); name && declaration.kind() != Kind::example && declaration.kind() != Kind::feed) mistake.spoils.insert(name.value());
    if (at_->head && (declaration.kind() == Kind::record || declaration.kind() == Kind::spell)) mistake.spoils.insert("#links");
    if (at_->head || at_->node.kind() == Kind::for_each || at_->node.kind() == Kind::to_each) mistake.spoils.insert("#" + std::to_string(file_) + "." + std::to_string(declaration.range().begin));
    if (at_->head && at_->block) mistake.spoils.insert("#block" + std::to_string(file_) + "." + std::to_string(at_->block.range().begin));
    pack_.mistakes_.push_back(std::move(mistake));
    return pack_.mistakes_.back();
}

Mistake& Planter::add(std::string kind, Written node, std::string replacement, std::set<std::string> codes) {
    return add(std::move(kind), node.range().begin, node.range().end, std::move(replacement), std::move(codes));
}

Mistake& Planter::add_named(std::string kind, Written node, std::string replacement, std::set<std::string> codes) {
    auto& mistake = add(std::move(kind), node, std::move(replacement), std::move(codes));
    mistake.needs = named(text(at_->begin, at_->end));
    // What the rule is about, and what it takes over.
    for (const auto& child : at_->declaration.children()) {
        if (child.kind() == Kind::for_each || child.kind() == Kind::extends) mistake.needs.merge(named(child.text()));
    }
    if (const auto name = at_->declaration.child(Kind::name)) mistake.needs.erase(name.value());
    mistake.needs.insert("#names");
    if (at_->block) mistake.needs.insert("#block" + std::to_string(file_) + "." + std::to_string(at_->block.range().begin));
    return mistake;
}

bool Planter::misspelt(std::string& word) const {
    const bool plain = std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });      // else it stands in back-ticks
    if (word.size() < 4 || !plain) return false;
    for (std::size_t i = 1; i + 1 < word.size(); ++i) {
        auto wrong = word;
        std::swap(wrong[i], wrong[i + 1]);
        if (wrong != word && wrong != "from" && !known_.contains(wrong)) {
            word = wrong;
            return true;
        }
    }
    return false;
}

}  // namespace duly::planting
