// The cells of a column in the fewest bytes that hold them all: most of what a large run takes to hold is such cells, and memory that is
// touched for the first time is dear. They are read one by one or through a Reader; data() gives them all in full, to be written.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/data/short_days.hpp"

namespace duly::data {

// What a cell says. `blank`: an optional field that is empty (has not happened). `missing`: empty where it should not
// be, or marked missing. `unreadable`: something stands there that cannot be read (a date: it happened, on a day not
// known). `partial`: a date known to the month or year.
enum class State : std::uint8_t { known, blank, missing, unreadable, partial };

// A cell that may be set.
template <typename Cells, typename T>
class CellOf {
public:
    CellOf(Cells& cells, std::size_t at) : cells_(cells), at_(at) {}
    operator T() const { return std::as_const(cells_)[at_]; }
    CellOf& operator=(T value) {
        cells_.set(at_, value);
        return *this;
    }
    CellOf& operator=(const CellOf& other) { return *this = T(other); }

private:
    Cells& cells_;
    std::size_t at_;
};

// Room for `expected` elements when `size` are too many for what there is: so much as the rest will need, if it is like this.
template <typename Values>
void make_room(Values& values, std::size_t size, std::size_t expected) {
    if (values.capacity() < size) values.reserve(std::max(expected, values.size() + values.size() / 2));
}

// States take a byte each once one is something else than known; until then none.
class StateCells {
public:
    using Value = State;
    using Cell = CellOf<StateCells, State>;
    struct Reader {
        const State* states;            // null: all are known
        State operator[](std::size_t at) const { return states ? states[at] : State::known; }
    };

    std::size_t size() const { return known_ + states_.size(); }
    bool empty() const { return size() == 0; }
    std::size_t bytes() const { return states_.capacity(); }
    State operator[](std::size_t at) const { return known_ ? State::known : states_[at]; }
    Cell operator[](std::size_t at) { return {*this, at}; }
    Reader reader() const { return {known_ ? nullptr : states_.data()}; }
    [[gnu::always_inline]] void fetch(std::size_t at) const { if (!known_) __builtin_prefetch(states_.data() + at); }
    void set(std::size_t at, State state) {
        if (known_ && state == State::known) return;
        data()[at] = state;
    }
    State* data() {
        spread(known_);
        return states_.data();
    }
    void resize(std::size_t n, State state = State::known) {
        if (states_.empty() && (state == State::known || n <= known_)) return void(known_ = n);
        spread(known_);
        states_.resize(n, state);
    }
    void assign(std::size_t n, State state) {
        clear();
        resize(n, state);
    }
    void push_back(State state) { resize(size() + 1, state); }
    void reserve(std::size_t n) { states_.reserve(n); }
    void clear() {
        states_.clear();
        known_ = 0;
    }
    void append(const StateCells& from, std::size_t expected) {
        if (states_.empty() && from.all_known()) return void(known_ += from.size());
        if (from.empty()) return;
        spread(expected);
        make_room(states_, states_.size() + from.size(), expected);
        if (from.known_) states_.resize(states_.size() + from.known_);
        else states_.insert(states_.end(), from.states_.begin(), from.states_.end());
    }
    std::size_t count(State state) const { return known_ ? (state == State::known ? known_ : 0) : static_cast<std::size_t>(std::count(states_.begin(), states_.end(), state)); }
    void take(std::vector<State> states) {
        states_ = std::move(states);
        known_ = 0;
    }
    // Those that take bytes.
    std::vector<State>& held() { return states_; }

private:
    std::size_t known_ = 0;             // all are; then states_ is empty
    std::vector<State> states_;

    bool all_known() const {
        std::uint8_t all = 0;
        for (const State state : states_) all |= static_cast<std::uint8_t>(state);
        return all == 0;
    }
    void spread(std::size_t expected) {
        if (!known_) return;
        if (states_.capacity() < known_) states_.reserve(std::max(expected, known_));
        states_.resize(std::exchange(known_, 0));
    }
};

// Values from `first` to `last` are kept as what they are above `base`, until one lies outside.
template <typename T, typename Narrow, T base, T first, T last>
class NarrowCells {
public:
    using Value = T;
    using Cell = CellOf<NarrowCells, T>;
    struct Reader {
        const T* wide;                  // null: they are narrow
        const Narrow* narrow;
        T operator[](std::size_t at) const { return wide ? wide[at] : value(narrow[at]); }
    };
    static T value(Narrow narrow) { return static_cast<T>(base + narrow); }

