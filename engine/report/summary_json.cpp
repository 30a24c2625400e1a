// summary.json, schema 1 (README.md). A change of meaning raises the number.
#include <algorithm>
#include <charconv>
#include <cstring>

#include "engine/data/content_hash.hpp"
#include "engine/data/parallel.hpp"
#include "engine/explain/json_text.hpp"
#include "engine/report/not_answered.hpp"
#include "engine/report/tables_csv.hpp"
#include "engine/report/text_buffer.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using model::none;

namespace {

// Whether a rule of its kind may have the outcome: checks know no due dates.
bool may_have(const RuleView& rule, model::Outcome outcome) {
    using enum model::Outcome;
    if (rule.timescale) return outcome != breached;
    switch (outcome) {
        case late:
        case late_with_reason:
        case too_early:
        case overdue:
        case due_soon:
        case due:
        case no_due_date: return false;
        default: return true;
    }
}

void add_rules(const ReportInput& input, const std::vector<RuleView>& rules, const std::vector<std::uint64_t>& older_late, explain::JsonText& json) {
    json.open('[');
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const RuleView& rule = rules[i];
        json.open('{');
        json.key("id").text(rule.name);
        json.key("kind").text(rule.timescale ? "timescale" : "check");
        json.key("title").text(rule.title);
        json.key("law").text(rule.timescale ? rule.timescale->versions.back().law : rule.check->law);
        json.key("record");
        rule.record == none ? json.null() : json.text(input.rules.records[rule.record].name);
        json.key("entries").number(static_cast<std::int64_t>(rule.found()));
        json.key("outcomes").open('{');
        for (std::size_t outcome = 0; outcome < model::outcome_count; ++outcome)
            if (may_have(rule, static_cast<model::Outcome>(outcome)))
                json.key(name_of(static_cast<model::Outcome>(outcome))).number(static_cast<std::int64_t>(rule.counts()[outcome]));
        json.close('}');
        json.key("older_late").number(static_cast<std::int64_t>(older_late[i]));
        json.key("not_answered").open('[');
        for (const eval::NotGiven& thing : rule.not_given) json.text(eval::words_of(input.rules, thing));
        json.close(']');
        json.close('}');
    }
    json.close(']');
}

// The values of a measure: nearly all of a long file, and all laid out alike. What stands between that which differs is made once.
class ValueTexts {
public:
    ValueTexts(const ReportInput& input, const model::Measure& measure, std::size_t depth) : input_(input), measure_(measure), depth_(depth) {}

    void add(const eval::MeasurePeriod& period, const eval::MeasureValue& value, std::string& out) {
        if (&period != period_) {
            period_ = &period;
            for (Form& form : forms_) form.begin.clear();
        }
        const bool shown = !value.hidden && !value.missing, counted = shown && measure_.kind != model::Measure::Kind::reported;
        Form& form = form_of(counted, value.group.size());
        if (form.begin.empty()) form.begin = beginning(form);
        auto next = form.between.begin() + period_places;
        group_.clear();
        for (const std::string& word : value.group) {
            explain::add_json_text(group_, word);
            group_ += *next++;
        }
        const std::string worst = shown ? measure_number(measure_, value.low_n, value.low_d) : std::string();
        const bool one = value.low_n == value.high_n && value.low_d == value.high_d;
        const std::string best = !shown || one ? std::string() : measure_number(measure_, value.high_n, value.high_d);
        const std::string& grade = grades_.of(input_.rules, measure_, value, [](const std::string& words) { return json_or_null(words); });
        text_.clear();
        char* to = text_.room(form.begin.size() + form.bytes + group_.size() + worst.size() + best.size() + grade.size() + 5 * most_digits);
        const auto put = [&](std::string_view bytes) {
            std::memcpy(to, bytes.data(), bytes.size());
            to += bytes.size();
        };
        const auto place = [&](std::string_view json) {
            put(json);
            put(*next++);
        };
        const auto figure = [&](const std::string& digits) {
            if (digits.empty()) return place("null");
            *to++ = '"';
            put(digits);
            *to++ = '"';
            put(*next++);
        };
        const auto number = [&](std::int64_t value) {
            to = std::to_chars(to, to + most_digits, value).ptr;
            put(*next++);
        };
        put(form.begin);
        put(group_);
        figure(worst);
        figure(!shown || one ? worst : best);
        if (counted) {
            number(value.numerator);
            number(value.denominator);
            number(value.unknown);
        }
        place(grade);
        place(value.hidden ? "true" : "false");
        place(value.missing ? "true" : "false");
        text_.end_at(to);
        out += text_.view();
    }

private:
    struct Form {
        bool counted;
        std::size_t group;                      // fields in it
        std::string begin;                      // up to the group, of the period at hand
        std::vector<std::string> between;       // `between[i]` stands behind the i-th thing that differs
        std::string first;
        std::size_t bytes = 0;                  // of all between
    };
    static constexpr std::size_t period_places = 5, most_digits = 24;
    const ReportInput& input_;
    const model::Measure& measure_;
    std::size_t depth_;
    const eval::MeasurePeriod* period_ = nullptr;
    std::vector<Form> forms_;
    GradeTexts grades_;
    std::string group_;
    TextBuffer text_;

