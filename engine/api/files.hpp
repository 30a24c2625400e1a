// How rule files come in: from disk, from memory, from the caller.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/api/internal.hpp"

namespace duly::v1 {

// `named`: the files asked for. Each keeps that path, whichever other one a `use` gives it.
std::shared_ptr<const Loader> disk_loader(const std::vector<std::string>& named);
std::shared_ptr<const Loader> memory_loader(const std::vector<Source>& sources);
std::shared_ptr<const Loader> reader_loader(Reader read);
// Keeps what it has read: a rule set sees its files as they were when first asked for, in calendars and in hashes alike.
std::shared_ptr<const Loader> once_loader(std::shared_ptr<const Loader> from);

// A path with forward slashes, without "." and with ".." worked out; `relative` as seen from the folder of `from`.
std::string normal_path(const std::string& path);
std::string resolve_path(const std::string& from, const std::string& relative);

// The rule files among `paths`: files as they are, folders with all *.duly below in order. Each once, by whichever paths.
struct RuleFiles { std::vector<std::string> files; std::vector<Diagnostic> diagnostics; };
RuleFiles rule_files(const std::vector<std::string>& paths);

}  // namespace duly::v1
