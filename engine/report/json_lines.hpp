// JSON for people and programs alike: a member or an element a line, indented by a blank a level. Written straight into a text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace duly::report {

// Members and elements in the order in which they are added.
class JsonLines {
public:
    explicit JsonLines(std::string& out) : out_(out) {}
    JsonLines& key(std::string_view name) {     // plain letters
        begin();
        ((out_ += '"') += name) += "\": ";
        named_ = true;
        return *this;
    }
    void open(char bracket) {
        begin();
        out_ += bracket;
        ++depth_;
        empty_ = true;
    }
    void close(char bracket) {
        --depth_;
        if (!empty_) line();
        out_ += bracket;
        empty_ = false;
    }
    void text(std::string_view value);          // what is no UTF-8 becomes U+FFFD
    void number(std::int64_t value);
    void yes_no(bool value) { raw(value ? "true" : "false"); }
    void null() { raw("null"); }
    void text_or_null(std::string_view value) { value.empty() ? null() : text(value); }
    void texts(const std::vector<std::string>& values) {
        open('[');
        for (const std::string& value : values) text(value);
        close(']');
    }
    void raw(std::string_view json) {           // JSON already
        begin();
        out_ += json;
    }

private:
    std::string& out_;
    std::size_t depth_ = 0;
    bool empty_ = true, named_ = false;         // of the list or object that is open; a name has been written
    void line() {
        out_ += '\n';
        out_.append(depth_, ' ');
    }
    void begin() {
        if (named_) {
            named_ = false;
            return;
        }
        if (depth_ == 0) return;
        if (!empty_) out_ += ',';
        empty_ = false;
        line();
    }
};

}  // namespace duly::report
