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
// Parsed files -> RuleSet. `sources` goes into the rule set.
Checked<model::RuleSet> lower(std::shared_ptr<const SourceSet> sources, const std::vector<syntax::Document>& documents, const Loader& loader);
}

}  // namespace duly
