#include "engine/data/merge.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace duly::data {
namespace {

constexpr std::size_t pieces_ahead = 16;

template <typename T>
void append(std::vector<T>& to, const std::vector<T>* from, std::size_t size, std::size_t expected) {
    make_room(to, size, expected);
    if (from) to.insert(to.end(), from->begin(), from->end());
    else to.resize(size);
}

// The record that the rows of a block find by the key of its rows, which do not move on the way to them; none where they find it otherwise.
RecordId by_key(const model::RuleSet& rules, const model::FeedFile& block) {
    const auto& link = block.parent;
    if (link.kind != model::ParentLink::Kind::by_fields || link.fields.size() != 1) return model::none;
    const auto& record = rules.records[block.record];
    const auto& parent = rules.records[link.record];
    const bool plain = link.record == record.parent && record.by == model::none && parent.by == model::none && !parent.spell;
    return plain && link.fields[0] == parent.key ? link.record : model::none;
}

const Column* column_of(const BlockPlan& block, const BlockPiece& piece, FieldId field) {
    for (std::size_t f = 0; f < block.fields.size(); ++f)
        if (block.fields[f].field == field) return &piece.columns[f];
    return nullptr;
}

}  // namespace

Merger::Merger(const model::RuleSet& rules, DatasetBuilder& builder, std::size_t max_rows)
    : rules_(rules), builder_(builder), max_rows_(max_rows), segments_(rules.records.size()), keys_(rules.records.size()), last_file_(rules.records.size()) {}

void Merger::expect(const FilePlan& plan, std::size_t pieces, std::uint32_t first_line) {
    std::vector<bool> given(rules_.records.size());
    bool at_once = true;
    for (const auto& block : plan.blocks) {
        at_once &= !given[block.block->record];
        given[block.block->record] = true;
        last_file_[block.block->record] = files_.size();
    }
    files_.push_back({{&plan, {}, {}}, waiting_.size(), pieces, first_line, at_once, std::vector<std::vector<Rows>>(plan.blocks.size()), {}});
    waiting_.resize(waiting_.size() + pieces);
}

void Merger::add(std::size_t number, Piece piece) {
    auto parents = find_parents(number, piece);
    std::unique_lock lock(guard_);
    waiting_[number] = {std::move(piece), std::move(parents)};
    // Pieces that wait take memory: no thread runs far ahead of the one that takes them.
    const auto far_ahead = [&] { return taking_ && number > next_ + pieces_ahead; };
    taken_one_.wait(lock, [&] { return !far_ahead(); });
    if (taking_) return;
    struct Taking {
        Merger& merger;
        std::unique_lock<std::mutex>& lock;
        ~Taking() {
            if (!lock.owns_lock()) lock.lock();
            merger.taking_ = false;
            merger.taken_one_.notify_all();
        }
    } taking{*this, lock};
    taking_ = true;
    while (next_ < waiting_.size() && waiting_[next_]) {
        auto waited = std::move(*waiting_[next_]);
        waiting_[next_++].reset();
        lock.unlock();
        taken_.push_back(std::move(waited.piece));
        take(taken_.back(), std::move(waited.parents));
        lock.lock();
        taken_one_.notify_all();
    }
}

void Merger::forget(std::size_t number) {
    const std::lock_guard lock(guard_);
    for (; number < waiting_.size(); ++number) waiting_[number].reset();
}

// Where the rows of the parents are all there and their keys rise, no row of the piece waits for its parent, nor do the keys.
std::vector<Merger::Parents> Merger::find_parents(std::size_t number, Piece& piece) {
    const auto after = std::upper_bound(files_.begin(), files_.end(), number, [](std::size_t n, const File& file) { return n < file.first; });
    const auto& blocks = std::prev(after)->pieces.plan->blocks;
    std::vector<Parents> all(blocks.size());
    std::vector<const build::RisingKeys*> known(blocks.size());
    {
        const std::lock_guard lock(guard_);
        if (known_.empty()) return all;
        for (std::size_t b = 0; b < blocks.size(); ++b)
            if (const auto at = known_.find(by_key(rules_, *blocks[b].block)); at != known_.end()) known[b] = &at->second;
    }
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        if (!known[b]) continue;
        auto& parents = all[b];
        auto& bits = piece.blocks[b].keys[0].bits;
        parents.found = true;
        auto& rows = piece.blocks[b].parents;
        rows.resize(bits.size());
        known[b]->find_all(bits, rows.data());
        std::vector<std::uint64_t> lost;
        for (Row row = 0; row < bits.size(); ++row) {
            if (rows[row] != no_row) continue;
            parents.lost.push_back(row);
            lost.push_back(bits[row]);
        }
        piece.blocks[b].all_bits = std::exchange(bits, std::move(lost));
    }
    return all;
}

