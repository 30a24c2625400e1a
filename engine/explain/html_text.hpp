// Text that stems from data or rules, made safe for a page or a drawing.
#pragma once

#include <string>
#include <string_view>

namespace duly::explain {

// Safe as text and inside a quoted attribute of HTML, SVG and XML. What is no UTF-8, and no character of XML, becomes U+FFFD. Characters
// that do not show and change how others read (controls, line feeds and tabs too, marks of direction, separators of lines) stand as `\u202e`.
std::string html_escaped(std::string_view text);

}  // namespace duly::explain
