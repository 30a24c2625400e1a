// The folder that --out names: written whole or not at all.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace duly::cli {

// What stands in the way of writing `path`, in words; "" = nothing. A folder that is there is replaced only when duly made it
// (it holds summary.json) and nobody put anything else into it.
std::string obstacle_to(const std::string& path);

// Gets a stretch of the file `name`, from the byte `at` on; from any thread.
using FilePiece = std::function<void(const std::string& name, std::uint64_t at, std::string_view bytes)>;

// Lets `make` write files into a temporary folder beside `path`, then puts that in its place. "" when done, else what went wrong; then
// `path` is as it was before. `make` says false where the folder shall not be put there; that is no mistake.
std::string write_folder(const std::string& path, const std::function<bool(const FilePiece&)>& make);
std::string write_folder(const std::string& path, const std::map<std::string, std::string>& files);

}  // namespace duly::cli
