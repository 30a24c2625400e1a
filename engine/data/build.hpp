// The steps of DatasetBuilder::finish(), each a function in a file of its name.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dsl/model/ruleset.hpp"
#include "engine/data/dataset.hpp"
#include "engine/data/quality.hpp"

namespace duly::data::build {

// What the steps work on. Records are settled one after another, parents and parts before those that need them; once a
// record is settled its rows stay where they are.
struct Work {
    const model::RuleSet& rules;
    std::vector<Table>& tables;
    const std::vector<InputFileInfo>& files;
    std::vector<PendingLink>& links;
    const std::vector<bool>& keys_rise;     // by record: no key stands twice
    const std::vector<std::vector<RowRange>>& once;     // by record: rows of blocks that give each record once
    const std::vector<std::vector<GivenRows>>& given;   // by record, in order of rows; empty where rows were not read from files
    unsigned threads;
    std::optional<Day> as_of;
    Quality& quality;
    std::vector<std::shared_ptr<const void>>& buffers;
    // By record: row as read -> row that stays (of rows with one key the first), or no_row; or, where rows were left out and nothing
    // else, those that stay. Both are empty where every row stayed.
    std::vector<std::vector<Row>> moved;
    struct Kept { Row read = 0; std::vector<RowRange> ranges; };
    std::vector<Kept> kept;
    std::vector<std::vector<Row>> spell_rows;   // by spell record: row of the part -> row of the spell
    // By spell record, where ends in doubt leave open whether parts join, by row: the first of the spells that it may be one with.
    // Empty: no doubt.
    std::vector<std::vector<Row>> spell_groups;
    std::vector<Children> ordered;      // by record: made while it was settled, and still so; else empty
    std::function<std::vector<Truth>(model::ExprId condition, RecordId record)> ask;    // of all rows of a settled record

    const model::Record& record(RecordId id) const { return rules.records[id]; }
    bool rows_moved(RecordId id) const { return !moved[id].empty() || !kept[id].ranges.empty(); }
    std::vector<Row>& moves(RecordId id);       // `moved`, filled
    Place place(RecordId id, Row row, FieldId field = model::none) const;
    void set_column(Place& place, RecordId id, Row row, std::uint32_t column) const;     // from 1, as the table has it
    std::string cell_text(RecordId id, Row row, FieldId field) const;
};

// Text of a cell for messages and keys; "" when nothing is known.
std::string cell_text(const model::Field& field, const Column& column, Row row, const TimeZone& zone);
std::string row_key(const model::RuleSet& rules, const std::vector<Table>& tables, RecordId record, Row row);

std::vector<RecordId> settling_order(const Work& work);
// A record that is read as if it stood under its grandparent: linked `by` a date, or part of the spell that is its parent.
RecordId linked_above(const Work& work, RecordId record);
bool makes_spell(const Work& work, RecordId record);

void fill_columns(const model::Record& record, Table& table);
void complete_columns(Table& table);    // the values of columns that some rows left out
bool given_once(const Work& work, RecordId record, Row row);     // by a block that gives each record once
// Row -> first row with the same key; empty when all differ. Lists them.
std::vector<Row> first_of_key(Work& work, RecordId record);
bool same_cell(const Column& column, Row a, Row later);         // `later` says the same, or nothing
void fill_cell(Table& table, FieldId field, Row row, Row later);        // takes over what `later` says
// Fills Table::parent, of rows that are not left out as the second of a key; which rows have the parent itself (and not
// the row above it). `lost`: the rows that have none, rising.
std::vector<bool> find_parents(Work& work, RecordId record, const std::vector<Row>& first, std::vector<Row>& lost);
// Before rows of a record go where `to` says (no_row: they are left out): parents that were found among them go with them.
void move_found_parents(Work& work, RecordId parent, const std::function<Row(Row)>& to);
// Joins the parts into rows of `record`; or, when a feed gives those rows, finds the one that each part starts in.
void make_spell(Work& work, RecordId record);
void find_spells(Work& work, RecordId record);
// The parts under every spell that they may belong to, from those that they belong to surely or by themselves.
Children doubtful_parts(const Work& work, RecordId record, const Children& own);
// Where rows that are linked by a date go: (row, parent row), in order of rows; a row may stand several times.
struct Placed { Row row, parent; };
std::vector<Placed> place_by_date(Work& work, RecordId record, const std::vector<bool>& has_parent);
// Rows of a record without keys that are one event or one span with a row before, by what they say under their parent: takes them out of
// `placed`, and gives row -> row that speaks for it; empty when there are none. Counts them.
bool may_repeat(const Work& work, RecordId record);
std::vector<Row> drop_repeats(Work& work, RecordId record, std::vector<Placed>& placed);
// The same of events that stand in order under their parents.
std::vector<Row> first_of_events(Work& work, RecordId record, const Children& children);
// Lists rows of one file that say the same of one day under one parent, and are used all the same. `tied`: the runs of `children`
// that have one day and one parent, where they are known.
void list_alike(Work& work, RecordId record, const Children& children, const std::optional<std::vector<RowRange>>& tied);
// Keeps the rows named, in that order, and notes where each went.
void keep_rows(Work& work, RecordId record, const std::vector<Row>& rows);
void keep_ranges(Work& work, RecordId record, std::vector<RowRange> ranges);     // rising

// Lists the rows of logs of actions that speak for none.
void list_unknown_actions(Work& work);

// The first and last day that a date or moment may be; nothing when it is not known.
std::optional<DayInterval> days_of(const Column& column, Row row, const TimeZone& zone);

// `tied`, where it is given and rows are ordered by days: the runs of two and more rows that have one day and one parent.
Children order_children(const model::Record& record, const Table& table, const std::vector<Row>& parent, Row parents, unsigned threads, std::optional<std::vector<RowRange>>* tied = nullptr);
// What stands beside the rows of children that were put together otherwise.
void note_days(const model::Record& record, const Table& table, Children& children);
void note_kinds(const model::Record& record, const Table& table, Children& children, unsigned threads);

}  // namespace duly::data::build
