#include "engine/verify/rows.hpp"

#include <algorithm>
#include <map>

#include "dsl/base/date.hpp"
#include "engine/eval/spell_conditions.hpp"
#include "engine/verify/cells.hpp"

namespace duly::verify {
namespace {

using data::no_row;
using data::Row;
using model::FieldId;
using model::none;
using model::RecordId;

// What the example says of one record.
struct Said {
    struct Column { FieldId field = none; std::vector<std::string> pieces; SourceRange at; };
    std::vector<Column> columns;
    std::vector<std::pair<FieldId, const model::Literal*>> given;
    bool in_chain = false;              // the rule's record or an ancestor of it
    std::size_t length = 0;             // pieces of its columns
    std::vector<std::size_t> above;     // of each piece the position of the record above it; none: its own
    struct Made { std::size_t position; Row row; };
    std::vector<Made> made;

    bool says_something() const { return !columns.empty() || !given.empty(); }
    bool blank_at(std::size_t position) const {
        return std::all_of(columns.begin(), columns.end(),
                           [position](const Column& column) { return position >= column.pieces.size() || column.pieces[position].empty(); });
    }
};

class RowBuilder {
public:
    RowBuilder(const model::RuleSet& rules, const model::Example& example, std::size_t row)
        : rules_(rules), example_(example), row_(example.rows[row]), builder_(rules) {}

    RowData build() {
        collect();
        for (auto& [id, said] : said_)
            for (const Said::Column& column : said.columns) said.length = std::max(said.length, column.pieces.size());
        const Place place = place_of_row();
        origin_ = {builder_.add_file({place.file, 0, 0, 0, ""}), place.line};
        bool fits = true;       // else what hangs below would not fit either
        for (auto& [id, said] : said_) {
            fits &= line_up(id, said);
            if (fits) make(id, said);
        }
        if (!out_.wrong.empty()) return std::move(out_);
        // An example states all that there is: a record without rows is empty, not unknown.
        for (RecordId record = 0; record < rules_.records.size(); ++record)
            if (!from_parts(record)) builder_.table(record).present = true;
        const bool moment = example_.as_of.type == model::Type::moment;
        const auto day = moment ? rules_.zone.day(example_.as_of.number) : static_cast<model::Day>(example_.as_of.number);
        builder_.set_as_of(day);
        builder_.set_conditions(eval::spell_conditions(rules_, day));
        out_.dataset = builder_.finish(out_.quality);
        return std::move(out_);
    }

private:
    const model::Record& record(RecordId id) const { return rules_.records[id]; }
    Place place(SourceRange at) const { return rules_.sources ? place_of(*rules_.sources, at) : Place{}; }
    Place place_of_row() const { return row_.at.empty() ? place(example_.at) : place(row_.at.front()); }
    void wrong(DiagnosticKind kind, Place where, std::string message, std::string help) {
        out_.wrong.push_back(make_diagnostic(kind, std::move(where), std::move(message), std::move(help)));
    }

    void collect() {
        for (RecordId id = record_of(rules_, example_); id != none; id = record(id).parent) said_[id].in_chain = true;
        for (std::size_t i = 0; i < example_.columns.size() && i < row_.cells.size(); ++i) {
            const model::ExampleColumn& column = example_.columns[i];
            if (column.expect || column.record == none) continue;
            said_[column.record].columns.push_back({column.field, pieces_of(row_.cells[i]), i < row_.at.size() ? row_.at[i] : example_.at});
        }
        for (const model::Example::Given& given : example_.given) {
            Said& said = said_[given.record];
            const auto same = [&](const Said::Column& column) { return column.field == given.field; };
            if (std::none_of(said.columns.begin(), said.columns.end(), same)) said.given.emplace_back(given.field, &given.value);
        }
        // What leads from these up to the rule's own record, or to the top.
        std::vector<RecordId> named;
        for (const auto& [id, said] : said_) named.push_back(id);
        for (RecordId id : named)
            for (id = record(id).parent; id != none && !said_.count(id); id = record(id).parent) said_[id];
    }

    bool line_up(RecordId id, Said& said) {
        const std::size_t before = out_.wrong.size();
        for (const Said::Column& column : said.columns) {
            if (column.pieces.empty() || column.pieces.size() == said.length) continue;
            wrong(DiagnosticKind::example_lists, place(column.at),
                  "`" + record(id).fields[column.field].name + "` has " + values(column.pieces.size()) + " here, another column of `" + record(id).name + "` has " + std::to_string(said.length),
                  "separate the values of each by `;`, and leave a value out between two `;` where it is blank");
        }
        const RecordId above = listed_above(id);
        if (above != none && said.length > 0 && out_.wrong.size() == before) line_up_below(above, id, said);
        return out_.wrong.size() == before;
    }

    // The record that the rows of this one hang under, where the row lists several of it, or of what it hangs under itself.
    RecordId listed_above(RecordId id) {
        RecordId above = record(id).parent;
        if (above != none && placed_by_date(id, above)) above = record(above).parent;
        if (above == none || said_[above].made.size() < 2) return none;
        return said_[above].length > 1 || listed_above(above) != none ? above : none;
    }
    bool placed_by_date(RecordId id, RecordId above) {
        const RecordId higher = record(above).parent;
        return record(id).by != none && higher != none && (from_parts(above) || (said_[above].made.size() > 1 && said_[higher].made.size() == 1));
    }

