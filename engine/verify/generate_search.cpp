#include "engine/verify/generate_search.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/verify/examples.hpp"

namespace duly::verify {

using model::Day;
using model::none;
using Target = model::Example::Target;

namespace {

constexpr std::size_t most_attempts = 20000, most_for_item = 2500, most_in_pool = 160, most_turns = 40;

}  // namespace

std::size_t Tried::size() const {
    std::size_t out = 0;
    for (const auto& [at, pieces] : one.cells) out += pieces.size();
    return out;
}

Search::Search(const model::RuleSet& rules, const KnownCalendars& calendars, RuleRef rule)
    : rules_(rules), calendars_(calendars), rule_(rule), defaults_(rules, rule), items_(items_of(rules, rule)) {
    for (const Item& item : items_) missing_.insert(item.key);
}

// Nobody reads a row of a hundred turns, and each of them would be traced.
std::size_t Search::turns_of(const RanRow& ran) const {
    return rule_.target == Target::timescale ? ran.evaluation.timescales[rule_.id].outcome.size() : 0;
}

std::optional<Tried> Search::attempt(const Case& one, bool stated) {
    if (attempts_ >= most_attempts) return std::nullopt;
    ++attempts_;
    ++attempts_for_item_;
    const model::Example example = example_of(rule_, one);
    const RanRow ran = run_row(rules_, example, 0, calendars_);
    if (!ran.data.wrong.empty() || (!stated && turns_of(ran) > most_turns)) return std::nullopt;
    return Tried{one, what_it_shows(rules_, rule_, ran)};
}

bool Search::take(const Case& one, const ItemKey& wanted) {
    if (attempts_for_item_ >= most_for_item) return false;
    auto tried = attempt(one);
    if (!tried) return false;
    const auto not_run = [](const EntryShown& entry) { return entry.outcome == model::Outcome::not_run; };
    if (!tried->shown.keys.count(wanted) || std::any_of(tried->shown.entries.begin(), tried->shown.entries.end(), not_run)) return false;
    if (!expectation_of(rules_, rule_, *tried, calendars_)) return false;
    for (const ItemKey& key : tried->shown.keys) missing_.erase(key);
    rows_.push_back(*tried);
    add_to_pool(std::move(*tried));
    return true;
}

void Search::add_to_pool(Tried tried) {
    const auto same = [&](const Tried& other) { return other.one == tried.one; };
    if (pool_.size() < most_in_pool && std::none_of(pool_.begin(), pool_.end(), same)) pool_.push_back(std::move(tried));
}

void Search::seed() {
    for (const model::Example& example : rules_.examples) {
        if (rule_of(example) != rule_) continue;
        for (std::size_t row = 0; row < example.rows.size(); ++row) {
            auto tried = attempt(case_of(rules_, example, row), true);
            if (!tried) continue;
            for (const ItemKey& key : tried->shown.keys) missing_.erase(key);
            add_to_pool(std::move(*tried));
        }
    }
    // Plain cases in each version, near the end of a year, where weekends and holidays meet.
    std::vector<Day> days{to_day({2024, 12, 16})};
    if (rule_.target == Target::timescale)
        for (const model::TimescaleVersion& v : rules_.timescales[rule_.id].versions) {
            const Day first = std::max(v.from, v.in_force_from), last = std::min(v.until, v.in_force_until);
            if (first == model::max_day) continue;      // it begins when the data says so
            if (first != model::min_day) days.push_back(first + 7);
            else if (last != model::max_day) days.insert(days.end(), {last - 90, last - 900});
        }
    for (const Day day : days)
        for (const int later : {400, 1, 7}) {
            auto tried = attempt(defaults_.plain(day, day + later));
            if (tried) add_to_pool(std::move(*tried));
        }
    // A measure looks back on a period that has ended.
    if (rule_.target != Target::measure) return;
    for (const int months : {1, 3, 12}) {
        const Civil ended = to_civil(add_months(days.front(), months));
        auto tried = attempt(defaults_.plain(days.front(), to_day({ended.year, months == 12 ? 4u : ended.month, 1})));
        if (tried) add_to_pool(std::move(*tried));
    }
}

void Search::seed_from(const Search& other) {
    std::size_t count = 0;
    for (const Tried& one : other.pool_) {
        if (++count > 30) break;
        if (auto tried = attempt(one.one)) add_to_pool(std::move(*tried));
        if (rule_.target != Target::measure) continue;
        // Done in time, where the rule has no such row of its own.
        if (other.rule_.target == Target::timescale && one.shown.entries.size() == 1 && one.shown.entries[0].due != eval::no_time && one.shown.entries[0].done == eval::no_time)
            if (const auto done = other.with_end(one, one.shown.entries[0], one.shown.entries[0].due))
                for (const int months : {0, 1, 2, 3}) {
                    Case next = *done;
                    const Day due = one.shown.entries[0].moments ? rules_.zone.day(one.shown.entries[0].due) : static_cast<Day>(one.shown.entries[0].due);
                    const Civil after = to_civil(add_months(due, months));
                    if (months > 0) set_as_of(next, to_day({after.year, after.month, 1}));
                    if (auto tried = attempt(next)) add_to_pool(std::move(*tried));
                }
        // A measure looks at the last finished period: the one in which the first turn was due, or the record was counted.
        std::optional<Day> day;
        for (const EntryShown& entry : one.shown.entries)
            if (!day && entry.due != eval::no_time) day = entry.moments ? rules_.zone.day(entry.due) : static_cast<Day>(entry.due);
        if (!day) continue;
        for (const int months : {1, 2, 3}) {
            Case next = one.one;
            set_as_of(next, to_day({to_civil(add_months(*day, months)).year, to_civil(add_months(*day, months)).month, 1}));
            if (auto tried = attempt(next)) add_to_pool(std::move(*tried));
        }
    }
}

bool Search::find(const Item& item) {
    attempts_for_item_ = 0;
    switch (item.key.kind) {
        case ItemKind::limit: return find_limit(item);
        case ItemKind::closed_days: return find_closed(item);
        case ItemKind::version: return find_version(item);
        case ItemKind::start: return find_start(item);
        case ItemKind::end: return find_end(item);
        case ItemKind::band: return find_band(item);
        case ItemKind::state:
        case ItemKind::need: return find_state(item);
        case ItemKind::condition: break;
    }
    return find_by_change(item, fields_of(rules_, item.condition), item.condition);
}

std::string Search::why_not(const Item& item) const {
    const auto at_limit = [&](const Tried& one) {
        return std::any_of(one.shown.entries.begin(), one.shown.entries.end(), [&](const EntryShown& entry) { return entry.limit && range_of(rules_, *entry.limit) == item.at; });
    };
    if (attempts_ >= most_attempts) return "the search was ended after " + std::to_string(most_attempts) + " cases";
    switch (item.key.kind) {
        case ItemKind::limit:
        case ItemKind::closed_days: {
            const auto base = std::find_if(pool_.begin(), pool_.end(), at_limit);
            if (base == pool_.end()) return "no case was found that comes to this limit";
            for (const EntryShown& entry : base->shown.entries) {
                if (!entry.limit || range_of(rules_, *entry.limit) != item.at) continue;
                if (entry.outcome == model::Outcome::not_run) return "the calendar does not reach so far";
                const auto near = around(entry, rules_.zone);
                if (near && item.key.wanted == wanted_before && near->before < entry.from) return "the day before lies before the start";
            }
            return item.key.kind == ItemKind::limit ? "no turn could be made to end there" : "no closed day was found that the count would skip";
        }
        case ItemKind::version: return "no case was found that starts on that day";
        case ItemKind::start: return "the start cannot be left out";
        case ItemKind::end: return "the end cannot be left out";
        case ItemKind::band: return "no case was found whose figure is that";
        case ItemKind::state:
        case ItemKind::need: return "no case was found that comes to it";
        case ItemKind::condition: break;
    }
    const std::string value = item.key.wanted == wanted_unknown ? "unknown" : item.key.wanted == wanted_true ? "true" : "false";
    return "it was " + value + " in no case that was tried";
}

void Search::run() {
    // Rows at changes of version first: at the limit of the new version they serve for both.
    static constexpr ItemKind order[] = {ItemKind::version, ItemKind::limit, ItemKind::closed_days, ItemKind::start, ItemKind::end, ItemKind::condition, ItemKind::band, ItemKind::need, ItemKind::state};
    for (const ItemKind kind : order)
        for (const Item& item : items_)
            if (item.key.kind == kind && missing(item.key) && !find(item)) left_.push_back({rule_, item, why_not(item)});
    // What a later row shows is no longer wanting.
    left_.erase(std::remove_if(left_.begin(), left_.end(), [&](const NotMade& one) { return !missing(one.item.key); }), left_.end());
}

}  // namespace duly::verify
