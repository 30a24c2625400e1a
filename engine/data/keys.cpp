#include "engine/data/keys.hpp"

#include <algorithm>
#include <bit>

#include "engine/data/build.hpp"
#include "engine/data/text.hpp"

namespace duly::data::build {
namespace {

KeyValue text_value(std::string_view text) {
    std::uint64_t number;
    if (plain_integer(text, number)) return {number, {}};
    return {KeyColumn::text_bit | (hash_text(text) >> 2), text};
}

// One code for several values; a single plain integer is its own code, everything else must be compared.
std::uint64_t join(std::uint64_t code, std::uint64_t bits, bool first) {
    return first ? bits : (mix(code ^ mix(bits + 0x51ed270b)) >> 2) | KeyColumn::text_bit;
}
// Without the instruction for it, which not every machine has.
Row ones_in(std::uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    return static_cast<Row>(((bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f) * 0x0101010101010101 >> 56);
}
bool needs_comparing(std::uint64_t code) { return (code & KeyColumn::text_bit) != 0; }

}  // namespace

KeyValue key_value(const Column& column, Row row) {
    if (column.state[row] != State::known) return {};
    switch (column.type) {
        case model::Type::text: return text_value(column.text[row]);
        case model::Type::date: return {static_cast<std::uint64_t>(std::int64_t{column.day[row]}) & ~KeyColumn::text_bit, {}};
        case model::Type::yes_no:
        case model::Type::choice: return {column.code[row], {}};
        default: return {static_cast<std::uint64_t>(column.number[row]) & ~KeyColumn::text_bit, {}};
    }
}

KeyValue key_value(const KeyColumn& column, std::size_t i) {
    const auto bits = column.bits[i];
    if (bits == KeyColumn::blank || !(bits & KeyColumn::text_bit)) return {bits, {}};
    const auto text = column.texts[bits & ~KeyColumn::text_bit];
    return {KeyColumn::text_bit | (hash_text(text) >> 2), text};
}

std::string key_text(const KeyColumn& column, model::Type type, std::size_t i, const TimeZone& zone) {
    const auto bits = column.bits[i];
    if (bits == KeyColumn::blank) return {};
    if (bits & KeyColumn::text_bit) return std::string(column.texts[bits & ~KeyColumn::text_bit]);
    const auto number = static_cast<std::int64_t>(bits << 1) >> 1;
    if (type == model::Type::date) return format_day(static_cast<Day>(number));
    if (type == model::Type::moment) return format_moment(number, zone);
    if (type == model::Type::text || type == model::Type::yes_no || type == model::Type::choice) return std::to_string(number);
    return number_text(number);
}

std::optional<RisingKeys> RisingKeys::of(const Column& column, Row rows) {
    if (!column.present || rows == 0) return {};
    const auto code = [&](Row row) { return key_value(column, row).bits; };
    const auto low = code(0), high = code(rows - 1);
    constexpr std::uint64_t million = model::number_scale;
    RisingKeys keys;
    keys.scaled_ = low % million == 0 && high % million == 0 && high > 0;
    const auto scale = keys.scaled_ ? million : 1;
    if (needs_comparing(low) || needs_comparing(high) || high < low || (high - low) / scale / 128 > rows) return {};
    keys.base_ = low / scale;
    keys.words_.resize((high / scale - keys.base_) / 64 + 1);
    auto before = low;
    std::size_t last_word = 0;
    for (Row row = 0; row < rows; ++row) {
        const auto own = code(row), number = own / scale;
        if (own > high || (row > 0 && own <= before) || number * scale != own) return {};
        before = own;
        const auto at = number - keys.base_;
        while (last_word < at / 64) keys.words_[++last_word].before = row;
        keys.words_[last_word].keys |= std::uint64_t{1} << at % 64;
    }
    return keys;
}

template <typename Ones>
[[gnu::always_inline]] inline Row RisingKeys::find_with(std::uint64_t bits, Ones ones) const {
    std::uint64_t number = bits;
    if (scaled_) {
        number = bits / model::number_scale;
        if (number * model::number_scale != bits) return no_row;
    }
    const auto at = number - base_;     // a text, a blank and what lies below wrap round to far above
    if (at / 64 >= words_.size()) return no_row;
    const auto& word = words_[at / 64];
    const auto bit = std::uint64_t{1} << at % 64;
    return word.keys & bit ? word.before + ones(word.keys & (bit - 1)) : no_row;
}

Row RisingKeys::find(std::uint64_t bits) const { return find_with(bits, ones_in); }

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("popcnt"))) void RisingKeys::find_all_by_popcnt(std::span<const std::uint64_t> bits, Row* rows) const {
    const auto n = bits.size();
    for (std::size_t i = 0; i < n; ++i) rows[i] = find_with(bits[i], [](std::uint64_t word) { return static_cast<Row>(__builtin_popcountll(word)); });
}
#endif

