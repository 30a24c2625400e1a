// How the bytes of a file come in: mapped, or read. With files.cpp and cache_files.cpp the only place with file system calls below cli/.
#pragma once

#include <optional>
#include <string>

#include "engine/data/load.hpp"

namespace duly::data {

// The file's bytes; nothing where it cannot be opened. `changed`: another program wrote into it, or cut it, while it was read.
// With `map` a large file is mapped, so that it takes no memory of its own, and is to be asked at the end whether it is still_as_read();
// what has offsets in it, as a database, is read all the same.
std::optional<InputFile> open_file(const std::string& path, bool map, bool& changed);

// What is gone from a mapped file since it was cut cannot be looked at: the system stops the program with a signal (SIGBUS). A program
// that handles the signal asks here with the address: true = it was in a mapped file, which reads as zero bytes from there on and is not
// still_as_read() any more, so the work can go on to its diagnostic. Safe in a signal handler.
bool replace_lost_page(const void* address);

}  // namespace duly::data
