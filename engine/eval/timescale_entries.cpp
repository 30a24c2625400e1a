#include "engine/eval/timescale_entries.hpp"

namespace duly::eval::timescales {

namespace {

constexpr std::size_t at_once = 4096;

void append(NumberColumn& to, const std::vector<std::int64_t>& values, bool moments) {
    if (moments) {
        for (const std::int64_t value : values) to.push_back(value);
        return;
    }
    thread_local std::vector<std::int32_t> narrow;
    narrow.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) narrow[i] = values[i] == no_time ? NumberColumn::none : static_cast<std::int32_t>(values[i]);
    to.append(narrow);
}

}  // namespace

void Entries::add(Row row, std::uint32_t turn, Outcome outcome, Time from, Time due, Time done, std::int64_t late_by, std::uint16_t version, std::uint8_t flags,
                  std::uint8_t exclusion) {
    ++out_.counts[static_cast<std::size_t>(outcome)];
    row_.push_back(row);
    turn_.push_back(turn);
    outcome_.push_back(outcome);
    from_.push_back(from);
    due_.push_back(due);
    done_.push_back(done);
    late_by_.push_back(late_by);
    version_.push_back(version);
    flags_.push_back(flags);
    exclusion_.push_back(exclusion);
}

void Entries::end_row() {
    if (only_listed_) drop_unlisted();
    row_begins_ = row_.size();
    if (row_begins_ >= at_once) flush();
}

bool Entries::asks_for_reason(std::size_t k) const {
    switch (outcome_[k]) {
        case Outcome::met:
        case Outcome::not_applicable: return false;
        case Outcome::unknown:
        case Outcome::not_run:
        case Outcome::excluded:
        case Outcome::late_with_reason: return true;
        default: return due_[k] == no_time || flags_[k] != 0;
    }
}

void Entries::drop_unlisted() {
    for (std::size_t k = row_begins_; k < row_.size(); ++k)
        if (asks_for_reason(k)) return;
    std::size_t kept = row_begins_;
    for (std::size_t k = row_begins_; k < row_.size(); ++k) {
        if (!is_listed(outcome_[k], done_[k] != no_time)) continue;
        row_[kept] = row_[k];
        turn_[kept] = turn_[k];
        outcome_[kept] = outcome_[k];
        from_[kept] = from_[k];
        due_[kept] = due_[k];
        done_[kept] = done_[k];
        late_by_[kept] = late_by_[k];
        version_[kept] = version_[k];
        flags_[kept] = flags_[k];
        exclusion_[kept] = exclusion_[k];
        ++kept;
    }
    resize(kept);
}

void Entries::resize(std::size_t n) {
    row_.resize(n);
    turn_.resize(n);
    outcome_.resize(n);
    from_.resize(n);
    due_.resize(n);
    done_.resize(n);
    late_by_.resize(n);
    version_.resize(n);
    flags_.resize(n);
    exclusion_.resize(n);
}

void Entries::flush() {
    out_.row.insert(out_.row.end(), row_.begin(), row_.end());
    out_.turn.append(turn_);
    out_.outcome.insert(out_.outcome.end(), outcome_.begin(), outcome_.end());
    append(out_.from, from_, moments_);
    append(out_.due, due_, moments_);
    append(out_.done, done_, moments_);
    append(out_.late_by, late_by_, true);       // of hours there may be many
    out_.version.append(version_);
    out_.flags.append(flags_);
    out_.exclusion.append(exclusion_);
    resize(0);
    row_begins_ = 0;
}

}  // namespace duly::eval::timescales
