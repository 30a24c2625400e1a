#include "engine/cli/faults.hpp"

#include <unistd.h>

#include <csignal>
#include <exception>
#include <new>
#include <string_view>

#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

extern "C" void on_bus_error(int, siginfo_t* about, void*) {
    if (api::mend_cut_file(about->si_addr)) return;
    std::signal(SIGBUS, SIG_DFL);       // comes again at once, and ends the program as it does without this
}

// Where an exception cannot go on (it left a destructor, or a thread of its own).
[[noreturn]] void on_end() {
    try {
        if (const std::exception_ptr failed = std::current_exception()) std::rethrow_exception(failed);
        write_error("duly: the work could not be finished\n");
    } catch (const std::bad_alloc&) {
        complain_no_memory();
    } catch (...) {
        write_error("duly: the work could not be finished\n");
    }
    _exit(could_not_run);
}

}  // namespace

int complain_no_memory() {
    write_error("error: there is not enough memory for this work [D0605]\n"
                "  help: hold the rows on a disk (--spill FOLDER), read fewer files, evaluate fewer rules at once (--rule), or allow more (--memory) on a machine that has it\n");
    return could_not_run;
}

void handle_faults() {
    struct sigaction action {};
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, nullptr);
    std::set_terminate(on_end);
}

}  // namespace duly::cli
