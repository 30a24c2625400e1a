#include "engine/data/piece_pack.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <numeric>
#include <type_traits>
#include <utility>

namespace duly::data {
namespace {

template <typename T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

template <Number T>
auto plain(T value) {
    if constexpr (std::is_enum_v<T>) return static_cast<std::underlying_type_t<T>>(value);
    else return value;
}
template <Number T>
using Unsigned = std::make_unsigned_t<decltype(plain(T{}))>;

// How the numbers of a list stand there: all alike, each one more than that before, or so many bytes each above the least.
constexpr std::uint8_t rising = 255;

class Packer {
public:
    explicit Packer(std::string_view chunk) : chunk_(chunk) {}

    template <Number T>
    void operator()(const T& value) {
        out.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void operator()(const std::string& words) {
        (*this)(std::uint64_t{words.size()});
        out += words;
    }
    void operator()(const PartialDate& part) { (*this)(part.row), (*this)(part.first), (*this)(part.last); }

    template <Number T>
    void operator()(const std::vector<T>& values) {
        (*this)(std::uint64_t{values.size()});
        if (values.empty()) return;
        const auto [least, most] = std::minmax_element(values.begin(), values.end());
        const auto base = static_cast<Unsigned<T>>(plain(*least));
        const auto widest = static_cast<std::uint64_t>(static_cast<Unsigned<T>>(static_cast<Unsigned<T>>(plain(*most)) - base));
        std::uint8_t width = widest == 0 ? 0 : widest <= 0xff ? 1 : widest <= 0xffff ? 2 : widest <= 0xffff'ffff ? 4 : 8;
        if (width && widest == values.size() - 1 && values.front() == *least) {
            std::size_t i = 0;
            while (i < values.size() && static_cast<Unsigned<T>>(static_cast<Unsigned<T>>(plain(values[i])) - base) == static_cast<Unsigned<T>>(i)) ++i;
            if (i == values.size()) width = rising;
        }
        (*this)(base), (*this)(width);
        if (width == 1) append<std::uint8_t>(values, base);
        if (width == 2) append<std::uint16_t>(values, base);
        if (width == 4) append<std::uint32_t>(values, base);
        if (width == 8) append<std::uint64_t>(values, base);
    }

    // Places in the chunk; of others the letters, each text that stands in one place of the memory once.
    void operator()(const std::vector<std::string_view>& cells) {
        std::vector<std::uint64_t> places(cells.size());
        std::vector<std::uint32_t> sizes(cells.size());
        std::string letters;
        std::map<std::pair<const char*, std::size_t>, std::uint64_t> stand;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto cell = cells[i];
            sizes[i] = static_cast<std::uint32_t>(cell.size());
            if (cell.empty()) continue;
            const auto at = reinterpret_cast<std::uintptr_t>(cell.data()), begin = reinterpret_cast<std::uintptr_t>(chunk_.data());
            if (at >= begin && at + cell.size() <= begin + chunk_.size()) {
                places[i] = at - begin;
                continue;
            }
            const auto [known, fresh] = stand.try_emplace({cell.data(), cell.size()}, letters.size());
            if (fresh) letters += cell;
            places[i] = chunk_.size() + known->second;
        }
        (*this)(places), (*this)(sizes), (*this)(letters);
    }

    // Of a column, whichever way it holds them.
    template <typename Cells>
    void cells(const Cells& cells) {
        std::vector<typename Cells::Value> all(cells.size());
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = cells[i];
        (*this)(all);
    }

    template <typename T>
    void list(const std::vector<T>& values) {
        (*this)(std::uint64_t{values.size()});
        for (const T& value : values) members(*this, value);
    }

    std::string out;

private:
    std::string_view chunk_;

    template <typename Narrow, typename T>
    void append(const std::vector<T>& values, Unsigned<T> base) {
        const auto before = out.size();
        out.resize(before + values.size() * sizeof(Narrow));
        char* to = out.data() + before;
        for (const T value : values) {
            const auto narrow = static_cast<Narrow>(static_cast<Unsigned<T>>(static_cast<Unsigned<T>>(plain(value)) - base));
            std::memcpy(to, &narrow, sizeof narrow);
            to += sizeof narrow;
        }
    }
};

// Everything is checked against what is left: a file on disk may hold anything.
class Unpacker {
public:
    Unpacker(std::string_view bytes, std::string_view chunk, std::deque<std::string>& texts) : rest_(bytes), chunk_(chunk), texts_(texts), most_(bytes.size() + chunk.size()) {}

