// JSON written straight into a text: a hundred thousand explanations at once are made this way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace duly::explain {

// A text with its quotes. What is no UTF-8 becomes U+FFFD.
void add_json_text(std::string& out, std::string_view text);

// Members and elements in the order in which they are added; commas are set by itself.
class JsonText {
public:
    explicit JsonText(std::string& out) : out_(out) {}
    JsonText& key(std::string_view name) {
        comma();
        add_json_text(out_, name);
        out_ += ':';
        fresh_ = true;
        return *this;
    }
    void open(char bracket) {
        comma();
        out_ += bracket;
        fresh_ = true;
    }
    void close(char bracket) {
        out_ += bracket;
        fresh_ = false;
    }
    void text(std::string_view value) {
        comma();
        add_json_text(out_, value);
    }
    void number(std::int64_t value) { raw(std::to_string(value)); }
    void yes_no(bool value) { raw(value ? "true" : "false"); }
    void null() { raw("null"); }
    // JSON already.
    void raw(std::string_view json) {
        comma();
        out_ += json;
    }
    void text(std::string_view name, std::string_view value) { key(name).text(value); }
    void number(std::string_view name, std::int64_t value) { key(name).number(value); }
    void yes_no(std::string_view name, bool value) { key(name).yes_no(value); }
    // Null where it is empty.
    void text_or_null(std::string_view name, std::string_view value) {
        key(name);
        value.empty() ? null() : text(value);
    }

private:
    std::string& out_;
    bool fresh_ = true;         // no comma before what comes next
    void comma() {
        if (!fresh_) out_ += ',';
        fresh_ = false;
    }
};

}  // namespace duly::explain
