#include "engine/data/merge.hpp"

#include <algorithm>
#include <limits>

#include "engine/data/build.hpp"
#include "engine/data/parallel.hpp"

namespace duly::data {
namespace {

// A piece of one block, and where its rows go in the record's table.
struct Segment {
    const FilePlan* plan;
    const BlockPlan* block;
    BlockPiece* piece;
    std::uint32_t first_line;
    Row begin;
};

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& from, Row rows, std::size_t total) {
    if (to.capacity() < total) to.reserve(total);
    if (from.empty()) to.resize(to.size() + rows);
    else to.insert(to.end(), from.begin(), from.end());
}

Column* column_of(const Segment& segment, FieldId field) {
    for (std::size_t f = 0; f < segment.block->fields.size(); ++f)
        if (segment.block->fields[f].field == field) return &segment.piece->columns[f];
    return nullptr;
}

void merge_column(const model::Field& field, FieldId id, const std::vector<Segment>& segments, Row total, Table& table) {
    auto& out = table.columns[id];
    for (const auto& segment : segments) out.present |= column_of(segment, id) != nullptr;
    if (!out.present) return;
    const Column none;
    for (const auto& segment : segments) {
        const auto* from = column_of(segment, id);
        const auto rows = segment.piece->rows;
        out.state.reserve(total);
        if (from) out.state.insert(out.state.end(), from->state.begin(), from->state.end());
        else out.state.insert(out.state.end(), rows, field.optional ? State::blank : State::missing);
        if (!from) from = &none;
        switch (field.type) {
            case model::Type::text: append(out.text, from->text, rows, total); break;
            case model::Type::date: append(out.day, from->day, rows, total); break;
            case model::Type::yes_no:
            case model::Type::choice: append(out.code, from->code, rows, total); break;
            default: append(out.number, from->number, rows, total);
        }
        for (const auto& part : from->partials) out.partials.push_back({part.row + segment.begin, part.first, part.last});
    }
}

void merge_origins(const std::vector<Segment>& segments, Row total, Table& table) {
    table.origin.reserve(total);
    for (const auto& segment : segments)
        for (const auto line : segment.piece->lines) table.origin.push_back({segment.plan->number, segment.first_line + line});
}

bool keys_rise(const std::vector<Segment>& segments) {
    for (std::size_t i = 0; i < segments.size(); ++i)
        if (!segments[i].piece->keys_rise || (i && segments[i].piece->first_key <= segments[i - 1].piece->last_key)) return false;
    return true;
}

// Where blocks name columns otherwise, or have fewer of them, each row knows the headers of its own.
void name_headers(const std::vector<Segment>& segments, Row rows, Table& table) {
    std::vector<std::vector<std::string>> sets;
    std::vector<std::size_t> set_of;            // by segment
    for (const auto& segment : segments) {
        std::vector<std::string> own(table.header.size());
        for (const auto& field : segment.block->fields) {
            if (field.columns.empty()) continue;
            own[field.field] = segment.plan->headers.texts[field.columns[0]];
            if (table.header[field.field].empty()) table.header[field.field] = own[field.field];
        }
        const auto at = std::find(sets.begin(), sets.end(), own);
        set_of.push_back(static_cast<std::size_t>(at - sets.begin()));
        if (at == sets.end()) sets.push_back(std::move(own));
    }
    if (sets.size() < 2 || sets.size() > std::numeric_limits<std::uint16_t>::max()) return;
    table.other_headers = std::move(sets);
    table.named_by.resize(rows);
    for (std::size_t s = 0; s < segments.size(); ++s)
        std::fill_n(table.named_by.begin() + segments[s].begin, segments[s].piece->rows, static_cast<std::uint16_t>(set_of[s] + 1));
}

PendingLink link_of(const Segment& segment, RecordId record) {
    PendingLink link;
    link.record = record;
    link.begin = segment.begin;
    link.end = segment.begin + segment.piece->rows;
    link.link = segment.block->block->parent;
    link.keys = std::move(segment.piece->keys);
    for (std::size_t k = 0; k < link.keys.size(); ++k) {
        const auto& columns = segment.block->keys[k].at(0);
        if (!columns.empty()) link.keys[k].header = segment.plan->headers.texts[columns[0]];
    }
    return link;
}

}  // namespace

void merge(const model::RuleSet& rules, const std::vector<FilePieces>& files, unsigned threads, DatasetBuilder& builder) {
    std::vector<std::vector<Segment>> segments(rules.records.size());
    std::vector<Row> rows(rules.records.size());
    for (const auto& file : files) {
        auto& info = builder.file(file.plan->number);
        for (const auto* piece : file.pieces) {
            info.rows_read += piece->rows;
            info.rows_used += piece->rows_used;
            builder.keep(piece->texts);
        }
        // A block's rows stand together, so that how a file was cut shows nowhere.
        std::vector<std::vector<Row>> begins(file.plan->blocks.size());
        for (std::size_t b = 0; b < file.plan->blocks.size(); ++b) {
            const auto& block = file.plan->blocks[b];
            const auto record = block.block->record;
            std::vector<bool> fields(rules.records[record].fields.size());
            for (const auto& field : block.fields) fields[field.field] = true;
            for (const auto& field : block.fields)
                if (field.spellings) builder.keep(field.spellings);     // cells hold the texts that they mean
            for (std::size_t p = 0; p < file.pieces.size(); ++p) {
                auto& piece = file.pieces[p]->blocks[b];
                begins[b].push_back(rows[record]);
                if (piece.rows == 0) continue;
                segments[record].push_back({file.plan, &block, &piece, file.first_lines[p], rows[record]});
                if (block.block->once) builder.once(record, rows[record], rows[record] + piece.rows);
                builder.given(record, {{rows[record], rows[record] + piece.rows}, file.plan->number, fields});
                rows[record] += piece.rows;
                if (block.block->parent.kind == model::ParentLink::Kind::none) continue;
                auto link = link_of(segments[record].back(), record);
                if (block.same_row_block != no_column) {
                    link.same_row = std::move(piece.same_row);
                    for (auto& row : link.same_row)
                        if (row != no_row) row += begins[block.same_row_block][p];
                } else if (block.block->parent.kind == model::ParentLink::Kind::same_row) {
                    link.same_row.assign(piece.rows, no_row);   // no block of this file gives the parent
                }
                builder.link(std::move(link));
            }
        }
    }
    struct Task { RecordId record; FieldId field; };
    std::vector<Task> tasks;
    for (RecordId id = 0; id < rules.records.size(); ++id) {
        if (segments[id].empty()) continue;
        builder.table(id).rows = rows[id];
        name_headers(segments[id], rows[id], builder.table(id));
        if (keys_rise(segments[id])) builder.keys_rise(id);
        for (FieldId field = 0; field < rules.records[id].fields.size(); ++field) tasks.push_back({id, field});
        tasks.push_back({id, model::none});
    }
    run_tasks(threads, tasks.size(), [&](std::size_t t) {
        const auto [id, field] = tasks[t];
        auto& table = builder.table(id);
        if (field == model::none) merge_origins(segments[id], rows[id], table);
        else merge_column(rules.records[id].fields[field], field, segments[id], rows[id], table);
    });
}

}  // namespace duly::data
