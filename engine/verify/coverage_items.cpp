#include "engine/verify/coverage_items.hpp"

#include <algorithm>
#include <set>

#include "dsl/base/date.hpp"
#include "dsl/model/written.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/verify/conditions.hpp"
#include "engine/verify/expected.hpp"

namespace duly::verify {

using model::ExprId;
using model::none;
using Target = model::Example::Target;

ItemKey key_of(ItemKind kind, SourceRange at, std::int64_t index, std::uint8_t wanted) { return {kind, at.file, at.begin, at.end, index, wanted}; }

std::string words_at(const model::RuleSet& rules, SourceRange at) { return model::written_at(rules, at); }

SourceRange range_of(const model::RuleSet& rules, const model::Length& length) { return length.amount == none ? SourceRange{} : rules.exprs[length.amount].at; }

std::string length_words(const model::RuleSet& rules, const model::Length& length) {
    if (length.amount != none && rules.exprs[length.amount].op == model::ExprOp::literal)
        return count_of(rules.exprs[length.amount].literal.number / model::number_scale, length.unit);
    return words_at(rules, range_of(rules, length)) + " " + std::string(model::name_of(length.unit));
}

bool skips_closed_days(model::Unit unit) {
    return unit == model::Unit::working_days || unit == model::Unit::school_days || unit == model::Unit::working_hours;
}

std::vector<model::Day> change_days(const model::Timescale& rule) {
    std::set<model::Day> days;
    for (const model::TimescaleVersion& version : rule.versions) {
        if (version.from_field == none && version.from != model::min_day) days.insert(version.from);
        if (version.until != model::max_day) days.insert(version.until + 1);
        if (version.in_force_from != model::min_day) days.insert(version.in_force_from);
        if (version.in_force_until != model::max_day) days.insert(version.in_force_until + 1);
    }
    // Where the next version begins is read from the data, its day stands in no rule.
    for (const model::TimescaleVersion& version : rule.versions)
        if (version.from_field != none && version.from != model::min_day) days.erase(version.from);
    return {days.begin(), days.end()};
}

std::vector<Edge> edges_of(const model::Band& band) {
    using Kind = model::Band::Kind;
    const bool low = band.low_area.empty(), high = band.high_area.empty();
    if (band.tolerance) return {};
    switch (band.kind) {
        case Kind::at_least: return low ? std::vector<Edge>{{wanted_low, band.low, true, true}} : std::vector<Edge>{};
        case Kind::more_than: return low ? std::vector<Edge>{{wanted_low, band.low, false, true}} : std::vector<Edge>{};
        case Kind::at_most: return high ? std::vector<Edge>{{wanted_high, band.high, true, false}} : std::vector<Edge>{};
        case Kind::less_than: return high ? std::vector<Edge>{{wanted_high, band.high, false, false}} : std::vector<Edge>{};
        case Kind::between: {
            std::vector<Edge> out;
            if (low) out.push_back({wanted_low, band.low, true, true});
            if (high) out.push_back({wanted_high, band.high, true, false});
            return out;
        }
        default: return {};
    }
}

std::vector<eval::ActionState> states_of(const model::RuleSet& rules, const model::Action& action) {
    using Kind = model::Need::Kind;
    using State = eval::ActionState;
    // What it can come to by itself, and what the actions that it needs bring (they never need each other in a circle).
    bool figure = false, milestone = false, told_by_data = false;
    std::set<State> needed;
    for (const model::NeedLine& line : action.needs)
        for (const model::Need& need : line.needs) {
            if (need.kind == Kind::action) {
                for (const State state : states_of(rules, rules.actions[need.ref])) needed.insert(state);
                continue;
            }
            if (need.kind == Kind::milestone) milestone = true;
            else figure = true;
            told_by_data = told_by_data || need.kind != Kind::milestone || !never_unknown(rules, need.milestone);
        }
    const bool own = action.says_done_on || figure || milestone, logged_due = action.log && action.log->due != none;
    std::vector<State> out{State::achieved};
    if (action.says_done_on || milestone || needed.count(State::on_course)) out.push_back(State::on_course);
    if (figure || needed.count(State::at_risk)) out.push_back(State::at_risk);
    if (own && (action.due || milestone || logged_due)) out.push_back(State::failing);
    if (needed.count(State::failing) || needed.count(State::blocked)) out.push_back(State::blocked);
    if (told_by_data || needed.count(State::unknown)) out.push_back(State::unknown);
    return out;
}

namespace {

class Items {
public:
    Items(const model::RuleSet& rules, RuleRef rule) : rules_(rules), rule_(rule) {}

    std::vector<Item> run() {
        switch (rule_.target) {
            case Target::timescale: timescale(rules_.timescales[rule_.id]); break;
            case Target::measure: measure(rules_.measures[rule_.id]); break;
            case Target::action: action(rules_.actions[rule_.id]); break;
            case Target::check: break;
        }
        conditions();
        return std::move(items_);
    }

private:
    void add(Item item) {
        if (keys_.insert(item.key).second) items_.push_back(std::move(item));
    }
    void add(ItemKind kind, SourceRange at, std::int64_t index, std::uint8_t wanted, std::string subject, std::string words) {
        Item item;
        item.key = key_of(kind, at, index, wanted);
        item.subject = std::move(subject);
        item.wanted = std::move(words);
        item.at = at;
        add(std::move(item));
    }

