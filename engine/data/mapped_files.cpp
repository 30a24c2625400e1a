#include "engine/data/mapped_files.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <mutex>
#include <utility>

#if defined(__unix__) || defined(__APPLE__)
#define DULY_HAS_MMAP 1
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace duly::data {
namespace {

std::optional<InputFile> read_stream(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return {};
    auto text = std::make_shared<std::string>(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    if (in.bad()) return {};
    const std::string_view bytes = *text;
    return InputFile{path, bytes, text};
}

#ifdef DULY_HAS_MMAP

// Where files are mapped, for replace_lost_page(), which may take no lock and no memory: entries are used again, never given back.
struct Mapped {
    std::atomic<std::uintptr_t> begin{0}, end{0};       // end 0 = free
    std::atomic<bool> lost{false};
    Mapped* next = nullptr;
};
std::atomic<Mapped*> all_mapped{nullptr};
std::mutex registering;

Mapped& enter(const void* begin, std::size_t size) {
    const std::lock_guard lock(registering);
    Mapped* entry = all_mapped;
    while (entry && entry->end != 0) entry = entry->next;
    const bool fresh = !entry;
    if (fresh) entry = new Mapped;
    entry->lost = false;
    entry->begin = reinterpret_cast<std::uintptr_t>(begin);
    entry->end = entry->begin + size;
    if (fresh) {
        entry->next = all_mapped;
        all_mapped = entry;
    }
    return *entry;
}

constexpr off_t small_file = 256 << 10;         // read as fast as mapped

// Descriptors tell that a file changed also after it was moved or deleted; a folder of many files must leave some for others.
std::atomic<int> descriptors_kept{0};
constexpr int most_descriptors = 200;

struct Mapping {
    Mapped& entry;
    void* begin;
    std::size_t size;
    int file;           // -1: not kept
    ~Mapping() {
        entry.end = 0;
        munmap(begin, size);
        if (file < 0) return;
        close(file);
        --descriptors_kept;
    }
};

FileStamp stamp_of(const struct stat& about) {
#ifdef __APPLE__
    const struct timespec& changed = about.st_mtimespec;
#else
    const struct timespec& changed = about.st_mtim;
#endif
    return {static_cast<std::uint64_t>(about.st_dev), static_cast<std::uint64_t>(about.st_ino), static_cast<std::uint64_t>(about.st_size),
            static_cast<std::int64_t>(changed.tv_sec) * 1'000'000'000 + changed.tv_nsec};
}

struct Descriptor {
    int number;
    ~Descriptor() { if (number >= 0) close(number); }
};

// Up to `most` bytes; fewer at the end of the file, -1 where it cannot be read.
std::int64_t read_some(int file, char* to, std::size_t most) {
    std::size_t done = 0;
    while (done < most) {
        const ssize_t count = ::read(file, to + done, std::min<std::size_t>(most - done, 1 << 30));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    return static_cast<std::int64_t>(done);
}

bool begins_with_offsets(int file) {
    char first[16] = {};
    const std::string_view bytes(first, sizeof first);
    return pread(file, first, sizeof first, 0) > 4 && (bytes.starts_with("SQLite format 3") || bytes.starts_with("PK\x03\x04"));
}

std::optional<InputFile> map_file(const std::string& path, Descriptor& file, const struct stat& about) {
    const auto size = static_cast<std::size_t>(about.st_size);
    void* const begin = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number, 0);
    if (begin == MAP_FAILED) return {};
    const bool keep = ++descriptors_kept <= most_descriptors;
    if (!keep) --descriptors_kept;
    const std::shared_ptr<const void> mapping(new Mapping{enter(begin, size), begin, size, keep ? file.number : -1}, [](const Mapping* one) { delete one; });
    if (keep) file.number = -1;
    return InputFile{path, {static_cast<const char*>(begin), size}, mapping, stamp_of(about)};
}

// As it is between two looks at its stamp. A byte more than it has shows that it grew.
std::optional<InputFile> read_file(const std::string& path, int file, const struct stat& about, bool& changed) {
    const auto size = static_cast<std::size_t>(about.st_size);
    const std::shared_ptr<char> bytes(new char[size + 1], [](const char* one) { delete[] one; });
    const auto count = read_some(file, bytes.get(), size + 1);
    struct stat now {};
    if (count < 0 || fstat(file, &now) != 0) return {};
    changed = static_cast<std::size_t>(count) != size || stamp_of(now) != stamp_of(about);
    return InputFile{path, {bytes.get(), size}, bytes};
}

const Mapping* mapping_of(const FileContent& content) {
    return content.stamp == FileStamp{} ? nullptr : static_cast<const Mapping*>(content.owner.get());
}

#endif

}  // namespace

#ifdef DULY_HAS_MMAP

// What is no plain file (a pipe, a device) is read to its end, and so is what is shown as empty and is not (`/proc`).
std::optional<InputFile> open_file(const std::string& path, bool map, bool& changed) {
    changed = false;
    Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.number < 0) return {};
    struct stat about {};
    if (fstat(file.number, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size == 0) {
        close(std::exchange(file.number, -1));
        return read_stream(path);
    }
    if (map && about.st_size > small_file && !begins_with_offsets(file.number))
        if (auto mapped = map_file(path, file, about)) return mapped;
    return read_file(path, file.number, about, changed);
}

bool still_as_read(const FileContent& content) {
    const Mapping* const mapping = mapping_of(content);
    if (!mapping) return true;      // read: nobody can write into it
    if (mapping->entry.lost) return false;
    struct stat about {};
    if (mapping->file >= 0) return fstat(mapping->file, &about) == 0 && stamp_of(about) == content.stamp;
    if (stat(content.path.c_str(), &about) != 0) return true;
    const FileStamp now = stamp_of(about);
    return now.device != content.stamp.device || now.node != content.stamp.node || now == content.stamp;
}

bool replace_lost_page(const void* address) {
    const auto at = reinterpret_cast<std::uintptr_t>(address);
    for (Mapped* one = all_mapped; one; one = one->next) {
        const std::uintptr_t end = one->end, begin = one->begin;        // in this order: they are entered in the other
        if (at < begin || at >= end) continue;
        one->lost = true;
        // All to the end in one: a page after another would be too many mappings.
        const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
        const auto from = at / page * page;
        const int saved = errno;
        const bool replaced = mmap(reinterpret_cast<void*>(from), end - from, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
        errno = saved;
        return replaced;
    }
    return false;
}

void let_go(const FileContent& content, std::string_view part) {
    const auto address = [](const char* at) { return reinterpret_cast<std::uintptr_t>(at); };
    const auto* const end = content.bytes.data() + content.bytes.size();
    if (!mapping_of(content) || part.empty() || address(part.data()) < address(content.bytes.data()) || address(part.data() + part.size()) > address(end)) return;
    // Whole pages: the one that the part ends in is left to what follows.
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto from = address(part.data()) / page * page, to = part.data() + part.size() == end ? address(end) : address(part.data() + part.size()) / page * page;
    if (from < to) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}

std::size_t peek(const FileContent& content, std::string_view part, char* to) {
    const Mapping* const mapping = mapping_of(content);
    if (!mapping || mapping->file < 0 || part.data() < content.bytes.data() || part.data() > content.bytes.data() + content.bytes.size()) return 0;
    const ssize_t count = pread(mapping->file, to, part.size(), part.data() - content.bytes.data());
    return count < 0 ? 0 : static_cast<std::size_t>(count);
}

#else

std::optional<InputFile> open_file(const std::string& path, bool, bool& changed) {
    changed = false;
    return read_stream(path);
}
bool still_as_read(const FileContent&) { return true; }
bool replace_lost_page(const void*) { return false; }
void let_go(const FileContent&, std::string_view) {}
std::size_t peek(const FileContent&, std::string_view, char*) { return 0; }

#endif

Diagnostic data_changed(const std::string& path) {
    Place place;
    place.file = path;
    return make_diagnostic(DiagnosticKind::data_changed, place, "another program wrote into this file, or cut it, while it was in use, so what was found would mix two states of it",
                           "run again when nothing writes to it, or on a copy; a program that writes a new file and gives it the name of the old one disturbs nobody");
}

}  // namespace duly::data
