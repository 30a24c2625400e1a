// Plain deadlines over the same dates.
#include "engine/eval/timescale_lean.hpp"

#include <algorithm>

namespace duly::eval::timescales {

namespace {

constexpr std::uint8_t done_kind = 0, open_kind = 2, unknown_kind = 4;

class PlainTimes final : public Reckoning {
public:
    PlainTimes(const LeanRule& rule, const Clauses& clauses) : due_(rule.due), late_(rule.late), as_of_(clauses.expressions().as_of_day()), from_(*clauses.cells(rule.from)) {
        if (rule.to) to_ = clauses.cells(*rule.to);
    }
    std::int64_t of(What what, std::uint32_t row) const override {
        const std::int32_t from = from_[row];
        if (from == no_day) return what == What::late_by ? 0 : no_time;
        if (what == What::from) return from;
        if (what == What::due) return due_(from);
        const std::int32_t to = to_ ? (*to_)[row] : no_day;
        if (what == What::done) return to == no_day ? no_time : to;
        const std::int32_t due = due_(from), end = to == no_day ? as_of_ : to;
        const bool backwards = to != no_day && to < from;
        return backwards || end <= due ? 0 : late_(due, end);
    }

private:
    due::DayCounter due_;
    due::LateCounter late_;
    Day as_of_;
    DayCells from_;
    std::optional<DayCells> to_;
};

}  // namespace

std::optional<LeanRule> QuickDeadlines::lean(const Clauses& clauses) const {
    if (takes_ != Takes::all || versions_.size() != 1 || !plan_.undated || plan_.calendar_by_row || plan_.expressions.supposed()) return std::nullopt;
    const Version& v = versions_.front();
    const TimescaleVersion& rule = *v.plan->v;
    const bool working = v.due.way() == due::DayCounter::Way::working_days;
    constexpr std::int32_t most = 60'000;       // so that a distance needs no more than 16 bits
    if (rule.shape != Shape::deadline || rule.may_be_done_earlier || v.stop || v.where || v.excused || !v.excluded.empty() || !v.shown.empty() || !v.shown_days.empty()) return std::nullopt;
    if (!v.plan->warn.empty() || (!working && v.due.way() != due::DayCounter::Way::days) || v.due.amount() < 1 || v.due.amount() > most) return std::nullopt;
    if (!clauses.cells(from_) || (v.to && !clauses.cells(*v.to))) return std::nullopt;
    return LeanRule{from_, v.to, working ? v.plan->calendar : nullptr, v.due.shift(), v.due.amount(), v.due, v.late};
}

std::uint32_t LeanDates::add(const LeanRule& rule) {
    const auto known = std::find_if(dates_.begin(), dates_.end(), [&](const LeanRule& other) { return rule.same_dates(other); });
    if (known != dates_.end()) return static_cast<std::uint32_t>(known - dates_.begin());
    dates_.push_back(rule);
    return static_cast<std::uint32_t>(dates_.size() - 1);
}

// False where a row needs more than this: a date that is not exact, one beyond the calendar, a start that has still to come.
bool LeanRows::fill(const LeanRule& dates, ClauseColumns& columns, Batch& batch) const {
    const std::span<const Row> rows = columns.rows();
    const std::size_t n = rows.size();
    const std::int32_t* const from = columns.days(dates.from);
    const std::int32_t* const to = dates.to ? columns.days(*dates.to) : nullptr;
    const bool ahead = columns.ahead(dates.from) != ClauseColumns::Ahead::none;
    batch.none = batch.done = batch.open = batch.unknown = 0;
    batch.last_start = 0;
    batch.reach.resize(n);
    batch.kind.resize(n);
    batch.row.resize(n);
    std::span<const std::int32_t> up_to;
    std::int32_t known_from = 0;
    if (dates.calendar) {
        up_to = dates.calendar->working_days_up_to();
        known_from = dates.calendar->known_from();
    }
    constexpr std::int32_t most = always - 1, far = 1'000'000;
    std::size_t m = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::int32_t start = from[i], end = to ? to[i] : no_day;
        const bool open = end == no_day;
        if (start == odd_day || end == odd_day) return false;
        if (start == no_day && open) {
            ++batch.none;
            continue;
        }
        if (start == no_day && ahead) return false;
        batch.row[m] = rows[i];
        const bool unknown = start == no_day || (!open && end < start);
        std::int32_t reach = 0;
        if (start != no_day) {
            const std::int32_t last = open ? as_of_ : end;
            if (dates.calendar) {
                const auto a = static_cast<std::uint32_t>(start + dates.shift - known_from), b = static_cast<std::uint32_t>(last - 1 - known_from);
                if (a >= up_to.size() || (!unknown && b >= up_to.size())) return false;
                batch.last_start = std::max(batch.last_start, up_to[a]);
                reach = unknown ? 0 : up_to[b] - up_to[a];
            } else {
                if (start < -far || start > far || last < -far || last > far) return false;
                reach = last - start - dates.shift - 1;
            }
        }
        batch.reach[m] = unknown ? always : static_cast<std::uint16_t>(std::clamp(reach, 0, most));
        batch.kind[m] = unknown ? unknown_kind : open ? open_kind : done_kind;
        ++(unknown ? batch.unknown : open ? batch.open : batch.done);
        ++m;
    }
    batch.reach.resize(m);
    batch.kind.resize(m);
    batch.row.resize(m);
    return true;
}

