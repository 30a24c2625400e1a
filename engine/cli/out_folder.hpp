// The folder that --out names: written whole or not at all.
#pragma once

#include <map>
#include <string>

namespace duly::cli {

// What stands in the way of writing `path`, in words; "" = nothing. A folder that is there is replaced only when duly made it
// (it holds summary.json) and nobody put anything else into it.
std::string obstacle_to(const std::string& path);

// Writes all files into a temporary folder beside `path`, then puts that in its place. "" when done, else what went wrong; then
// `path` is as it was before.
std::string write_folder(const std::string& path, const std::map<std::string, std::string>& files, unsigned threads = 1);

}  // namespace duly::cli