    void conditions() {
        for (const ExprId id : conditions_of(rules_, rule_)) {
            const model::Expr& expr = rules_.exprs[id];
            for (const std::uint8_t wanted : {wanted_true, wanted_false, wanted_unknown}) {
                if (wanted == wanted_unknown && never_unknown(rules_, id)) continue;
                Item item;
                item.key = key_of(ItemKind::condition, expr.at, 0, wanted);
                item.subject = words_at(rules_, expr.at);
                item.wanted = wanted == wanted_true ? "true" : wanted == wanted_false ? "false" : "unknown";
                item.at = expr.at;
                item.condition = id;
                add(std::move(item));
            }
        }
    }

    void limit(const model::Length& length, const std::string& words_before) {
        const SourceRange at = range_of(rules_, length);
        const std::string subject = words_before + length_words(rules_, length);
        const char* unit = model::in_moments(length.unit) ? "hour" : length.unit == model::Unit::working_days ? "working day" : length.unit == model::Unit::school_days ? "school day" : "day";
        const std::string one = (model::in_moments(length.unit) ? "done an " : "done a ") + std::string(unit);
        const std::string words[] = {one + " before it is due", model::in_moments(length.unit) ? "done when it is due" : "done on the day when it is due", one + " after it is due"};
        for (const std::uint8_t wanted : {wanted_before, wanted_on, wanted_after}) {
            Item item;
            item.key = key_of(ItemKind::limit, at, 0, wanted);
            item.subject = subject;
            item.wanted = words[wanted];
            item.at = at;
            item.limit = &length;
            add(std::move(item));
        }
        if (!skips_closed_days(length.unit)) return;
        Item item;
        item.key = key_of(ItemKind::closed_days, at, 0, 0);
        item.subject = subject;
        item.wanted = "counted across a closed day other than the weekend";
        item.at = at;
        item.limit = &length;
        add(std::move(item));
    }
    void limit(const model::Limit& limits, const std::string& words_before) {
        for (const model::LimitCase& one : limits.cases) limit(one.length, words_before);
    }

    void timescale(const model::Timescale& rule) {
        static constexpr const char* turn_words[] = {"first ", "second ", "third "};
        for (const model::TimescaleVersion& v : rule.versions) {
            if (v.shape == model::Shape::open_ended || v.practicable) continue;
            limit(v.within, "");
            for (std::size_t i = 0; i < v.turns.size(); ++i) limit(v.turns[i], i < 3 ? turn_words[i] : "");
            limit(v.then_every, "every ");
            for (const model::Length& length : v.at) limit(length, "at ");
        }
        for (const model::Day day : change_days(rule)) {
            const std::string subject = "the change on " + written_day(day);
            add(ItemKind::version, rule.at, day, wanted_last_day, subject, "started on the last day before, " + written_day(day - 1));
            add(ItemKind::version, rule.at, day, wanted_first_day, subject, "started on the first day, " + written_day(day));
        }
        for (const model::TimescaleVersion& v : rule.versions) {
            if (v.from_field == none) continue;
            const SourceRange at = rules_.exprs[v.from_field].at;
            add(ItemKind::version, at, 0, wanted_last_day, words_at(rules_, at), "started on the last day before");
            add(ItemKind::version, at, 0, wanted_first_day, words_at(rules_, at), "started on that day");
        }
        add(ItemKind::start, rule.at, 0, 0, "the start", "is missing");
        add(ItemKind::end, rule.at, 0, 0, "the end", "has not happened");
    }

    void measure(const model::Measure& rule) {
        const model::Scale* scale = rule.scale == none ? nullptr : &rules_.scales[rule.scale];
        for (std::size_t list = 0; list < rule.bands.size() && scale; ++list) {
            for (std::size_t band = 0; band < rule.bands[list].bands.size(); ++band) {
                const model::Band& one = rule.bands[list].bands[band];
                for (const Edge& edge : edges_of(one)) {
                    std::string subject = scale->grades[one.grade] + (edge.lower ? edge.includes ? " at least " : " more than " : edge.includes ? " at most " : " less than ") + figure(rule, edge.at);
                    if (rule.bands[list].from != model::min_day) subject += " from " + written_day(rule.bands[list].from);
                    const auto index = static_cast<std::int64_t>(list * 100 + band);
                    add(ItemKind::band, rule.at, index, edge.wanted, subject, "a value of exactly " + figure(rule, edge.at));
                    add(ItemKind::band, rule.at, index, static_cast<std::uint8_t>(edge.wanted + 1), subject, std::string("a value just ") + (edge.lower == edge.includes ? "below" : "above"));
                }
            }
        }
    }
    static std::string figure(const model::Measure& rule, std::int64_t scaled) {
        return rule.percentage ? eval::decimal_text(scaled * 100) + "%" : eval::decimal_text(scaled);
    }

    void action(const model::Action& rule) {
        for (const eval::ActionState state : states_of(rules_, rule)) {
            std::string words(eval::name_of(state));
            std::replace(words.begin(), words.end(), '_', ' ');
            add(ItemKind::state, rule.at, 0, static_cast<std::uint8_t>(state), "the action", words);
        }
        for (std::size_t line = 0; line < rule.needs.size(); ++line)
            for (std::size_t n = 0; n < rule.needs[line].needs.size(); ++n) {
                const model::Need& need = rule.needs[line].needs[n];
                const auto index = static_cast<std::int64_t>(line * 1000 + n);
                add(ItemKind::need, need.at, index, wanted_holds, words_at(rules_, need.at), "holds");
                add(ItemKind::need, need.at, index, wanted_fails, words_at(rules_, need.at), "does not hold");
            }
    }

    const model::RuleSet& rules_;
    RuleRef rule_;
    std::vector<Item> items_;
    std::set<ItemKey> keys_;
};

}  // namespace

std::vector<Item> items_of(const model::RuleSet& rules, RuleRef rule) { return Items(rules, rule).run(); }

}  // namespace duly::verify
