// A file that is made in parts, in any order: a part gets its place once all before it are made.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/report/report.hpp"
#include "engine/report/text_buffer.hpp"

namespace duly::report {

class FileParts {
public:
    // `piece` must live as long as this.
    FileParts(std::string name, std::size_t parts, const FilePiece& piece) : name_(std::move(name)), piece_(piece), waiting_(parts) {}
    // Hands on this part and those that waited for it, or lets it wait. From any thread.
    void made(std::size_t part, TextBuffer bytes);

private:
    std::string name_;
    const FilePiece& piece_;
    std::mutex guard_;
    std::vector<std::optional<TextBuffer>> waiting_;
    std::size_t next_ = 0;
    std::uint64_t at_ = 0;
};

}  // namespace duly::report
