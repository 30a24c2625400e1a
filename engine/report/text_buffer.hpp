// Bytes one after another, in room that is never cleared first: most of what a file costs is putting short texts into it.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace duly::report {

class TextBuffer {
public:
    TextBuffer() = default;
    TextBuffer(TextBuffer&& other) noexcept { swap(other); }
    TextBuffer& operator=(TextBuffer&& other) noexcept {
        swap(other);
        return *this;
    }
    std::size_t size() const { return static_cast<std::size_t>(at_ - begin_.get()); }
    std::string_view view() const { return {begin_.get(), size()}; }
    void clear() { at_ = begin_.get(); }
    // Room for so many bytes behind what is there; `end_at` tells where they end.
    char* room(std::size_t bytes) {
        if (static_cast<std::size_t>(end_ - at_) < bytes) grow(bytes);
        return at_;
    }
    void end_at(char* end) { at_ = end; }
    char* back() { return at_ - 1; }            // precondition: not empty
    void append(std::string_view text) {
        char* to = room(text.size());
        if (!text.empty()) std::memcpy(to, text.data(), text.size());
        at_ = to + text.size();
    }

private:
    std::unique_ptr<char[]> begin_;
    char *at_ = nullptr, *end_ = nullptr;
    void swap(TextBuffer& other) {
        std::swap(begin_, other.begin_);
        std::swap(at_, other.at_);
        std::swap(end_, other.end_);
    }
    void grow(std::size_t bytes) {
        const std::size_t held = size(), wanted = std::max<std::size_t>(held + held / 2 + bytes, 1024);
        std::unique_ptr<char[]> more(new char[wanted]);
        if (held) std::memcpy(more.get(), begin_.get(), held);
        begin_ = std::move(more);
        at_ = begin_.get() + held;
        end_ = begin_.get() + wanted;
    }
};

}  // namespace duly::report
