// Records linked `by` a date: under which of the parent record's spans does a row fall?
#include <algorithm>

#include "engine/data/build.hpp"

namespace duly::data::build {
namespace {

class SpanFinder {
public:
    SpanFinder(const Work& work, RecordId parent) : record_(work.record(parent)), table_(work.tables[parent]), groups_(work.spell_groups[parent]), zone_(work.rules.zone) {
        if (record_.parent != model::none) under_ = order_children(record_, table_, table_.parent.rows(), work.tables[record_.parent].rows, work.threads);
    }
    std::span<const Row> all(Row above) const { return under_.of(above); }
    // Spans that share a day with `days`; both ends count. A span with a start not known holds nothing.
    std::vector<Row> holding(Row above, DayInterval days) const {
        std::vector<Row> found;
        for (const Row row : under_.of(above)) {
            if (record_.span_from == model::none) continue;
            const auto from = days_of(table_.columns[record_.span_from], row, zone_);
            if (!from || from->first > days.last) continue;
            const auto to = record_.span_to == model::none ? std::nullopt : days_of(table_.columns[record_.span_to], row, zone_);
            if (!to || days.first <= to->last) found.push_back(row);
        }
        return found;
    }
    // Spells that may be one and the same?
    bool one_group(const std::vector<Row>& rows) const {
        return !groups_.empty() && std::all_of(rows.begin(), rows.end(), [&](Row row) { return groups_[row] == groups_[rows.front()]; });
    }

private:
    const model::Record& record_;
    const Table& table_;
    const std::vector<Row>& groups_;
    const TimeZone& zone_;
    Children under_;
};

}  // namespace

std::vector<Placed> place_by_date(Work& work, RecordId id, const std::vector<bool>& has_parent) {
    const auto& record = work.record(id);
    const auto& table = work.tables[id];
    const auto& parent = work.record(record.parent);
    const auto& column = table.columns[record.by];
    const SpanFinder spans(work, record.parent);
    const auto& field = record.fields[record.by].name;
    const auto key = [&](Row row) { return row_key(work.rules, work.tables, record.parent, row); };
    std::vector<Placed> placed;
    placed.reserve(table.rows);
    for (Row row = 0; row < table.rows; ++row) {
        const Row above = table.parent[row];
        if (above == no_row) continue;
        if (has_parent[row]) {
            placed.push_back({row, above});
            continue;
        }
        if (column.state[row] == State::unreadable) {   // in doubt in every span
            for (const Row span : spans.all(above)) placed.push_back({row, span});
            if (!spans.all(above).empty()) continue;
        }
        const auto days = days_of(column, row, work.rules.zone);
        auto place = work.place(id, row, record.by);
        const auto above_words = "`" + work.record(parent.parent).name + "` `" + row_key(work.rules, work.tables, parent.parent, above) + "`";
        if (!days && column.state[row] != State::unreadable) {
            work.quality.list(DiagnosticKind::span_date_blank, std::move(place), "`" + record.name + "` of " + above_words + " has no `" + field + "`, so no `" + parent.name + "` can be told and it is left out",
                              "fill the date in the source");
            continue;
        }
        const auto found = days ? spans.holding(above, *days) : std::vector<Row>{};
        if (found.empty()) {
            work.quality.list(DiagnosticKind::no_span, std::move(place), "no `" + parent.name + "` of " + above_words + " holds this day, so this `" + record.name + "` is left out",
                              "correct the date, or the dates of the `" + parent.name + "`");
        } else if (found.size() > 1 && days->first == days->last && !spans.one_group(found)) {
            work.quality.list(DiagnosticKind::two_spans, std::move(place),
                              "two of `" + parent.name + "` hold this day, `" + key(found[0]) + "` and `" + key(found[1]) + "`, so this `" + record.name + "` is left out",
                              "correct the dates of the two, or link the row to one of them by its key");
        } else {
            for (const Row span : found) placed.push_back({row, span});
        }
    }
    return placed;
}

}  // namespace duly::data::build
