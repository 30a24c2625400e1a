// What the data holds (records, spells) and how files become records (feeds), and calendars as declared.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/base/source.hpp"
#include "dsl/model/expr.hpp"
#include "dsl/model/types.hpp"

namespace duly::model {

struct Field {
    std::string name;
    std::string title;                  // "" = the name with blanks
    Type type = Type::text;
    std::vector<std::string> choices;   // of a choice, in order; Literal.number indexes it
    bool key = false, optional = false, shown = false, orders = false, planned = false;
    FieldId with = none;                // blank while that field is
    SourceRange at;
};

// Records joined into longer stretches. Fills a record that spans; a feed that gives the record itself sets it aside.
struct Spell {
    RecordId part = none;               // child records of the spell
    std::int64_t max_gap_days = 0;      // next start minus latest end so far, at most
    ExprId where = none;                // slot 0 = the part
    SourceRange at;
};

struct Record {
    std::string name;
    std::string title;
    RecordId parent = none;
    FieldId by = none;                  // `by held`: linked to the parent that spans this date
    std::vector<Field> fields;
    FieldId key = none, orders = none;
    FieldId span_from = none, span_to = none;
    std::optional<Spell> spell;
    SourceRange at;
    FieldId field(std::string_view name) const;   // or none
};

// --- feeds -------------------------------------------------------------------------------------------------------
struct ColumnName {
    std::string text;
    bool like = false;                  // text is a pattern with *; else compared whole (letter case and blanks folded)
};
// Of several names the first that the file has; where its cell is blank, the next that it has.
using ColumnChoice = std::vector<ColumnName>;
struct Spelling {
    std::vector<std::string> texts;     // one with a * is a pattern
    Literal value;
    enum class Says : std::uint8_t { value, missing, blank } says = Says::value;
    SourceRange at = {};
};
enum class MappingKind : std::uint8_t { column, constant, joined, year_ending };
struct Mapping {
    FieldId field = none;
    MappingKind kind = MappingKind::column;
    ColumnChoice columns;               // column, year_ending
    std::vector<ColumnChoice> parts;    // joined
    bool if_there = false;              // a file without the column is as it should be
    Literal constant;
    int month = 0, day = 0;             // year_ending
    std::vector<Spelling> spellings;
    std::string spellings_from;         // CSV file, resolved against `source_file`
    SourceRange at;
};
struct ParentLink {
    enum class Kind : std::uint8_t { none, by_fields, of_part, same_row } kind = Kind::none;
    RecordId record = none;             // the row that is looked for: the record's parent, or for a record linked `by` a field its grandparent
    RecordId part = none;               // of_part: whose fields are compared
    std::vector<FieldId> fields;        // of `record` or `part`
    std::vector<std::vector<ColumnChoice>> columns;     // of this file, one each; several parts are joined, as in a mapping
};
struct RowFilter {
    enum class Kind : std::uint8_t { not_blank, one_of, blank, not_one_of } kind{};
    ColumnChoice columns;
    std::vector<std::string> values;
};
enum class Holds : std::uint8_t { every, latest, last_months };
struct FeedFile {
    std::vector<std::string> patterns;  // file names with *
    RecordId record = none;
    bool once = false;                  // `gives each R once`: rows that repeat a key are one record, blanks filled from later rows
    Holds holds = Holds::every;
    FieldId each = none;                // latest: of each value of this choice
    int months = 0;
    std::vector<Mapping> mappings;
    ParentLink parent;
    std::vector<RowFilter> filters;
    std::vector<ColumnName> ignores;
    SourceRange at;
};
// Order of the parts in a written date; `with_time` also takes hh:mm or hh:mm:ss after a blank or T.
struct DateFormat {
    enum class Order : std::uint8_t { day_month_year, year_month_day, month_day_year } order{};
    char separator = '-';
    bool with_time = false;
    std::string text;                   // as written
    bool midnight = false;              // `00:00:00`: midnight stands for the day
    bool no_day = false, no_month = false;      // `zz` stands in its place
};
struct Feed {
    std::string name;
    std::string title;
    std::vector<DateFormat> dates;
    std::vector<std::string> blanks;    // texts; a date among them stands in ISO form and is matched as a date
    std::vector<std::string> missing;
    std::vector<FeedFile> files;
    std::vector<std::string> ignored_files;     // patterns: known, and nothing is read from them
    std::string source_file;
    SourceRange at;
};

// --- calendars ---------------------------------------------------------------------------------------------------
struct CalendarDef {
    std::string name;
    std::string title;
    CalendarId extends = none;
    std::uint8_t working_week = 0;      // bit 0 monday; 0 = inherit
    std::optional<std::pair<int, int>> hours;   // minutes after midnight, from and to
    struct HolidayFile { std::string path, division; SourceRange at; };  // path resolved by the loader
    std::vector<HolidayFile> holiday_files;
    struct Holiday { Day day; Day announced = min_day; std::string title; };
    std::vector<Holiday> holidays;
    struct Closed { Day from, to; std::string because; };
    std::vector<Closed> closed;
    struct ClosedEvery { int month, day; std::string because; };
    std::vector<ClosedEvery> closed_every;
    struct Open { Day from, to; std::string title; };
    std::vector<Open> open;             // school days: working days inside one of these
    std::optional<Day> known_from, known_until;  // both included; by default the reach of the holiday files' years
    SourceRange at;
};

}  // namespace duly::model
