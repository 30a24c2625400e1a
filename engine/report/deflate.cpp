#include "engine/report/deflate.hpp"

#include <zlib.h>

#include <limits>
#include <new>
#include <stdexcept>

namespace duly::report {

std::string deflated(std::string_view bytes, int level, bool last) {
    if (bytes.size() > std::numeric_limits<uInt>::max()) throw std::runtime_error("more than 4 GB cannot be packed at once");
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
    std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())) + 16, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = deflate(&stream, last ? Z_FINISH : Z_FULL_FLUSH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (result != (last ? Z_STREAM_END : Z_OK)) throw std::runtime_error("a file could not be packed");
    return out;
}

std::uint32_t crc_of(std::string_view bytes) { return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size())); }

std::uint32_t crc_of_both(std::uint32_t first, std::uint32_t second, std::uint64_t length_of_second) {
    return static_cast<std::uint32_t>(crc32_combine(first, second, static_cast<z_off_t>(length_of_second)));
}

}  // namespace duly::report
