// Slips of the hand: quotes, commas, brackets, keywords, dates and numbers.
#include <algorithm>
#include <cctype>

#include "tests/unit/planting/planting.hpp"

namespace duly::planting {

namespace {

const std::set<std::string> syntax = {"D0003", "D0004", "D0008"};

bool begins_line(std::string_view text, std::size_t at) {
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
    return at == 0 || text[at - 1] == '\n';
}

std::size_t word_end(std::string_view text, std::size_t at) {
    while (at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_')) ++at;
    return at;
}

}  // namespace

void Planter::signs(const Unit& unit) {
    const std::string_view whole = pack_.files_[file_].second;
    const auto clause = text(unit.begin, unit.end);
    std::vector<Written> all;
    if (unit.head) {
        for (const auto& child : unit.node.children())
            if (child.range().end <= unit.end) each_node(child, all);
    } else {
        each_node(unit.node, all);
    }
    const bool table = unit.node.kind() == Kind::table && !unit.head;
    for (const auto& node : all) {
        const auto range = node.range();
        switch (node.kind()) {
            case Kind::text:
            case Kind::column_name:
                if (node.text().size() < 3 || node.text().front() != '"') break;
                add("quote not closed", range.end - 1, range.end, "", {"D0008", "D0003", "D0004"});
                add("quote not opened", range.begin, range.begin + 1, "", syntax);
                add("typographic quotes", node, "\xE2\x80\x9C" + node.value() + "\xE2\x80\x9D", {"D0009"});
                break;
            case Kind::date:
                add("date that does not exist", node, "2023-02-29", {"D0005"});
                add("date with slashes", node, "31/03/2011", {"D0006"});
                break;
            case Kind::number:
                if (node.text() == "0" || std::isalpha(static_cast<unsigned char>(whole[range.end])) != 0 || unit.node.kind() == Kind::given) break;
                add("number with separators", node, "10,000", {"D0007"});
                break;
            case Kind::paren:
                add("bracket not closed", range.end - 1, range.end, "", syntax);
                add("bracket not opened", range.begin, range.begin + 1, "", syntax);
                break;
            case Kind::unit:
                add("misspelt unit", range.end - 2, range.end, "sy", syntax);
                break;
            case Kind::compare:
            case Kind::known: {
                // The first sign or word behind the left side.
                const auto left = node[0].range().end;
                auto at = whole.find_first_not_of(" \t\n", left);
                if (at >= range.end || !whole.substr(at).starts_with("is ")) break;
                const auto word = whole.substr(at + 3, 4);
                if (word == "at l" || word == "at m" || word == "more" || word == "less" || word == "betw" || word == "in t" || word[0] == '<' || word[0] == '>') break;     // `is` may be left out there
                add("operator left out", static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 3), "", {"D0003", "D0004", "D0113"});
                add("operator twice", static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at), "is ", syntax);
                break;
            }
            case Kind::field_ref:
                add("keyword as a record", node[0], "when", syntax);
                if (node[1].value() == "calendar") break;       // a declaration of that name would begin
                if (whole[node[0].range().end] != '.' || node[1].range().begin != node[0].range().end + 1) break;      // the dot begins or ends a line: its field would begin one, too
                add("dot left out", node[0].range().end, node[0].range().end + 1, " ", {"D0003", "D0004", "D0105"});
                break;
            case Kind::type:
                add("misspelt type", node, "dtae", syntax);
                break;
            default: break;
        }
    }
    if (table) return;
    for (std::size_t i = clause.find(','); i != std::string_view::npos; i = clause.find(',', i + 1)) {
        const auto quotes = std::count(clause.begin(), clause.begin() + static_cast<std::ptrdiff_t>(i), '"');
        const auto line = clause.substr(0, i);
        const auto comment = line.find('#', line.rfind('\n') == std::string_view::npos ? 0 : line.rfind('\n'));
        const auto behind = clause.substr(std::min(clause.size(), i + 1));
        if (behind.find_first_not_of(" \n") != std::string_view::npos && behind.substr(behind.find_first_not_of(" \n")).starts_with("holds")) continue;     // may be left out there
        if (quotes % 2 == 1 || comment != std::string_view::npos) continue;
        const auto at = unit.begin + static_cast<std::uint32_t>(i);
        add("comma left out", at, at + 1, "", syntax);
    }
    if (one_line() && clause.find('#') == std::string_view::npos) {
        add("stray sign", unit.end, unit.end, " ;", syntax);
        if (!clause.ends_with(" no") && !clause.ends_with(" any")) add("stray word", unit.end, unit.end, " zqx", {"D0003", "D0004", "D0102", "D0105", "D0104"});
    }
    if (!begins_line(whole, unit.begin)) return;
    const auto end = word_end(whole, unit.begin);
    std::string word(whole.substr(unit.begin, end - unit.begin));
    const bool keyword = unit.declaration.kind() != Kind::record || unit.head;
    const bool in_file = unit.block && unit.block.kind() == Kind::file && !unit.head;
    if (keyword && !in_file && misspelt(word)) {
        const bool starts = unit.head && !unit.block;
        // `... is no`, and the next line begins with something like a name: no such record.
        auto before = whole.substr(0, unit.begin);
        for (auto line = before.rfind('\n', before.size() - 2); line != std::string_view::npos && before.find_first_not_of(" \t\n", line) != std::string_view::npos && before[before.find_first_not_of(" \t\n", line)] == '#'; line = before.rfind('\n', line - 1)) before = before.substr(0, line + 1);
        const auto last = before.find_last_not_of(" \t\n");
        if (last != std::string_view::npos && last > 2 && (before.substr(last - 2, 3) == " no" || before.substr(last - 2, 3) == "any")) return;
        add(starts ? "misspelt declaration word" : "misspelt clause word", unit.begin, static_cast<std::uint32_t>(end), word, {"D0004"});
    }
    // `within`, and nothing behind it.
    const bool name_may_follow = unit.head && !unit.block && unit.declaration.kind() == Kind::record;      // on the next line, as a field's does
    const auto next = whole.find_first_not_of(" \t\n", unit.end);
    const bool version = unit.node.kind() == Kind::version && next != std::string_view::npos && (whole.substr(next, 5) == "from " || whole.substr(next, 6) == "until ");
    if (version) return;            // its first clause would be its day
    const auto first_word = whole.substr(unit.begin, end - unit.begin);
    // `recorded` and `done` are free as names: below `action` one of them is its name.
    const bool free_word = next != std::string_view::npos && (whole.substr(next).starts_with("recorded in") || whole.substr(next).starts_with("done on"));
    if (unit.head && unit.declaration.kind() == Kind::action && free_word) return;
    if (first_word == "spans") return;      // a name may stand on the next line, too
    if (first_word == "stop" && next != std::string_view::npos && whole.substr(next, 3) == "on ") return;      // `stop`, `on calendar`: the next line has its second word
    if (word == "as") return;       // begins nothing by itself: what follows may be taken with it
    if (!name_may_follow && one_line() && end > unit.begin && end < unit.end && clause.find('#') == std::string_view::npos && unit.node.kind() != Kind::needs) {
        auto& mistake = add("nothing behind the first word", static_cast<std::uint32_t>(end), unit.end, "", {"D0003", "D0004"});
        if ((unit.head && !unit.block) || unit.node.kind() == Kind::scale || unit.node.kind() == Kind::define || unit.node.kind() == Kind::use) {
            mistake.spoils.insert("*");
            mistake.alone_in = unit.declaration.range().end;
        }
    }
}

}  // namespace duly::planting
