#include "engine/data/export_lines.hpp"

#include <algorithm>
#include <string>

#include "engine/data/text.hpp"

namespace duly::data {
namespace {

// Takes `word` from the front; false when it does not stand there.
bool take(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

// "(2 rows affected)", "(1 row(s) affected)", "(3 rows)", "2 rows selected."
bool is_count(std::string_view text) {
    const bool bracket = take(text, "(");
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0) return false;
    text.remove_prefix(digits);
    if (!take(text, " row")) return false;
    if (!take(text, "(s)")) take(text, "s");
    const bool said = take(text, " affected") || take(text, " selected") || take(text, " returned");
    if (bracket ? !take(text, ")") : !said) return false;
    take(text, ".");
    return text.empty();
}

}  // namespace

bool is_export_line(std::span<const std::string_view> cells) {
    const auto dashes = [](std::string_view cell) {
        cell = trim_blanks(cell);
        return !cell.empty() && cell.find_first_not_of('-') == std::string_view::npos;
    };
    const auto wide = [](std::string_view cell) { return trim_blanks(cell).size() > 1; };
    if (std::all_of(cells.begin(), cells.end(), dashes)) return std::any_of(cells.begin(), cells.end(), wide);
    if (std::any_of(cells.begin() + 1, cells.end(), [](std::string_view cell) { return !trim_blanks(cell).empty(); })) return false;
    const auto text = fold(trim_blanks(cells[0]));
    return is_count(text) || text.starts_with("completion time: 2");
}

}  // namespace duly::data
