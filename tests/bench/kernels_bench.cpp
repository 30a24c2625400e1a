// The inner loops by themselves, over the files of `generate`: kernels_bench DATA [--benchmark_filter=...]. One thread.
// Here what reads files, through the engine's own headers; kernels_run.cpp has what evaluates and writes, through the library's.
#include <benchmark/benchmark.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "dsl/base/render.hpp"
#include "dsl/check/compile.hpp"
#include "engine/data/cells.hpp"
#include "engine/data/csv.hpp"
#include "engine/data/load.hpp"
#include "engine/plan/needed.hpp"
#include "tests/bench/kernels.hpp"

namespace duly::bench {

std::string data_folder;

namespace {

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), {});
    if (text.empty()) {
        std::cerr << path << ": nothing there\n";
        std::exit(1);
    }
    return text;
}

const std::string& cases_text() {
    static const std::string text = bytes_of(data_folder + "/cases.csv");
    return text;
}

const std::string& events_text() {
    static const std::string text = bytes_of(data_folder + "/events.csv");
    return text;
}

class FromDisk : public Loader {
public:
    std::optional<std::string> read(const std::string& path) const override { return bytes_of(path); }
    std::string resolve(const std::string& from, const std::string& relative) const override { return from.substr(0, from.rfind('/') + 1) + relative; }
};

const model::RuleSet& workload() {
    static const auto rules = [] {
        auto made = compile({DULY_SOURCE_DIR "/tests/bench/workload.duly"}, FromDisk());
        if (!made.ok()) {
            std::cerr << render(made.diagnostics);
            std::exit(1);
        }
        return *made.value;
    }();
    return *rules;
}

void tell_bytes(benchmark::State& state, std::size_t bytes) { state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes)); }

// Rows and fields found, nothing read from them.
void csv_fields(benchmark::State& state) {
    const std::string& text = events_text();
    for (auto _ : state) {
        std::deque<std::string> unescaped;
        data::RowReader rows(text, 0, text.size(), {}, unescaped);
        std::size_t fields = 0;
        while (rows.next()) fields += rows.fields().size();
        benchmark::DoNotOptimize(fields);
    }
    tell_bytes(state, text.size());
}

void date_cells(benchmark::State& state) {
    std::vector<std::string_view> cells;
    const std::string& text = events_text();
    std::deque<std::string> unescaped;
    data::RowReader rows(text, text.find('\n') + 1, text.size(), {}, unescaped);
    while (cells.size() < 65536 && rows.next()) cells.push_back(rows.fields()[3]);
    for (auto _ : state) {
        std::int64_t sum = 0;
        std::int32_t day = 0;
        for (const auto cell : cells)
            if (data::iso_day.read(cell, day)) sum += day;
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(cells.size()));
}

// Both files read, linked and ordered.
void load_files(benchmark::State& state) {
    const auto& rules = workload();
    auto none = std::make_shared<const int>(0);
    const std::vector<data::InputFile> files{{"cases.csv", cases_text(), none}, {"events.csv", events_text(), none}};
    data::LoadOptions options;
    options.needed = plan::needed_fields(rules);
    for (auto _ : state) benchmark::DoNotOptimize(data::load(rules, files, options).dataset.records());
    tell_bytes(state, cases_text().size() + events_text().size());
}

data::Cell known(std::int64_t number) {
    data::Cell out;
    out.state = data::State::known;
    out.number = number;
    return out;
}

// Events of cases in no order, put under their cases by day.
void children_in_order(benchmark::State& state) {
    const auto& rules = workload();
    const auto case_ = rules.record("case"), event = rules.record("event");
    const auto field = [&](model::RecordId record, std::string_view name) {
        model::FieldId id = 0;
        while (rules.records[record].fields[id].name != name) ++id;
        return id;
    };
    const auto cases = static_cast<std::uint32_t>(state.range(0)), events = 12 * cases;
    const auto case_id = field(case_, "case_id"), kind = field(event, "kind"), held = field(event, "held");
    for (auto _ : state) {
        state.PauseTiming();
        data::DatasetBuilder builder(rules);
        const auto child = builder.add_row(rules.record("child"));
        builder.set(rules.record("child"), child, 0, known(model::number_scale));
        for (std::uint32_t i = 0; i < cases; ++i) builder.set(case_, builder.add_row(case_, child), case_id, known((i + 1) * model::number_scale));
        for (std::uint32_t i = 0; i < events; ++i) {
            const auto row = builder.add_row(event, i * 2654435761U % cases);
            builder.set(event, row, kind, known(0));
            builder.set(event, row, held, known(15000 + i * 40503U % 4000));
        }
        std::vector<Diagnostic> quality;
        state.ResumeTiming();
        benchmark::DoNotOptimize(builder.finish(quality).records());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * events);
}

BENCHMARK(csv_fields)->Unit(benchmark::kMillisecond);
BENCHMARK(date_cells)->Unit(benchmark::kMicrosecond);
BENCHMARK(load_files)->Unit(benchmark::kMillisecond);
BENCHMARK(children_in_order)->Arg(20000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace duly::bench

int main(int argc, char** argv) {
    if (argc < 2 || argv[1][0] == '-') {
        std::cerr << "kernels_bench DATA [--benchmark_filter=...]\n";
        return 2;
    }
    duly::bench::data_folder = argv[1];
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
