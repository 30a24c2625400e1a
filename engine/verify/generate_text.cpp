// Rows found, written as example blocks in the layout of the formatter.
#include <algorithm>
#include <map>
#include <set>

#include "dsl/base/date.hpp"
#include "engine/verify/cells.hpp"
#include "engine/verify/examples.hpp"
#include "engine/verify/expected.hpp"
#include "engine/verify/generate_search.hpp"

namespace duly::verify {
namespace {

using model::none;

constexpr std::size_t widest_cell = 1000;       // a wider one widens no other, as for the formatter

std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// How a rule writes a field, or a value of a choice: with back-ticks where the word needs them. Nothing when no rule does.
std::optional<std::string> written_field(const model::RuleSet& rules, FieldRead at) {
    const std::string end = "." + rules.records[at.record].fields[at.field].name, record = rules.records[at.record].name;
    for (const model::Expr& expr : rules.exprs) {
        if (expr.op != model::ExprOp::field || expr.record != at.record || expr.field != at.field) continue;
        const std::string words = words_at(rules, expr.at);
        if (words.find(' ') == std::string::npos && words.find('.') != std::string::npos && (words.starts_with(record + ".") || words.starts_with("`" + record + "`."))) return words;
    }
    return std::nullopt;
}
std::optional<std::string> written_choice(const model::RuleSet& rules, const std::string& value) {
    for (const model::Expr& expr : rules.exprs)
        if (expr.op == model::ExprOp::literal && expr.literal.type == model::Type::choice && expr.literal.text == value) {
            const std::string words = words_at(rules, expr.at);
            if (words == value || words == "`" + value + "`") return words;
        }
    return std::nullopt;
}

// A constant that stands in every row that has the record: `given` says it once.
std::optional<std::string> given_value(const model::RuleSet& rules, FieldRead at, const std::vector<Tried>& rows) {
    const model::Field& field = rules.records[at.record].fields[at.field];
    if (field.type != model::Type::yes_no && field.type != model::Type::choice && field.type != model::Type::text) return std::nullopt;
    if (field.key) return std::nullopt;
    std::string value;
    bool other_column = false;
    for (const Tried& row : rows) {
        const auto cell = row.one.cells.find(at);
        const std::size_t count = cell == row.one.cells.end() ? 0 : cell->second.size();
        std::size_t others = 0;
        for (const auto& [field_at, pieces] : row.one.cells) {
            if (field_at.record != at.record || field_at == at) continue;
            others = std::max(others, static_cast<std::size_t>(std::count_if(pieces.begin(), pieces.end(), [](const std::string& piece) { return !piece.empty(); })));
        }
        if (count != others) return std::nullopt;
        other_column = other_column || others > 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string& piece = cell->second[i];
            // A list of those below one record is no single value.
            if (piece.empty() || piece == "?" || piece.find(',') != std::string::npos || (!value.empty() && value != piece)) return std::nullopt;
            value = piece;
        }
    }
    if (value.empty() || !other_column || value.find_first_of("\"`\n") != std::string::npos) return std::nullopt;
    if (field.type == model::Type::text) return "\"" + value + "\"";
    if (field.type == model::Type::choice) return written_choice(rules, value);
    return value;
}

// The values of yes_no and choice fields, each once.
std::string choices_of(const model::RuleSet& rules, const Case& one) {
    std::string out;
    for (const auto& [at, pieces] : one.cells) {
        const model::Type type = rules.records[at.record].fields[at.field].type;
        if (type != model::Type::yes_no && type != model::Type::choice) continue;
        const std::set<std::string> values(pieces.begin(), pieces.end());
        for (const std::string& value : values) out += std::to_string(at.record) + "." + std::to_string(at.field) + " " + value + ";";
    }
    return out;
}

struct Line { Tried tried; std::string expect; };

// Columns in the order in which the rule reads them, what it does not read behind; those in which nothing stands are left out.
std::vector<FieldRead> columns_of(const std::vector<FieldRead>& fields, const std::vector<Line>& lines) {
    std::vector<FieldRead> order = fields, out;
    for (const Line& line : lines)
        for (const auto& [at, pieces] : line.tried.one.cells)
            if (std::find(order.begin(), order.end(), at) == order.end()) order.push_back(at);
    const auto used = [&](FieldRead at) {
        return std::any_of(lines.begin(), lines.end(), [&](const Line& line) {
            const auto cell = line.tried.one.cells.find(at);
            return cell != line.tried.one.cells.end() && !cell->second.empty();
        });
    };
    std::copy_if(order.begin(), order.end(), std::back_inserter(out), used);
    return out;
}

std::string cell_text(const model::RuleSet& rules, FieldRead at, const Case& one) {
    const auto cell = one.cells.find(at);
    if (cell != one.cells.end()) return joined(cell->second);
    // A key that the row does not speak of was made: with a column of its own it has to be written.
    std::vector<std::string> pieces;
    if (rules.records[at.record].fields[at.field].key)
        for (std::size_t i = 0; i < std::max<std::size_t>(1, rows_of(one, at.record)); ++i) pieces.push_back(std::to_string(i + 1));
    return joined(pieces);
}

model::Example table_of(const model::RuleSet& rules, RuleRef rule, const std::vector<FieldRead>& fields, const std::vector<Line>& lines) {
    model::Example out = example_of(rule, lines.front().tried.one);
    out.columns.clear();
    out.rows.clear();
    const std::vector<FieldRead> columns = columns_of(fields, lines);
    for (const FieldRead& at : columns) out.columns.push_back({false, at.record, at.field, {}});
    out.columns.push_back({true, none, none, {}});
    for (const Line& line : lines) {
        out.rows.emplace_back();
        for (const FieldRead& at : columns) out.rows.back().cells.push_back(cell_text(rules, at, line.tried.one));
        out.rows.back().cells.push_back(line.expect);
    }
    return out;
}

// A column that is blank is not always the same as none: whether each row still shows in the table what it was made for.
bool holds_together(const model::RuleSet& rules, RuleRef rule, const std::vector<FieldRead>& fields, const std::vector<Line>& lines, const KnownCalendars& calendars) {
    const model::Example table = table_of(rules, rule, fields, lines);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const RanRow ran = run_row(rules, table, i, calendars);
        if (!ran.data.wrong.empty() || !outcome_of(rules, rule, ran, lines[i].expect).passed) return false;
        const std::set<ItemKey> keys = what_it_shows(rules, rule, ran).keys, &wanted = lines[i].tried.shown.keys;
        if (!std::includes(keys.begin(), keys.end(), wanted.begin(), wanted.end())) return false;
    }
    return true;
}

