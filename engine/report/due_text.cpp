// What comes due on a terminal: how much is due when and with whom, then what is overdue, then day by day.
#include <algorithm>
#include <map>

#include "dsl/base/date.hpp"
#include "dsl/base/visible_text.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/report/due.hpp"
#include "engine/report/load_table.hpp"
#include "engine/report/text_page.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

namespace {

using explain::Course;
using explain::DueItem;
using explain::Forecast;

constexpr std::size_t most_overdue = 12, most_a_day = 12, most_untold = 6;

class DuePage {
public:
    explicit DuePage(const DueReport& report) : report_(report), list_(report.list), rules_(report.input.rules), page_(report.options) {}

    std::string text() {
        heading();
        counts();
        load_table(page_, report_);
        overdue();
        days();
        untold();
        if (report_.forecasts) forecasts();
        return page_.take();
    }

private:
    const DueReport& report_;
    const explain::DueList& list_;
    const model::RuleSet& rules_;
    TextPage page_;
    bool cut_ = false;                  // something is not shown

    void heading() {
        page_.plain(page_.paint("What comes due up to " + spoken_day(list_.last), "1"));
        const model::Literal& as_of = report_.input.evaluation.as_of;
        const bool moment = as_of.type == model::Type::moment;
        std::string words = "as of " + (moment ? format_moment(as_of.number, rules_.zone) : spoken_day(list_.as_of)) + ", and the " +
                            count_words(list_.working_days.size(), "working day", "working days") + " after it";
        for (const auto& [field, text] : report_.asked.list.where) words += ", " + field + " " + visible_text(text);
        page_.paragraph(words, "");
        if (list_.calendar_ends) page_.paragraph("The calendar does not reach so far: Mondays to Fridays are taken as working days.", "");
    }

    void counts() {
        page_.plain("");
        if (list_.overdue.empty() && list_.items.empty()) {
            page_.plain("  Nothing is overdue, and nothing comes due.");
        } else {
            std::string words = list_.overdue.empty() ? "Nothing is overdue" : std::to_string(list_.overdue.size()) + " overdue";
            words += list_.items.empty() ? ", nothing comes due" : ", " + std::to_string(list_.items.size()) + " to come";
            if (list_.total.uncertain > 0) words += ", " + std::to_string(list_.total.uncertain) + " of them on one of several days";
            page_.plain("  " + words + ".");
        }
        std::uint64_t untold = 0;
        for (const explain::DueUntold& one : list_.untold) untold += one.entries;
        if (untold > 0) page_.plain("  Of " + std::to_string(untold) + " more it cannot be told whether " + (untold == 1 ? "it comes due." : "they come due."));
    }

    // "North, A Smith".
    std::string with(const DueItem& item) const {
        std::string words;
        for (const std::string& text : item.shown)
            if (!text.empty()) words += (words.empty() ? "" : ", ") + text;
        return words;
    }

    std::string words_of(const DueItem& item) const {
        const model::Timescale& rule = rules_.timescales[item.rule];
        std::string words = item.key;
        if (item.turn > 0) words += " turn " + std::to_string(item.turn);
        words += ": " + rule.title;
        if (item.overdue && item.certain) words += ", due " + time_text(item.due_time, item.moment, rules_.zone);
        if (item.overdue && item.late_by > 0) {
            const bool days = item.late_unit == model::Unit::hours && item.late_by >= 72;
            const std::int64_t late = days ? item.late_by / 24 : item.late_by;
            std::string unit(days ? "days" : name_of(item.late_unit));
            if (late == 1 && !unit.empty()) unit.pop_back();
            words += ", " + std::to_string(late) + " " + unit + " ago";
        }
        if (!item.overdue && item.certain && item.moment) words += ", by " + time_text(item.due_time, true, rules_.zone).substr(11);
        if (!item.certain) {
            if (item.due_last == model::max_day) words += " (may be due on that day or later)";
            else words += " (may be due on one of several days up to " + written_day(item.due_last) + ")";
        }
        if (const std::string whose = with(item); !whose.empty()) words += " - " + whose;
        return visible_text(words);
    }

    void items(std::vector<const DueItem*> all, std::size_t most) {
        // A day's work team by team, what is nobody's last.
        const auto whose_first = [](const std::string& a, const std::string& b) { return a.empty() != b.empty() ? b.empty() : a < b; };
        std::stable_sort(all.begin(), all.end(), [&](const DueItem* a, const DueItem* b) {
            return !a->overdue && std::lexicographical_compare(a->shown.begin(), a->shown.end(), b->shown.begin(), b->shown.end(), whose_first);
        });
        std::size_t shown = 0;
        for (const DueItem* item : all) {
            if (!report_.options.all && shown == most) break;
            page_.paragraph(words_of(*item), "  ", "      ");
            ++shown;
        }
        if (shown < all.size()) page_.plain("  and " + std::to_string(all.size() - shown) + " more");
        cut_ |= shown < all.size();
    }

