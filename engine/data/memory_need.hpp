// What is said where the memory does not suffice, and what data will take before it is read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"

namespace duly::data {

struct SizedFile { std::string path; std::uint64_t bytes = 0; };

// 950 bytes, 12 kB, 3.4 MB, 2.9 GB: of a thousand, as file managers show them.
std::string size_text(std::uint64_t bytes);

// There is not enough memory, or would not be: `needed` 0 = it was not known before. `allowed` 0 = no limit was set.
Diagnostic no_memory(std::vector<SizedFile> files, std::uint64_t needed, std::uint64_t allowed);

// Bytes that the rows take at least which are read from such texts, CSV files or tables inside files: typed columns are a quarter of their
// text where dates and codes stand in them, and more where texts do.
std::uint64_t memory_of_rows(const std::vector<SizedFile>& texts);

}  // namespace duly::data
