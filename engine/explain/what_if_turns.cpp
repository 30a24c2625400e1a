// What may be done about turns: each record's open turns are supposed done one after another, and the timescale itself says what
// becomes of it.
#include <algorithm>
#include <map>

#include "engine/eval/measure_turns.hpp"
#include "engine/explain/case.hpp"
#include "engine/explain/what_if_parts.hpp"

namespace duly::explain::what_if_parts {

namespace {

using When = model::Measure::Counted;
using model::Shape;

constexpr std::size_t most_steps = 60;          // turns of one record, one behind the other
constexpr std::size_t most_mixes = 256;         // ways of a record with several rows of turns

struct Place { model::TimescaleId rule = model::none; Row row = data::no_row; auto operator<=>(const Place&) const = default; };
struct Path { std::vector<eval::SupposedEnd> ends; std::vector<Act> acts; bool open = true; };
using Paths = std::map<Place, Path>;
// By row of the timescale, what each of its levels adds: none done, the first done, and so on.
using Levels = std::map<Place, std::vector<Pieces>>;

bool is_open(model::Outcome outcome) { return outcome == model::Outcome::overdue || outcome == model::Outcome::due || outcome == model::Outcome::due_soon; }

class Steps {
public:
    Steps(const Scene& scene, model::TimescaleId rule) : scene_(scene), rule_(rule), timescale_(scene.context.rules.timescales[rule]) {
        moments_ = eval::counts_moments(timescale_);
        now_ = scene.now(moments_);
        const TimeZone& zone = scene.context.rules.zone;
        last_ = moments_ ? zone.last_second(scene.period.to) : std::int64_t{scene.period.to};
    }

