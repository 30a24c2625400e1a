// A short name for the bytes of a file, to tell whether it is the one that was read: XXH64 with the seed 0, as `xxhsum -H1` prints it.
// It tells accidents apart, not forgeries.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace duly::data {

// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
std::uint64_t content_hash(std::string_view bytes);
struct FileContent;
std::uint64_t content_hash(const FileContent& file);        // of its bytes, which are let go of as it goes on; known already where `hash` is
std::string hash_text_of(std::uint64_t hash);       // 16 digits, small letters

// Adds words to the four lanes of XXH64; `size` is a multiple of RunningHash::step. `wide`: as the processor is quickest in, if it has that.
using HashWords = void (*)(std::array<std::uint64_t, 4>& lanes, const char* at, std::size_t size);
HashWords hash_words(bool wide);

// The same of bytes that come part by part.
class RunningHash {
public:
    static constexpr std::size_t step = 32;
    void add(std::string_view part);                    // a multiple of `step`
    std::uint64_t end(std::string_view rest) const;     // with the last bytes, any number of them

private:
    static constexpr std::uint64_t p1 = 0x9E3779B185EBCA87, p2 = 0xC2B2AE3D27D4EB4F;
    std::uint64_t a_ = p1 + p2, b_ = p2, c_ = 0, d_ = 0 - p1, size_ = 0;
};

// The hash of a file whose parts are read by several threads: each part is added while it is at hand, by whoever has it or is just adding the
// one before.
class HashOfParts {
public:
    // `ends`: where each part ends, rising, the last one at or before the file's end.
    HashOfParts(std::shared_ptr<FileContent> file, std::vector<std::size_t> ends);
    void at_hand(std::size_t part);     // from any thread
    void finish();                      // adds what is left and notes the hash in the file

private:
    std::shared_ptr<FileContent> file_;
    std::vector<std::size_t> ends_;
    std::vector<bool> read_;
    std::size_t next_ = 0, at_ = 0;
    bool adding_ = false;
    std::mutex guard_;
    RunningHash hash_;
    void add_until(std::size_t end);
};

}  // namespace duly::data
