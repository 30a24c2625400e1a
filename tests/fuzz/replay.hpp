// Every file of the folders named, one after another, through what a fuzzer does; no fuzzer needed.
#pragma once

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace duly::fuzz {

// The exit code of the program: 1 where there is no file.
template <typename Each>
int replay(int argc, char** argv, Each each) {
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < argc; ++i)
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i]))
            if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        std::ifstream in(path, std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(in), {});
        std::fprintf(stderr, "%s\n", path.c_str());     // the last one named is the one that ended the program
        each(bytes);
    }
    std::printf("%zu files\n", files.size());
    return files.empty() ? 1 : 0;
}

}  // namespace duly::fuzz
