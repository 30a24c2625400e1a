#include "tests/fuzz/targets.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "dsl/base/render.hpp"
#include "dsl/check/compile.hpp"
#include "dsl/syntax/format.hpp"
#include "engine/plan/needed.hpp"
#include "engine/plan/order.hpp"

namespace duly::fuzz {

namespace {

void promise(bool kept, const char* what) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

// One file; what it uses is not there, but for lists of spellings.
class OneFile : public Loader {
public:
    explicit OneFile(std::string_view text) : text_(text) {}
    std::optional<std::string> read(const std::string& path) const override {
        if (path == "fuzz.duly") return std::string(text_);
        if (path.ends_with(".csv")) return "from,to\nA,b\n";
        return {};
    }
    std::string resolve(const std::string&, const std::string& relative) const override { return relative; }

private:
    std::string_view text_;
};

std::string tree(const std::string& text) {
    SourceSet sources;
    const FileId file = sources.add(Source("fuzz.duly", text));
    const auto parsed = syntax::parse(sources, file);
    return parsed.ok() ? syntax::to_sexpr(*parsed.value) : std::string();
}

}  // namespace

void parse(std::string_view bytes) {
    const OneFile loader(bytes);
    const auto compiled = compile({"fuzz.duly"}, loader);
    promise(compiled.ok() == !has_errors(compiled.diagnostics), "a value beside an error, or neither");
    render(compiled.diagnostics);
    if (!compiled.ok()) return;
    plan::evaluation_order(**compiled.value);
    plan::needed_fields(**compiled.value);
}

void format(std::string_view bytes) {
    const std::string text(bytes);
    const auto once = syntax::format(Source("fuzz.duly", text));
    promise(once.ok() == !has_errors(once.diagnostics), "a value beside an error, or neither");
    for (const Diagnostic& told : once.diagnostics) promise(told.kind != DiagnosticKind::program_failed, "a file that cannot be laid out");
    if (!once.ok()) return;
    promise(tree(text) == tree(*once.value), "another tree");
    const auto twice = syntax::format(Source("fuzz.duly", *once.value));
    promise(twice.ok() && *twice.value == *once.value, "another text the second time");
}

}  // namespace duly::fuzz
