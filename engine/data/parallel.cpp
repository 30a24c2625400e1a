#include "engine/data/parallel.hpp"

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace duly::data {

namespace {

// A new thread waits on the processor of the thread that made it, on some kernels for milliseconds while others are idle: longer than all the work of a small
// file takes. So it is put on another one before it begins, and may go anywhere from then on.
class Elsewhere {
public:
#ifdef __linux__
    Elsewhere() {
        known_ = ::pthread_getaffinity_np(::pthread_self(), sizeof all_, &all_) == 0;
        others_ = all_;
        if (const int here = ::sched_getcpu(); here >= 0) CPU_CLR(static_cast<unsigned>(here), &others_);
        known_ = known_ && CPU_COUNT(&others_) > 0;
    }
    void put(std::thread& made) const {
        if (known_) ::pthread_setaffinity_np(made.native_handle(), sizeof others_, &others_);
    }
    // By the thread that was put.
    void begun() const {
        if (known_) ::pthread_setaffinity_np(::pthread_self(), sizeof all_, &all_);
    }

private:
    cpu_set_t all_, others_;
    bool known_;
#else
    void put(std::thread&) const {}
    void begun() const {}
#endif
};

}  // namespace

// Threads that help another one with its work, one work after the other.
class Helpers {
public:
    ~Helpers() {
        {
            const std::lock_guard lock(guard_);
            over_ = true;
        }
        wake_.notify_all();
        for (std::thread& one : threads_) one.join();
    }
    bool at_work() const { return at_work_; }

    // `work` on this thread and on so many others; it never throws. Back when all that have begun it are done.
    void run(std::size_t others, const std::function<void()>& work) {
        at_work_ = true;
        {
            const std::lock_guard lock(guard_);
            work_ = &work;
            places_ = others;
            make(others);
        }
        wake_.notify_all();
        work();
        std::unique_lock lock(guard_);
        places_ = 0;        // who has not begun by now need not
        done_.wait(lock, [this] { return busy_ == 0; });
        at_work_ = false;
    }

private:
    std::vector<std::thread> threads_;
    std::mutex guard_;
    std::condition_variable wake_, done_;
    const std::function<void()>* work_ = nullptr;
    std::size_t places_ = 0, busy_ = 0;     // threads that may begin the work; that have begun it
    bool over_ = false, at_work_ = false;

    // They wait for the guard, so none begins before it was put.
    void make(std::size_t wanted) {
        if (threads_.size() >= wanted) return;
        const Elsewhere elsewhere;
        try {
            threads_.reserve(wanted);
            while (threads_.size() < wanted) elsewhere.put(threads_.emplace_back([this, elsewhere] { help(elsewhere); }));
        } catch (const std::exception&) {       // no more threads to be had, or no memory for one: those that are there do it
        }
    }

    void help(const Elsewhere& elsewhere) {
        std::unique_lock lock(guard_);
        lock.unlock();
        elsewhere.begun();
        lock.lock();
        for (;;) {
            wake_.wait(lock, [this] { return over_ || places_ > 0; });
            if (places_ == 0) return;
            --places_;
            ++busy_;
            const std::function<void()>& work = *work_;
            lock.unlock();
            work();
            lock.lock();
            if (--busy_ == 0) done_.notify_one();
        }
    }
};

namespace {

thread_local Helpers* kept = nullptr;       // of the innermost KeptThreads of this thread

}  // namespace

KeptThreads::KeptThreads() : helpers_(std::make_unique<Helpers>()), before_(std::exchange(kept, helpers_.get())) {}
KeptThreads::~KeptThreads() { kept = before_; }

void run_tasks(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& task) {
    const std::size_t workers = std::min<std::size_t>(std::max(threads, 1u), count);
    if (workers <= 1) {
        for (std::size_t i = 0; i < count; ++i) task(i);
        return;
    }
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failure_guard;
    const std::function<void()> work = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) task(i);
        } catch (...) {
            const std::lock_guard lock(failure_guard);
            if (!failure) failure = std::current_exception();
            next = count;
        }
    };
    if (kept && !kept->at_work()) {
        kept->run(workers - 1, work);
    } else {
        Helpers().run(workers - 1, work);
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace duly::data
