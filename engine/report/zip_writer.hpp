// A ZIP file in memory. The same input gives the same bytes, whatever the number of threads: no times, no names of the machine.
#pragma once

#include <string>
#include <vector>

namespace duly::report {

// Its bytes in parts, one after another: each is packed on its own, by any thread. `stored`: not packed, so that it can be read as it stands.
struct ZipEntry { std::string name; std::vector<std::string> parts; bool stored = false; };

// Takes the parts' memory back as it goes. Throws std::runtime_error where a file would be beyond 4 GB.
std::string zip_file(std::vector<ZipEntry> entries, unsigned threads);

}  // namespace duly::report
