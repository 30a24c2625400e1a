#include "engine/data/content_hash.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "engine/data/load.hpp"
#include "engine/data/row_marks.hpp"
#include "engine/data/wide.hpp"

namespace duly::data {

namespace {

constexpr std::uint64_t p1 = 0x9E3779B185EBCA87, p2 = 0xC2B2AE3D27D4EB4F, p3 = 0x165667B19E3779F9, p4 = 0x85EBCA77C2B2AE63, p5 = 0x27D4EB2F165667C5;

// Little-endian, whatever the machine.
template <typename T>
T read(const char* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    if constexpr (std::endian::native == std::endian::big) {
        T turned = 0;
        for (std::size_t i = 0; i < sizeof value; ++i) turned = static_cast<T>(turned << 8 | static_cast<unsigned char>(at[sizeof value - 1 - i]));
        return turned;
    }
    return value;
}

std::uint64_t round_of(std::uint64_t lane, std::uint64_t input) { return std::rotl(lane + input * p2, 31) * p1; }
std::uint64_t merged(std::uint64_t hash, std::uint64_t lane) { return (hash ^ round_of(0, lane)) * p1 + p4; }

}  // namespace

namespace {

using Lanes = std::array<std::uint64_t, 4>;

void add_plain(Lanes& lanes, const char* at, std::size_t size) {
    auto [a, b, c, d] = lanes;
    for (const char* const until = at + size; at < until; at += RunningHash::step) {
        a = round_of(a, read<std::uint64_t>(at));
        b = round_of(b, read<std::uint64_t>(at + 8));
        c = round_of(c, read<std::uint64_t>(at + 16));
        d = round_of(d, read<std::uint64_t>(at + 24));
    }
    lanes = {a, b, c, d};
}

#ifdef DULY_WIDE
// What does not wait for the words before is multiplied four words at once.
__attribute__((target("avx512f,avx512dq,avx512vl,bmi2"))) void add_avx512(Lanes& lanes, const char* at, std::size_t size) {
    auto [a, b, c, d] = lanes;
    const auto next = [](std::uint64_t lane, std::int64_t product) { return std::rotl(lane + static_cast<std::uint64_t>(product), 31) * p1; };
    const auto times = _mm256_set1_epi64x(static_cast<long long>(p2));
    for (const char* const until = at + size; at < until; at += RunningHash::step) {
        const auto products = _mm256_mullo_epi64(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)), times);
        const auto low = _mm256_castsi256_si128(products), high = _mm256_extracti128_si256(products, 1);
        a = next(a, _mm_cvtsi128_si64(low));
        b = next(b, _mm_extract_epi64(low, 1));
        c = next(c, _mm_cvtsi128_si64(high));
        d = next(d, _mm_extract_epi64(high, 1));
    }
    lanes = {a, b, c, d};
}
#endif

}  // namespace

HashWords hash_words(bool wide) {
#ifdef DULY_WIDE
    static const bool has = RowMarks::widest() == RowMarks::Wide::avx512 && __builtin_cpu_supports("bmi2");
    if (wide && has) return add_avx512;
#endif
    static_cast<void>(wide);
    return add_plain;
}

void RunningHash::add(std::string_view part) {
    Lanes lanes = {a_, b_, c_, d_};
    hash_words(true)(lanes, part.data(), part.size());
    a_ = lanes[0], b_ = lanes[1], c_ = lanes[2], d_ = lanes[3];
    size_ += part.size();
}

std::uint64_t RunningHash::end(std::string_view rest) const {
    if (rest.size() >= step) {
        auto more = *this;
        const auto whole = rest.size() / step * step;
        more.add(rest.substr(0, whole));
        return more.end(rest.substr(whole));
    }
    std::uint64_t hash = p5;
    if (size_ > 0) {
        hash = std::rotl(a_, 1) + std::rotl(b_, 7) + std::rotl(c_, 12) + std::rotl(d_, 18);
        hash = merged(merged(merged(merged(hash, a_), b_), c_), d_);
    }
    hash += size_ + rest.size();
    const char* at = rest.data();
    auto left = rest.size();
    for (; left >= 8; at += 8, left -= 8) hash = std::rotl(hash ^ round_of(0, read<std::uint64_t>(at)), 27) * p1 + p4;
    if (left >= 4) {
        hash = std::rotl(hash ^ read<std::uint32_t>(at) * p1, 23) * p2 + p3;
        at += 4;
        left -= 4;
    }
    for (; left > 0; ++at, --left) hash = std::rotl(hash ^ static_cast<unsigned char>(*at) * p5, 11) * p1;
    hash = (hash ^ hash >> 33) * p2;
    hash = (hash ^ hash >> 29) * p3;
    return hash ^ hash >> 32;
}

std::uint64_t content_hash(std::string_view bytes) { return RunningHash().end(bytes); }

std::uint64_t content_hash(const FileContent& file) {
    if (file.hash) return *file.hash;
    constexpr std::size_t part = std::size_t{4} << 20;
    RunningHash hash;
    auto left = file.bytes;
    for (; left.size() > part; left.remove_prefix(part)) {
        hash.add(left.substr(0, part));
        let_go(file, left.substr(0, part));
    }
    const auto result = hash.end(left);
    let_go(file, left);
    return result;
}

HashOfParts::HashOfParts(std::shared_ptr<FileContent> file, std::vector<std::size_t> ends) : file_(std::move(file)), ends_(std::move(ends)), read_(ends_.size()) {}

void HashOfParts::at_hand(std::size_t part) {
    std::unique_lock lock(guard_);
    read_[part] = true;
    if (adding_) return;
    adding_ = true;
    while (next_ < ends_.size() && read_[next_]) {
        const auto added = next_++;
        lock.unlock();
        const auto begin = at_;
        add_until(ends_[added] / RunningHash::step * RunningHash::step);
        if (added != part) let_go(*file_, file_->bytes.substr(begin, at_ - begin));      // who had it may be done with it
        lock.lock();
    }
    adding_ = false;
}

void HashOfParts::add_until(std::size_t end) {
    hash_.add(file_->bytes.substr(at_, end - at_));
    at_ = end;
}

void HashOfParts::finish() {
    constexpr std::size_t part = std::size_t{4} << 20;
    const auto size = file_->bytes.size();
    while (size - at_ > part) {
        add_until(at_ + part);
        let_go(*file_, file_->bytes.substr(at_ - part, part));
    }
    file_->hash = hash_.end(file_->bytes.substr(at_));
    let_go(*file_, file_->bytes.substr(at_));
}

std::string hash_text_of(std::uint64_t hash) {
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[hash >> shift & 0xF];
    return text;
}

}  // namespace duly::data
