// Examples: the rule that each is about, its columns as fields, its cells as written. Cells are read by engine/verify.
#include <algorithm>

#include "dsl/check/example_tables.hpp"
#include "dsl/check/expressions.hpp"
#include "dsl/check/literals.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

using model::Example;
using model::none;

class Lowering {
public:
    Lowering(Context& context, Written node) : context_(context), node_(node) {}

    std::optional<Example> run() {
        example_.at = node_[0].range();
        if (const auto title = node_.child(Kind::text)) example_.title = title.value();
        const bool known = target();       // else the rest is looked at all the same
        const auto as_of = node_.child(Kind::as_of);
        if (!as_of && !lost(node_, {Kind::as_of})) {
            context_.report(DiagnosticKind::missing_clause, example_.at, "the example does not say as of which day", "add `as of` and a date: `as of 1 March 2024`");
        } else if (const auto time = as_of ? time_literal(context_, as_of[0]) : std::nullopt) {
            example_.as_of = *time;
        }
        for (const auto& given : node_.children(Kind::given)) {
            const auto field = place(given[0][0], given[0][1]);
            if (field.second == none) continue;
            const auto& declared = context_.rules.records[field.first].fields[field.second];
            if (const auto value = literal_for(context_, declared, given[1])) example_.given.push_back({field.first, field.second, *value});
        }
        if (const auto known = node_.child(Kind::as_known)) example_.as_known_on = day_of(context_, known[0]);
        once(Kind::as_of);
        once(Kind::as_known);
        const auto table = node_.child(Kind::table), from = node_.child(Kind::table_from);
        if (table && from) {
            auto& told = context_.report(DiagnosticKind::clashing_clauses, from, "the example has its rows here and in a file", "keep one of them, or make it two examples");
            context_.label(told, table.range(), "the rows that stand here");
        } else if (table) {
            rows(table_rows(table), table.range());
        } else if (from) {
            once(Kind::table_from);
            if (const auto found = file_rows(context_, from)) rows(*found, from.range());
        } else if (!lost(node_, {Kind::table, Kind::table_from})) context_.report(DiagnosticKind::missing_clause, example_.at, "the example has no rows", "add a header row of fields that ends in `expect`, and a row for each case");
        if (!known) return {};
        return std::move(example_);
    }

private:
    bool target() {
        const auto name = node_[0];
        const auto written = name.value();
        using Rule = Context::Rule;
        for (const auto kind : {Rule::timescale, Rule::check, Rule::measure, Rule::action}) {
            example_.ref = context_.names_of(kind).find(written);
            if (example_.ref == none) continue;
            example_.target = static_cast<Example::Target>(kind);
            if (kind == Rule::timescale) record_ = record_of_timescale(context_, example_.ref);
            if (kind == Rule::check) record_ = context_.rules.checks[example_.ref].record;
            if (kind == Rule::measure) {
                const auto& measure = context_.rules.measures[example_.ref];
                record_ = measure.record;
                beside_ = {measure.figures, measure.population_record};
            }
            return true;
        }
        if (context_.hidden(written)) return false;
        context_.report(DiagnosticKind::unknown_rule, name, "there is no rule " + quoted(written), did_you_mean(written, context_.rule_names(), "an example bears the name of the rule that it is about"));
        return false;
    }

    model::RecordId root(model::RecordId record) const {
        while (context_.rules.records[record].parent != none) record = context_.rules.records[record].parent;
        return record;
    }

    // In reach: the records that hang together with the record of the rule. A rule without one may look at any.
    // Of a measure also those of its population and of the figures that it is compared with.
    static bool speaks_of_others(Written node) {
        if (node.kind() == Kind::value_for || is_lost(node)) return true;
        for (const auto& child : node.children()) {
            if (speaks_of_others(child)) return true;
        }
        return false;
    }

    bool in_reach(model::RecordId record) const {
        // What the measure is compared with may be wrong, and told of there.
        const bool doubtful = example_.target == Example::Target::measure && example_.ref != none && context_.rules.measures[example_.ref].figures == none && speaks_of_others(context_.measures.items[example_.ref].node);
        if (record_ == none || context_.links_lost || doubtful || root(record) == root(record_)) return true;
        for (const auto other : beside_) {
            if (other != none && root(record) == root(other)) return true;
        }
        return false;
    }

