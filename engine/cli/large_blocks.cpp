// Large blocks of memory in large pages: a column of a million dates is then touched for the first time in a tenth of the time, which is what
// most of a large run's time in the kernel is. Of the program only; a library leaves the operators to whom it is built into.
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>

#include "engine/cli/spill.hpp"

namespace {

namespace spill = duly::cli::spill;

constexpr std::size_t large_page = std::size_t{2} << 20;
constexpr std::size_t large_block = 2 * large_page;

void* block(std::size_t size) {
    for (;;) {
        void* at = nullptr;
        if (size >= spill::least && spill::on()) {
            at = spill::take(size);
        } else if (size < large_block) {
            at = std::malloc(size == 0 ? 1 : size);
        } else if (size <= static_cast<std::size_t>(-1) - large_page) {
            const std::size_t whole = (size + large_page - 1) / large_page * large_page;
            at = std::aligned_alloc(large_page, whole);
            if (at) madvise(at, whole, MADV_HUGEPAGE);     // where that cannot be had, ordinary pages do
        }
        if (at) return at;
        const std::new_handler handler = std::get_new_handler();
        if (!handler) throw std::bad_alloc();
        handler();
    }
}

void give_back(void* at) noexcept {
    if (!spill::on() || !spill::give_back(at)) std::free(at);
}

}  // namespace

void* operator new(std::size_t size) { return block(size); }
void* operator new[](std::size_t size) { return block(size); }
void operator delete(void* at) noexcept { give_back(at); }
void operator delete[](void* at) noexcept { give_back(at); }
void operator delete(void* at, std::size_t) noexcept { give_back(at); }
void operator delete[](void* at, std::size_t) noexcept { give_back(at); }

#endif
