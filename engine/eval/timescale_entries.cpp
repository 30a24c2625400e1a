#include "engine/eval/timescale_entries.hpp"

#include <algorithm>
#include <array>

namespace duly::eval::timescales {

namespace {

constexpr std::size_t at_once = 4096;
constexpr std::size_t batches_to_come = 9;      // of a range, a few more where they differ

void reserve(TimescaleResult& out, std::size_t n) {
    out.row.reserve(n);
    out.outcome.reserve(n);
    for (NumberColumn* const column : {&out.from, &out.due, &out.done, &out.late_by}) column->reserve(n);
}

// Of a row that was found, or that is to be told otherwise.
constexpr std::array<std::uint8_t, 256> held_codes() {
    std::array<std::uint8_t, 256> codes{};
    for (std::size_t k = 0; k < model::outcome_count; ++k) codes[k] = is_listed(static_cast<Outcome>(k), false) ? 1 : 0;
    codes[QuickRows::left] = codes[QuickRows::turns] = 1;
    return codes;
}
constexpr std::array<std::uint8_t, 256> held = held_codes();

}  // namespace

void Entries::into(TimescaleResult& out, bool moments, bool only_listed) {
    out_ = &out;
    moments_ = moments;
    only_listed_ = only_listed;
}

// Such a reason is told beside all entries of the row, in their order.
bool Entries::asks_for_reason(const Entry& e) {
    switch (e.outcome) {
        case Outcome::met:
        case Outcome::not_applicable: return false;
        case Outcome::unknown:
        case Outcome::not_run:
        case Outcome::excluded:
        case Outcome::late_with_reason: return true;
        default: return e.due == no_time || e.flags != 0;
    }
}

void Entries::end_row() {
    const bool all = !only_listed_ || (of_row_.size() > 1 && std::any_of(of_row_.begin(), of_row_.end(), asks_for_reason));
    for (const Entry& e : of_row_) {
        ++out_->counts[static_cast<std::size_t>(e.outcome)];
        if (all || is_listed(e.outcome, e.done != no_time)) put(e);
    }
    of_row_.clear();
}

void Entries::make_room(std::size_t more) {
    if (n_ + more <= row_.size()) return;
    if (n_ > 0) flush();
    const std::size_t size = std::max(at_once, more);
    if (row_.size() >= size) return;
    row_.resize(size);
    turn_.resize(size);
    outcome_.resize(size);
    from_.resize(size);
    due_.resize(size);
    done_.resize(size);
    late_by_.resize(size);
    version_.resize(size);
    flags_.resize(size);
    exclusion_.resize(size);
}

void Entries::put(const Entry& e) {
    if (moments_ || e.late_by > INT32_MAX) {
        flush();
        out_->row.push_back(e.row);
        out_->turn.push_back(e.turn);
        out_->outcome.push_back(e.outcome);
        out_->from.push_back(e.from);
        out_->due.push_back(e.due);
        out_->done.push_back(e.done);
        out_->late_by.push_back(e.late_by);
        out_->version.push_back(e.version);
        out_->flags.push_back(e.flags);
        out_->exclusion.push_back(e.exclusion);
        return;
    }
    make_room(1);
    row_[n_] = e.row;
    turn_[n_] = e.turn;
    outcome_[n_] = e.outcome;
    from_[n_] = narrow(e.from);
    due_[n_] = narrow(e.due);
    done_[n_] = narrow(e.done);
    late_by_[n_] = static_cast<std::int32_t>(e.late_by);
    version_[n_] = e.version;
    flags_[n_] = e.flags;
    exclusion_[n_] = e.exclusion;
    ++n_;
}

void Entries::add(Row row, std::span<const QuickTurn> turns) {
    make_room(turns.size());
    bool reasons = false;
    for (const QuickTurn& t : turns) {
        ++out_->counts[static_cast<std::size_t>(t.outcome)];
        reasons |= t.outcome == Outcome::unknown || t.outcome == Outcome::not_run;
    }
    const bool all = !only_listed_ || (reasons && turns.size() > 1);
    for (const QuickTurn& t : turns) {
        if (!all && !is_listed(t.outcome, t.done != no_day)) continue;
        row_[n_] = row;
        turn_[n_] = t.turn;
        outcome_[n_] = t.outcome;
        from_[n_] = t.from;
        due_[n_] = t.due;
        done_[n_] = t.done;
        late_by_[n_] = t.late_by;
        version_[n_] = t.version;
        flags_[n_] = 0;
        exclusion_[n_] = 0xff;
        ++n_;
    }
}

void Entries::count_found(const QuickRows& found, std::size_t n) {
    std::uint32_t counts[4][256] = {};      // four, since rows next to each other are often alike
    for (std::size_t i = 0; i < n; ++i) ++counts[i & 3][found.outcome[i]];
    for (std::size_t k = 0; k < model::outcome_count; ++k)
        for (const auto& some : counts) out_->counts[k] += some[k];
}

std::size_t Entries::keep(const QuickRows& found, std::size_t n) {
    if (kept_.size() < n + 1) kept_.resize(n + 1);
    std::uint32_t* const kept = kept_.data();
    const std::uint8_t* const outcomes = found.outcome.data();
    std::size_t m = 0;
    for (std::size_t i = 0; i < n; ++i) {
        kept[m] = static_cast<std::uint32_t>(i);
        m += only_listed_ ? held[outcomes[i]] : 1;
    }
    return m;
}

void Entries::put(std::span<const Row> rows, const QuickRows& found, std::span<const std::uint32_t> kept) {
    const std::size_t n = kept.size();
    make_room(n);
    const auto gather = [&](auto& column, auto value) {
        auto* const to = column.data() + n_;
        for (std::size_t k = 0; k < n; ++k) to[k] = value(kept[k]);
    };
    gather(row_, [&](std::uint32_t i) { return rows[i]; });
    gather(turn_, [](std::uint32_t) { return 0u; });
    gather(outcome_, [&](std::uint32_t i) { return static_cast<Outcome>(found.outcome[i]); });
    gather(from_, [&](std::uint32_t i) { return found.from[i]; });
    gather(due_, [&](std::uint32_t i) { return found.due[i]; });
    gather(done_, [&](std::uint32_t i) { return found.done[i]; });
    gather(late_by_, [&](std::uint32_t i) { return found.late[i]; });
    gather(version_, [&](std::uint32_t i) { return found.version[i]; });
    gather(flags_, [](std::uint32_t) { return std::uint8_t{0}; });
    gather(exclusion_, [](std::uint32_t) { return std::uint8_t{0xff}; });
    n_ += n;
}

void Entries::flush() {
    if (n_ == 0) return;
    if (out_->row.empty()) reserve(*out_, n_ * batches_to_come);
    const auto begun = [this](auto& column) { return std::span(std::as_const(column)).first(n_); };
    out_->row.append(begun(row_));
    out_->turn.append(begun(turn_));
    out_->outcome.append(begun(outcome_));
    out_->from.append(begun(from_));
    out_->due.append(begun(due_));
    out_->done.append(begun(done_));
    out_->late_by.append(begun(late_by_));
    out_->version.append(begun(version_));
    out_->flags.append(begun(flags_));
    out_->exclusion.append(begun(exclusion_));
    n_ = 0;
}

}  // namespace duly::eval::timescales
