#include "engine/cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace duly::cli {

bool output_is_terminal() { return isatty(STDOUT_FILENO) != 0; }
bool error_is_terminal() { return isatty(STDERR_FILENO) != 0; }

namespace {

bool colour_wanted() {
    const char* no = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    return !(no && *no) && !(term && std::string_view(term) == "dumb");
}

bool closed = false;        // by whoever read standard output

// 0 = written, else errno.
int write_all(int file, std::string_view text) {
    while (!text.empty()) {
        ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

}  // namespace

bool output_colour() { return output_is_terminal() && colour_wanted(); }
bool error_colour() { return error_is_terminal() && colour_wanted(); }

std::size_t output_width() {
    winsize size{};
    if (output_is_terminal() && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
    return 100;
}

bool write_output(std::string_view text) {
    int error = write_all(STDOUT_FILENO, text);
    if (error == EPIPE) closed = true;
    return error == 0 || error == EPIPE;
}

bool output_closed() { return closed; }

void write_error(std::string_view text) { write_all(STDERR_FILENO, text); }

struct Progress::State {
    std::mutex lock;
    std::condition_variable changed;
    std::string words;
    bool over = false, drawn = false;
    std::thread drawer;
};

Progress::Progress() {
    if (!error_is_terminal()) return;
    state_ = std::make_unique<State>();
    auto draw = [state = state_.get()] {
        auto start = std::chrono::steady_clock::now();
        auto pause = std::chrono::milliseconds(1000);
        std::unique_lock hold(state->lock);
        while (!state->changed.wait_for(hold, pause, [&] { return state->over; })) {
            pause = std::chrono::milliseconds(250);
            auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start).count();
            write_error("\r\x1b[K" + state->words + " (" + std::to_string(seconds) + " s)");
            state->drawn = true;
        }
        if (state->drawn) write_error("\r\x1b[K");
    };
    try {
        state_->drawer = std::thread(draw);
    } catch (const std::exception&) {       // no thread to be had: the work goes on in silence
        state_.reset();
    }
}

Progress::~Progress() {
    if (!state_) return;
    {
        std::lock_guard hold(state_->lock);
        state_->over = true;
    }
    state_->changed.notify_all();
    state_->drawer.join();
}

void Progress::stage(const std::string& words) {
    if (!state_) return;
    std::lock_guard hold(state_->lock);
    state_->words = words;
}

}  // namespace duly::cli
