#include "engine/explain/what_if_words.hpp"

#include <algorithm>

#include "dsl/base/visible_text.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/explain/case.hpp"
#include "engine/explain/html_text.hpp"
#include "engine/explain/measure_node.hpp"

namespace duly::explain::what_if_parts {

namespace {

constexpr std::size_t named_at_most = 5;

std::string plain(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

std::string plural(std::string noun) {
    if (noun.size() > 1 && noun.back() == 'y' && std::string_view("aeiou").find(noun[noun.size() - 2]) == std::string_view::npos) return noun.substr(0, noun.size() - 1) + "ies";
    for (const std::string_view end : {"s", "x", "ch", "sh"})
        if (noun.ends_with(end)) return noun + "es";
    if (noun == "child" || noun.ends_with(" child")) return noun + "ren";
    return noun + "s";
}

std::string counted_noun(std::uint64_t n, const std::string& noun) { return std::to_string(n) + " " + (n == 1 ? noun : plural(noun)); }

// What is completed: a turn of the rule by its title, or the record.
std::string noun_of(const Scene& scene) {
    const model::RuleSet& rules = scene.context.rules;
    const model::RecordId record = scene.measure.kind == Kind::timescale ? rules.timescales[scene.measure.timescale].record : scene.measure.record;
    return plain(rules.records[record].name);
}

std::vector<std::pair<std::string, std::string>> shown_of(const Context& context, model::RecordId record, Row row) {
    std::vector<std::pair<std::string, std::string>> found;
    while (record != model::none && row != data::no_row) {
        const model::Record& shape = context.rules.records[record];
        for (model::FieldId field = 0; field < shape.fields.size(); ++field) {
            const model::Field& meta = shape.fields[field];
            if (!meta.shown) continue;
            const eval::Values values = context.expressions.field(record, field, std::vector<Row>{row});
            if (values.s[0] != eval::Presence::known) continue;
            const bool text = values.type == model::Type::text;
            std::pair<std::string, std::string> one(meta.title.empty() ? plain(meta.name) : meta.title, eval::cell_text(context.rules, meta, text ? 0 : values.v[0], text ? values.text[0] : std::string_view{}));
            if (std::find(found.begin(), found.end(), one) == found.end()) found.push_back(std::move(one));
        }
        const data::ParentRows& parents = context.data.table(record).parent;
        row = row < parents.size() ? parents[row] : data::no_row;
        record = shape.parent;
    }
    return found;
}

std::string who_of(const WhatIfCase& one) {
    std::string text;
    for (const auto& [name, value] : one.shown) text += (text.empty() ? " (" : ", ") + name + " " + value;
    return text.empty() ? text : text + ")";
}

// "A17 by Monday 9 March 2026 (team North), A18 by ... and 3 more".
std::string named_cases(const WhatIf& answer, bool turns) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < std::min(answer.cases.size(), named_at_most); ++i) {
        const WhatIfCase& one = answer.cases[i];
        std::string text = one.key;
        if (turns && one.by) text += " by " + spoken_day(*one.by);
        words.push_back(text + who_of(one));
    }
    if (answer.cases.size() > named_at_most) words.push_back(std::to_string(answer.cases.size() - named_at_most) + " more");
    return joined(words);
}

bool percentage_of_cases(const model::Measure& measure) { return measure.kind == Kind::timescale || measure.kind == Kind::records || measure.kind == Kind::every; }

std::string what_words(const Scene& scene, const WhatIf& answer, const std::string& noun, bool turns) {
    const std::size_t n = answer.cases.size();
    const auto some = [&](const auto& is) { return std::any_of(answer.cases.begin(), answer.cases.end(), is); };
    const std::string counted = std::to_string(n) + " more " + (n == 1 ? noun : plural(noun));
    if (turns) {
        std::string text = counted;
        if (some([](const WhatIfCase& one) { return one.turn > 0; })) {
            text = std::to_string(n) + " more " + (n == 1 ? "turn" : "turns");
            const model::TimescaleId rule = scene.measure.kind == Kind::timescale ? scene.measure.timescale : scene.measure.every.front().timescale;
            const std::string& title = scene.context.rules.timescales[rule].title;
            if (!title.empty() && (scene.measure.kind == Kind::timescale || scene.measure.every.size() == 1)) text += " (" + title + ")";
        } else if (scene.measure.kind == Kind::every) {
            text = std::to_string(n) + " more " + (n == 1 ? "case" : "cases");
        }
        text += some([](const WhatIfCase& one) { return one.late; }) ? " completed in the period" : " completed in time";
        return text + ", of " + (text.starts_with(counted) ? std::to_string(answer.open) : counted_noun(answer.open, noun)) + " still open, would";
    }
    // Alike in what comes to be, nearly always.
    const bool alike = std::all_of(answer.cases.begin(), answer.cases.end(), [&](const WhatIfCase& one) { return one.what == answer.cases.front().what; });
    return counted + " with " + (alike ? answer.cases.front().what : "what is blank in them recorded") + ", of " + std::to_string(answer.open) + " still open, would";
}

// Why no case is open.
std::string nothing_moves(const Scene& scene) {
    if (scene.measure.kind == Kind::timescale || scene.measure.kind == Kind::every) return "Nothing is open that could still count in the period.";
    if (scene.measure.kind == Kind::rate) return "What it counts is no work that can be completed.";
    return "Nothing that is blank in the records themselves moves it.";
}

std::string ends_at(const Scene& scene, const eval::MeasureValue& value) {
    const std::string figures = figures_of(scene.measure, value);
    return scene.measure.scale == model::none ? figures : grade_words(scene.context.rules, scene.measure, value) + " (" + figures + ")";
}

}  // namespace

