// report.md: some pages for a board paper, that read well as they stand, on GitHub and in Word (by pandoc).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/report/entries.hpp"

namespace duly::report {

// With what folder() has made already; the same input gives the same bytes.
std::string report_markdown(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules);

// Text from outside as text: no markup of CommonMark, GitHub or pandoc, no HTML, no link, no mention, no end of a table's cell; on one line, at most
// `most` characters. Marks of direction and controls stand as `\u202e`.
std::string markdown_text(std::string_view text, std::size_t most = 300);

// A pipe table, each cell escaped already. Columns of numbers stand to the right.
class MarkdownTable {
public:
    struct Column { std::string name; int width = 10; bool number = false; };      // width: of the page, in hundredths or so
    explicit MarkdownTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
    void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    bool empty() const { return rows_.empty(); }
    std::size_t rows() const { return rows_.size(); }
    std::string text() const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

// "at least 90%": what the best grade asks of a period that ends on `day`; "" where no band says it in a few words.
std::string target_words(const model::RuleSet& rules, const model::Measure& measure, model::Day day);
// "up 2.3 points, better", "down 4, worse", "the same"; "" where one of the two is not told exactly.
std::string change_words(const model::Measure& measure, const eval::MeasureValue* before, const eval::MeasureValue* now);

}  // namespace duly::report