void RisingKeys::find_all(std::span<const std::uint64_t> bits, Row* rows, [[maybe_unused]] bool portable) const {
#if defined(__x86_64__) && defined(__GNUC__)
    if (!portable && __builtin_cpu_supports("popcnt")) return find_all_by_popcnt(bits, rows);
#endif
    for (std::size_t i = 0; i < bits.size(); ++i) rows[i] = find_with(bits[i], ones_in);
}

KeyIndex::KeyIndex(const Table& table, std::vector<FieldId> fields, std::vector<Row> target) : table_(table), fields_(std::move(fields)) {
    if (target.empty() && fields_.size() == 1 && (rising_ = RisingKeys::of(table.columns[fields_[0]], table.rows))) return;
    std::vector<std::uint64_t> codes(table.rows, KeyColumn::blank);
    std::uint64_t low = KeyColumn::blank, high = 0;
    bool plain = true, millions = true;
    std::size_t used = 0;
    constexpr std::uint64_t million = model::number_scale;
    for (Row row = 0; row < table.rows; ++row) {
        if (!target.empty() && target[row] == no_row) continue;
        std::uint64_t code = 0;
        bool whole = true;
        for (std::size_t k = 0; whole && k < fields_.size(); ++k) {
            const auto value = key_value(table.columns[fields_[k]], row);
            whole = value.bits != KeyColumn::blank;
            code = join(code, value.bits, k == 0);
        }
        if (!whole) continue;
        codes[row] = code;
        ++used;
        plain &= !needs_comparing(code);
        millions &= code % million == 0;
        low = std::min(low, code);
        high = std::max(high, code);
    }
    const auto stands_for = [&](Row row) { return target.empty() ? row : target[row]; };
    scaled_ = used && millions && high > 0;
    const auto place = [&](std::uint64_t code) { return scaled_ ? code / million : code; };
    if (used && plain && fields_.size() == 1 && place(high) - place(low) < used * 16 + 1024) {
        base_ = place(low);
        direct_.assign(place(high) - base_ + 1, no_row);
        for (Row row = 0; row < table.rows; ++row)
            if (codes[row] != KeyColumn::blank) {
                auto& at = direct_[place(codes[row]) - base_];
                at = at == no_row || at == stands_for(row) ? stands_for(row) : many_rows;
            }
        return;
    }
    mask_ = std::bit_ceil(used * 2 + 2) - 1;
    slots_.resize(mask_ + 1);
    for (Row row = 0; row < table.rows; ++row) {
        if (codes[row] == KeyColumn::blank) continue;
        for (auto at = mix(codes[row]) & mask_;; at = (at + 1) & mask_) {
            auto& slot = slots_[at];
            if (slot.row == no_row) {
                slot = {codes[row], row, stands_for(row)};
                break;
            }
            if (slot.code == codes[row] && (!needs_comparing(slot.code) || same(slot.row, row))) {
                if (slot.target != stands_for(row)) slot.target = many_rows;
                break;
            }
        }
    }
}

bool KeyIndex::same(Row row, std::span<const KeyColumn> keys, std::size_t i) const {
    for (std::size_t k = 0; k < fields_.size(); ++k) {
        const auto a = key_value(table_.columns[fields_[k]], row), b = key_value(keys[k], i);
        if (a.bits != b.bits || a.text != b.text) return false;
    }
    return true;
}

bool KeyIndex::same(Row a, Row b) const {
    for (const FieldId field : fields_) {
        const auto x = key_value(table_.columns[field], a), y = key_value(table_.columns[field], b);
        if (x.bits != y.bits || x.text != y.text) return false;
    }
    return true;
}

Row KeyIndex::find(std::span<const KeyColumn> keys, std::size_t i) const {
    if (rising_) return rising_->find(keys[0].bits[i]);
    if (!direct_.empty()) {
        auto code = keys[0].bits[i];
        if (scaled_) {
            const auto whole = code / model::number_scale;
            if (whole * model::number_scale != code) return no_row;
            code = whole;
        }
        const auto at = code - base_;       // a text, a blank and what lies below wrap round to far above
        return at < direct_.size() ? direct_[at] : no_row;
    }
    if (slots_.empty()) return no_row;
    std::uint64_t code = 0;
    for (std::size_t k = 0; k < keys.size(); ++k) {
        const auto value = key_value(keys[k], i);
        if (value.bits == KeyColumn::blank) return no_row;
        code = join(code, value.bits, k == 0);
    }
    for (auto at = mix(code) & mask_; slots_[at].row != no_row; at = (at + 1) & mask_)
        if (slots_[at].code == code && (!needs_comparing(code) || same(slots_[at].row, keys, i))) return slots_[at].target;
    return no_row;
}

}  // namespace duly::data::build
