// The rows of breaches.csv and its like.
#pragma once

#include <string>
#include <vector>

#include "engine/report/columns.hpp"
#include "engine/report/csv.hpp"
#include "engine/report/day_texts.hpp"
#include "engine/report/entries.hpp"

namespace duly::report {

class ResultRows {
public:
    // All of these must live as long as this.
    ResultRows(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, const Keys& keys);
    void header(CsvWriter& csv) const;
    // Entries [begin, end) of a file, whole records. Neighbouring turns that are unknown for one reason share a row.
    void write(const std::vector<EntryRef>& entries, std::size_t begin, std::size_t end, CsvWriter& csv) const;

private:
    // A text that stands in many rows, and as it stands in a CSV file.
    struct Ready {
        std::string_view words;
        std::string csv;
    };
    // What every row of one rule shares.
    struct RulePlan {
        std::vector<int> hops;              // by column: parents up to the record of a key or shown field; -1 = none
        std::vector<ShownField> shown;      // by column
        Ready name, title, record;
        std::vector<Ready> versions, laws;  // of a timescale, by version
        Ready law;                          // of a check
        const RecordKeys* keys = nullptr;
        bool moments = false;               // its times may be seconds
    };
    // A row that is written: an entry, or turns from `entry` to `last` that share it.
    struct At {
        const RuleView& rule;
        const RulePlan& plan;
        std::uint32_t entry, last;
        data::Row row;
        const std::string& because;
    };
    const ReportInput& input_;
    const std::vector<RuleView>& rules_;
    const Keys& keys_;
    std::vector<ResultColumn> columns_;
    bool reasons_ = false;                  // one of the columns is the reason
    std::vector<RulePlan> plans_;
    DayTexts days_;

    RulePlan plan(const RuleView& rule) const;
    std::string_view record_name(const RuleView& rule) const;
    data::Row climb(model::RecordId record, data::Row row, int hops) const;
    std::string reason(const RuleView& rule, std::size_t entry) const;
    std::string several_days(const RuleView& rule, std::size_t entry) const;
    bool may_share(EntryRef a, EntryRef b) const;
    void write_whole(const RuleView& rule, CsvWriter& csv) const;
    void write_cell(const At& at, std::size_t column, std::string& room, CsvWriter& csv) const;
    void write_key(const RecordKeys* keys, data::Row row, std::string& room, CsvWriter& csv) const;
    void write_time(const At& at, std::uint32_t entry, std::int64_t time, CsvWriter& csv) const;
    void write_turns(const At& at, CsvWriter& csv) const;
    void write_shown(const At& at, const ShownField& shown, std::string& room, CsvWriter& csv) const;
};

}  // namespace duly::report