    // The next thing that can be done about the row, given the result in which the earlier ones are.
    bool next(const eval::TimescaleResult& result, EntryRange range, Path& path, bool too_late = false) const {
        for (std::size_t i = range.first; i < range.last; ++i) {
            if (!is_open(result.outcome[i]) || result.due[i] == eval::no_time || result.version[i] >= timescale_.versions.size()) continue;
            const Shape shape = timescale_.versions[result.version[i]].shape;
            if (shape == Shape::minimum) continue;      // it is met by waiting
            const std::int64_t due = result.due[i], from = result.from[i];
            const bool late = due < now_;
            if (shape == Shape::windows && (late || ends_before(result, i))) continue;     // each stands by itself
            const bool turns = shape == Shape::schedule || shape == Shape::at_limits || shape == Shape::windows;
            std::int64_t at = late ? now_ : std::min(due, last_);
            if (too_late) {
                if (late || due >= last_) return false;
                at = last_;
            }
            if (from != eval::no_time && shape != Shape::backward && shape != Shape::two_tiers) at = std::max(at, std::min(from, due));
            if (!path.ends.empty() && at <= path.ends.back().at) at = path.ends.back().at + 1;
            if (at > last_ || (!late && !too_late && at > due) || !matters(result, i, turns)) return false;
            path.ends.push_back({result.row[i], at});
            Act act{rule_, result.row[i], result.turn[i], day(late && !turns ? last_ : at), late, {}};
            path.acts.push_back(act);
            path.open = turns;
            return true;
        }
        return false;
    }

private:
    bool ends_before(const eval::TimescaleResult& result, std::size_t i) const {
        if (scene_.measure.counted == When::due) return day(result.due[i]) < scene_.period.from;
        return scene_.measure.counted == When::started && result.from[i] != eval::no_time && day(result.from[i]) < scene_.period.from;
    }
    Day day(std::int64_t time) const { return eval::day_of_time(time, scene_.context.rules.zone); }
    // Can it, or a turn behind it, change what the period counts?
    bool matters(const eval::TimescaleResult& result, std::size_t i, bool turns) const {
        const Day due = day(result.due[i]);
        switch (scene_.measure.counted) {
            case When::due: return due <= scene_.period.to && (turns || due >= scene_.period.from);
            case When::started: {
                if (result.from[i] == eval::no_time) return false;
                const Day from = day(result.from[i]);
                return from <= scene_.period.to && (turns || from >= scene_.period.from);
            }
            default: return true;
        }
    }
    const Scene& scene_;
    model::TimescaleId rule_;
    const model::Timescale& timescale_;
    bool moments_ = false;
    std::int64_t now_ = 0, last_ = 0;
};

std::vector<model::TimescaleId> rules_of(const model::Measure& measure) {
    if (measure.kind == Kind::timescale) return {measure.timescale};
    std::vector<model::TimescaleId> rules;
    for (const auto& every : measure.every) rules.push_back(every.timescale);
    return rules;
}

std::shared_ptr<const eval::Supposed> supposed_of(const Scene& scene, const Paths& paths) {
    auto supposed = std::make_shared<eval::Supposed>();
    supposed->ends.resize(scene.context.rules.timescales.size());
    for (const auto& [place, path] : paths)
        for (const eval::SupposedEnd& end : path.ends) supposed->ends[place.rule].push_back(end);
    for (auto& ends : supposed->ends) {
        std::sort(ends.begin(), ends.end());
        ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    }
    return supposed;
}

// The turns of one rule that the period counts.
std::vector<Counted> turns_in(const Scene& scene, const World& world, const eval::TurnRule& rule) {
    const eval::Placed placed = eval::placed_turns(*world.expressions, rule, world.so_far);
    if (rule.counted == When::open_on_last_day) return eval::open_turns(placed, world.standing(), rule, world.so_far, scene.period);
    std::vector<Counted> items;
    for (const Counted& item : placed.items)
        if (item.first >= scene.period.from && item.last <= scene.period.to) items.push_back(item);
    return items;
}

std::vector<Counted> narrowed(const Scene& scene, const World& world, std::vector<Counted> items) {
    const bool on_last_day = scene.measure.counted == When::open_on_last_day;
    const eval::Expressions& seen = on_last_day ? world.standing() : *world.expressions;
    const Day last = std::min(scene.period.to, world.expressions->as_of_day());
    std::vector<Row> rows;
    for (const Counted& item : items) rows.push_back(item.row);
    items = eval::narrowed_turns(seen, scene.measure, eval::batch_of(scene.measure, scene.period, last, std::move(rows)), std::move(items));
    if (on_last_day) scene.groups.assign_on(world.standing(), last, items);
    else scene.groups.assign(*world.expressions, world.so_far, items);
    return items;
}

// What each rule's rows add in this world; for a measure of one timescale already narrowed and of the group.
std::map<Place, Pieces> pieces_of(const Scene& scene, const World& world) {
    std::map<Place, Pieces> pieces;
    if (scene.measure.kind == Kind::timescale) {
        const eval::TurnRule rule{scene.measure.timescale, scene.measure.numerator, scene.measure.counted};
        for (Counted& item : narrowed(scene, world, turns_in(scene, world, rule)))
            if (scene.in_group(item)) pieces[{scene.measure.timescale, item.row}].push_back(item);
        return pieces;
    }
    for (const auto& every : scene.measure.every)
        for (Counted& item : turns_in(scene, world, {every.timescale, every.outcomes, scene.measure.counted})) pieces[{every.timescale, item.row}].push_back(item);
    return pieces;
}

// Supposes one more turn of every record done, until nothing more can be.
class Climb {
public:
    Climb(const Scene& scene, const World& world) : scene_(scene) {
        for (auto& [place, pieces] : pieces_of(scene, world)) levels[place] = {std::move(pieces)};
        const World* at = &world;
        std::unique_ptr<World> next;
        for (std::size_t step = 1; step <= most_steps && take_step(*at, step); ++step) {
            next = world_at(scene.context, scene.measure, scene.period, scene.end, supposed_of(scene, paths));
            at = next.get();
            std::map<Place, Pieces> pieces = pieces_of(scene, *at);
            for (const auto& [place, path] : paths) {
                if (path.ends.size() != step) continue;     // it came to its end before
                levels[place].resize(step + 1);
                levels[place][step] = std::move(pieces[place]);
            }
            cut = step == most_steps;
        }
        if (scene.measure.counted == When::done) do_too_late(world);
    }
    Paths paths;
    Levels levels;
    std::map<Place, Pieces> badly;
    std::map<Place, Act> badly_acts;
    bool cut = false;

private:
    bool take_step(const World& world, std::size_t step) {
        bool any = false;
        for (const model::TimescaleId rule : rules_of(scene_.measure)) {
            const Steps steps(scene_, rule);
            const eval::TimescaleResult& result = world.so_far.timescales[rule];
            for (std::size_t begin = 0, end; begin < result.row.size(); begin = end) {
                for (end = begin; end < result.row.size() && result.row[end] == result.row[begin];) ++end;
                const Place place{rule, result.row[begin]};
                const auto known = paths.find(place);
                if (known == paths.end() ? step > 1 : !known->second.open || known->second.ends.size() + 1 != step) continue;
                Path path = known == paths.end() ? Path{} : known->second;
                if (!steps.next(result, {begin, end}, path)) continue;
                paths[place] = std::move(path);
                any = true;
            }
        }
        return any;
    }
    void do_too_late(const World& world) {
        Paths late;
        for (const model::TimescaleId rule : rules_of(scene_.measure)) {
            const Steps steps(scene_, rule);
            const eval::TimescaleResult& result = world.so_far.timescales[rule];
            for (std::size_t begin = 0, end; begin < result.row.size(); begin = end) {
                for (end = begin; end < result.row.size() && result.row[end] == result.row[begin];) ++end;
                Path path;
                if (steps.next(result, {begin, end}, path, true)) late[{rule, result.row[begin]}] = std::move(path);
            }
        }
        if (late.empty()) return;
        const auto ended = world_at(scene_.context, scene_.measure, scene_.period, scene_.end, supposed_of(scene_, late));
        std::map<Place, Pieces> pieces = pieces_of(scene_, *ended);
        for (const auto& [place, path] : late) {
            badly[place] = pieces[place];
            badly_acts[place] = path.acts.front();
        }
    }
    const Scene& scene_;
};

void note_unknown(Units& units, const World& world, model::TimescaleId rule, const Counted& item) {
    if (!item.unknown) return;
    const eval::TimescaleResult& result = world.so_far.timescales[rule];
    units.unknown.push_back({rule, item.row, item.entry < result.turn.size() && result.row[item.entry] == item.row ? result.turn[item.entry] : 0});
}

std::vector<Act> first_acts(const Path& path, std::size_t n) { return {path.acts.begin(), path.acts.begin() + static_cast<std::ptrdiff_t>(n)}; }

// Keeps a way that adds something that no cheaper one does.
void keep(Unit& unit, Way way) {
    if (same(way.pieces, unit.left)) return;
    for (Way& known : unit.ways) {
        if (!same(known.pieces, way.pieces)) continue;
        if (way.acts.size() < known.acts.size()) known = std::move(way);
        return;
    }
    unit.ways.push_back(std::move(way));
}

Units of_timescale(const Scene& scene, const World& world, Climb& climb) {
    Units units;
    units.all_ways = !climb.cut;
    for (auto& [place, levels] : climb.levels) {
        for (const Counted& item : levels.front()) note_unknown(units, world, place.rule, item);
        Unit unit;
        unit.left = levels.front();
        const auto path = climb.paths.find(place);
        for (std::size_t n = 1; n < levels.size() && path != climb.paths.end() && n <= path->second.acts.size(); ++n) keep(unit, {levels[n], first_acts(path->second, n)});
        if (const auto late = climb.badly.find(place); late != climb.badly.end() && !same(late->second, unit.left)) unit.badly = Way{late->second, {climb.badly_acts[place]}};
        if (!unit.badly && !unit.ways.empty() && unit.ways.front().acts.front().late) unit.badly = unit.ways.front();
        if (unit.ways.empty() && !unit.badly) {
            units.fixed.insert(units.fixed.end(), unit.left.begin(), unit.left.end());
            continue;
        }
        if (!unit.ways.empty()) unit.first_by = unit.ways.front().acts.front().by.value_or(model::max_day);
        unit.key = scene.context.data.key_of(scene.context.rules, scene.context.rules.timescales[place.rule].record, place.row);
        units.units.push_back(std::move(unit));
    }
    return units;
}

Row up(const Scene& scene, const model::Measure::EveryTurn& every, Row row) {
    model::RecordId record = scene.context.rules.timescales[every.timescale].record;
    for (int hop = 0; hop < every.hops && row != data::no_row; ++hop) {
        row = scene.context.data.table(record).parent[row];
        record = scene.context.rules.records[record].parent;
    }
    return row;
}

// The rows of turns below one record, each at one of its levels.
struct Mix { std::vector<std::size_t> level; std::size_t cost = 0; };

std::vector<Mix> mixes_of(const std::vector<std::size_t>& levels, bool& all) {
    std::size_t n = 1;
    for (const std::size_t some : levels) n = std::min(n * some, most_mixes + 1);
    std::vector<Mix> mixes;
    if (n > most_mixes) {
        all = false;
        mixes.push_back({std::vector<std::size_t>(levels.size(), 0), 0});
        for (std::size_t k = 0; k <= levels.size(); ++k) {      // each to its end by itself, and all of them
            Mix mix{std::vector<std::size_t>(levels.size(), 0), 0};
            for (std::size_t i = 0; i < levels.size(); ++i) {
                if (k < levels.size() && i != k) continue;
                mix.level[i] = levels[i] - 1;
                mix.cost += levels[i] - 1;
            }
            mixes.push_back(std::move(mix));
        }
        return mixes;
    }
    for (std::size_t code = 0; code < n; ++code) {
        Mix mix;
        std::size_t rest = code;
        for (const std::size_t some : levels) {
            mix.level.push_back(rest % some);
            mix.cost += rest % some;
            rest /= some;
        }
        mixes.push_back(std::move(mix));
    }
    std::stable_sort(mixes.begin(), mixes.end(), [](const Mix& a, const Mix& b) { return a.cost < b.cost; });
    return mixes;
}

Units of_every(const Scene& scene, const World& world, Climb& climb) {
    Units units;
    units.all_ways = !climb.cut;
    std::map<Row, std::vector<Place>> below;
    for (const auto& [place, levels] : climb.levels)
        for (const auto& every : scene.measure.every)
            if (every.timescale == place.rule)
                if (const Row row = up(scene, every, place.row); row != data::no_row) below[row].push_back(place);
    struct Asked { Row row; Mix mix; };
    std::vector<Asked> asked;
    std::vector<Counted> items;
    for (const auto& [row, places] : below) {
        std::vector<std::size_t> levels;
        for (const Place& place : places) {
            auto& of_place = climb.levels[place];
            const auto path = climb.paths.find(place);
            std::size_t n = path == climb.paths.end() ? 1 : std::min(of_place.size(), path->second.acts.size() + 1);
            while (n > 1 && same(of_place[n - 1], of_place[n - 2])) --n;
            levels.push_back(n);
        }
        for (Mix& mix : mixes_of(levels, units.all_ways)) {
            std::vector<Counted> turns;
            for (std::size_t i = 0; i < places.size(); ++i)
                for (Counted item : climb.levels[places[i]][mix.level[i]]) {
                    item.row = item.entry = row;
                    turns.push_back(item);
                }
            asked.push_back({row, std::move(mix)});
            for (Counted& one : eval::one_a_row(std::move(turns))) {
                one.entry = static_cast<std::uint32_t>(asked.size() - 1);       // comes back with it
                items.push_back(one);
            }
        }
    }
    std::map<std::uint32_t, Pieces> by_question;
    for (Counted& item : narrowed(scene, world, std::move(items)))
        if (scene.in_group(item)) by_question[item.entry].push_back(item);
    const model::RecordId record = scene.measure.record;
    for (std::uint32_t first = 0, last; first < asked.size(); first = last) {
        const Row row = asked[first].row;
        Unit unit;
        for (last = first; last < asked.size() && asked[last].row == row; ++last) {
            Pieces pieces = by_question[last];
            if (asked[last].mix.cost == 0) {
                for (const Counted& item : pieces)
                    if (item.unknown) units.unknown.push_back({model::none, row, 0});
                unit.left = std::move(pieces);
                continue;
            }
            std::vector<Act> acts;
            const std::vector<Place>& places = below[row];
            for (std::size_t i = 0; i < places.size(); ++i)
                if (asked[last].mix.level[i] > 0)
                    for (Act& act : first_acts(climb.paths[places[i]], asked[last].mix.level[i])) acts.push_back(std::move(act));
            std::stable_sort(acts.begin(), acts.end(), [](const Act& a, const Act& b) { return a.by < b.by; });
            keep(unit, {std::move(pieces), std::move(acts)});
        }
        if (unit.ways.empty()) {
            units.fixed.insert(units.fixed.end(), unit.left.begin(), unit.left.end());
            continue;
        }
        unit.first_by = unit.ways.front().acts.front().by.value_or(model::max_day);
        unit.key = scene.context.data.key_of(scene.context.rules, record, row);
        units.units.push_back(std::move(unit));
    }
    return units;
}

}  // namespace

Units units_of_turns(const Scene& scene, const World& world) {
    Climb climb(scene, world);
    return scene.measure.kind == Kind::timescale ? of_timescale(scene, world, climb) : of_every(scene, world, climb);
}

}  // namespace duly::explain::what_if_parts