    // `a, b; c`: two below the first, one below the second. Each becomes a piece of its own that knows what it is below.
    void line_up_below(RecordId above, RecordId id, Said& said) {
        const std::size_t most = said_[above].made.back().position + 1;
        if (said.length > positions_of(above) || said.length < most) {
            wrong(DiagnosticKind::example_lists, place(said.columns.front().at),
                  "`" + record(id).name + "` is listed for " + std::to_string(said.length) + " of `" + record(above).name + "` here, and the row has " + std::to_string(most),
                  "separate by `;` what is below each `" + record(above).name + "`, and by `,` what is below one of them; leave it blank between two `;` where there is none");
            return;
        }
        std::vector<std::vector<std::string>> flat(said.columns.size());
        for (std::size_t at = 0; at < said.length; ++at) {
            std::vector<std::vector<std::string>> lists;
            std::size_t length = 1;
            for (const Said::Column& column : said.columns) {
                lists.push_back(column.pieces.empty() ? std::vector<std::string>{} : pieces_of(column.pieces[at], ','));
                length = std::max(length, lists.back().size());
            }
            for (std::size_t i = 0; i < lists.size(); ++i) {
                if (!lists[i].empty() && lists[i].size() != length)
                    wrong(DiagnosticKind::example_lists, place(said.columns[i].at),
                          "below `" + record(above).name + "` number " + std::to_string(at + 1) + " `" + record(id).fields[said.columns[i].field].name + "` has " + values(lists[i].size()) + ", another column of `" +
                              record(id).name + "` has " + std::to_string(length),
                          "separate the values of each by `,`, and leave a value out between two `,` where it is blank; a text with a `,` stands in quotes");
                lists[i].resize(length);
                for (std::string& piece : lists[i]) flat[i].push_back(std::move(piece));
            }
            said.above.insert(said.above.end(), length, at);
        }
        for (std::size_t i = 0; i < flat.size(); ++i) said.columns[i].pieces = std::move(flat[i]);
        said.length = said.above.size();
    }

    static std::string values(std::size_t count) { return std::to_string(count) + (count == 1 ? " value" : " values"); }

    // A spell is made of its parts when the row names parts but nothing of the spell itself.
    bool from_parts(RecordId id) const {
        const auto& spell = record(id).spell;
        if (!spell) return false;
        const auto own = said_.find(id), part = said_.find(spell->part);
        return part != said_.end() && part->second.says_something() && (own == said_.end() || !own->second.says_something());
    }

    void make(RecordId id, Said& said) {
        if (from_parts(id)) return;
        std::size_t count = said.length;
        if (said.in_chain || (said.columns.empty() && !said.given.empty())) count = std::max<std::size_t>(count, 1);
        const bool only_leads = !said.in_chain && !said.says_something();
        if (only_leads) count = free() ? longest_below(id) : listed_above(id) != none ? positions_of(listed_above(id)) : 1;
        for (std::size_t position = 0; position < count; ++position) {
            const bool there = said.in_chain || only_leads || said.columns.empty() || !said.blank_at(position);
            if (there) make_row(id, said, position);
        }
    }

    // Without a rule's own record every position is a case of its own.
    bool free() const { return record_of(rules_, example_) == none; }
    std::size_t longest_below(RecordId above) const {
        std::size_t longest = 1;
        for (const auto& [id, said] : said_)
            for (RecordId up = record(id).parent; up != none && said_.at(up).length < 2; up = record(up).parent)
                if (up == above) longest = std::max(longest, said.length);
        return longest;
    }
    std::size_t positions_of(RecordId above) const {
        const Said& said = said_.at(above);
        return std::max(said.made.back().position + 1, said.length);
    }

    void make_row(RecordId id, Said& said, std::size_t position) {
        Row parent = no_row, direct = no_row;
        const RecordId above = record(id).parent;
        if (above != none) {
            if (record(id).by == none) {
                parent = row_at(above, id, said, position);
                if (parent == no_row) return;
            } else if (placed_by_date(id, above)) {
                parent = row_at(record(above).parent, id, said, position);
                if (parent == no_row) return;
            } else {
                direct = row_at(above, id, said, position);
                if (direct == no_row) return;
                parent = parents_[{above, direct}];
            }
        }
        const Row row = builder_.add_row(id, parent, origin_);
        parents_[{id, row}] = direct != no_row ? direct : parent;
        said.made.push_back({position, row});
        if (direct != no_row) {
            data::PendingLink link;
            link.record = id;
            link.begin = row;
            link.end = row + 1;
            link.link.kind = model::ParentLink::Kind::same_row;
            link.link.record = above;
            link.same_row = {direct};
            builder_.link(std::move(link));
        }
        fill(id, said, position, row);
    }

