// The fewest: choices of units whose figure reaches a grade. Pure: it knows units, what they add and what a figure is.
//
// Of measures that only count, all sums that can be reached are worked out, each with its least cost: units that add the same stand
// for each other; so with sums and averages, whose figure hangs on the sum of the values and on how many there are. Of a sum or an average
// over a one-way scale the units with the greatest gain are taken, by kind (one more value, one less, another value): exchanging one of
// them for another never helps. So it is with ranks, where values only come and go; where they only change, what_if_ranks.hpp knows.
// What is left is tried in order of its cost.
#include <algorithm>
#include <array>
#include <map>

#include "engine/explain/what_if_parts.hpp"
#include "engine/explain/what_if_ranks.hpp"

namespace duly::explain::what_if_parts {

namespace {

using eval::MeasureValue;
using eval::Tally;
using Sums = std::array<std::int64_t, 6>;

Sums sums_of(const Tally& t) { return {t.numerator, t.denominator, t.unknown, t.perhaps_met, t.perhaps_unmet, t.perhaps}; }
Tally tally_of(const Sums& s) { return {s[0], s[1], s[2], s[3], s[4], s[5]}; }
bool is_told(const Counted& item) { return !item.unknown && item.value.certain && item.value.low == item.value.high && item.value.low_rest == item.value.high_rest; }
// One value or none, which is told.
bool is_exact(const Pieces& some) { return some.empty() || (some.size() == 1 && is_told(some[0])); }
// Told in whole units, so that values can be added.
bool all_whole(const Pieces& some) {
    return std::all_of(some.begin(), some.end(), [](const Counted& item) { return is_told(item) && item.value.part == 1 && item.value.low_rest == 0; });
}
Sums plus(Sums a, const Sums& b, std::int64_t times = 1) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] += times * b[i];
    return a;
}

class Search {
public:
    Search(const Units& units, const Figure& figure, const model::Measure& measure, const std::function<bool(const MeasureValue&)>& reached, std::uint64_t max_tries)
        : units_(units.units), all_(units), figure_(figure), measure_(measure), reached_(reached), left_(max_tries) {}

    Found run(int way, int good) {
        Found found;
        found.smallest = all_.all_ways;
        Choice none{std::vector<std::size_t>(units_.size(), 0)};
        if (reached_(figure_of(all_, figure_, none))) {
            found.fewest = none;
            found.smallest = true;
            return found;
        }
        std::optional<Choice> choice;
        // On a one-way scale what the best choice of all does not reach, none does.
        if (way != 0 && ends_are_sure(units_, measure_) && !reached_(figure_of(all_, figure_, at_its_end(all_, figure_, measure_, way, End::surely_best)))) return found;
        bool whole = figure_.counts_only() ? by_sums(choice) : by_gain(way, choice) || by_totals(choice) || one_by_one(choice);
        if (!choice && !whole) choice = greedily(good);
        found.smallest = found.smallest && (whole || (choice && cost(*choice) == 1));
        found.fewest = std::move(choice);
        return found;
    }

private:
    std::size_t cost(const Choice& choice) const {
        std::size_t sum = 0;
        for (std::size_t u = 0; u < units_.size(); ++u)
            if (choice.way[u] > 0) sum += units_[u].ways[choice.way[u] - 1].acts.size();
        return sum;
    }
    std::size_t whole_cost() const {
        std::size_t sum = 0;
        for (const Unit& unit : units_) {
            std::size_t most = 0;
            for (const Way& way : unit.ways) most = std::max(most, way.acts.size());
            sum += most;
        }
        return sum;
    }

    std::uint64_t weight() const { return 1 + (units_.size() + all_.fixed.size()) / 16; }     // of a figure made from its values

    // --- counts ---
    struct Kindred { std::vector<std::pair<std::size_t, Sums>> ways; std::vector<std::size_t> units; };     // cost, what it adds
    struct Back { std::size_t cost = 0; Sums from{}; std::size_t times = 0; };

    // Of values: what they come to, and how many.
    Sums sums_of(const Pieces& pieces) const {
        Tally tally;
        add(tally, pieces);
        if (figure_.counts_only()) return what_if_parts::sums_of(tally);
        Sums sums{0, tally.denominator};
        for (const Counted& item : pieces) sums[0] += lifted(item.value.low);
        return sums;
    }

