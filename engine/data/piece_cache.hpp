// Pieces of files kept in a folder from one run to the next, so that what did not change is not read again. Each stands under the hash of the
// rows that it was read from, and is used for rows of that hash only, under the same rules.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/cache_files.hpp"
#include "engine/data/pieces.hpp"

namespace duly::data {

// What the rows of a chunk are known by.
struct ChunkName {
    std::uint64_t hash = 0, size = 0;
    std::uint64_t way = 0;              // bit 0: quotes count, bit 1: it is known to be whole UTF-8, otherwise it is_plain()
    friend bool operator==(const ChunkName&, const ChunkName&) = default;
};
ChunkName name_of(std::string_view chunk, bool quotes, bool whole);

// The entry of one file. find() and keep() may be called from several threads, for one number by one of them at a time; what was said of it last
// counts.
class PieceCache {
public:
    // `path`: of the entry. `decides`: all besides its rows that decides how the file is read.
    PieceCache(std::string path, std::string decides, std::size_t pieces);
    ~PieceCache();
    PieceCache(const PieceCache&) = delete;

    // None: it is to be read, and kept.
    std::optional<Piece> find(std::size_t number, const ChunkName& name, std::string_view chunk, const model::RuleSet& rules, const FilePlan& plan);
    void keep(std::size_t number, const ChunkName& name, const Piece& piece, std::string_view chunk);
    // Once all pieces are there: a new entry takes the place of the one before if it has other pieces. False: it cannot be written.
    bool end();
    bool all_found() const { return parts_.size() == found_.size() && kept_.empty(); }

private:
    struct Part { ChunkName name; std::uint64_t begin = 0, size = 0, hash = 0; };
    struct Header { char kind[16] = {}; std::uint64_t pieces = 0, decides = 0, decides_hash = 0; };
    std::string path_, decides_;
    EntryReader entry_;
    std::vector<Part> parts_;           // of that
    std::vector<char> found_;           // by number
    std::mutex guard_;                  // of the rest
    std::unique_ptr<EntryWriter> writer_;
    std::map<std::size_t, Part> kept_;
    std::uint64_t written_ = 0;
    bool failed_ = false;

    Header header_of(std::size_t pieces) const;
    bool read_parts();
    bool write(const void* bytes, std::size_t size);
    void add(std::size_t number, const ChunkName& name, std::string_view bytes, std::uint64_t hash);
};

}  // namespace duly::data