    Row row_at(RecordId above, RecordId id, const Said& said, std::size_t position) {
        const auto& made = said_[above].made;
        if (made.size() == 1) return made.front().row;
        if (position < said.above.size()) position = said.above[position];
        for (const Said::Made& one : made)
            if (one.position == position) return one.row;
        const SourceRange at = said.columns.empty() ? example_.at : said.columns.front().at;
        wrong(DiagnosticKind::example_lists, place(at),
              "it cannot be told which `" + record(above).name + "` number " + std::to_string(position + 1) + " of `" + record(id).name + "` belongs to",
              "give as many values of `" + record(above).name + "` as of `" + record(id).name + "`, or one");
        return no_row;
    }

    void fill(RecordId id, const Said& said, std::size_t position, Row row) {
        for (FieldId field = 0; field < record(id).fields.size(); ++field) builder_.set(id, row, field, blank_or_key(record(id).fields[field], position));
        for (const auto& [field, value] : said.given) builder_.set(id, row, field, cell_of(record(id).fields[field], *value, rules_.zone));
        for (const Said::Column& column : said.columns) {
            if (position >= column.pieces.size()) {
                builder_.set(id, row, column.field, *read_cell(record(id).fields[column.field], "", rules_.zone));
                continue;
            }
            const std::string& text = column.pieces[position];
            const model::Field& field = record(id).fields[column.field];
            if (const auto cell = read_cell(field, text, rules_.zone)) builder_.set(id, row, column.field, *cell);
            else
                wrong(DiagnosticKind::example_cell, place(column.at), "`" + text + "` is no value of `" + record(id).name + "." + field.name + "`",
                      instead(field, text).empty() ? "write " + wanted_in(field) + spreadsheet_hint(column.at, text) : "write `" + instead(field, text) + "`" + spreadsheet_hint(column.at, text));
        }
    }

    // What was surely meant, or nothing: a date in the order of the country, a list with commas, a choice in capitals.
    std::string instead(const model::Field& field, const std::string& text) const {
        int part[3] = {0, 0, 0};
        std::size_t n = 0, digits = 0;
        for (const char c : text) {
            if (c >= '0' && c <= '9' && digits < 4) part[n] = part[n] * 10 + (c - '0'), ++digits;
            else if ((c == '/' || c == '.') && digits > 0 && n < 2) ++n, digits = 0;
            else n = 3, digits = 0;
            if (n > 2) break;
        }
        if (n == 2 && digits == 4 && field.type == model::Type::date)
            if (const auto day = to_day_checked(part[2], part[1], part[0])) return format_day(*day);
        std::string small;
        for (const char c : text) small += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        const bool word = field.type == model::Type::yes_no || field.type == model::Type::choice;
        if (word && small != text && read_cell(field, small, rules_.zone)) return small;
        return listed_by_commas(field, text);
    }

    // `2024-01-05, 2024-02-05`, where each is a value: as it is written, or nothing.
    std::string listed_by_commas(const model::Field& field, const std::string& text) const {
        std::string list;
        for (std::size_t at = 0; text.find(',') != std::string::npos && at <= text.size();) {
            const std::size_t comma = std::min(text.find(',', at), text.size());
            const std::string piece(trimmed(std::string_view(text).substr(at, comma - at)));
            if (piece.empty() || !read_cell(field, piece, rules_.zone)) return {};
            list += (list.empty() ? "" : "; ") + piece;
            at = comma + 1;
        }
        return list;
    }

    // A spreadsheet that takes a text for a date writes it back in the way of its country.
    std::string spreadsheet_hint(SourceRange at, const std::string& text) const {
        const bool dated = text.find('/') != std::string::npos && text.find_first_not_of("0123456789/ :") == std::string::npos;
        return dated && place(at).file.ends_with(".csv") ? "; format the cells as text, or Excel writes dates its own way" : "";
    }

    // Rows need keys to be told apart, and examples seldom name them.
    data::Cell blank_or_key(const model::Field& field, std::size_t position) {
        if (!field.key) return *read_cell(field, "", rules_.zone);
        const auto number = static_cast<std::int64_t>(position) + 1;
        if (field.type == model::Type::number) return {data::State::known, number * model::number_scale, 0, {}};
        if (field.type != model::Type::text) return *read_cell(field, "", rules_.zone);
        key_text_ = std::to_string(number);
        return {data::State::known, 0, 0, key_text_};
    }

    const model::RuleSet& rules_;
    const model::Example& example_;
    const model::Example::Row& row_;
    data::DatasetBuilder builder_;
    data::Origin origin_;
    std::string key_text_;
    std::map<RecordId, Said> said_;                         // parents have lower ids than their children
    std::map<std::pair<RecordId, Row>, Row> parents_;       // row -> its row in the parent record
    RowData out_;
};

}  // namespace

RecordId record_of(const model::RuleSet& rules, const model::Example& example) {
    switch (example.target) {
        case model::Example::Target::timescale: return rules.timescales[example.ref].record;
        case model::Example::Target::check: return rules.checks[example.ref].record;
        default: return none;
    }
}

RowData build_row(const model::RuleSet& rules, const model::Example& example, std::size_t row) { return RowBuilder(rules, example, row).build(); }

}  // namespace duly::verify
