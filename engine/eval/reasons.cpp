#include "engine/eval/reasons.hpp"

#include <algorithm>

namespace duly::eval {

namespace {

bool is_above(const model::RuleSet& rules, model::RecordId above, model::RecordId record) {
    for (; record != model::none; record = rules.records[record].parent)
        if (record == above) return true;
    return false;
}

// 2024-06 or 2024 for a whole month or year, else the days.
std::string words_of(DayInterval days) {
    const Civil first = to_civil(days.first), last = to_civil(days.last);
    const std::string text = format_day(days.first);
    if (first.day == 1 && first.year == last.year && last.day == days_in_month(last.year, last.month)) {
        if (first.month == last.month) return text.substr(0, 7);
        if (first.month == 1 && last.month == 12) return text.substr(0, 4);
    }
    if (days.first == days.last) return text + ", without a time";
    return text + " to " + format_day(days.last);
}

}  // namespace

bool leaves_open(const ValueRead& read) {
    return read.presence == Presence::missing || read.presence == Presence::doubt || read.hi != read.v;
}

std::vector<ValueRead> open_reads(const std::vector<ValueRead>& reads) {
    std::vector<ValueRead> out;
    for (const ValueRead& read : reads) {
        const auto same = [&](const ValueRead& other) { return other.record == read.record && other.row == read.row && other.field == read.field; };
        if (leaves_open(read) && std::none_of(out.begin(), out.end(), same)) out.push_back(read);
    }
    return out;
}

std::string words_for(const Expressions& expressions, model::RecordId home, const ValueRead& read) {
    const model::RuleSet& rules = expressions.rules();
    const model::Record& record = rules.records[read.record];
    if (read.row == data::no_row)
        return read.presence == Presence::missing ? "no source gives `" + record.name + "` records"
                                                  : "the source does not hold every `" + record.name + "`";
    std::string name = read.field == model::none ? record.name : record.fields[read.field].name;
    if (read.record != home && read.field != model::none) name = record.name + "." + name;
    if (!is_above(rules, read.record, home)) name += " of " + record.name + " " + expressions.data().key_of(rules, read.record, read.row);
    if (read.presence == Presence::missing && read.field == model::none) return name + " is missing";
    const data::Column* column = read.field == model::none ? nullptr : &expressions.data().table(read.record).columns[read.field];
    const data::State state = column && column->present && read.row < column->state.size() ? column->state[read.row] : data::State::missing;
    switch (state) {
        case data::State::unreadable: return name + " cannot be read";
        case data::State::partial: return name + " is known only as " + words_of(column->partial(read.row));
        default: return name + " is missing";
    }
}

std::string words_for(const Expressions& expressions, model::RecordId home, const std::vector<ValueRead>& reads) {
    std::string out;
    for (const ValueRead& read : open_reads(reads)) {
        if (!out.empty()) out += ", ";
        out += words_for(expressions, home, read);
    }
    return out;
}

}  // namespace duly::eval
