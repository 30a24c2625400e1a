// Looking rows up by the values of some of their fields.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/data/dataset.hpp"

namespace duly::data::build {

inline constexpr Row many_rows = no_row - 1;    // different rows have these values

// One value of a key as bits: a plain integer or number as itself, a text as `text_bit` and part of its hash.
struct KeyValue { std::uint64_t bits = KeyColumn::blank; std::string_view text; };
KeyValue key_value(const Column& column, Row row);                      // bits are blank when nothing is known
KeyValue key_value(const KeyColumn& column, std::size_t i);
std::string key_text(const KeyColumn& column, model::Type type, std::size_t i, const TimeZone& zone);

// Rows by keys that are whole numbers, rise from row to row and lie near each other: a bit for each number that is a key, so that the
// whole stays in the cache where a row number for each would not.
class RisingKeys {
public:
    static std::optional<RisingKeys> of(const Column& column, Row rows);    // nothing where keys are not so
    // The row whose key has these bits (as in KeyColumn), or no_row.
    Row find(std::uint64_t bits) const;
    // Of each of them, by the instruction that counts bits where the machine has it and not `portable`.
    void find_all(std::span<const std::uint64_t> bits, Row* rows, bool portable = false) const;

private:
    struct Word { std::uint64_t keys = 0; Row before = 0; };
    std::vector<Word> words_;           // by (number - base_) / 64
    std::uint64_t base_ = 0;
    bool scaled_ = false;               // numbers are kept in millionths

    template <typename Ones>
    Row find_with(std::uint64_t bits, Ones ones) const;
    void find_all_by_popcnt(std::span<const std::uint64_t> bits, Row* rows) const;
};

class KeyIndex {
public:
    // `target[row]`: what a row of `table` stands for (empty: itself); no_row leaves it out.
    KeyIndex(const Table& table, std::vector<FieldId> fields, std::vector<Row> target);
    // The target, no_row, or many_rows.
    Row find(std::span<const KeyColumn> keys, std::size_t i) const;

private:
    struct Slot { std::uint64_t code = 0; Row row = no_row, target = no_row; };
    const Table& table_;
    std::vector<FieldId> fields_;
    std::optional<RisingKeys> rising_;  // else:
    std::vector<Slot> slots_;           // open addressing
    std::vector<Row> direct_;           // by plain integer - base_, when they lie close together
    bool scaled_ = false;               // direct_ is by whole number, which is kept in millionths
    std::uint64_t base_ = 0, mask_ = 0;
    bool same(Row row, std::span<const KeyColumn> keys, std::size_t i) const;
    bool same(Row a, Row b) const;
};

}  // namespace duly::data::build
