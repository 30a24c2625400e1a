// Every file of tests/check is compiled; what is said of it stands beside it, as drawn for people. DULY_UPDATE=1 rewrites.
// That every kind of message is shown by some golden is held by tests/pages/check.py.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/check/support.hpp"

namespace duly::test {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return {};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Paths relative to a folder, so that no place of this machine is shown.
class Folder : public Loader {
public:
    explicit Folder(fs::path root) : root_(std::move(root)) {}
    std::optional<std::string> read(const std::string& path) const override { return text_of(root_ / path); }
    std::string resolve(const std::string& from, const std::string& relative) const override { return (fs::path(from).parent_path() / relative).lexically_normal().generic_string(); }

private:
    fs::path root_;
};

std::vector<fs::path> files(const fs::path& folder) {
    std::vector<fs::path> result;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".duly") result.push_back(entry.path());
    }
    std::sort(result.begin(), result.end());
    return result;
}

const fs::path goldens = fs::path(DULY_SOURCE_DIR) / "tests" / "check";

TEST(CheckGoldens, SaysWhatIsWrong) {
    const bool update = std::getenv("DULY_UPDATE") != nullptr;
    for (const auto& path : files(goldens)) {
        const auto said = render(compile({path.filename().string()}, Folder(goldens)).diagnostics);
        auto expected = path;
        expected.replace_extension(".txt");
        if (update) std::ofstream(expected, std::ios::binary) << said;
        EXPECT_EQ(text_of(expected).value_or(""), said) << path;
    }
}

}  // namespace
}  // namespace duly::test