std::string grade_words(const model::RuleSet& rules, const model::Measure& measure, const eval::MeasureValue& value) {
    const std::string text = eval::grades_text(rules, measure, value);
    return text.empty() ? "unrated" : text;
}

WhatIfCase case_of(const Scene& scene, const Act& act) {
    const model::RuleSet& rules = scene.context.rules;
    WhatIfCase one;
    const model::RecordId record = act.rule == model::none ? scene.measure.record : rules.timescales[act.rule].record;
    if (act.rule != model::none) one.rule = rules.timescales[act.rule].name;
    one.record = rules.records[record].name;
    one.key = scene.context.data.key_of(rules, record, act.row);
    one.turn = act.turn;
    one.by = act.by;
    one.late = act.late;
    if (act.fields.empty()) {
        one.what = act.late ? "done, though late" : "done";
    } else {
        std::vector<std::string> names;
        for (const model::FieldId field : act.fields) names.push_back("`" + one.record + "." + rules.records[record].fields[field].name + "`");
        one.what = joined(names) + " recorded";
    }
    one.shown = shown_of(scene.context, record, act.row);
    return one;
}

WhatIfUnknown unknown_of(const Scene& scene, const World& world, const Units::Unknown& unknown) {
    const model::RuleSet& rules = scene.context.rules;
    const Context at_end{rules, scene.context.data, scene.context.calendars, world.so_far, *world.expressions};
    WhatIfUnknown one;
    const model::RecordId record = unknown.rule == model::none ? scene.measure.record : rules.timescales[unknown.rule].record;
    one.record = rules.records[record].name;
    one.key = scene.context.data.key_of(rules, record, unknown.row);
    one.turn = unknown.turn;
    if (unknown.rule != model::none) {
        one.rule = rules.timescales[unknown.rule].name;
        for (const eval::EntryTrace& trace : eval::trace_timescale(*world.expressions, unknown.rule, unknown.row)) {
            if (trace.turn != unknown.turn) continue;
            one.reason = trace.reason;
            const std::string settled = settled_by(at_end, trace);
            if (!settled.empty()) one.reason += (one.reason.empty() ? "" : "; ") + settled;
            break;
        }
        return one;
    }
    std::vector<std::string> names;
    for (const auto& every : scene.measure.every) {     // the turns that leave it open
        const eval::TimescaleResult& result = world.so_far.timescales[every.timescale];
        for (std::size_t i = 0; i < result.row.size(); ++i) {
            if (result.outcome[i] != model::Outcome::unknown && result.outcome[i] != model::Outcome::not_run) continue;
            Row row = result.row[i];
            model::RecordId at = rules.timescales[every.timescale].record;
            for (int hop = 0; hop < every.hops && row != data::no_row; ++hop, at = rules.records[at].parent) row = scene.context.data.table(at).parent[row];
            if (row != unknown.row) continue;
            std::string name = rules.timescales[every.timescale].name;
            if (every.hops > 0) name += " of " + scene.context.data.key_of(rules, rules.timescales[every.timescale].record, result.row[i]);
            if (result.turn[i] > 0) name += ", turn " + std::to_string(result.turn[i]) + ",";
            names.push_back(name + " is " + std::string(words_of(result.outcome[i])));
        }
    }
    std::vector<eval::ValueRead> reads;
    std::vector<eval::ConditionSeen> conditions;
    const Day last = std::min(scene.period.to, world.expressions->as_of_day());
    const eval::Batch batch = eval::batch_of(scene.measure, scene.period, last, {unknown.row});
    for (const model::ExprId expr : {scene.measure.denominator_where, scene.measure.numerator_where, scene.measure.value, scene.measure.out_of})
        if (expr != model::none) world.standing().trace(expr, batch, 0, reads, conditions);
    for (const eval::ValueRead& read : reads) {
        if (read.presence == eval::Presence::known && read.hi <= read.v) continue;
        const ValueShown value = shown({rules, scene.context.data, scene.context.calendars, world.so_far, world.standing()}, read);
        const std::string name = "`" + value.name + "`" + (value.file.empty() ? "" : " (" + value.file + " line " + std::to_string(value.line) + ")") + " is " + value.value;
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    one.reason = joined(names);
    return one;
}

void tell(const Scene& scene, WhatIf& answer) {
    using Reach = WhatIf::Reach;
    const model::Measure& measure = scene.measure;
    if (answer.reach == Reach::untold && !answer.worst) {
        answer.sentence = as_sentence(answer.why_not);
        return;
    }
    const std::string in = " in " + answer.period.name;
    const std::string noun = noun_of(scene);
    const bool turns = measure.kind == Kind::timescale || measure.kind == Kind::every;
    const std::string target = answer.target == model::none ? std::string() : scene.context.rules.scales[measure.scale].grades[answer.target];
    const std::string best = answer.best ? ends_at(scene, answer.best->value) : std::string();
    switch (answer.reach) {
        case Reach::reached:
            answer.sentence = as_sentence("It will be " + target + in + (answer.left->value.grade_from == answer.target ? "" : " or better") +
                                          " even if nothing more is done: " + figures_of(measure, answer.left->value));
            break;
        case Reach::possible: {
            std::string text = what_words(scene, answer, noun, turns) + " make it " + grade_words(scene.context.rules, measure, answer.with_cases->value) + in;
            text += answer.smallest ? "" : " (not shown to be the smallest number)";
            answer.sentence = as_sentence(text + ": " + named_cases(answer, turns));
            break;
        }
        case Reach::unsettled:
            if (answer.unknown_count == 0) {
                // What its bands look at is not told.
                const std::string beside = answer.best->value.compared.empty() ? "what its bands look at is not told" : joined(answer.best->value.compared);
                answer.sentence = as_sentence("Whether it can be " + target + in + " cannot be told: " + beside);
                break;
            }
            answer.sentence = as_sentence("It can be " + target + in + " only if what is unknown turns out well: " + counted_noun(answer.unknown_count, noun) +
                                          (answer.unknown_count == 1 ? " is" : " are") + " unknown" + (answer.open > 0 ? ", beside " + std::to_string(answer.open) + " still open" : ""));
            break;
        case Reach::impossible:
            if (answer.open == 0 && answer.period.to > scene.context.expressions.as_of_day()) answer.more.push_back(nothing_moves(scene));
            if (answer.best->value.grade_to == model::none) {
                answer.sentence = as_sentence("It has no grade" + in + ", whatever is done: " + figures_of(measure, answer.best->value));
                break;
            }
            answer.sentence = as_sentence((answer.smallest ? "It cannot be " + target + " any more" + in : "No way was found to make it " + target + in + ", though not all were tried") +
                                          (direction(measure, answer.period.to) != 0 ? ": at best it ends " + best : ", whatever is completed: if nothing is, it ends " + ends_at(scene, answer.left->value)));
            break;
        case Reach::untold: answer.sentence = as_sentence(answer.why_not); break;
    }
    const bool said = answer.reach == Reach::impossible && direction(measure, answer.period.to) == 0;
    if (answer.reach != Reach::reached && !said) answer.more.push_back(as_sentence("If nothing more is done, " + answer.period.name + " ends " + ends_at(scene, answer.left->value)));
    const auto same_value = [](const eval::MeasureValue& a, const eval::MeasureValue& b) {
        return a.low_n == b.low_n && a.low_d == b.low_d && a.high_n == b.high_n && a.high_d == b.high_d;
    };
    if (answer.worst && !same_value(answer.worst->value, answer.left->value)) answer.more.push_back(as_sentence("If what is open is done too late, it ends " + ends_at(scene, answer.worst->value)));
    if (answer.with_cases) answer.more.push_back(as_sentence("With " + (answer.cases.size() == 1 ? std::string("that") : std::string("those")) + " it ends " + ends_at(scene, answer.with_cases->value)));
    if (answer.reach != Reach::impossible && answer.best) answer.more.push_back(as_sentence("If all that is open goes well, it ends " + best));
    if (answer.lost > 0 && percentage_of_cases(measure))
        answer.more.push_back(as_sentence(std::to_string(answer.lost) + (answer.lost == 1 ? " counts" : " count") + " against it and cannot be mended in " + answer.period.name));
    if (answer.unknown_count > 0)
        answer.more.push_back(as_sentence(std::to_string(answer.unknown_count) + (answer.unknown_count == 1 ? " is" : " are") +
                                          " unknown and may turn out either way: settling is not completing"));
}

}  // namespace duly::explain::what_if_parts

