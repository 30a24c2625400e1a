#include "engine/cli/out_folder.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace duly::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 11> made_by_duly = {"breaches.csv", "upcoming.csv",     "unknown.csv",  "excused.csv", "measures.csv", "actions.csv",
                                                           "data-quality.csv", "summary.json", "report.html", "report.md",   "report.xlsx"};

// A folder without summary.json (`--files`) is known by what its files begin with; others have a report.xlsx too.
bool begins_as_ours(const fs::path& path) {
    const std::string name = path.filename().string();
    if (name == "summary.json") return true;
    std::ifstream file(path, std::ios::binary);
    std::string start(2'000, '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    if (name.ends_with(".csv")) return start.starts_with("\xEF\xBB\xBF");
    if (name.ends_with(".md")) return start.starts_with("<!-- Made by Duly ");
    if (name.ends_with(".xlsx")) return start.find("<Application>Duly</Application>") != start.npos;
    return start.find("content=\"Duly ") != start.npos;
}

fs::path target_of(const std::string& path) {
    std::error_code error;
    fs::path whole = fs::weakly_canonical(fs::absolute(path, error), error);  // through a link, so that the link stays
    if (error) whole = fs::absolute(path, error);
    return whole.filename().empty() ? whole.parent_path() : whole;
}

std::string failed(const std::string& what, const fs::path& path, int error) {
    return what + " `" + path.generic_string() + "`: " + std::strerror(error);
}

// A file that is written and still open.
struct OpenFile { fs::path path; int file = -1; int error = 0; };

// "" or what went wrong.
std::string write_file(OpenFile& to, std::string_view bytes) {
    to.file = ::open(to.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (to.file < 0) return failed("cannot write", to.path, errno);
    while (!bytes.empty()) {
        ssize_t written = ::write(to.file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failed("cannot write", to.path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return "";
}

// The largest first, so that threads end together. "" or what went wrong with the first by name.
std::string write_files(const fs::path& folder, const std::map<std::string, std::string>& files, unsigned threads, std::vector<OpenFile>& written) {
    struct Task { OpenFile* to; std::string_view bytes; std::string mistake; };
    for (const auto& [name, bytes] : files) written.push_back({folder / name});
    std::vector<Task> tasks;
    for (const auto& [name, bytes] : files) tasks.push_back({&written[tasks.size()], bytes, {}});
    std::vector<Task*> order;
    for (Task& task : tasks) order.push_back(&task);
    std::stable_sort(order.begin(), order.end(), [](const Task* a, const Task* b) { return a->bytes.size() > b->bytes.size(); });
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < order.size(); i = next++) order[i]->mistake = write_file(*order[i]->to, order[i]->bytes);
    };
    std::vector<std::thread> helpers;
    try {
        while (helpers.size() + 1 < std::min<std::size_t>(threads, order.size())) helpers.emplace_back(work);
    } catch (const std::system_error&) {    // no more threads to be had
    }
    work();
    for (std::thread& helper : helpers) helper.join();
    for (const Task& task : tasks)
        if (!task.mistake.empty()) return task.mistake;
    return "";
}

// What the disk refuses late is an error too, before the old folder goes. The files wait for the disk together: one after
// another, each would wait for a turn of its journal.
void close_files(std::vector<OpenFile>& files, bool sync) {
    const auto close_one = [sync](OpenFile& one) {
        if (one.file < 0) return;
        if (sync && ::fsync(one.file) != 0 && errno != EINVAL) one.error = errno;
        if (::close(one.file) != 0 && !one.error) one.error = errno;
    };
    std::vector<std::thread> waiting;
    waiting.reserve(files.size());
    if (sync) {
        for (std::size_t i = 1; i < files.size(); ++i) {
            try {
                waiting.emplace_back(close_one, std::ref(files[i]));
            } catch (const std::system_error&) {    // no more threads to be had
                close_one(files[i]);
            }
        }
    }
    for (std::size_t i = 0; i < files.size(); ++i)
        if (i == 0 || !sync) close_one(files[i]);
    for (std::thread& one : waiting) one.join();
}

std::string put_in_place(const fs::path& made, const fs::path& target) {
    std::error_code error;
    if (!fs::exists(target, error)) {
        return ::rename(made.c_str(), target.c_str()) == 0 ? std::string() : failed("cannot make", target, errno);
    }
#ifdef RENAME_EXCHANGE
    // In one step, where the file system can: there is no moment without the folder.
    if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
        fs::remove_all(made, error);
        return "";
    }
#endif
    fs::path old = made;
    old += ".old";
    if (::rename(target.c_str(), old.c_str()) != 0) return failed("cannot replace", target, errno);
    if (::rename(made.c_str(), target.c_str()) != 0) {
        int why = errno;
        ::rename(old.c_str(), target.c_str());
        return failed("cannot replace", target, why);
    }
    fs::remove_all(old, error);
    return "";
}

}  // namespace

std::string obstacle_to(const std::string& path) {
    if (path.empty()) return "`--out` needs the name of a folder";
    fs::path target = target_of(path);
    std::error_code error;
    fs::file_status status = fs::status(target, error);
    if (fs::exists(status)) {
        if (!fs::is_directory(status)) return "`" + path + "` is a file, so it cannot be the folder for the results";
        bool empty = true, ours = false;
        std::string foreign;
        for (fs::directory_iterator at(target, error), end; !error && at != end; at.increment(error)) {
            std::string name = at->path().filename().string();
            empty = false;
            ours = ours || (std::find(made_by_duly.begin(), made_by_duly.end(), name) != made_by_duly.end() && begins_as_ours(at->path()));
            if (std::find(made_by_duly.begin(), made_by_duly.end(), name) == made_by_duly.end() && (foreign.empty() || name < foreign))
                foreign = name;
        }
        if (error) return "the folder `" + path + "` cannot be read: " + error.message();
        if (!empty && !ours)
            return "the folder `" + path + "` was not made by duly (it holds no summary.json), so it is not replaced; name another one";
        if (!foreign.empty())
            return "the folder `" + path + "` also holds `" + foreign + "`, which duly did not write, so it is not replaced; name another one";
    }
    fs::path folder = target.parent_path();
    while (!folder.empty() && !fs::exists(folder, error) && folder != folder.parent_path()) folder = folder.parent_path();
    if (!fs::is_directory(folder, error)) return "`" + folder.generic_string() + "` is not a folder";
    if (::access(folder.c_str(), W_OK | X_OK) != 0) return failed("cannot write into the folder", folder, errno);
    return "";
}

// What a run that was killed while it wrote has left beside the target: it holds personal data. Another run's is left alone.
void remove_leftovers(const fs::path& target) {
    const std::string begin = "." + target.filename().string() + ".duly-";
    std::error_code error;
    std::vector<fs::path> dead;
    for (fs::directory_iterator at(target.parent_path(), error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (!name.starts_with(begin) || name.size() == begin.size() || name.find_first_not_of("0123456789", begin.size()) != std::string::npos) continue;
        const auto process = std::strtol(name.c_str() + begin.size(), nullptr, 10);
        if (process > 0 && ::kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH) dead.push_back(at->path());
    }
    for (const fs::path& folder : dead) fs::remove_all(folder, error);
}

std::string write_folder(const std::string& path, const std::map<std::string, std::string>& files, unsigned threads) {
    if (std::string obstacle = obstacle_to(path); !obstacle.empty()) return obstacle;
    fs::path target = target_of(path);
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (error) return "cannot make the folder `" + target.parent_path().generic_string() + "`: " + error.message();
    remove_leftovers(target);
    fs::path made = target.parent_path() / ("." + target.filename().string() + ".duly-" + std::to_string(::getpid()));
    if (!fs::create_directory(made, error))
        return "cannot make a folder beside `" + path + "`: " + (error ? error.message() : "`" + made.generic_string() + "` is there");
    std::vector<OpenFile> written;
    std::string mistake = write_files(made, files, threads, written);
    close_files(written, mistake.empty());
    for (const OpenFile& one : written)
        if (mistake.empty() && one.error) mistake = failed("cannot write", one.path, one.error);
    if (mistake.empty()) mistake = put_in_place(made, target);
    if (!mistake.empty()) fs::remove_all(made, error);
    return mistake;
}

}  // namespace duly::cli
