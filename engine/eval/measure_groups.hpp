// The groups that a measure tells apart: the values of its `by`, as names.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/eval/measure_items.hpp"

namespace duly::eval {

// Numbers the groups of rows by first use, batch after batch; rows share few groups, so each combination of values gets its names once.
// For one thread.
class GroupNumbers {
public:
    // All references are kept. Without `by` each row is in the group 0.
    GroupNumbers(const Expressions& expressions, const std::vector<model::ExprId>& by);
    ~GroupNumbers();
    // One for each of a batch, each read on its `that_day`.
    void number(const Batch& batch, std::vector<std::uint32_t>& numbers);
    const std::vector<std::string>& names(std::uint32_t number) const { return names_[number]; }
    std::size_t size() const { return names_.size(); }

private:
    class Codes;
    const data::Column* text_column(const model::Expr& by) const;
    std::vector<std::string> names_of(const Batch& batch, std::size_t i, const std::vector<Values>& values, const std::vector<std::vector<std::uint8_t>>& doubts) const;
    const Expressions& expressions_;
    const std::vector<model::ExprId>& by_;
    std::vector<Codes> codes_;          // by `by`
    std::vector<std::uint32_t> number_; // by what is combined
    std::vector<std::vector<std::string>> names_;
};

// Does some `by` look at other rows, so that what came after the counting day must not be seen?
bool looks_aside(const model::RuleSet& rules, const std::vector<model::ExprId>& by);

// Group names met so far, numbered by first use; sorted only on output.
class Groups {
public:
    explicit Groups(const model::Measure& measure) : measure_(measure) {}
    // Sets `group` of each item as read on the day that counts it.
    void assign(const Expressions& now, const Evaluation& so_far, std::vector<Counted>& items);
    // Sets `group` of each item as read on one day, in the data as it stands there; `by` reads it, for other records than the measure's.
    void assign_on(const Expressions& standing, Day day, std::vector<Counted>& items) { assign_on(standing, measure_.by, day, items); }
    void assign_on(const Expressions& standing, const std::vector<model::ExprId>& by, Day day, std::vector<Counted>& items);
    std::uint32_t number(std::vector<std::string> names);
    const std::vector<std::string>& names(std::uint32_t group) const { return *names_[group]; }
    std::size_t size() const { return names_.size(); }

private:
    void assign_batch(const Expressions& expressions, const std::vector<model::ExprId>& by, const std::vector<Counted*>& items, const std::vector<Day>& days);
    void assign_partial(const Expressions& now, const Evaluation& so_far, std::vector<Counted>& items);
    const model::Measure& measure_;
    std::map<std::vector<std::string>, std::uint32_t> index_;
    std::vector<const std::vector<std::string>*> names_;
};

}  // namespace duly::eval