    template <Number T>
    void operator()(T& value) {
        if (!take(sizeof value)) return;
        if constexpr (std::is_same_v<T, bool>) value = taken_[0] != 0;
        else std::memcpy(&value, taken_.data(), sizeof value);
    }
    void operator()(std::string& words) {
        if (take(count(1))) words = taken_;
    }
    void operator()(PartialDate& part) { (*this)(part.row), (*this)(part.first), (*this)(part.last); }

    template <Number T>
    void operator()(std::vector<T>& values) {
        const auto size = count(0);
        if (size == 0) return;
        Unsigned<T> base = 0;
        std::uint8_t width = 0;
        (*this)(base), (*this)(width);
        if (!good_) return;
        if (width == 0) return values.assign(size, static_cast<T>(base));
        if (width == rising) {
            values.resize(size);
            for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<T>(static_cast<Unsigned<T>>(base + i));
            return;
        }
        if (width == 1) return widen<std::uint8_t>(values, size, base);
        if (width == 2) return widen<std::uint16_t>(values, size, base);
        if (width == 4) return widen<std::uint32_t>(values, size, base);
        if (width == 8) return widen<std::uint64_t>(values, size, base);
        good_ = false;
    }

    void operator()(std::vector<std::string_view>& cells) {
        std::vector<std::uint64_t> places;
        std::vector<std::uint32_t> sizes;
        std::string read;
        (*this)(places), (*this)(sizes), (*this)(read);
        if (!good_ || sizes.size() != places.size()) return fail();
        std::string_view letters;
        if (!read.empty()) letters = texts_.emplace_back(std::move(read));
        cells.resize(places.size());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (sizes[i] == 0) continue;
            const bool inside = places[i] < chunk_.size();
            const auto from = inside ? chunk_ : letters;
            const auto at = inside ? places[i] : places[i] - chunk_.size();
            if (at > from.size() || sizes[i] > from.size() - at) return fail();
            cells[i] = from.substr(at, sizes[i]);
        }
    }

    template <typename Cells>
    void cells(Cells& cells) {
        std::vector<typename Cells::Value> all;
        (*this)(all);
        cells.take(std::move(all));
    }

    template <typename T>
    void list(std::vector<T>& values) {
        values.resize(count(1));
        for (T& value : values) {
            members(*this, value);
            if (!good_) return;
        }
    }

    bool ended() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_, taken_, chunk_;
    std::deque<std::string>& texts_;
    std::size_t most_;
    bool good_ = true;

