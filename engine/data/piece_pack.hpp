// A piece as bytes, so that a later run need not read the same text again (piece_cache.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/data/pieces.hpp"

namespace duly::data {

// `chunk`: the rows that the piece was read from. Cells that are views into them are kept as places. Numbers take as few bytes as the widest
// of a column needs above its least.
std::string pack(const Piece& piece, std::string_view chunk);
// The piece, with views into `chunk`, which has the same bytes as when it was packed. None where the bytes are no whole piece, or one of
// other columns than the plan has.
std::optional<Piece> unpack(std::string_view bytes, std::string_view chunk, const model::RuleSet& rules, const FilePlan& plan);

}  // namespace duly::data
