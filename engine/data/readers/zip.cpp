#include "engine/data/readers/zip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace duly::data {
namespace {

constexpr std::uint32_t local_mark = 0x04034b50, list_mark = 0x02014b50, end_mark = 0x06054b50, end64_mark = 0x06064b50, locator_mark = 0x07064b50;
constexpr std::size_t local_size = 30, list_size = 46, end_size = 22, end64_size = 56, locator_size = 20;

// Little-endian, precondition: it lies inside.
std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

bool mark_at(std::string_view bytes, std::uint64_t at, std::uint32_t mark, std::size_t size) {
    return at <= bytes.size() && bytes.size() - at >= size && number(bytes, at, 4) == mark;
}

bool same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

// Sizes and place that do not fit into four bytes stand in an extra field.
void read_extra(std::string_view extra, Zip::Entry& entry) {
    while (extra.size() >= 4) {
        const auto id = number(extra, 0, 2), size = number(extra, 2, 2);
        extra.remove_prefix(4);
        if (size > extra.size()) return;
        auto values = extra.substr(0, size);
        extra.remove_prefix(size);
        if (id != 1) continue;
        for (auto* value : {&entry.size, &entry.packed, &entry.header}) {
            if (*value != 0xffffffff || values.size() < 8) continue;
            *value = number(values, 0, 8);
            values.remove_prefix(8);
        }
    }
}

}  // namespace

std::optional<Zip> Zip::open(std::string_view bytes) {
    if (bytes.size() < end_size) return {};
    const auto last = bytes.size() - end_size;
    std::uint64_t end = last;
    while (!mark_at(bytes, end, end_mark, end_size)) {
        if (end == 0 || last - end > 0xffff) return {};
        --end;
    }
    auto count = number(bytes, end + 10, 2), at = number(bytes, end + 16, 4);
    if (end >= locator_size && mark_at(bytes, end - locator_size, locator_mark, locator_size)) {
        const auto end64 = number(bytes, end - locator_size + 8, 8);
        if (!mark_at(bytes, end64, end64_mark, end64_size)) return {};
        count = number(bytes, end64 + 32, 8);
        at = number(bytes, end64 + 48, 8);
    }
    Zip zip;
    zip.bytes_ = bytes;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (!mark_at(bytes, at, list_mark, list_size)) return {};
        Entry entry;
        entry.flags = static_cast<std::uint16_t>(number(bytes, at + 8, 2));
        entry.method = static_cast<std::uint16_t>(number(bytes, at + 10, 2));
        entry.crc = static_cast<std::uint32_t>(number(bytes, at + 16, 4));
        entry.packed = number(bytes, at + 20, 4);
        entry.size = number(bytes, at + 24, 4);
        entry.header = number(bytes, at + 42, 4);
        const auto name = number(bytes, at + 28, 2), extra = number(bytes, at + 30, 2), comment = number(bytes, at + 32, 2);
        if (bytes.size() - at - list_size < name + extra + comment) return {};
        entry.name = bytes.substr(at + list_size, name);
        std::replace(entry.name.begin(), entry.name.end(), '\\', '/');
        read_extra(bytes.substr(at + list_size + name, extra), entry);
        zip.entries_.push_back(std::move(entry));
        at += list_size + name + extra + comment;
    }
    return zip;
}

const Zip::Entry* Zip::find(std::string_view name) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return same_name(entry.name, name); });
    return found == entries_.end() ? nullptr : &*found;
}

Zip::Result Zip::read(const Entry& entry, std::size_t& allowed, const std::function<bool(std::string_view)>& take) const {
    if (entry.flags & 1) return Result::encrypted;
    if (!mark_at(bytes_, entry.header, local_mark, local_size)) return Result::broken;
    const auto begin = entry.header + local_size + number(bytes_, entry.header + 26, 2) + number(bytes_, entry.header + 28, 2);
    if (begin > bytes_.size() || bytes_.size() - begin < entry.packed) return Result::broken;
    const auto packed = bytes_.substr(begin, entry.packed);
    auto crc = crc32(0, nullptr, 0);
    const auto hand_on = [&](std::string_view piece) {
        if (piece.size() > allowed) return Result::too_large;
        allowed -= piece.size();
        crc = crc32(crc, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
        return take(piece) ? Result::whole : Result::stopped;
    };
    constexpr std::size_t step = 1 << 16;
    if (entry.method == 0) {
        for (std::size_t at = 0; at < packed.size(); at += step)
            if (const auto result = hand_on(packed.substr(at, step)); result != Result::whole) return result;
        return crc == entry.crc ? Result::whole : Result::broken;
    }
    if (entry.method != Z_DEFLATED) return Result::broken;
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    struct Ended {
        z_stream& stream;
        ~Ended() { inflateEnd(&stream); }
    } ended{stream};
    std::array<char, step> out;
    std::size_t given = 0;
    for (int state = Z_OK; state != Z_STREAM_END;) {
        if (stream.avail_in == 0) {
            const auto piece = packed.substr(given, step);
            if (piece.empty()) return Result::broken;
            given += piece.size();
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
            stream.avail_in = static_cast<uInt>(piece.size());
        }
        stream.next_out = reinterpret_cast<Bytef*>(out.data());
        stream.avail_out = static_cast<uInt>(out.size());
        state = inflate(&stream, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) return Result::broken;
        if (const auto result = hand_on({out.data(), out.size() - stream.avail_out}); result != Result::whole) return result;
    }
    return crc == entry.crc ? Result::whole : Result::broken;
}

}  // namespace duly::data
