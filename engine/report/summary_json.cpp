// summary.json, schema 1 (README.md). A change of meaning raises the number.
#include <nlohmann/json.hpp>

#include "engine/data/content_hash.hpp"
#include "engine/report/not_answered.hpp"
#include "engine/report/tables_csv.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using model::none;
using Json = nlohmann::ordered_json;

namespace {

Json rules_json(const ReportInput& input, const std::vector<RuleView>& rules, const std::vector<std::uint64_t>& older_late) {
    Json list = Json::array();
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const RuleView& rule = rules[i];
        Json one;
        one["id"] = rule.name;
        one["kind"] = rule.timescale ? "timescale" : "check";
        one["title"] = rule.title;
        one["law"] = rule.timescale ? rule.timescale->versions.back().law : rule.check->law;
        one["record"] = rule.record == none ? Json() : Json(input.rules.records[rule.record].name);
        one["entries"] = rule.entries();
        Json outcomes = Json::object();
        for (std::size_t outcome = 0; outcome < model::outcome_count; ++outcome) {
            bool timescale = static_cast<model::Outcome>(outcome) != model::Outcome::breached;
            if (rule.timescale ? timescale : true) outcomes[std::string(name_of(static_cast<model::Outcome>(outcome)))] = rule.counts()[outcome];
        }
        if (rule.check) {
            for (const char* never : {"late", "late_with_reason", "too_early", "overdue", "due_soon", "due", "no_due_date"}) outcomes.erase(never);
        }
        one["outcomes"] = std::move(outcomes);
        one["older_late"] = older_late[i];
        Json missing = Json::array();
        for (const eval::NotGiven& thing : rule.not_given) missing.push_back(eval::words_of(input.rules, thing));
        one["not_answered"] = std::move(missing);
        list.push_back(std::move(one));
    }
    return list;
}

Json number_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json measures_json(const ReportInput& input) {
    Json list = Json::array();
    for (const eval::MeasureResult& result : input.evaluation.measures) {
        if (result.rule == none) continue;
        const model::Measure& measure = input.rules.measures[result.rule];
        Json one;
        one["id"] = measure.name;
        one["title"] = measure.title;
        one["law"] = measure.law;
        one["unit"] = measure.percentage ? "percent" : "number";
        one["by"] = measure.by_names;
        one["not_run"] = result.not_run;
        one["unplaced"] = result.unplaced;
        Json values = Json::array();
        for (const eval::MeasureValue& value : result.values) {
            const eval::MeasurePeriod& period = result.periods[value.period];
            Json row;
            row["kind"] = name_of(period.kind);
            row["period"] = period.name;
            row["from"] = format_day(period.from);
            row["to"] = format_day(period.to);
            row["so_far"] = period.so_far;
            row["group"] = value.group.empty() ? Json() : Json(value.group);
            bool shown = !value.hidden && !value.missing;
            row["worst"] = number_or_null(shown ? measure_number(measure, value.low_n, value.low_d) : "");
            row["best"] = number_or_null(shown ? measure_number(measure, value.high_n, value.high_d) : "");
            if (shown && measure.kind != model::Measure::Kind::reported) {
                row["numerator"] = value.numerator;
                row["denominator"] = value.denominator;
                row["unknown"] = value.unknown;
            }
            std::string grade = grade_words(input.rules, measure, value);
            row["grade"] = grade.empty() ? Json() : Json(grade);
            row["hidden"] = value.hidden;
            row["missing"] = value.missing;
            values.push_back(std::move(row));
        }
        one["values"] = std::move(values);
        list.push_back(std::move(one));
    }
    return list;
}

std::string_view need_name(eval::NeedState state) {
    switch (state) {
        case eval::NeedState::holds:
            return "holds";
        case eval::NeedState::does_not_hold:
            return "does_not_hold";
        case eval::NeedState::unknown:
            return "unknown";
        case eval::NeedState::not_yet:
            return "not_yet";
    }
    return "";
}

