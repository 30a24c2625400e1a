// What stands in the columns of a row, before anything is read as a type.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/date.hpp"
#include "dsl/base/time_zone.hpp"
#include "dsl/base/wildcard.hpp"
#include "engine/data/mapping.hpp"
#include "engine/data/text.hpp"

namespace duly::data {

using Cells = std::span<const std::string_view>;

// Trimmed; cells without blanks at their ends, nearly all, cost two comparisons.
DULY_INLINE std::string_view cell_of(std::string_view text) {
    if (text.empty()) return text;
    const auto first = static_cast<unsigned char>(text.front()), last = static_cast<unsigned char>(text.back());
    return first > ' ' && first < 0x80 && last > ' ' && last < 0x80 ? text : trim_blanks(text);
}

class CellTexts {
public:
    explicit CellTexts(const FilePlan& plan) : plan_(plan) {}

    // A placeholder, in whatever form of a date it is written.
    bool is_placeholder(std::string_view text) const {
        const auto marker = plan_.markers->kind(text);
        if (marker != Markers::Kind::none || !plan_.markers->blank_days()) return marker == Markers::Kind::blank;
        std::int32_t day;
        if (plan_.dates->plain_day(text, day)) return plan_.markers->blank_day(day);
        const auto read = plan_.dates->read(text);
        return (read.kind == ReadDate::Kind::day || read.kind == ReadDate::Kind::moment) && plan_.markers->blank_day(read.day);
    }

    bool is_blank(std::string_view text) const {
        const auto marker = plan_.markers->kind(text);
        if (marker == Markers::Kind::none && !plan_.markers->blank_days()) return false;        // nearly all
        return marker == Markers::Kind::missing || is_placeholder(text);
    }

    // The cell of the first column, or of the next where that is blank.
    std::string_view text_of(const Columns& columns, Cells cells) const {
        if (columns.empty()) return {};
        auto text = cell_of(cells[columns[0]]);
        for (std::size_t k = 1; k < columns.size() && is_placeholder(text); ++k)
            if (const auto next = cell_of(cells[columns[k]]); !next.empty()) text = next;
        return text;
    }

    // Nothing where all parts are blank. A date is written as 2024-03-01, whatever form the file has it in, so that the same row has the same key
    // in every kind of file; digits without anything between them may be a number and stay.
    std::optional<std::string> joined(const std::vector<Columns>& parts, Cells cells) const {
        std::string text;
        bool any = false;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (i) text += '.';
            const auto part = text_of(parts[i], cells);
            if (is_blank(part)) continue;
            any = true;
            if (!may_be_date(part) || !add_date(text, part)) text += part;
        }
        return any ? std::optional(std::move(text)) : std::nullopt;
    }
    bool decide(const model::RowFilter& filter, std::string_view text) const {
        using Kind = model::RowFilter::Kind;
        if (filter.kind == Kind::blank) return is_blank(text);
        if (filter.kind == Kind::not_blank) return !is_blank(text);
        const auto folded = fold(text);
        bool among = false;
        for (const auto& value : filter.values) among |= value == text || fold(value) == folded || (is_wildcard(value) && matches_pattern(fold(value), folded));
        return among == (filter.kind == Kind::one_of);
    }

private:
    const FilePlan& plan_;

    static bool may_be_date(std::string_view text) {
        const bool begins = (text[0] >= '0' && text[0] <= '9') || (text[0] | 0x20) == 'z';
        return begins && text.size() >= 8 && text.find_first_of("/-.") < 5;
    }
    // With a time behind it where it has one, but for midnight.
    bool add_date(std::string& out, std::string_view text) const {
        ReadDate read;
        if (plan_.dates->plain_day(text, read.day)) {
            out += format_day(read.day);
            return true;
        }
        read = plan_.dates->read(text);
        if (read.kind == ReadDate::Kind::none) return false;
        const auto day = format_day(read.day);
        if (read.kind == ReadDate::Kind::partial) {
            out += day.substr(0, read.last - read.day > 31 ? 4 : 7);
            return true;
        }
        const auto& zone = plan_.dates->zone();
        const bool timed = read.kind == ReadDate::Kind::moment && read.second != zone.first_second(read.day);
        out += timed ? format_moment(read.second, zone) : day;
        return true;
    }
};

}  // namespace duly::data
