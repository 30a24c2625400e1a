// Every outcome explained, a line each: threads take pieces in their order, and lines go out as pieces are done.
#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "engine/api/explain_json.hpp"
#include "engine/api/internal.hpp"

namespace duly::v1 {

namespace {

using model::none;
using Kind = RuleName::Kind;

// Rows of one rule, or a whole measure or action.
struct Piece { RuleName rule; std::size_t begin = 0, end = 0; };

constexpr std::size_t rows_at_once = 64;

class All {
public:
    All(const Evaluation::State& state, const ExplainAllOptions& options) : state_(state) {
        options_.proof = true;
        options_.max_rows = options.max;
        list(options.rules);
    }

    std::uint64_t run(const std::function<bool(std::string_view)>& line, unsigned threads) {
        if (threads <= 1) {
            for (const Piece& piece : pieces_)
                if (!give(lines_of(piece), line)) break;
            return given_;
        }
        // Whatever `line` does, the threads are over before this is.
        struct Workers {
            All& all;
            std::vector<std::thread> threads;
            void end() {
                {
                    const std::lock_guard lock(all.mutex_);
                    all.ended_ = true;
                }
                all.room_.notify_all();
                for (std::thread& one : threads)
                    if (one.joinable()) one.join();
            }
            ~Workers() { end(); }
        } workers{*this, {}};
        workers.threads.reserve(threads);
        try {
            while (workers.threads.size() < threads) workers.threads.emplace_back([this] { work(); });
        } catch (const std::exception&) {       // no more threads to be had: one is enough
            if (workers.threads.empty()) throw;
        }
        for (std::size_t next = 0; next < pieces_.size(); ++next) {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, [&] { return failed_ || done_.count(next) != 0; });
            if (failed_) break;
            const std::vector<std::string> lines = std::move(done_.extract(next).mapped());
            ++taken_;
            room_.notify_all();
            lock.unlock();
            if (!give(lines, line)) break;
        }
        workers.end();
        if (failed_) std::rethrow_exception(failed_);
        return given_;
    }

private:
    const Evaluation::State& state_;
    explain::ExplainOptions options_;
    std::vector<Piece> pieces_;
    std::uint64_t given_ = 0;
    std::mutex mutex_;
    std::condition_variable ready_, room_;
    std::map<std::size_t, std::vector<std::string>> done_;      // by piece, until it goes out
    std::size_t next_ = 0, taken_ = 0;
    bool ended_ = false;
    std::exception_ptr failed_;

    static constexpr std::size_t pieces_ahead = 64;    // that wait for the one before them

    void list(const std::vector<std::string>& names) {
        const model::RuleSet& rules = *state_.rules->rules;
        const eval::Evaluation& found = state_.evaluation;
        const auto wanted = [&](const std::string& name) { return names.empty() || std::find(names.begin(), names.end(), name) != names.end(); };
        const auto rows = [&](RuleName rule, const std::vector<data::Row>& row) {
            for (std::size_t begin = 0; begin < row.size();) {
                std::size_t end = std::min(begin + rows_at_once, row.size());
                while (end < row.size() && row[end] == row[end - 1]) ++end;     // the turns of a record stay together
                pieces_.push_back({rule, begin, end});
                begin = end;
            }
        };
        for (std::uint32_t id = 0; id < rules.timescales.size(); ++id)
            if (found.timescales[id].rule != none && wanted(rules.timescales[id].name)) rows({Kind::timescale, id}, found.timescales[id].row);
        for (std::uint32_t id = 0; id < rules.checks.size(); ++id) {
            if (found.checks[id].rule == none || !wanted(rules.checks[id].name)) continue;
            if (found.checks[id].row.empty() && !found.checks[id].outcome.empty()) pieces_.push_back({{Kind::check, id}, 0, 1});
            else rows({Kind::check, id}, found.checks[id].row);
        }
        for (std::uint32_t id = 0; id < rules.measures.size(); ++id)
            if (found.measures[id].rule != none && wanted(rules.measures[id].name)) pieces_.push_back({{Kind::measure, id}, 0, 1});
        for (std::uint32_t id = 0; id < rules.actions.size(); ++id)
            if (found.actions[id].rule != none && wanted(rules.actions[id].name)) pieces_.push_back({{Kind::action, id}, 0, 1});
    }

    void work() {
        for (;;) {
            std::size_t piece = 0;
            {
                std::unique_lock lock(mutex_);
                room_.wait(lock, [&] { return ended_ || next_ >= pieces_.size() || next_ < taken_ + pieces_ahead; });
                if (ended_ || next_ >= pieces_.size()) return;
                piece = next_++;
            }
            std::vector<std::string> lines;
            std::exception_ptr failed;
            try {
                lines = lines_of(pieces_[piece]);
            } catch (...) {
                failed = std::current_exception();
            }
            const std::lock_guard lock(mutex_);
            if (failed) failed_ = failed;
            else done_.emplace(piece, std::move(lines));
            ready_.notify_all();
            if (failed) return;
        }
    }

    std::vector<std::string> lines_of(const Piece& piece) const {
        std::vector<std::string> lines;
        const auto add = [&](const explain::Node& node) {
            std::string& line = lines.emplace_back();
            add_json(line, node);
            line += '\n';
        };
        explain::ExplainOptions options = options_;
        switch (piece.rule.kind) {
            case Kind::timescale: {
                const std::vector<data::Row>& row = state_.evaluation.timescales[piece.rule.id].row;
                for (std::size_t i = piece.begin; i < piece.end; ++i)
                    if (i == piece.begin || row[i] != row[i - 1])
                        for (const explain::Node& node : state_.explainer->each_turn(piece.rule.id, row[i], options)) add(node);
                break;
            }
            case Kind::check: {
                const eval::CheckResult& result = state_.evaluation.checks[piece.rule.id];
                for (std::size_t i = piece.begin; i < piece.end; ++i) add(state_.explainer->check(piece.rule.id, result.row.empty() ? data::no_row : result.row[i], options));
                break;
            }
            case Kind::measure:
                options.max_cases = 0;      // its cases have lines of their own
                add(state_.explainer->measure(piece.rule.id, options));
                break;
            default:
                options.max_cases = 0;
                add(state_.explainer->action_alone(piece.rule.id, options));
        }
        return lines;
    }

    bool give(const std::vector<std::string>& lines, const std::function<bool(std::string_view)>& line) {
        for (const std::string& one : lines) {
            if (!line(one)) return false;
            ++given_;
        }
        return true;
    }
};

}  // namespace

Checked<std::uint64_t> Evaluation::explain_all(const std::function<bool(std::string_view)>& line, const ExplainAllOptions& options) const {
    return guarded<std::uint64_t>(*state, [&]() -> Checked<std::uint64_t> {
        Checked<std::uint64_t> result;
        result.diagnostics = written_into(*state->data);        // before a line goes out
        for (const std::string& name : options.rules)
            if (find_rule(*state->rules->rules, name).kind == Kind::none) result.diagnostics.push_back(unknown_rule_name(*state->rules->rules, name));
        if (any_error(result.diagnostics)) return result;
        result.value = All(whole(*state), options).run(line, std::max(1u, options.threads));
        return result;
    });
}

}  // namespace duly::v1
