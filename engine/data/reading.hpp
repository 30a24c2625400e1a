// Opened files into the tables of a DatasetBuilder: their chunks are read at once, and each is looked at and hashed while it is at hand.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <vector>

#include "engine/data/bytes.hpp"
#include "engine/data/cache_folder.hpp"
#include "engine/data/csv.hpp"
#include "engine/data/mapping.hpp"
#include "engine/data/merge.hpp"

namespace duly::data {

// How much of a text is read at once: small enough that threads that share a short one end together, large enough that what each chunk costs is little.
constexpr std::size_t chunk_bytes(std::size_t text) { return std::clamp<std::size_t>(text / 16, 1 << 16, 1 << 20); }

struct Opened {
    FileText text;
    const InputFile* file = nullptr;
    std::shared_ptr<FileContent> content;           // of a file that is itself the text
    CsvShape shape;
    CsvCuts cuts;
    std::size_t first_row = 0;      // after the header
    std::uint32_t header_lines = 1;
    FilePlan plan;
};

// Says that a quote is never closed, if so; true when it did.
bool list_open_quote(const Opened& opened, Quality& quality);
// A text of which only the beginning was looked at is known whole then. `left_out`: a part of a file had to be left out. The merger holds what
// is given.
std::vector<FilePieces> read_opened(const model::RuleSet& rules, Merger& merger, DatasetBuilder& builder, std::deque<Opened>& opened, const LoadOptions& options, CacheFolder& cache,
                                    Quality& quality, bool& left_out);

}  // namespace duly::data
