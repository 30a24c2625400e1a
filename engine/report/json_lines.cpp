#include "engine/report/json_lines.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace duly::report {

namespace {

bool plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

}  // namespace

void JsonLines::text(std::string_view value) {
    begin();
    if (std::all_of(value.begin(), value.end(), plain)) {
        ((out_ += '"') += value) += '"';
        return;
    }
    out_ += nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void JsonLines::number(std::int64_t value) {
    char digits[24];
    raw({digits, static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, value).ptr - digits)});
}

}  // namespace duly::report
