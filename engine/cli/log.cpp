#include "engine/cli/log.hpp"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

#include <cstring>
#include <utility>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace duly::cli {

namespace {

std::string quoted(const std::string& words) { return nlohmann::json(words).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

std::string line_of(const char* event, const std::vector<LogField>& fields) {
    std::string line = "\"event\":" + quoted(event);
    for (const LogField& field : fields) line += "," + quoted(field.name) + ":" + field.value;
    return line;
}

}  // namespace

LogField::LogField(std::string field, const std::string& words) : name(std::move(field)), value(quoted(words)) {}

struct Log::State {
    std::shared_ptr<spdlog::logger> logger;
};

Log::Log() = default;
Log::~Log() {
    if (state_) state_->logger->flush();
}

std::string Log::open(const std::string& path) {
    try {
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, 10u << 20, 5);
        auto logger = std::make_shared<spdlog::logger>("duly", std::move(sink));
        logger->set_pattern("{\"time\":\"%Y-%m-%dT%H:%M:%S.%e%z\",\"level\":\"%l\",%v}");
        logger->flush_on(spdlog::level::info);
        // A disk that fills up later must not end the run; it is said once.
        logger->set_error_handler([path, said = false](const std::string&) mutable {
            if (!std::exchange(said, true)) std::fprintf(stderr, "duly: the log file `%s` cannot be written, the run goes on without it\n", path.c_str());
        });
        state_ = std::make_unique<State>(State{std::move(logger)});
        return "";
    } catch (const spdlog::spdlog_ex&) {
        return "the log file `" + path + "` cannot be written: " + std::strerror(errno);
    }
}

void Log::info(const char* event, const std::vector<LogField>& fields) {
    if (state_) state_->logger->info("{}", line_of(event, fields));
}
void Log::warning(const char* event, const std::vector<LogField>& fields) {
    if (state_) state_->logger->warn("{}", line_of(event, fields));
}
void Log::error(const char* event, const std::vector<LogField>& fields) {
    if (state_) state_->logger->error("{}", line_of(event, fields));
}

}  // namespace duly::cli
