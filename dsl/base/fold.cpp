#include "dsl/base/fold.hpp"

namespace duly {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f'; }

// Length of the blank at the start of `text`, 0 = none.
std::size_t blank_at(std::string_view text) {
    if (text.empty()) return 0;
    if (is_blank(text[0])) return 1;
    if (text.size() >= 2 && text[0] == '\xc2' && text[1] == '\xa0') return 2;
    if (text.size() >= 3 && text.substr(0, 3) == "\xef\xbb\xbf") return 3;     // a byte order mark inside
    if (text.starts_with("\xe2\x80\xaf") || text.starts_with("\xe2\x80\x8b")) return 3;     // narrow no-break space, space of no width
    return 0;
}

}  // namespace

std::string_view trim_blanks(std::string_view text) {
    while (const auto n = blank_at(text)) text.remove_prefix(n);
    while (!text.empty()) {
        if (is_blank(text.back())) text.remove_suffix(1);
        else if (text.size() >= 2 && text.substr(text.size() - 2) == "\xc2\xa0") text.remove_suffix(2);
        else if (text.size() >= 3 && (text.ends_with("\xe2\x80\xaf") || text.ends_with("\xe2\x80\x8b") || text.ends_with("\xef\xbb\xbf"))) text.remove_suffix(3);
        else break;
    }
    return text;
}

std::string fold(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    text = trim_blanks(text);
    while (!text.empty()) {
        if (const auto n = blank_at(text)) {
            text.remove_prefix(n);
            if (out.empty() || out.back() != ' ') out += ' ';
            continue;
        }
        const auto c = static_cast<unsigned char>(text[0]);
        if (c == 0xe2 && text.size() >= 3 && text[1] == '\x80' && (text[2] == '\x98' || text[2] == '\x99')) {
            out += '\'';
            text.remove_prefix(3);
        } else if (c == 0xe2 && text.size() >= 3 && text[1] == '\x80' && (text[2] == '\x9c' || text[2] == '\x9d')) {
            out += '"';
            text.remove_prefix(3);
        } else if (c == 0xc3 && text.size() >= 2) {     // Latin capital letters with accents stand 0x20 below the small ones
            const auto second = static_cast<unsigned char>(text[1]);
            out += static_cast<char>(c);
            out += static_cast<char>(second >= 0x80 && second <= 0x9e && second != 0x97 ? second + 0x20 : second);
            text.remove_prefix(2);
        } else {
            out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
            text.remove_prefix(1);
        }
    }
    while (!out.empty() && (out.back() == '.' || out.back() == ' ')) out.pop_back();
    return out;
}

std::string squeeze(std::string_view text) {
    std::string out;
    for (const char c : fold(text))
        if (c != ' ' && c != '_') out += c;
    return out;
}

}  // namespace duly
