// The page's fixed parts, made from engine/report/page by page.cmake and compiled in.
#pragma once

#include <string_view>

namespace duly::report {

std::string_view page_shell();          // HTML with places like {{main}} that page.cpp fills
std::string_view page_style();
std::string_view page_script();
std::string_view page_script_hash();     // SHA-256 in base64, as a content security policy names it

}  // namespace duly::report