    void fail() { good_ = false; }
    bool take(std::size_t size) {
        if (!good_ || size > rest_.size()) return good_ = false;
        taken_ = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return true;
    }
    // How many elements of at least so many bytes follow. No list has more than the chunk has letters.
    std::size_t count(std::size_t each) {
        std::uint64_t size = 0;
        (*this)(size);
        if (size > most_ || (each && size > rest_.size() / each)) good_ = false;
        return good_ ? static_cast<std::size_t>(size) : 0;
    }
    template <typename Narrow, typename T>
    void widen(std::vector<T>& values, std::size_t size, Unsigned<T> base) {
        if (!take(size * sizeof(Narrow))) return;
        values.resize(size);
        const char* from = taken_.data();
        for (std::size_t i = 0; i < size; ++i) {
            Narrow narrow;
            std::memcpy(&narrow, from + i * sizeof narrow, sizeof narrow);
            values[i] = static_cast<T>(static_cast<Unsigned<T>>(base + narrow));
        }
    }
};

// The same list of members for both ways; `C` is const when it is packed.
template <typename C, typename T>
concept Is = std::is_same_v<std::remove_const_t<C>, T>;

void members(auto& each, Is<PartialDate> auto& part) { each(part); }
void members(auto& each, Is<Column> auto& column) {
    each(column.type), each(column.present), each(column.untold);
    each.cells(column.state), each.cells(column.day), each(column.number), each.cells(column.code), each(column.text);
    each.list(column.partials);
}
void members(auto& each, Is<KeyColumn> auto& key) { each(key.bits), each(key.texts), each(key.header), each(key.column); }
void members(auto& each, Is<CellFinding> auto& finding) {
    each(finding.kind), each(finding.line), each(finding.column), each(finding.record), each(finding.field), each(finding.text), each(finding.times), each(finding.missing);
}
void members(auto& each, Is<BlockPiece> auto& block) {
    each(block.rows);
    each.list(block.columns), each.list(block.keys);
    each(block.same_row), each(block.lines), each(block.keys_rise), each(block.first_key), each(block.last_key), each(block.rows_checked);
}
void members(auto& each, Is<Piece> auto& piece) {
    each(piece.lines), each(piece.rows), each(piece.rows_used);
    each.list(piece.listed), each.list(piece.counted), each.list(piece.blocks);
}

bool fits(const Column& column, const model::Field& field, Row rows) {
    const auto none_or = [&](std::size_t size, bool own) { return size == (own ? rows : 0); };
    const bool code = field.type == model::Type::yes_no || field.type == model::Type::choice, day = field.type == model::Type::date, text = field.type == model::Type::text;
    return column.type == field.type && column.state.size() == rows && none_or(column.text.size(), text) && none_or(column.day.size(), day) && none_or(column.code.size(), code) &&
           none_or(column.number.size(), !code && !day && !text) && std::all_of(column.partials.begin(), column.partials.end(), [&](const auto& part) { return part.row < rows; });
}

bool fits(const CellFinding& finding, const model::RuleSet& rules, const FilePlan& plan) {
    if (finding.column != no_column && finding.column >= plan.headers.texts.size()) return false;
    const bool row = finding.kind == DiagnosticKind::export_lines || finding.kind == DiagnosticKind::wrong_field_count;
    return row || (finding.record < rules.records.size() && finding.field < rules.records[finding.record].fields.size());
}

// So that who takes it in need not look where it points to.
bool fits(const Piece& piece, const model::RuleSet& rules, const FilePlan& plan) {
    if (piece.blocks.size() != plan.blocks.size()) return false;
    for (const auto* findings : {&piece.listed, &piece.counted})
        for (const auto& finding : *findings)
            if (!fits(finding, rules, plan)) return false;
    for (std::size_t b = 0; b < plan.blocks.size(); ++b) {
        const auto& own = plan.blocks[b];
        const auto& block = piece.blocks[b];
        const auto& fields = rules.records[own.block->record].fields;
        if (block.columns.size() != own.fields.size() || block.keys.size() != own.keys.size()) return false;
        if (std::transform_reduce(block.lines.begin(), block.lines.end(), std::uint64_t{0}, std::plus(), [](std::uint64_t bits) { return static_cast<std::uint64_t>(std::popcount(bits)); }) != block.rows) return false;
        for (std::size_t f = 0; f < own.fields.size(); ++f)
            if (!fits(block.columns[f], fields[own.fields[f].field], block.rows)) return false;
        for (const auto& key : block.keys)
            if (key.bits.size() != block.rows) return false;
        if (!block.same_row.empty() && (block.same_row.size() != block.rows || own.same_row_block >= piece.blocks.size())) return false;
        for (const auto row : block.same_row)
            if (row != no_row && row >= piece.blocks[own.same_row_block].rows) return false;
    }
    return true;
}

}  // namespace

std::string pack(const Piece& piece, std::string_view chunk) {
    Packer packer(chunk);
    members(packer, piece);
    return std::move(packer.out);
}

std::optional<Piece> unpack(std::string_view bytes, std::string_view chunk, const model::RuleSet& rules, const FilePlan& plan) {
    Piece piece;
    Unpacker unpacker(bytes, chunk, *piece.texts);
    members(unpacker, piece);
    if (!unpacker.ended() || !fits(piece, rules, plan)) return {};
    return piece;
}

}  // namespace duly::data