// Of the records that this file is the last to give. What is known stays where it is.
void Merger::know_keys() {
    for (auto later = file_ + 1; later < files_.size(); ++later)
        for (const auto& block : files_[later].pieces.plan->blocks) {
            const auto parent = by_key(rules_, *block.block);
            if (parent == model::none || last_file_[parent] != file_ || !keys_[parent].rise || known_.contains(parent)) continue;
            const auto& table = builder_.table(parent);
            auto keys = build::RisingKeys::of(table.columns[rules_.records[parent].key], table.rows);
            const std::lock_guard lock(guard_);
            if (keys) known_.emplace(parent, std::move(*keys));
        }
}

void Merger::take(Piece& piece, std::vector<Parents> parents) {
    auto& file = files_[file_];
    const auto number = file.pieces.pieces.size();
    file.pieces.pieces.push_back(&piece);
    file.parents.push_back(std::move(parents));
    file.pieces.first_lines.push_back(file.next_line);
    file.next_line += piece.lines;
    for (const auto& block : piece.blocks) rows_ += block.rows;
    if (rows_ <= max_rows_) {
        for (auto& rows : file.rows) rows.emplace_back();
        for (std::size_t b = 0; file.at_once && b < file.rows.size(); ++b) take_block(file, b, number);
    }
    if (file.at_once) keep_room(piece);
    if (number + 1 < file.expected) return;
    end_file(file);
    know_keys();
    ++file_;
}

void Merger::take_block(File& file, std::size_t b, std::size_t number) {
    const auto& plan = *file.pieces.plan;
    const auto& block = plan.blocks[b];
    auto& piece = file.pieces.pieces[number]->blocks[b];
    const auto record = block.block->record;
    auto& table = builder_.table(record);
    auto& rows = file.rows[b][number] = {table.rows, piece.rows};
    if (rows.count > 0) {
        table.rows += rows.count;
        const auto left = file.expected - number - 1;
        const auto expected = table.rows + std::size_t{rows.count} * left + rows.count * left / 16;
        for (FieldId field = 0; field < table.columns.size(); ++field)
            take_column(rules_.records[record].fields[field], table.columns[field], column_of(block, piece, field), rows, expected);
        table.origin.append(plan.number, file.pieces.first_lines[number], piece.lines);
        if (file.parents[number][b].found) {
            auto& parents = table.parent.own();
            make_room(parents, table.rows, expected);
            parents.resize(rows.begin, no_row);
            parents.insert(parents.end(), piece.parents.begin(), piece.parents.end());
        }
        segments_[record].push_back({&plan, &block, rows});
        auto& keys = keys_[record];
        keys.rise &= piece.keys_rise && (rows.begin == 0 || piece.first_key > keys.last);
        keys.last = piece.last_key;
    }
}

void Merger::keep_room(Piece& piece) {
    std::vector<BlockPiece> room(piece.blocks.size());
    for (std::size_t b = 0; b < room.size(); ++b) {
        room[b].columns = std::move(piece.blocks[b].columns);
        room[b].lines = std::move(piece.blocks[b].lines);
        room[b].parents = std::move(piece.blocks[b].parents);
        room[b].all_bits = std::move(piece.blocks[b].all_bits);
    }
    const std::lock_guard lock(guard_);
    rooms_.push_back(std::move(room));
}

std::vector<BlockPiece> Merger::room() {
    const std::lock_guard lock(guard_);
    if (rooms_.empty()) return {};
    auto room = std::move(rooms_.back());
    rooms_.pop_back();
    return room;
}

void Merger::take_column(const model::Field& field, Column& out, const Column* from, Rows rows, std::size_t expected) const {
    if (!from && !out.present) return;
    out.present = true;
    const auto blank = field.optional ? State::blank : State::missing;
    const auto put = [&](auto& values, const auto* own) {
        make_room(values, std::size_t{rows.begin} + rows.count, expected);
        values.resize(rows.begin);      // no file gave it before
        append(values, own, std::size_t{rows.begin} + rows.count, expected);
    };
    const auto pack = [&](auto& cells, const auto* own) {
        cells.resize(rows.begin);
        if (own) cells.append(*own, expected);
        else cells.resize(std::size_t{rows.begin} + rows.count);
    };
    out.state.resize(rows.begin, blank);
    if (from) out.state.append(from->state, expected);
    else out.state.resize(std::size_t{rows.begin} + rows.count, blank);
    switch (field.type) {
        case model::Type::text: put(out.text, from ? &from->text : nullptr); break;
        case model::Type::date: pack(out.day, from ? &from->day : nullptr); break;
        case model::Type::yes_no:
        case model::Type::choice: pack(out.code, from ? &from->code : nullptr); break;
        default: put(out.number, from ? &from->number : nullptr);
    }
    if (!from) return;
    for (const auto& part : from->partials) out.partials.push_back({part.row + rows.begin, part.first, part.last});
}

