// Rows for measures, whose figure stands at the edge of a band, and for actions, in each of their states.
#include <algorithm>
#include <set>

#include "dsl/base/date.hpp"
#include "engine/verify/generate_search.hpp"

namespace duly::verify {

using model::none;
using Target = model::Example::Target;

namespace {

// All that the case lists hangs under one record that it names: it stays one case where it is put beside others.
bool of_one(const model::RuleSet& rules, const Case& one) {
    return std::all_of(one.cells.begin(), one.cells.end(), [&](const auto& cell) {
        if (cell.second.size() < 2) return true;
        const model::RecordId above = spoken_above(rules, one, cell.first.record);
        return above != none && rows_of(one, above) == 1;
    });
}

// Several cases in one row: each value of a column is a case of its own, with its own ancestors. Of a case that is `of_one` the
// values stay together, `,` between them. Keys, and what speaks of them, get a number each, so that they stay different records.
Case together(const model::RuleSet& rules, const std::vector<const Case*>& cases) {
    Case out;
    out.as_of = cases.front()->as_of;
    out.known = cases.front()->known;
    for (const Case* one : cases)
        for (const auto& [at, pieces] : one->cells)
            if (!pieces.empty()) out.cells[at];
    std::size_t number = 0;
    for (const Case* one : cases) {
        std::set<std::string> keys;
        std::size_t rows = 1;
        for (const auto& [at, pieces] : one->cells) {
            rows = std::max(rows, pieces.size());
            if (rules.records[at.record].fields[at.field].key) keys.insert(pieces.begin(), pieces.end());
        }
        const bool listed = rows > 1 && of_one(rules, *one);
        const auto value = [&](FieldRead at, const std::vector<std::string>& pieces, std::size_t row) {
            std::string text = row < pieces.size() ? pieces[row] : "";
            if (rules.records[at.record].fields[at.field].type != model::Type::text) return text;
            if (keys.count(text)) text += "-" + std::to_string(number + row + 1);
            return text.find(',') != std::string::npos && text.front() != '"' ? '"' + text + '"' : text;
        };
        for (std::size_t row = 0; row < (listed ? 1 : rows); ++row)
            for (auto& [at, pieces] : out.cells) {
                const auto cell = one->cells.find(at);
                if (cell == one->cells.end()) {
                    pieces.emplace_back();
                    continue;
                }
                std::vector<std::string> list;
                for (std::size_t i = 0; listed && i < cell->second.size(); ++i) list.push_back(value(at, cell->second, i));
                const bool blank = std::all_of(list.begin(), list.end(), [](const std::string& text) { return text.empty(); });
                pieces.push_back(!listed ? value(at, cell->second, row) : blank ? std::string() : joined(list, ", "));
            }
        number += rows;
    }
    return out;
}

// Every column that says something has as many values as the others: so many cases, side by side.
bool even(const Case& one) {
    std::size_t rows = 0;
    for (const auto& [at, pieces] : one.cells) rows = std::max(rows, pieces.size());
    return std::all_of(one.cells.begin(), one.cells.end(), [&](const auto& cell) { return cell.second.empty() || cell.second.size() == rows; });
}

bool single(const Case& one) {
    return std::all_of(one.cells.begin(), one.cells.end(), [](const auto& cell) { return cell.second.size() <= 1; });
}

}  // namespace

bool Search::find_band(const Item& item) {
    const model::Measure& measure = rules_.measures[rule_.id];
    const auto list = static_cast<std::size_t>(item.key.index / 100), band = static_cast<std::size_t>(item.key.index % 100);
    const bool beside = item.key.wanted == wanted_low_beside || item.key.wanted == wanted_high_beside;
    const auto edges = edges_of(measure.bands[list].bands[band]);
    const auto edge = std::find_if(edges.begin(), edges.end(), [&](const Edge& one) { return one.wanted == item.key.wanted - (beside ? 1 : 0); });
    if (edge == edges.end()) return false;

    if (measure.percentage && measure.kind != model::Measure::Kind::reported) {
        // One case that counts and is in the numerator, one that is not, in the same period: then so many of each.
        for (std::size_t g = 0; g < pool_.size(); ++g) {
            const Tried good = pool_[g];
            if (!of_one(rules_, good.one) || good.shown.values.empty() || good.shown.values.back().numerator != 1 || good.shown.values.back().denominator != 1) continue;
            for (std::size_t b = 0; b < pool_.size(); ++b) {
                const Tried bad = pool_[b];
                if (!of_one(rules_, bad.one) || bad.shown.values.empty() || bad.shown.values.back().numerator != 0 || bad.shown.values.back().denominator != 1) continue;
                Case other = shifted(rules_, bad.one, good.shown.values.back().to - bad.shown.values.back().to);
                other.as_of = good.one.as_of;
                const __int128 scale = model::number_scale;
                for (std::int64_t d = 1; d <= 100; ++d) {
                    std::int64_t n = static_cast<std::int64_t>(static_cast<__int128>(edge->at) * d / scale);
                    const bool exact = static_cast<__int128>(edge->at) * d % scale == 0;
                    if (!beside && !exact) continue;
                    if (beside) {
                        const bool below = edge->lower == edge->includes;
                        if (below && exact) --n;
                        if (!below) ++n;
                        const __int128 away = static_cast<__int128>(n) * scale - static_cast<__int128>(edge->at) * d;
                        if (n < 0 || n > d || (away < 0 ? -away : away) > scale / 100 * d) continue;
                    }
                    std::vector<const Case*> cases(static_cast<std::size_t>(n), &good.one);
                    cases.insert(cases.end(), static_cast<std::size_t>(d - n), &other);
                    if (take(together(rules_, cases), item.key)) return true;
                    break;
                }
                if (attempts_for_item_ > 120) return false;
            }
        }
        return false;
    }
    // Figures of one case: its numbers and the distances between its dates.
    const std::vector<Tried> bases = pool_;
    for (std::size_t i = 0; i < std::min<std::size_t>(bases.size(), 12); ++i)
        for (const FieldRead& at : defaults_.fields())
            for (const std::string& value : values_for(at, bases[i].one, none, edge->at)) {
                Case next = bases[i].one;
                next.cells[at].assign(std::max<std::size_t>(1, next.cells[at].size()), value);
                if (take(next, item.key)) return true;
            }
    // Counts: the case so many times.
    for (std::size_t i = 0; i < std::min<std::size_t>(bases.size(), 12); ++i) {
        if (!single(bases[i].one)) continue;
        const std::int64_t count = edge->at / model::number_scale;
        for (const std::int64_t n : {count, count + 1, count - 1}) {
            if (n < 1 || n > 200) continue;
            if (take(together(rules_, std::vector<const Case*>(static_cast<std::size_t>(n), &bases[i].one)), item.key)) return true;
        }
    }
    return false;
}

namespace {

// Days on which something of an action, or of one that it needs, falls due or was done.
void days_of(const model::RuleSet& rules, model::ActionId id, std::set<model::Day>& days, std::set<model::ActionId>& seen) {
    if (!seen.insert(id).second) return;
    const model::Action& action = rules.actions[id];
    for (const auto& day : {action.due, action.done_on})
        if (day)
            for (const int beside : {-1, 0, 1}) days.insert(*day + beside);
    for (const model::NeedLine& line : action.needs)
        for (const model::Need& need : line.needs) {
            if (need.kind == model::Need::Kind::action) days_of(rules, need.ref, days, seen);
            if (need.kind == model::Need::Kind::milestone)
                for (const int beside : {-1, 0, 1}) days.insert(need.by + beside);
        }
}

Case months_back(const model::RuleSet& rules, const Case& one, int months) {
    Case out = shifted(rules, one, add_months(as_of_day(rules, one), -months) - as_of_day(rules, one));
    out.as_of = one.as_of;
    return out;
}

}  // namespace

bool Search::find_state(const Item& item) {
    std::set<model::Day> days;
    std::set<model::ActionId> seen;
    days_of(rules_, rule_.id, days, seen);
    const auto placed = [&](const Case& one) {
        if (take(one, item.key)) return true;
        for (const model::Day day : days) {
            Case next = one;
            set_as_of(next, day);
            // As it is, or as far before that day as it lies before its own.
            if (take(next, item.key) || take(shifted(rules_, one, day - as_of_day(rules_, one)), item.key)) return true;
        }
        return false;
    };
    const std::vector<Tried> bases = pool_;
    for (const Tried& base : bases)
        if (placed(base.one)) return true;
    if (by_needs(item)) return true;
    // The same for several months in a row.
    for (std::size_t i = 0; i < std::min<std::size_t>(bases.size(), 40); ++i) {
        if (!single(bases[i].one)) continue;
        const Case one = months_back(rules_, bases[i].one, 1), two = months_back(rules_, bases[i].one, 2);
        if (placed(together(rules_, {&bases[i].one, &one, &two}))) return true;
    }
    // What one need asks beside what another does.
    const std::size_t most = std::min<std::size_t>(bases.size(), 10);
    for (std::size_t i = 0; i < most; ++i)
        for (std::size_t k = 0; k < most; ++k) {
            if (i == k || !single(bases[i].one) || !single(bases[k].one)) continue;
            const Case other = shifted(rules_, bases[k].one, as_of_day(rules_, bases[i].one) - as_of_day(rules_, bases[k].one));
            if (placed(together(rules_, {&bases[i].one, &other}))) return true;
        }
    return find_by_change(item, defaults_.fields(), none);
}

// Every need held or not, by the plainest case that was found for each.
bool Search::by_needs(const Item& item) {
    const model::Action& action = rules_.actions[rule_.id];
    struct Ways { const Tried *holds = nullptr, *fails = nullptr; };
    const std::vector<Tried> bases = pool_;
    std::vector<Ways> needs;
    for (std::size_t line = 0; line < action.needs.size(); ++line)
        for (std::size_t n = 0; n < action.needs[line].needs.size(); ++n) {
            Ways ways;
            const auto index = static_cast<std::int64_t>(line * 1000 + n);
            for (const Tried& base : bases) {
                if (!even(base.one)) continue;
                const auto shows = [&](std::uint8_t wanted) { return base.shown.keys.count(key_of(ItemKind::need, action.needs[line].needs[n].at, index, wanted)) != 0; };
                if (shows(wanted_holds) && (!ways.holds || base.size() < ways.holds->size())) ways.holds = &base;
                if (shows(wanted_fails) && base.size() > 0 && (!ways.fails || base.size() < ways.fails->size())) ways.fails = &base;
            }
            needs.push_back(ways);
        }
    if (needs.size() < 2 || needs.size() > 4) return false;
    std::set<model::Day> days;
    std::set<model::ActionId> seen;
    days_of(rules_, rule_.id, days, seen);
    for (std::size_t mask = 0; mask < std::size_t{1} << needs.size(); ++mask) {
        std::vector<Case> cases;
        for (std::size_t n = 0; n < needs.size(); ++n) {
            const Tried* chosen = (mask >> n & 1) == 0 ? needs[n].holds : needs[n].fails;
            if (!chosen) continue;
            // All as of the first one's day.
            cases.push_back(cases.empty() ? chosen->one : shifted(rules_, chosen->one, as_of_day(rules_, cases.front()) - as_of_day(rules_, chosen->one)));
            if (std::count(cases.begin(), cases.end(), cases.back()) > 1) cases.pop_back();
        }
        std::vector<const Case*> all;
        for (const Case& one : cases) all.push_back(&one);
        if (all.empty()) continue;
        const Case whole = together(rules_, all);
        if (take(whole, item.key)) return true;
        for (const model::Day day : days)
            if (take(shifted(rules_, whole, day - as_of_day(rules_, whole)), item.key)) return true;
    }
    return false;
}

}  // namespace duly::verify
