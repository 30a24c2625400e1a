// The folder of a column cache: which entry is for which file, and what is told where it cannot be written.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "engine/data/piece_cache.hpp"

namespace duly::data {

struct Opened;      // reading.hpp

class CacheFolder {
public:
    explicit CacheFolder(const LoadOptions& options) : options_(options) {}
    // Null where the file is not cached. A file of one name, feed and place among files of its name has one entry, which is replaced when
    // the file or the rules change.
    std::unique_ptr<PieceCache> entry_of(const Opened& file, std::size_t pieces);
    // Once all of a file is read.
    void end(PieceCache& entry, const std::string& file);
    std::vector<Diagnostic> notes() const { return notes_; }

private:
    const LoadOptions& options_;
    std::map<std::string, std::size_t> times_;      // so many files had the name before
    std::vector<Diagnostic> notes_;
    bool usable();
    void tell_not_written(const std::string& what);
    bool asked_ = false, made_ = false;
};

}  // namespace duly::data
