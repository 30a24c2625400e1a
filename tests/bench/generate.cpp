// Cases and events for the speed workload: cases.csv and events.csv of any size, the same for the same seed.
//
//     generate FOLDER CASES [SEED]
//
// Referrals of thirteen years up to 31 December 2024, twelve events a case, children that come again, teams that are late more and less often. Some dates are
// missing where they should stand and some lie before the date that they should follow: what a rule has to say of such cases is part of the work.
// holidays.csv and calendar.csv beside them are for databases, which know no working days.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/days.hpp"

namespace {

using bench::Day;
using bench::Days;

constexpr const char* kinds[] = {"visit", "cp_review", "lac_review", "health_assessment", "pep", "supervision"};
enum Kind : std::uint8_t { visit, cp_review, lac_review, health_assessment, pep, supervision };
constexpr int teams = 40;

struct Event {
    std::uint32_t of;
    Day due, held;
    std::uint16_t worker;
    Kind kind;
};

// SplitMix64, so that the files are the same wherever they are made.
std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(mixed(seed)) {}
    std::uint64_t next() { return mixed(state_ += 0x9e3779b97f4a7c15ULL); }
    int below(int n) { return static_cast<int>(((next() >> 32) * static_cast<std::uint64_t>(n)) >> 32); }
    bool chance(double share) { return static_cast<double>(next() >> 11) * 0x1.0p-53 < share; }

private:
    std::uint64_t state_;
};

class File {
public:
    explicit File(const std::string& path) : file_(std::fopen(path.c_str(), "wb")) {
        if (!file_) {
            std::perror(path.c_str());
            std::exit(1);
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        flush();
        std::fclose(file_);
    }
    File& operator<<(const char* text) { return add(text, std::strlen(text)); }
    File& operator<<(std::uint64_t number) {
        char digits[20];
        std::size_t at = sizeof digits;
        do digits[--at] = static_cast<char>('0' + number % 10);
        while (number /= 10);
        return add(digits + at, sizeof digits - at);
    }
    File& day(const Days& days, int day) { return day > 0 ? add(days.text[static_cast<std::size_t>(day)].data(), 10) : *this; }

private:
    File& add(const char* text, std::size_t size) {
        if (used_ + size > sizeof buffer_) flush();
        std::memcpy(buffer_ + used_, text, size);
        used_ += size;
        return *this;
    }
    void flush() {
        if (std::fwrite(buffer_, 1, used_, file_) != used_) std::exit(1);
        used_ = 0;
    }
    std::FILE* file_;
    std::size_t used_ = 0;
    char buffer_[1 << 18];
};

// One case while it is made: days as int, 0 for none.
struct Case {
    int referred = 0, decided = 0, began = 0, finished = 0, strategy = 0, conference = 0, protected_from = 0, core_group = 0, protected_to = 0, care_from = 0,
        permanence = 0, care_to = 0;
    const char* decision = "";
};

class Maker {
public:
    Maker(const std::string& folder, std::uint32_t cases, std::uint64_t seed)
        : folder_(folder), count_(cases), seed_(seed * 0x9e3779b97f4a7c15ULL), from_(days_.of({2012, 1, 1})), as_of_(days_.of({2024, 12, 31})) {
        Random random(seed_ + 5);
        for (double& share : late_) share = 0.08 * (0.45 + 1.35 * (random.below(10000) / 10000.0));
        events_.reserve(static_cast<std::size_t>(cases) * 25 / 2 + 1000);
    }

