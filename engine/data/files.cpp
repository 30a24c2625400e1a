// The only place with file system calls below cli/: folders are listed, files are mapped.
#include <algorithm>
#include <cerrno>
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
    return InputFile{path, {static_cast<const char*>(begin), mapping->size}, mapping};
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
    return ending == ".csv" || ending == ".txt" || ending == ".tsv";
}

}  // namespace

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
        if (auto file = open_file(name)) opened.files.push_back(std::move(*file));
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
    std::sort(names.begin(), names.end());
    std::uint64_t ignored = 0;
    std::string first_ignored;
    for (const auto& name : names) {
        if (name.filename().string().starts_with(".") || fs::is_directory(name, failed)) continue;
        // A pipe or a device would be read for ever; a link that leads nowhere is a file that cannot be read.
        const bool special = fs::exists(name, failed) && !fs::is_regular_file(name, failed);
        if (is_table(name) && special) not_found(name.string(), "only plain files are read from a folder", false);
        else if (is_table(name)) take(name.string(), false);
        else if (ignored++ == 0) first_ignored = name.string();
    }
    if (ignored) {
        auto note = make_diagnostic(DiagnosticKind::data_file_ignored, whole_file(first_ignored), "files that do not end in .csv, .txt or .tsv are passed over",
                                    "save tables as CSV");
        note.count = ignored;
        opened.diagnostics.push_back(std::move(note));
    }
    return opened;
}

}  // namespace duly::data
