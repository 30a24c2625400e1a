// The command line: options of a verb, read by hand, with messages that say what was meant.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duly::cli {

struct Option {
    std::string name;           // without the dashes
    std::string value;          // what stands after it in the help, "DATE"; "" = a flag
    std::string help;
    bool repeatable = false;
    std::vector<std::string> choices = {};  // allowed values; of a repeatable option, also as a list with commas
};

class Args {
public:
    std::vector<std::string> words;             // what is no option, in order
    bool help = false;

    bool has(const std::string& name) const { return values_.count(name) != 0; }
    std::string get(const std::string& name, const std::string& otherwise = "") const;
    const std::vector<std::string>& all(const std::string& name) const;
    // All values of a repeatable option, lists with commas taken apart, blanks trimmed.
    std::vector<std::string> list(const std::string& name) const;

    std::map<std::string, std::vector<std::string>> values_;
};

struct ParsedArgs { Args args; std::string mistake; };   // mistake "" = fine
// Takes `--name value`, `--name=value`, flags, `-h`, and `--` before words that begin with a dash.
ParsedArgs parse_args(const std::vector<std::string>& words, const std::vector<Option>& options);

// ", did you mean `x`?" or "".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);
std::optional<unsigned> read_count(const std::string& text, unsigned from, unsigned to);

}  // namespace duly::cli
