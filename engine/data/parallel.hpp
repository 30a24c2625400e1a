// Work split over threads. What a task gives never depends on which thread runs it, or on how many there are.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace duly::data {

// Runs task(0) .. task(count - 1), each once, on up to `threads` threads; back when all are done. An exception of a task is thrown here.
void run_tasks(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& task);

class Helpers;

// As long as it lives, run_tasks() on the thread that made it keeps its helpers from one call to the next. A program that runs once makes one; a library leaves
// no thread behind a call.
class KeptThreads {
public:
    KeptThreads();
    ~KeptThreads();
    KeptThreads(const KeptThreads&) = delete;
    KeptThreads& operator=(const KeptThreads&) = delete;

private:
    std::unique_ptr<Helpers> helpers_;
    Helpers* before_;
};

}  // namespace duly::data
