// load(): the list of steps from files to a dataset.
#include "engine/data/load.hpp"

#include <algorithm>
#include <set>

#include "engine/data/bytes.hpp"
#include "engine/data/merge.hpp"
#include "engine/data/parallel.hpp"
#include "engine/data/text.hpp"

namespace duly::data {
namespace {

constexpr std::size_t chunk_bytes = 1 << 20;

Place at_line(const InputFile& file, std::uint32_t line) {
    Place place;
    place.file = file.path;
    place.line = line;
    return place;
}

Headers read_headers(const InputFile& file, std::span<const std::string_view> cells, Quality& quality) {
    Headers headers;
    std::set<std::string> seen;
    for (const auto cell : cells) {
        headers.texts.emplace_back(trim_blanks(cell));
        headers.folded.push_back(fold(cell));
        if (headers.folded.back().empty() || seen.insert(headers.folded.back()).second) continue;
        auto place = at_line(file, 1);
        place.column = static_cast<std::uint32_t>(headers.texts.size());
        place.field = headers.texts.back();
        quality.list(DiagnosticKind::duplicate_header, place, "two columns have the header `" + headers.texts.back() + "`, the first is used", "give each column a header of its own");
    }
    return headers;
}

// Comma, or what the first line holds instead.
char delimiter_of(std::string_view text, char line_end) {
    const auto line = text.substr(0, text.find(line_end));
    if (line.find(',') != std::string_view::npos) return ',';
    for (const char other : {'\t', ';', '|'})
        if (line.find(other) != std::string_view::npos) return other;
    return ',';
}

struct Opened {
    FileText text;
    CsvShape shape;
    CsvCuts cuts;
    std::size_t first_row = 0;      // after the header
    std::uint32_t header_lines = 1;
    FilePlan plan;
};

class Loading {
public:
    Loading(const model::RuleSet& rules, const std::vector<InputFile>& files, const LoadOptions& options) : rules_(rules), files_(files), options_(options), builder_(rules) {}

    LoadedData run() {
        for (const auto& name : options_.feeds)
            if (rules_.feed(name) == model::none) {
                quality_.list(DiagnosticKind::unknown_feed, {}, "no feed has the name `" + name + "`", "name a feed of the rule files");
                loaded_.left_out = true;
            }
        std::vector<Opened> opened(files_.size());
        for (std::size_t i = 0; i < files_.size(); ++i) open(files_[i], opened[i]);
        read(opened);
        builder_.set_threads(options_.threads);
        if (options_.as_of) builder_.set_as_of(*options_.as_of);
        loaded_.quality = quality_.take();
        loaded_.dataset = builder_.finish(loaded_.quality);
        return std::move(loaded_);
    }

private:
    const model::RuleSet& rules_;
    const std::vector<InputFile>& files_;
    const LoadOptions& options_;
    DatasetBuilder builder_;
    Quality quality_;
    LoadedData loaded_;

    void open(const InputFile& file, Opened& out) {
        const auto number = builder_.add_file({file.path, file.bytes.size(), 0, 0, {}});
        out.text = clean_text(file, options_.threads, quality_);
        builder_.keep(out.text.owner);
        const auto text = out.text.text;
        if (trim_blanks(text).empty()) {
            quality_.list(DiagnosticKind::data_file_empty, at_line(file, 0), "the file is empty", "export it again");
            return;
        }
        out.shape = {delimiter_of(text, out.text.line_end), out.text.line_end, out.text.quotes};
        out.cuts = cut_rows(text, out.shape, chunk_bytes);
        if (out.cuts.open_quote) {
            const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(out.cuts.end), out.shape.line_end);
            quality_.list(DiagnosticKind::quote_not_closed, at_line(file, static_cast<std::uint32_t>(line)), "a quote in this row is never closed, so the file is left out from here on",
                          "close the quote, or write a quote inside a quoted text twice");
            loaded_.left_out = true;
        }
        std::deque<std::string> unescaped;
        RowReader rows(text, 0, out.cuts.end, out.shape, unescaped);
        if (!rows.next()) return;
        out.first_row = rows.position();
        out.header_lines = rows.lines();
        out.plan = choose_feed(rules_, file, read_headers(file, rows.fields(), quality_), options_, quality_, loaded_.mappings, loaded_.left_out);
        out.plan.number = number;
        if (!out.plan.feed) return;
        builder_.file(number).feed = out.plan.feed->name;
        for (const auto& block : out.plan.blocks) {
            auto& table = builder_.table(block.block->record);
            if (!table.present) {
                table.holds = block.block->holds;
                table.months = block.block->months;
            } else if (table.holds == model::Holds::every) {     // of several files, what is said least of
                table.holds = block.block->holds;
                table.months = block.block->months;
            }
            table.present = true;
        }
        if (out.first_row >= out.cuts.end)
            quality_.list(DiagnosticKind::data_file_empty, at_line(file, 1), "the file has a header and no rows", "check that the export ran whole");
    }

