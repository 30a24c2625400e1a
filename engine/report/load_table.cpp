#include "engine/report/load_table.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "dsl/base/visible_text.hpp"

namespace duly::report {

namespace {

struct Column { std::string above, below; std::vector<std::size_t> days; };     // indices in DueList::days

std::string weekday_short(model::Day day) { return spoken_day(day).substr(0, 3); }
model::Day monday_of(model::Day day) { return day - ((day % 7) + 7 + 3) % 7; }

enum class Span { day, week, month, none };

std::vector<Column> columns_of(const std::vector<model::Day>& days, Span span) {
    std::vector<Column> columns;
    for (std::size_t i = 0; i < days.size() && span != Span::none; ++i) {
        const Civil c = to_civil(span == Span::week ? monday_of(days[i]) : days[i]);
        Column column;
        if (span == Span::day) column = {weekday_short(days[i]), std::to_string(c.day), {}};
        else if (span == Span::week) column = {"week of", std::to_string(c.day) + " " + std::string(month_name(c.month)).substr(0, 3), {}};
        else column = {std::string(month_name(c.month)).substr(0, 3), std::to_string(c.year), {}};
        const bool same = !columns.empty() && span != Span::day && columns.back().below == column.below && columns.back().above == column.above;
        if (!same) columns.push_back(std::move(column));
        columns.back().days.push_back(i);
    }
    return columns;
}

std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Cut to `room` characters, never inside one, and filled up to it.
std::string fitted(std::string text, std::size_t room) {
    if (length_of(text) > room) {
        std::size_t seen = 0, at = 0;
        while (at < text.size() && seen + 3 < room) {
            ++at;
            while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
            ++seen;
        }
        text = text.substr(0, at) + "...";
    }
    return text + std::string(room - std::min(room, length_of(text)), ' ');
}

std::string right(const std::string& text, std::size_t width) { return std::string(width - std::min(width, length_of(text)), ' ') + text; }

class Table {
public:
    Table(TextPage& page, const DueReport& report) : page_(page), report_(report), list_(report.list) {
        if (!report.asked.by.empty()) rows_ = list_.by(report.asked.by);     // no record shows whose it is: then of all
        std::size_t longest = 5;
        for (const explain::DueLoad& row : rows_) longest = std::max(longest, length_of(name_of(row)));
        name_ = std::min<std::size_t>(longest, 26);
        for (const Span span : {Span::day, Span::week, Span::month, Span::none}) {
            columns_ = columns_of(list_.days, span);
            lay(report.options.width);
            if (blocks_.size() <= 2) break;
        }
    }

    // One below the other where the columns do not fit beside one another.
    void write() {
        std::string names;
        for (const std::string& field : report_.asked.by) names += (names.empty() ? "" : ", ") + field;
        for (const Block& block : blocks_) {
            if (&block != &blocks_.front()) page_.plain("");
            line(block, "", "", [](const Column& column) { return column.above; }, "");
            line(block, names, "overdue", [](const Column& column) { return column.below; }, "all");
            for (const explain::DueLoad& row : rows_) counts(block, name_of(row), row);
            if (rows_.size() != 1) counts(block, "all", list_.total);
        }
    }

private:
    TextPage& page_;
    const DueReport& report_;
    const explain::DueList& list_;
    std::vector<explain::DueLoad> rows_;
    std::vector<Column> columns_;
    std::vector<std::size_t> widths_;
    struct Block { std::size_t first = 0, last = 0; bool overdue = false, all = false; };   // half-open
    std::vector<Block> blocks_;
    std::size_t name_ = 0;
    static constexpr std::size_t overdue_width = 9, all_width = 7;

    void lay(std::size_t width) {
        widths_.clear();
        for (const Column& column : columns_) widths_.push_back(2 + std::max({length_of(column.above), length_of(column.below), std::to_string(sum(list_.total, column)).size()}));
        blocks_ = {{0, 0, true, false}};
        std::size_t used = 2 + name_ + overdue_width;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const std::size_t after = i + 1 == columns_.size() ? all_width : 0;
            if (used + widths_[i] + after > width && blocks_.back().last > blocks_.back().first) {
                blocks_.push_back({i, i, false, false});
                used = 2 + name_;
            }
            used += widths_[i];
            blocks_.back().last = i + 1;
        }
        blocks_.back().all = true;
    }

    static std::uint64_t sum(const explain::DueLoad& load, const Column& column) {
        std::uint64_t n = 0;
        for (const std::size_t day : column.days) n += load.days[day];
        return n;
    }
    std::string name_of(const explain::DueLoad& row) const {
        std::string words;
        for (std::size_t i = 0; i < row.shown.size(); ++i) words += (i == 0 ? "" : ", ") + (row.shown[i].empty() ? "(no " + report_.asked.by[i] + ")" : visible_text(row.shown[i]));
        return words;
    }

    template <typename Cell>
    void line(const Block& block, const std::string& name, const std::string& overdue, Cell cell, const std::string& all) {
        std::string text = fitted(name, name_);
        if (block.overdue) text += right(overdue, overdue_width);
        for (std::size_t i = block.first; i < block.last; ++i) text += right(cell(columns_[i]), widths_[i]);
        if (block.all) text += right(all, all_width);
        text.erase(text.find_last_not_of(' ') + 1);
        page_.plain("  " + text);
    }
    void counts(const Block& block, const std::string& name, const explain::DueLoad& load) {
        const auto number = [](std::uint64_t n) { return n == 0 ? std::string("-") : std::to_string(n); };
        line(block, name, number(load.overdue), [&](const Column& column) { return number(sum(load, column)); }, number(load.overdue + load.due));
    }
};

}  // namespace

void load_table(TextPage& page, const DueReport& report) {
    if (report.list.overdue.empty() && report.list.items.empty()) return;
    page.title("Load by day");
    Table(page, report).write();
}

}  // namespace duly::report