    std::vector<Kindred> kindred() const {
        std::vector<Kindred> all;
        std::map<std::vector<std::pair<std::size_t, Sums>>, std::size_t> index;
        for (std::size_t u = 0; u < units_.size(); ++u) {
            std::vector<std::pair<std::size_t, Sums>> ways;
            for (const Way& way : units_[u].ways) ways.emplace_back(way.acts.size(), plus(sums_of(way.pieces), sums_of(units_[u].left), -1));
            const auto [at, fresh] = index.emplace(ways, all.size());
            if (fresh) all.push_back({std::move(ways), {}});
            all[at->second].units.push_back(u);
        }
        return all;
    }

    // True when the answer is sure.
    bool by_sums(std::optional<Choice>& choice) {
        Sums base = sums_of(all_.fixed);
        for (const Unit& unit : units_) base = plus(base, sums_of(unit.left));
        const std::vector<Kindred> all = kindred();
        const std::size_t whole = whole_cost();
        for (std::size_t bound = 8;; bound *= 4) {
            const std::size_t most = std::min(bound, whole);
            std::vector<std::map<Sums, Back>> layers(1);
            layers[0][base] = {};
            struct Step { std::size_t kindred, unit; };
            std::vector<Step> steps;
            for (std::size_t k = 0; k < all.size(); ++k) {
                const Kindred& kin = all[k];
                if (kin.ways.size() == 1) {
                    if (!spread(layers, kin.ways, kin.units.size(), most, true)) return false;
                    steps.push_back({k, 0});
                } else {
                    for (std::size_t n = 0; n < kin.units.size(); ++n) {
                        if (!spread(layers, kin.ways, 1, most, false)) return false;
                        steps.push_back({k, n});
                    }
                }
            }
            std::vector<std::pair<std::size_t, Sums>> ends;
            for (const auto& [sums, back] : layers.back()) ends.emplace_back(back.cost, sums);
            std::sort(ends.begin(), ends.end());
            std::size_t least = SIZE_MAX;
            for (const auto& [cost, sums] : ends) {
                if (cost > least) break;
                if (!tried(figure_.counts_only() ? 1 : weight())) return false;
                if (figure_.counts_only() && !reached_(figure_.of(tally_of(sums)))) continue;
                Choice one{std::vector<std::size_t>(units_.size(), 0)};
                Sums at = sums;
                for (std::size_t layer = layers.size(); --layer > 0;) {
                    const Back& back = layers[layer].at(at);
                    const Kindred& kin = all[steps[layer - 1].kindred];
                    if (kin.ways.size() == 1) for (std::size_t t = 0; t < back.times; ++t) one.way[kin.units[t]] = 1;
                    else one.way[kin.units[steps[layer - 1].unit]] = back.times;
                    at = back.from;
                }
                if (!figure_.counts_only() && !reached_(figure_of(all_, figure_, one))) continue;
                least = cost;
                if (!choice || comes_first(one, *choice)) choice = std::move(one);
            }
            if (choice || most == whole) return true;
        }
    }

    // Adds a layer: so many units of one kindred (`many`), or one unit in one of its ways.
    bool spread(std::vector<std::map<Sums, Back>>& layers, const std::vector<std::pair<std::size_t, Sums>>& ways, std::size_t units, std::size_t most, bool many) {
        std::map<Sums, Back> next;
        for (const auto& [sums, back] : layers.back()) {
            const std::size_t choices = many ? units : ways.size();
            for (std::size_t t = 0; t <= choices; ++t) {
                const auto& [each, adds] = ways[many || t == 0 ? 0 : t - 1];
                const std::size_t cost = back.cost + (many ? t * each : t == 0 ? 0 : each);
                if (cost > most) { if (many) break; continue; }
                if (!tried(1)) return false;
                const Sums to = t == 0 ? sums : plus(sums, adds, many ? static_cast<std::int64_t>(t) : 1);
                const auto [at, fresh] = next.emplace(to, Back{cost, sums, t});
                if (!fresh && cost < at->second.cost) at->second = {cost, sums, t};
            }
        }
        layers.push_back(std::move(next));
        return true;
    }

