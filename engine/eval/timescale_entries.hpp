// Private to the timescale evaluator: entries on their way into the columns of a result, some thousand at a time.
#pragma once

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

// Counts entries, and holds them: all, or only those that are asked for (EvaluateOptions::only_listed).
class Entries {
public:
    // What is not flushed is lost.
    Entries(TimescaleResult& out, bool moments, bool only_listed) : out_(out), moments_(moments), only_listed_(only_listed) { out.only_listed = only_listed; }
    void add(Row row, std::uint32_t turn, const Verdict& v) { add(row, turn, v.outcome, v.from, v.due, v.done, v.late_by, v.version, v.flags, v.exclusion); }
    void add(Row row, std::uint32_t turn, Outcome outcome, Time from, Time due, Time done, std::int64_t late_by, std::uint16_t version, std::uint8_t flags = 0,
             std::uint8_t exclusion = 0xff);
    // All entries of a row are added.
    void end_row();
    void flush();

private:
    TimescaleResult& out_;
    bool moments_, only_listed_;
    std::size_t row_begins_ = 0;            // of those not flushed
    std::vector<Row> row_;
    std::vector<std::uint32_t> turn_;
    std::vector<Outcome> outcome_;
    std::vector<Time> from_, due_, done_;
    std::vector<std::int64_t> late_by_;
    std::vector<std::uint16_t> version_;
    std::vector<std::uint8_t> flags_, exclusion_;
    void resize(std::size_t n);
    bool asks_for_reason(std::size_t k) const;
    void drop_unlisted();
};

}  // namespace duly::eval::timescales