namespace duly::explain {

std::string_view name_of(WhatIf::Reach reach) {
    switch (reach) {
        case WhatIf::Reach::reached: return "reached";
        case WhatIf::Reach::possible: return "possible";
        case WhatIf::Reach::unsettled: return "unsettled";
        case WhatIf::Reach::impossible: return "impossible";
        case WhatIf::Reach::untold: break;
    }
    return "untold";
}

std::string to_text(const model::RuleSet& rules, const WhatIf& answer) {
    const model::Measure& measure = rules.measures[answer.measure];
    std::string text = visible_text(measure.title.empty() ? measure.name : measure.title);
    const auto line = [&](const std::string& indent, const std::string& told) {
        constexpr std::size_t width = 100;
        const std::string words = visible_text(told);
        std::size_t at = 0;
        text += indent;
        for (std::size_t from = 0, column = indent.size(); from < words.size(); from = at) {
            at = std::min(words.find(' ', from + 1), words.size());
            if (column > indent.size() && column + (at - from) > width) {
                text += "\n" + indent;
                if (words[from] == ' ') ++from;
                column = indent.size();
            }
            text += words.substr(from, at - from);
            column += at - from;
        }
        text += "\n";
    };
    if (!answer.period.name.empty()) text += ", " + answer.period.name;
    for (std::size_t g = 0; g < answer.group.size(); ++g)
        text += std::string(", ") + (g < measure.by_names.size() ? measure.by_names[g] + " " : "") + (answer.group[g].empty() ? "(blank)" : visible_text(answer.group[g]));
    text += "\n";
    line("", answer.sentence);
    for (const std::string& more : answer.more) line("  ", more);
    const auto title = [](std::string line) { return "\n" + line + "\n"; };
    if (!answer.cases.empty()) text += title("To complete");
    for (const WhatIfCase& one : answer.cases) {
        std::string words = one.key + (one.turn > 0 ? ", turn " + std::to_string(one.turn) : "") + ": " + one.what + (one.by ? " by " + format_day(*one.by) : "");
        for (const auto& [name, value] : one.shown) words += ", " + name + " " + value;
        line("  ", one.rule.empty() || answer.cases.front().rule == one.rule ? words : words + ", " + one.rule);
    }
    if (!answer.unknown.empty()) text += title("Unknown");
    for (const WhatIfUnknown& one : answer.unknown)
        line("  ", one.key + (one.turn > 0 ? ", turn " + std::to_string(one.turn) : "") + (one.reason.empty() ? "" : ": " + one.reason));
    return text;
}

}  // namespace duly::explain
