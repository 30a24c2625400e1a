#include "engine/cli/replace_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace duly::cli {

namespace {

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// Into the file itself, so that its other names still lead to it. The old end goes last.
int write_in_place(const char* path, std::string_view bytes) {
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return errno;
    bool whole = write_all(file, bytes) && ::ftruncate(file, static_cast<off_t>(bytes.size())) == 0 && (::fsync(file) == 0 || errno == EINVAL);
    int code = whole ? 0 : errno;
    if (::close(file) != 0 && whole) code = errno;
    return code;
}

}  // namespace

std::string replace_file(const std::string& path, std::string_view bytes) {
    std::error_code error;
    const std::filesystem::path target = std::filesystem::canonical(path, error);
    const auto failed = [&](int code) { return "`" + path + "` cannot be written: " + std::strerror(code); };
    if (error) return failed(error.value());
    struct stat was {};
    if (::stat(target.c_str(), &was) != 0) return failed(errno);
    // A file that may not be written stays, though its folder would let it be replaced.
    if (::access(target.c_str(), W_OK) != 0) return failed(errno);
    // A device or a pipe is written to, and stays what it is.
    if (!S_ISREG(was.st_mode)) {
        const int file = ::open(target.c_str(), O_WRONLY | O_CLOEXEC);
        if (file < 0) return failed(errno);
        const int code = write_all(file, bytes) ? 0 : errno;
        ::close(file);
        return code == 0 ? std::string() : failed(code);
    }
    if (was.st_nlink > 1) {
        const int code = write_in_place(target.c_str(), bytes);
        return code == 0 ? std::string() : failed(code);
    }
    std::string made = (target.parent_path() / ("." + target.filename().string() + ".XXXXXX")).string();
    const int file = ::mkstemp(made.data());
    if (file < 0) return failed(errno);
    bool whole = write_all(file, bytes) && ::fchmod(file, was.st_mode & 07777) == 0;
    int code = whole ? 0 : errno;
    // Another owner's file stays theirs where that is allowed.
    if (whole && ::fchown(file, was.st_uid, was.st_gid) != 0 && errno != EPERM) whole = false, code = errno;
    if (whole && ::fsync(file) != 0 && errno != EINVAL) whole = false, code = errno;
    if (::close(file) != 0 && whole) whole = false, code = errno;
    if (whole && ::rename(made.c_str(), target.c_str()) != 0) whole = false, code = errno;
    if (whole) return {};
    ::unlink(made.c_str());
    return failed(code);
}

}  // namespace duly::cli
