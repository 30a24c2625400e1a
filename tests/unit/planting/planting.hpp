// Mistakes planted into rule files that are right: what is changed, and which one message that must give. Where each
// kind of mistake can stand is read off the tree of the file; what is said of it is known beforehand.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/check/written.hpp"

namespace duly::planting {

using check::Kind;
using check::Written;

struct Mistake {
    std::string kind;                   // "misspelt field"
    std::size_t file = 0;
    std::uint32_t begin = 0, end = 0;   // replaced by `text`
    std::string text;
    std::set<std::string> codes;        // any of them
    std::uint32_t from = 0, to = 0;     // the message stands on a line of this stretch of the file as it was
    std::uint32_t also = 0;             // or on the line of this place; 0: nowhere else
    std::uint32_t declaration = 0;      // where it begins
    std::uint32_t alone_in = 0;         // the only mistake up to there
    std::uint32_t unit = 0;             // where the clause begins: one mistake in each
    std::set<std::string> needs;        // declarations without which nobody could see the mistake
    std::set<std::string> spoils;       // declarations that are in doubt because of it
};

// A clause, a declaration of one line, or the head of a declaration.
struct Unit {
    Written node;                       // of a head: the declaration
    Written declaration;
    Written block;                      // the version or file that it stands in
    bool head = false;
    std::uint32_t begin = 0, end = 0;
};

// Files that are right, read.
class Pack {
public:
    // `files`: path and text. They are compiled together, the first ones by name.
    explicit Pack(std::vector<std::pair<std::string, std::string>> files);

    const std::vector<std::pair<std::string, std::string>>& files() const { return files_; }
    std::size_t mistakes() const { return mistakes_.size(); }
    const Mistake& operator[](std::size_t i) const { return mistakes_[i]; }
    std::map<std::string, std::size_t> kinds() const;

    // Up to `count` mistakes that do not hide each other, of the files `within` (none: of all).
    std::vector<std::size_t> some(std::mt19937& random, std::size_t count, const std::set<std::size_t>& within = {}) const;
    // The file itself and all that it uses, and what these use.
    std::set<std::size_t> closure(std::size_t file) const;
    // The texts with the mistakes in, by path.
    std::map<std::string, std::string> with(const std::vector<std::size_t>& chosen) const;
    // First and last line that the message of a mistake may stand on, in the text as changed; and the other one.
    struct Lines { std::uint32_t first, last, also; };
    Lines lines(std::size_t mistake, const std::vector<std::size_t>& chosen) const;

private:
    friend class Planter;
    std::vector<std::pair<std::string, std::string>> files_;
    SourceSet sources_;
    std::vector<syntax::Document> documents_;
    std::vector<Mistake> mistakes_;
    std::vector<std::pair<std::string, std::vector<std::size_t>>> by_kind_;
};

// Finds places for mistakes. One function for each family, in files of their own.
class Planter {
public:
    explicit Planter(Pack& pack);
    void run();

private:
    void unit(std::size_t file, const Unit& unit);
    void signs(const Unit& unit);           // signs.cpp: quotes, commas, brackets, words, dates, numbers
    void names(const Unit& unit);           // names.cpp: names and types
    void clauses(const Unit& unit);         // clauses.cpp: what is left out, said twice, or does not go together
    void declarations(Written declaration);

    Mistake& add(std::string kind, std::uint32_t begin, std::uint32_t end, std::string text, std::set<std::string> codes);
    Mistake& add(std::string kind, Written node, std::string text, std::set<std::string> codes);
    // A mistake that only somebody who knows the names can see.
    Mistake& add_named(std::string kind, Written node, std::string text, std::set<std::string> codes);
    bool misspelt(std::string& word) const;         // into one that is no other name; false when it is too short
    std::string_view text(std::uint32_t begin, std::uint32_t end) const;
    void each_node(Written node, std::vector<Written>& all) const;
    std::set<std::string> named(std::string_view text) const;      // declarations named there, and those that they name
    bool one_line() const;

    Pack& pack_;
    std::size_t file_ = 0;
    const Unit* at_ = nullptr;
    std::map<std::string, Written> declared_;       // by name; of two kinds with one name any
    std::map<std::string, std::set<std::string>> names_of_;
    std::set<std::string> known_;                   // every name of every file
};

std::vector<Unit> units(Written declaration);

}  // namespace duly::planting
