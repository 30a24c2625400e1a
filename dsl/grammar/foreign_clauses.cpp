// Clauses and declarations that authors bring along under another name.
#include <algorithm>
#include <utility>

#include "dsl/grammar/foreign.hpp"
#include "dsl/grammar/scan.hpp"
#include "dsl/grammar/words.hpp"

namespace duly::grammar {

ForeignStart foreign_clause(Iterator at, Iterator end, const std::vector<std::string_view>& words) {
    static constexpr std::pair<std::string_view, std::string_view> meant[] = {
        {"for every", "for each"}, {"for all", "for each"}, {"foreach", "for each"}, {"should", "must"}, {"shall", "must"}, {"ensure", "must"}, {"require", "must"},
        {"until", "to"}, {"ends", "to"}, {"start", "from"}, {"starts", "from"}, {"starting", "from"}, {"since", "from"}, {"deadline", "within"}, {"in", "within"},
        {"as at", "as of"}, {"no later than", "within"}, {"not later than", "within"}, {"up to", "within"}, {"less than", "within"}, {"no more than", "within"}, {"maximum", "within"},
        {"mean of", "average of"}, {"percent of", "percentage of"}, {"number of", "count of"}, {"total of", "sum of"}, {"filter", "where"}, {"having", "where"}, {"group by", "by"},
        {"then within", "then every"}, {"then after", "then every"}, {"afterwards every", "then every"}, {"grouped by", "by"}, {"split by", "by"}, {"broken down by", "by"},
        {"effective", "in force"}, {"applies", "in force"}, {"valid", "in force"}, {"exclude when", "excluded when"}, {"exclude if", "excluded when"}, {"excludes when", "excluded when"}, {"excluding when", "excluded when"},
        {"excused if", "excused when"}, {"excuse when", "excused when"}, {"excluded if", "excluded when"}, {"extend by", "extended by"}, {"extends by", "extended by"}, {"pause", "paused"}, {"restart on", "restarted on"},
        {"restarts on", "restarted on"}, {"stops on", "stop on"}, {"stopped on", "stop on"}, {"ends on", "stop on"}, {"remind", "warn"}, {"reminder", "warn"}, {"alert", "warn"}, {"warning", "warn"},
        {"responsible", "owner"}, {"lead", "owner"}, {"assigned to", "owner"}, {"owned by", "owner"}, {"due in", "within"}, {"due within", "within"}, {"due by", "due"}, {"due on", "due"}, {"due date", "due"}, {"deadline", "due"}, {"completed on", "done on"}, {"completed", "done on"},
        {"finished on", "done on"}, {"depends on", "needs"}, {"requires", "needs"}, {"legislation", "law"}, {"legal basis", "law"}, {"regulation", "law"}, {"guidance", "law"}, {"reference", "law"},
        {"assert", "must"}, {"verify", "must"}, {"bank holiday", "holiday"}, {"bank holidays from", "holidays from"}, {"date format is", "dates are"}, {"null is", "blank is"}, {"blanks are", "blank is"},
        {"as of date", "as of"}, {"on date", "as of"}, {"count", "count of"}, {"percentage", "percentage of"}, {"average", "average of"}, {"uses calendar", "on calendar"}, {"using calendar", "on calendar"}, {"calendar is", "on calendar"},
    };
    const auto may_stand = [&](std::string_view word) { return words.empty() || std::find(words.begin(), words.end(), word) != words.end(); };
    for (const auto& [phrase, word] : meant)
        if (const Iterator to = may_stand(word) ? past(at, end, phrase) : nullptr) return {to, word, {}};
    // Capitals; of two that begin alike the longer one.
    std::string_view longest;
    for (const auto* list : {&words, &clause_words()})
        for (const std::string_view word : *list)
            if (word.size() > longest.size() && *at >= 'A' && *at <= 'Z' && past(at, end, word)) longest = word;
    if (!longest.empty()) return {past(at, end, longest), longest, {}};
    constexpr std::string_view judged = "write `bands on` and a scale: `bands on rag: green at least 95%, amber at least 85%, otherwise red`";
    constexpr std::string_view done = "an action is done by `done on` and a day, or by `recorded in` and the record that tells it";
    constexpr std::string_view titled = "a title stands in quotes behind the name, and a comment begins with `#`";
    constexpr std::string_view parts = "say it in one clause: `percentage of referral where referral.decided is known`, with `out of referral where ...` for a part of them";
    static constexpr std::pair<std::string_view, std::string_view> told[] = {
        {"if", "say which records with `where`, which limit with `when` behind it: `within 1 working day when referral.urgent is yes, otherwise 3 working days`"},
        {"when", "say which records with `where`, which limit with `when` behind it: `within 1 working day when referral.urgent is yes, otherwise 3 working days`"},
        {"unless", "write `excluded when` and the condition"}, {"except", "write `excluded when` and the condition"},
        {"every", "write `first within` and `then every`, or `at least once in every`"}, {"monthly", "write `per month`"}, {"quarterly", "write `per quarter`"}, {"yearly", "write `per year`"}, {"annually", "write `per year`"},
        {"target", judged}, {"threshold", judged}, {"goal", judged}, {"aim", judged}, {"rag", judged}, {"green", judged}, {"amber", judged}, {"red", judged}, {"tolerance", judged},
        {"status", done}, {"completed", done}, {"complete", done}, {"finished", done}, {"done", done}, {"progress", done}, {"state", done},
        {"not working", "leave the days out of `working`, as in `working monday to friday`"}, {"non working", "leave the days out of `working`, as in `working monday to friday`"},
        {"frequency", "write `first within` and `then every`, or `at least once in every`; a measure says `per month`"}, {"weekly", "write `first within 1 week` and `then every 1 week`; the periods of a measure are `month`, `quarter` and `year`"},
        {"title", titled}, {"description", titled}, {"name", titled}, {"note", titled}, {"comment", titled}, {"label", titled},
        {"numerator", parts}, {"denominator", parts}, {"out of", parts},
        {"join", "there are no joins here: a record says what it is `of`, and a rule names the fields of those above it"},
        {"order by", "there are no sorted lists here: the mark `orders` in the record says by which date"}, {"sort by", "there are no sorted lists here: the mark `orders` in the record says by which date"},
        {"return", "a check says what `must` hold, a measure what it counts"},
        {"then", "leave it out"}, {"else", "write `otherwise` behind the limit: `within 1 working day when referral.urgent is yes, otherwise 3 working days`"},
        {"and", "write it behind the condition that it belongs to"}, {"or", "write it behind the condition that it belongs to"},
        {"end", "leave it out: a rule ends where the next one begins; its last date stands behind `to`"},
        {"select", "there are no queries here: say `for each` record, `where` which, and what `must` hold"},
    };
    const bool of_check = std::find(words.begin(), words.end(), "must") != words.end();
    for (const auto& [phrase, help] : told) {
        const Iterator to = past(at, end, phrase);
        if (to == nullptr) continue;
        if (of_check && (phrase == "if" || phrase == "when")) return {to, {}, "say of which records it is asked with `where`, and behind `must` what holds"};
        return {to, {}, std::string(help)};
    }
    return {};
}

bool is_band(Iterator at, Iterator end) {
    if (past(at, end, "otherwise")) return true;
    const std::string_view grade = token_at(at, end);
    Iterator behind = grade.data() + grade.size();
    while (behind != end && *behind == ' ') ++behind;
    for (const std::string_view word : {"at least", "at most", "between", "more than", "less than", "otherwise"})
        if (past(behind, end, word)) return true;
    return false;
}

ForeignStart foreign_declaration(Iterator at, Iterator end) {
    static constexpr std::pair<std::string_view, std::string_view> meant[] = {
        {"deadline", "timescale"}, {"timeline", "timescale"}, {"target", "measure"}, {"kpi", "measure"}, {"indicator", "measure"}, {"metric", "measure"},
        {"table", "record"}, {"entity", "record"}, {"test", "example"}, {"scenario", "example"}, {"import", "use"}, {"include", "use"}, {"task", "action"}, {"let", "define"},
    };
    for (const auto& [phrase, word] : meant)
        if (const Iterator to = past(at, end, phrase)) return {to, word, {}};
    for (const std::string_view word : declaration_words())
        if (*at >= 'A' && *at <= 'Z' && past(at, end, word)) return {past(at, end, word), word, {}};
    static constexpr std::pair<std::string_view, std::string_view> told[] = {
        {"rule", "write `timescale` for a time limit, `check` for a condition, `measure` for a figure"},
        {"select", "there are no queries here: a rule says `for each` record, `where` which, and what `must` hold"},
        {"end", "leave it out: a rule ends where the next one begins"},
        {"//", "a comment begins with `#`"}, {"--", "a comment begins with `#`"}, {"/*", "a comment begins with `#` and ends with its line"}, {"'", "a comment begins with `#`"},
        {"}", "leave it out: a rule ends where the next one begins"}, {";", "leave it out: a line needs no sign at its end"},
    };
    for (const auto& [phrase, help] : told)
        if (const Iterator to = past(at, end, phrase)) return {to, {}, std::string(help)};
    return {};
}

}  // namespace duly::grammar
