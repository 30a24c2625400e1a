// duly explain --to: the fewest cases to complete so that a measure ends its period at a grade.
#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

bool asks_what_if(const Args& args) { return args.has("to") || args.has("period") || args.has("group"); }

int explain_what_if(const api::Evaluation& evaluation, const Args& args) {
    const std::string grade = args.get("to", "next");
    const api::Checked<api::WhatIf> found = evaluation.what_if(args.get("for"), grade == "next" ? "" : grade, args.get("period"), args.all("group"));
    if (!found) return complain(found.diagnostics, could_not_run);
    const std::string text = args.get("format", "text") == "json" ? found.value->json() : found.value->text();
    return write_output(text) ? ran : complain("the answer cannot be written to standard output");
}

}  // namespace duly::cli
