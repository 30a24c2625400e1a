// Work split over threads. What a task gives never depends on which thread runs it, or on how many there are.
#pragma once

#include <cstddef>
#include <functional>

namespace duly::data {

// Runs task(0) .. task(count - 1), each once, on up to `threads` threads; back when all are done. An exception of a task is thrown here.
void run_tasks(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& task);

}  // namespace duly::data
