// Which files are data: a file, or those of a folder. How their bytes come in is in mapped_files.cpp.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "engine/data/load.hpp"
#include "engine/data/mapped_files.hpp"
#include "engine/data/memory_need.hpp"
#include "engine/data/text.hpp"

#if defined(__unix__) || defined(__APPLE__)
#define DULY_HAS_MMAP 1
#include <fcntl.h>
#include <unistd.h>
#endif

namespace duly::data {
namespace {

namespace fs = std::filesystem;

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

OpenedFiles open_files(const std::string& path, const OpenOptions& options) {
    OpenedFiles opened;
    std::error_code failed;
    std::uint64_t held = 0;
    // `whole`: nothing at all can be read; otherwise one file of a folder is left out and the rest goes on.
    const auto not_found = [&](const std::string& name, const char* help, bool whole = true) {
        opened.diagnostics.push_back(make_diagnostic(DiagnosticKind::data_not_found, whole_file(name), "`" + name + "` cannot be read", help));
        if (!whole) opened.left_out = true;
        if (!whole) opened.diagnostics.back().severity = Severity::warning;
    };
    const auto take = [&](const std::string& name, bool whole) {
        std::error_code unknown;
        const auto size = fs::is_regular_file(name, unknown) ? fs::file_size(name, unknown) : 0;
        if (options.memory && !options.map && !unknown && (held += size) > options.memory) {
            opened.diagnostics.push_back(no_memory({{name, size}}, held, options.memory));
            return;
        }
        bool changed = false;
        auto file = open_file(name, options.map, changed);
        if (changed) {
            opened.diagnostics.push_back(data_changed(name));
        } else if (const auto in_use = file ? database_in_use(name, file->bytes) : std::string(); !in_use.empty()) {
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
