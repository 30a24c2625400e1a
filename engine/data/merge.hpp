// Pieces put together: the tables of a DatasetBuilder, in the order of the files and their rows.
#pragma once

#include "engine/data/pieces.hpp"

namespace duly::data {

struct FilePieces {
    const FilePlan* plan = nullptr;
    std::vector<Piece*> pieces;
    std::vector<std::uint32_t> first_lines;     // of each piece, 1-based in the file
};

// Leaves out the pieces that go beyond `max_rows`; true when it did.
bool limit_rows(std::vector<FilePieces>& files, std::size_t max_rows, Quality& quality);
void list_findings(const model::RuleSet& rules, const FilePieces& file, Quality& quality);
// Takes the pieces' columns.
void merge(const model::RuleSet& rules, const std::vector<FilePieces>& files, unsigned threads, DatasetBuilder& builder);

}  // namespace duly::data