    static std::string json_or_null(const std::string& words) {
        if (words.empty()) return "null";
        std::string json;
        explain::add_json_text(json, words);
        return json;
    }

    Form& form_of(bool counted, std::size_t group) {
        const auto at = std::find_if(forms_.begin(), forms_.end(), [&](const Form& form) { return form.counted == counted && form.group == group; });
        return at != forms_.end() ? *at : forms_.emplace_back(laid_out(counted, group));
    }

    // A value as it is laid out, cut at the places of what differs.
    Form laid_out(bool counted, std::size_t group) const {
        constexpr char place = '\x01';          // stands in no JSON
        const std::string_view here(&place, 1);
        std::string all;
        explain::JsonText json(all, explain::JsonLayout::lines, depth_);
        json.key("").open('{');                 // what stands before it is not of its form
        for (const char* name : {"kind", "period", "from", "to", "so_far"}) json.key(name).raw(here);
        json.key("group");
        if (group == 0) {
            json.null();
        } else {
            json.open('[');
            for (std::size_t i = 0; i < group; ++i) json.raw(here);
            json.close(']');
        }
        for (const char* name : {"worst", "best"}) json.key(name).raw(here);
        if (counted)
            for (const char* name : {"numerator", "denominator", "unknown"}) json.key(name).raw(here);
        for (const char* name : {"grade", "hidden", "missing"}) json.key(name).raw(here);
        json.close('}');
        Form form{counted, group, {}, {}, {}, 0};
        std::size_t begin = all.find('{'), end = all.find(place);
        form.first = all.substr(begin, end - begin);
        while (end != all.npos) {
            begin = end + 1;
            end = all.find(place, begin);
            form.between.push_back(all.substr(begin, end - begin));
            form.bytes += form.between.back().size();
        }
        return form;
    }

    std::string beginning(const Form& form) const {
        std::string out = form.first;
        auto next = form.between.begin();
        for (const std::string_view words : {std::string_view(name_of(period_->kind)), std::string_view(period_->name)}) {
            explain::add_json_text(out, words);
            out += *next++;
        }
        for (const model::Day day : {period_->from, period_->to}) {
            explain::add_json_text(out, format_day(day));
            out += *next++;
        }
        return out.append(period_->so_far ? "true" : "false").append(*next);
    }
};

