#include "engine/data/row_texts.hpp"

#include <algorithm>

#include "engine/data/cell_texts.hpp"

namespace duly::data {

RowTexts::RowTexts(FileText text, CsvShape shape, std::size_t begin, std::size_t end, std::uint32_t first_line, FilePlan plan)
    : text_(std::move(text)), shape_(shape), begin_(begin), end_(end), first_line_(first_line), plan_(std::move(plan)) {}

const FieldPlan* RowTexts::plan_of(RecordId record, FieldId field, std::string_view header) const {
    for (const BlockPlan& block : plan_.blocks) {
        if (block.block->record != record) continue;
        for (const FieldPlan& plan : block.fields) {
            if (plan.field != field) continue;
            const std::string_view named = plan.columns.empty() ? std::string_view{} : std::string_view(plan_.headers.texts[plan.columns[0]]);
            if (named == header) return &plan;
        }
    }
    return nullptr;
}

CellSource RowTexts::source_of(const model::RuleSet& rules, RecordId record, FieldId field, std::string_view header, std::uint32_t line) const {
    CellSource source;
    const FieldPlan* plan = plan_of(record, field, header);
    if (plan == nullptr) return source;
    if (plan->columns.empty() && plan->parts.empty()) {
        source.fixed = plan->mapping != nullptr && plan->mapping->kind == model::MappingKind::constant;
        return source;
    }
    std::deque<std::string> unescaped;
    std::call_once(counted_, [&] {
        RowReader reader(text_.text, begin_, end_, shape_, unescaped);
        for (std::size_t at = begin_; reader.next(); at = reader.position()) rows_.push_back({first_line_ + reader.line(), at});
        unescaped.clear();
    });
    const auto found = std::lower_bound(rows_.begin(), rows_.end(), line, [](const auto& row, std::uint32_t wanted) { return row.first < wanted; });
    if (found == rows_.end() || found->first != line) return source;
    RowReader reader(text_.text, found->second, end_, shape_, unescaped);
    if (!reader.next()) return source;
    const std::span<const std::string_view> cells = reader.fields();
    const auto take = [&](const Columns& columns) {
        if (columns.empty()) return;
        const CellTexts texts(plan_);
        std::uint32_t read = columns[0];
        for (const std::uint32_t column : columns)
            if (column < cells.size() && !texts.is_placeholder(cell_of(cells[column]))) {
                read = column;
                break;
            }
        source.cells.emplace_back(plan_.headers.texts[read], read < cells.size() ? std::string(cells[read]) : std::string());
    };
    source.joined = !plan->parts.empty();
    if (source.joined) for (const Columns& part : plan->parts) take(part);
    else take(plan->columns);
    source.year_ending = plan->mapping != nullptr && plan->mapping->kind == model::MappingKind::year_ending;
    const model::Field& shape = rules.records[record].fields[field];
    if (plan->spellings && !source.joined && !source.cells.empty() && shape.type != model::Type::text) {
        const std::string_view text = cell_of(source.cells[0].second);
        source.spelt = !text.empty() && plan->spellings->find(text) != nullptr && !Spellings::value(shape, text);
    }
    return source;
}

}  // namespace duly::data
