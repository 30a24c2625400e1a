#include "engine/report/results_csv.hpp"

#include <algorithm>

#include "engine/data/parallel.hpp"

namespace duly::report {

namespace { constexpr std::size_t few = 512, many = 4096; }    // a row with a reason costs as much as fifty without

ResultsFile::ResultsFile(const ResultRows& rows, const std::vector<RuleView>& rules, const std::vector<EntryRef>& entries, bool slow, std::vector<SheetCells>* sheet)
    : rows_(rows), entries_(entries), sheet_(sheet) {
    // The turns of a record stand in one part.
    const auto same_record = [&](EntryRef a, EntryRef b) {
        return a.rule == b.rule && a.entry != whole_rule && b.entry != whole_rule && rules[a.rule].turn(b.entry) > 1 && rules[a.rule].row(a.entry) == rules[a.rule].row(b.entry);
    };
    for (std::size_t end = 0; end < entries.size();) {
        end = std::min(entries.size(), end + (slow ? few : many));
        while (end < entries.size() && same_record(entries[end - 1], entries[end])) ++end;
        ends_.push_back(end);
    }
    if (ends_.empty()) ends_.push_back(0);
    if (sheet_) sheet_->assign(ends_.size() + 1, {});
}

TextBuffer ResultsFile::write(std::size_t part) const {
    const std::size_t begin = part == 0 ? 0 : ends_[part - 1];
    TextBuffer whole;
    if (part == 0) {
        CsvWriter csv(sheet_ ? &sheet_->front() : nullptr);
        csv.raw(byte_order_mark);
        rows_.header(csv);
        whole = csv.take();
    }
    CsvWriter csv(sheet_ ? &(*sheet_)[part + 1] : nullptr, std::move(whole));
    csv.reserve((ends_[part] - begin) * 48);
    rows_.write(entries_, begin, ends_[part], csv);
    return csv.take();
}

std::string results_csv(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, const Keys& keys,
                        const std::vector<EntryRef>& entries) {
    const ResultRows rows(input, options, rules, keys);
    const ResultsFile file(rows, rules, entries, true);
    std::vector<TextBuffer> parts(file.parts());
    data::run_tasks(options.threads, parts.size(), [&](std::size_t part) { parts[part] = file.write(part); });
    std::string whole;
    for (const TextBuffer& part : parts) whole += part.view();
    return whole;
}

}  // namespace duly::report