    // By their last days, then keys: units stand in that order.
    static bool comes_first(const Choice& a, const Choice& b) {
        for (std::size_t u = 0; u < a.way.size(); ++u)
            if ((a.way[u] > 0) != (b.way[u] > 0)) return a.way[u] > 0;
        return false;
    }

    // --- values ---
    struct Gain { std::size_t unit = 0, way = 0; std::int64_t by = 0; };

    std::int64_t lifted(std::int64_t value) const { return measure_.floor ? std::max(value, *measure_.floor) : value; }

    // Sums and averages on a one-way scale. False: it is not of that kind.
    bool by_gain(int direction, std::optional<Choice>& choice) {
        const bool by_rank = measure_.kind == Kind::median || measure_.kind == Kind::percentile || measure_.kind == Kind::longest;
        if (direction == 0 || (!by_rank && measure_.kind != Kind::sum && measure_.kind != Kind::average)) return false;
        std::array<std::vector<Gain>, 3> gains;     // another value, one more, one less
        for (std::size_t u = 0; u < units_.size(); ++u) {
            const Unit& unit = units_[u];
            if (!is_exact(unit.left)) return false;
            std::optional<std::size_t> kind;
            Gain best;
            for (std::size_t w = 0; w < unit.ways.size(); ++w) {
                const Pieces& to = unit.ways[w].pieces;
                if (!is_exact(to) || unit.ways[w].acts.size() != 1) return false;
                const std::size_t own = unit.left.empty() ? 1 : to.empty() ? 2 : 0;
                if (kind && *kind != own) return false;
                const std::int64_t by = direction * ((to.empty() ? 0 : lifted(to[0].value.low)) - (unit.left.empty() ? 0 : lifted(unit.left[0].value.low)));
                if (!kind || by > best.by) best = {u, w + 1, by};
                kind = own;
            }
            if (kind) gains[*kind].push_back(best);
        }
        if (by_rank && !gains[0].empty()) return gains[1].empty() && gains[2].empty() && by_moves(direction, gains[0], choice);
        for (auto& some : gains) std::stable_sort(some.begin(), some.end(), [](const Gain& a, const Gain& b) { return a.by > b.by; });
        const std::size_t all = gains[0].size() + gains[1].size() + gains[2].size();
        for (std::size_t k = 1; k <= all; ++k)
            for (std::size_t a = 0; a <= std::min(k, gains[0].size()); ++a)
                for (std::size_t b = 0; b <= std::min(k - a, gains[1].size()); ++b) {
                    const std::size_t c = k - a - b;
                    if (c > gains[2].size()) continue;
                    if (!tried(weight())) return false;
                    Choice one{std::vector<std::size_t>(units_.size(), 0)};
                    const std::array<std::size_t, 3> taken{a, b, c};
                    for (std::size_t g = 0; g < 3; ++g)
                        for (std::size_t t = 0; t < taken[g]; ++t) one.way[gains[g][t].unit] = gains[g][t].way;
                    if (!reached_(figure_of(all_, figure_, one))) continue;
                    choice = std::move(one);
                    return true;
                }
        return true;
    }

    bool adds_up() const {
        const auto of_unit = [](const Unit& unit) {
            return all_whole(unit.left) && std::all_of(unit.ways.begin(), unit.ways.end(), [](const Way& way) { return all_whole(way.pieces); });
        };
        return all_whole(all_.fixed) && std::all_of(units_.begin(), units_.end(), of_unit);
    }

    // Ranks whose values only change. Where more is better the values are turned round.
    bool by_moves(int direction, const std::vector<Gain>& gains, std::optional<Choice>& choice) {
        if (!adds_up()) return false;
        std::vector<std::int64_t> others;
        const auto stays = [&](const Pieces& some) { for (const Counted& item : some) others.push_back(-direction * lifted(item.value.low)); };
        stays(all_.fixed);
        for (const Unit& unit : units_)
            if (unit.ways.empty()) stays(unit.left);
        std::vector<Move> moves;
        for (const Gain& gain : gains) {
            const Unit& unit = units_[gain.unit];
            moves.push_back({-direction * lifted(unit.left[0].value.low), -direction * lifted(unit.ways[gain.way - 1].pieces[0].value.low)});
        }
        constexpr std::int64_t whole = 100 * model::number_scale;
        const std::int64_t rank = measure_.kind == Kind::longest ? whole : measure_.percentile;
        const auto sets = lowest_by_moves(std::move(others), moves, direction < 0 ? rank : whole - rank, whole);
        for (const std::vector<std::size_t>& set : sets) {
            if (!tried(weight())) return false;
            Choice one{std::vector<std::size_t>(units_.size(), 0)};
            for (const std::size_t m : set) one.way[gains[m].unit] = gains[m].way;
            if (!reached_(figure_of(all_, figure_, one))) continue;
            choice = std::move(one);
            return true;
        }
        return !sets.empty();
    }

