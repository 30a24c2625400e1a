#include "engine/report/entry_order.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

namespace duly::report {

namespace {

constexpr int most_digits = 13;     // of a number with six places in 63 bits

constexpr std::array<std::uint64_t, most_digits + 1> powers = [] {
    std::array<std::uint64_t, most_digits + 1> all{1};
    for (std::size_t i = 1; i < all.size(); ++i) all[i] = all[i - 1] * 10;
    return all;
}();

std::uint64_t first_letters(std::string_view key) {
    std::uint64_t head = 0;
    for (std::size_t i = 0; i < 8; ++i) head = head << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0);
    return head;
}

// `head` settles most comparisons, `more` the others.
template <typename Head, typename More>
void sort_refs(std::vector<EntryRef>& refs, const RuleView& rule, std::size_t most, Head head, More more) {
    struct Sorted { std::uint64_t head; data::Row row; std::uint32_t turn; EntryRef ref; };
    const auto before = [&](const Sorted& a, const Sorted& b) {
        if (a.row == b.row) return a.turn != b.turn ? a.turn < b.turn : a.ref.entry < b.ref.entry;
        if (a.head != b.head) return a.head < b.head;
        if (const int order = more(a.row, b.row)) return order < 0;
        return a.row < b.row;
    };
    const auto sorted_of = [&](EntryRef ref) {
        const data::Row row = rule.row(ref.entry);
        return Sorted{head(row), row, rule.turn(ref.entry), ref};
    };
    // Keys mostly rise with the rows: then nothing is to be done.
    std::size_t rising = 1;
    if (!refs.empty()) {
        for (Sorted last = sorted_of(refs[0]); rising < refs.size(); ++rising) {
            const Sorted next = sorted_of(refs[rising]);
            if (before(next, last)) break;
            last = next;
        }
    }
    if (rising < refs.size()) {
        std::vector<Sorted> sorted;
        sorted.reserve(refs.size());
        for (const EntryRef ref : refs) sorted.push_back(sorted_of(ref));
        if (most < refs.size()) std::partial_sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(most), sorted.end(), before);
        else std::sort(sorted.begin(), sorted.end(), before);
        for (std::size_t i = 0; i < std::min(most, refs.size()); ++i) refs[i] = sorted[i].ref;
    }
    if (most < refs.size()) refs.resize(most);
}

}  // namespace

std::uint64_t order_of_digits(std::uint64_t number) {
    auto length = static_cast<std::uint64_t>(std::bit_width(number | 1)) * 1'233 >> 12;
    length += number >= powers[length];
    length = std::max<std::uint64_t>(length, 1);
    return number * powers[most_digits - length] * 16 + length;
}

void sort_by_key(std::vector<EntryRef>& refs, const RuleView& rule, const Keys& keys, bool rise, std::size_t most) {
    if (rise) {
        if (most < refs.size()) refs.resize(most);
        return;
    }
    const RecordKeys* record = keys.record(rule.record);
    if (!record) return sort_refs(refs, rule, most, [](data::Row) { return std::uint64_t{0}; }, [](data::Row, data::Row) { return 0; });
    const auto all = [&](auto is) { return std::all_of(refs.begin(), refs.end(), [&](EntryRef ref) { return is(rule.row(ref.entry)); }); };
    if (all([&](data::Row row) { return record->whole_number(row) && record->number(row) >= 0; }))
        return sort_refs(refs, rule, most, [&](data::Row row) { return order_of_digits(static_cast<std::uint64_t>(record->number(row))); }, [](data::Row, data::Row) { return 0; });
    std::string room, other;
    if (all([&](data::Row row) { return record->text(row); }))
        return sort_refs(refs, rule, most, [&](data::Row row) { return first_letters(record->of(row, room)); },
                         [&](data::Row a, data::Row b) { return record->of(a, room).compare(record->of(b, other)); });
    // Keys that stand nowhere as text: each is made once.
    std::vector<std::pair<data::Row, std::string>> made;
    for (const EntryRef ref : refs)
        if (const data::Row row = rule.row(ref.entry); made.empty() || made.back().first != row) made.emplace_back(row, record->of(row, room));
    const auto key_of = [&](data::Row row) -> const std::string& {
        return std::lower_bound(made.begin(), made.end(), row, [](const auto& one, data::Row at) { return one.first < at; })->second;
    };
    sort_refs(refs, rule, most, [&](data::Row row) { return first_letters(key_of(row)); }, [&](data::Row a, data::Row b) { return key_of(a).compare(key_of(b)); });
}

}  // namespace duly::report
