#include "tests/unit/grammar/support.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace duly::test {

Parsed parse(std::string text, const Limits& limits, std::string path) {
    Parsed parsed;
    const FileId file = parsed.sources.add(Source(std::move(path), std::move(text)));
    parsed.result = syntax::parse(parsed.sources, file, limits);
    return parsed;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> duly_files(const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(DULY_SOURCE_DIR) + "/" + folder))
        if (entry.path().extension() == ".duly") files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

std::string kinds(const Parsed& parsed) {
    std::string text;
    for (const Diagnostic& d : parsed.result.diagnostics) {
        const std::size_t from = d.place.column > 0 ? d.place.column - 1 : 0;
        text += std::string(info(d.kind).code) + ' ' + (from < d.place.line_text.size() ? d.place.line_text.substr(from, d.place.length) : "") + '\n';
    }
    return text;
}

}  // namespace duly::test
