// Which row of a CSV file or of a sheet is its header.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/data/load.hpp"

namespace duly::data {

// The headers that the feeds know, to tell a header from a title: names, and patterns of what is read.
class KnownHeaders {
public:
    KnownHeaders(const model::RuleSet& rules, const LoadOptions& options);
    std::size_t among(const std::vector<std::string>& cells) const;

private:
    std::set<std::string> texts_, patterns_;    // folded
    void add(const model::ColumnName& name);
};

// Is given the first rows that hold anything. The header is the first of them; where no more than half of its cells are headers that
// the feeds know, the one with most of them, at least two.
class HeaderSearch {
public:
    static constexpr std::size_t looked_at = 20;
    explicit HeaderSearch(const KnownHeaders& known) : known_(known) {}
    void add(const std::vector<std::string>& cells);
    std::size_t row() const { return row_; }            // by the order in which they were given, from 0
    std::size_t known() const { return count_; }        // of its cells

private:
    const KnownHeaders& known_;
    std::size_t rows_ = 0, row_ = 0, count_ = 0;
    bool settled_ = false;
};

}  // namespace duly::data
