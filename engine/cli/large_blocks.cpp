// Memory in large pages: it is then touched for the first time in a fifth of the time, which is what most of a run's time in the kernel is. A column of a million dates
// gets pages of its own, and what is small shares those of the heap. Of the program only; a library leaves the operators to whom it is built into.
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "engine/cli/spill.hpp"

namespace {

namespace spill = duly::cli::spill;

constexpr std::size_t large_page = std::size_t{2} << 20;
constexpr std::size_t large_block = 2 * large_page;

#ifdef __GLIBC__

constexpr std::size_t heap_of_thread = std::size_t{64} << 20;     // and it begins at a multiple of that; the first thread's grows from its beginning on
constexpr std::size_t may_have_grown = std::size_t{64} << 10;     // seldom enough to look whether it has
constexpr unsigned most_heaps = 16;                               // a large page for each of many threads would be much memory for little

std::atomic<unsigned> heaps{0};             // begun
std::atomic<std::uintptr_t> heap[most_heaps];   // where they begin, of those after the first
std::atomic<std::uintptr_t> told{0};        // to here the kernel knows of the first thread's heap
thread_local bool begun = false;
void* volatile unused;

void want_large_pages(std::uintptr_t begin, std::uintptr_t end) {
    if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);     // where they cannot be had, ordinary pages do
}

std::uintptr_t end_of_first_heap() { return reinterpret_cast<std::uintptr_t>(sbrk(0)); }

// Where a program may have little memory, none is left unused.
bool is_limited() {
    rlimit space{}, data{};
    return getrlimit(RLIMIT_AS, &space) != 0 || getrlimit(RLIMIT_DATA, &data) != 0 || space.rlim_cur != RLIM_INFINITY || data.rlim_cur != RLIM_INFINITY;
}

// What lies before the first large page of a thread's heap is never used.
void begin_heap() {
    begun = true;
    const unsigned number = heaps++;
    if (number == 0) {
        // Columns come and go by the megabyte: memory that was given back is used again, not asked for anew.
        mallopt(M_MMAP_THRESHOLD, 1 << 30);
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
        if (is_limited()) heaps = most_heaps + 1;
        else mallopt(M_TOP_PAD, 16 << 20);
    }
    if (heaps > most_heaps) return;
    unused = std::malloc(1);
    const auto at = reinterpret_cast<std::uintptr_t>(unused);
    const std::uintptr_t begin = (at + large_page - 1) / large_page * large_page;
    if (at == 0 || begin - at < 1024) return;
    const std::uintptr_t base = at / heap_of_thread * heap_of_thread;
    if (number > 0) {
        // A thread that is over has left its heap to this one, maybe.
        for (const auto& other : heap)
            if (other == base) return;
        heap[number] = base;
    }
    unused = std::malloc(begin - at - 512);
    if (number > 0) return want_large_pages(begin, base + heap_of_thread);
    const std::uintptr_t end = end_of_first_heap();
    if (at > end || end - at > heap_of_thread) return;
    want_large_pages(begin, end);
    told = end;
}

void look_for_growth() {
    std::uintptr_t before = told;
    const std::uintptr_t end = end_of_first_heap();
    if (before != 0 && end > before && told.compare_exchange_strong(before, end)) want_large_pages(before, end);
}

#endif

void* small_block(std::size_t size) {
#ifdef __GLIBC__
    if (!begun) [[unlikely]] begin_heap();
    void* at = std::malloc(size == 0 ? 1 : size);
    if (size >= may_have_grown) look_for_growth();
    return at;
#else
    return std::malloc(size == 0 ? 1 : size);
#endif
}

void* block(std::size_t size) {
    for (;;) {
        void* at = nullptr;
        if (size >= spill::least && spill::on()) {
            at = spill::take(size);
        } else if (size < large_block) {
            at = small_block(size);
        } else if (size <= static_cast<std::size_t>(-1) - large_page) {
            const std::size_t whole = (size + large_page - 1) / large_page * large_page;
            at = std::aligned_alloc(large_page, whole);
            if (at) madvise(at, whole, MADV_HUGEPAGE);
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
