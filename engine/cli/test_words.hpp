// What `duly test` prints for a person.
#pragma once

#include <string>

#include "engine/cli/verb.hpp"

namespace duly::cli {

struct ExampleWords { bool all = false, strict = false, colour = false; };
std::string examples_words(const api::Examples& examples, ExampleWords options);
std::string coverage_words(const api::Coverage& coverage, bool all);
std::string generated_words(const api::GeneratedExamples& made);

}  // namespace duly::cli
