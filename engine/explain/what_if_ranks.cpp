// A rank lies between two neighbours of the sorted values. It is at most what two days T <= U give when enough values are at most T, and enough
// at most U: how many must be moved for that is counted, and a value that helps with both is as good as any. So for each number of moves the two days
// that give the lowest rank are the best that can be had: whatever is moved, the neighbours that it ends with are two such days.
#include "engine/explain/what_if_ranks.hpp"

#include <algorithm>
#include <map>

namespace duly::explain::what_if_parts {

namespace {

__extension__ using Wide = __int128;
constexpr std::size_t most_work = 100'000'000;

struct Pair { Wide at = 0; std::int64_t first = 0, second = 0; };

}  // namespace

std::vector<std::vector<std::size_t>> lowest_by_moves(std::vector<std::int64_t> others, const std::vector<Move>& moves, std::int64_t rank, std::int64_t whole) {
    std::vector<std::int64_t> now = std::move(others);
    for (const Move& move : moves) now.push_back(move.from);
    std::vector<std::int64_t> days = now;
    for (const Move& move : moves) days.push_back(move.to);
    std::sort(now.begin(), now.end());
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    const Wide place = Wide(now.size() - 1) * rank;
    const auto low = static_cast<std::size_t>(place / whole);
    const Wide rest = place % whole;
    if (moves.size() * days.size() > most_work / (rest == 0 ? 1 : days.size())) return {};

    struct Kinds { std::vector<std::size_t> both, first, second; };
    const auto kinds = [&](std::int64_t first, std::int64_t second) {
        Kinds found;
        for (std::size_t m = 0; m < moves.size(); ++m) {
            const Move& move = moves[m];
            if (move.from > second && move.to <= first) found.both.push_back(m);
            else if (move.from > first && move.to <= first) found.first.push_back(m);
            else if (move.from > second && move.to <= second) found.second.push_back(m);
        }
        return found;
    };
    struct Need { std::size_t first = 0, second = 0, both = 0; };
    const auto need = [&](const Pair& days_of, std::size_t both) {
        const auto lacking = [&](std::size_t wanted, std::int64_t day) {
            const auto there = static_cast<std::size_t>(std::upper_bound(now.begin(), now.end(), day) - now.begin());
            return wanted > there ? wanted - there : 0;
        };
        Need found{lacking(low + 1, days_of.first), lacking(rest == 0 ? low + 1 : low + 2, days_of.second), 0};
        found.both = std::min(both, std::max(found.first, found.second));
        found.first -= std::min(found.first, found.both);
        found.second -= std::min(found.second, found.both);
        return found;
    };
    std::map<std::size_t, Pair> best;       // by the number of moves
    for (std::size_t a = 0; a < days.size(); ++a)
        for (std::size_t b = a; b < (rest == 0 ? a + 1 : days.size()); ++b) {
            Pair pair{days[a] * (whole - rest) + days[b] * rest, days[a], days[b]};
            std::size_t both = 0, first = 0, second = 0;
            for (const Move& move : moves) {
                if (move.from > pair.second && move.to <= pair.first) ++both;
                else if (move.from > pair.first && move.to <= pair.first) ++first;
                else if (move.from > pair.second && move.to <= pair.second) ++second;
            }
            const Need lacks = need(pair, both);
            if (lacks.first > first || lacks.second > second) continue;
            const auto [at, fresh] = best.emplace(lacks.both + lacks.first + lacks.second, pair);
            if (!fresh && pair.at < at->second.at) at->second = pair;
        }
    std::vector<std::vector<std::size_t>> sets;
    for (const auto& [number, pair] : best) {
        if (number == 0) continue;
        const Kinds found = kinds(pair.first, pair.second);
        const Need lacks = need(pair, found.both.size());
        std::vector<std::size_t>& set = sets.emplace_back(found.both.begin(), found.both.begin() + static_cast<std::ptrdiff_t>(lacks.both));
        set.insert(set.end(), found.first.begin(), found.first.begin() + static_cast<std::ptrdiff_t>(lacks.first));
        set.insert(set.end(), found.second.begin(), found.second.begin() + static_cast<std::ptrdiff_t>(lacks.second));
    }
    return sets;
}

}  // namespace duly::explain::what_if_parts
