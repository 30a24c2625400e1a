// The parts of the page: what each looks at, and who writes what.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/explain/forecast.hpp"
#include "engine/report/page_text.hpp"
#include "engine/report/entries.hpp"

namespace duly::report {

struct PageView {
    const ReportInput& input;
    const ReportOptions& options;
    const std::vector<RuleView>& rules;
    const Keys& keys;
    const Selection& selection;
    const PlainWords& words;
    model::Day as_of = 0, friday = 0;           // friday: of this week, of the next one from a Friday on

    std::string_view title(const RuleView& rule) const { return rule.title.empty() ? rule.name : rule.title; }
    bool overdue(EntryRef ref) const { return rules[ref.rule].outcome(ref.entry) == model::Outcome::overdue; }
    // The first and the last time of one that has no single due date, since a date in doubt moves it.
    std::optional<explain::Explainer::PossibleDue> several_days(EntryRef ref) const;
    model::Day due_day(EntryRef ref) const;     // the first of several; max_day: none
    const std::vector<EntryRef>& file(File which) const { return selection[static_cast<std::size_t>(which)]; }
};

// Texts that stand in the page once; 0 is the empty one.
class PageTexts {
public:
    PageTexts() { of(""); }
    std::uint32_t of(std::string_view text);
    void write(ScriptJson& json) const;

private:
    std::unordered_map<std::string, std::uint32_t> at_;
    std::vector<std::string> all_;
};

// Of a row of results: keys of parents and fields marked `shown`, found as the files find them.
class PageCells {
public:
    explicit PageCells(const PageView& view);
    struct Column { std::size_t column = 0; std::string value; };
    const std::vector<std::string>& names() const { return names_; }            // parents, then shown fields
    const std::vector<std::uint32_t>& columns(std::uint32_t rule) const { return plans_[rule].columns; }   // which of them the rule has
    std::string cell(EntryRef ref, std::size_t nth) const;                      // the nth of columns(rule)
    bool is_shown(std::size_t name) const { return shown_[name]; }
    std::size_t team() const { return team_; }                                  // index into names(): `team`, else the first shown field; names().size(): none
    std::string team_of(EntryRef ref) const;                                    // "" where nothing tells

private:
    struct Found { model::RecordId record = model::none; int hops = 0; model::FieldId field = model::none; };
    struct Plan { std::vector<std::uint32_t> columns; std::vector<Found> found; };
    const PageView& view_;
    std::vector<std::string> names_;
    std::vector<bool> shown_;
    std::vector<Plan> plans_;
    std::size_t team_ = 0;
};

// A measure as it stands: the total of the last finished period of its first kind, else of the one that as-of cuts.
enum class Tone : std::uint8_t { good, fair, poor, doubt, none };
struct MeasureNow {
    const model::Measure* measure = nullptr;
    const eval::MeasureResult* result = nullptr;
    const eval::MeasureValue* value = nullptr;      // none: there is no value
    const eval::MeasureValue* before = nullptr;     // of the period before
    Tone tone = Tone::none;
    std::string words, grade, period;               // "74.5%", "red", "March 2026"; words tell why where there is no value
    std::int64_t affected = 0;                      // cases that pull it down
    std::string what_if;                            // what would bring it to the next better grade, in a sentence; "" of one that needs none
    const explain::Forecast* forecast = nullptr;    // none: not looked at
};
std::vector<MeasureNow> measures_now(const PageView& view);
void add_what_if(const PageView& view, std::vector<MeasureNow>& measures);
std::string_view title_of(const model::Measure& measure);

// What the next working days bring; nothing where the input has no calendars.
inline constexpr unsigned days_ahead = 10;
struct PageNext {
    std::optional<explain::Forecasts> forecasts;
    std::vector<model::Day> working_days;           // after as-of
};
PageNext what_next(const PageView& view);
void add_forecasts(const PageNext& next, std::vector<MeasureNow>& measures);
// Those that fall, or may fall, below their grade if nothing is done: who wins when.
void write_falls(const PageView& view, const std::vector<MeasureNow>& measures, Html& html);
void write_week_data(const PageView& view, const PageNext& next, ScriptJson& json);

// "red" with its shape; words beside the colour always.
void write_badge(Html& html, Tone tone, std::string_view words);
void write_state(Html& html, eval::ActionState state);

// What lies behind actions that do not stand.
struct PageCause {
    std::string kind, id, title, standing;
    std::uint64_t cases = 0;
    bool told = true;                               // else it would have to be told first
    std::vector<std::string> clears;                // names of actions that mending it clears by itself
    std::vector<std::string> behind;                // all that it stands behind
};
std::vector<PageCause> page_causes(const PageView& view);

// The declaration as it stands in its rule file, without comments above it.
struct RuleText { std::string file; std::uint32_t line = 0; std::string text; };
RuleText rule_text(const model::RuleSet& rules, SourceRange at);

// Parts of the document.
void write_overview(const PageView& view, const PageCells& cells, const std::vector<MeasureNow>& measures, const std::vector<PageCause>& causes, Html& html);
void write_actions(const PageView& view, const std::vector<PageCause>& causes, Html& html);
void write_measures(const std::vector<MeasureNow>& measures, Html& html);
void write_results(const PageView& view, const PageCells& cells, Html& html);       // breaches, due
void write_quality(const PageView& view, Html& html);
void write_method(const PageView& view, Html& html);
void write_sparkline(const MeasureNow& now, Html& html);

// Parts of the data.
void write_rule_data(const PageView& view, const PageCells& cells, PageTexts& texts, ScriptJson& json);
void write_table_data(const PageView& view, const PageCells& cells, PageTexts& texts, ScriptJson& json);
void write_measure_data(const PageView& view, const std::vector<MeasureNow>& measures, PageTexts& texts, ScriptJson& json);
// The cases explained, deflated and in base64; "" when there are none.
std::string case_data(const PageView& view);

inline constexpr std::size_t page_rows = 60'000;        // of a table; the files hold all
inline constexpr std::size_t page_cases = 5'000;        // explained inside the page

}  // namespace duly::report
