#include "engine/api/files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

namespace duly::v1 {

namespace fs = std::filesystem;

std::string normal_path(const std::string& path) { return fs::path(path).lexically_normal().generic_string(); }

std::string resolve_path(const std::string& from, const std::string& relative) {
    return (fs::path(from).parent_path() / fs::path(relative)).lexically_normal().generic_string();
}

namespace {

class DiskLoader : public Loader {
public:
    std::optional<std::string> read(const std::string& path) const override {
        std::error_code error;
        if (!fs::is_regular_file(path, error)) return {};
        std::ifstream in(path, std::ios::binary);
        if (!in) return {};
        std::string bytes;
        char block[1 << 16];
        while (in.read(block, sizeof block) || in.gcount() > 0) bytes.append(block, static_cast<std::size_t>(in.gcount()));
        if (in.bad()) return {};
        return bytes;
    }
    std::string resolve(const std::string& from, const std::string& relative) const override { return resolve_path(from, relative); }
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

}  // namespace

std::shared_ptr<const Loader> disk_loader() { return std::make_shared<DiskLoader>(); }
std::shared_ptr<const Loader> memory_loader(const std::vector<Source>& sources) { return std::make_shared<MemoryLoader>(sources); }
std::shared_ptr<const Loader> reader_loader(Reader read) { return std::make_shared<ReaderLoader>(std::move(read)); }

RuleFiles rule_files(const std::vector<std::string>& paths) {
    RuleFiles found;
    auto add = [&](std::string path) {
        if (std::find(found.files.begin(), found.files.end(), path) == found.files.end()) found.files.push_back(std::move(path));
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
