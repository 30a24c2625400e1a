// Many simple deadlines by plain loops over columns: what a thousand rules cost at least, and the same rules as a rule file.
//
//     rules_limit DATA RULES differ|share [RUNS [plain]]  a line of JSON: the middle of the runs in seconds, on one thread, and the outcomes
//     rules_limit --write FILE RULES differ|share CALENDAR
//     rules_limit --whole FOLDER CASES                    cases.csv in which no date is missing and none comes too early
//
// Each rule is n working days from one date of a case to a later one. `differ`: dates and days of their own. `share`: all say the same under names of their own.
// The loops find due date and outcome of each rule and case, count the outcomes and list the late cases; the files are read before.
// `plain`: loops that know of two outcomes only, met and late, for files in which no date is missing, and that keep what Duly keeps of each late case, its row and
// outcome: what three values, partial dates and reasons are held against.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "tests/bench/near_limit.hpp"

namespace {

using namespace bench;

constexpr CaseDate columns[] = {referred, decided, began, finished, strategy, conference, protected_from, core_group, care_from, permanence};
constexpr const char* headers[] = {"referral_date", "decision_date", "assessment_start", "assessment_end", "strategy_date", "icpc_date", "cp_start",
                                   "core_group_date", "lac_start", "perm_plan_date"};

struct Simple {
    std::size_t from, to;
    int limit;
};

Simple rule(std::size_t i, bool share) {
    if (share) return {0, 3, 45};
    std::size_t from = i % 9, later = 9 - from;
    return {from, from + 1 + i / 9 % later, static_cast<int>(1 + i / (9 * later) % 240)};
}

struct Outcomes {
    std::uint64_t met = 0, late = 0, overdue = 0, due = 0, unknown = 0;
};

// Blocks that stay in the nearest cache: the look-ups first, then what the compiler makes wide instructions of.
#if defined(__x86_64__) && !defined(__clang__)
__attribute__((target_clones("arch=skylake-avx512", "avx2", "default")))
#endif
void judge(const Day* from, const Day* to, std::size_t size, const Day* due_of, Day as_of, Outcomes& counts, std::vector<std::uint32_t>& listed) {
    constexpr std::size_t block = 1024;
    Day due[block];
    std::uint32_t at = 0;
    for (std::size_t start = 0; start < size; start += block) {
        std::size_t n = std::min(block, size - start);
        const Day *a = from + start, *b = to + start;
        for (std::size_t i = 0; i < n; ++i) due[i] = due_of[a[i]];
        std::uint32_t met = 0, late = 0, overdue = 0, waiting = 0, unknown = 0;
        for (std::size_t i = 0; i < n; ++i) {
            bool begun = a[i] != 0, done = b[i] != 0, wrong = done & (b[i] < a[i] || !begun);
            met += begun & done & !wrong & (b[i] <= due[i]);
            late += begun & done & !wrong & (b[i] > due[i]);
            waiting += begun & !done & (as_of <= due[i]);
            overdue += begun & !done & (as_of > due[i]);
            unknown += wrong;
        }
        for (std::size_t i = 0; i < n; ++i) {
            listed[at] = static_cast<std::uint32_t>(start + i);
            at += (a[i] != 0) & (b[i] ? (b[i] >= a[i]) & (b[i] > due[i]) : as_of > due[i]);
        }
        counts.met += met, counts.late += late, counts.overdue += overdue, counts.due += waiting, counts.unknown += unknown;
    }
}

// Where both days are known for certain.
#if defined(__x86_64__) && !defined(__clang__)
__attribute__((target_clones("arch=skylake-avx512", "avx2", "default")))
#endif
void judge_plain(const Day* from, const Day* to, std::size_t size, const Day* due_of, Outcomes& counts, std::vector<std::uint32_t>& listed) {
    constexpr std::size_t block = 1024;
    Day due[block];
    std::uint32_t at = 0;
    for (std::size_t start = 0; start < size; start += block) {
        std::size_t n = std::min(block, size - start);
        const Day *a = from + start, *b = to + start;
        for (std::size_t i = 0; i < n; ++i) due[i] = due_of[a[i]];
        std::uint32_t late = 0;
        for (std::size_t i = 0; i < n; ++i) late += b[i] > due[i];
        for (std::size_t i = 0; i < n; ++i) {
            listed[at] = static_cast<std::uint32_t>(start + i);
            at += b[i] > due[i];
        }
        counts.met += n - late, counts.late += late;
    }
}

// Ten dates of each case that rise, from 2012 to 2024.
int write_whole(const std::string& folder, std::size_t cases) {
    std::ofstream out(folder + "/cases.csv");
    out << "case_id,child_id,dob,gender,ethnicity,team,ward,worker,source,category,referral_date,decision,decision_date,assessment_start,assessment_end,strategy_date,icpc_date,cp_start,"
           "core_group_date,cp_end,lac_start,perm_plan_date,lac_end\n";
    static constexpr const char* behind[] = {",ASSESS,", ",", ",", ",", ",", ",", ",", ",,", ",", ",\n"};
    Days days;
    std::uint64_t seed = 20241231;
    const auto below = [&](std::uint64_t n) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<int>((seed >> 33) % n);
    };
    for (std::size_t i = 0; i < cases; ++i) {
        out << 10000000 + i << ',' << 200000 + i << ",2010-01-01,M,WBRI,Assessment South " << below(9) << ",Ward 1,SW1000,School,N1,";
        int day = days.of({2012, 1, 1}) + below(4000);
        for (const char* text : behind) {
            out.write(days.text[static_cast<std::size_t>(day)].data(), 10) << text;
            day += below(70);
        }
    }
    return out ? 0 : 1;
}