    void overdue() {
        if (list_.overdue.empty()) return;
        page_.title("Overdue (" + std::to_string(list_.overdue.size()) + "), the longest first");
        std::vector<const DueItem*> all;
        for (const DueItem& item : list_.overdue) all.push_back(&item);
        items(std::move(all), most_overdue);
    }

    void days() {
        for (std::size_t first = 0; first < list_.items.size();) {
            std::size_t last = first;
            std::vector<const DueItem*> all;
            while (last < list_.items.size() && list_.items[last].due == list_.items[first].due) all.push_back(&list_.items[last++]);
            const model::Day day = list_.items[first].due;
            page_.title(spoken_day(day) + (day == list_.as_of ? ", the day of this list" : "") + " (" + std::to_string(all.size()) + ")");
            items(std::move(all), most_a_day);
            first = last;
        }
        if (cut_) page_.plain("\nAll of it: --all, or --format csv. Of one team or rule: --team NAME, --rule ID.");
    }

    void untold() {
        if (list_.untold.empty()) return;
        page_.title("Cannot be told");
        std::vector<const explain::DueUntold*> all;
        for (const explain::DueUntold& one : list_.untold) all.push_back(&one);
        std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->entries > b->entries; });
        const std::size_t most = report_.options.all ? all.size() : std::min(all.size(), most_untold);
        for (std::size_t i = 0; i < most; ++i)
            page_.paragraph(std::to_string(all[i]->entries) + " of " + rules_.timescales[all[i]->rule].name + ": " + visible_text(all[i]->reason), "  ", "      ");
        if (most < all.size()) page_.plain("  and " + count_words(all.size() - most, "more reason", "more reasons"));
    }

    static std::string lower(std::string text) {
        if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
        return text;
    }
    void course(const char* name, const Course& course) { page_.paragraph(std::string(name) + lower(course.sentence), "    ", "      "); }

    // Those that may fall, the first to fall first; of the others how many there are.
    void forecasts() {
        const explain::Forecasts& all = *report_.forecasts;
        page_.title("Forecast of measures up to " + spoken_day(all.last));
        if (all.measures.empty()) return page_.plain("  No measure has a grade.");
        if (!report_.asked.list.where.empty()) page_.plain("  These are figures of everyone, whoever is asked for above.");
        std::vector<const Forecast*> falling;
        std::map<std::string, std::size_t> untold;
        std::size_t holding = 0;
        for (const Forecast& one : all.measures) {
            if (!one.nothing_done.told) ++untold[one.nothing_done.why_not];
            else if (one.nothing_done.earliest || one.all_done.earliest || report_.options.all || !report_.asked.measures.empty()) falling.push_back(&one);
            else ++holding;
        }
        const auto day = [](const Forecast& one) {
            return std::min(one.nothing_done.earliest ? one.nothing_done.earliest->day : model::max_day, one.all_done.earliest ? one.all_done.earliest->day : model::max_day);
        };
        std::stable_sort(falling.begin(), falling.end(), [&](const Forecast* a, const Forecast* b) { return day(*a) < day(*b); });
        for (const Forecast* one : falling) {
            const model::Measure& measure = rules_.measures[one->measure];
            page_.paragraph(page_.paint(measure.title, "1"), "  ", "    ");
            page_.paragraph("now " + eval::grades_text(rules_, measure, one->now->value) + " with " + eval::measure_text(measure, one->now->value) + " in " + one->now->period.name +
                                (one->now->period.so_far ? " so far" : ""),
                            "    ", "        ");
            course("if nothing is done: ", one->nothing_done);
            course("if all due is done in time: ", one->all_done);
            const auto &left = one->nothing_done.latest, &done = one->all_done.latest;
            if (measure.counted == model::Measure::Counted::done && done && (!left || done->day < left->day))
                page_.paragraph("(it counts cases when they are done, and so the overdue ones too)", "    ", "      ");
            if (one->left_open > 0) page_.paragraph(count_words(one->left_open, "case that comes due is", "cases that come due are") + " left open in this: the due date is not told", "    ", "        ");
        }
        if (holding > 0) page_.plain("  " + count_words(holding, "measure does not fall", "measures do not fall") + " either way.");
        for (const auto& [why, n] : untold) page_.paragraph("Of " + count_words(n, "measure", "measures") + " nothing is told: " + why + ".", "  ", "      ");
    }
};

}  // namespace

std::string due_text(const DueReport& report) { return DuePage(report).text(); }

}  // namespace duly::report
