// A file put in the place of another in one step: a reader sees the old one or the new one, never a part. One that has several names
// (hard links) is written over instead, so that all of them show the new text.
#pragma once

#include <string>
#include <string_view>

namespace duly::cli {

// The file keeps its permissions; where `path` is a link, what it leads to is replaced. "" or what went wrong.
std::string replace_file(const std::string& path, std::string_view bytes);

}  // namespace duly::cli
