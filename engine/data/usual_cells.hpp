// The loops over the cells of a column, one for each type, that know what nearly all cells are. What they do not know is left to OddCells.
#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <vector>

#include "engine/data/cell_texts.hpp"
#include "engine/data/kept_texts.hpp"
#include "engine/data/memory.hpp"
#include "engine/data/pieces.hpp"
#include "engine/data/row_batch.hpp"
#include "engine/data/usual_codes.hpp"
#include "engine/data/usual_days.hpp"
#include "engine/data/usual_digits.hpp"

// Of a function within: what a loop calls for each cell is in the loop.
#if defined(__GNUC__)
#define DULY_IN_LOOP __attribute__((always_inline))
#else
#define DULY_IN_LOOP
#endif

namespace duly::data {

// How the usual cells of a field are read.
struct Way {
    enum class Kind : std::uint8_t { odd, constant, day, text, code, number } kind = Kind::odd;
    State blank = State::missing;
    std::uint32_t column = 0;
    bool key = false;
    std::uint32_t quick = 0;    // of a code or text: which memory is its own
    KeptTexts* kept = nullptr;  // of a text, where there are few
};

inline void grow(Column& column, Row rows) {
    using model::Type;
    column.state.resize(rows);
    switch (column.type) {
        case Type::text: column.text.resize(rows); break;
        case Type::date: column.day.resize(rows); break;
        case Type::yes_no:
        case Type::choice: column.code.resize(rows); break;
        default: column.number.resize(rows);
    }
}

// Its memory stays.
inline void empty(Column& column) {
    column.state.clear(), column.text.clear(), column.day.clear(), column.code.clear(), column.number.clear(), column.partials.clear();
}

class UsualCells {
public:
    UsualCells(const Markers& markers, std::string_view text) : markers_(markers), text_(text), digits_plain_(!markers.any_begins('0', '9')) {
        for (int c = '!'; c < 0x80; ++c) plain_[static_cast<std::size_t>(c)] = !markers.any_begins(static_cast<char>(c), static_cast<char>(c));
    }

    // A memory for one more column of codes, in which nothing is `blank`.
    std::uint32_t add_quick(State blank) {
        quick_.emplace_back().put({}, quick_code(blank, 0));
        return static_cast<std::uint32_t>(quick_.size() - 1);
    }
    std::uint32_t add_quick_texts() {
        quick_texts_.emplace_back().put({}, quick_text(nullptr));
        return static_cast<std::uint32_t>(quick_texts_.size() - 1);
    }
    // Whether the letter begins a cell that is neither blank nor a placeholder.
    bool begins_plain(char letter) const { return plain_[static_cast<unsigned char>(letter)]; }

    // Nothing at all, or something that is no placeholder and has no blanks round it. False where that needs a closer look.
    template <bool wide>
    DULY_INLINE bool plain(std::string_view text) const {
        const auto at = [&](std::size_t i) { return plain_[static_cast<unsigned char>(text.data()[i])]; };
        if constexpr (wide) return static_cast<bool>(text.empty() | (at(0) & at(text.size() - 1)));
        return text.empty() || (at(0) && at(text.size() - 1));
    }

    // Reads the cells of the rows `taken`, or of all `count` rows where it is null, into the rows of the column from `begin` on; gives
    // those, counted from `begin`, that were not read.
    template <typename Rows>
    const std::vector<std::uint32_t>& read(const Way& way, const UsualDay& form, const Memory& codes, const Rows& rows, const std::uint32_t* taken, std::size_t count, Column& column, Row begin) {
        constexpr bool wide = Rows::wide;
        const auto cells = rows.column(way.column);
        State* const state = column.state.data() + begin;
        const auto blank = way.blank;
        switch (way.kind) {
            case Way::Kind::odd:
            case Way::Kind::constant:
                each(cells, taken, count, [](std::string_view, std::size_t) { return false; });
                break;
            case Way::Kind::day: {
                auto* const day = column.day.data() + begin;
                const auto read_as = [&](auto usual) {
                    each(cells, taken, count, [=](std::string_view text, std::size_t at) DULY_IN_LOOP {
                        state[at] = text.empty() ? blank : State::known;
                        if constexpr (wide) return static_cast<bool>(usual().read_wide(text, day[at]) | text.empty());
                        return text.empty() || usual().read(text, day[at]);
                    });
                };
                if constexpr (wide) {
                    if (form == iso_day) {
                        odd_.resize(count + 8);
                        odd_.resize(iso_days_(cells, taken, count, blank, state, day, odd_.data()));
                        break;
                    }
                }
                if (form.length == 0) each(cells, taken, count, [](std::string_view, std::size_t) { return false; });
                else if (form == iso_day) read_as([] { return iso_day; });      // its places are then in the code
                else read_as([form] { return form; });
                break;
            }
            case Way::Kind::code: {
                auto* const code = column.code.data() + begin;
                auto& quick = quick_[way.quick];
                const auto read_one = [=, this, &codes, &quick](std::string_view text, std::size_t at) { return read_code(codes, wide ? &quick : nullptr, text, blank, state[at], code[at]); };
                if constexpr (wide) {
                    each_from(cells, taken, count, [&](std::size_t at) { return known_codes_(cells, taken, at, count, quick, state, code); }, read_one);
                } else {
                    each(cells, taken, count, read_one);
                }
                break;
            }
            case Way::Kind::text: {
                auto* const texts = column.text.data() + begin;
                if constexpr (wide) {
                    if (way.kept && way.kept->few()) {
                        auto& quick = quick_texts_[way.quick];
                        each_from(cells, taken, count, [&](std::size_t at) { return known_texts_(cells, taken, at, count, quick, blank, state, texts); },
                                  [&](std::string_view text, std::size_t at) { return read_kept(*way.kept, quick, text, blank, state[at], texts[at]); });
                        break;
                    }
                }
                each(cells, taken, count, [=, this](std::string_view raw, std::size_t at) DULY_IN_LOOP {
                    const auto text = plain<wide>(raw) ? raw : cell_of(raw);
                    state[at] = text.empty() ? blank : State::known;
                    texts[at] = text.empty() ? std::string_view() : text;
                    return plain<wide>(text) ? !way.key || !rounded_number(text) : markers_.kind(text) == Markers::Kind::none && !(way.key && rounded_number(text));
                });
                break;
            }
            case Way::Kind::number: {
                auto* const number = column.number.data() + begin;
                const auto read_one = [=, this](std::string_view text, std::size_t at) {
                    state[at] = text.empty() ? blank : State::known;
                    return text.empty() || (markers_.kind(text) == Markers::Kind::none && plain_number(text, number[at]));
                };
                if constexpr (wide) {
                    if (digits_plain_) {
                        std::fill(state, state + count, State::known);
                        read_digits(cells, taken, count, model::number_scale, false, reinterpret_cast<std::uint64_t*>(number));
                        std::erase_if(odd_, [&](std::uint32_t at) { return read_one(cells[taken ? taken[at] : at], at); });
                        break;
                    }
                }
                each(cells, taken, count, read_one);
                break;
            }
        }
        return odd_;
    }

