// A short name for the bytes of a file, to tell whether it is the one that was read: XXH64 with the seed 0, as `xxhsum -H1` prints it.
// It tells accidents apart, not forgeries.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace duly::data {

// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
std::uint64_t content_hash(std::string_view bytes);
struct FileContent;
std::uint64_t content_hash(const FileContent& file);        // of its bytes, which are let go of as it goes on
std::string hash_text_of(std::uint64_t hash);       // 16 digits, small letters

}  // namespace duly::data
