// The workload of workload.duly by hand: what the machine allows to a program that knows these two files and these rules alone.
//
//     near_limit DATA OUT [THREADS [plain]]
//
// It reads the files in pieces that stay in the cache and holds no text. cases.csv is judged as it is read; what the rules over events need of a case
// stays, twelve bytes for one of five cases. An event counts only if its case has such a period and it fell in it: one bit, then one small table tell. The days that
// are left, about a third of the events, are grouped by counting and judged, by as many threads as there are parts of the periods.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "tests/bench/near_limit.hpp"

namespace {

using namespace bench;

constexpr std::size_t piece = 1 << 18, longest_line = 1 << 12;

class Input {
public:
    explicit Input(const std::string& path) : file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        struct stat about {};
        if (file_ < 0 || fstat(file_, &about) != 0) {
            std::perror(path.c_str());
            std::exit(1);
        }
        size = static_cast<std::size_t>(about.st_size);
        char start[longest_line];
        ssize_t got = pread(file_, start, sizeof start, 0);
        const void* end = got > 0 ? std::memchr(start, '\n', static_cast<std::size_t>(got)) : nullptr;
        body = end ? static_cast<std::size_t>(static_cast<const char*>(end) - start) + 1 : size;
    }
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;
    ~Input() { close(file_); }

    /// The lines that begin in [from, to), whole; from lies behind the header.
    std::pair<const char*, const char*> lines(std::size_t from, std::size_t to, std::vector<char>& buffer) const {
        std::size_t start = from - 1, want = std::min(to + longest_line, size) - start, have = 0;
        buffer.resize(piece + 3 * longest_line);
        while (have < want) {
            ssize_t got = pread(file_, buffer.data() + have, want - have, static_cast<off_t>(start + have));
            if (got <= 0) break;
            have += static_cast<std::size_t>(got);
        }
        if (have && start + have == size && buffer[have - 1] != '\n') buffer[have++] = '\n';
        auto next = [&](std::size_t at) {     // behind the line end at or after this place of the buffer
            const void* end = at < have ? std::memchr(buffer.data() + at, '\n', have - at) : nullptr;
            return end ? static_cast<const char*>(end) + 1 : buffer.data() + have;
        };
        return {next(0), next(to - 1 - start)};
    }

    std::size_t size = 0, body = 0;

private:
    int file_;
};

template <class Work>
void together(std::size_t threads, Work work) {
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work, i);
    work(std::size_t(0));
    for (auto& other : others) other.join();
}

// Each thread its share of cases.csv, in order, so that the periods come in order of case_id.
void read_cases(const Input& file, const Scan& scan, const Judge& judge, const Day* dates, std::vector<Sheet>& sheets) {
    together(sheets.size(), [&](std::size_t part) {
        Sheet& sheet = sheets[part];
        std::size_t bytes = file.size - file.body, from = file.body + bytes * part / sheets.size(), to = file.body + bytes * (part + 1) / sheets.size();
        std::size_t most = (to - from) / 40 + 1024;     // a line has at least 22 commas and as many letters of ids and words
        sheet.breaches = Room<Line>((file.size + (1 << 22)) / 2);      // reserved, and taken only as it fills
        sheet.upcoming = Room<Line>(most * 10);
        sheet.finished = Room<std::uint32_t>(most_teams * months_kept * 2);
        sheet.referrals = Room<Referral>(most);
        sheet.protections = Room<Protection>(most);
        sheet.cares = Room<Care>(most);
        std::vector<char> buffer;
        std::vector<Case> block(512);
        for (; from < to; from += piece) {
            auto [line, end] = file.lines(from, std::min(from + piece, to), buffer);
            while (line < end) judge.cases(block.data(), scan.cases(line, end, dates, block.data(), block.size(), sheet.teams), sheet);
        }
    });
}

// The periods of all parts behind each other, and how to find one by its case_id.
template <class Period>
Periods find_by_id(const std::vector<Sheet>& sheets, Room<Period> Sheet::*of, Room<Period>& all, std::uint32_t first, std::uint32_t last) {
    Periods out;
    out.first = first;
    out.span = last - first + 1;
    std::size_t words = out.span / 64 + 1, count = 0;
    for (const Sheet& sheet : sheets) count += (sheet.*of).size;
    all = Room<Period>(count);
    out.bits = Room<std::uint64_t>(words);
    out.before = Room<std::uint32_t>(words);
    out.window = Room<std::uint32_t>(count + 1);
    out.scale = (static_cast<std::uint64_t>(sheets.size()) << 32) / (count + 1);
    for (const Sheet& sheet : sheets)
        for (const Period& one : sheet.*of) {
            out.bits[(one.id - first) / 64] |= 1ULL << (one.id - first) % 64;
            out.window.push(one.from | static_cast<std::uint32_t>(one.to ? one.to : 0xffff) << 16);
            all.push(one);
        }
    std::uint32_t before = 0;
    for (std::size_t i = 0; i < words; ++i) {
        out.before[i] = before;
        before += static_cast<std::uint32_t>(__builtin_popcountll(out.bits[i]));
    }
    return out;
}