    void run() {
        calendar();
        File out(folder_ + "/cases.csv");
        out << "case_id,child_id,dob,gender,ethnicity,team,ward,worker,source,category,referral_date,decision,decision_date,assessment_start,assessment_end,"
               "strategy_date,icpc_date,cp_start,core_group_date,cp_end,lac_start,perm_plan_date,lac_end\n";
        for (std::uint32_t i = 0; i < count_; ++i) one(i, out);
        write_events();
    }

private:
    int working(int day, int n) const { return days_.working(static_cast<Day>(day), n); }
    int months(int day, int n) const { return days_.months(static_cast<Day>(day), n); }
    std::uint64_t id(std::uint32_t i) const { return 10'000'000ULL + i * 7ULL + mixed(seed_ + i) % 7; }     // rising, with gaps
    int past(int day) const { return day > as_of_ ? 0 : day; }
    int lost(Random& random, int day, double missing) { return day && random.chance(missing) ? 0 : day; }

    void calendar() {
        File holidays(folder_ + "/holidays.csv"), all(folder_ + "/calendar.csv");
        holidays << "d\n";
        for (bench::Date day : Days::bank_holidays()) holidays.day(days_, days_.of(day)) << "\n";
        all << "d,daynum,is_wd,wd\n";
        for (int day = 1; day <= bench::last_day; ++day) {
            auto at = static_cast<std::size_t>(day);
            all.day(days_, day) << "," << static_cast<std::uint64_t>(7304 + day) << (days_.open[at] != days_.open[at - 1] ? ",1," : ",0,") << days_.open[at] << "\n";
        }
    }

    // When something due was done: mostly in time and on a working day, at times late, at times never.
    int done(Random& random, int start, int due) {
        if (!start || random.chance(0.012)) return 0;
        int day = start + random.below(due - start + 1);
        if (random.chance(late_now_)) day = due + 1 + random.below(5) + (random.chance(0.4) ? random.below(40) : 0);
        int weekday = (day - 1) % 7;
        if (weekday > 4 && day <= due && day - (weekday - 4) >= start && !random.chance(0.05)) day -= weekday - 4;
        return past(day);
    }

    void event(Random& random, std::uint32_t of, Kind kind, int due, int held) {
        held = random.chance(0.015) ? 0 : past(held);
        events_.push_back({of, static_cast<Day>(due), static_cast<Day>(held), worker_, kind});
    }

    // Events from a day to another, each due after the one before; one that is still to come stands with no date held.
    template <class Due, class Held>
    void series(Random& random, std::uint32_t of, Kind kind, int from, int to, bool next, Due due, Held held) {
        int before = from;
        for (int nth = 1;; ++nth) {
            int by = due(before, nth), day = std::max(before + 1, held(before, by));
            if (day > to) {
                if (next && by <= as_of_ + 200) event(random, of, kind, by, 0);
                return;
            }
            event(random, of, kind, by, day);
            before = day;
        }
    }

    void protection(Random& random, std::uint32_t i, Case& one) {
        one.protected_from = one.conference;
        one.protected_to = past(one.protected_from + 60 + random.below(480));
        int to = one.protected_to ? one.protected_to : as_of_;
        one.core_group = done(random, one.protected_from, working(one.protected_from, 10));
        if (one.core_group > to) one.core_group = 0;
        series(random, i, visit, one.protected_from, to, !one.protected_to, [&](int day, int) { return working(day, 10); },
               [&](int day, int) { return random.chance(late_now_) ? working(day, 11 + random.below(9)) : working(day, 5 + random.below(6)) + random.chance(0.02); });
        series(random, i, cp_review, one.protected_from, to, false, [&](int day, int nth) { return months(day, nth == 1 ? 3 : 6); },
               [&](int, int due) { return random.chance(late_now_) ? due + 1 + random.below(30) : due - random.below(15); });
    }