bool LeanRows::judge(const LeanRule& rule, std::uint32_t dates, ClauseColumns& columns, TimescaleResult& to) {
    Batch& batch = batches_[dates];
    if (batch.over != over_) {
        batch.over = over_;
        batch.usable = fill(rule, columns, batch);
    }
    if (!batch.usable) return false;
    if (rule.calendar && batch.last_start + rule.amount > static_cast<std::int32_t>(rule.calendar->working_days().size())) return false;
    const std::size_t n = batch.reach.size();
    if (rows_.size() < n + list_margin) rows_.resize(n + list_margin), outcomes_.resize(n + list_margin);
    const auto [m, over] = list_({batch.reach.data(), batch.kind.data(), batch.row.data()}, n, static_cast<std::uint16_t>(rule.amount), rows_.data(), outcomes_.data());
    // Listed are all that are open or unknown, and those that were done late.
    const auto late = static_cast<std::uint32_t>(m) - batch.open - batch.unknown, overdue = over - batch.unknown - late;
    const auto count = [&](Outcome outcome, std::uint32_t rows_found) { to.counts[static_cast<std::size_t>(outcome)] += rows_found; };
    count(Outcome::not_applicable, batch.none);
    count(Outcome::unknown, batch.unknown);
    count(Outcome::late, late);
    count(Outcome::met, batch.done - late);
    count(Outcome::overdue, overdue);
    count(Outcome::due, batch.open - overdue);
    to.row.append(std::span<const Row>(rows_.data(), m));
    to.outcome.append(std::span<const Outcome>(outcomes_.data(), m));
    to.turn.append(m, 0u);
    to.version.append(m, std::uint16_t{0});
    to.flags.append(m, std::uint8_t{0});
    to.exclusion.append(m, std::uint8_t{0xff});
    return true;
}

std::shared_ptr<const Reckoning> reckoning(const LeanRule& rule, const Clauses& clauses) { return std::make_shared<PlainTimes>(rule, clauses); }

void reckon(TimescaleResult& result, const std::shared_ptr<const Reckoning>& by) {
    const auto rows = result.row.shared();
    const auto of = [&](Reckoning::What what) { return NumberColumn(by, what, rows); };
    result.from = of(Reckoning::What::from);
    result.due = of(Reckoning::What::due);
    result.done = of(Reckoning::What::done);
    result.late_by = of(Reckoning::What::late_by);
}

void write_out(TimescaleResult& result, const Reckoning& by) {
    const auto fill = [&](NumberColumn& column, Reckoning::What what) {
        for (std::size_t i = column.size(); i < result.row.size(); ++i) column.push_back(by.of(what, result.row[i]));
    };
    fill(result.from, Reckoning::What::from);
    fill(result.due, Reckoning::What::due);
    fill(result.done, Reckoning::What::done);
    fill(result.late_by, Reckoning::What::late_by);
}

}  // namespace duly::eval::timescales
