#include "engine/cli/process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace duly::cli {

namespace {

// Closed at the end whatever happens; a spawned program gets only what it is given by name.
struct Pipe {
    int ends[2] = {-1, -1};
    Pipe() {
        if (pipe2(ends, O_CLOEXEC) != 0) ends[0] = ends[1] = -1;
    }
    ~Pipe() { close_end(0), close_end(1); }
    Pipe(const Pipe&) = delete;
    void close_end(int which) {
        if (ends[which] >= 0) close(ends[which]);
        ends[which] = -1;
    }
};

// False at the end of what there is to read.
bool read_some(int from, std::string& into, std::size_t at_most) {
    char buffer[16384];
    const ssize_t count = read(from, buffer, sizeof buffer);
    if (count < 0) return errno == EINTR || errno == EAGAIN;
    if (into.size() < at_most) into.append(buffer, static_cast<std::size_t>(count));
    return count > 0;
}

// Writes and reads by turns, so that neither side waits for the other for ever.
void converse(Pipe& in, Pipe& out, Pipe& error, const std::string& input, ProcessResult& result) {
    fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
    std::size_t written = 0;
    if (input.empty()) in.close_end(1);
    while (out.ends[0] >= 0 || error.ends[0] >= 0) {
        pollfd waits[3] = {{out.ends[0], POLLIN, 0}, {error.ends[0], POLLIN, 0}, {in.ends[1], POLLOUT, 0}};
        if (poll(waits, 3, -1) < 0 && errno != EINTR) return;
        if (waits[0].revents && !read_some(out.ends[0], result.output, static_cast<std::size_t>(1) << 30)) out.close_end(0);
        if (waits[1].revents && !read_some(error.ends[0], result.error, 4000)) error.close_end(0);
        if (!waits[2].revents) continue;
        const ssize_t count = write(in.ends[1], input.data() + written, input.size() - written);
        if (count > 0) written += static_cast<std::size_t>(count);
        if (written == input.size() || (count < 0 && errno != EINTR && errno != EAGAIN)) in.close_end(1);
    }
}

}  // namespace

ProcessResult run_process(const std::string& program, const std::vector<std::string>& arguments, const std::string& input) {
    ProcessResult result;
    Pipe in, out, error;
    if (in.ends[0] < 0 || out.ends[0] < 0 || error.ends[0] < 0) return result;
    std::vector<char*> words{const_cast<char*>(program.c_str())};
    for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.ends[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, error.ends[1], 2);
    pid_t child = -1;
    const int failed = posix_spawnp(&child, program.c_str(), &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return result;
    result.found = true;
    in.close_end(0), out.close_end(1), error.close_end(1);
    converse(in, out, error, input, result);
    in.close_end(1);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    result.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    while (!result.error.empty() && result.error.back() == '\n') result.error.pop_back();
    return result;
}

}  // namespace duly::cli
