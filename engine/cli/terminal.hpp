// Standard output and error: colour and width where a person looks, whole writes, progress of what takes long.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace duly::cli {

bool output_is_terminal();
bool error_is_terminal();
bool output_colour();       // a terminal, and NO_COLOR is not set
bool error_colour();
std::size_t output_width(); // of the terminal, 100 otherwise

// False when the disk is full or the like; a reader that went away (`| head`) is no failure.
bool write_output(std::string_view text);
bool output_closed();       // that reader went away: what takes long may end
void write_error(std::string_view text);

// One line on standard error, from the second second on, when that is a terminal.
class Progress {
public:
    Progress();
    ~Progress();
    void stage(const std::string& words);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace duly::cli
