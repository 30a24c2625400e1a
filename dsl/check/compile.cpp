#include "dsl/check/compile.hpp"

#include <algorithm>
#include <string_view>

#include "dsl/check/written.hpp"

namespace duly {
namespace {

// The files of a rule set: those named and those that they `use`, each once, in the order in which they are met.
class Reading {
public:
    Reading(const Loader& loader, const Limits& limits) : loader_(loader), limits_(limits), sources_(std::make_shared<SourceSet>()) {}

    void start(const std::string& path) {
        if (known(path)) return;
        auto text = loader_.read(path);
        if (!text) {
            Place place;
            place.file = path;
            add(make_diagnostic(DiagnosticKind::file_not_found, place, "the file `" + path + "` cannot be read", "check the name, and that you may open it"));
            unread.files = true;
            return;
        }
        read(path, std::move(*text));
    }

    std::shared_ptr<const SourceSet> sources() const { return sources_; }
    const std::vector<syntax::Document>& documents() const { return documents_; }
    std::vector<Diagnostic> diagnostics;
    check::Unread unread;

private:
    void add(Diagnostic diagnostic) { diagnostics.push_back(std::move(diagnostic)); }

    bool known(const std::string& path) {
        if (std::find(paths_.begin(), paths_.end(), path) != paths_.end()) return true;
        paths_.push_back(path);
        return false;
    }

    void read(const std::string& path, std::string text) {
        if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);
        const auto file = sources_->add(Source(path, std::move(text)));
        auto parsed = syntax::read(*sources_, file, limits_);
        for (auto& each : parsed.diagnostics) add(std::move(each));
        unread.mistakes.insert(unread.mistakes.end(), parsed.mistakes.begin(), parsed.mistakes.end());
        if (!parsed.document) {
            unread.files = true;
            return;
        }
        const auto at = documents_.size();
        documents_.push_back(std::move(*parsed.document));
        // What it uses is read at once, so that it stands right behind; declarations are found in any order.
        std::vector<std::pair<std::string, SourceRange>> uses;
        const check::Written root{&documents_[at], documents_[at].root()};
        for (const auto& use : root.children(check::Kind::use)) uses.emplace_back(use[0].value(), use[0].range());
        for (const auto& [relative, place] : uses) use_file(path, relative, place);
    }

    void use_file(const std::string& from, const std::string& relative, SourceRange place) {
        const auto path = loader_.resolve(from, relative);
        if (known(path)) return;
        auto text = loader_.read(path);
        if (!text) unread.files = true;
        // A quote that is not closed, or a typographic one, is told of already.
        if (!text && relative.find_first_of("\"\x80\xE2") != std::string::npos) return;
        if (!text) {
            add(make_diagnostic(DiagnosticKind::file_not_found, place_of(*sources_, place), "the file `" + relative + "` cannot be read",
                                "a path is looked for beside the file that names it, here as `" + path + "`: correct it, or put the file there"));
            return;
        }
        read(path, std::move(*text));
    }

    const Loader& loader_;
    const Limits& limits_;
    std::shared_ptr<SourceSet> sources_;
    std::vector<syntax::Document> documents_;
    std::vector<std::string> paths_;
};

void limit_errors(std::vector<Diagnostic>& diagnostics, std::size_t most) {
    std::size_t errors = 0;
    for (std::size_t i = 0; i < diagnostics.size(); ++i) {
        if (diagnostics[i].severity != Severity::error || ++errors <= most) continue;
        const auto place = diagnostics[i].place;
        diagnostics.resize(i);
        diagnostics.push_back(make_diagnostic(DiagnosticKind::too_many_errors, place, "there are more than " + std::to_string(most) + " mistakes, and the rest is not shown", "correct these first"));
        return;
    }
}

}  // namespace

Checked<std::shared_ptr<const model::RuleSet>> compile(const std::vector<std::string>& files, const Loader& loader, const CompileOptions& options) {
    Checked<std::shared_ptr<const model::RuleSet>> result;
    Reading reading(loader, options.limits);
    for (const auto& file : files) reading.start(file);
    auto diagnostics = std::move(reading.diagnostics);
    // Whatever could be read is checked too; what could not takes no part, and nothing is said to be missing that may stand there.
    const bool whole = !has_errors(diagnostics);
    reading.unread.max_errors = options.limits.max_errors;
    auto lowered = check::lower(std::move(reading.unread), reading.sources(), reading.documents(), loader);
    for (auto& each : lowered.diagnostics) diagnostics.push_back(std::move(each));
    if (lowered.value && whole) result.value = std::make_shared<const model::RuleSet>(std::move(*lowered.value));
    sort_diagnostics(diagnostics);
    if (has_errors(diagnostics)) result.value.reset();
    limit_errors(diagnostics, options.limits.max_errors);
    result.diagnostics = std::move(diagnostics);
    return result;
}

}  // namespace duly
