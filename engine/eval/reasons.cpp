#include "engine/eval/reasons.hpp"

#include <algorithm>

namespace duly::eval {

namespace {

// The row that the rule looks at, or one above it.
bool is_above(const Expressions& expressions, Home home, const ValueRead& read) {
    const model::RuleSet& rules = expressions.rules();
    Row row = home.row;
    for (model::RecordId record = home.record; record != model::none && row != data::no_row; record = rules.records[record].parent) {
        if (record == read.record) return row == read.row;
        const data::Table& table = expressions.data().table(record);
        row = row < table.parent.size() ? table.parent[row] : data::no_row;
    }
    return false;
}

data::State state_of(const Expressions& expressions, const ValueRead& read) {
    if (read.field == model::none || read.row == data::no_row) return data::State::missing;
    const data::Column& column = expressions.data().table(read.record).columns[read.field];
    return column.present && read.row < column.state.size() ? column.state[read.row] : data::State::missing;
}

// 2024-06 or 2024 for a whole month or year, else the days.
std::string words_of(DayInterval days) {
    const Civil first = to_civil(days.first), last = to_civil(days.last);
    const std::string text = format_day(days.first);
    if (first.day == 1 && first.year == last.year && last.day == days_in_month(last.year, last.month)) {
        if (first.month == last.month) return text.substr(0, 7);
        if (first.month == 1 && last.month == 12) return text.substr(0, 4);
    }
    return days.first == days.last ? text : text + " to " + format_day(days.last);
}

}  // namespace

bool leaves_open(const ValueRead& read) {
    return read.presence == Presence::missing || read.presence == Presence::doubt || read.hi != read.v || read.odd != Odd::none;
}

std::vector<ValueRead> open_reads(const std::vector<ValueRead>& reads) {
    std::vector<ValueRead> out;
    for (const ValueRead& read : reads) {
        const auto same = [&](const ValueRead& other) { return other.record == read.record && other.row == read.row && other.field == read.field; };
        if (leaves_open(read) && std::none_of(out.begin(), out.end(), same)) out.push_back(read);
    }
    return out;
}

bool is_date(const Expressions& expressions, const ValueRead& read) {
    if (read.field == model::none) return false;
    const model::Type type = expressions.rules().records[read.record].fields[read.field].type;
    return type == model::Type::date || type == model::Type::moment;
}

bool lies_ahead(const Expressions& expressions, const ValueRead& read) {
    const data::State state = state_of(expressions, read);
    return (read.presence == Presence::blank || read.presence == Presence::missing) && (state == data::State::known || state == data::State::partial);
}

bool cannot_be_read(const Expressions& expressions, const ValueRead& read) { return state_of(expressions, read) == data::State::unreadable; }

std::string cell_name(const Expressions& expressions, Home home, const ValueRead& read) {
    const model::Record& record = expressions.rules().records[read.record];
    std::string name = read.field == model::none ? record.name : record.fields[read.field].name;
    if (read.record != home.record && read.field != model::none) name = record.name + "." + name;
    if (read.row != data::no_row && !is_above(expressions, home, read)) name += " of " + record.name + " " + expressions.data().key_of(expressions.rules(), read.record, read.row);
    return name;
}

std::string words_for(const Expressions& expressions, Home home, const ValueRead& read) {
    const model::Record& record = expressions.rules().records[read.record];
    if (read.row == data::no_row)
        return read.presence == Presence::missing ? "no source gives `" + record.name + "` records" + (expressions.data().table(read.record).present ? " of that kind" : "")
                                                  : "the source does not hold every `" + record.name + "`";
    const std::string name = cell_name(expressions, home, read);
    if (read.odd == Odd::zero_divisor) return name + " makes a division by 0";
    if (read.odd == Odd::ends_before_start && record.span_from != model::none) return name + " lies before " + record.fields[record.span_from].name;
    if (read.field == model::none) return name + " is missing";
    if (read.odd == Odd::names_no_calendar) return name + " names no calendar" + (read.presence == Presence::known ? ": `" + std::string(read.text) + "`" : std::string());
    const data::Column& column = expressions.data().table(read.record).columns[read.field];
    if (column.untold && read.presence == Presence::doubt) return "no file has a column for " + name;
    switch (state_of(expressions, read)) {
        case data::State::unreadable: return name + " cannot be read";
        case data::State::partial: {
            const DayInterval days = column.partial(read.row);
            if (days.last >= last_possible_day) return name + " is known only as " + format_day(days.first) + " or later";
            return name + " is known only as " + words_of(days) + (days.first == days.last ? ", without a time" : "");
        }
        case data::State::known:
            if (read.odd == Odd::without_time) return name + " is known only as " + format_day(static_cast<model::Day>(read.v)) + ", without a time";
            if (lies_ahead(expressions, read)) return name + " lies after the day of the evaluation";
            return name + " cannot be told";
        case data::State::missing:
        case data::State::blank: break;
    }
    return name + " is missing";
}

std::string words_for(const Expressions& expressions, Home home, const std::vector<ValueRead>& reads) {
    std::string out;
    for (const ValueRead& read : open_reads(reads)) {
        if (!out.empty()) out += ", ";
        out += words_for(expressions, home, read);
    }
    return out;
}

}  // namespace duly::eval
