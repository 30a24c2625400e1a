// "did you mean": the sentence of a help, and the way back from it to what a program may write in the author's place.
#pragma once

#include <string>
#include <string_view>

#include "dsl/base/diagnostic.hpp"

namespace duly {

// What to write instead of the underlined words, "" = not known. Only where the help says no more than what to write, and the words
// underlined are exactly those that the message quotes: nothing is guessed.
std::string replacement_of(const Diagnostic& diagnostic);

}  // namespace duly
