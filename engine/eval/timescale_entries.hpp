// Private to the timescale evaluator: entries on their way into the columns of a result, some thousand at a time.
#pragma once

#include "engine/eval/timescale_quick.hpp"

namespace duly::eval::timescales {

// Counts entries, and holds them: all, or only those that are asked for (EvaluateOptions::only_listed). Of one thread, for rules in turn.
class Entries {
public:
    // Until the next flush(), which must come.
    void into(TimescaleResult& out, bool moments, bool only_listed);
    void add(Row row, std::uint32_t turn, const Verdict& v) { of_row_.push_back({row, turn, v.outcome, v.flags, v.exclusion, v.version, v.from, v.due, v.done, v.late_by}); }
    // All entries of a row are added.
    void end_row();
    // All entries of one row.
    void add(Row row, std::span<const QuickTurn> turns);
    // The rows of a batch in their order: `other` adds the entries of the i-th where it has not one that was found.
    template <typename Other>
    void add(std::span<const Row> rows, const QuickRows& found, const Other& other) {
        count_found(found, rows.size());
        const std::size_t n = keep(found, rows.size());
        for (std::size_t k = 0; k < n;) {
            std::size_t same = k;
            while (same < n && found.outcome[kept_[same]] < QuickRows::turns) ++same;
            if (same > k) put(rows, found, std::span(kept_).subspan(k, same - k));
            k = same;
            for (; k < n && found.outcome[kept_[k]] >= QuickRows::turns; ++k) other(kept_[k]);
        }
    }
    // Entries that are counted and not held.
    void count(Outcome outcome, std::uint64_t entries) { out_->counts[static_cast<std::size_t>(outcome)] += entries; }
    void flush();

private:
    struct Entry {
        Row row;
        std::uint32_t turn;
        Outcome outcome;
        std::uint8_t flags, exclusion;
        std::uint16_t version;
        Time from, due, done;
        std::int64_t late_by;
    };
    TimescaleResult* out_ = nullptr;
    bool moments_ = false, only_listed_ = false;
    std::vector<Entry> of_row_;
    // `n_` entries, of a rule whose times are days.
    std::size_t n_ = 0;
    std::vector<Row> row_;
    std::vector<std::uint32_t> turn_;
    std::vector<Outcome> outcome_;
    std::vector<std::int32_t> from_, due_, done_, late_by_;
    std::vector<std::uint16_t> version_;
    std::vector<std::uint8_t> flags_, exclusion_;
    std::vector<std::uint32_t> kept_;
    static std::int32_t narrow(Time day) { return day == no_time ? no_day : static_cast<std::int32_t>(day); }
    static bool asks_for_reason(const Entry& e);
    void put(const Entry& e);
    void count_found(const QuickRows& found, std::size_t n);
    std::size_t keep(const QuickRows& found, std::size_t n);        // those of which something is to be held, into kept_
    void put(std::span<const Row> rows, const QuickRows& found, std::span<const std::uint32_t> kept);
    void make_room(std::size_t more);
};

}  // namespace duly::eval::timescales
