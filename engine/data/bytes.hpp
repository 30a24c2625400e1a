// A file's bytes as clean UTF-8 text.
#pragma once

#include <memory>
#include <string_view>

#include "engine/data/load.hpp"
#include "engine/data/quality.hpp"

namespace duly::data {

struct FileText {
    std::string_view text;              // UTF-8, no byte order mark, no zero bytes
    std::shared_ptr<const void> owner;
    bool quotes = false;                // holds a double quote
    char line_end = '\n';               // '\r' in files of old
    std::size_t looked_at = 0;          // so many bytes of it are known to be as told; up to the first of the others all is plain
    bool whole() const { return looked_at == text.size(); }
};
// ASCII without quotes and zero bytes: the same in whatever form the rest of the file is.
bool is_plain(std::string_view text);
// Byte order mark off; UTF-16 and Windows-1252 are turned into UTF-8 and zero bytes left out, each listed once. `rest_later`: where a large file
// begins plainly, only its beginning is looked at, and who reads it asks is_plain() of each part.
FileText clean_text(const InputFile& file, unsigned threads, Quality& quality, bool rest_later = false);
// Looks at the rest. What is plain at the text's beginning stays where it is.
void look_at_rest(FileText& text, const InputFile& file, unsigned threads, Quality& quality);

bool is_utf8(std::string_view text);
std::string from_windows_1252(std::string_view text);

}  // namespace duly::data