std::string block(const model::RuleSet& rules, RuleRef rule, const std::vector<FieldRead>& fields, const std::vector<Line>& lines) {
    std::vector<Tried> rows;
    for (const Line& line : lines) rows.push_back(line.tried);
    const Case& first = rows.front().one;
    std::string out = "example " + name_of(rules, rule) + " \"Proposed\"\n  as of ";
    out += first.as_of.type == model::Type::moment ? format_moment(first.as_of.number, rules.zone) : written_day(static_cast<model::Day>(first.as_of.number));
    out += "\n";
    if (first.known) out += "  as known on " + written_day(*first.known) + "\n";
    const auto name = [&](FieldRead at) { return rules.records[at.record].name + "." + rules.records[at.record].fields[at.field].name; };
    std::vector<FieldRead> columns;
    for (const FieldRead& at : columns_of(fields, lines)) {
        const auto field = written_field(rules, at);
        const auto value = field ? given_value(rules, at, rows) : std::nullopt;
        if (value) out += "  given " + *field + " is " + *value + "\n";
        else columns.push_back(at);
    }
    std::vector<std::vector<std::string>> table(1);
    for (const FieldRead& at : columns) table[0].push_back(name(at));
    table[0].emplace_back("expect");
    for (const Line& line : lines) {
        table.emplace_back();
        for (const FieldRead& at : columns) table.back().push_back(cell_text(rules, at, line.tried.one));
        table.back().push_back("proposed: " + line.expect);
    }
    std::vector<std::size_t> widths(table[0].size());
    for (const auto& row : table)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], std::min(widest_cell, width(row[i])));
    for (const auto& row : table) {
        out += "  |";
        for (std::size_t i = 0; i < row.size(); ++i) out += " " + row[i] + std::string(widths[i] - std::min(widths[i], width(row[i])), ' ') + " |";
        out += "\n";
    }
    return out;
}

}  // namespace

