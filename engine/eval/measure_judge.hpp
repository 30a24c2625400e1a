// How the conditions and the value of a measure of records judge its rows.
#pragma once

#include <optional>

#include "engine/eval/measure_items.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval {

// What is counted are the rows for which all conditions hold, and no others stand beside them.
inline bool counts_rows(const model::Measure& measure) { return measure.kind == model::Measure::Kind::count || measure.kind == model::Measure::Kind::rate; }

// A condition as everywhere: an optional blank is no. Without one: no values.
inline Values holding(const Expressions& expressions, model::ExprId condition, const Batch& batch) {
    return condition == model::none ? Values{} : detail::condition({expressions, batch, false}, condition);
}
inline bool no(const Values& values, std::size_t i) { return values.size() != 0 && values.is_false(i); }
inline bool yes(const Values& values, std::size_t i) { return values.size() == 0 || values.is_true(i); }

inline Doubt doubt_of(bool counts, bool met, bool unmet) {
    if (counts) return Doubt::numerator;
    return met ? Doubt::counting_met : unmet ? Doubt::counting_unmet : Doubt::counting;
}

// The value of a measure for each of a batch; quotients are kept as such.
struct JudgedFigures {
    Values values;
    std::optional<detail::Fractions> quotients;

    JudgedFigures() = default;
    JudgedFigures(const Expressions& expressions, model::ExprId id, const Batch& batch);
    std::size_t size() const { return values.size(); }
    ItemValue operator[](std::size_t i) const;
};

// Kleene over the conditions of a batch of rows. Of those that surely do not count nothing more is asked.
class Judge {
public:
    Judge(const Expressions& expressions, const model::Measure& measure, const Batch& batch);
    // The row surely does not count, whatever else is asked.
    bool drops(std::size_t i) const { return no(out_of_, i); }
    // False where the row surely does not count; else numerator, unknown, doubt and the values are set.
    template <typename Item>
    bool operator()(std::size_t i, bool perhaps_absent, Item& item) const {
        if (drops(i)) return false;
        const bool certain = yes(out_of_, i) && !perhaps_absent;
        if (!at_.empty()) i = at_[i];
        const bool met = yes(where_, i), unmet = no(where_, i);
        if (counts_rows_ && unmet) return false;
        item.numerator = certain && met;
        item.unknown = !item.numerator && !(certain && unmet);
        item.doubt = doubt_of(certain, met, unmet);
        if (value_.size() == 0) return true;
        item.value = value_[i];
        item.value.certain = !item.unknown;
        if (second_.size() != 0) item.out_of = second_[i];
        if (!item.value.told() || (second_.size() != 0 && !item.out_of.told())) item.unknown = true;
        item.numerator = !item.unknown;
        return true;
    }

private:
    const bool counts_rows_;
    const Values out_of_;               // by element
    std::vector<std::uint32_t> at_;     // by element: its place in the columns below; empty: the same
    Values where_;
    JudgedFigures value_, second_;
};

// Could the row count at all, whatever the period? Rows that surely do not count are not reported as unplaced.
std::vector<std::uint8_t> may_count(const Expressions& expressions, const model::Measure& measure, const std::vector<Row>& rows);

}  // namespace duly::eval