    void care(Random& random, std::uint32_t i, Case& one, int born) {
        one.care_to = past(one.care_from + 20 + random.below(1500));
        int to = one.care_to ? one.care_to : as_of_;
        one.permanence = done(random, one.care_from, months(one.care_from, 4));
        if (one.permanence > to) one.permanence = 0;
        auto usual = [&](int early) { return [&, early](int, int due) { return random.chance(late_now_) ? due + 1 + random.below(35) : due - random.below(early); }; };
        series(random, i, lac_review, one.care_from, to, !one.care_to,
               [&](int day, int nth) { return nth == 1 ? working(day, 20) : months(day, nth == 2 ? 3 : 6); }, usual(22));
        series(random, i, health_assessment, one.care_from, to, false,
               [&](int day, int nth) { return nth == 1 ? working(day, 20) : months(day, day < months(std::max(born, 1), 60) ? 6 : 12); }, usual(30));
        series(random, i, pep, one.care_from, to, false, [&](int day, int) { return months(day, 4); }, [&](int, int due) { return due - 10 + random.below(22); });
        series(random, i, visit, one.care_from, to, false, [](int day, int) { return day + 42; }, [&](int, int due) { return due - 14 + random.below(20); });
    }

    void one(std::uint32_t i, File& out) {
        Random random(seed_ ^ (i + 1) * 0xd1342543de82ef95ULL);
        Case one;
        one.referred = from_ + static_cast<int>(static_cast<std::uint64_t>(i) * static_cast<std::uint64_t>(as_of_ - from_ + 1) / count_);
        // A child comes again within eighteen months, or is new.
        auto lately = static_cast<int>(std::min<std::uint64_t>(i, std::max<std::uint64_t>(1, count_ * 18ULL / 156)));
        if (i > 10 && random.chance(0.36)) {
            child_.push_back(child_[i - 1 - static_cast<std::uint32_t>(random.below(lately))]);
        } else {
            child_.push_back(static_cast<std::uint32_t>(born_.size()));
            born_.push_back(static_cast<Day>(one.referred - random.below(17 * 365)));
        }
        int born = born_[child_[i]], team = random.below(teams);
        worker_ = static_cast<std::uint16_t>(team * 30 + random.below(30));
        late_now_ = late_[team];
        int kind = random.below(100);
        one.decision = kind < 68 ? "ASSESS" : kind < 90 ? "NFA" : "STRAT";
        one.decided = done(random, one.referred, working(one.referred, 1));
        if (kind < 68 && one.decided) {
            one.began = done(random, one.decided, one.decided + 10);
            bool before_2013 = one.referred < days_.of({2013, 4, 15});
            if (one.began) one.finished = done(random, one.began, std::max(working(one.referred, before_2013 ? 35 : 45), one.began + 1));
        }
        if (int base = kind >= 90 ? one.decided : one.finished && random.chance(0.13) ? one.finished : 0) {
            one.strategy = past(base + random.below(4));
            if (one.strategy) one.conference = done(random, one.strategy, working(one.strategy, 15));
        }
        if (one.conference && random.chance(0.8)) protection(random, i, one);
        if ((one.finished || one.conference) && random.chance(0.1)) one.care_from = past((one.conference ? one.conference : one.finished) + random.below(60));
        if (one.care_from) {
            care(random, i, one, born);
        } else if (one.finished && random.chance(0.3)) {
            int to = std::min(as_of_, one.finished + 90 + random.below(120));
            series(random, i, visit, one.finished, to, false, [](int day, int) { return day + 28; }, [&](int day, int) { return day + 14 + random.below(20); });
        }
        bool open = (one.protected_from && !one.protected_to) || (one.care_from && !one.care_to);
        int last = open ? as_of_ : std::max({one.finished, one.protected_to, one.care_to, one.decided, one.referred + 25});
        for (int k = 0, day = one.referred; k < 14 && day <= last + 45; ++k) {
            int held = day + 20 + random.below(15);
            if (held > as_of_) break;
            event(random, i, supervision, day + 30, held);
            day = held;
        }
        spoil(random, one);
        write(random, i, team, random.chance(0.005) ? 0 : born, one, out);
    }