Json actions_json(const ReportInput& input) {
    Json list = Json::array();
    for (const eval::ActionResult& result : input.evaluation.actions) {
        if (result.rule == none) continue;
        const model::Action& action = input.rules.actions[result.rule];
        Json one;
        one["id"] = action.name;
        one["title"] = action.title;
        one["state"] = name_of(result.state);
        one["owner"] = result.owner;
        one["due"] = result.due ? Json(format_day(*result.due)) : Json();
        one["recorded_done"] = result.recorded_done;
        one["evidenced"] = result.evidenced;
        one["sentence"] = result.sentence;
        Json needs = Json::array();
        for (std::size_t line = 0; line < result.lines.size(); ++line) {
            Json sentences = Json::array();
            if (line < result.needs.size()) {
                for (const eval::NeedResult& need : result.needs[line]) sentences.push_back(need.sentence);
            }
            needs.push_back({{"state", need_name(result.lines[line])}, {"sentences", std::move(sentences)}});
        }
        one["needs"] = std::move(needs);
        one["law"] = action.law;
        list.push_back(std::move(one));
    }
    return list;
}

Json causes_json(const ReportInput& input) {
    Json list = Json::array();
    for (const explain::Cause& cause : input.explainer.causes().causes) {
        const auto names = [&](const std::vector<model::ActionId>& actions) {
            Json all = Json::array();
            for (const model::ActionId action : actions) all.push_back(input.rules.actions[action].name);
            return all;
        };
        list.push_back({{"kind", cause.kind}, {"id", cause.id}, {"title", cause.title}, {"state", cause.state}, {"standing", cause.standing}, {"sentence", cause.sentence},
                        {"told_by", cause.told_by}, {"cases", cause.cases}, {"clears", names(cause.clears)}, {"once_done", names(cause.once_done)}, {"beside", names(cause.beside)}, {"law", cause.law}});
    }
    return list;
}

Json quality_json(const ReportInput& input) {
    Json list = Json::array();
    for (const Diagnostic& diagnostic : input.quality) {
        Json one;
        one["code"] = info(diagnostic.kind).code;
        one["severity"] = name_of(diagnostic.severity);
        one["file"] = diagnostic.place.file;
        one["line"] = diagnostic.place.line;
        one["column"] = diagnostic.place.field;
        one["message"] = diagnostic.message;
        one["count"] = diagnostic.count;
        list.push_back(std::move(one));
    }
    return list;
}

}  // namespace

std::string summary_json(const ReportInput& input, const ReportOptions& options) {
    std::vector<RuleView> rules = rule_views(input);
    note_not_answered(input, rules);
    Json out;
    out["schema"] = 1;
    out["duly"] = DULY_VERSION;
    out["as_of"] = as_of_text(input.evaluation.as_of, input.rules.zone);
    out["as_known_on"] = input.as_known_on ? Json(format_day(*input.as_known_on)) : Json();
    out["ruleset"] = {{"title", input.rules.title}, {"version", input.rules.version}, {"hash", input.rules_hash ? Json(input.rules_hash()) : Json()}};
    const data::FileContent* hashed = nullptr;      // the tables of one file stand together
    std::string hash;
    Json files = Json::array();
    for (const data::InputFileInfo& file : input.data.files()) {
        if (file.content && file.content.get() != hashed) {
            hashed = file.content.get();
            hash = data::hash_text_of(data::content_hash(hashed->bytes));
        }
        files.push_back({{"path", file.path}, {"feed", file.feed}, {"bytes", file.bytes}, {"hash", file.content ? Json(hash) : Json()}, {"rows_read", file.rows_read}, {"rows_used", file.rows_used}});
    }
    out["files"] = std::move(files);
    out["rules"] = rules_json(input, rules, count_older_late(rules, options));
    out["measures"] = measures_json(input);
    out["actions"] = actions_json(input);
    out["causes"] = causes_json(input);
    out["data_quality"] = quality_json(input);
    return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace duly::report
