// N planted mistakes give N messages, each where its mistake stands. DULY_PLANTINGS=5000 plants more than usual, DULY_SEED=... others.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <gtest/gtest.h>

#include "dsl/base/render.hpp"
#include "dsl/check/compile.hpp"
#include "tests/unit/planting/planting.hpp"

namespace duly::planting {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return {};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Texts held here first, then those of the disk.
class Over : public Loader {
public:
    explicit Over(std::map<std::string, std::string> texts) : texts_(std::move(texts)) {}
    std::optional<std::string> read(const std::string& path) const override {
        const auto found = texts_.find(path);
        return found == texts_.end() ? text_of(fs::path(DULY_SOURCE_DIR) / path) : std::optional(found->second);
    }
    std::string resolve(const std::string& from, const std::string& relative) const override { return (fs::path(from).parent_path() / relative).lexically_normal().generic_string(); }

private:
    std::map<std::string, std::string> texts_;
};

template <typename Iterator>
std::vector<std::string> rule_files(const std::string& folder) {
    std::vector<std::string> result;
    for (const auto& entry : Iterator(fs::path(DULY_SOURCE_DIR) / folder)) {
        const auto path = fs::relative(entry.path(), DULY_SOURCE_DIR).generic_string();
        if (path.ends_with(".duly")) result.push_back(path);
    }
    std::sort(result.begin(), result.end());
    return result;
}
const auto all_rules = [] { return rule_files<fs::recursive_directory_iterator>("rules"); };

Pack pack_of(const std::vector<std::string>& paths) {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& path : paths) files.emplace_back(path, text_of(fs::path(DULY_SOURCE_DIR) / path).value_or(""));
    return Pack(std::move(files));
}

// Of the files `within`, or of all.
std::vector<Diagnostic> errors(const Pack& pack, const std::map<std::string, std::string>& texts, const std::set<std::size_t>& within = {}) {
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < pack.files().size(); ++i)
        if (within.empty() || within.contains(i)) paths.push_back(pack.files()[i].first);
    std::vector<Diagnostic> result;
    for (auto& each : compile(paths, Over(texts)).diagnostics) {
        if (each.severity == Severity::error) result.push_back(std::move(each));
    }
    return result;
}

// For each file: it and all that it uses, where that is right by itself; else all files.
std::vector<std::set<std::size_t>> parts_of(const Pack& pack) {
    std::vector<std::set<std::size_t>> result;
    for (std::size_t i = 0; i < pack.files().size(); ++i) {
        auto within = pack.closure(i);
        if (!errors(pack, {}, within).empty()) within.clear();
        result.push_back(std::move(within));
    }
    return result;
}

// What is wrong with what was said, or "".
std::string judged(const Pack& pack, const std::vector<std::size_t>& chosen, const std::vector<Diagnostic>& said) {
    std::ostringstream out;
    std::vector<bool> heard(said.size(), false);
    for (const auto i : chosen) {
        const auto& mistake = pack[i];
        const auto lines = pack.lines(i, chosen);
        std::size_t found = said.size();
        for (std::size_t k = 0; k < said.size() && found == said.size(); ++k) {
            if (heard[k] || said[k].place.file != pack.files()[mistake.file].first) continue;
            const auto line = said[k].place.line;
            const bool here = (line >= lines.first && line <= lines.last) || (lines.also != 0 && line == lines.also);
            if (here && mistake.codes.contains(std::string(info(said[k].kind).code))) found = k;
        }
        if (found == said.size()) out << "not told: " << mistake.kind << ", " << pack.files()[mistake.file].first << " lines " << lines.first << " to " << lines.last << "\n";
        else heard[found] = true;
    }
    std::size_t shown = 0;
    for (std::size_t k = 0; k < said.size() && shown < 4; ++k) {
        if (!heard[k] && ++shown > 0) out << "told without need: " << render(said[k]);
    }
    return out.str();
}