// Pieces as each thread comes to them.
void read_events(const Input& file, const Scan& scan, const Day* dates, const Periods* periods, std::vector<Events>& events, std::atomic<std::size_t>& next) {
    std::size_t parts = events.size(), most = (file.size - file.body) / 30 + 2048;
    together(parts, [&](std::size_t thread) {
        Events& out = events[thread];
        for (std::size_t i = 0; i < kinds * parts; ++i) {
            out.period.emplace_back(most);
            out.day.emplace_back(most);
        }
        std::vector<char> buffer;
        for (std::size_t from; (from = next.fetch_add(piece)) < file.size;) {
            auto [line, end] = file.lines(from, std::min(from + piece, file.size), buffer);
            scan.events(line, end, dates, periods, parts, out);
        }
    });
}

// The days of one kind of event that fall to the periods [from, to), by period.
struct Grouped {
    std::vector<std::uint32_t> begins;
    Room<Day> days;

    Grouped(const std::vector<Events>& events, std::size_t kind, std::size_t part, std::size_t from, std::size_t to) : begins(to - from + 2) {
        std::size_t lane = kind * events.size() + part, all = 0;
        for (const Events& of : events) {
            for (std::uint32_t period : of.period[lane]) ++begins[period - from + 2];
            all += of.day[lane].size;
        }
        for (std::size_t i = 2; i < begins.size(); ++i) begins[i] += begins[i - 1];
        days = Room<Day>(all);
        for (const Events& of : events)
            for (std::size_t i = 0; i < of.day[lane].size; ++i) days[begins[of.period[lane][i] - from + 1]++] = of.day[lane][i];
    }
};

std::size_t first_of_part(const Periods& of, std::size_t count, std::size_t part) { return std::min<std::size_t>(count, ((part << 32) + of.scale - 1) / of.scale); }

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "near_limit DATA OUT [THREADS [plain]]\n");
        return 2;
    }
    std::string data = argv[1], out = argv[2];
    std::size_t threads = std::clamp<std::size_t>(argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1, 1, 16);
    Days days;
    DateTable dates = date_table(days);
    Scan with = scan(argc > 4 && std::strcmp(argv[4], "plain") == 0);
    Judge judge(days);
    std::vector<Sheet> sheets(threads);
    read_cases(Input(data + "/cases.csv"), with, judge, dates.data(), sheets);

    std::vector<std::string> teams;
    for (Sheet& sheet : sheets) {
        std::vector<std::uint8_t> number;
        for (const std::string& team : sheet.teams) {
            auto at = std::find(teams.begin(), teams.end(), team);
            number.push_back(static_cast<std::uint8_t>(at - teams.begin()));
            if (at == teams.end()) teams.push_back(team);
        }
        if (&sheet != &sheets[0])
            for (Referral& one : sheet.referrals) one.team = number[one.team];
    }

    std::uint32_t first = UINT32_MAX, last = 0;
    for (const Sheet& sheet : sheets) {
        auto widen = [&](std::uint32_t id) { first = std::min(first, id), last = std::max(last, id); };
        for (const Protection& one : sheet.protections) widen(one.id);
        for (const Care& one : sheet.cares) widen(one.id);
    }
    if (first > last) first = last = 0;
    Room<Protection> protections;
    Room<Care> cares;
    Periods periods[] = {find_by_id(sheets, &Sheet::protections, protections, first, last), find_by_id(sheets, &Sheet::cares, cares, first, last)};

    Input events_file(data + "/events.csv");
    std::vector<Events> events(threads);
    std::atomic<std::size_t> next{events_file.body};
    Room<std::uint32_t> again(most_teams * months_kept * 2);
    std::thread counting([&] {
        std::vector<const Room<Referral>*> referrals;
        for (const Sheet& sheet : sheets) referrals.push_back(&sheet.referrals);
        judge.again(referrals, again);
    });
    read_events(events_file, with, dates.data(), periods, events, next);
    counting.join();

    together(threads, [&](std::size_t part) {
        {
            std::size_t from = first_of_part(periods[0], protections.size, part), to = first_of_part(periods[0], protections.size, part + 1);
            Grouped visits(events, visit, part, from, to);
            judge.protections(protections.data(), from, to, visits.begins.data(), visits.days.data(), sheets[part]);
        }
        std::size_t from = first_of_part(periods[1], cares.size, part), to = first_of_part(periods[1], cares.size, part + 1);
        Grouped reviews(events, review, part, from, to), healths(events, health, part, from, to);
        judge.cares(cares.data(), from, to, reviews.begins.data(), reviews.days.data(), healths.begins.data(), healths.days.data(), sheets[part]);
    });
    write_files(out, days, sheets, again, teams);
}