    void read(std::vector<Opened>& opened) {
        struct Task { std::size_t file, begin, end, expected; };
        std::vector<Task> tasks;
        for (std::size_t i = 0; i < opened.size(); ++i) {
            const auto& file = opened[i];
            if (!file.plan.feed || file.first_row >= file.cuts.end) continue;
            const auto sample = file.text.text.substr(file.first_row, 1 << 16);
            const auto lines = std::max<std::size_t>(1, static_cast<std::size_t>(std::count(sample.begin(), sample.end(), file.shape.line_end)));
            const auto& begins = file.cuts.begins;
            for (std::size_t c = 0; c < begins.size(); ++c) {
                const auto begin = std::max(begins[c], file.first_row), end = c + 1 < begins.size() ? begins[c + 1] : file.cuts.end;
                if (begin < end) tasks.push_back({i, begin, end, (end - begin) * lines / sample.size() * 9 / 8 + 16});
            }
        }
        std::vector<Piece> pieces(tasks.size());
        run_tasks(options_.threads, tasks.size(), [&](std::size_t t) {
            const auto& file = opened[tasks[t].file];
            pieces[t] = read_piece(rules_, file.plan, file.text.text, tasks[t].begin, tasks[t].end, file.shape, tasks[t].expected);
        });
        std::vector<FilePieces> all;
        for (std::size_t t = 0; t < tasks.size(); ++t) {
            const auto& file = opened[tasks[t].file];
            if (all.empty() || all.back().plan != &file.plan) all.push_back({&file.plan, {}, {}});
            auto& last = all.back();
            last.first_lines.push_back(last.pieces.empty() ? file.header_lines + 1 : last.first_lines.back() + last.pieces.back()->lines);
            last.pieces.push_back(&pieces[t]);
        }
        loaded_.left_out |= limit_rows(all, options_.max_rows, quality_);
        for (const auto& file : all) list_findings(rules_, file, quality_);
        merge(rules_, all, options_.threads, builder_);
        for (const auto& file : all)
            if (nothing_usable(file)) leave_out(file);
    }

    // Every row has a wrong number of fields: the file as a whole cannot be read.
    static bool nothing_usable(const FilePieces& file) {
        std::size_t rows = 0, broken = 0;
        for (const auto* piece : file.pieces) {
            rows += piece->rows;
            broken += static_cast<std::size_t>(std::count_if(piece->listed.begin(), piece->listed.end(), [](const auto& one) { return one.kind == DiagnosticKind::wrong_field_count; }));
        }
        return rows > 0 && rows == broken;
    }
    // What only this file gives is then not in the data, which is not the same as none.
    void leave_out(const FilePieces& file) {
        loaded_.left_out = true;
        for (const auto& block : file.plan->blocks) {
            auto& table = builder_.table(block.block->record);
            if (table.rows == 0) table.present = false;
        }
    }
};

}  // namespace

LoadedData load(const model::RuleSet& rules, const std::vector<InputFile>& files, const LoadOptions& options) { return Loading(rules, files, options).run(); }

}  // namespace duly::data
