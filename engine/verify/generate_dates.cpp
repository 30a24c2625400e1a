// Rows at the limits of a timescale, across closed days and changes of version, without a start, without an end.
#include <algorithm>
#include <set>

#include "dsl/base/date.hpp"
#include "engine/verify/generate_search.hpp"

namespace duly::verify {

using model::Day;
using model::none;

namespace {

bool is_open(model::Outcome outcome) { return outcome == model::Outcome::due || outcome == model::Outcome::due_soon || outcome == model::Outcome::overdue; }

}  // namespace

std::vector<FieldRead> Search::starts() const {
    std::vector<FieldRead> out;
    if (rule_.target != model::Example::Target::timescale) return out;
    for (const model::TimescaleVersion& v : rules_.timescales[rule_.id].versions)
        for (const model::ExprId expr : {v.from_date, v.before, v.chosen_by})
            for (const FieldRead& at : gives(rules_, expr))
                if (std::find(out.begin(), out.end(), at) == out.end()) out.push_back(at);
    return out;
}

std::vector<FieldRead> Search::ends() const {
    std::vector<FieldRead> out;
    if (rule_.target != model::Example::Target::timescale) return out;
    for (const model::TimescaleVersion& v : rules_.timescales[rule_.id].versions)
        for (const model::ExprId expr : {v.to, v.each ? v.each->rows.value : none})
            for (const FieldRead& at : gives(rules_, expr))
                if (std::find(out.begin(), out.end(), at) == out.end()) out.push_back(at);
    return out;
}

// The case with the turn of `entry` ended then. What came after it falls away.
std::optional<Case> Search::with_end(const Tried& from, const EntryShown& entry, std::int64_t time) const {
    const model::Timescale& rule = rules_.timescales[rule_.id];
    const model::TimescaleVersion& v = rule.versions[entry.version < rule.versions.size() ? entry.version : 0];
    const std::vector<FieldRead> fields = gives(rules_, v.each ? v.each->rows.value : v.to);
    if (fields.empty()) return std::nullopt;
    const FieldRead end = fields.front();
    Case out = from.one;
    // `also shown by` and the like speak of the same row; other ways of being done go.
    for (std::size_t i = 1; i < fields.size(); ++i) out.cells[fields[i]].clear();
    bool in_chain = false;
    for (model::RecordId up = rule.record; up != none; up = rules_.records[up].parent) in_chain = in_chain || up == end.record;
    const std::string text = time_text(rules_, end, time, entry.moments);
    if (in_chain) {
        out.cells[end] = {text};
    } else {
        const std::size_t before = v.each && entry.turn > 0 ? entry.turn - 1 : 0;
        if (before > out.cells[end].size()) return std::nullopt;
        // A column without any values has none to repeat.
        if (out.cells[end].empty()) out.cells[end] = {text};
        defaults_.resize(out, end.record, before + 1);
        auto& pieces = out.cells[end];
        pieces.resize(before + 1);
        pieces.back() = text;
    }
    const Day day = entry.moments ? rules_.zone.day(time) : static_cast<Day>(time);
    if (as_of_day(rules_, out) <= day) set_as_of(out, day + 30);
    return out;
}

// Ends open turns on their due date, one after the other, until the limit is the next one's.
bool Search::reach_limit(const Item& item) {
    constexpr std::size_t most_turns = 14;
    const std::size_t bases = pool_.size();
    for (std::size_t i = 0; i < bases; ++i) {
        Tried at = pool_[i];
        for (std::size_t turn = 0; turn < most_turns; ++turn) {
            const auto open = std::find_if(at.shown.entries.begin(), at.shown.entries.end(), [](const EntryShown& entry) { return is_open(entry.outcome) && entry.due != eval::no_time; });
            if (open == at.shown.entries.end()) break;
            auto next = with_end(at, *open, open->due);
            if (!next) break;
            set_as_of(*next, std::max(as_of_day(rules_, *next), (open->moments ? rules_.zone.day(open->due) : static_cast<Day>(open->due)) + 1));
            auto tried = attempt(*next);
            if (!tried) break;
            const auto there = [&](const EntryShown& entry) { return entry.limit && range_of(rules_, *entry.limit) == item.at; };
            const bool found = std::any_of(tried->shown.entries.begin(), tried->shown.entries.end(), there);
            at = std::move(*tried);
            if (found) {
                add_to_pool(at);
                return true;
            }
        }
        if (i > 60) break;
    }
    // A case of a limit is chosen by its conditions.
    const auto at_limit = [&](const model::Limit& limit) -> const model::LimitCase* {
        for (const model::LimitCase& one : limit.cases)
            if (one.length.amount != none && range_of(rules_, one.length) == item.at) return &one;
        return nullptr;
    };
    for (const model::TimescaleVersion& v : rules_.timescales[rule_.id].versions) {
        std::vector<const model::Limit*> limits{&v.within, &v.then_every};
        for (const model::Limit& turn : v.turns) limits.push_back(&turn);
        for (const model::Limit* limit : limits) {
            if (!at_limit(*limit)) continue;
            std::vector<FieldRead> fields;
            for (const model::LimitCase& one : limit->cases)
                for (const FieldRead& field : fields_of(rules_, one.when)) fields.push_back(field);
            const std::size_t count = std::min<std::size_t>(pool_.size(), 12);
            for (std::size_t i = pool_.size(); i-- > pool_.size() - count;) {
                for (const FieldRead& field : fields)
                    for (const model::LimitCase& one : limit->cases) {
                        for (const std::string& value : values_for(field, pool_[i].one, one.when, {})) {
                            Case next = pool_[i].one;
                            auto& pieces = next.cells[field];
                            if (pieces.empty()) defaults_.resize(next, field.record, 1);
                            pieces.assign(std::max<std::size_t>(1, pieces.size()), value);
                            auto tried = attempt(next);
                            if (!tried) continue;
                            const auto there = [&](const EntryShown& entry) { return entry.limit && range_of(rules_, *entry.limit) == item.at; };
                            if (std::none_of(tried->shown.entries.begin(), tried->shown.entries.end(), there)) continue;
                            add_to_pool(std::move(*tried));
                            return true;
                        }
                    }
            }
        }
    }
    return false;
}

bool Search::find_limit(const Item& item) {
    const auto from_pool = [&] {
        // A copy: the pool grows while it is walked. Plain cases first.
        std::vector<Tried> bases;
        for (const Tried& one : pool_)
            for (const EntryShown& entry : one.shown.entries)
                if (entry.limit && range_of(rules_, *entry.limit) == item.at) {
                    bases.push_back(one);
                    break;
                }
        std::stable_sort(bases.begin(), bases.end(), [&](const Tried& a, const Tried& b) { return a.size() < b.size(); });
        if (bases.size() > 24) bases.resize(24);
        for (const Tried& base : bases)
            for (const EntryShown& entry : base.shown.entries) {
                if (!entry.limit || range_of(rules_, *entry.limit) != item.at) continue;
                const auto near = around(entry, rules_.zone);
                if (!near) continue;
                const std::int64_t time = item.key.wanted == wanted_before ? near->before : item.key.wanted == wanted_on ? near->on : near->after;
                auto next = with_end(base, entry, time);
                if (!next) continue;
                // A schedule is stopped right behind, so that nothing stays open; else as the case has it; else not stopped.
                Case stopped = *next, open = *next;
                const std::int64_t day = entry.moments ? rules_.zone.day(time) : time;
                for (const model::TimescaleVersion& v : rules_.timescales[rule_.id].versions)
                    for (const FieldRead& stop : gives(rules_, v.stop)) {
                        if (v.each) stopped.cells[stop] = {time_text(rules_, stop, day + 1, false)};
                        open.cells[stop].clear();
                    }
                if (take(stopped, item.key) || take(*next, item.key) || take(open, item.key)) return true;
            }
        return false;
    };
    if (from_pool()) return true;
    return reach_limit(item) && from_pool();
}

bool Search::find_closed(const Item& item) {
    std::vector<Tried> bases;
    for (const Tried& one : pool_) {
        const auto fits = [&](const EntryShown& entry) { return entry.limit && entry.calendar && range_of(rules_, *entry.limit) == item.at && entry.from != eval::no_time; };
        if (std::any_of(one.shown.entries.begin(), one.shown.entries.end(), fits)) bases.push_back(one);
        if (bases.size() == 6) break;
    }
    if (bases.empty() && reach_limit(item)) bases.push_back(pool_.back());
    for (const Tried& base : bases)
        for (const EntryShown& entry : base.shown.entries) {
            if (!entry.limit || !entry.calendar || range_of(rules_, *entry.limit) != item.at || entry.from == eval::no_time) continue;
            const Day from = entry.moments ? rules_.zone.day(entry.from) : static_cast<Day>(entry.from);
            const Day first = std::max(from - 800, entry.calendar->known_from()), last = std::min(from + 800, entry.calendar->known_until());
            if (first >= last) continue;
            std::vector<calendar::ClosedDay> closed = entry.calendar->closed_between(first, last);
            std::stable_sort(closed.begin(), closed.end(), [&](const auto& a, const auto& b) { return std::abs(a.day - from) < std::abs(b.day - from); });
            for (std::size_t i = 0; i < std::min<std::size_t>(closed.size(), 24); ++i) {
                // Backward limits are counted from the other side.
                for (const int side : {-1, 1}) {
                    const auto start = entry.calendar->add_working_days(closed[i].day, side);
                    if (start && take(shifted(rules_, base.one, *start - from), item.key)) return true;
                }
            }
        }
    return false;
}

bool Search::find_version(const Item& item) {
    const std::vector<Tried> bases(pool_.begin(), pool_.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(pool_.size(), 40)));
    for (const Tried& base : bases)
        for (const Day trigger : base.shown.triggers) {
            if (item.key.index != 0) {
                const auto day = static_cast<Day>(item.key.index - (item.key.wanted == wanted_last_day ? 1 : 0));
                const Case moved = shifted(rules_, base.one, day - trigger);
                // Best done on the due date, where that tells the versions apart.
                if (const auto tried = attempt(moved))
                    for (const EntryShown& entry : tried->shown.entries) {
                        if (entry.due == eval::no_time || entry.turn > 1) continue;
                        const auto done = with_end(*tried, entry, entry.due);
                        if (done && take(*done, item.key)) return true;
                    }
                if (take(moved, item.key)) return true;
                continue;
            }
            // The day stands in the data: it is moved there, and the case stays where it is.
            for (const model::TimescaleVersion& v : rules_.timescales[rule_.id].versions) {
                if (v.from_field == none || rules_.exprs[v.from_field].at != item.at) continue;
                for (const FieldRead& field : gives(rules_, v.from_field)) {
                    Case next = base.one;
                    next.cells[field] = {format_day(trigger + (item.key.wanted == wanted_last_day ? 1 : 0))};
                    if (take(next, item.key)) return true;
                }
            }
        }
    return false;
}

bool Search::find_start(const Item& item) {
    const std::vector<Tried> bases = pool_;
    const std::vector<FieldRead> fields = starts();
    for (const Tried& base : bases) {
        Case next = base.one;
        bool any = false;
        for (const FieldRead& field : fields) {
            auto& pieces = next.cells[field];
            any = any || !pieces.empty();
            pieces.clear();
        }
        if (any && take(next, item.key)) return true;
    }
    return false;
}

bool Search::find_end(const Item& item) {
    const std::vector<Tried> bases = pool_;
    const std::vector<FieldRead> fields = ends();
    for (const Tried& base : bases) {
        Case next = base.one;
        for (const FieldRead& field : fields) {
            bool in_chain = false;
            for (model::RecordId up = record_of(rules_, rule_); up != none; up = rules_.records[up].parent) in_chain = in_chain || up == field.record;
            if (in_chain) next.cells[field].clear();
            else
                for (auto& [at, pieces] : next.cells)
                    if (at.record == field.record) pieces.clear();
        }
        if (take(next, item.key)) return true;
    }
    return false;
}

}  // namespace duly::verify
