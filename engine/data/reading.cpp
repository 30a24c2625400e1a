#include "engine/data/reading.hpp"

#include <algorithm>
#include <atomic>

#include "engine/data/content_hash.hpp"
#include "engine/data/parallel.hpp"

namespace duly::data {
namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

class Reading {
public:
    Reading(const model::RuleSet& rules, Merger& merger, DatasetBuilder& builder, std::deque<Opened>& opened, const LoadOptions& options, CacheFolder& cache, Quality& quality, bool& left_out)
        : rules_(rules), builder_(builder), options_(options), cache_(cache), quality_(quality), left_out_(left_out), merger_(merger) {
        for (auto& file : opened)
            if (file.plan.feed && file.first_row < file.cuts.end) add(file);
    }

    std::vector<FilePieces> run() {
        // Where a chunk is not plain after all, the rest of its file is looked at first, and reading goes on from there.
        for (std::size_t from = 0; from < tasks_.size();) {
            std::atomic<std::size_t> stop{nowhere};
            run_tasks(options_.threads, tasks_.size() - from, [&](std::size_t i) {
                const auto t = from + i;
                if (t > stop) return;
                if (take_cached(t) || read(t)) return;
                for (auto earlier = stop.load(); t < earlier && !stop.compare_exchange_weak(earlier, t);) {}
            });
            if (stop == nowhere) break;
            from = stop;
            merger_.forget(from);       // other threads may have read on, with cuts that do not hold
            look_at_rest_of(files_[tasks_[from].file], from);
        }
        for (auto& file : files_) {
            if (file.hash) file.hash->finish();
            if (!file.cache) continue;
            builder_.file(file.opened->plan.number).cached = file.cache->all_found();
            cache_.end(*file.cache, file.opened->plan.path);
        }
        return merger_.finish();
    }

private:
    struct Task { std::size_t file, begin, end; };
    struct File {
        Opened* opened;
        std::size_t first_task, tasks;
        double rows_of_byte;        // as its beginning has them
        std::unique_ptr<HashOfParts> hash;
        std::unique_ptr<PieceCache> cache;
    };
    const model::RuleSet& rules_;
    DatasetBuilder& builder_;
    const LoadOptions& options_;
    CacheFolder& cache_;
    Quality& quality_;
    bool& left_out_;
    Merger& merger_;
    std::vector<Task> tasks_;       // chunks in their order
    std::vector<File> files_;

    static std::size_t end_of(const CsvCuts& cuts, std::size_t chunk) { return chunk + 1 < cuts.begins.size() ? cuts.begins[chunk + 1] : cuts.end; }

    void add(Opened& opened) {
        const auto sample = opened.text.text.substr(opened.first_row, 1 << 16);
        const auto lines = std::max<std::size_t>(1, static_cast<std::size_t>(std::count(sample.begin(), sample.end(), opened.shape.line_end)));
        File file{&opened, tasks_.size(), 0, static_cast<double>(lines) / static_cast<double>(sample.size()), nullptr, nullptr};
        std::vector<std::size_t> ends;
        const auto& cuts = opened.cuts;
        for (std::size_t c = 0; c < cuts.begins.size(); ++c) {
            const auto begin = std::max(cuts.begins[c], opened.first_row), end = end_of(cuts, c);
            if (begin < end) tasks_.push_back({files_.size(), begin, end});
        }
        file.tasks = tasks_.size() - file.first_task;
        if (const auto& content = opened.content; content && opened.text.text.data() >= content->bytes.data() && opened.text.text.data() < content->bytes.data() + content->bytes.size()) {
            const auto before = static_cast<std::size_t>(opened.text.text.data() - content->bytes.data());     // a byte order mark
            for (std::size_t t = file.first_task; t < tasks_.size(); ++t) ends.push_back(before + tasks_[t].end);
            file.hash = std::make_unique<HashOfParts>(content, std::move(ends));
        }
        file.cache = cache_.entry_of(opened, file.tasks);
        merger_.expect(opened.plan, file.tasks, opened.header_lines + 1);
        files_.push_back(std::move(file));
    }

