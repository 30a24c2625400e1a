#include "engine/cli/out_folder.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <string_view>
#include <system_error>
#include <vector>

#include "engine/data/parallel.hpp"

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

// A file that is written and still open. `shown` is where it will stand.
struct OpenFile { fs::path path, shown; int file = -1; std::string mistake; };

// The files of a folder, each opened when its first piece comes.
class FolderFiles {
public:
    FolderFiles(fs::path folder, fs::path shown) : folder_(std::move(folder)), shown_(std::move(shown)) {}

    void write(const std::string& name, std::uint64_t at, std::string_view bytes) {
        int file = -1;
        {
            const std::lock_guard lock(guard_);
            if (!mistake_.empty()) return;
            const auto [found, first] = places_.try_emplace(name, files_.size());
            if (first) files_.push_back({folder_ / name, shown_ / name, -1, {}});
            OpenFile& one = files_[found->second];
            if (first) one.file = ::open(one.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            if (one.file < 0) {
                mistake_ = failed("cannot write", one.shown, errno);
                return;
            }
            file = one.file;
        }
        while (!bytes.empty()) {
            const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) {
                const int why = errno;
                const std::lock_guard lock(guard_);
                if (mistake_.empty()) mistake_ = failed("cannot write", shown_ / name, why);
                return;
            }
            bytes.remove_prefix(static_cast<std::size_t>(written));
            at += static_cast<std::uint64_t>(written);
        }
    }
    std::vector<OpenFile>& files() { return files_; }
    const std::string& mistake() const { return mistake_; }

private:
    fs::path folder_, shown_;
    std::mutex guard_;
    std::map<std::string, std::size_t> places_;
    std::vector<OpenFile> files_;
    std::string mistake_;               // the first
};

// What the disk refuses late is an error too, before the old folder goes. The files wait for the disk together: one after another, each would
// wait for a turn of its journal. The first mistake by name, or "".
std::string close_files(std::vector<OpenFile>& files, bool sync) {
    const auto close_one = [sync](OpenFile& one) {
        if (one.file < 0) return;
        int error = sync && ::fsync(one.file) != 0 && errno != EINVAL ? errno : 0;
        if (::close(one.file) != 0 && !error) error = errno;
        if (error) one.mistake = failed("cannot write", one.shown, error);
    };
    data::run_tasks(sync ? static_cast<unsigned>(files.size()) : 1, files.size(), [&](std::size_t i) { close_one(files[i]); });
    for (const OpenFile& one : files)
        if (!one.mistake.empty()) return one.mistake;
    return "";
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

std::string write_folder(const std::string& path, const std::function<bool(const FilePiece&)>& make) {
    if (std::string obstacle = obstacle_to(path); !obstacle.empty()) return obstacle;
    fs::path target = target_of(path);
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (error) return "cannot make the folder `" + target.parent_path().generic_string() + "`: " + error.message();
    remove_leftovers(target);
    fs::path made = target.parent_path() / ("." + target.filename().string() + ".duly-" + std::to_string(::getpid()));
    if (!fs::create_directory(made, error))
        return "cannot make a folder beside `" + path + "`: " + (error ? error.message() : "`" + made.generic_string() + "` is there");
    FolderFiles folder(made, path);
    const bool wanted = make([&](const std::string& name, std::uint64_t at, std::string_view bytes) { folder.write(name, at, bytes); });
    std::string mistake = folder.mistake();
    // An earlier run's results do not go before these are on the disk; where there are none, nothing can be lost.
    const bool sync = wanted && mistake.empty() && fs::exists(target, error);
    if (std::string late = close_files(folder.files(), sync); mistake.empty()) mistake = std::move(late);
    if (wanted && mistake.empty()) mistake = put_in_place(made, target);
    if (wanted && mistake.empty()) return "";
    fs::remove_all(made, error);
    if (mistake.empty()) return "";
    return mistake + (fs::exists(target, error) ? "; `" + path + "` is as it was" : "; nothing was written");
}

std::string write_folder(const std::string& path, const std::map<std::string, std::string>& files) {
    return write_folder(path, [&](const FilePiece& piece) {
        for (const auto& [name, bytes] : files) piece(name, 0, bytes);
        return true;
    });
}

}  // namespace duly::cli
