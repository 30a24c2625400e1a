// The only place with file system calls below cli/: folders are listed, files are mapped.
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "engine/data/load.hpp"
#include "engine/data/text.hpp"

#if defined(__unix__) || defined(__APPLE__)
#define DULY_HAS_MMAP 1
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace duly::data {
namespace {

namespace fs = std::filesystem;

std::optional<InputFile> read_whole(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return {};
    auto text = std::make_shared<std::string>(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    if (in.bad()) return {};
    const std::string_view bytes = *text;
    return InputFile{path, bytes, text};
}

#ifdef DULY_HAS_MMAP
struct Mapping {
    void* begin = nullptr;
    std::size_t size = 0;
    ~Mapping() { munmap(begin, size); }
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

// What cannot be mapped (a pipe, a device) is read instead.
std::optional<InputFile> open_file(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return {};
    struct stat about {};
    const bool plain = fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0;
    void* begin = plain ? mmap(nullptr, static_cast<std::size_t>(about.st_size), PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
    close(file);
    if (begin == MAP_FAILED) return read_whole(path);
    auto mapping = std::make_shared<Mapping>();
    mapping->begin = begin;
    mapping->size = static_cast<std::size_t>(about.st_size);
    return InputFile{path, {static_cast<const char*>(begin), mapping->size}, mapping, stamp_of(about)};
}
#else
std::optional<InputFile> open_file(const std::string& path) { return read_whole(path); }
#endif

Place whole_file(const std::string& path) {
    Place place;
    place.file = path;
    return place;
}

bool is_table(const fs::path& path) {
    const auto ending = fold(path.extension().string());
    for (const char* known : {".csv", ".txt", ".tsv", ".json", ".ndjson", ".jsonl", ".xml", ".xlsx", ".xlsm", ".sqlite", ".sqlite3", ".db", ".db3"})
        if (ending == known) return true;
    return false;
}

// What else may hold records goes by how it begins: a workbook without an ending, an old one, a database, a document.
bool may_hold_tables(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    char first[32] = {};
    in.read(first, sizeof first);
    const std::string_view bytes(first, static_cast<std::size_t>(in.gcount()));
    for (const std::string_view mark : {"PK\x03\x04", "\xd0\xcf\x11\xe0", "SQLite format 3", "%PDF", "PAR1", "\x1f\x8b", "7z\xbc\xaf"})
        if (bytes.starts_with(mark)) return true;
    return bytes.size() > 19 && (bytes.substr(4, 15) == "Standard Jet DB" || bytes.substr(4, 15) == "Standard ACE DB");
}

// Why a SQLite database cannot be read whole just now, or "": another program writes to it, or ended while it did.
std::string database_in_use(const std::string& path, std::string_view bytes) {
    if (!bytes.starts_with("SQLite format 3")) return {};
    std::error_code failed;
    if (const auto size = fs::file_size(path + "-wal", failed); !failed && size > 32) return "`" + path + "-wal` holds changes that are not yet in it";
    std::ifstream journal(path + "-journal", std::ios::binary);
    char first[8] = {};
    if (journal.read(first, sizeof first) && std::string_view(first, 8) == "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7") return "a change to it was begun and not ended (`" + path + "-journal`)";
#ifdef DULY_HAS_MMAP
    // SQLite's lock for writing: 510 bytes from here on.
    struct flock lock {};
    lock.l_type = F_RDLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 0x40000002;
    lock.l_len = 510;
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool locked = file >= 0 && fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    if (file >= 0) close(file);
    if (locked) return "another program has locked it";
#endif
    return {};
}

}  // namespace

namespace {

// What a run wrote is no data, and may stand beside it.
bool is_results(const fs::path& folder) {
    std::error_code failed;
    return fs::exists(folder / "breaches.csv", failed) && fs::exists(folder / "data-quality.csv", failed) && fs::exists(folder / "summary.json", failed);
}

// Tables in a folder of the data, by the endings of their names; of a very large tree those among the first 100,000 names.
void find_passed_over(const fs::path& folder, std::vector<std::string>& found) {
    std::error_code failed;
    if (is_results(folder)) return;
    const auto before = found.size();
    int seen = 0;
    for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, failed), end; !failed && at != end && ++seen < 100'000; at.increment(failed)) {
        const auto name = at->path().filename().string();
        const bool beside = name.starts_with(".") || name.starts_with("~$");
        if (at->is_directory(failed)) {
            if (beside || is_results(at->path())) at.disable_recursion_pending();
        } else if (!beside && is_table(at->path())) {
            found.push_back(at->path().string());
        }
    }
    std::sort(found.begin() + static_cast<std::ptrdiff_t>(before), found.end(), named_before);
}

}  // namespace

bool still_as_read(const FileContent& content) {
#ifdef DULY_HAS_MMAP
    struct stat about {};
    if (content.stamp == FileStamp{} || stat(content.path.c_str(), &about) != 0) return true;
    const FileStamp now = stamp_of(about);
    return now.device != content.stamp.device || now.node != content.stamp.node || now == content.stamp;
#else
    static_cast<void>(content);     // read whole: nobody can write into it
    return true;
#endif
}

void let_go(const FileContent& content, std::string_view part) {
#ifdef DULY_HAS_MMAP
    const auto address = [](const char* at) { return reinterpret_cast<std::uintptr_t>(at); };
    const auto* const end = content.bytes.data() + content.bytes.size();
    if (content.stamp == FileStamp{} || part.empty() || address(part.data()) < address(content.bytes.data()) || address(part.data() + part.size()) > address(end)) return;
    // Whole pages: the one that the part ends in is left to what follows.
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto from = address(part.data()) / page * page, to = part.data() + part.size() == end ? address(end) : address(part.data() + part.size()) / page * page;
    if (from < to) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
#else
    static_cast<void>(content);
    static_cast<void>(part);
#endif
}

OpenedFiles open_files(const std::string& path) {
    OpenedFiles opened;
    std::error_code failed;
    // `whole`: nothing at all can be read; otherwise one file of a folder is left out and the rest goes on.
    const auto not_found = [&](const std::string& name, const char* help, bool whole = true) {
        opened.diagnostics.push_back(make_diagnostic(DiagnosticKind::data_not_found, whole_file(name), "`" + name + "` cannot be read", help));
        if (!whole) opened.left_out = true;
        if (!whole) opened.diagnostics.back().severity = Severity::warning;
    };
    const auto take = [&](const std::string& name, bool whole) {
        auto file = open_file(name);
        if (const auto in_use = file ? database_in_use(name, file->bytes) : std::string(); !in_use.empty()) {
            opened.diagnostics.push_back(make_diagnostic(DiagnosticKind::file_broken, whole_file(name), "the database is in use: " + in_use + ", so it is left out",
                                                         "close the program that has it open, or read a copy that was made with it closed"));
            opened.diagnostics.back().severity = Severity::warning;
            opened.left_out = true;
        } else if (file) opened.files.push_back(std::move(*file));
        else not_found(name, "check that the file may be read by this user; it is left out of this run", whole);
    };
    if (!fs::exists(path, failed)) {
        not_found(path, "check the path of the data");
        return opened;
    }
    if (!fs::is_directory(path, failed)) {
        take(path, true);
        return opened;
    }
    std::vector<fs::path> names;
    for (fs::directory_iterator at(path, failed), end; !failed && at != end; at.increment(failed)) names.push_back(at->path());
    if (failed) not_found(path, "check that the folder may be read by this user");
    std::sort(names.begin(), names.end(), [](const fs::path& a, const fs::path& b) { return named_before(a.filename().string(), b.filename().string()); });
    std::uint64_t ignored = 0;
    std::string first_ignored;
    bool any = failed.operator bool();
    for (const auto& name : names) {
        // What programs lay beside their files: `~$book.xlsx` while a workbook is open, pictures of a folder's files.
        const auto plain = fold(name.filename().string());
        if (plain.starts_with(".") || plain.starts_with("~$") || plain == "thumbs.db") continue;
        if (fs::is_directory(name, failed)) {
            find_passed_over(name, opened.passed_over);
            continue;
        }
        // A pipe or a device would be read for ever; a link that leads nowhere is a file that cannot be read.
        const bool special = fs::exists(name, failed) && !fs::is_regular_file(name, failed);
        const bool data = is_table(name) || (!special && may_hold_tables(name));
        any |= data;
        if (data && special) not_found(name.string(), "only plain files are read from a folder", false);
        else if (data) take(name.string(), false);
        else if (ignored++ == 0) first_ignored = name.string();
    }
    if (ignored) {
        auto note = make_diagnostic(DiagnosticKind::data_file_ignored, whole_file(first_ignored), "files of other kinds than tables are passed over", "tables are CSV, .xlsx, XML, JSON and SQLite files");
        note.count = ignored;
        opened.diagnostics.push_back(std::move(note));
    }
    if (!any) opened.diagnostics.push_back(make_diagnostic(DiagnosticKind::data_not_found, whole_file(path), "the folder `" + path + "` holds no data file",
                                                           opened.passed_over.empty() ? "check the path of the data: tables are CSV, .xlsx, XML, JSON and SQLite files"
                                                                                      : "folders in it are not read: name the one that holds the data, as `" + fs::path(opened.passed_over[0]).parent_path().string() + "`"));
    return opened;
}

}  // namespace duly::data
