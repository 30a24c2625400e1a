#include "engine/data/bytes.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "engine/data/parallel.hpp"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace duly::data {
namespace {

struct Seen { bool high = false, zero = false, quote = false; };

Seen look(std::string_view text) {
    Seen seen;
    std::size_t i = 0;
#ifdef __SSE2__
    const auto quote = _mm_set1_epi8('"'), none = _mm_setzero_si128();
    auto high = none, zero = none, quotes = none;
    for (; i + 16 <= text.size(); i += 16) {
        const auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
        high = _mm_or_si128(high, block);
        zero = _mm_or_si128(zero, _mm_cmpeq_epi8(block, none));
        quotes = _mm_or_si128(quotes, _mm_cmpeq_epi8(block, quote));
    }
    seen = {_mm_movemask_epi8(high) != 0, _mm_movemask_epi8(zero) != 0, _mm_movemask_epi8(quotes) != 0};
#endif
    for (; i < text.size(); ++i) {
        seen.high |= static_cast<unsigned char>(text[i]) >= 0x80;
        seen.zero |= text[i] == 0;
        seen.quote |= text[i] == '"';
    }
    return seen;
}

// What Windows-1252 has at 0x80 to 0x9f; the five bytes that it leaves free are shown as replacement characters.
constexpr char16_t windows[32] = {0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
                                  0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};

void append(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xc0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xe0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3f));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    }
}

std::string from_utf16(std::string_view text, bool big) {
    std::string out;
    out.reserve(text.size() / 2);
    const auto unit = [&](std::size_t i) {
        const auto a = static_cast<unsigned char>(text[i]), b = static_cast<unsigned char>(text[i + 1]);
        return static_cast<char32_t>(big ? a << 8 | b : b << 8 | a);
    };
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        char32_t c = unit(i);
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < text.size() && unit(i + 2) >= 0xdc00 && unit(i + 2) < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (unit(i + 2) - 0xdc00);
            i += 2;
        } else if (c >= 0xd800 && c < 0xe000) {
            c = 0xfffd;
        }
        append(out, c);
    }
    return out;
}

Place at_line(const std::string& file, std::string_view text, std::size_t offset) {
    Place place;
    place.file = file;
    place.line = static_cast<std::uint32_t>(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    return place;
}

std::size_t first_bad(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) {
            ++i;
            for (std::uint64_t eight; i + 8 <= text.size(); i += 8) {
                std::memcpy(&eight, text.data() + i, 8);
                if (eight & 0x8080808080808080) break;
            }
            continue;
        }
        const std::size_t more = c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : 0;
        if (more == 0 || i + more >= text.size()) return i;
        for (std::size_t k = 1; k <= more; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return i;
        const auto second = static_cast<unsigned char>(text[i + 1]);    // no long forms, no surrogates, nothing above 10ffff
        if ((c == 0xe0 && second < 0xa0) || (c == 0xed && second >= 0xa0) || (c == 0xf0 && second < 0x90) || (c == 0xf4 && second >= 0x90)) return i;
        i += more + 1;
    }
    return i;
}

void own(FileText& out, std::string text) {
    auto kept = std::make_shared<std::string>(std::move(text));
    out.text = *kept;
    out.owner = kept;
}

}  // namespace

bool is_utf8(std::string_view text) { return first_bad(text) == text.size(); }

std::string from_windows_1252(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 16);
    for (const char byte : text) {
        const auto c = static_cast<unsigned char>(byte);
        append(out, c >= 0x80 && c < 0xa0 ? windows[c - 0x80] : c);
    }
    return out;
}

bool is_plain(std::string_view text) {
    const auto seen = look(text);
    return !seen.high && !seen.zero && !seen.quote;
}

FileText clean_text(const InputFile& file, unsigned threads, Quality& quality, bool rest_later) {
    FileText out{file.bytes, file.owner, false, '\n'};
    if (out.text.starts_with("\xff\xfe") || out.text.starts_with("\xfe\xff")) {
        own(out, from_utf16(out.text.substr(2), out.text[0] == '\xfe'));
    } else if (out.text.starts_with("\xef\xbb\xbf")) {
        out.text.remove_prefix(3);
    }
    constexpr std::size_t beginning = 256 << 10;
    if (rest_later && out.text.size() > 4 * beginning && is_plain(out.text.substr(0, beginning)) && out.text.substr(0, beginning).find('\n') != std::string_view::npos) {
        out.looked_at = beginning;
        return out;
    }
    look_at_rest(out, file, threads, quality);
    return out;
}

void look_at_rest(FileText& out, const InputFile& file, unsigned threads, Quality& quality) {
    constexpr std::size_t step = 4 << 20;
    const FileContent content{file.path, file.bytes, file.owner, file.stamp};
    const bool large = file.bytes.size() > 4 * step;        // what is small is read again from where it is
    std::atomic<bool> high{false}, zero{false}, quote{false};
    const auto begin = out.looked_at;
    run_tasks(threads, (out.text.size() - begin + step - 1) / step, [&](std::size_t task) {
        const auto part = out.text.substr(begin + task * step, step);
        const auto seen = look(part);
        if (large) let_go(content, part);
        if (seen.high) high = true;
        if (seen.zero) zero = true;
        if (seen.quote) quote = true;
    });
    out.quotes = quote;
    if (zero) {
        const auto first = out.text.find('\0', begin);
        auto place = at_line(file.path, out.text, first);
        std::string kept;
        std::copy_if(out.text.begin(), out.text.end(), std::back_inserter(kept), [](char c) { return c != 0; });
        quality.count(DiagnosticKind::nul_bytes, place, "zero bytes in the file were left out", "export the file again: it may have been cut off or damaged", out.text.size() - kept.size());
        own(out, std::move(kept));
    }
    if (high) {
        const auto bad = begin + first_bad(out.text.substr(begin));
        if (bad < out.text.size()) {
            quality.list(DiagnosticKind::data_not_utf8, at_line(file.path, out.text, bad), "the file is not UTF-8 and was read as Windows-1252",
                         "save it as `CSV UTF-8` to be sure of every letter");
            own(out, from_windows_1252(out.text));
        }
    }
    if (out.text.find('\n') == std::string_view::npos && out.text.find('\r') != std::string_view::npos) out.line_end = '\r';
    out.looked_at = out.text.size();
}

}  // namespace duly::data
