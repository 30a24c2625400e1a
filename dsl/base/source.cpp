#include "dsl/base/source.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace duly {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::uint32_t code_points(std::string_view text) {
    return static_cast<std::uint32_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

Source::Source(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {
    if (std::string_view(text_).starts_with(byte_order_mark)) text_.erase(0, byte_order_mark.size());
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i) {
        // A carriage return alone ends a line too; before a line feed it is part of the same end.
        const bool end = text_[i] == '\n' || (text_[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n'));
        if (end) line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
    }
}

LineColumn Source::position(std::uint32_t offset) const {
    offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const auto line = static_cast<std::uint32_t>(next - line_starts_.begin());
    const std::uint32_t start = line_starts_[line - 1];
    return {line, 1 + code_points(std::string_view(text_).substr(start, offset - start))};
}

std::string_view Source::line_text(std::uint32_t offset) const {
    offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const std::uint32_t start = *std::prev(next), end = next == line_starts_.end() ? static_cast<std::uint32_t>(text_.size()) : *next;
    std::string_view line = std::string_view(text_).substr(start, end - start);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    return line;
}

FileId SourceSet::add(Source source) {
    files_.push_back(std::make_shared<const Source>(std::move(source)));
    return static_cast<FileId>(files_.size() - 1);
}

std::string_view SourceSet::text(SourceRange range) const {
    const std::string_view all = files_[range.file]->text();
    const std::size_t begin = std::min<std::size_t>(range.begin, all.size());
    const std::size_t end = std::clamp<std::size_t>(range.end, begin, all.size());
    return all.substr(begin, end - begin);
}

}  // namespace duly
