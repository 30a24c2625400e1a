// Runs a command and tells what it took, as JSON in a file: timed FILE COMMAND [ARGUMENT...]. A small program of its own, since a process that is started by a
// large one is said to have held as much memory as that.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdio>

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    auto began = std::chrono::steady_clock::now();
    pid_t child = 0;
    if (posix_spawnp(&child, argv[2], &files, nullptr, argv + 2, environ) != 0) {
        std::perror(argv[2]);
        return 127;
    }
    int status = 0;
    rusage use{};
    if (wait4(child, &status, 0, &use) != child) return 1;
    double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    auto seconds = [](timeval time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; };
    std::FILE* out = std::fopen(argv[1], "w");
    if (!out) return 1;
    std::fprintf(out, "{\"wall\": %.6f, \"user\": %.6f, \"system\": %.6f, \"kilobytes\": %ld}\n", wall, seconds(use.ru_utime), seconds(use.ru_stime), use.ru_maxrss);
    std::fclose(out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
