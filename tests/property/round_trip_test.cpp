// Whatever file the grammar allows: read, it gives the tree that it was made from; laid out, the same tree and comments; laid out
// again, itself. DULY_PROPERTY_RUNS=100000 tries more files than the few thousand of every test run, and others.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <set>

#include "dsl/base/render.hpp"
#include "dsl/syntax/format.hpp"
#include "tests/property/generator.hpp"

namespace {

using namespace duly;
using namespace duly::property;

// The same files every time, unless more are asked for.
void configure() {
    const char* runs = std::getenv("DULY_PROPERTY_RUNS");
    const std::string parameters = runs ? "max_success=" + std::string(runs) + " max_size=400" : "seed=20260331 max_success=4000 max_size=400";
    setenv("RC_PARAMS", parameters.c_str(), 0);
}

rc::Gen<Generated> files() {
    return rc::gen::map(rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 5040)), generate);
}

// Of a text that was read: to_sexpr, or the messages.
std::string seen(const std::string& text, std::set<Kind>* kinds = nullptr) {
    SourceSet sources;
    const FileId file = sources.add(Source("made.duly", text));
    const auto parsed = syntax::parse(sources, file);
    if (!parsed.ok()) return render(parsed.diagnostics);
    for (syntax::NodeId id = 0; kinds && id < parsed.value->size(); ++id) kinds->insert((*parsed.value)[id].kind);
    return syntax::to_sexpr(*parsed.value);
}

std::vector<std::string> comments_in(const std::string& text) {
    static const std::regex comment("# c[0-9]+[^\n\r]*");
    std::vector<std::string> all;
    for (std::sregex_iterator at(text.begin(), text.end(), comment), end; at != end; ++at) {
        std::string one = at->str();
        one.erase(one.find_last_not_of(" \t") + 1);
        all.push_back(std::move(one));
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::string laid_out(const std::string& text) {
    const auto result = syntax::format(Source("made.duly", text));
    return result.ok() ? *result.value : render(result.diagnostics);
}

void expect_layout(const std::string& text) {
    RC_ASSERT(text.empty() || text.back() == '\n');
    RC_ASSERT(text.find("\n\n\n") == text.npos);
    RC_ASSERT(text.find('\r') == text.npos);
    RC_ASSERT(text.find(" \n") == text.npos);
}

TEST(RoundTrip, text_to_tree_to_text_to_tree) {
    configure();
    std::set<Kind> kinds;
    EXPECT_TRUE(rc::check("a made file is read as it was made, and laying it out changes nothing but the layout", [&] {
        const Generated made = *files();
        RC_LOG() << made.text << '\n';
        const std::string tree = to_sexpr(made.tree);
        RC_ASSERT(seen(made.text, &kinds) == tree);
        const std::string text = laid_out(made.text);
        RC_LOG() << text << '\n';
        RC_ASSERT(seen(text) == tree);
        std::vector<std::string> comments = made.comments;
        std::sort(comments.begin(), comments.end());
        RC_ASSERT(comments_in(text) == comments);
        RC_ASSERT(laid_out(text) == text);
        expect_layout(text);
    }));
    for (int kind = 0; kind <= static_cast<int>(Kind::table_row); ++kind)
        if (static_cast<Kind>(kind) != Kind::error) EXPECT_TRUE(kinds.contains(static_cast<Kind>(kind))) << syntax::name_of(static_cast<Kind>(kind)) << " is never made";
}

}  // namespace