    // As a DigitsLoop; gives the places of those that are no such numbers.
    const std::vector<std::uint32_t>& read_digits(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t count, std::uint64_t unit, bool as_text, std::uint64_t* number) {
        odd_.resize(count + 8);
        odd_.resize(digits_(cells, taken, count, unit, as_text, number, odd_.data()));
        return odd_;
    }

private:
    const Markers& markers_;
    std::string_view text_;
    bool digits_plain_;
    std::array<bool, 256> plain_{};     // by letter: no blank, and no placeholder begins with it
    std::vector<std::uint32_t> odd_;
    std::deque<QuickMemory> quick_;     // by Way::quick
    std::deque<QuickTexts> quick_texts_;
    DaysLoop iso_days_ = iso_days(RowMarks::widest());
    CodesLoop known_codes_ = usual_codes(RowMarks::widest());
    TextsLoop known_texts_ = usual_texts(RowMarks::widest());
    DigitsLoop digits_ = usual_digits(RowMarks::widest());

    // `quick` takes over what the text came to, where that is known and nobody counts it.
    bool read_code(const Memory& codes, QuickMemory* quick, std::string_view raw, State blank, State& state, std::uint16_t& code) const;

    // The same of a text, which is kept where there are few.
    bool read_kept(KeptTexts& kept, QuickTexts& quick, std::string_view text, State blank, State& state, std::string_view& out) const;

    // Asks `read` of each cell, with its place among the rows taken: false where the cell is an odd one.
    template <typename Cells, typename Read>
    DULY_INLINE void each(const Cells& cells, const std::uint32_t* taken, std::size_t count, Read read) {
        odd_.resize(count + 1);
        auto* const odd = odd_.data();
        std::size_t odd_count = 0;
        if (taken == nullptr) {
            for (std::size_t at = 0; at < count; ++at) {
                odd[odd_count] = static_cast<std::uint32_t>(at);
                odd_count += !read(cells[at], at);
            }
        } else {
            for (std::size_t at = 0; at < count; ++at) {
                odd[odd_count] = static_cast<std::uint32_t>(at);
                odd_count += !read(cells[taken[at]], at);
            }
        }
        odd_.resize(odd_count);
    }

    // The same of those at which `known` stops, which is asked for the first from a place on.
    template <typename Cells, typename Known, typename Read>
    void each_from(const Cells& cells, const std::uint32_t* taken, std::size_t count, Known known, Read read) {
        odd_.clear();
        for (std::size_t at = 0; (at = known(at)) < count; ++at)
            if (!read(cells[taken ? taken[at] : at], at)) odd_.push_back(static_cast<std::uint32_t>(at));
    }
};

inline bool UsualCells::read_code(const Memory& codes, QuickMemory* quick, std::string_view raw, State blank, State& state, std::uint16_t& code) const {
    const auto text = cell_of(raw);
    state = blank;
    if (text.empty()) return true;
    const auto* known = codes.find(text, text_);
    if (!known || known->counted) return false;
    state = known->state;
    code = static_cast<std::uint16_t>(known->value);
    if (quick && raw.size() <= QuickMemory::longest) quick->put(raw, quick_code(state, code));
    return true;
}

inline bool UsualCells::read_kept(KeptTexts& kept, QuickTexts& quick, std::string_view raw, State blank, State& state, std::string_view& out) const {
    const auto text = cell_of(raw);
    state = text.empty() ? blank : State::known;
    out = text;
    if (text.empty()) {
        out = {};
        return true;
    }
    if (markers_.kind(text) != Markers::Kind::none) return false;
    if (const auto* const own = kept.few() ? kept.keep(text) : nullptr) {
        out = *own;
        if (raw.size() == text.size() && raw.size() <= QuickTexts::longest) quick.put(raw, quick_text(own->data()));
    }
    return true;
}

}  // namespace duly::data
