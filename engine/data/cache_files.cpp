#include "engine/data/cache_files.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

#if defined(__unix__) || defined(__APPLE__)
#define DULY_HAS_MODES 1
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace duly::data {

namespace fs = std::filesystem;

EntryReader::EntryReader(std::string path) : path_(std::move(path)) {
    std::error_code failed;
    const auto size = fs::is_regular_file(path_, failed) ? fs::file_size(path_, failed) : 0;
    if (!failed) size_ = size;
}

#ifdef DULY_HAS_MODES

namespace {

struct Open {
    int file;
    ~Open() { if (file >= 0) close(file); }
};

}  // namespace

bool EntryReader::read(std::uint64_t at, std::uint64_t size, std::string& into) const {
    if (at > size_ || size > size_ - at) return false;
    const Open open_file{open(path_.c_str(), O_RDONLY | O_CLOEXEC)};
    if (open_file.file < 0) return false;
    into.resize(size);
    for (std::uint64_t done = 0; done < size;) {
        const ssize_t count = pread(open_file.file, into.data() + done, size - done, static_cast<off_t>(at + done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        done += static_cast<std::uint64_t>(count);
    }
    return true;
}

bool EntryWriter::write(std::string_view bytes) {
    const Open open_file{open(part_.c_str(), made_ ? O_WRONLY | O_APPEND | O_CLOEXEC : O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (open_file.file < 0) return false;
    made_ = true;
    while (!bytes.empty()) {
        const ssize_t count = ::write(open_file.file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool make_cache_folder(const std::string& path) {
    std::error_code failed;
    return fs::is_directory(path, failed) || mkdir(path.c_str(), 0700) == 0 || fs::is_directory(path, failed);
}

#else

bool EntryReader::read(std::uint64_t at, std::uint64_t size, std::string& into) const {
    if (at > size_ || size > size_ - at) return false;
    std::ifstream in(path_, std::ios::binary);
    into.resize(size);
    return in.seekg(static_cast<std::streamoff>(at)) && in.read(into.data(), static_cast<std::streamsize>(size));
}

bool EntryWriter::write(std::string_view bytes) {
    std::ofstream out(part_, made_ ? std::ios::binary | std::ios::app : std::ios::binary);
    if (!out) return false;
    made_ = true;
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return static_cast<bool>(out.flush());
}

bool make_cache_folder(const std::string& path) {
    std::error_code failed;
    return fs::is_directory(path, failed) || fs::create_directory(path, failed);
}

#endif

// Two runs at once each write a file of their own.
EntryWriter::EntryWriter(std::string path) : path_(std::move(path)), part_(path_ + "." + std::to_string(std::random_device{}()) + ".part") {}

EntryWriter::~EntryWriter() {
    if (made_) std::remove(part_.c_str());
}

bool EntryWriter::commit() {
    std::error_code failed;
    if (made_) fs::rename(part_, path_, failed);
    if (!made_ || failed) return false;
    made_ = false;
    return true;
}

}  // namespace duly::data