    std::pair<model::RecordId, model::FieldId> place(Written record, Written field) {
        const auto id = context_.record(record);
        if (id == none) return {none, none};
        if (!in_reach(id)) {
            out_of_reach(record.range(), record.value());
            return {none, none};
        }
        return {id, context_.field(id, field)};
    }

    void out_of_reach(SourceRange at, const std::string& record) {
        context_.report(DiagnosticKind::example_column, at, quoted(record) + " does not hang together with " + quoted(context_.rules.records[record_].name) + ", which the rule is about", "leave the column out");
    }

    void once(Kind kind) {
        const auto all = node_.children(kind);
        if (all.size() < 2) return;
        auto& told = context_.report(DiagnosticKind::repeated_clause, all[1], quoted(keyword_of(kind)) + " is given twice", "keep one of them");
        context_.label(told, all[0].range(), "the first");
    }

    void rows(const std::vector<TableRow>& written, SourceRange table) {
        if (written.empty()) return;
        const auto& header = written.front().cells;
        const bool expects = std::any_of(header.begin(), header.end(), [](const TableCell& cell) { return cell.text == "expect"; });
        bool headed = true;         // the header has a bar between all columns
        for (std::size_t i = 0; i < header.size(); ++i) {
            if (const auto parts = columns_in(header[i].text); parts.size() > 1) {
                headed = false;
                context_.report(DiagnosticKind::example_column, header[i].at, "the header has no `|` between " + quoted(parts[parts.size() - 2]) + " and " + quoted(parts.back()), "write " + quoted(parts[parts.size() - 2] + " | " + parts.back()));
                continue;
            }
            column(header[i], i + 1 == header.size(), expects || !headed);
        }
        headed = headed && !narrow(written);
        for (std::size_t i = 1; i < written.size(); ++i) {
            const auto& cells = written[i].cells;
            if (is_rule(written[i])) {
                context_.report(DiagnosticKind::example_row, written[i].at, "a row of dashes is no case", "leave it out: no line is needed below the header");
                continue;
            }
            if (!headed) continue;
            if (cells.size() != header.size()) {
                const bool here = written[i].at.file == node_.range().file;
                auto& told = context_.report(DiagnosticKind::example_row, written[i].at, "this row has " + std::to_string(cells.size()) + " cells, and the header has " + std::to_string(header.size()),
                                             here ? "put a `|` between all cells, also beside an empty one" : "give each row as many cells as the header has; a comma or semicolon inside a cell needs quotes around the cell");
                context_.label(told, written.front().at, "the header");
                continue;
            }
            Example::Row row;
            for (const auto& cell : cells) {
                row.cells.push_back(cell.text);
                row.at.push_back(cell.at);
            }
            example_.rows.push_back(std::move(row));
        }
        if (written.size() == 1) context_.report(DiagnosticKind::example_row, table, "the table has a header but no rows", "add a row for each case");
    }

    // `|---|---|`, as Markdown draws it.
    static bool is_rule(const TableRow& row) {
        const auto drawn = [](const TableCell& cell) { return cell.text.find_first_not_of("-:= ") == std::string::npos && cell.text.find_first_of("-=") != std::string::npos; };
        return !row.cells.empty() && std::all_of(row.cells.begin(), row.cells.end(), drawn);
    }

    // Two columns, or a column and `expect`, in one cell of the header; a name in back-ticks may have blanks.
    static std::vector<std::string> columns_in(const std::string& text) {
        std::vector<std::string> parts(1);
        bool ticked = false;
        for (const char c : text) {
            if (c == '`') ticked = !ticked;
            if (!ticked && (c == ' ' || c == '\t')) {
                if (!parts.back().empty()) parts.emplace_back();
            } else {
                parts.back() += c;
            }
        }
        const bool columns = std::all_of(parts.begin(), parts.end(), [](const std::string& part) { return part == "expect" || part.find('.') != std::string::npos; });
        return columns ? parts : std::vector<std::string>{text};
    }

