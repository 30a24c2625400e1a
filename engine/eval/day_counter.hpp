// count() and lateness() of due.hpp for exact days and a length that is told: what can be looked up once stands ready.
#pragma once

#include "engine/eval/due.hpp"
#include "engine/eval/month_days.hpp"
#include "engine/eval/result_columns.hpp"

namespace duly::eval::due {

class DayCounter {
public:
    enum class Way : std::uint8_t { working_days, days, months, any };
    static constexpr std::int32_t none = NumberColumn::none;    // the calendar does not reach
    DayCounter() = default;
    // For times that are days; `calendar` and `zone` are kept.
    DayCounter(const Span& span, model::Counting counting, const Calendar* calendar, const TimeZone& zone, bool backward)
        : span_(span), counting_(counting), calendar_(calendar), zone_(&zone), backward_(backward) {
        constexpr std::int64_t few = 100'000;
        if (span.amount > few || counting == model::Counting::next_working_day || backward) return;
        shift_ = counting == model::Counting::day_itself ? -1 : 0;
        amount_ = static_cast<std::int32_t>(span.amount);
        switch (span.unit) {
            case model::Unit::working_days:
                if (!calendar || amount_ == 0) return;
                known_from_ = calendar->known_from();
                up_to_ = calendar->working_days_up_to();
                list_ = calendar->working_days();
                way_ = Way::working_days;
                return;
            case model::Unit::weeks: amount_ *= 7; [[fallthrough]];
            case model::Unit::days: way_ = Way::days; return;
            case model::Unit::years: amount_ *= 12; [[fallthrough]];
            case model::Unit::months:
                if (amount_ <= 120'000) way_ = Way::months;
                return;
            default: return;
        }
    }
    Way way() const { return way_; }
    // In the days that are counted, where those are days or working days: how many, and how far from the start the first is.
    std::int32_t amount() const { return amount_; }
    std::int32_t shift() const { return shift_; }
    std::int32_t operator()(std::int32_t start) const {
        switch (way_) {
            case Way::working_days: return by_working_days(start);
            case Way::days: return by_days(start);
            case Way::months: return by_months(start, MonthDays::table());
            case Way::any: break;
        }
        return by_any(start);
    }
    std::int32_t by_working_days(std::int32_t start) const {
        const auto at = static_cast<std::uint32_t>(start + shift_ - known_from_);
        if (at >= up_to_.size()) return none;
        const auto place = static_cast<std::uint32_t>(up_to_[at] + amount_ - 1);
        return place < list_.size() ? list_[place] : none;
    }
    std::int32_t by_days(std::int32_t start) const { return reach(std::int64_t{start} + amount_ + shift_); }
    std::int32_t by_months(std::int32_t start, const MonthDays& table) const { return reach(std::int64_t{table.add(start, amount_)} + shift_); }
    std::int32_t by_any(std::int32_t start) const {
        const auto day = count(start, span_, counting_, calendar_, *zone_, false, backward_);
        return day ? static_cast<std::int32_t>(*day) : none;
    }

private:
    Span span_;
    model::Counting counting_{};
    const Calendar* calendar_ = nullptr;
    const TimeZone* zone_ = nullptr;
    bool backward_ = false;
    Way way_ = Way::any;
    std::int32_t amount_ = 0, shift_ = 0, known_from_ = 0;
    std::span<const std::int32_t> up_to_, list_;
    static std::int32_t reach(std::int64_t day) { return day > last_counted_day || day < -last_counted_day ? none : static_cast<std::int32_t>(day); }
};

class LateCounter {
public:
    LateCounter() = default;
    LateCounter(model::Unit unit, const Calendar* calendar) : working_(unit == model::Unit::working_days) {
        if (!working_ || !calendar) return;
        known_from_ = calendar->known_from();
        up_to_ = calendar->working_days_up_to();
    }
    bool same(const LateCounter& other) const { return working_ == other.working_ && known_from_ == other.known_from_ && up_to_.data() == other.up_to_.data(); }
    // 0 where it is not told.
    std::int32_t operator()(std::int32_t due, std::int32_t end) const {
        if (!working_) return std::max(end - due, 1);
        const auto a = static_cast<std::uint32_t>(due - known_from_), b = static_cast<std::uint32_t>(end - known_from_);
        if (a >= up_to_.size() || b >= up_to_.size()) return 0;
        return std::max(up_to_[b] - up_to_[a], 1);
    }

private:
    bool working_ = false;
    std::int32_t known_from_ = 0;
    std::span<const std::int32_t> up_to_;
};

}  // namespace duly::eval::due
