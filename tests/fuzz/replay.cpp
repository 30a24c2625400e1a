#include "tests/fuzz/replay.hpp"

#include "tests/fuzz/targets.hpp"

int main(int argc, char** argv) {
    return duly::fuzz::replay(argc, argv, [](const std::string& bytes) {
        duly::fuzz::parse(bytes);
        duly::fuzz::format(bytes);
    });
}
