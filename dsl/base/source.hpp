// Source text and places in it. The only owner of line/column arithmetic.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duly {

using FileId = std::uint32_t;

// Half-open range of byte offsets in one file of a SourceSet.
struct SourceRange {
    FileId file = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    friend bool operator==(const SourceRange&, const SourceRange&) = default;
};

// 1-based; columns count Unicode code points, as editors do.
struct LineColumn {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
};

// One rule file. The text is UTF-8 without byte order mark, line ends as in the file.
class Source {
public:
    Source(std::string path, std::string text);

    const std::string& path() const { return path_; }
    std::string_view text() const { return text_; }
    LineColumn position(std::uint32_t offset) const;
    // The line that holds `offset`, without its line end.
    std::string_view line_text(std::uint32_t offset) const;

private:
    std::string path_;
    std::string text_;
    std::vector<std::uint32_t> line_starts_;
};

// The files of one compilation. References stay good while the set lives.
class SourceSet {
public:
    FileId add(Source source);
    const Source& operator[](FileId id) const { return *files_[id]; }
    std::size_t size() const { return files_.size(); }
    std::string_view text(SourceRange range) const;

private:
    // Owned one by one so that string_views into a text survive growth.
    std::vector<std::shared_ptr<const Source>> files_;
};

// How files come in: disk, editor or browser. Handed in; nothing below opens a file by itself.
class Loader {
public:
    virtual ~Loader() = default;
    // The bytes of `path`, or nothing when it is not there or cannot be read.
    virtual std::optional<std::string> read(const std::string& path) const = 0;
    // `relative` as written in the file `from`, as a path for read().
    virtual std::string resolve(const std::string& from, const std::string& relative) const = 0;
    // A file of the tz database, by the name of the zone.
    virtual std::optional<std::string> read_zone(const std::string& name) const { return read("/usr/share/zoneinfo/" + name); }
};

}  // namespace duly
