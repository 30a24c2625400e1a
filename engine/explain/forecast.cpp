// The same evaluator over the data as it is seen at as-of, as of each later day, twice: as it stands, and with what comes due supposed done.
#include "engine/explain/forecast.hpp"

#include <algorithm>

#include "engine/eval/value_text.hpp"
#include "engine/explain/due_list.hpp"
#include "engine/explain/supposed.hpp"
#include "engine/explain/words.hpp"

namespace duly::explain {

using model::none;

namespace {

using Kind = model::Measure::Kind;

bool of_turns(const model::Measure& measure) { return measure.kind == Kind::timescale || measure.kind == Kind::every; }

// The total in the latest period of the first kind that has a grade: of the running one and the one before.
std::optional<ForecastFigure> figure_of(const eval::MeasureResult& result, model::Day day) {
    std::size_t first_kind = result.periods.empty() ? 0 : 1;
    while (first_kind < result.periods.size() && result.periods[first_kind].kind == result.periods.front().kind &&
           result.periods[first_kind].to > result.periods[first_kind - 1].to)
        ++first_kind;
    const std::size_t earliest = first_kind > 2 ? first_kind - 2 : 0;
    for (std::size_t p = first_kind; p-- > earliest;)
        for (const eval::MeasureValue& value : result.values) {
            if (value.period != p || !value.group.empty()) continue;
            if (value.hidden) return ForecastFigure{day, result.periods[p], {}, true};
            if (value.grade_from != none && value.grade_to != none) return ForecastFigure{day, result.periods[p], value, false};
        }
    return std::nullopt;
}

std::vector<model::TimescaleId> counted_by(const model::Measure& measure) {
    std::vector<model::TimescaleId> ids;
    if (measure.kind == Kind::timescale) ids.push_back(measure.timescale);
    for (const auto& every : measure.every) ids.push_back(every.timescale);
    return ids;
}

bool settled(const Course& course) { return !course.told || course.latest.has_value(); }

class Forecaster {
public:
    Forecaster(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
               const eval::EvaluateOptions& options, const ForecastOptions& wanted)
        : rules_(rules), data_(data), calendars_(calendars), evaluation_(evaluation), options_(options) {
        options_.last_periods = 2;
        options_.seen_until = evaluation.as_of;     // what the data has of later days is not foreseen
        out_.as_of = evaluation.as_of_day(rules.zone);
        out_.last = working_day_after(rules, calendars, out_.as_of, std::max(1u, wanted.working_days), &out_.calendar_ends);
        for (const eval::MeasureResult& result : evaluation.measures) {
            if (result.rule == none || result.not_run || rules.measures[result.rule].scale == none) continue;
            const std::string& name = rules.measures[result.rule].name;
            if (!wanted.measures.empty() && std::find(wanted.measures.begin(), wanted.measures.end(), name) == wanted.measures.end()) continue;
            begin(result);
        }
    }

    Forecasts forecasts() {
        walk(&Forecast::nothing_done, nullptr);
        const SupposedDone supposed = suppose();
        walk(&Forecast::all_done, supposed.ends);
        for (Forecast& one : out_.measures) {
            if (rules_.measures[one.measure].kind == Kind::reported && one.all_done.told) one.all_done = one.nothing_done;
            speak(one, one.nothing_done);
            speak(one, one.all_done);
        }
        return std::move(out_);
    }

private:
    const model::RuleSet& rules_;
    const data::Dataset& data_;
    const eval::CalendarSet& calendars_;
    const eval::Evaluation& evaluation_;
    eval::EvaluateOptions options_;
    Forecasts out_;

    void begin(const eval::MeasureResult& result) {
        const model::Measure& measure = rules_.measures[result.rule];
        Forecast one;
        one.measure = result.rule;
        one.now = figure_of(result, out_.as_of);
        const auto untold = [&](const std::string& why) {
            for (Course* course : {&one.nothing_done, &one.all_done}) {
                course->told = false;
                course->why_not = why;
            }
        };
        if (!one.now) untold("it has no grade now");
        else if (one.now->hidden) untold("its figure is hidden, small numbers");
        else if (one.now->value.grade_to + std::size_t{1} == rules_.scales[measure.scale].grades.size()) untold("it has, or may have, the worst grade already");
        else if (!of_turns(measure) && measure.kind != Kind::reported) {
            one.all_done.told = false;
            one.all_done.why_not = "it counts records, and what they would say if all were done is not known";
        }
        out_.measures.push_back(std::move(one));
    }