std::optional<std::string> expectation_of(const model::RuleSet& rules, RuleRef rule, const Tried& tried, const KnownCalendars& calendars) {
    const model::Example example = example_of(rule, tried.one);
    const RanRow ran = run_row(rules, example, 0, calendars);
    if (!ran.data.wrong.empty()) return std::nullopt;
    const std::string got = outcome_of(rules, rule, ran, "").got;
    std::vector<std::string> ways;
    // Where turns were done in time, their due dates are what limits are about.
    const std::vector<std::string> pieces = pieces_of(got);
    const std::vector<EntryShown>& entries = tried.shown.entries;
    if (pieces.size() == entries.size() && entries.size() <= 3) {
        std::string words;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const EntryShown& entry = entries[i];
            words += (i == 0 ? "" : "; ") + pieces[i];
            if (!entry.limit || entry.outcome != model::Outcome::met || entry.due == eval::no_time) continue;
            words += ", due on " + (entry.moments ? format_moment(entry.due, rules.zone) : format_day(static_cast<model::Day>(entry.due)));
        }
        ways.push_back(words);
    }
    ways.push_back(got);
    std::string heads;
    for (std::size_t at = 0; at <= got.size();) {
        const std::size_t end = std::min(got.find(';', at), got.size());
        const std::string piece = got.substr(at, end - at);
        heads += (heads.empty() ? "" : ";") + piece.substr(0, piece.find(','));
        at = end + 1;
    }
    ways.push_back(heads);
    for (const std::string& words : ways) {
        if (words.find_first_of("|\n\"") != std::string::npos) continue;
        const Compared compared = outcome_of(rules, rule, ran, words);
        if (compared.readable && compared.passed) return words;
    }
    return std::nullopt;
}

std::string blocks_of(Search& search, std::vector<Tried> rows, const KnownCalendars& calendars) {
    const model::RuleSet& rules = search.rules();
    // As of one day, where every row still shows what it was made for.
    model::Day latest = model::min_day;
    for (const Tried& row : rows) latest = std::max(latest, as_of_day(rules, row.one));
    for (Tried& row : rows) {
        if (as_of_day(rules, row.one) == latest || row.one.known) continue;
        Case next = row.one;
        set_as_of(next, latest);
        auto tried = search.attempt(next);
        if (!tried) continue;
        const bool same = std::includes(tried->shown.keys.begin(), tried->shown.keys.end(), row.shown.keys.begin(), row.shown.keys.end());
        const auto not_run = [](const EntryShown& entry) { return entry.outcome == model::Outcome::not_run; };
        if (same && std::none_of(tried->shown.entries.begin(), tried->shown.entries.end(), not_run)) row = std::move(*tried);
    }
    // Rows that have the same choices stand together and say them once; the rest in a block of its own.
    std::map<std::string, std::size_t> choices;
    for (const Tried& row : rows) ++choices[choices_of(rules, row.one)];
    const auto group = [&](const Case& one) {
        const std::string words = choices_of(rules, one);
        return choices[words] > 1 ? words : std::string();
    };
    std::stable_partition(rows.begin(), rows.end(), [&](const Tried& row) { return !group(row.one).empty(); });
    std::vector<std::vector<Line>> blocks;
    const std::vector<FieldRead>& fields = search.defaults().fields();
    for (const Tried& row : rows) {
        const auto expect = expectation_of(rules, search.rule(), row, calendars);
        if (!expect) continue;
        const Line line{row, *expect};
        bool placed = false;
        for (std::vector<Line>& lines : blocks) {
            const Case& first = lines.front().tried.one;
            if (!(first.as_of == row.one.as_of && first.known == row.one.known && group(first) == group(row.one))) continue;
            lines.push_back(line);
            placed = holds_together(rules, search.rule(), fields, lines, calendars);
            if (placed) break;
            lines.pop_back();
        }
        if (!placed) blocks.push_back({line});
    }
    std::string out;
    for (const std::vector<Line>& lines : blocks) out += (out.empty() ? "" : "\n") + block(rules, search.rule(), fields, lines);
    return out;
}

}  // namespace duly::verify
