// How texts of files are compared: headers, file names, codes and what they are spelt as.
#pragma once

#include <string>
#include <string_view>

namespace duly {

// Without blanks at both ends: blank, tab, line ends, non-breaking space (UTF-8).
std::string_view trim_blanks(std::string_view text);
// Lower case (ASCII and Latin letters), every run of blanks one blank, curly quotes straight, trailing dots off.
std::string fold(std::string_view text);
// As fold, and without any blank or underscore: "No further_action" is "nofurtheraction".
std::string squeeze(std::string_view text);

}  // namespace duly