    SupposedDone suppose() {
        std::vector<model::TimescaleId> ids;
        for (const Forecast& one : out_.measures)
            if (one.all_done.told)
                for (const model::TimescaleId id : counted_by(rules_.measures[one.measure])) ids.push_back(id);
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        const model::Day next = working_day_after(rules_, calendars_, out_.as_of, 1);
        SupposedDone done = suppose_done(rules_, data_, calendars_, evaluation_, options_, ids, next, out_.last);
        for (Forecast& one : out_.measures) {
            if (!one.all_done.told) continue;
            for (const model::TimescaleId id : counted_by(rules_.measures[one.measure])) {
                one.supposed += done.ends->ends[id].size();
                one.left_open += done.left_open[id];
            }
        }
        return done;
    }

    // Day by day, the measures of which the course is not settled.
    void walk(Course Forecast::*course, std::shared_ptr<const eval::Supposed> supposed) {
        const bool rest_of_today = evaluation_.as_of.type == model::Type::moment;
        for (model::Day day = out_.as_of + (rest_of_today ? 0 : 1); day <= out_.last; ++day) {
            eval::EvaluateOptions options = options_on(options_, day);
            options.supposed = supposed;
            options.rules.clear();
            for (const Forecast& one : out_.measures) {
                const bool same = supposed && !of_turns(rules_.measures[one.measure]);      // nothing that is supposed touches it
                if (!settled(one.*course) && !same) options.rules.push_back(rules_.measures[one.measure].name);
            }
            if (options.rules.empty()) return;
            const eval::Evaluation then = eval::evaluate(rules_, data_, calendars_, options);
            for (Forecast& one : out_.measures)
                if (!settled(one.*course) && then.measures[one.measure].rule != none) see(one, one.*course, figure_of(then.measures[one.measure], day));
        }
    }

    static void see(const Forecast& one, Course& course, const std::optional<ForecastFigure>& then) {
        if (!then) return;
        if (then->hidden) {
            if (!course.hidden_on) course.hidden_on = then->day;
            ++course.hidden_days;
            return;
        }
        ++course.shown_days;
        const std::uint32_t floor = one.now->value.grade_to;    // the worst that it may be now
        if (then->value.grade_to > floor && !course.earliest) course.earliest = then;
        if (then->value.grade_from > floor) course.latest = then;
    }

    std::string figure_words(const model::Measure& measure, const ForecastFigure& figure) const {
        return eval::grades_text(rules_, measure, figure.value) + " with " + eval::measure_text(measure, figure.value) + " in " + figure.period.name + (figure.period.so_far ? " so far" : "");
    }

    void speak(const Forecast& one, Course& course) const {
        const model::Measure& measure = rules_.measures[one.measure];
        if (!course.told) {
            course.sentence = as_sentence("not told: " + course.why_not);
            return;
        }
        const std::string grade = rules_.scales[measure.scale].grades[one.now->value.grade_to];
        const auto day = [&](const ForecastFigure& figure) { return "on " + spoken_day(figure.day); };
        std::string words;
        if (course.latest && course.earliest && course.earliest->day < course.latest->day)
            words = "may fall below " + grade + " " + day(*course.earliest) + " at the earliest, and has fallen " + day(*course.latest) + " at the latest: " +
                    figure_words(measure, *course.latest);
        else if (course.latest) words = "falls below " + grade + " " + day(*course.latest) + ": " + figure_words(measure, *course.latest);
        else if (course.earliest) words = "may fall below " + grade + " " + day(*course.earliest) + " at the earliest: " + figure_words(measure, *course.earliest) + "; it does not surely fall by " + spoken_day(out_.last);
        else if (!course.hidden_on) words = "does not fall below " + grade + " by " + spoken_day(out_.last);
        else if (course.shown_days == 0) {
            course.told = false;
            course.why_not = "its figure is shown on no day, small numbers";
            words = "not told up to " + spoken_day(out_.last) + ": " + course.why_not;
        }
        else words = "does not fall below " + grade + " by " + spoken_day(out_.last) + " on the days on which its figure is shown";
        if (course.hidden_on && (course.earliest || course.shown_days > 0)) {
            words += "; on " + spoken_day(*course.hidden_on);
            if (course.hidden_days > 1) words += " and " + std::to_string(course.hidden_days - 1) + (course.hidden_days == 2 ? " later day" : " later days");
            words += " its figure is hidden, small numbers";
        }
        course.sentence = as_sentence(words);
    }
};

}  // namespace

Forecasts forecast(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
                   const eval::EvaluateOptions& options, const ForecastOptions& wanted) {
    return Forecaster(rules, data, calendars, evaluation, options, wanted).forecasts();
}

}  // namespace duly::explain
