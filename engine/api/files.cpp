#include "engine/api/files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>

namespace duly::v1 {

namespace fs = std::filesystem;

std::string normal_path(const std::string& path) { return fs::path(path).lexically_normal().generic_string(); }

std::string resolve_path(const std::string& from, const std::string& relative) {
    return (fs::path(from).parent_path() / fs::path(relative)).lexically_normal().generic_string();
}

namespace {

// What a file is, whichever path or link leads to it.
std::string real_path(const std::string& path) {
    std::error_code error;
    const fs::path whole = fs::weakly_canonical(fs::absolute(path, error), error);
    return error ? path : whole.generic_string();
}

// What tells that nobody wrote into the file: its size and when it was last written.
std::pair<std::uintmax_t, fs::file_time_type> stamp_of(const std::string& path) {
    std::error_code error;
    return {fs::file_size(path, error), fs::last_write_time(path, error)};
}

// Up to a byte more than `size`, which shows that it grew: what grows as fast as it is read would have no end.
std::optional<std::string> read_once(const std::string& path, std::uintmax_t size) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return {};
    std::string bytes;
    char block[1 << 16];
    while (bytes.size() <= size && (in.read(block, sizeof block) || in.gcount() > 0)) bytes.append(block, static_cast<std::size_t>(in.gcount()));
    if (in.bad()) return {};
    return bytes;
}

// An editor may save the file just now: then once more.
std::optional<std::string> read_at_rest(const std::string& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return {};
    for (int tries = 0; tries < 5; ++tries) {
        const auto before = stamp_of(path);
        std::optional<std::string> bytes = read_once(path, before.first);
        if (!bytes || (stamp_of(path) == before && bytes->size() == before.first)) return bytes;
    }
    throw ReadFailure(mistake(DiagnosticKind::rule_file_changes, "another program writes into `" + path + "` while it is read", "run again when nothing writes to it, or on a copy"));
}

class DiskLoader : public Loader {
public:
    DiskLoader() = default;
    explicit DiskLoader(const std::vector<std::string>& named) {
        for (const std::string& path : named) known_.emplace(real_path(path), path);
    }
    // What was read is the same for all that ask, so that the rules, what they are checked with and the hash of a run are one state of it.
    std::optional<std::string> read(const std::string& path) const override {
        const std::lock_guard lock(mutex_);
        const auto known = texts_.find(path);
        if (known != texts_.end()) return known->second;
        std::optional<std::string> text = read_at_rest(path);
        if (text) texts_.emplace(path, *text);
        return text;
    }
    // One file has one path, the first by which it was met.
    std::string resolve(const std::string& from, const std::string& relative) const override {
        std::string path = resolve_path(from, relative);
        const std::string real = real_path(path);
        const std::lock_guard lock(mutex_);
        return known_.emplace(real, std::move(path)).first->second;
    }

private:
    mutable std::mutex mutex_;
    mutable std::map<std::string, std::string> known_;      // real path -> path
    mutable std::map<std::string, std::string> texts_;      // by path
};

class MemoryLoader : public Loader {
public:
    explicit MemoryLoader(const std::vector<Source>& sources) {
        for (const Source& source : sources) texts_[normal_path(source.path)] = source.text;
    }
    std::optional<std::string> read(const std::string& path) const override {
        auto found = texts_.find(normal_path(path));
        if (found == texts_.end()) return {};
        return found->second;
    }
    std::string resolve(const std::string& from, const std::string& relative) const override { return resolve_path(from, relative); }
    std::optional<std::string> read_zone(const std::string& name) const override { return DiskLoader().read_zone(name); }

private:
    std::map<std::string, std::string> texts_;
};

class ReaderLoader : public Loader {
public:
    explicit ReaderLoader(Reader read) : read_(std::move(read)) {}
    std::optional<std::string> read(const std::string& path) const override { return read_(path); }
    std::string resolve(const std::string& from, const std::string& relative) const override { return resolve_path(from, relative); }

private:
    Reader read_;
};

class OnceLoader : public Loader {
public:
    explicit OnceLoader(std::shared_ptr<const Loader> from) : from_(std::move(from)) {}
    std::optional<std::string> read(const std::string& path) const override {
        const std::lock_guard lock(mutex_);
        if (const auto found = texts_.find(path); found != texts_.end()) return found->second;
        std::optional<std::string> text = from_->read(path);
        if (text) texts_.emplace(path, *text);      // one that is not there may come yet
        return text;
    }
    std::string resolve(const std::string& from, const std::string& relative) const override { return from_->resolve(from, relative); }
    std::optional<std::string> read_zone(const std::string& name) const override { return from_->read_zone(name); }

private:
    std::shared_ptr<const Loader> from_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, std::string> texts_;
};

}  // namespace

std::shared_ptr<const Loader> disk_loader(const std::vector<std::string>& named) { return std::make_shared<DiskLoader>(named); }
std::shared_ptr<const Loader> memory_loader(const std::vector<Source>& sources) { return std::make_shared<MemoryLoader>(sources); }
std::shared_ptr<const Loader> reader_loader(Reader read) { return std::make_shared<ReaderLoader>(std::move(read)); }
std::shared_ptr<const Loader> once_loader(std::shared_ptr<const Loader> from) { return std::make_shared<OnceLoader>(std::move(from)); }

RuleFiles rule_files(const std::vector<std::string>& paths) {
    RuleFiles found;
    std::set<std::string> met;
    auto add = [&](std::string path) {
        if (met.insert(real_path(path)).second) found.files.push_back(std::move(path));
    };
    for (const std::string& path : paths) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            add(normal_path(path));
            continue;
        }
        std::vector<std::string> below;
        fs::recursive_directory_iterator at(path, fs::directory_options::skip_permission_denied, error), end;
        for (; !error && at != end; at.increment(error)) {
            std::error_code ignored;
            if (at->path().extension() == ".duly" && at->is_regular_file(ignored)) below.push_back(normal_path(at->path().generic_string()));
        }
        if (error) {
            found.diagnostics.push_back(
                mistake(DiagnosticKind::file_not_found, "the folder `" + path + "` cannot be read", "check that it may be read"));
        } else if (below.empty()) {
            found.diagnostics.push_back(mistake(DiagnosticKind::no_rule_files, "the folder `" + path + "` holds no rule files",
                                                "name a folder with files that end in .duly, or the files themselves"));
        }
        std::sort(below.begin(), below.end());
        for (std::string& file : below) add(std::move(file));
    }
    return found;
}

}  // namespace duly::v1
