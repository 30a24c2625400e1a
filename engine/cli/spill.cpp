#include "engine/cli/spill.hpp"

#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <utility>

namespace duly::cli {
namespace {

constexpr std::size_t page = 4096, addresses = std::size_t{2} << 40;     // none of which is memory yet

// What operator new asks of it stands in no object that operator new would make.
int file = -1;
char* begin = nullptr;
std::mutex guard;
std::size_t next = 0;                           // address behind `begin`; none is used twice

std::string because(const std::string& folder) { return "the folder `" + folder + "` cannot hold rows: " + std::strerror(errno); }

}  // namespace

std::string spill_to(const std::string& folder) {
    struct statfs system {};
    if (statfs(folder.c_str(), &system) != 0) return because(folder);
    if (system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC) return "the folder `" + folder + "` lies in memory itself: name one on a disk";
    // Without a name nothing stays of it, however the program ends.
    int made = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (made < 0) {
        std::string path = folder + "/duly-spill-XXXXXX";
        made = mkostemp(path.data(), O_CLOEXEC);
        if (made < 0) return because(folder);
        unlink(path.c_str());
    }
    void* const at = mmap(nullptr, addresses, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) {
        close(made);
        return because(folder);
    }
    begin = static_cast<char*>(at);
    file = made;
    return {};
}

namespace spill {

bool on() noexcept { return file >= 0; }

// A block's length stands in a page before it.
void* take(std::size_t size) noexcept {
    const std::size_t length = page + (size + page - 1) / page * page;
    std::size_t place = 0;
    {
        const std::lock_guard lock(guard);
        if (length > addresses - next) return nullptr;
        place = std::exchange(next, next + length);
    }
    const auto offset = static_cast<off_t>(place);
    // A page for which the disk has no room any more when it is written would end the program.
    if (posix_fallocate(file, offset, static_cast<off_t>(length)) != 0) return nullptr;
    char* const at = begin + place;
    if (mmap(at, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, offset) == MAP_FAILED) return nullptr;
    std::memcpy(at, &length, sizeof length);
    return at + page;
}

bool give_back(void* block) noexcept {
    const auto place = reinterpret_cast<std::uintptr_t>(block) - reinterpret_cast<std::uintptr_t>(begin);
    if (place >= addresses) return false;
    char* const at = static_cast<char*>(block) - page;
    std::size_t length = 0;
    std::memcpy(&length, at, sizeof length);
    mmap(at, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(place - page), static_cast<off_t>(length));
    return true;
}

}  // namespace spill
}  // namespace duly::cli

#else

namespace duly::cli {

std::string spill_to(const std::string& folder) { return "the folder `" + folder + "` cannot hold rows: this program was built without that"; }

}  // namespace duly::cli

#endif