// What has come together is handed on, once it is enough: the room is used again.
void add_measures(const ReportInput& input, explain::JsonText& json, std::string& made, const BytesOut& to) {
    json.open('[');
    for (const eval::MeasureResult& result : input.evaluation.measures) {
        if (result.rule == none) continue;
        const model::Measure& measure = input.rules.measures[result.rule];
        json.open('{');
        json.key("id").text(measure.name);
        json.key("title").text(measure.title);
        json.key("law").text(measure.law);
        json.key("unit").text(measure.percentage ? "percent" : "number");
        json.key("by").texts(measure.by_names);
        json.key("not_run").yes_no(result.not_run);
        json.key("unplaced").number(result.unplaced);
        json.key("values").open('[');
        ValueTexts texts(input, measure, json.depth());
        for (const eval::MeasureValue& value : result.values) {
            json.raw({});
            texts.add(result.periods[value.period], value, made);
            if (made.size() < piece_size) continue;
            to(made);
            made.clear();
        }
        json.close(']');
        json.close('}');
    }
    json.close(']');
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

void add_actions(const ReportInput& input, explain::JsonText& json) {
    json.open('[');
    for (const eval::ActionResult& result : input.evaluation.actions) {
        if (result.rule == none) continue;
        const model::Action& action = input.rules.actions[result.rule];
        json.open('{');
        json.key("id").text(action.name);
        json.key("title").text(action.title);
        json.key("state").text(name_of(result.state));
        json.key("owner").text(result.owner);
        json.key("due").text_or_null(result.due ? format_day(*result.due) : std::string());
        json.key("recorded_done").yes_no(result.recorded_done);
        json.key("evidenced").yes_no(result.evidenced);
        json.key("sentence").text(result.sentence);
        json.key("needs").open('[');
        for (std::size_t line = 0; line < result.lines.size(); ++line) {
            json.open('{');
            json.key("state").text(need_name(result.lines[line]));
            json.key("sentences").open('[');
            if (line < result.needs.size())
                for (const eval::NeedResult& need : result.needs[line]) json.text(need.sentence);
            json.close(']');
            json.close('}');
        }
        json.close(']');
        json.key("law").text(action.law);
        json.close('}');
    }
    json.close(']');
}

void add_causes(const ReportInput& input, explain::JsonText& json) {
    json.open('[');
    for (const explain::Cause& cause : input.explainer.causes().causes) {
        const auto names = [&](std::string_view key, const std::vector<model::ActionId>& actions) {
            json.key(key).open('[');
            for (const model::ActionId action : actions) json.text(input.rules.actions[action].name);
            json.close(']');
        };
        json.open('{');
        json.key("kind").text(cause.kind);
        json.key("id").text(cause.id);
        json.key("title").text(cause.title);
        json.key("state").text(cause.state);
        json.key("standing").text(cause.standing);
        json.key("sentence").text(cause.sentence);
        json.key("told_by").text(cause.told_by);
        json.key("cases").number(static_cast<std::int64_t>(cause.cases));
        names("clears", cause.clears);
        names("once_done", cause.once_done);
        names("beside", cause.beside);
        json.key("law").text(cause.law);
        json.close('}');
    }
    json.close(']');
}

void add_quality(const ReportInput& input, explain::JsonText& json) {
    json.open('[');
    for (const Diagnostic& diagnostic : input.quality) {
        json.open('{');
        json.key("code").text(info(diagnostic.kind).code);
        json.key("severity").text(name_of(diagnostic.severity));
        json.key("file").text(diagnostic.place.file);
        json.key("line").number(static_cast<std::int64_t>(diagnostic.place.line));
        json.key("column").text(diagnostic.place.field);
        json.key("message").text(diagnostic.message);
        json.key("count").number(static_cast<std::int64_t>(diagnostic.count));
        json.close('}');
    }
    json.close(']');
}

void add_files(const ReportInput& input, unsigned threads, explain::JsonText& json) {
    const auto& files = input.data.files();
    std::vector<const data::FileContent*> contents;     // the tables of one file stand together
    for (const data::InputFileInfo& file : files)
        if (file.content && (contents.empty() || contents.back() != file.content.get())) contents.push_back(file.content.get());
    std::vector<std::string> hashes(contents.size());
    data::run_tasks(threads, contents.size(), [&](std::size_t k) { hashes[k] = data::hash_text_of(data::content_hash(*contents[k])); });
    std::size_t at = 0;
    json.open('[');
    for (const data::InputFileInfo& file : files) {
        json.open('{');
        json.key("path").text(file.path);
        json.key("feed").text(file.feed);
        json.key("bytes").number(static_cast<std::int64_t>(file.bytes));
        if (file.content)
            while (contents[at] != file.content.get()) ++at;
        json.key("hash");
        file.content ? json.text(hashes[at]) : json.null();
        json.key("rows_read").number(static_cast<std::int64_t>(file.rows_read));
        json.key("rows_used").number(static_cast<std::int64_t>(file.rows_used));
        json.close('}');
    }
    json.close(']');
}

}  // namespace

void summary_json(const ReportInput& input, const ReportOptions& options, const BytesOut& to) {
    std::vector<RuleView> rules = rule_views(input);
    note_not_answered(input, rules);
    std::string out;
    explain::JsonText json(out, explain::JsonLayout::lines);
    json.open('{');
    json.key("schema").number(1);
    json.key("duly").text(DULY_VERSION);
    json.key("as_of").text(as_of_text(input.evaluation.as_of, input.rules.zone));
    json.key("as_known_on").text_or_null(input.as_known_on ? format_day(*input.as_known_on) : std::string());
    json.key("ruleset").open('{');
    json.key("title").text(input.rules.title);
    json.key("version").text(input.rules.version);
    json.key("hash");
    input.rules_hash ? json.text(input.rules_hash()) : json.null();
    json.close('}');
    json.key("files");
    add_files(input, options.threads, json);
    json.key("rules");
    add_rules(input, rules, count_older_late(rules, options), json);
    json.key("measures");
    add_measures(input, json, out, to);
    json.key("actions");
    add_actions(input, json);
    json.key("causes");
    add_causes(input, json);
    json.key("data_quality");
    add_quality(input, json);
    json.close('}');
    out += '\n';
    to(out);
}

std::string summary_json(const ReportInput& input, const ReportOptions& options) {
    std::string whole;
    summary_json(input, options, [&](std::string_view bytes) { whole += bytes; });
    return whole;
}

}  // namespace duly::report