std::size_t number_from(const char* variable, std::size_t usual) {
    const char* const value = std::getenv(variable);
    return value == nullptr ? usual : std::strtoul(value, nullptr, 10);
}

void plant(const std::vector<std::string>& paths, std::size_t usual) {
    const auto pack = pack_of(paths);
    ASSERT_EQ(render(errors(pack, {})), "");
    ASSERT_GT(pack.mistakes(), 0u);
    std::mt19937 random(static_cast<std::uint32_t>(number_from("DULY_SEED", 20260401)));
    std::size_t shown = 0;
    std::size_t planted_in_all = 0;
    const auto seed_of_files = random();
    const auto parts = parts_of(pack);
    for (std::size_t n = 0; n < number_from("DULY_PLANTINGS", usual) && shown < number_from("DULY_SHOWN", 12); ++n) {
        // One file after the other, with all that it uses: the rules as a whole are long.
        const auto& within = parts[(seed_of_files + n) % parts.size()];
        const auto chosen = pack.some(random, 1 + n % 8, within);
        planted_in_all += chosen.size();
        const auto texts = pack.with(chosen);
        const auto problem = judged(pack, chosen, errors(pack, texts, within));
        if (problem.empty()) continue;
        ++shown;
        std::string planted;
        for (const auto i : chosen) planted += "  " + pack[i].kind + " in " + pack.files()[pack[i].file].first + " line " + std::to_string(pack.lines(i, chosen).first) + ": `" + pack[i].text.substr(0, 60) + "`\n";
        ADD_FAILURE() << "planting " << n << " of " << chosen.size() << ":\n" << planted << problem;
    }
    EXPECT_GT(planted_in_all, usual);
    if (std::getenv("DULY_PLANTINGS") != nullptr) std::cout << planted_in_all << " mistakes planted\n";
}

TEST(Planting, ManyKinds) {
    std::map<std::string, std::size_t> kinds;
    for (const auto& [kind, n] : pack_of(all_rules()).kinds()) kinds[kind] += n;
    EXPECT_GE(kinds.size(), 40u);
    if (std::getenv("DULY_PLANTINGS") != nullptr)
        for (const auto& [kind, n] : kinds) std::cout << n << "  " << kind << "\n";
}

// One mistake alone: places of all kinds in the rules, as far from each other as their number allows. DULY_PLANTING_STEP=1 tries each.
TEST(Planting, OneInTheRules) {
    const auto pack = pack_of(all_rules());
    const auto step = number_from("DULY_PLANTING_STEP", 1 + pack.mistakes() / 600);
    const auto parts = parts_of(pack);
    std::size_t shown = 0;
    for (std::size_t i = 0; i < pack.mistakes() && shown < number_from("DULY_SHOWN", 12); i += step) {
        const auto& within = parts[pack[i].file];
        const auto problem = judged(pack, {i}, errors(pack, pack.with({i}), within));
        if (problem.empty()) continue;
        ++shown;
        ADD_FAILURE() << pack[i].kind << " in " << pack.files()[pack[i].file].first << " line " << pack.lines(i, {i}).first << ": `" << pack[i].text.substr(0, 60) << "`\n" << problem;
    }
}

TEST(Planting, InTheRules) { plant(all_rules(), 150); }

// Each folder is a rule set of its own, written as people write; tests/conformance/reading is about how not to.
TEST(Planting, InTheConformanceFiles) {
    for (const auto* folder : {"actions", "as_of", "calendars", "capabilities", "conditions", "counting", "data", "examples", "feeds", "figures", "loading", "measures", "missing", "moments", "order", "outcomes", "reading", "records", "rulesets", "schedules", "versions", "windows"}) {
        const auto files = rule_files<fs::directory_iterator>(std::string("tests/conformance/") + folder);
        if (!files.empty()) plant(files, 15);
    }
}

}  // namespace
}  // namespace duly::planting
