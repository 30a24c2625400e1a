// Lists of spellings: CSV with two columns, a text and the value that it means.
#include <algorithm>
#include <map>

#include "dsl/base/wildcard.hpp"
#include "engine/data/bytes.hpp"
#include "engine/data/mapping.hpp"
#include "engine/data/text.hpp"

namespace duly::data {
namespace {

std::string beside(const std::string& file, const std::string& relative) {
    const auto slash = file.find_last_of("/\\");
    if (slash == std::string::npos || relative.starts_with("/")) return relative;
    return file.substr(0, slash + 1) + relative;
}

std::optional<InputFile> open_list(const model::Feed& feed, const std::string& path, const LoadOptions& options) {
    if (options.loader) {
        for (const auto& name : {options.loader->resolve(feed.source_file, path), path})
            if (auto bytes = options.loader->read(name)) {
                auto kept = std::make_shared<std::string>(std::move(*bytes));
                return InputFile{name, *kept, kept};
            }
        return {};
    }
    for (const auto& name : {beside(feed.source_file, path), path}) {
        auto opened = open_files(name);
        if (opened.files.size() == 1) return std::move(opened.files[0]);
    }
    return {};
}

// A value of the field, or `missing` or `blank`.
std::optional<Meaning> meaning_of(const model::Field& field, std::string_view text) {
    if (auto value = Spellings::value(field, text)) return Meaning{std::move(*value)};
    const auto word = fold(text);
    if (word == "missing") return Meaning{{}, Meaning::Says::missing};
    if (word == "blank") return Meaning{{}, Meaning::Says::blank};
    return {};
}

// A pattern before it that some text may fit as well, as long as it and with another meaning.
const std::string* tying(const std::string& text, const Meaning& meaning, const model::Mapping& mapping, const std::vector<std::pair<std::string, Meaning>>& before) {
    if (!is_wildcard(text)) return nullptr;
    const auto folded = fold(text);
    const auto ties = [&](const std::string& other, const Meaning& means) {
        if (!is_wildcard(other) || means == meaning) return false;
        const auto theirs = fold(other);
        return wildcard_length(theirs) == wildcard_length(folded) && wildcards_meet(theirs, folded);
    };
    for (const auto& spelling : mapping.spellings)
        for (const auto& other : spelling.texts)
            if (ties(other, {spelling.value, spelling.says})) return &other;
    for (const auto& [other, means] : before)
        if (ties(other, means)) return &other;
    return nullptr;
}

}  // namespace

std::vector<Diagnostic> check_spellings(const model::RuleSet& rules, const Loader& loader) {
    Quality quality;
    LoadOptions options;
    options.loader = &loader;
    for (const auto& feed : rules.feeds)
        for (const auto& block : feed.files)
            for (const auto& mapping : block.mappings)
                if (!mapping.spellings_from.empty()) read_spellings(rules, feed, mapping, rules.records[block.record].fields[mapping.field], options, quality);
    return quality.take();
}

std::vector<std::pair<std::string, Meaning>> read_spellings(const model::RuleSet& rules, const model::Feed& feed, const model::Mapping& mapping,
                                                                   const model::Field& field, const LoadOptions& options, Quality& quality) {
    std::vector<std::pair<std::string, Meaning>> out;
    const auto file = open_list(feed, mapping.spellings_from, options);
    if (!file) {
        const auto asked = rules.sources && mapping.at.file < rules.sources->size() ? place_of(*rules.sources, mapping.at) : Place{};
        quality.list(DiagnosticKind::spelling_file, asked, "the list of spellings `" + mapping.spellings_from + "` cannot be read", "its path is relative to the file that names it");
        return out;
    }
    const auto text = clean_text(*file, 1, quality);
    const CsvShape shape{',', text.line_end, text.quotes};
    const auto cuts = cut_rows(text.text, shape, text.text.size() + 1);
    if (cuts.open_quote) {
        Place place;
        place.file = file->path;
        place.line = 1 + static_cast<std::uint32_t>(std::count(text.text.begin(), text.text.begin() + static_cast<std::ptrdiff_t>(cuts.end), shape.line_end));
        quality.list(DiagnosticKind::spelling_file, place, "a quote is opened here and never closed, so the rest of the list of spellings is not read", "close it with `\"`, and write a quote inside a text twice");
    }
    std::deque<std::string> unescaped;
    std::map<std::string, std::pair<std::string, Meaning>> alike;     // by the text without case, blanks and underscores: as it is written, and its meaning
    RowReader rows(text.text, 0, cuts.end, shape, unescaped);
    while (rows.next()) {
        const auto& cells = rows.fields();
        if (cells.size() == 1 && trim_blanks(cells[0]).empty()) continue;
        Place place;
        place.file = file->path;
        place.line = rows.line() + 1;
        if (cells.size() != 2) {
            quality.list(DiagnosticKind::spelling_file, place, "a line of a list of spellings has a text and a value, this one has " + std::to_string(cells.size()) + " fields",
                         "put a text that holds commas in quotes");
            continue;
        }
        if (rows.line() == 0 && fold(cells[0]) == "text" && fold(cells[1]) == "value") continue;
        if (auto meaning = meaning_of(field, trim_blanks(cells[1]))) {
            const std::string spelt(trim_blanks(cells[0]));
            if (spelt.empty()) {
                quality.list(DiagnosticKind::spelling_file, place, "a line of a list of spellings has no text", "say what a blank is by `blank is` or `missing is` in the feed");
                continue;
            }
            if (const auto* other = tying(spelt, *meaning, mapping, out)) {
                place.text = spelt;
                quality.list(DiagnosticKind::spelling_file, place, "a text may fit both `" + *other + "` and `" + spelt + "`, which are equally long and mean different values of `" + field.name + "`, so the first is used",
                             "make the one that comes first the longer one");
                continue;
            }
            if (!is_wildcard(spelt)) {
                const auto& [other, means] = alike.try_emplace(squeeze(spelt), spelt, *meaning).first->second;
                if (!(means == *meaning)) {
                    place.text = spelt;
                    quality.list(DiagnosticKind::spelling_file, place,
                                 (other == spelt ? "`" + spelt + "` is given two values" : "`" + other + "` and `" + spelt + "` are read alike and mean different values") + " of `" + field.name + "`, so the first is used",
                                 "keep one of them: case, blanks and underscores make no difference");
                    continue;
                }
            }
            out.emplace_back(spelt, std::move(*meaning));
            continue;
        }
        place.text = trim_blanks(cells[1]);
        quality.list(DiagnosticKind::spelling_file, place, "`" + place.text + "` is not a value of `" + field.name + "`", "write one of the field's values, as the record names them");
    }
    return out;
}

}  // namespace duly::data
