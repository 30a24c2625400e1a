// The files of a column cache: looked into part by part, and written whole or not at all. The file system calls of piece_cache.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace duly::data {

// Read, never mapped: what another program cuts off is a part that cannot be read, and no signal. No file stays open between two calls, since
// a folder of data may hold more files than a program may open.
class EntryReader {
public:
    explicit EntryReader(std::string path);
    std::uint64_t size() const { return size_; }        // 0: there is none
    // False where so much is not there. From any thread. An entry that was replaced since is read as it is now.
    bool read(std::uint64_t at, std::uint64_t size, std::string& into) const;

private:
    std::string path_;
    std::uint64_t size_ = 0;
};

// Only its owner may read it, since it holds personal data. Nothing is left where it is not committed.
class EntryWriter {
public:
    explicit EntryWriter(std::string path);
    ~EntryWriter();
    EntryWriter(const EntryWriter&) = delete;
    bool write(std::string_view bytes);
    // Takes the place of an earlier entry of the name in one step. False: not written, and the earlier one stays.
    bool commit();

private:
    std::string path_, part_;
    bool made_ = false;
};

// Made where it is not there, for its owner only. False: it cannot be made.
bool make_cache_folder(const std::string& path);

}  // namespace duly::data
