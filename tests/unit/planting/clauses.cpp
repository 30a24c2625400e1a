// Clauses and declarations that are left out, said twice, or do not go together.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "tests/unit/planting/planting.hpp"

namespace duly::planting {

namespace {

std::uint32_t name_begin(Written declaration) {
    const auto name = declaration.child(Kind::name);
    return name ? name.range().begin : declaration.range().begin;
}

}  // namespace

void Planter::clauses(const Unit& unit) {
    const auto declaration = unit.declaration;
    const auto kind = unit.node.kind();
    const std::string_view whole = pack_.files_[file_].second;
    const bool own_line = !unit.head && unit.begin > 0 && whole.substr(0, unit.begin).find_last_not_of(" \t") != std::string_view::npos &&
                          whole[whole.substr(0, unit.begin).find_last_not_of(" \t")] == '\n' && (unit.end == whole.size() || whole[unit.end] == '\n');
    const auto place = unit.block ? unit.block : declaration;
    const auto here = "#" + std::to_string(file_) + "." + std::to_string(declaration.range().begin);
    std::size_t alike = 0;
    for (const auto& child : place.children()) alike += child.kind() == kind ? 1 : 0;
    const auto removed = [&](std::string what) {
        if (!own_line || alike != 1) return;
        auto& mistake = add(std::move(what), unit.begin, unit.end, "", {"D0201"});
        mistake.also = name_begin(declaration);
        mistake.from = mistake.to = mistake.also;
        if (unit.block) mistake.also = 0;
        if (unit.block) mistake.from = unit.block.range().begin, mistake.to = mistake.from + 7;
        // Nobody can tell that it is missing while the first words, or what is taken over, are in doubt.
        mistake.needs.insert("#" + std::to_string(file_) + "." + std::to_string(declaration.range().begin));
    };
    const auto twice = [&] {
        if (!own_line) return;
        // `where any plan`, and the second `where` says which: that is no mistake, and means the same.
        std::vector<Written> parts;
        each_node(unit.node, parts);
        if (kind == Kind::where && parts.back().kind() == Kind::name && parts[parts.size() - 2].kind() == Kind::aggregate) return;
        auto& mistake = add("clause given twice", unit.end, unit.end, "\n  " + std::string(unit.node.text()), {"D0202", "D0203", "D0218", "D0219", "D0101"});
        mistake.from = mistake.to = unit.end;
        if (declaration.kind() == Kind::feed) {
            mistake.needs = named(text(unit.block.range().begin, unit.end));
            mistake.needs.insert("#block" + std::to_string(file_) + "." + std::to_string(unit.block.range().begin));
        }
    };
    if (unit.head) {
        if (kind == Kind::version) {
            const auto dates = unit.node.children(Kind::date);
            const bool until = (unit.node.word() & 2) != 0, from = (unit.node.word() & 1) != 0;
            if (from && until && dates.size() == 2 && (unit.node.word() & 8) == 0) add("version that ends before it begins", dates[1], "1 January 1900", {"D0208"}).spoils.insert(here);
        }
        return;
    }
    switch (declaration.kind()) {
        case Kind::timescale:
            if (declaration.child(Kind::extends)) break;
            if (kind == Kind::from && declaration.children(Kind::from).size() == 1 && !declaration.child(Kind::at_least_after)) removed("`from` left out");
            if (kind == Kind::to || kind == Kind::to_each) removed("`to` left out");
            if (kind == Kind::for_each) removed("`for each` left out");
            // A temporary version without a limit has that of the version it is laid over.
            if (kind == Kind::within && unit.block && (unit.block.word() & 4) == 0) {
                const auto planted = pack_.mistakes_.size();
                removed("limit left out");
                // Where no version has one, that is one mistake.
                const auto all = "#limits" + std::to_string(file_) + "." + std::to_string(declaration.range().begin);
                if (pack_.mistakes_.size() > planted) pack_.mistakes_.back().needs.insert(all), pack_.mistakes_.back().spoils.insert({all, here});
            }
            if (kind == Kind::from || kind == Kind::to || kind == Kind::where || kind == Kind::stop_on || kind == Kind::warn || kind == Kind::within) twice();
            if (kind == Kind::within && own_line) {
                auto& mistake = add("limits that do not go together", unit.end, unit.end, "\n  as soon as practicable", {"D0203"});
                mistake.from = mistake.to = unit.end;
            }
            break;
        case Kind::measure:
            if (kind == Kind::counted_when) removed("`counted` left out");
            if (kind == Kind::per) removed("`per` left out");
            if (kind == Kind::counted_when || kind == Kind::per || kind == Kind::bands || kind == Kind::where) twice();
            break;
        case Kind::check:
            if (kind == Kind::must) {
                removed("`must` left out");
                twice();
                auto& mistake = add("clause without meaning", unit.end, unit.end, "\n  in force from 1 April 2020", {"D0119"});
                mistake.from = mistake.to = unit.end;
            }
            break;
        case Kind::action:
            if (kind == Kind::owner || kind == Kind::due) twice();
            break;
        case Kind::record:
            if (kind == Kind::field && own_line) twice();
            break;
        case Kind::feed:
            if (kind == Kind::mapping) twice();
            break;
        case Kind::example:
            if (kind == Kind::as_of) removed("`as of` left out");
            break;
        default: break;
    }
    std::vector<Written> all;
    each_node(unit.node, all);
    for (const auto& node : all) {
        // A condition behind `where` or `has` takes in what follows it: there the `or` has no `and` beside it.
        std::vector<Written> ends;
        if (node.kind() == Kind::and_) each_node(node[1], ends);
        const bool open = std::any_of(ends.begin(), ends.end(), [&](const Written& each) { return (each.kind() == Kind::condition || each.kind() == Kind::has) && each.range().end == node.range().end; });
        if (node.kind() == Kind::and_ && node[1].kind() != Kind::or_ && !open) {
            auto& mistake = add("and beside or", node.range().end, node.range().end, " or " + std::string(node[1].text()), {"D0115"});
            mistake.needs = named(text(unit.begin, unit.end));
            mistake.needs.insert("#names");
        }
        if (node.kind() == Kind::limit && node.size() > 1 && node.children().back().word() == 2) {
            const auto last = node[node.size() - 1];
            add("no otherwise", node[node.size() - 2].range().end, last.range().end, "", {"D0204"});
        }
        if (node.kind() == Kind::table_row && node.size() > 2) {
            const auto row = node.range();
            add("bar left out at the end of a row", row.end - 1, row.end, "", {"D0003"}).from = row.begin;
            const auto cell = node[1].range();
            const auto bar = static_cast<std::uint32_t>(whole.find('|', cell.end));
            if (unit.node[0].range() == row) continue;      // the header
            auto& mistake = add("cell left out", cell.begin, bar + 1, "", {"D0222"});
            mistake.from = row.begin;
            mistake.to = row.end;
            mistake.needs.insert("#" + std::to_string(file_) + "." + std::to_string(declaration.range().begin));
            mistake.needs.merge(named(declaration[0].text()));
        }
    }
}

void Planter::declarations(Written declaration) {
    const auto range = declaration.range();
    const std::string_view whole = pack_.files_[file_].second;
    const Unit all{declaration, declaration, {}, false, range.begin, range.end};
    at_ = &all;
    const auto kind = declaration.kind();
    const bool named_kind = kind == Kind::record || kind == Kind::timescale || kind == Kind::measure || kind == Kind::action || kind == Kind::scale || kind == Kind::define || kind == Kind::calendar;
    if (named_kind) {
        const auto end = static_cast<std::uint32_t>(whole.size());
        auto& mistake = add("declared twice", end, end, "\n" + std::string(declaration.text()) + "\n", {"D0101"});
        mistake.from = mistake.to = end;
        mistake.unit = end;
        mistake.needs.insert(declaration.child(Kind::name).value());
    }
    if (kind == Kind::use) {
        auto& mistake = add("file that is not there", declaration[0], "\"nowhere_" + std::to_string(file_) + "_" + std::to_string(range.begin) + ".duly\"", {"D0001"});
        mistake.spoils.insert("*");
    }
    if (kind == Kind::timescale && !declaration.child(Kind::extends)) {
        const auto name = declaration.child(Kind::name), title = declaration.child(Kind::text);
        const auto behind = title && title.range().begin < declaration[1].range().end ? title.range().end : name.range().end;
        auto& mistake = add("extends itself", behind, behind, " extends " + std::string(name.text()), {"D0209"});
        mistake.from = range.begin;
        mistake.to = behind;
        mistake.unit = range.begin;
        mistake.spoils.insert("#" + std::to_string(file_) + "." + std::to_string(range.begin));
    }
    // Versions that follow each other: the first ends a month early, or late.
    Written before;
    for (const auto& version : declaration.children(Kind::version)) {
        const auto dates = version.children(Kind::date);
        if (version.word() > 3) break;
        if (before && (version.word() & 1) != 0 && !dates.empty() && dates[0].text().find('-') == std::string_view::npos) {
            for (const bool gap : {true, false}) {
                const auto changed = gap ? std::string("1 January 1990") : std::string("30 December 2050");
                auto& mistake = add(gap ? "days without a version" : "days of two versions", before, changed, {gap ? "D0206" : "D0207"});
                mistake.unit = version.range().begin;
                mistake.from = version.range().begin;
                mistake.to = mistake.from + 7;
                mistake.needs.insert("#" + std::to_string(file_) + "." + std::to_string(range.begin));
                mistake.spoils.insert("#" + std::to_string(file_) + "." + std::to_string(range.begin));
            }
        }
        before = (version.word() & 2) != 0 && (version.word() & 1) == 0 ? dates.back() : Written{};
    }
}

}  // namespace duly::planting
