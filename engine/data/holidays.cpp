#include "engine/data/holidays.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "dsl/base/date.hpp"

namespace duly::data {
namespace {

constexpr std::string_view format_help = "download the file from https://www.gov.uk/bank-holidays.json, or write it in the same form";

Place place_at(const std::string& path, std::string_view bytes, std::size_t offset) {
    const std::string_view before = bytes.substr(0, std::min(offset, bytes.size()));
    Place place;
    place.file = path;
    place.line = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    place.column = static_cast<std::uint32_t>(before.size() - line_start) + 1;
    return place;
}

std::string listed(const nlohmann::json& document) {
    std::string out;
    for (const auto& [name, value] : document.items()) out += (out.empty() ? "`" : ", `") + name + "`";
    return out;
}

// The document with this division alone; with all of them where it has no such one, for the message.
nlohmann::json parse_division(std::string_view bytes, const std::string& division) {
    bool other = false;
    auto document = nlohmann::json::parse(bytes.begin(), bytes.end(), [&](int depth, nlohmann::json::parse_event_t event, const nlohmann::json& name) {
        if (event == nlohmann::json::parse_event_t::key && depth == 1) other = name != division;
        return !other || depth == 0;
    });
    return document.is_object() && document.contains(division) ? document : nlohmann::json::parse(bytes.begin(), bytes.end());
}

// The text of a member, or nothing when it is not there or is no text.
std::optional<std::string> text_of(const nlohmann::json& event, const char* member) {
    const auto found = event.find(member);
    if (found == event.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
}

}  // namespace

HolidayFile read_holidays(const std::string& path, std::string_view bytes, const std::string& division, const Place& asked) {
    HolidayFile out;
    const auto refuse = [&](DiagnosticKind kind, Place place, std::string message, std::string help) {
        out.events.clear();
        out.diagnostics.push_back(make_diagnostic(kind, std::move(place), std::move(message), std::move(help)));
    };
    Place file_place;
    file_place.file = path;

    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    nlohmann::json document;
    try {
        document = parse_division(bytes, division);
    } catch (const nlohmann::json::parse_error& error) {
        refuse(DiagnosticKind::holiday_file_malformed, place_at(path, bytes, error.byte == 0 ? 0 : error.byte - 1),
               "the holiday file `" + path + "` is not valid JSON here", std::string(format_help));
        return out;
    }
    if (!document.is_object()) {
        refuse(DiagnosticKind::holiday_file_malformed, file_place, "the holiday file `" + path + "` holds no divisions", std::string(format_help));
        return out;
    }
    const auto found = document.find(division);
    if (found == document.end()) {
        refuse(DiagnosticKind::unknown_division, asked, "the holiday file `" + path + "` has no division `" + division + "`",
               document.empty() ? std::string(format_help) : "it has " + listed(document));
        return out;
    }
    const auto events = found->is_object() ? found->find("events") : found->end();
    if (!found->is_object() || events == found->end() || !events->is_array()) {
        refuse(DiagnosticKind::holiday_file_malformed, file_place, "the division `" + division + "` of `" + path + "` has no list of `events`",
               std::string(format_help));
        return out;
    }
    std::size_t number = 0;
    for (const nlohmann::json& event : *events) {
        ++number;
        const auto date = event.is_object() ? text_of(event, "date") : std::nullopt;
        const auto day = date ? parse_iso_day(*date) : std::nullopt;
        const auto announced = event.is_object() ? text_of(event, "announced") : std::nullopt;
        const auto announced_day = announced ? parse_iso_day(*announced) : std::nullopt;
        if (!day || (announced && !announced_day)) {
            const std::string what = !day ? "date" + (date ? " `" + *date + "`" : std::string()) : "announced date `" + *announced + "`";
            refuse(DiagnosticKind::holiday_unreadable, file_place,
                   "event " + std::to_string(number) + " of `" + division + "` in `" + path + "` has no readable " + what,
                   "write dates as 2024-12-25; a holiday left out would give wrong due dates, so the calendar is not used");
            return out;
        }
        out.events.push_back({*day, announced_day, text_of(event, "title").value_or("")});
    }
    std::stable_sort(out.events.begin(), out.events.end(), [](const HolidayEvent& a, const HolidayEvent& b) { return a.day < b.day; });
    return out;
}

}  // namespace duly::data