int write_rules(const char* path, std::size_t count, bool share, const char* calendar) {
    std::ofstream out(path);
    out << "# Made by rules_limit --write.\nruleset \"Many deadlines\"\nuse \"" << calendar << "\"\n\nrecord case\n  case_id  number  key\n";
    for (const char* header : headers) out << "  " << header << "  date  optional\n";
    out << "\nfeed bench\n  dates are yyyy-mm-dd\n  blank is \"\"\n  file \"cases.csv\" gives case, holds every\n    case_id  is \"case_id\"\n";
    for (const char* header : headers) out << "    " << header << "  is \"" << header << "\"\n";
    out << "    ignores like \"*\"\n";
    for (std::size_t i = 0; i < count; ++i) {
        Simple one = rule(i, share);
        out << "\ntimescale rule_" << i + 1 << " \"Deadline " << i + 1 << "\"\n  for each case\n  from case." << headers[one.from] << "\n  to case." << headers[one.to] << "\n  within "
            << one.limit << " working day" << (one.limit == 1 ? "" : "s") << "\n";
    }
    return out ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc >= 6 && std::strcmp(argv[1], "--write") == 0) return write_rules(argv[2], std::strtoul(argv[3], nullptr, 10), std::strcmp(argv[4], "share") == 0, argv[5]);
    if (argc >= 4 && std::strcmp(argv[1], "--whole") == 0) return write_whole(argv[2], std::strtoul(argv[3], nullptr, 10));
    if (argc < 4) {
        std::fprintf(stderr, "rules_limit DATA RULES differ|share [RUNS [plain]]\nrules_limit --write FILE RULES differ|share CALENDAR\nrules_limit --whole FOLDER CASES\n");
        return 2;
    }
    std::ifstream file(std::string(argv[1]) + "/cases.csv", std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), {});
    text.append(128, '\n');
    const char *at = text.data() + text.find('\n') + 1, *end = text.data() + text.size() - 128;
    Days days;
    DateTable dates = date_table(days);
    std::vector<std::string> teams;
    std::vector<Case> block(4096);
    std::vector<Day> column[std::size(columns)];
    while (at < end) {
        std::size_t size = scan(false).cases(at, end, dates.data(), block.data(), block.size(), teams);
        for (std::size_t c = 0; c < std::size(columns); ++c)
            for (std::size_t i = 0; i < size; ++i) column[c].push_back(block[i].date[columns[c]]);
    }

    std::size_t count = std::strtoul(argv[2], nullptr, 10), cases = column[0].size();
    bool share = std::strcmp(argv[3], "share") == 0, plain = argc > 5 && std::strcmp(argv[5], "plain") == 0;
    Day as_of = days.of({2024, 12, 31});
    std::vector<double> times;
    Outcomes outcomes;
    std::vector<std::uint32_t> listed(cases + 1);
    std::vector<std::vector<std::uint32_t>> kept;
    std::vector<std::vector<std::uint8_t>> kept_outcomes;
    std::vector<Day> due_of(days_kept);
    for (int run = argc > 4 ? std::max(1, std::atoi(argv[4])) : 5; run > 0; --run) {
        outcomes = {};
        kept.clear();
        kept_outcomes.clear();
        auto began_at = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < count; ++i) {
            Simple one = rule(i, share);
            // The days of the files lie in a few thousand, which are counted once a rule.
            for (std::size_t day = 1; day <= as_of; ++day) due_of[day] = days.working(static_cast<Day>(day), one.limit);
            const Day *from = column[one.from].data(), *to = column[one.to].data();
            if (plain) {
                const auto before = outcomes.late;
                judge_plain(from, to, cases, due_of.data(), outcomes, listed);
                const auto late = static_cast<std::ptrdiff_t>(outcomes.late - before);
                kept.emplace_back(listed.begin(), listed.begin() + late);
                kept_outcomes.emplace_back(late, std::uint8_t{1});
                continue;
            }
            judge(from, to, cases, due_of.data(), as_of, outcomes, listed);
        }
        times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - began_at).count());
    }
    std::sort(times.begin(), times.end());
    auto shown = [](std::uint64_t n) { return static_cast<unsigned long long>(n); };
    std::printf("{\"evaluate\": %.6f, \"outcomes\": {\"due\": %llu, \"late\": %llu, \"met\": %llu, \"overdue\": %llu, \"unknown\": %llu}}\n", times[times.size() / 2],
                shown(outcomes.due), shown(outcomes.late), shown(outcomes.met), shown(outcomes.overdue), shown(outcomes.unknown));
}
