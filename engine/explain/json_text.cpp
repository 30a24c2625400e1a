#include "engine/explain/json_text.hpp"

#include <array>

#include "dsl/base/utf8.hpp"
#include "dsl/base/visible_text.hpp"

namespace duly::explain {

namespace {

void add_code(std::string& out, std::uint32_t unit) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789abcdef"[unit >> shift & 0xF];
}

void add_point(std::string& out, std::uint32_t point) {
    if (point > 0xFFFF) {
        add_code(out, 0xD7C0 + (point >> 10));
        add_code(out, 0xDC00 + (point & 0x3FF));
    } else {
        add_code(out, point);
    }
}

// Letters that stand in a JSON text as they are, in a script too.
constexpr std::array<bool, 256> plain = [] {
    std::array<bool, 256> all{};
    for (unsigned c = 0x20; c < 0x7F; ++c) all[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
    return all;
}();

constexpr std::size_t short_text = 60;

// A short plain text with its quotes and what stands behind it, in one go: most texts are such.
bool add_short(std::string& out, std::string_view text, std::string_view behind) {
    if (text.size() > short_text) return false;
    char quoted[short_text + 8];
    char* to = quoted;
    *to++ = '"';
    for (const char c : text) {
        if (!plain[static_cast<unsigned char>(c)]) return false;
        *to++ = c;
    }
    *to++ = '"';
    for (const char c : behind) *to++ = c;
    out.append(quoted, static_cast<std::size_t>(to - quoted));
    return true;
}

// A text with its quotes, in which the signs have their short names: \b, \f.
void add_shortest(std::string& out, std::string_view text) {
    std::size_t done = 0;
    for (std::size_t at = text.find('\\'); at != text.npos; at = text.find('\\', at)) {
        const std::string_view code = text.substr(at, 6);
        const std::string_view sign = code == "\\u0008" ? "\\b" : code == "\\u000c" ? "\\f" : code == "\\u007f" ? "\x7f" : "";
        if (sign.empty()) {
            at += 2;
            continue;
        }
        out.append(text.substr(done, at - done)).append(sign);
        done = at += 6;
    }
    out.append(text.substr(done));
}

}  // namespace

JsonText& JsonText::key(std::string_view name) {
    begin();
    const std::string_view behind = lines_ ? ": " : ":";
    if (!add_short(out_, name, behind)) {
        add_json_text(out_, name);
        out_ += behind;
    }
    named_ = true;
    return *this;
}

void add_json_text(std::string& out, std::string_view text, JsonFor place) {
    if (add_short(out, text, {})) return;
    out += '"';
    std::size_t done = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool script = place == JsonFor::script;
        if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && !(script && (c == '<' || c == '>' || c == '&'))) {
            ++i;
            continue;
        }
        const Point point = point_at(text, i);
        if (c >= 0x80 && point.length != 0 && !(script && acts(point.value))) {
            i += point.length;
            continue;
        }
        out.append(text.substr(done, i - done));
        if (point.length == 0) out += "\xEF\xBF\xBD";
        else if (c == '"' || c == '\\') (out += '\\') += static_cast<char>(c);
        else if (c == '\n') out += "\\n";
        else if (c == '\t') out += "\\t";
        else if (c == '\r') out += "\\r";
        else add_point(out, point.value);
        done = i += point.length == 0 ? 1 : point.length;
    }
    out.append(text.substr(done));
    out += '"';
}

std::string in_lines(std::string_view compact) {
    std::string out;
    out.reserve(compact.size() * 2);
    std::size_t depth = 0;
    const auto line = [&] { (out += '\n').append(depth, ' '); };
    for (std::size_t i = 0; i < compact.size(); ++i) {
        const char c = compact[i];
        if (c == '"') {
            std::size_t end = i + 1;
            while (compact[end] != '"') end += compact[end] == '\\' ? 2 : 1;
            add_shortest(out, compact.substr(i, end + 1 - i));
            i = end;
        } else if (c == '{' || c == '[') {
            out += c;
            if (compact[i + 1] == (c == '{' ? '}' : ']')) {
                out += compact[++i];
                continue;
            }
            ++depth;
            line();
        } else if (c == '}' || c == ']') {
            --depth;
            line();
            out += c;
        } else {
            out += c;
            if (c == ',') line();
            if (c == ':') out += ' ';
        }
    }
    return out;
}

}  // namespace duly::explain
