#include "tests/fuzz/replay.hpp"

#include <string_view>

#include "tests/fuzz/read.hpp"

int main(int argc, char** argv) {
    return duly::fuzz::replay(argc, argv, [](const std::string& bytes) {
        duly::fuzz::read(bytes);
        duly::fuzz::read(std::string_view(bytes).substr(0, bytes.size() / 2));
    });
}