// A block's rows stand together, so that how a file was cut shows nowhere.
void Merger::end_file(File& file) {
    const auto& plan = *file.pieces.plan;
    auto& info = builder_.file(plan.number);
    for (std::size_t b = 0; b < plan.blocks.size(); ++b) {
        const auto& block = plan.blocks[b];
        const auto record = block.block->record;
        std::vector<bool> fields(rules_.records[record].fields.size());
        for (const auto& field : block.fields) {
            fields[field.field] = true;
            if (field.spellings) builder_.keep(field.spellings);        // cells hold the texts that they mean
            if (field.kept) builder_.keep(field.kept);
        }
        for (std::size_t p = 0; p < file.rows[b].size(); ++p) {
            if (!file.at_once) {
                take_block(file, b, p);
                std::vector<Column>().swap(file.pieces.pieces[p]->blocks[b].columns);
            }
            const auto rows = file.rows[b][p];
            if (rows.count == 0) continue;
            const RowRange range{rows.begin, rows.begin + rows.count};
            if (block.block->once) builder_.once(record, range.begin, range.end);
            builder_.given(record, {range, plan.number, fields});
            if (block.block->parent.kind != model::ParentLink::Kind::none) link_rows(file, b, p);
        }
    }
    const auto pieces = file.rows.empty() ? file.pieces.pieces.size() : file.rows[0].size();
    for (std::size_t p = 0; p < pieces; ++p) {
        const auto& piece = *file.pieces.pieces[p];
        info.rows_read += piece.rows;
        info.rows_used += piece.rows_used;
        if (!piece.texts->empty()) builder_.keep(piece.texts);
    }
}

void Merger::link_rows(File& file, std::size_t b, std::size_t p) {
    const auto& plan = *file.pieces.plan;
    const auto& block = plan.blocks[b];
    auto& piece = file.pieces.pieces[p]->blocks[b];
    const auto rows = file.rows[b][p];
    PendingLink link;
    link.record = block.block->record;
    link.begin = rows.begin;
    link.end = rows.begin + rows.count;
    link.link = block.block->parent;
    link.keys = std::move(piece.keys);
    link.found = file.parents[p][b].found;
    link.lost = std::move(file.parents[p][b].lost);
    for (std::size_t k = 0; k < link.keys.size(); ++k) {
        const auto& columns = block.keys[k].at(0);
        if (!columns.empty()) link.keys[k].header = plan.headers.texts[columns[0]];
    }
    if (block.same_row_block != no_column) {
        link.same_row = std::move(piece.same_row);
        for (auto& row : link.same_row)
            if (row != no_row) row += file.rows[block.same_row_block][p].begin;
    } else if (block.block->parent.kind == model::ParentLink::Kind::same_row) {
        link.same_row.assign(rows.count, no_row);   // no block of this file gives the parent
    }
    builder_.link(std::move(link));
}

std::vector<FilePieces> Merger::finish() {
    rooms_.clear();
    rooms_.shrink_to_fit();
    for (RecordId id = 0; id < rules_.records.size(); ++id) {
        if (segments_[id].empty()) continue;
        name_headers(segments_[id], builder_.table(id));
        if (keys_[id].rise) builder_.keys_rise(id);
    }
    std::vector<FilePieces> out;
    for (auto& file : files_) out.push_back(std::move(file.pieces));
    return out;
}

// Where blocks name columns otherwise, or have fewer of them, each row knows the headers of its own.
void Merger::name_headers(const std::vector<Segment>& segments, Table& table) const {
    std::vector<std::vector<std::string>> sets;
    std::vector<std::size_t> set_of;            // by segment
    for (std::size_t s = 0; s < segments.size(); ++s) {
        const auto& segment = segments[s];
        if (s > 0 && segment.block == segments[s - 1].block) {
            set_of.push_back(set_of.back());
            continue;
        }
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
    table.named_by.resize(table.rows);
    for (std::size_t s = 0; s < segments.size(); ++s)
        std::fill_n(table.named_by.begin() + segments[s].rows.begin, segments[s].rows.count, static_cast<std::uint16_t>(set_of[s] + 1));
}

}  // namespace duly::data