    std::size_t size() const { return is_wide_ ? wide_.size() : narrow_.size(); }
    bool empty() const { return size() == 0; }
    std::size_t bytes() const { return wide_.capacity() * sizeof(T) + narrow_.capacity() * sizeof(Narrow); }
    T operator[](std::size_t at) const { return is_wide_ ? wide_[at] : value(narrow_[at]); }
    Cell operator[](std::size_t at) { return {*this, at}; }
    [[gnu::always_inline]] void fetch(std::size_t at) const { is_wide_ ? __builtin_prefetch(wide_.data() + at) : __builtin_prefetch(narrow_.data() + at); }
    Reader reader() const { return is_wide_ ? Reader{wide_.data(), nullptr} : Reader{nullptr, narrow_.data()}; }
    void set(std::size_t at, T cell) {
        if (!is_wide_ && fits(cell)) narrow_[at] = narrowed(cell);
        else data()[at] = cell;
    }
    T* data() { return wide().data(); }
    void resize(std::size_t n) { is_wide_ ? wide_.resize(n) : narrow_.resize(n, narrowed(T{})); }
    void push_back(T cell) {
        if (!is_wide_ && fits(cell)) narrow_.push_back(narrowed(cell));
        else wide().push_back(cell);
    }
    void reserve(std::size_t n) { is_wide_ ? wide_.reserve(n) : narrow_.reserve(n); }
    void clear() { wide_.clear(), narrow_.clear(); }
    // `expected`: so many there will be in the end.
    void append(const NarrowCells& from, std::size_t expected) {
        const auto own = size(), n = from.size();
        if (is_wide_ || n == 0 || !append_narrow(from, expected)) {
            if (n == 0) return;
            wide(expected);
            make_room(wide_, own + n, expected);
            if (from.is_wide_) wide_.insert(wide_.end(), from.wide_.begin(), from.wide_.end());
            else
                for (const Narrow one : from.narrow_) wide_.push_back(value(one));
        }
    }
    bool any_above(T limit) const {
        if (is_wide_) return std::any_of(wide_.begin(), wide_.end(), [&](T cell) { return cell > limit; });
        Narrow highest = 0;
        for (const Narrow one : narrow_) highest = std::max(highest, one);
        return !narrow_.empty() && value(highest) > limit;
    }
    // All of them in full, whatever was held before.
    std::vector<T>& wide(std::size_t expected = 0) {
        if (is_wide_) return wide_;
        is_wide_ = true;
        wide_.reserve(std::max(expected, narrow_.capacity()));
        for (const Narrow one : narrow_) wide_.push_back(value(one));
        PlainVector<Narrow>().swap(narrow_);        // `= {}` would keep its memory
        return wide_;
    }
    void take(std::vector<T> cells) {
        clear();
        wide() = std::move(cells);
    }
    // What is held now.
    template <typename Use>
    void held(const Use& use) {
        if (is_wide_) use(wide_);
        else use(narrow_);
    }

private:
    bool is_wide_ = false;
    std::vector<T> wide_;               // one of these is empty
    PlainVector<Narrow> narrow_;

    using Bits = std::conditional_t<sizeof(T) < 4, std::uint32_t, std::make_unsigned_t<T>>;
    static Narrow narrowed(T cell) { return static_cast<Narrow>(static_cast<Bits>(cell) - static_cast<Bits>(base)); }
    static bool fits(T cell) { return static_cast<Bits>(cell) - static_cast<Bits>(first) <= static_cast<Bits>(last) - static_cast<Bits>(first); }

    bool append_narrow(const NarrowCells& from, std::size_t expected) {
        const auto own = narrow_.size(), n = from.size();
        make_room(narrow_, own + n, expected);
        if (!from.is_wide_) {
            narrow_.insert(narrow_.end(), from.narrow_.begin(), from.narrow_.end());
            return true;
        }
        narrow_.resize(own + n);
        const T* const cells = from.wide_.data();
        Narrow* const to = narrow_.data() + own;
        bool all = true;
        for (std::size_t i = 0; i < n; ++i) {
            all &= fits(cells[i]);
            to[i] = narrowed(cells[i]);
        }
        if (!all) narrow_.resize(own);
        return all;
    }
};

// As ShortDays has them.
using NarrowDays = NarrowCells<std::int32_t, ShortDays::Code, ShortDays::base, ShortDays::base + ShortDays::before + 1, ShortDays::base + ShortDays::beyond - 1>;
using NarrowCodes = NarrowCells<std::uint16_t, std::uint8_t, 0, 0, 0xff>;

}  // namespace duly::data
