#include "engine/data/piece_cache.hpp"

#include <cstring>

#include "engine/data/content_hash.hpp"
#include "engine/data/piece_pack.hpp"

namespace duly::data {
namespace {

// Another number wherever cells are read otherwise than before, or pieces stand otherwise in an entry.
constexpr char kind_of_entry[16] = "duly pieces 2";

}  // namespace

ChunkName name_of(std::string_view chunk, bool quotes, bool whole) { return {content_hash(chunk), chunk.size(), std::uint64_t{quotes} | std::uint64_t{whole} << 1}; }

// An entry: header, what decides, the parts as they came, then where each of them stands.
PieceCache::PieceCache(std::string path, std::string decides, std::size_t pieces) : path_(std::move(path)), decides_(std::move(decides)), entry_(path_), found_(pieces) {
    if (!read_parts()) parts_.clear();
}

PieceCache::~PieceCache() = default;

PieceCache::Header PieceCache::header_of(std::size_t pieces) const {
    Header header;
    std::memcpy(header.kind, kind_of_entry, sizeof header.kind);
    header.pieces = pieces;
    header.decides = decides_.size();
    header.decides_hash = content_hash(decides_);
    return header;
}

bool PieceCache::read_parts() {
    std::string bytes;
    if (!entry_.read(0, sizeof(Header), bytes)) return false;
    Header header;
    std::memcpy(&header, bytes.data(), sizeof header);
    const auto own = header_of(header.pieces);
    if (std::memcmp(&header, &own, sizeof header) != 0 || !entry_.read(sizeof header, decides_.size(), bytes) || bytes != decides_) return false;
    if (header.pieces > entry_.size() / sizeof(Part)) return false;
    const auto table = header.pieces * sizeof(Part);
    if (!entry_.read(entry_.size() - table, table, bytes)) return false;
    parts_.resize(header.pieces);
    if (table) std::memcpy(parts_.data(), bytes.data(), table);
    return true;
}

std::optional<Piece> PieceCache::find(std::size_t number, const ChunkName& name, std::string_view chunk, const model::RuleSet& rules, const FilePlan& plan) {
    found_[number] = false;
    if (number >= parts_.size() || parts_[number].name != name) return {};
    const auto& part = parts_[number];
    std::string bytes;
    if (!entry_.read(part.begin, part.size, bytes) || content_hash(bytes) != part.hash) return {};
    auto piece = unpack(bytes, chunk, rules, plan);
    if (!piece) return {};
    found_[number] = true;
    const std::lock_guard lock(guard_);
    kept_.erase(number);
    return piece;
}

bool PieceCache::write(const void* bytes, std::size_t size) {
    failed_ = failed_ || !writer_->write({static_cast<const char*>(bytes), size});
    written_ += size;
    return !failed_;
}

void PieceCache::add(std::size_t number, const ChunkName& name, std::string_view bytes, std::uint64_t hash) {
    if (!writer_) {
        writer_ = std::make_unique<EntryWriter>(path_);
        const auto header = header_of(found_.size());
        write(&header, sizeof header);
        write(decides_.data(), decides_.size());
    }
    kept_[number] = {name, written_, bytes.size(), hash};
    write(bytes.data(), bytes.size());
}

void PieceCache::keep(std::size_t number, const ChunkName& name, const Piece& piece, std::string_view chunk) {
    const auto bytes = pack(piece, chunk);
    const auto hash = content_hash(bytes);
    const std::lock_guard lock(guard_);
    if (!failed_) add(number, name, bytes, hash);
}

bool PieceCache::end() {
    if (all_found()) return true;
    std::string bytes;
    for (std::size_t number = 0; number < found_.size() && !failed_; ++number) {
        if (!found_[number]) continue;
        const auto& part = parts_[number];
        if (!entry_.read(part.begin, part.size, bytes) || content_hash(bytes) != part.hash) return true;    // the next run makes it anew
        add(number, part.name, bytes, part.hash);
    }
    if (failed_) return false;
    if (kept_.size() != found_.size()) return true;
    for (const auto& [number, part] : kept_) write(&part, sizeof part);
    return !failed_ && writer_->commit();
}

}  // namespace duly::data