    std::string_view text_of(const Task& task) const { return files_[task.file].opened->text.text.substr(task.begin, task.end - task.begin); }

    ChunkName name(const Opened& opened, const Task& task) const { return name_of(text_of(task), opened.shape.quotes, opened.text.whole()); }

    // What is kept of rows that are only known from is_plain() was asked that.
    bool take_cached(std::size_t t) {
        const auto& task = tasks_[t];
        const auto& file = files_[task.file];
        if (!file.cache) return false;
        const auto text = text_of(task);
        auto piece = file.cache->find(t - file.first_task, name(*file.opened, task), text, rules_, file.opened->plan);
        if (piece) take(t, std::move(*piece));
        return piece.has_value();
    }

    // False where it is not plain after all, so that it may not stand for what was read.
    bool read(std::size_t t) {
        const auto& task = tasks_[t];
        const auto& file = files_[task.file];
        const auto& opened = *file.opened;
        const auto rows = static_cast<std::size_t>(static_cast<double>(task.end - task.begin) * file.rows_of_byte * 9 / 8) + 16;
        const auto before = file.cache ? name(opened, task) : ChunkName();
        auto piece = read_piece(rules_, opened.plan, opened.text.text, task.begin, task.end, opened.shape, rows, merger_.room());
        if (!piece.plain && !opened.text.whole()) return false;
        // Another program may have written into the file meanwhile.
        if (file.cache && name(opened, task) == before) file.cache->keep(t - file.first_task, before, piece, text_of(task));
        take(t, std::move(piece));
        return true;
    }

    void take(std::size_t t, Piece piece) {
        const auto& task = tasks_[t];
        const auto& file = files_[task.file];
        const auto& opened = *file.opened;
        if (file.hash) file.hash->at_hand(t - file.first_task);
        merger_.add(t, std::move(piece));
        if (opened.content) let_go(*opened.content, text_of(task));
    }

    // What stands before task `t` is plain, so it is cut and read as it was. The chunks from there on become the file's other tasks.
    void look_at_rest_of(File& file, std::size_t t) {
        auto& opened = *file.opened;
        opened.text.looked_at = tasks_[t].begin;
        look_at_rest(opened.text, *opened.file, options_.threads, quality_);
        builder_.keep(opened.text.owner);
        opened.shape.quotes = opened.text.quotes;
        opened.cuts = cut_rows(opened.text.text, opened.shape, chunk_bytes(opened.text.text.size()));
        left_out_ |= list_open_quote(opened, quality_);
        const auto& cuts = opened.cuts;
        const auto last = file.first_task + file.tasks;
        auto chunk = static_cast<std::size_t>(std::upper_bound(cuts.begins.begin(), cuts.begins.end(), tasks_[t].begin) - cuts.begins.begin()) - 1;
        for (auto begin = tasks_[t].begin; t < last; ++t, ++chunk) {
            const auto end = std::max(begin, chunk >= cuts.begins.size() || t + 1 == last ? cuts.end : end_of(cuts, chunk));
            tasks_[t] = {tasks_[t].file, begin, end};
            begin = end;
        }
    }
};

}  // namespace

bool list_open_quote(const Opened& opened, Quality& quality) {
    if (!opened.cuts.open_quote) return false;
    const auto text = opened.text.text;
    Place place;
    place.file = opened.file->path;
    place.line = static_cast<std::uint32_t>(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(opened.cuts.end), opened.shape.line_end));
    quality.list(DiagnosticKind::quote_not_closed, place, "a quote in this row is never closed, so the file is left out from here on", "close the quote, or write a quote inside a quoted text twice");
    return true;
}

std::vector<FilePieces> read_opened(const model::RuleSet& rules, Merger& merger, DatasetBuilder& builder, std::deque<Opened>& opened, const LoadOptions& options, CacheFolder& cache,
                                    Quality& quality, bool& left_out) {
    return Reading(rules, merger, builder, opened, options, cache, quality, left_out).run();
}

}  // namespace duly::data
