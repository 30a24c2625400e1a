#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "tests/bench/near_limit.hpp"

namespace bench {
namespace {

constexpr const char* outcome_words[] = {"met", "late", "overdue", "due", "unknown"};
constexpr const char* grade_words[] = {"green", "amber", "red"};
constexpr char header[] = "\xef\xbb\xbfrule,key,outcome,due,done\n";

[[noreturn]] void stop(const std::string& path) {
    std::perror(path.c_str());
    std::exit(1);
}

class Output {
public:
    explicit Output(const std::string& path) : path_(path), file_(open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644)) {
        if (file_ < 0) stop(path);
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output() { close(file_); }
    void put(const char* text, std::size_t size, std::size_t at) const {
        while (size) {
            ssize_t done = pwrite(file_, text, size, static_cast<off_t>(at));
            if (done <= 0) stop(path_);
            text += done, size -= static_cast<std::size_t>(done), at += static_cast<std::size_t>(done);
        }
    }

private:
    std::string path_;
    int file_;
};

std::size_t digits(std::uint32_t n) {
    std::size_t out = 1;
    for (; n >= 10; n /= 10) ++out;
    return out;
}

std::size_t length(const Line& line) { return 18 + digits(line.id) + std::strlen(outcome_words[line.outcome]) + (line.done ? 10 : 0); }

char* put_line(char* at, const Line& line, const Days& days) {
    int rule = line.rule + 1;
    at[0] = 'r', at[1] = static_cast<char>('0' + rule / 10), at[2] = static_cast<char>('0' + rule % 10), at[3] = ',';
    at += 4;
    std::size_t size = digits(line.id);
    std::uint32_t id = line.id;
    for (std::size_t i = size; i--; id /= 10) at[i] = static_cast<char>('0' + id % 10);
    at += size;
    const char* word = outcome_words[line.outcome];
    size = std::strlen(word);
    *at++ = ',';
    std::memcpy(at, word, size);
    at += size;
    *at++ = ',';
    std::memcpy(at, days.text[line.due].data(), 10);
    at += 10;
    *at++ = ',';
    if (line.done) std::memcpy(at, days.text[line.done].data(), 10), at += 10;
    *at++ = '\n';
    return at;
}

// In pieces, so that the text is never held whole.
void put_lines(const Room<Line>& lines, const Days& days, const Output& out, std::size_t from) {
    constexpr std::size_t piece = 1 << 18;
    std::vector<char> text(piece + 128);
    char* at = text.data();
    for (const Line& line : lines) {
        at = put_line(at, line, days);
        if (auto size = static_cast<std::size_t>(at - text.data()); size >= piece) {
            out.put(text.data(), size, from);
            from += size;
            at = text.data();
        }
    }
    out.put(text.data(), static_cast<std::size_t>(at - text.data()), from);
}

struct Figures {
    std::string text = "measure,group,period,numerator,denominator,grade\n";
    std::uint64_t graded[2][3] = {};

    void add(int measure, const std::string& team, std::size_t month, std::uint64_t part, std::uint64_t all) {
        if (!all) return;
        int grade = measure == 11 ? (100 * part >= 90 * all ? 0 : 100 * part >= 80 * all ? 1 : 2) : (100 * part <= 20 * all ? 0 : 100 * part <= 25 * all ? 1 : 2);
        ++graded[measure - 11][grade];
        char rest[96];
        int size = std::snprintf(rest, sizeof rest, ",%04zu-%02zu,%llu,%llu,%s\n", first_year + month / 12, month % 12 + 1, static_cast<unsigned long long>(part),
                                 static_cast<unsigned long long>(all), grade_words[grade]);
        text.append(measure == 11 ? "r11," : "r12,").append(team).append(rest, static_cast<std::size_t>(size));
    }
};

// Per month of the day due, and over the twelve months up to each; nothing of months that are still to come.
Figures figures(const std::vector<Sheet>& sheets, const Room<std::uint32_t>& again, const std::vector<std::string>& teams) {
    Figures out;
    constexpr std::size_t from = (2013 - first_year) * 12, to = (2025 - first_year) * 12;
    for (std::size_t team = 0; team < teams.size(); ++team) {
        for (std::size_t month = 0; month < to; ++month) {
            std::uint64_t part = 0, all = 0;
            for (const Sheet& sheet : sheets) {
                std::size_t own = 0;     // each part met the teams in its own order
                while (own < sheet.teams.size() && sheet.teams[own] != teams[team]) ++own;
                if (own == sheet.teams.size()) continue;
                part += sheet.finished[(own * months_kept + month) * 2];
                all += sheet.finished[(own * months_kept + month) * 2 + 1];
            }
            out.add(11, teams[team], month, part, all);
        }
        for (std::size_t month = from; month < to; ++month) {
            std::uint64_t part = 0, all = 0;
            for (std::size_t m = month - 11; m <= month; ++m) {
                part += again[(team * months_kept + m) * 2];
                all += again[(team * months_kept + m) * 2 + 1];
            }
            out.add(12, teams[team], month, part, all);
        }
    }
    return out;
}

}  // namespace

void write_files(const std::string& folder, const Days& days, const std::vector<Sheet>& sheets, const Room<std::uint32_t>& again, const std::vector<std::string>& teams) {
    Output breaches(folder + "/breaches.csv"), upcoming(folder + "/upcoming.csv");
    std::size_t start = sizeof header - 1;
    breaches.put(header, start, 0);
    upcoming.put(header, start, 0);
    std::vector<std::size_t> breaches_at{start}, upcoming_at{start};
    auto total = [](const Room<Line>& lines, std::vector<std::size_t>& at) {
        std::size_t size = 0;
        for (const Line& line : lines) size += length(line);
        at.push_back(at.back() + size);
    };
    for (const Sheet& sheet : sheets) total(sheet.breaches, breaches_at), total(sheet.upcoming, upcoming_at);
    std::vector<std::thread> others;
    auto write = [&](std::size_t i) {
        put_lines(sheets[i].breaches, days, breaches, breaches_at[i]);
        put_lines(sheets[i].upcoming, days, upcoming, upcoming_at[i]);
    };
    for (std::size_t i = 1; i < sheets.size(); ++i) others.emplace_back(write, i);
    Figures all = figures(sheets, again, teams);
    write(0);
    for (auto& other : others) other.join();

    Output(folder + "/kpi.csv").put(all.text.data(), all.text.size(), 0);
    std::string counts = "rule,outcome,count\n";
    auto add = [&](int rule, const char* word, std::uint64_t count) {
        if (count) counts += (rule < 10 ? "r0" : "r") + std::to_string(rule) + "," + word + "," + std::to_string(count) + "\n";
    };
    for (int rule = 0; rule < rules; ++rule)
        for (int outcome = 0; outcome < outcomes; ++outcome) {
            std::uint64_t count = 0;
            for (const Sheet& sheet : sheets) count += sheet.count[static_cast<std::size_t>(rule)][static_cast<std::size_t>(outcome)];
            add(rule + 1, outcome_words[outcome], count);
        }
    for (int measure : {11, 12})
        for (int grade = 0; grade < 3; ++grade) add(measure, grade_words[grade], all.graded[measure - 11][grade]);
    Output(folder + "/counts.csv").put(counts.data(), counts.size(), 0);
}

}  // namespace bench
