// Loaded into the program before its own libraries (LD_PRELOAD), to change a file at a given moment of its work. DULY_MEDDLE names the file, DULY_MEDDLE_HOW what
// is done to it, DULY_MEDDLE_AT the moment: so many parts of data files were looked at (the program then gives their memory back), or `read`: each time that the file is read.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

namespace {

std::atomic<int> looked_at{0};

void meddle() {
    const char* const path = std::getenv("DULY_MEDDLE");
    const char* const how = std::getenv("DULY_MEDDLE_HOW");
    struct stat about {};
    if (stat(path, &about) != 0) _exit(99);
    const bool grows = std::strcmp(how, "grow") == 0;
    const int file = open(path, O_WRONLY | (grows ? O_APPEND : 0));
    bool done = file >= 0;
    if (std::strcmp(how, "cut") == 0) done = done && ftruncate(file, 10) == 0;
    else if (std::strcmp(how, "halve") == 0) done = done && ftruncate(file, about.st_size / 2 + 1) == 0;
    else if (grows) done = done && write(file, "# and more\n", 11) == 11;
    else if (std::strcmp(how, "touch") == 0) done = done && futimens(file, nullptr) == 0;
    else if (std::strcmp(how, "overwrite") == 0) done = done && pwrite(file, "9", 1, about.st_size / 2) == 1;
    else if (std::strcmp(how, "move") == 0) done = done && ftruncate(file, about.st_size / 2) == 0 && unlink(path) == 0;
    else if (std::strcmp(how, "replace") == 0) done = done && unlink(path) == 0;
    else done = false;
    close(file);
    if (!done) _exit(99);
}

}  // namespace

extern "C" int madvise(void* at, size_t size, int advice) noexcept {
    static const auto own = reinterpret_cast<int (*)(void*, size_t, int)>(dlsym(RTLD_NEXT, "madvise"));
    const char* const when = std::getenv("DULY_MEDDLE_AT");
    if (advice == MADV_DONTNEED && when && ++looked_at == std::atoi(when)) meddle();
    return own(at, size, advice);
}

extern "C" ssize_t read(int file, void* to, size_t size) {
    static const auto own = reinterpret_cast<ssize_t (*)(int, void*, size_t)>(dlsym(RTLD_NEXT, "read"));
    const char* const when = std::getenv("DULY_MEDDLE_AT");
    const ssize_t count = own(file, to, size);
    if (!when || std::strcmp(when, "read") != 0 || count <= 0) return count;
    struct stat one {}, other {};
    if (fstat(file, &one) == 0 && stat(std::getenv("DULY_MEDDLE"), &other) == 0 && one.st_ino == other.st_ino) meddle();
    return count;
}
