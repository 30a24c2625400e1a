// Every file of the folders named, through what the fuzzer of the readers does; no fuzzer needed.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/read.hpp"

int main(int argc, char** argv) {
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < argc; ++i)
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i]))
            if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        std::ifstream in(path, std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(in), {});
        std::fprintf(stderr, "%s\n", path.c_str());     // the last one named is the one that ended the program
        duly::fuzz::read(bytes);
        duly::fuzz::read(std::string_view(bytes).substr(0, bytes.size() / 2));
    }
    std::printf("%zu files\n", files.size());
    return files.empty() ? 1 : 0;
}
