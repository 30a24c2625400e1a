// JSON written straight into a text: a hundred thousand explanations at once are made this way, and so is summary.json.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace duly::explain {

// In a script element of a page no `<` may stand, nor a sign that acts.
enum class JsonFor : std::uint8_t { file, script };
// All on one line, or a member or an element a line, indented by a blank a level.
enum class JsonLayout : std::uint8_t { compact, lines };

// A text with its quotes. What is no UTF-8 becomes U+FFFD.
void add_json_text(std::string& out, std::string_view text, JsonFor place = JsonFor::file);

// Compact JSON as add_json_text() and JsonText write it, with a member or an element a line, indented by a blank a level.
std::string in_lines(std::string_view compact);

// Members and elements in the order in which they are added; commas, lines and blanks are set by itself.
class JsonText {
public:
    // `depth`: of what is open around it.
    explicit JsonText(std::string& out, JsonLayout layout = JsonLayout::compact, std::size_t depth = 0) : out_(out), lines_(layout == JsonLayout::lines), depth_(depth) {}
    std::size_t depth() const { return depth_; }
    JsonText& key(std::string_view name);
    void open(char bracket) {
        begin();
        out_ += bracket;
        ++depth_;
        empty_ = true;
    }
    void close(char bracket) {
        --depth_;
        if (!empty_) separate(false, true);
        out_ += bracket;
        empty_ = false;
    }
    void text(std::string_view value) {
        begin();
        add_json_text(out_, value);
    }
    void number(std::int64_t value) {
        char digits[24];
        raw({digits, static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, value).ptr - digits)});
    }
    void yes_no(bool value) { raw(value ? "true" : "false"); }
    void null() { raw("null"); }
    // Null where it is empty.
    void text_or_null(std::string_view value) { value.empty() ? null() : text(value); }
    void texts(const std::vector<std::string>& values) {
        open('[');
        for (const std::string& value : values) text(value);
        close(']');
    }
    // JSON already.
    void raw(std::string_view json) {
        begin();
        out_ += json;
    }
    void text(std::string_view name, std::string_view value) { key(name).text(value); }
    void number(std::string_view name, std::int64_t value) { key(name).number(value); }
    void yes_no(std::string_view name, bool value) { key(name).yes_no(value); }
    void text_or_null(std::string_view name, std::string_view value) { key(name).text_or_null(value); }

private:
    std::string& out_;
    bool lines_;
    std::size_t depth_;
    bool empty_ = true, named_ = false;         // of the list or object that is open; a name has been written
    // A comma, the end of the line and the blanks before the next one, as far as they are needed.
    void separate(bool comma, bool line) {
        static constexpr std::string_view next = ",\n                        ";
        if (!lines_ || !line) {
            if (comma) out_ += ',';
            return;
        }
        const std::size_t blanks = std::min(depth_, next.size() - 2);
        out_.append(next.substr(!comma, blanks + 1 + comma));
        if (blanks < depth_) out_.append(depth_ - blanks, ' ');
    }
    void begin() {
        if (named_) {
            named_ = false;
            return;
        }
        separate(!empty_, depth_ > 0);
        empty_ = false;
    }
};

}  // namespace duly::explain
