// Columns of results, of which many are long and say little: they read like vectors and hold only what tells them apart.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <vector>

namespace duly::eval {

inline constexpr std::int64_t no_time = INT64_MIN;

// Over a column that gives its elements by value.
template <typename Column>
class ColumnIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = typename Column::value_type;
    using difference_type = std::ptrdiff_t;
    using pointer = const value_type*;
    using reference = value_type;
    ColumnIterator(const Column& column, std::size_t at) : column_(&column), at_(at) {}
    value_type operator*() const { return (*column_)[at_]; }
    ColumnIterator& operator++() { ++at_; return *this; }
    ColumnIterator operator++(int) { ColumnIterator before = *this; ++at_; return before; }
    bool operator==(const ColumnIterator& other) const { return at_ == other.at_; }

private:
    const Column* column_;
    std::size_t at_;
};

// While it has one value throughout it holds that value alone.
template <typename T>
class EvenColumn {
public:
    using value_type = T;
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    T operator[](std::size_t i) const { return values_.empty() ? value_ : values_[i]; }
    ColumnIterator<EvenColumn> begin() const { return {*this, 0}; }
    ColumnIterator<EvenColumn> end() const { return {*this, size_}; }
    bool even() const { return values_.empty(); }       // has one value throughout, or none
    void reserve(std::size_t n) { if (!values_.empty()) values_.reserve(n); }
    void push_back(T value) { append(1, value); }
    void append(std::size_t n, T value) {
        if (n == 0) return;
        if (size_ == 0) value_ = value;
        else if (values_.empty() && value != value_) values_.assign(size_, value_);
        if (!values_.empty()) values_.insert(values_.end(), n, value);
        size_ += n;
    }
    void append(std::span<const T> values) {
        if (values.empty()) return;
        if (values_.empty() && std::all_of(values.begin(), values.end(), [&](T v) { return v == values.front(); })) {
            append(values.size(), values.front());
            return;
        }
        if (values_.empty()) values_.assign(size_, value_);
        values_.insert(values_.end(), values.begin(), values.end());
        size_ += values.size();
    }
    void append(const EvenColumn& other) {
        if (other.even()) append(other.size_, other.value_);
        else append(std::span<const T>(other.values_));
    }
    std::size_t bytes() const { return values_.capacity() * sizeof(T); }

private:
    T value_{};
    std::size_t size_ = 0;
    std::vector<T> values_;
};

// A column that several results have in common until one of them changes it.
template <typename T>
class SharedColumn {
public:
    using value_type = T;
    std::size_t size() const { return there().size(); }
    bool empty() const { return there().empty(); }
    const T& operator[](std::size_t i) const { return there()[i]; }
    const T& front() const { return there().front(); }
    const T& back() const { return there().back(); }
    const T* data() const { return there().data(); }
    auto begin() const { return there().begin(); }
    auto end() const { return there().end(); }
    operator const std::vector<T>&() const { return there(); }
    void reserve(std::size_t n) { own().reserve(n); }
    void push_back(T value) { own().push_back(value); }
    void put(std::size_t i, T value) { own()[i] = value; }
    void append(std::span<const T> values) { std::vector<T>& to = own(); to.insert(to.end(), values.begin(), values.end()); }
    void append(const SharedColumn& other) { append(std::span<const T>(other.there())); }
    std::shared_ptr<const std::vector<T>> shared() const { return values_ ? values_ : std::make_shared<std::vector<T>>(); }

private:
    std::shared_ptr<std::vector<T>> values_;
    const std::vector<T>& there() const {
        static const std::vector<T> none;
        return values_ ? *values_ : none;
    }
    std::vector<T>& own() {
        if (!values_) values_ = std::make_shared<std::vector<T>>();
        else if (values_.use_count() > 1) values_ = std::make_shared<std::vector<T>>(*values_);
        return *values_;
    }
};

// The times of plain deadlines, which follow from their row: found when they are asked for.
class Reckoning {
public:
    enum class What : std::uint8_t { from, due, done, late_by };
    virtual ~Reckoning() = default;
    virtual std::int64_t of(What what, std::uint32_t row) const = 0;
};

// Days or small numbers in 32 bits, until one comes that needs 64; or what is reckoned from the rows of the entries.
class NumberColumn {
public:
    using value_type = std::int64_t;
    static constexpr std::int32_t none = INT32_MIN;     // no_time, in 32 bits
    NumberColumn() = default;
    NumberColumn(std::shared_ptr<const Reckoning> reckoning, Reckoning::What what, std::shared_ptr<const std::vector<std::uint32_t>> rows)
        : reckoning_(std::move(reckoning)), rows_(std::move(rows)), what_(what) {}
    std::size_t size() const { return reckoning_ ? rows_->size() : wide_.empty() ? narrow_.size() : wide_.size(); }
    bool empty() const { return size() == 0; }
    std::int64_t operator[](std::size_t i) const {
        if (reckoning_) return reckoning_->of(what_, (*rows_)[i]);
        if (!wide_.empty()) return wide_[i];
        return narrow_[i] == none ? no_time : narrow_[i];
    }
    ColumnIterator<NumberColumn> begin() const { return {*this, 0}; }
    ColumnIterator<NumberColumn> end() const { return {*this, size()}; }
    void reserve(std::size_t n) { wide_.empty() ? narrow_.reserve(n) : wide_.reserve(n); }
    void push_back(std::int64_t value) {        // not of what is reckoned
        if (wide_.empty() && fits(value)) {
            narrow_.push_back(value == no_time ? none : static_cast<std::int32_t>(value));
            return;
        }
        widen();
        wide_.push_back(value);
    }
    // `none` where there is none.
    void append(std::span<const std::int32_t> values) {
        if (wide_.empty()) {
            narrow_.insert(narrow_.end(), values.begin(), values.end());
            return;
        }
        for (const std::int32_t value : values) push_back(value == none ? no_time : value);
    }
    void append(const NumberColumn& other) {
        if (other.wide_.empty()) return append(std::span<const std::int32_t>(other.narrow_));
        widen();
        wide_.insert(wide_.end(), other.wide_.begin(), other.wide_.end());
    }
    std::size_t bytes() const { return narrow_.capacity() * sizeof(std::int32_t) + wide_.capacity() * sizeof(std::int64_t); }

private:
    std::vector<std::int32_t> narrow_;
    std::vector<std::int64_t> wide_;        // one of the two is empty
    std::shared_ptr<const Reckoning> reckoning_;
    std::shared_ptr<const std::vector<std::uint32_t>> rows_;
    Reckoning::What what_{};
    static bool fits(std::int64_t value) { return value == no_time || (value > none && value <= INT32_MAX); }
    void widen() {
        if (!wide_.empty()) return;
        wide_.reserve(narrow_.capacity());
        for (const std::int32_t value : narrow_) wide_.push_back(value == none ? no_time : value);
        std::vector<std::int32_t>().swap(narrow_);
    }
};

}  // namespace duly::eval
