// The words of the language as a dictionary for libFuzzer, from the lists of the grammar.
#include <cstdio>
#include <set>
#include <string>

#include "dsl/grammar/words.hpp"

int main() {
    std::set<std::string> words = {" is ", " and ", " or ", "\\x0a", "\\\"", "`", "(", ")", "| ", ", ", ": ", ".", "# ", "2024-03-01", "1 March 2024", "18:00", "95%", " + ", " - "};
    for (const auto& list : {duly::grammar::declaration_words(), duly::grammar::clause_words(), duly::grammar::unit_words(), duly::grammar::type_words(), duly::grammar::flag_words()})
        for (const std::string_view word : list) words.insert(std::string(word) + " ");
    for (const std::string& word : words) std::printf("\"%s\"\n", word.c_str());
}
