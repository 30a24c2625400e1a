// The pages that `duly explain D0123` shows.
#pragma once

#include <string>
#include <vector>

namespace duly::cli {

std::string diagnostic_page(const std::string& code);   // "" = no such code
std::vector<std::string> diagnostic_codes();

}  // namespace duly::cli
