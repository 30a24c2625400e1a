// Feeds made by hand, and files made of texts.
#pragma once

#include "engine/data/load.hpp"
#include "tests/unit/data/schema.hpp"

namespace duly::data::test {

using Order = model::DateFormat::Order;
using FilterKind = model::RowFilter::Kind;

inline model::ColumnName column(std::string text) {
    const bool like = text.find('*') != std::string::npos;
    return {std::move(text), like};
}

// One `file` block: block("review", {"*review*.csv"}).is("held", "REVIEW").of("child", "child_id", "CHILD").
struct Block {
    const model::RuleSet& rules;
    model::FeedFile file;
    Block(const model::RuleSet& r, const std::string& record, Texts patterns) : rules(r) {
        file.record = rules.record(record);
        file.patterns = std::move(patterns);
    }
    Block& is(const std::string& field, std::string header, std::vector<model::Spelling> spellings = {}) {
        model::Mapping mapping;
        mapping.field = rules.records[file.record].field(field);
        mapping.columns = {column(std::move(header))};
        mapping.spellings = std::move(spellings);
        file.mappings.push_back(std::move(mapping));
        return *this;
    }
    Block& once() {
        file.once = true;
        return *this;
    }
    Block& or_is(std::string header) {
        file.mappings.back().columns.push_back(column(std::move(header)));
        return *this;
    }
    Block& constant(const std::string& field, model::Literal value) {
        model::Mapping mapping;
        mapping.field = rules.records[file.record].field(field);
        mapping.kind = model::MappingKind::constant;
        mapping.constant = std::move(value);
        file.mappings.push_back(std::move(mapping));
        return *this;
    }
    Block& joined(const std::string& field, const Texts& headers) {
        model::Mapping mapping;
        mapping.field = rules.records[file.record].field(field);
        mapping.kind = model::MappingKind::joined;
        for (const auto& header : headers) mapping.parts.push_back({column(header)});
        file.mappings.push_back(std::move(mapping));
        return *this;
    }
    Block& of(const std::string& record, const std::string& field, const std::string& header) {
        file.parent.kind = model::ParentLink::Kind::by_fields;
        file.parent.record = rules.record(record);
        file.parent.fields.push_back(rules.records[file.parent.record].field(field));
        file.parent.columns.push_back({{column(header)}});
        return *this;
    }
    Block& of_part(const std::string& record, const std::string& part, const std::string& field, const std::string& header) {
        file.parent = {model::ParentLink::Kind::of_part, rules.record(record), rules.record(part), {rules.records[rules.record(part)].field(field)}, {{{column(header)}}}};
        return *this;
    }
    Block& of_same_row(const std::string& record) {
        file.parent = {model::ParentLink::Kind::same_row, rules.record(record), model::none, {}, {}};
        return *this;
    }
    Block& where(const std::string& header, FilterKind kind, Texts values = {}) {
        file.filters.push_back({kind, {column(header)}, std::move(values)});
        return *this;
    }
};

inline model::Feed feed(std::string name, std::vector<model::FeedFile> files, std::vector<model::DateFormat> dates = {}) {
    model::Feed out;
    out.name = std::move(name);
    out.files = std::move(files);
    out.dates = dates.empty() ? std::vector<model::DateFormat>{{Order::day_month_year, '/', false, "dd/mm/yyyy"}} : std::move(dates);
    return out;
}

inline InputFile text_file(std::string path, std::string text) {
    auto kept = std::make_shared<std::string>(std::move(text));
    return {std::move(path), *kept, kept};
}

inline std::string fixture(const std::string& name) { return std::string(DULY_SOURCE_DIR) + "/fixtures/" + name; }

// Every cell of a record, a row a text: for comparing.
inline Texts rows(const Dataset& data, const model::RuleSet& rules, const std::string& record) {
    Texts out;
    const auto id = rules.record(record);
    for (Row row = 0; row < data.table(id).rows; ++row) {
        std::string line;
        for (const auto& field : rules.records[id].fields) line += (line.empty() ? "" : " | ") + cell(data, rules, record, row, field.name);
        if (!data.table(id).parent.empty()) line += " < " + std::to_string(data.table(id).parent[row]);
        out.push_back(line);
    }
    return out;
}

}  // namespace duly::data::test
