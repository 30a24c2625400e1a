#include "dsl/check/written.hpp"

#include <algorithm>
#include <iterator>

#include "dsl/check/context.hpp"

namespace duly::check {

Written Written::operator[](std::size_t index) const {
    const auto list = ids();
    return index < list.size() ? Written{document, list[index]} : Written{};
}

Written Written::child(Kind wanted) const {
    for (const auto each : ids()) {
        if ((*document)[each].kind == wanted) return {document, each};
    }
    return {};
}


std::vector<Written> Written::children(Kind wanted) const {
    std::vector<Written> result;
    for (const auto each : ids()) {
        if ((*document)[each].kind == wanted) result.push_back({document, each});
    }
    return result;
}

std::string Written::value() const {
    const auto written = text();
    const auto* quote = written.empty() ? "" : written.front() == '"' ? "\"" : written.front() == '`' ? "`" : "";
    if (*quote == 0 || written.size() < 2 || written.back() != *quote) return std::string(written);
    std::string result;
    for (std::size_t i = 1; i + 1 < written.size(); ++i) {
        result += written[i];
        // A doubled quote stands for one.
        if (*quote == '"' && written[i] == '"' && i + 2 < written.size() && written[i + 1] == '"') ++i;
    }
    return result;
}

bool lost(Written node, std::initializer_list<Kind> kinds) {
    for (const auto& each : node.children(Kind::error)) {
        // `check b extends a`: what is not said may have been meant to be taken over.
        if (each.text().starts_with("extends ")) return true;
        if (meant(each) == Kind::error || std::any_of(kinds.begin(), kinds.end(), [&](Kind kind) { return may_be(each, kind); })) return true;
    }
    return false;
}

// Other clauses may stand behind it on its line.
bool may_be(Written lost, Kind kind) {
    if (meant(lost) == kind) return true;
    const auto keyword = keyword_of(kind);
    const auto first = keyword.substr(0, keyword.find(" ..."));
    const auto line = lost.text().substr(0, lost.text().find('\n'));
    if (keyword == "clause" || line.size() < first.size()) return false;
    for (auto at = line.find(first, 1); at != std::string_view::npos; at = line.find(first, at + 1)) {
        const bool whole = line[at - 1] == ' ' && (at + first.size() == line.size() || line[at + first.size()] == ' ');
        if (whole) return true;
    }
    return false;
}

bool head_lost(Written declaration) {
    if (!declaration) return true;
    if (declaration.kind() == Kind::version) return lost(declaration, {Kind::name, Kind::version, Kind::date, Kind::field_ref});
    if (declaration.kind() == Kind::file) return lost(declaration, {Kind::name, Kind::file, Kind::holds, Kind::each_once}) || !declaration.child(Kind::name);
    return lost(declaration, {Kind::name, declaration.kind()}) || !declaration[0] || is_lost(declaration[0]);
}

std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> result;
    const auto in_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    for (std::size_t i = 0; i < text.size();) {
        const bool ticked = text[i] == '`';
        if (!ticked && !in_word(text[i])) {
            ++i;
            continue;
        }
        const std::size_t from = ticked ? i + 1 : i;
        i = from;
        while (i < text.size() && (ticked ? text[i] != '`' && text[i] != '\n' : in_word(text[i]))) ++i;
        result.emplace_back(text.substr(from, i - from));
        if (ticked) ++i;
    }
    return result;
}

namespace {

// `check for each thing`: what begins a clause there is no name.
bool begins_clause(std::string_view text) {
    constexpr Kind all[] = {
#define DULY_NODE(name, shape) Kind::name,
#include "dsl/syntax/node_kinds.def"
#undef DULY_NODE
    };
    const auto begins = [&](std::string_view words) {
        const auto word = words.substr(0, words.find(" ..."));
        return text.starts_with(word) && (text.size() == word.size() || text[word.size()] == ' ' || text[word.size()] == '\n');
    };
    for (const auto words : {"of", "is", "extends"})
        if (begins(words)) return true;
    return std::any_of(std::begin(all), std::end(all), [&](Kind kind) { return keyword_of(kind) != "clause" && begins(keyword_of(kind)); });
}

}  // namespace

// Only what stands next to the keyword: of `check` above `.held is ...` nobody can tell the name.
std::string name_in_lost(Written lost) {
    const auto text = lost.text().substr(0, lost.text().find('"'));
    const auto names = names_in(text);
    if (names.size() < 2) return {};
    const auto behind = text.find_first_not_of(" \t\r\n", text.find(names[0]) + names[0].size());
    const bool ticked = text.substr(behind).starts_with('`');
    const bool next = text.substr(behind + (ticked ? 1 : 0)).starts_with(names[1]);
    return next && (ticked || !begins_clause(text.substr(behind))) ? names[1] : std::string();
}

Written bare(Written node) {
    while (node && node.kind() == Kind::paren) node = node[0];
    return node;
}

std::string one_line(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank) result += c;
        else if (!result.empty() && result.back() != ' ') result += ' ';
    }
    if (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}
std::string one_line(Written node) { return one_line(node.text()); }

std::string in_short(std::string_view text) {
    const std::string line = one_line(text);
    return line.size() > 80 ? line.substr(0, line.rfind(' ', 77)) + " ..." : line;
}

}  // namespace duly::check
