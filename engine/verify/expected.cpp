#include "engine/verify/expected.hpp"

#include <algorithm>
#include <array>

#include "dsl/base/date.hpp"
#include "engine/verify/cells.hpp"

namespace duly::verify {
namespace {

using model::Outcome;
using model::Unit;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes `word` from the front, as a whole word.
bool take(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    const std::string_view rest = text.substr(word.size());
    if (!rest.empty() && rest.front() != ' ') return false;
    text = trimmed(rest);
    return true;
}

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> out;
    while (true) {
        const std::size_t comma = text.find(',');
        out.push_back(trimmed(text.substr(0, comma)));
        if (comma == std::string_view::npos) return out;
        text.remove_prefix(comma + 1);
    }
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    if (text.empty() || text.size() > 15 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    return value;
}

// "3 working days"
bool read_by(std::string_view text, Expected& to) {
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos) return false;
    to.by = whole_number(text.substr(0, blank));
    std::string unit(trimmed(text.substr(blank + 1)));
    if (!unit.ends_with('s')) unit += 's';
    for (const Unit one : {Unit::working_days, Unit::school_days, Unit::days, Unit::weeks, Unit::months, Unit::years, Unit::hours, Unit::working_hours})
        if (model::name_of(one) == unit) {
            to.unit = one;
            return to.by.has_value();
        }
    return false;
}

bool read_due(std::string_view text, Expected& to, const TimeZone& zone) {
    if (const auto day = read_day(text)) {
        to.due = *day;
        return true;
    }
    if (const auto second = parse_iso_moment(text, zone)) {
        to.due = *second;
        to.due_is_moment = true;
        return true;
    }
    return false;
}

struct Word { std::string_view text; std::optional<Outcome> outcome; };
// Longer ones first where one begins another.
constexpr std::array<Word, 14> outcome_words{{
    {"late with reason", Outcome::late_with_reason}, {"late", Outcome::late}, {"met", Outcome::met}, {"too early", Outcome::too_early},
    {"overdue", Outcome::overdue}, {"due soon", Outcome::due_soon}, {"due", Outcome::due}, {"no due date", Outcome::no_due_date},
    {"excluded", Outcome::excluded}, {"not applicable", Outcome::not_applicable}, {"unknown", Outcome::unknown}, {"not run", Outcome::not_run},
    {"breached", Outcome::breached}, {"no outcome", std::nullopt},
}};

}  // namespace

std::string folded(std::string_view text) {
    std::string out;
    for (const char c : trimmed(text)) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (blank && !out.empty() && out.back() == ' ') continue;
        out += blank ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

namespace {

std::vector<std::string_view> words_in(std::string_view text) {
    const auto inside = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80; };
    std::vector<std::string_view> out;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && inside(text[end])) ++end;
        if (end > i) out.push_back(text.substr(i, end - i));
        i = end + 1;
    }
    return out;
}

// A clause ends at a line's end, a comma, a semicolon or colon, and at a full stop before a blank.
std::size_t clause_end(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n' || c == ',' || c == ';' || c == ':') return i;
        if (c == '.' && (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n')) return i;
    }
    return text.size();
}

}  // namespace

bool stand_in(std::string_view words, std::string_view told) {
    const std::string asked = folded(words);
    if (folded(told).find(asked) != std::string::npos) return true;
    const auto wanted = words_in(asked);
    while (!told.empty() && !wanted.empty()) {
        const std::size_t end = clause_end(told);
        const std::string clause = folded(told.substr(0, end));
        auto next = wanted.begin();
        for (const std::string_view word : words_in(clause))
            if (next != wanted.end() && word == *next) ++next;
        if (next == wanted.end()) return true;
        told.remove_prefix(std::min(end + 1, told.size()));
    }
    return false;
}

Asked asked_in(std::string_view cell) {
    cell = trimmed(cell);
    const std::size_t colon = cell.find(':');
    if (colon == std::string_view::npos || folded(cell.substr(0, colon)) != "proposed") return {false, cell};
    return {true, trimmed(cell.substr(colon + 1))};
}