    // Sums and averages whatever the bands: all totals that can be reached.
    bool by_totals(std::optional<Choice>& choice) {
        if ((measure_.kind != Kind::sum && measure_.kind != Kind::average) || !adds_up()) return false;
        const std::uint64_t before = left_;
        if (by_sums(choice)) return true;
        left_ = before;
        choice.reset();
        return false;
    }

    // Every choice, the cheapest first. True when the answer is sure.
    bool one_by_one(std::optional<Choice>& choice) {
        const std::size_t whole = whole_cost();
        for (std::size_t cost = 1; cost <= whole; ++cost) {
            Choice one{std::vector<std::size_t>(units_.size(), 0)};
            bool cut = false;
            if (descend(one, 0, cost, cut)) {
                choice = std::move(one);
                return true;
            }
            if (cut) return false;
        }
        return true;
    }
    bool descend(Choice& choice, std::size_t from, std::size_t rest, bool& cut) {
        if (rest == 0) {
            if (!tried(weight())) { cut = true; return false; }
            return reached_(figure_of(all_, figure_, choice));
        }
        for (std::size_t u = from; u < units_.size() && !cut; ++u)
            for (std::size_t w = 1; w <= units_[u].ways.size() && !cut; ++w) {
                const std::size_t own = units_[u].ways[w - 1].acts.size();
                if (own > rest) continue;
                choice.way[u] = w;
                if (descend(choice, u + 1, rest - own, cut)) return true;
                choice.way[u] = 0;
            }
        return false;
    }

    // What helps most first, and then whatever can be left out again.
    std::optional<Choice> greedily(int good) {
        left_ = 400'000;
        Choice choice{std::vector<std::size_t>(units_.size(), 0)};
        MeasureValue at = figure_of(all_, figure_, choice);
        while (!reached_(at)) {
            std::optional<std::pair<std::size_t, std::size_t>> best;
            MeasureValue best_value = at;
            for (std::size_t u = 0; u < units_.size(); ++u)
                for (std::size_t w = 1; w <= units_[u].ways.size(); ++w) {
                    if (choice.way[u] == w) continue;
                    if (!tried(weight())) return std::nullopt;
                    const std::size_t before = choice.way[u];
                    choice.way[u] = w;
                    const MeasureValue value = figure_of(all_, figure_, choice);
                    choice.way[u] = before;
                    if (!better(value, best_value, good, false)) continue;
                    best = {u, w};
                    best_value = value;
                }
            if (!best) return std::nullopt;
            choice.way[best->first] = best->second;
            at = best_value;
        }
        for (std::size_t u = units_.size(); u-- > 0;) {
            const std::size_t way = choice.way[u];
            if (way == 0) continue;
            choice.way[u] = 0;
            if (!reached_(figure_of(all_, figure_, choice))) choice.way[u] = way;
        }
        return choice;
    }

    bool tried(std::uint64_t n) {
        if (left_ < n) return false;
        left_ -= n;
        return true;
    }
    const std::vector<Unit>& units_;
    const Units& all_;
    const Figure& figure_;
    const model::Measure& measure_;
    const std::function<bool(const MeasureValue&)>& reached_;
    std::uint64_t left_;
};

}  // namespace

Found fewest(const Units& units, const Figure& figure, const model::Measure& measure, Day last, const std::function<bool(const MeasureValue&)>& reached,
             std::uint64_t max_tries) {
    return Search(units, figure, measure, reached, max_tries).run(direction(measure, last), good_way(measure, last));
}

}  // namespace duly::explain::what_if_parts
