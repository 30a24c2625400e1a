// The workload by hand: what each part of near_limit.cpp hands to the next. It knows these two files and these twelve rules and nothing else.
#pragma once

#include <sys/mman.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/days.hpp"

namespace bench {

// The columns of cases.csv that rules read, in their order there.
enum CaseDate { born, referred, decided, began, finished, strategy, conference, protected_from, core_group, protected_to, care_from, permanence, care_to, case_dates };
enum Decision : std::uint8_t { not_told, assess, other };
enum Rule : std::uint8_t { r01, r02, r03, r04, r05, r06, r07, r08, r09, r10, rules };
enum Outcome : std::uint8_t { met, late, overdue, due, unknown, outcomes };
enum Kind : std::uint8_t { visit, review, health, kinds, no_kind = kinds };

struct Case {
    std::uint32_t id, child;
    Day date[case_dates];
    std::uint8_t team;
    Decision decision;
};

/// Room for up to `most` values that takes memory as it is filled: nothing is copied to grow, nothing is cleared.
template <class T>
class Room {
public:
    Room() = default;
    explicit Room(std::size_t most) : bytes_(most * sizeof(T) + (1 << 12)) {
        void* at = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at == MAP_FAILED) throw std::bad_alloc();
        data_ = static_cast<T*>(at);
    }
    Room(Room&& from) noexcept : data_(std::exchange(from.data_, nullptr)), bytes_(from.bytes_), size(from.size) {}
    Room& operator=(Room&& from) noexcept {
        std::swap(data_, from.data_);
        std::swap(bytes_, from.bytes_);
        std::swap(size, from.size);
        return *this;
    }
    ~Room() {
        if (data_) munmap(data_, bytes_);
    }
    T* data() { return data_; }
    const T* data() const { return data_; }
    T& operator[](std::size_t i) { return data_[i]; }
    const T& operator[](std::size_t i) const { return data_[i]; }
    T* begin() { return data_; }
    T* end() { return data_ + size; }
    const T* begin() const { return data_; }
    const T* end() const { return data_ + size; }
    void push(const T& value) { data_[size++] = value; }

private:
    T* data_ = nullptr;
    std::size_t bytes_ = 0;

public:
    std::size_t size = 0;
};

struct Line {     // of breaches.csv or upcoming.csv
    std::uint32_t id;
    Day due, done;
    Rule rule;
    Outcome outcome;
};

struct Referral {
    std::uint32_t child;
    Day day;
    std::uint8_t team;
};

// A time under a child protection plan, and one in care: what the rules over events need of their case.
struct Protection {
    std::uint32_t id;
    Day from, to, core_group;
};
struct Care {
    std::uint32_t id;
    Day from, to, permanence, fifth_birthday;
};

constexpr std::size_t most_teams = 256, months_kept = years * 12;

/// What one thread makes of its cases.
struct Sheet {
    std::array<std::array<std::uint64_t, outcomes>, rules> count{};
    Room<Line> breaches, upcoming;
    Room<std::uint32_t> finished;     // of team and month: in time, all
    Room<Referral> referrals;
    Room<Protection> protections;
    Room<Care> cares;
    std::vector<std::string> teams;
};

/// The cases that one kind of period stands for, found by case_id: a bit for each id from the first, and how many bits stand before each word.
struct Periods {
    std::uint32_t first = 0, span = 0;
    Room<std::uint64_t> bits;
    Room<std::uint32_t> before;
    Room<std::uint32_t> window;      // of each period: its first day, and its last in the upper half
    std::uint64_t scale = 0;         // number of period to number of part: (number * scale) >> 32
};

/// Held events that fall in a period, by kind and by the part of the periods that a thread will judge.
struct Events {
    std::vector<Room<std::uint32_t>> period;     // kind * parts + part
    std::vector<Room<Day>> day;
};

/// 2^19 entries, by the low bits of the digits of yy-mm-dd; 0 where that is no date.
using DateTable = Room<Day>;
DateTable date_table(const Days&);

/// Reads whole lines at [at, end), which may be read 64 bytes beyond.
struct Scan {
    std::size_t (*cases)(const char*& at, const char* end, const Day* dates, Case* out, std::size_t most, std::vector<std::string>& teams);
    void (*events)(const char* at, const char* end, const Day* dates, const Periods* periods, std::size_t parts, Events& out);
};
/// The one for the instructions that this processor has; the plain one everywhere if asked.
Scan scan(bool plain);

struct Judge {
    const Days& days;
    Day as_of, law_changed;
    Judge(const Days& of) : days(of), as_of(of.of({2024, 12, 31})), law_changed(of.of({2013, 4, 15})) {}
    /// R01 to R03 and R10; what rules over events will need of the cases is put aside.
    void cases(const Case* all, std::size_t size, Sheet& sheet) const;
    /// R05 and R07, R04, R06, R08 and R09: the periods from `from` to `to` with the days of their events, period i's from begins[i - from] to begins[i - from + 1].
    void protections(const Protection* all, std::size_t from, std::size_t to, const std::uint32_t* begins, Day* visits, Sheet& sheet) const;
    void cares(const Care* all, std::size_t from, std::size_t to, const std::uint32_t* review_begins, Day* reviews, const std::uint32_t* health_begins, Day* healths,
               Sheet& sheet) const;
    /// R12: re-referrals and all, by team and month. The referrals stand in order of case.
    void again(const std::vector<const Room<Referral>*>& referrals, Room<std::uint32_t>& out) const;
};

/// breaches.csv, upcoming.csv, counts.csv and kpi.csv.
void write_files(const std::string& folder, const Days& days, const std::vector<Sheet>& sheets, const Room<std::uint32_t>& again, const std::vector<std::string>& teams);

}  // namespace bench
