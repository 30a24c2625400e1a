// The log of a run, one JSON object a line, for a nightly job. Counts, file names, codes and record keys only: no names, no texts of
// cells. The only user of spdlog.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace duly::cli {

// A member of the line's object: words are quoted, numbers are not.
struct LogField {
    std::string name, value;
    LogField(std::string field, const std::string& words);
    LogField(std::string field, const char* words) : LogField(std::move(field), std::string(words)) {}
    LogField(std::string field, std::uint64_t number) : name(std::move(field)), value(std::to_string(number)) {}
};

class Log {
public:
    Log();      // silent until opened
    ~Log();
    // "" or why the file cannot be written. Grows to 10 MB, then moves to FILE.1 and so on, five at most.
    std::string open(const std::string& path);
    bool is_open() const { return state_ != nullptr; }
    void info(const char* event, const std::vector<LogField>& fields = {});
    void warning(const char* event, const std::vector<LogField>& fields = {});
    void error(const char* event, const std::vector<LogField>& fields = {});

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace duly::cli
