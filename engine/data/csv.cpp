#include "engine/data/csv.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "engine/data/load.hpp"

namespace duly::data {
namespace {

std::size_t find_byte(std::string_view text, std::size_t from, char byte) {
    if (from >= text.size()) return text.size();
    const auto* found = static_cast<const char*>(std::memchr(text.data() + from, byte, text.size() - from));
    return found ? static_cast<std::size_t>(found - text.data()) : text.size();
}

// The same without touching the text, as far as it can be done.
std::size_t find_far_byte(std::string_view text, std::size_t from, char byte, const FileContent* content) {
    std::array<char, 1024> some;
    while (content && from < text.size()) {
        const auto part = text.substr(from, some.size());
        const auto count = std::min(peek(*content, part, some.data()), part.size());
        const auto found = std::string_view(some.data(), count).find(byte);
        if (found != std::string_view::npos) return from + found;
        if (count == 0) break;
        from += count;
    }
    return find_byte(text, from, byte);
}

// The closing quote of the field that `open` opens, or the text's size.
std::size_t closing_quote(std::string_view text, std::size_t open) {
    for (std::size_t at = open + 1;;) {
        at = find_byte(text, at, '"');
        if (at + 1 >= text.size() || text[at + 1] != '"') return at;
        at += 2;
    }
}

}  // namespace

CsvCuts cut_rows(std::string_view text, const CsvShape& shape, std::size_t chunk_bytes, const FileContent* content) {
    CsvCuts cuts;
    cuts.end = text.size();
    if (text.empty()) return cuts;
    cuts.begins.push_back(0);
    // Cuts up to `until`, none of them inside a quoted field that ends before `from`.
    const auto cut = [&](std::size_t from, std::size_t until) {
        for (;;) {
            const auto aim = std::max(from, cuts.begins.back() + chunk_bytes);
            if (aim >= until) return;
            const auto line = find_far_byte(text, aim, shape.line_end, content);
            if (line >= until || line + 1 >= text.size()) return;
            cuts.begins.push_back(line + 1);
        }
    };
    std::size_t outside = 0;    // from here to the next quote nothing is quoted
    std::size_t row = 0;        // where the row began that `outside` is in
    if (shape.quotes) {
        for (auto quote = find_byte(text, 0, '"'); quote < text.size();) {
            const bool opens = quote == 0 || text[quote - 1] == shape.delimiter || text[quote - 1] == shape.line_end;
            if (!opens) {
                quote = find_byte(text, quote + 1, '"');
                continue;
            }
            cut(outside, quote);
            const auto line = text.substr(outside, quote - outside).rfind(shape.line_end);
            if (line != std::string_view::npos) row = outside + line + 1;
            const auto close = closing_quote(text, quote);
            if (close >= text.size()) {
                cuts.open_quote = true;
                cuts.end = row;
                while (!cuts.begins.empty() && cuts.begins.back() >= cuts.end) cuts.begins.pop_back();
                return cuts;
            }
            outside = close + 1;
            quote = find_byte(text, outside, '"');
        }
    }
    cut(outside, text.size());
    return cuts;
}

void RowReader::mark_stretch(std::size_t from) {
    stretch_ = from;
    const char delimiter = shape_.delimiter, line_end = shape_.line_end;
    std::size_t word = 0;
#ifdef __SSE2__
    const auto delimiters = _mm_set1_epi8(delimiter), line_ends = _mm_set1_epi8(line_end);
    for (; word < words && from + 64 <= size_; ++word, from += 64) {
        const auto sixteen = [&](int i) {
            const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data_ + from) + i);
            return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(block, delimiters), _mm_cmpeq_epi8(block, line_ends)))));
        };
        stretch_marks_[word] = sixteen(0) | sixteen(1) << 16 | sixteen(2) << 32 | sixteen(3) << 48;
    }
#endif
    for (; word < words; ++word, from += 64) {
        std::uint64_t marks = 0;
        for (std::size_t i = 0; i < 64 && from + i < size_; ++i)
            if (data_[from + i] == delimiter || data_[from + i] == line_end) marks |= std::uint64_t{1} << i;
        stretch_marks_[word] = marks;
    }
}

// Stores the field and gives the place of the mark after it.
std::size_t RowReader::quoted_field(std::size_t open) {
    const std::string_view text(data_, end_);
    const auto close = closing_quote(text, open);
    const auto inside = text.substr(open + 1, close - open - 1);
    next_line_ += static_cast<std::uint32_t>(std::count(inside.begin(), inside.end(), shape_.line_end));
    aim(std::min(close + 1, end_));
    const auto stop = close + 1 >= end_ ? end_ : next_mark();
    auto after = close + 1 < stop ? text.substr(close + 1, stop - close - 1) : std::string_view{};
    if (!after.empty() && after.back() == '\r') after.remove_suffix(1);
    if (after.empty() && inside.find('"') == std::string_view::npos) {
        put(inside);
        return stop;
    }
    auto& plain = unescaped_.emplace_back();
    for (std::size_t i = 0; i < inside.size(); ++i) {
        plain += inside[i];
        if (inside[i] == '"') ++i;
    }
    plain += after;     // letters after the closing quote belong to the field, as spreadsheets read it
    put(plain);
    return stop;
}

bool RowReader::next(std::size_t kept) {
    if (at_ >= end_) return false;
    count_ = kept_ = kept;
    line_ = next_line_++;
    // The state of the scan stays in registers: what is stored in between might be anything for the compiler.
    const char* const data = data_;
    const std::size_t end = end_;
    const char line_end = shape_.line_end;
    const bool quotes = shape_.quotes;
    std::string_view* fields = fields_.data();
    std::size_t room = fields_.size(), count = kept, at = at_, word = stretch_ + word_ * 64;
    std::uint64_t marks = marks_;
    for (;;) {
        if (count + 2 > room) {
            fields_.resize(2 * room);
            fields = fields_.data();
            room = fields_.size();
        }
        std::size_t stop = end;
        if (quotes && at < end && data[at] == '"') {
            count_ = count, marks_ = marks;
            stop = quoted_field(at);
            count = count_, marks = marks_, word = stretch_ + word_ * 64;
            fields = fields_.data(), room = fields_.size();
        } else {
            if (marks == 0 && next_word()) {
                marks = marks_;
                word = stretch_ + word_ * 64;
            }
            if (marks != 0) {
                stop = word + static_cast<std::size_t>(std::countr_zero(marks));
                marks &= marks - 1;
            }
            fields[count++] = {data + at, stop - at};
        }
        at = stop + 1;
        if (stop >= end || data[stop] == line_end) break;
        if (at >= end) {        // the text ends right after a delimiter: one more, empty field
            fields[count++] = {};
            break;
        }
    }
    count_ = count, at_ = at, marks_ = marks;
    auto& last = fields_[count_ - 1];
    if (shape_.line_end == '\n' && !last.empty() && last.back() == '\r') last.remove_suffix(1);
    return true;
}

}  // namespace duly::data
