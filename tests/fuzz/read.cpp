// What fuzz_read does with any bytes: they are one data file, read through a feed that takes whatever comes.
#include "tests/fuzz/read.hpp"

#include <cstdio>
#include <cstdlib>

#include "dsl/base/render.hpp"
#include "engine/data/load.hpp"

namespace duly::fuzz {
namespace {

model::RuleSet rules() {
    model::RuleSet rules;
    auto& record = rules.records.emplace_back();
    record.name = "thing";
    const auto add = [&](const char* name, model::Type type) {
        auto& field = record.fields.emplace_back();
        field.name = name;
        field.type = type;
        field.optional = true;
    };
    add("id", model::Type::text);
    add("day", model::Type::date);
    add("at", model::Type::moment);
    add("size", model::Type::number);
    add("seen", model::Type::yes_no);
    record.key = 0;
    auto& feed = rules.feeds.emplace_back();
    feed.name = "any";
    feed.dates = {{model::DateFormat::Order::day_month_year, '/', true, "dd/mm/yyyy"}};
    auto& file = feed.files.emplace_back();
    file.patterns = {"*"};
    file.record = 0;
    const char* columns[] = {"id", "*day*", "*at*", "*size*", "*seen*"};
    for (model::FieldId field = 0; field < 5; ++field) {
        auto& mapping = file.mappings.emplace_back();
        mapping.field = field;
        mapping.columns = {{columns[field], field > 0}};
        if (field == 0) mapping.columns.push_back({"* number", true});
        if (field == 0) mapping.columns.push_back({"*", true});
    }
    return rules;
}

}  // namespace

void read(std::string_view bytes) {
    static const model::RuleSet set = rules();
    data::LoadOptions options;
    options.unfolds_to = 4 << 20;
    options.unfolds_times = 10;
    options.max_rows = 100'000;
    for (const char* name : {"data.csv", "data.xlsx", "data.db"}) {
        const auto loaded = data::load(set, {{name, bytes, nullptr}}, options);
        render(loaded.quality);
        const auto& table = loaded.dataset.table(0);
        for (const auto& column : table.columns)
            if (column.present && column.state.size() != table.rows) {
                std::fprintf(stderr, "broken promise: a column of another length\n");
                std::abort();
            }
        for (data::Row row = 0; row < table.rows && row < 1000; ++row) loaded.dataset.key_of(set, 0, row);
    }
}

}  // namespace duly::fuzz
