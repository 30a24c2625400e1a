#include "engine/eval/possible_days.hpp"

#include "engine/eval/reasons.hpp"

namespace duly::eval {

namespace {

constexpr std::size_t most_combinations = 2'000;

// What a cell may be; empty when nothing is told.
std::vector<Assumed> possible_values(const Expressions& expressions, const ValueRead& read) {
    std::vector<Assumed> out;
    if (read.row == data::no_row || read.field == model::none || read.presence == Presence::missing) return out;
    if (expressions.rules().records[read.record].fields[read.field].type != model::Type::date || read.v == first_possible_day) return out;
    if (read.hi - read.v >= static_cast<std::int64_t>(most_combinations)) return out;
    for (std::int64_t day = read.v; day <= read.hi; ++day) out.push_back({read.record, read.row, read.field, day, true});
    if (read.presence == Presence::doubt) out.push_back({read.record, read.row, read.field, 0, false});
    return out;
}

}  // namespace

bool try_possible_days(const Expressions& expressions, const Batch& batch, const std::vector<ValueRead>& reads,
                       const std::function<bool(const Batch&)>& answer) {
    std::vector<std::vector<Assumed>> cells;
    std::size_t combinations = 1;
    for (const ValueRead& read : open_reads(reads)) {
        auto values = possible_values(expressions, read);
        if (values.empty()) continue;   // stays as it is: the answer may not hang on it
        combinations *= values.size();
        if (combinations > most_combinations) return false;
        cells.push_back(std::move(values));
    }
    if (cells.empty()) return false;
    Batch tried = batch;
    for (std::size_t k = 0; k < combinations; ++k) {
        tried.assumed = batch.assumed;
        std::size_t rest = k;
        for (const auto& cell : cells) {
            tried.assumed.push_back(cell[rest % cell.size()]);
            rest /= cell.size();
        }
        if (!answer(tried)) return false;
    }
    return true;
}

}  // namespace duly::eval
