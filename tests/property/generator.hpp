// Random rule files over the whole grammar, each with the tree that it must give. All is decided by a list of numbers: the same list, the same
// file; smaller numbers and a shorter list, a simpler file. So what a property library shrinks is a plain list.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/syntax/tree.hpp"

namespace duly::property {

using Kind = syntax::NodeKind;

struct Tree {
    Kind kind{};
    std::uint8_t word = 0;
    std::string text;               // of a leaf
    std::vector<Tree> children = {};
};
// As syntax::to_sexpr writes it.
std::string to_sexpr(const Tree& tree);

struct Generated {
    std::string text;
    Tree tree;
    std::vector<std::string> comments;      // each with a number of its own: `# c12 ...`
};
Generated generate(const std::vector<std::uint32_t>& choices);

// What the parts of the generator share: the choices, the text so far, and the layout between words, which means nothing.
class Writer {
public:
    explicit Writer(const std::vector<std::uint32_t>& choices) : choices_(choices) {}

    // Below n; 0 when the choices are used up.
    std::size_t choose(std::size_t n);
    bool flip() { return choose(2) == 1; }
    bool used_up() const { return at_ >= choices_.size(); }

    void words(std::string_view text);          // of the language, any blanks between
    void sign(std::string_view text);           // , ( ) : behind what stands there
    Tree leaf(Kind kind, std::string text, std::uint8_t word = 0, bool glued = false);
    Tree spoken(Kind kind, std::uint8_t word, std::string_view words);      // a leaf that is words of the language

    void line(const std::string& text);         // a line of its own, as a table row is
    std::string text;
    std::vector<std::string> comments;
    std::size_t depth = 0, brackets = 0;

private:
    void gap();
    const std::vector<std::uint32_t>& choices_;
    std::size_t at_ = 0;
};

// --- leaves (generator_expressions.cpp) ------------------------------------------------------------------------------
Tree name(Writer& w);
Tree text(Writer& w);
Tree number(Writer& w, bool sign = false);
Tree percent(Writer& w);
Tree date(Writer& w);
Tree moment(Writer& w);
Tree day_month(Writer& w);
Tree time_of_day(Writer& w);
Tree unit(Writer& w);
Tree outcome(Writer& w);
// --- expressions -----------------------------------------------------------------------------------------------------
Tree field_ref(Writer& w);
Tree length(Writer& w);
Tree value(Writer& w);
Tree list_value(Writer& w);
Tree condition(Writer& w);
Tree narrowing(Writer& w);                      // where C, of a pick
// --- declarations ----------------------------------------------------------------------------------------------------
Tree limit(Writer& w);
bool shared_clause(Writer& w, Tree& into);      // law, confidence, for each and so on; false when another is to be taken
Tree ruleset(Writer& w);
Tree calendar(Writer& w);
Tree record(Writer& w);
Tree spell(Writer& w);
Tree feed(Writer& w);
Tree small(Writer& w);                          // use, scale, define, check
Tree timescale(Writer& w);
Tree measure(Writer& w);
Tree action(Writer& w);
Tree example(Writer& w);

}  // namespace duly::property
