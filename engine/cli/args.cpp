#include "engine/cli/args.hpp"

#include <algorithm>
#include <charconv>

#include "dsl/base/diagnostic.hpp"
#include "engine/cli/memory.hpp"

namespace duly::cli {

std::string Args::get(const std::string& name, const std::string& otherwise) const {
    auto found = values_.find(name);
    return found == values_.end() ? otherwise : found->second.back();
}

const std::vector<std::string>& Args::all(const std::string& name) const {
    static const std::vector<std::string> empty;
    auto found = values_.find(name);
    return found == values_.end() ? empty : found->second;
}

namespace {

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    while (true) {
        std::size_t comma = text.find(',');
        std::string_view part = text.substr(0, comma);
        while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
        while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
        if (!part.empty()) parts.emplace_back(part);
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

std::string one_of(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    return text;
}

std::string check_choice(const Option& option, const std::string& value) {
    if (option.value == "SIZE" && !read_size(value)) return "`--" + option.name + "` takes a size from 32MB on, as 500MB or 2GB, not `" + value + "`";
    if (option.choices.empty()) return "";
    std::vector<std::string> values = option.repeatable ? split(value) : std::vector<std::string>{value};
    if (values.empty()) values.push_back("");
    for (const std::string& one : values) {
        if (std::find(option.choices.begin(), option.choices.end(), one) == option.choices.end()) {
            return "`--" + option.name + "` takes " + one_of(option.choices) + ", not `" + one + "`" + did_you_mean(one, option.choices);
        }
    }
    return "";
}

}  // namespace

std::vector<std::string> Args::list(const std::string& name) const {
    std::vector<std::string> values;
    for (const std::string& value : all(name)) {
        for (std::string& part : split(value)) values.push_back(std::move(part));
    }
    return values;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    std::vector<std::string_view> views(candidates.begin(), candidates.end());
    std::string_view found = nearest(word, views);
    return found.empty() ? std::string() : "; did you mean `" + std::string(found) + "`?";
}

std::optional<unsigned> read_count(const std::string& text, unsigned from, unsigned to) {
    unsigned value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < from || value > to) return {};
    return value;
}

ParsedArgs parse_args(const std::vector<std::string>& words, const std::vector<Option>& options) {
    ParsedArgs parsed;
    bool only_words = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (only_words || word.size() < 2 || word[0] != '-') {
            parsed.args.words.push_back(word);
            continue;
        }
        if (word == "--") {
            only_words = true;
            continue;
        }
        if (word == "--help" || word == "-h") {
            parsed.args.help = true;
            continue;
        }
        std::size_t equals = word.find('=');
        std::string name = word.substr(0, equals);
        name.erase(0, std::min(name.size(), name.find_first_not_of('-')));
        auto option = std::find_if(options.begin(), options.end(), [&](const Option& one) { return one.name == name; });
        if (option == options.end() || word.compare(0, 2, "--") != 0) {
            std::vector<std::string> names;
            for (const Option& one : options) names.push_back("--" + one.name);
            parsed.mistake = "there is no option `" + word.substr(0, equals) + "`";
            parsed.mistake += option != options.end() ? "; did you mean `--" + name + "`?" : did_you_mean("--" + name, names);
            return parsed;
        }
        std::vector<std::string>& values = parsed.args.values_[name];
        if (!values.empty() && !option->repeatable) {
            parsed.mistake = "`--" + name + "` is given twice";
            return parsed;
        }
        if (option->value.empty()) {
            if (equals != std::string::npos) {
                parsed.mistake = "`--" + name + "` takes no value";
                return parsed;
            }
            values.push_back("yes");
            continue;
        }
        if (equals == std::string::npos && (i + 1 == words.size() || (words[i + 1].size() > 1 && words[i + 1].compare(0, 2, "--") == 0))) {
            parsed.mistake = "`--" + name + "` needs a value: --" + name + " " + option->value;
            return parsed;
        }
        values.push_back(equals == std::string::npos ? words[++i] : word.substr(equals + 1));
        parsed.mistake = check_choice(*option, values.back());
        if (!parsed.mistake.empty()) return parsed;
    }
    return parsed;
}

}  // namespace duly::cli
