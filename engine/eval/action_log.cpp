#include "engine/eval/action_log.hpp"

#include <algorithm>

#include "engine/eval/walk.hpp"

namespace duly::eval {

namespace {

using model::FieldId;
using model::none;

Values cell(const Expressions& expressions, model::RecordId record, FieldId field, Row row) {
    const Row rows[] = {row};
    Values value = expressions.field(record, field, rows);
    detail::to_days(value, expressions.zone());
    return value;
}

// By which rows of one action follow each other; what has no such day comes first.
std::int64_t key_of(const Expressions& expressions, const model::ActionLog& log, Row row) {
    const FieldId orders = expressions.rules().records[log.record].orders;
    const Values value = cell(expressions, log.record, orders != none ? orders : log.done, row);
    return value.s[0] == Presence::known ? value.v[0] : INT64_MIN;
}

Row row_of(const Expressions& expressions, const model::ActionLog& log, std::string_view action) {
    const std::vector<Row> rows = expressions.visible_rows(log.record);
    const Values names = expressions.field(log.record, log.action, rows);
    Row found = data::no_row;
    std::int64_t latest = INT64_MIN;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (names.s[i] != Presence::known || names.text[i] != action) continue;
        const std::int64_t key = key_of(expressions, log, rows[i]);
        if (found != data::no_row && key < latest) continue;
        found = rows[i];
        latest = key;
    }
    return found;
}

}  // namespace

LogFound find_in_log(const Expressions& expressions, const model::ActionLog& log, std::string_view action) {
    LogFound out;
    const model::Record& record = expressions.rules().records[log.record];
    const data::Table& table = expressions.data().table(log.record);
    if (!table.present && table.rows == 0) {
        out.in_doubt = true;
        out.due_in_doubt = log.due != none;
        out.doubt = "no source gives `" + record.name + "` records";
        return out;
    }
    out.row = row_of(expressions, log, action);
    if (out.row == data::no_row) {
        out.in_doubt = table.holds == model::Holds::last_months;
        out.due_in_doubt = out.in_doubt && log.due != none;
        if (out.in_doubt) out.doubt = "the source does not hold every `" + record.name + "`";
        return out;
    }
    const auto read = [&](const Expressions& seen, FieldId field) {
        if (field == none) return detail::make_values(model::Type::text, 1, Presence::blank);
        Values value = cell(seen, log.record, field, out.row);
        if (value.s[0] != Presence::blank)
            out.reads.push_back({log.record, out.row, field, value.s[0], value.v[0], value.last(0), value.text.empty() ? std::string_view{} : value.text[0]});
        return value;
    };
    const auto text = [&](FieldId field) {
        const Values value = read(expressions, field);
        return value.s[0] == Presence::known ? std::string(value.text[0]) : std::string();
    };
    read(expressions, log.action);
    const Values done = read(expressions, log.done);
    if (done.s[0] == Presence::known && done.v[0] <= expressions.as_of_day()) {
        out.done = true;
        if (done.last(0) == done.v[0]) out.done_on = static_cast<Day>(done.v[0]);
    } else if (done.s[0] == Presence::missing || done.s[0] == Presence::doubt) {
        out.in_doubt = true;
        out.doubt = "the day on which it was done cannot be told from `" + record.name + "`";
    }
    const Values due = read(expressions.seeing_ahead(), log.due);
    if (log.due != none && due.s[0] == Presence::known) out.due = DayInterval{static_cast<Day>(due.v[0]), static_cast<Day>(due.last(0))};
    out.due_in_doubt = log.due != none && due.s[0] != Presence::known && due.s[0] != Presence::blank;
    out.owner = text(log.owner);
    out.evidence = text(log.evidence);
    out.status = text(log.status);
    return out;
}

}  // namespace duly::eval
