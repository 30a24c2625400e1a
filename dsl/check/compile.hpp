// Rule files -> RuleSet: load with `use`, parse, resolve, check, lower. The list of steps is compile().
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/base/source.hpp"
#include "dsl/model/ruleset.hpp"
#include "dsl/syntax/tree.hpp"

namespace duly {

struct CompileOptions { Limits limits; };

// `files` are paths for the loader; what they `use` is read too, each file once. All mistakes in one run.
Checked<std::shared_ptr<const model::RuleSet>> compile(const std::vector<std::string>& files, const Loader& loader, const CompileOptions& options = {});

namespace check {
// What reading left open: names that may stand there are not said to be unknown.
struct Unread {
    std::vector<SourceRange> mistakes;      // places told of already
    bool files = false;                     // a whole file
    std::size_t max_errors = 100;
};
// Parsed files -> RuleSet. `sources` goes into the rule set. A value only when nothing was left unread either.
Checked<model::RuleSet> lower(Unread unread, std::shared_ptr<const SourceSet> sources, const std::vector<syntax::Document>& documents, const Loader& loader);
}

}  // namespace duly
