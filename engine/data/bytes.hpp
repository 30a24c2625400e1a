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
};
// Byte order mark off; UTF-16 and Windows-1252 are turned into UTF-8 and zero bytes left out, each listed once.
FileText clean_text(const InputFile& file, unsigned threads, Quality& quality);

bool is_utf8(std::string_view text);
std::string from_windows_1252(std::string_view text);

}  // namespace duly::data