std::optional<Expected> read_expected(std::string_view text, const TimeZone& zone) {
    const std::vector<std::string_view> parts = parts_of(text);
    const std::string head = folded(parts.front());
    std::string_view rest = head;
    const auto word = std::find_if(outcome_words.begin(), outcome_words.end(), [&](const Word& one) { return take(rest, one.text); });
    if (word == outcome_words.end()) return std::nullopt;
    Expected out;
    out.outcome = word->outcome;
    if (take(rest, "by")) {
        const bool may = out.outcome == Outcome::late || out.outcome == Outcome::late_with_reason || out.outcome == Outcome::overdue || out.outcome == Outcome::too_early;
        if (!may || !read_by(rest, out)) return std::nullopt;
    } else if (take(rest, "on")) {
        // The words are folded for the names of months too, so the date is read from what was written.
        const std::string_view written = parts.front().substr(parts.front().rfind(" on ") == std::string_view::npos ? 0 : parts.front().rfind(" on ") + 4);
        if ((out.outcome != Outcome::due && out.outcome != Outcome::due_soon) || !read_due(written, out, zone)) return std::nullopt;
    } else if (!rest.empty()) {
        return std::nullopt;
    }
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (parts[i].empty()) return std::nullopt;
        if (folded(parts[i]) == "in doubt") out.in_doubt = true;
        else if (!parts[i].starts_with("due on ") || !read_due(parts[i].substr(7), out, zone)) out.words.push_back(folded(parts[i]));
    }
    return out;
}

namespace {

std::optional<ExpectedValue::Number> read_shown_number(std::string_view text) {
    ExpectedValue::Number out;
    if (text.ends_with('%')) {
        out.percent = true;
        text = trimmed(text.substr(0, text.size() - 1));
    }
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(text.starts_with('-') ? 1 : 0, point == std::string_view::npos ? point : point - (text.starts_with('-') ? 1 : 0));
    if (!whole_number(whole)) return std::nullopt;
    if (point != std::string_view::npos) {
        const std::string_view places = text.substr(point + 1);
        if (places.size() > 6 || !whole_number(places)) return std::nullopt;
        out.places = static_cast<int>(places.size());
    }
    out.digits = text;
    return out;
}

// "a" or "a WORD b"
std::pair<std::string_view, std::string_view> halves(std::string_view text, std::string_view word) {
    const std::size_t at = text.find(word);
    if (at == std::string_view::npos) return {text, {}};
    return {trimmed(text.substr(0, at)), trimmed(text.substr(at + word.size()))};
}

bool read_grades(std::string_view text, const model::Scale* scale, ExpectedValue& to) {
    if (text == "unrated") {
        to.grades = {"unrated"};
        return true;
    }
    if (!scale || text.empty()) return false;
    while (!text.empty()) {
        const auto [one, others] = halves(text, " or ");
        if (std::find(scale->grades.begin(), scale->grades.end(), one) == scale->grades.end()) return false;
        to.grades.emplace_back(one);
        text = others;
    }
    return true;
}

}  // namespace

std::optional<ExpectedValue> read_expected_value(std::string_view text, const model::Scale* scale) {
    ExpectedValue out;
    for (const std::string_view part : parts_of(text)) {
        if (part == "no value") out.no_value = true;
        else if (part == "hidden") out.hidden = true;
        else if (const auto [first, last] = halves(part, " of "); !last.empty() && whole_number(first) && whole_number(last))
            out.of = std::pair(*whole_number(first), *whole_number(last));
        else if (const auto [low, high] = halves(part, " to "); read_shown_number(low)) {
            out.low = read_shown_number(low);
            if (!high.empty() && !(out.high = read_shown_number(high))) return std::nullopt;
        } else if (!read_grades(part, scale, out)) return std::nullopt;
    }
    return out;
}

std::string count_of(std::int64_t amount, model::Unit unit) {
    std::string name(model::name_of(unit));
    if (amount == 1 && name.ends_with('s')) name.pop_back();
    return std::to_string(amount) + " " + name;
}

}  // namespace duly::verify