    // All of several rows have the same number of cells and the header another: it is the header that is wrong.
    bool narrow(const std::vector<TableRow>& written) {
        std::size_t rows = 0, cells = 0;
        for (std::size_t i = 1; i < written.size(); ++i) {
            if (is_rule(written[i])) continue;
            if (rows++ > 0 && written[i].cells.size() != cells) return false;
            cells = written[i].cells.size();
        }
        const auto& header = written.front();
        if (rows < 2 || cells == header.cells.size()) return false;
        auto& told = context_.report(DiagnosticKind::example_row, header.at, "the header has " + std::to_string(header.cells.size()) + " cells, and every row has " + std::to_string(cells),
                                     cells > header.cells.size() ? "name each column, the last one `expect`" : "give each row a cell for each column, or take the column out");
        context_.label(told, written[1].at, "the first row");
        return true;
    }

    void column(const TableCell& cell, bool last, bool expects) {
        model::ExampleColumn column;
        column.at = cell.at;
        const std::string& text = cell.text;
        const auto fail = [&](std::string message, std::string help) { context_.report(DiagnosticKind::example_column, cell.at, std::move(message), std::move(help)); };
        if (text == "expect") {
            column.expect = true;
            if (!last) fail("`expect` is not the last column", "put the outcome that is expected into the last column");
        } else if (last && !expects) {
            const bool meant = !nearest(text, {"expect"}).empty() || text == "expected" || text == "outcome" || text == "result" || text == "Expect" || text == "Expected";
            if (meant) fail("the last column is called `expect`, not " + quoted(text), "write `expect`");
            else fail("the last column is not `expect`", "end the header with `expect`, and each row with the outcome");
        } else {
            resolve(text, column, fail);
            for (const auto& other : example_.columns) {
                if (column.record == none || other.record != column.record || other.field != column.field) continue;
                auto& told = context_.report(DiagnosticKind::example_column, cell.at, "the column " + quoted(text) + " is given twice", "keep one of them");
                context_.label(told, other.at, "the first");
                break;
            }
        }
        example_.columns.push_back(column);
    }

    template <typename Fail>
    void resolve(const std::string& text, model::ExampleColumn& column, const Fail& fail) {
        const auto unquote = [](std::string part) { return part.size() > 2 && part.front() == '`' && part.back() == '`' ? part.substr(1, part.size() - 2) : part; };
        const auto dot = text.find('.');
        const auto record_name = unquote(text.substr(0, dot));
        const auto record = context_.records.find(record_name);
        if (dot == std::string::npos) {
            if (record != none) {
                const auto& fields = context_.rules.records[record].fields;
                fail(quoted(text) + " is a record, and a column needs one of its fields", fields.empty() ? "write `record.field`" : "write for example " + quoted(text + "." + fields.front().name));
            } else {
                fail(quoted(text) + " is no field", field_hint(text));
            }
            return;
        }
        if (record == none && context_.hidden(record_name)) return;
        if (record == none) {
            fail("there is no record " + quoted(record_name), did_you_mean(record_name, context_.records.all(), "write `record.field`"));
            return;
        }
        if (!in_reach(record)) {
            out_of_reach(column.at, record_name);
            return;
        }
        const auto name = unquote(text.substr(dot + 1));
        const auto field = context_.rules.records[record].field(name);
        if (field == none && context_.field_lost(record_name, name)) return;
        if (field == none) {
            std::vector<std::string_view> names;
            for (const auto& each : context_.rules.records[record].fields) names.push_back(each.name);
            fail("the record " + quoted(record_name) + " has no field " + quoted(name), did_you_mean(name, names, "it has " + listed(names)));
            return;
        }
        column.record = record;
        column.field = field;
    }

    std::string field_hint(const std::string& name) const {
        for (auto up = record_; up != none; up = context_.rules.records[up].parent) {
            const auto& record = context_.rules.records[up];
            if (record.field(name) != none) return "write it with its record: " + quoted(record.name + "." + name);
        }
        return "write each column as `record.field`";
    }

    Context& context_;
    Written node_;
    model::RecordId record_ = none;
    std::vector<model::RecordId> beside_;
    Example example_;
};

}  // namespace

void lower_examples(Context& context) {
    for (const auto& node : context.examples) {
        if (auto example = Lowering(context, node).run()) context.rules.examples.push_back(std::move(*example));
    }
}

}  // namespace duly::check
