// The data as columns: a table a record, a column a field, links as row numbers. Immutable once built.
// Values are as recorded; what lies after as-of is hidden by the evaluation, not here.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/date.hpp"
#include "dsl/base/diagnostic.hpp"
#include "dsl/model/ruleset.hpp"
#include "engine/data/narrow_cells.hpp"
#include "engine/data/parent_rows.hpp"
#include "engine/data/row_origins.hpp"
#include "engine/data/short_days.hpp"

namespace duly::data {

using model::Day;
using model::FieldId;
using model::RecordId;
inline constexpr Row no_row = 0xffffffff;

struct PartialDate { Row row = 0; Day first = 0, last = 0; };

// One field of all rows. `state` is always filled; of the others the one of its type, unless the column is not present.
struct Column {
    model::Type type = model::Type::text;
    bool present = false;                       // a feed gives it; otherwise every cell is missing (blank when optional)
    bool untold = false;                        // rows were read from files and none has a column for this date
    StateCells state;                           // one a row
    NarrowDays day;                               // date; of a partial one its first possible day
    std::vector<std::int64_t> number;           // number, percentage, money (1/1,000,000), moment (seconds UTC)
    NarrowCodes code;                             // yes_no 0/1, choice index
    std::vector<std::string_view> text;         // into buffers that the Dataset keeps
    std::vector<PartialDate> partials;          // sorted by row; of a moment given by its day only: that day
    DayInterval partial(Row row) const;         // precondition: state is partial
};

// Where a cell stands whose row is told by several lines (`gives each R once`): `origin` of the table names the first of them.
struct FilledCell {
    Row row = 0;
    FieldId field = 0;
    Origin origin;
    std::uint16_t named_by = 0;                 // as Table::named_by
};
// A choice that every block giving the record fixes: the values that some block gives. Of the others the data tells nothing.
struct FixedChoice { FieldId field = 0; std::vector<bool> given; };

struct Table {
    RecordId record = model::none;
    Row rows = 0;
    bool present = false;                       // a feed gives rows of this record, or a spell made them
    model::Holds holds = model::Holds::every;
    model::FieldId each = model::none;          // Holds::latest: of each value of this choice
    std::vector<bool> kinds;                    // by value of `each`: a feed gives rows of it; of others nothing is told. Empty: all
    int months = 0;
    std::vector<Column> columns;                // by FieldId
    ParentRows parent;                          // row in the parent's table; empty without a parent
    RowOrigins origin;                          // one a row
    // Column headers that gave a field, for explanations; by FieldId, "" = none. Blocks that name columns otherwise have headers of
    // their own.
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> other_headers;
    std::vector<std::uint16_t> named_by;        // by row: 0 = `header`, n = other_headers[n - 1]; empty: all 0
    std::vector<FilledCell> filled;             // by row, then field, once the data is built
    std::vector<FixedChoice> fixed_choices;
    Origin origin_of(Row row, FieldId field) const;                 // of a cell
    const std::string& header_of(Row row, FieldId field) const;     // "" = none
};

// The children of one record type under each parent row, in order of their `orders` date (ties in the order of the data,
// rows without one last).
struct Children {
    std::vector<std::uint32_t> offsets;         // parent rows + 1
    PlainVector<Row> rows;
    // By place, beside `rows`: the day that orders the row. Empty: the record is not ordered by a date, or no feed gives it.
    ShortDays days;
    // By place: the value of `kind_field`, the record's first choice that some feed gives; 0xff where it is not known. Empty: there is
    // no such choice, or it has 255 values or more.
    FieldId kind_field = model::none;
    PlainVector<std::uint8_t> kinds;
    std::span<const Row> of(Row parent) const { return {rows.data() + offsets[parent], rows.data() + offsets[parent + 1]}; }
};

// Where the rows of a table inside a workbook, database, XML or JSON file stand there. `lines` by Origin::line, from 2: the row
// of a sheet or of a database table, the line of an element.
struct RowPlaces {
    std::vector<std::uint32_t> lines;
    std::uint32_t header = 0;                   // 0 = the headers stand in no line
    bool sheet = false;                         // a place is a cell: C17
};
class RowTexts;     // row_texts.hpp
// What tells that the bytes of a file are the ones that were read, as far as the file system says. All 0: read from elsewhere.
struct FileStamp {
    std::uint64_t device = 0, node = 0, size = 0;
    std::int64_t changed = 0;                   // nanoseconds
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};
// The bytes of a file as they were read; those of a table inside a file are of the whole file.
struct FileContent {
    std::string path;
    std::string_view bytes;
    std::shared_ptr<const void> owner;
    FileStamp stamp;
    std::optional<std::uint64_t> hash = {};     // content_hash() of the bytes, where it was made while they were read
};
struct InputFileInfo {
    std::string path;                           // of a table inside a file: file/table
    std::uint64_t bytes = 0;
    std::uint64_t rows_read = 0, rows_used = 0;
    std::string feed;
    std::shared_ptr<const RowPlaces> places = {};
    std::shared_ptr<const FileContent> content = {};    // null where nothing was read from the file
    std::shared_ptr<const RowTexts> texts = {};         // its cells as they stand there; null where no feed reads it
    bool cached = false;                                // all its rows came from a cache
};
// As shown to people: `line` is an Origin's, `column` a field's number from 1 or 0.
void set_place(Place& place, const RowPlaces* places, std::uint32_t line, std::uint32_t column = 0);

class Dataset {
public:
    const Table& table(RecordId record) const { return tables_[record]; }
    const Children& children(RecordId child) const { return children_[child]; }     // under its parent's rows
    // A spell's parts: children under the spell's rows; and the spell's row of each part row (no_row: it joins nothing).
    // Both are empty when the record has no spell or a feed gives its rows.
    const Children& parts(RecordId spell) const { return parts_[spell]; }
    const std::vector<Row>& spell_rows(RecordId spell) const { return spell_rows_[spell]; }
    const std::vector<InputFileInfo>& files() const { return files_; }
    std::uint32_t line_of(const Origin& origin) const;      // as it stands in the file; of a table inside one, there
    std::size_t records() const { return tables_.size(); }
    // The key of a row as text: its key field, or its parent's key and its `orders` or span date joined by a blank, or #row.
    std::string key_of(const model::RuleSet& rules, RecordId record, Row row) const;
    // Row by key (as key_of writes it), or no_row.
    Row find(const model::RuleSet& rules, RecordId record, std::string_view key) const;

private:
    friend class DatasetBuilder;
    std::vector<Table> tables_;
    std::vector<Children> children_, parts_;
    std::vector<std::vector<Row>> spell_rows_;
    std::vector<InputFileInfo> files_;
    std::vector<std::shared_ptr<const void>> buffers_;  // what the text views point into
};

// A value for one cell.
struct Cell {
    State state = State::missing;
    std::int64_t number = 0;        // day, scaled number, second, 0/1, choice index
    Day last = 0;                   // partial: last possible day (number is the first)
    std::string_view text;
};

// Values that name a row elsewhere, one a row: a text of up to 18 digits as its number, another as `text_bit` + its index
// in `texts`; other types as their number.
struct KeyColumn {
    static constexpr std::uint64_t blank = ~std::uint64_t{0};
    static constexpr std::uint64_t text_bit = std::uint64_t{1} << 63;
    std::vector<std::uint64_t> bits;
    std::vector<std::string_view> texts;
    std::string header;
    std::uint32_t column = 0;                   // field's number in the file
};

// How the rows [begin, end) of `record` find their parent (or grandparent, see DatasetBuilder::add_row).
struct PendingLink {
    RecordId record = model::none;
    Row begin = 0, end = 0;
    model::ParentLink link;
    std::vector<KeyColumn> keys;                // one a field of the link
    // The rows stand in Table::parent with what was found. Rows from `begin` on that found no parent, rising: `keys` has theirs only.
    bool found = false;
    std::vector<Row> lost;
    std::vector<Row> same_row;                  // same_row: rows of link.record, or no_row
};

// How a condition on one row comes out.
enum class Truth : std::uint8_t { no, yes, unknown };
// Asks a condition of every row of a record, of which only the record's own fields and those of its parents are told: these
// tables are settled, all others are empty. Who evaluates stands above this folder and hands it in.
using AskRows = std::function<std::vector<Truth>(const Dataset& so_far, model::ExprId condition, RecordId record)>;

struct RowRange { Row begin = 0, end = 0; };     // half-open
// Rows that one block gives from one file (or table of it), and which fields it gives.
struct GivenRows : RowRange {
    std::uint32_t file = 0;
    std::vector<bool> fields;
};

// Texts that stay where they are, in blocks.
class TextBlocks {
public:
    std::string_view add(std::string_view text);

private:
    std::vector<std::unique_ptr<char[]>> blocks_;
    char* at_ = nullptr;
    std::size_t room_ = 0;
};

// Builds a Dataset from rows (examples, embedding) or takes filled tables (the CSV loader); finish() links, joins
// spells, drops what cannot be used, and lists it.
class DatasetBuilder {
public:
    explicit DatasetBuilder(const model::RuleSet& rules);
    // Appends a row; every cell starts as missing, or blank in an optional field. `parent` = row of the parent record,
    // for a record linked `by` a field: of its grandparent (the link is made by finish()).
    Row add_row(RecordId record, Row parent = no_row, Origin origin = {});
    void set(RecordId record, Row row, FieldId field, const Cell& cell);    // copies text
    Table& table(RecordId record);              // direct access for loaders
    void keep(std::shared_ptr<const void> buffer);
    // Rows of a block that `gives each R once`: one that repeats a key fills what the first left blank, and is not listed.
    void once(RecordId record, Row begin, Row end);
    // For loaders, in order of rows: where they come from, so that a row is known that another file repeats.
    void given(RecordId record, GivenRows rows);
    std::uint32_t add_file(InputFileInfo info);
    InputFileInfo& file(std::uint32_t index);
    std::uint32_t files() const { return static_cast<std::uint32_t>(dataset_.files_.size()); }
    void link(PendingLink link);                // for loaders: parents that finish() looks for
    void keys_rise(RecordId record);            // for loaders: all keys are whole numbers, each above the one before
    void set_threads(unsigned threads) { threads_ = threads; }
    // Spells only: a part that starts later is not there yet, so it closes no gap.
    void set_as_of(Day day) { as_of_ = day; }
    // Answers the `where` of spells; needed where a spell has one.
    void set_conditions(AskRows conditions) { conditions_ = std::move(conditions); }
    // Makes spells, links `by` records, drops duplicate keys and orphans (each listed), orders children.
    Dataset finish(std::vector<Diagnostic>& quality);

private:
    const model::RuleSet& rules_;
    Dataset dataset_;
    std::shared_ptr<TextBlocks> texts_;
    std::vector<PendingLink> links_;
    std::vector<bool> keys_rise_;
    std::vector<std::vector<RowRange>> once_;   // by record
    std::vector<std::vector<GivenRows>> given_; // by record
    unsigned threads_ = 1;
    std::optional<Day> as_of_;
    AskRows conditions_;

    std::vector<Truth> ask(const std::vector<std::vector<Row>>& spell_rows, model::ExprId condition, RecordId record);
};

}  // namespace duly::data
