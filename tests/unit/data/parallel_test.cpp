#include "engine/data/parallel.hpp"

#include <gtest/gtest.h>

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace duly::data {
namespace {

std::vector<int> times_run(unsigned threads, std::size_t count) {
    std::vector<std::atomic<int>> times(count);
    run_tasks(threads, count, [&](std::size_t i) { ++times[i]; });
    return {times.begin(), times.end()};
}

TEST(Parallel, EachTaskRunsOnce) {
    for (const unsigned threads : {0u, 1u, 2u, 5u})
        for (const std::size_t count : {0u, 1u, 3u, 1000u}) EXPECT_EQ(times_run(threads, count), std::vector<int>(count, 1)) << threads << " threads";
}

TEST(Parallel, KeptThreadsRunEachTaskOnce) {
    const KeptThreads kept;
    for (int again = 0; again < 200; ++again)
        for (const unsigned threads : {2u, 4u, 3u}) ASSERT_EQ(times_run(threads, 10), std::vector<int>(10, 1));
}

// As many threads as there are tasks that wait for one another.
std::set<std::thread::id> of_three() {
    std::mutex guard;
    std::set<std::thread::id> ids;
    std::atomic<int> there{0};
    run_tasks(3, 3, [&](std::size_t) {
        {
            const std::lock_guard lock(guard);
            ids.insert(std::this_thread::get_id());
        }
        for (++there; there < 3;) std::this_thread::yield();
    });
    return ids;
}

TEST(Parallel, ThreadsAreKeptFromOneCallToTheNext) {
    const KeptThreads kept;
    const auto first = of_three();
    EXPECT_EQ(first.size(), 3u);
    EXPECT_EQ(of_three(), first);
    {
        const KeptThreads inner;
        auto others = of_three();
        others.merge(std::set(first));
        EXPECT_EQ(others.size(), 5u);       // this thread is in both
    }
    EXPECT_EQ(of_three(), first);
}

TEST(Parallel, WorkInsideWorkIsDone) {
    const KeptThreads kept;
    std::atomic<int> done{0};
    run_tasks(3, 6, [&](std::size_t) { run_tasks(2, 10, [&](std::size_t) { ++done; }); });
    EXPECT_EQ(done, 60);
}

TEST(Parallel, WhatATaskThrowsIsThrownToTheCaller) {
    const auto thrown = [] {
        EXPECT_THROW(run_tasks(2, 100, [](std::size_t i) { if (i == 50) throw std::runtime_error("no"); }), std::runtime_error);
    };
    thrown();
    const KeptThreads kept;
    thrown();
    EXPECT_EQ(times_run(2, 10), std::vector<int>(10, 1));
}

#ifdef __linux__
TEST(Parallel, HelpersMayRunWhereTheirMakerMay) {
    cpu_set_t mine;
    ASSERT_EQ(::pthread_getaffinity_np(::pthread_self(), sizeof mine, &mine), 0);
    std::atomic<int> there{0}, alike{0};
    run_tasks(3, 3, [&](std::size_t) {
        cpu_set_t here;
        if (::pthread_getaffinity_np(::pthread_self(), sizeof here, &here) == 0 && CPU_EQUAL(&here, &mine)) ++alike;
        for (++there; there < 3;) std::this_thread::yield();
    });
    EXPECT_EQ(alike, 3);
    cpu_set_t after;
    ASSERT_EQ(::pthread_getaffinity_np(::pthread_self(), sizeof after, &after), 0);
    EXPECT_TRUE(CPU_EQUAL(&after, &mine));
}
#endif

}  // namespace
}  // namespace duly::data
