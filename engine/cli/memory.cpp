#include "engine/cli/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace duly::cli {

namespace {

constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();

// The number behind `name` in a file of lines such as `MemAvailable:  123 kB`.
std::optional<std::uint64_t> number_of(const std::string& path, const std::string& name) {
    std::ifstream file(path);
    std::string word;
    while (file >> word) {
        std::uint64_t value = 0;
        if (word == name && file >> value) return value;
        file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
    return {};
}

std::optional<std::uint64_t> number_in(const std::string& path) {
    std::ifstream file(path);
    std::uint64_t value = 0;
    if (file >> value) return value;        // `max` is none
    return {};
}

// The names that the two versions of control groups have for the same; `place` is what stands before a group in /proc/self/cgroup.
struct GroupFiles { const char *place, *folder, *most, *taken, *files, *shared; };
constexpr GroupFiles versions[] = {{"0::", "/sys/fs/cgroup", "memory.max", "memory.current", "file", "shmem"},
                                   {":memory:", "/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_cache", "total_shmem"}};

// Of the program's group and of those that it stands in, the one with least. What files are held in memory is given back when needed.
std::uint64_t left_in_groups(const GroupFiles& version) {
    std::ifstream groups("/proc/self/cgroup");
    std::string line, group;
    while (group.empty() && std::getline(groups, line))
        if (const auto at = line.find(version.place); at != std::string::npos && (at == 0 || version.place[0] == ':')) group = line.substr(at + std::string(version.place).size());
    if (!group.starts_with('/')) return no_limit;
    std::uint64_t left = no_limit;
    for (;;) {
        const std::string folder = version.folder + group + (group.ends_with('/') ? "" : "/");
        const auto most = number_in(folder + version.most);
        const auto taken = number_in(folder + version.taken);
        if (most && taken) {
            const std::uint64_t files = number_of(folder + "memory.stat", version.files).value_or(0), shared = number_of(folder + "memory.stat", version.shared).value_or(0);
            const std::uint64_t bound = *taken - std::min(*taken, files - std::min(files, shared));
            left = std::min(left, *most - std::min(*most, bound));
        }
        if (group == "/") return left;
        group = group.substr(0, std::max<std::size_t>(1, group.rfind('/')));
    }
}

std::uint64_t left_of(int resource, std::uint64_t taken) {
    rlimit limit{};
    if (getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return no_limit;
    return limit.rlim_cur - std::min<std::uint64_t>(limit.rlim_cur, taken);
}

std::uint64_t status_bytes(const char* name) { return number_of("/proc/self/status", name).value_or(0) * 1024; }

}  // namespace

std::optional<std::uint64_t> read_size(const std::string& text) {
    std::uint64_t value = 0, scale = 1;
    std::size_t at = 0;
    const auto digits = [&](bool after) {
        const std::size_t from = at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && at - from < 9; ++at) {
            value = value * 10 + static_cast<std::uint64_t>(text[at] - '0');
            if (after) scale *= 10;
        }
        return at > from;
    };
    if (!digits(false)) return {};
    if (at < text.size() && text[at] == '.' && (++at, !digits(true))) return {};
    if (at < text.size() && text[at] == ' ') ++at;
    std::string unit = text.substr(at);
    for (char& letter : unit) letter = static_cast<char>(letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter);
    const std::uint64_t bytes = unit == "MB" || unit == "M" ? 1'000'000 : unit == "GB" || unit == "G" ? 1'000'000'000 : unit == "TB" || unit == "T" ? 1'000'000'000'000 : 0;
    if (bytes == 0 || value > no_limit / bytes) return {};
    const std::uint64_t size = value * bytes / scale;
    if (size < 32'000'000) return {};
    return size;
}

std::uint64_t memory_taken() { return status_bytes("VmData:"); }

std::uint64_t available_memory() {
    const auto free = number_of("/proc/meminfo", "MemAvailable:");
    const std::uint64_t left = std::min({free ? *free * 1024 : no_limit, left_in_groups(versions[0]), left_in_groups(versions[1]), left_of(RLIMIT_AS, status_bytes("VmSize:")), left_of(RLIMIT_DATA, memory_taken())});
    return left == no_limit ? 0 : left;
}

void hold_memory_to(std::uint64_t bytes) {
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    rlimit limit{};
    if (getrlimit(RLIMIT_DATA, &limit) != 0) return;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_cur, bytes);
    setrlimit(RLIMIT_DATA, &limit);
#ifdef __GLIBC__
    // Near its limit a thread's own heap asks the kernel in vain for each small piece, before the common one is asked: half a minute of that.
    if (bytes < std::uint64_t{1} << 30) mallopt(M_ARENA_MAX, 1);
#endif
#else
    static_cast<void>(bytes);
#endif
}

}  // namespace duly::cli
