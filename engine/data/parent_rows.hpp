// The row above each row of a table. Once children stand under their parents that is told there already, so that of large tables it is
// kept no more, and made again where it is asked for.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/data/row_origins.hpp"

namespace duly::data {

struct Children;

class ParentRows {
public:
    ParentRows() = default;
    ParentRows(std::vector<Row> rows) : rows_(std::move(rows)) {}
    ParentRows(const ParentRows& other) : rows_(other.rows()) {}        // whose children stand elsewhere
    ParentRows(ParentRows&&) = default;
    ParentRows& operator=(const ParentRows& other) { return *this = ParentRows(other); }
    ParentRows& operator=(ParentRows&&) = default;
    ~ParentRows() = default;

    std::size_t size() const { return folded_ ? folded_->size : rows_.size(); }
    bool empty() const { return size() == 0; }
    Row operator[](std::size_t row) const { return folded_ ? folded_->rows()[row] : rows_[row]; }
    // From any thread.
    const std::vector<Row>& rows() const { return folded_ ? folded_->rows() : rows_; }

    // While the data is built.
    Row& operator[](std::size_t row) { return rows_[row]; }
    void resize(std::size_t n, Row row) { rows_.resize(n, row); }
    void push_back(Row row) { rows_.push_back(row); }
    std::vector<Row>& own() { return rows_; }
    // Every row stands in `children` once, which stay where they are for as long as this does.
    void fold(const Children& children);

private:
    struct Folded {
        const Children* children;
        std::size_t size;
        std::atomic<bool> made{false};
        std::mutex guard;
        std::vector<Row> again;
        const std::vector<Row>& rows() { return made.load(std::memory_order_acquire) ? again : make(); }
        const std::vector<Row>& make();
    };
    std::vector<Row> rows_;
    std::unique_ptr<Folded> folded_;
};

}  // namespace duly::data
