// Rules evaluated one at a time and their lines written, over the files of `generate`; kernels_bench.cpp has the rest.
#include <benchmark/benchmark.h>
#include <duly/duly.hpp>

#include <cstdlib>
#include <iostream>

#include "tests/bench/kernels.hpp"

namespace duly::bench {
namespace {

template <class T>
T value(Checked<T> checked) {
    if (!checked) {
        std::cerr << to_text(checked.diagnostics);
        std::exit(1);
    }
    return std::move(*checked.value);
}

struct World {
    RuleSet rules = value(compile({DULY_SOURCE_DIR "/tests/bench/workload.duly"}));
    Dataset data = value(load(rules, {data_folder + "/cases.csv", data_folder + "/events.csv"}));
    Calendars days = value(calendars(rules));

    Evaluation run(const std::vector<std::string>& names) const {
        EvaluateOptions options;
        options.as_of = "2024-12-31";
        options.rules = names;
        return value(evaluate(rules, data, days, options));
    }
};

const World& world() {
    static const World made;
    return made;
}

// Items: outcomes, so rows of a deadline and turns of a schedule.
void rule(benchmark::State& state, const char* name) {
    const World& in = world();
    std::uint64_t outcomes = 0;
    for (auto _ : state) {
        const Evaluation done = in.run({name});
        outcomes = 0;
        for (const auto& of : done.counts())
            if (of.rule == name)
                for (const auto& [word, count] : of.outcomes) outcomes += count;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(outcomes));
}

// Items: cases.
void measure(benchmark::State& state, const char* name) {
    const World& in = world();
    for (auto _ : state) benchmark::DoNotOptimize(in.run({name}).failing());
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(in.data.rows("case")));
}

void breaches_csv(benchmark::State& state) {
    const Evaluation done = world().run({});
    ReportOptions options;
    options.files = {"breaches.csv"};
    options.columns = {"rule", "key", "outcome", "due", "done"};
    std::size_t bytes = 0;
    for (auto _ : state) bytes = value(done.files(options)).at("breaches.csv").size();
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes));
}

BENCHMARK_CAPTURE(rule, deadline, "r01")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rule, deadline_of_few, "r04")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rule, earliest_event, "r06")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rule, schedule, "r07")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rule, versions, "r10")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(measure, previous_case, "r12")->Unit(benchmark::kMillisecond);
BENCHMARK(breaches_csv)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace duly::bench
