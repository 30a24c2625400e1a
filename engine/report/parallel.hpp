// Work split over threads whose parts do not touch each other; with one thread, none is started.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace duly::report {

// Calls work(part) for each part in [0, parts), in any order and on any thread. The first exception is thrown on, once all are back.
template <typename Work>
void in_parallel(std::size_t parts, unsigned threads, Work&& work) {
    if (threads <= 1 || parts <= 1) {
        for (std::size_t part = 0; part < parts; ++part) work(part);
        return;
    }
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failure_lock;
    auto loop = [&] {
        try {
            for (std::size_t part; (part = next.fetch_add(1)) < parts;) work(part);
        } catch (...) {
            std::lock_guard guard(failure_lock);
            if (!failure) failure = std::current_exception();
        }
    };
    std::vector<std::thread> helpers;
    std::size_t count = std::min<std::size_t>(threads, parts);
    for (std::size_t i = 1; i < count; ++i) helpers.emplace_back(loop);
    loop();
    for (std::thread& helper : helpers) helper.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace duly::report
