// What the system does to a program that asks for what is gone, turned into a sentence and an exit code.
#pragma once

namespace duly::cli {

// A file that is cut while it is read ends in its diagnostic. What nothing catches ends the program with a sentence and code 1.
void handle_faults();

// The sentence for lack of memory, without asking for any.
int complain_no_memory();

}  // namespace duly::cli