    // What nobody typed, and what was typed wrongly: about three cases in a hundred.
    void spoil(Random& random, Case& one) {
        one.decided = lost(random, one.decided, 0.012);
        one.began = lost(random, one.began, 0.01);
        one.finished = lost(random, one.finished, 0.006);
        for (int* day : {&one.strategy, &one.conference, &one.protected_from, &one.care_from}) *day = lost(random, *day, 0.01);
        if (random.chance(0.005)) one.referred = 0;
        if (random.chance(0.01)) one.decision = "";
        for (int* day : {&one.decided, &one.finished, &one.conference, &one.core_group, &one.protected_to, &one.permanence, &one.care_to})
            if (*day && random.chance(0.002)) *day -= 20 + random.below(380);
    }

    void write(Random& random, std::uint32_t i, int team, int born, const Case& one, File& out) {
        constexpr const char* services[] = {"Assessment", "Safeguarding", "Looked After", "Disability"};
        constexpr const char* places[] = {"North 1", "North 2", "South 1", "South 2", "East 1", "East 2", "West 1", "West 2", "Central 1", "Central 2"};
        constexpr const char* ethnicities[] = {"WBRI", "WIRI", "WOTH", "MWBC", "MWBA", "AIND", "APKN", "ABAN", "BCRB", "BAFR", "CHNE", "OOTH", "NOBT"};
        constexpr const char* sources[] = {"Police", "School", "Health", "Individual", "Housing", "LA services", "Anonymous", "Other"};
        out << id(i) << ",";
        if (!random.chance(0.003)) out << 200'000ULL + child_[i];
        out << ",";
        out.day(days_, born) << "," << (random.chance(0.02) ? "U" : random.chance(0.5) ? "F" : "M") << "," << ethnicities[random.below(13)] << ","
                             << services[team / 10] << " " << places[team % 10] << ",Ward " << static_cast<std::uint64_t>(1 + random.below(60)) << ",SW"
                             << 1000ULL + worker_ << "," << sources[random.below(8)] << ",N" << static_cast<std::uint64_t>(1 + random.below(9)) << ",";
        out.day(days_, one.referred) << "," << one.decision;
        for (int day : {one.decided, one.began, one.finished, one.strategy, one.conference, one.protected_from, one.core_group, one.protected_to, one.care_from,
                        one.permanence, one.care_to}) {
            out << ",";
            out.day(days_, day);
        }
        out << "\n";
    }

    // In order of the day due, as a diary gives them; every two-thousandth of a case that is not in the other file.
    void write_events() {
        std::vector<std::size_t> at(bench::days_kept + 1);
        for (const Event& event : events_) ++at[event.due + 1u];
        for (std::size_t day = 1; day < at.size(); ++day) at[day] += at[day - 1];
        std::vector<Event> sorted(events_.size());
        for (const Event& event : events_) sorted[at[event.due]++] = event;
        std::vector<Event>().swap(events_);
        File out(folder_ + "/events.csv");
        out << "event_id,case_id,event_type,due_date,held_date,worker\n";
        Random random(seed_ + 99);
        std::uint64_t number = 5'000'000;
        for (const Event& event : sorted) {
            std::uint64_t of = random.chance(0.0005) ? 9'000'000ULL + static_cast<std::uint64_t>(random.below(900'000)) : id(event.of);
            out << ++number << "," << of << "," << kinds[event.kind] << ",";
            out.day(days_, event.due) << ",";
            out.day(days_, event.held) << ",SW" << 1000ULL + event.worker << "\n";
        }
    }

    Days days_;
    std::string folder_;
    std::uint32_t count_;
    std::uint64_t seed_;
    int from_, as_of_;
    double late_[teams], late_now_ = 0;
    std::uint16_t worker_ = 0;
    std::vector<std::uint32_t> child_;     // of each case
    std::vector<Day> born_;                // each child
    std::vector<Event> events_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "generate FOLDER CASES [SEED]\n");
        return 2;
    }
    std::filesystem::create_directories(argv[1]);
    auto cases = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
    Maker(argv[1], cases, argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 20241231).run();
}
