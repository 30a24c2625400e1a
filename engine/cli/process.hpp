// Another program, run without a shell: no word of a rule file can become a command.
#pragma once

#include <string>
#include <vector>

namespace duly::cli {

struct ProcessResult {
    bool found = false;         // the program is on the path
    int exit = 0;               // as it ended; 128 and more when it was stopped by a signal
    std::string output, error;  // what it wrote; of `error` the first 4,000 bytes
};

// Looks `program` up on the path, hands `input` to its standard input and waits for its end.
ProcessResult run_process(const std::string& program, const std::vector<std::string>& arguments, const std::string& input);

}  // namespace duly::cli
