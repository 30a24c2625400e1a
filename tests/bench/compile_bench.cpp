// How long rule files take: read, checked, planned. `compile_bench --write FILE [RULES]` writes the file itself.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "dsl/base/render.hpp"
#include "dsl/check/compile.hpp"
#include "dsl/syntax/format.hpp"
#include "engine/plan/needed.hpp"
#include "engine/plan/order.hpp"
#include "tests/bench/rules_file.hpp"

namespace {

using namespace duly;

class OneFile : public Loader {
public:
    explicit OneFile(std::string text) : text_(std::move(text)) {}
    std::optional<std::string> read(const std::string&) const override { return text_; }
    std::string resolve(const std::string&, const std::string& relative) const override { return relative; }

private:
    std::string text_;
};

void tell_size(benchmark::State& state, const std::string& text) {
    state.counters["lines"] = static_cast<double>(std::count(text.begin(), text.end(), '\n'));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
}

void parse_only(benchmark::State& state) {
    const std::string text = bench::rules_file(static_cast<std::size_t>(state.range(0)));
    SourceSet sources;
    const FileId file = sources.add(Source("rules.duly", text));
    for (auto _ : state) {
        const auto parsed = syntax::parse(sources, file);
        if (!parsed.ok()) state.SkipWithError(render(parsed.diagnostics).c_str());
        benchmark::DoNotOptimize(parsed.value->size());
    }
    tell_size(state, text);
}

void parse_check_plan(benchmark::State& state) {
    const std::string text = bench::rules_file(static_cast<std::size_t>(state.range(0)));
    const OneFile loader(text);
    std::optional<decltype(compile({}, loader))> rules;
    for (auto _ : state) {
        state.PauseTiming();        // who compiles keeps the rules: giving them back is no part of it
        rules.reset();
        state.ResumeTiming();
        rules.emplace(compile({"rules.duly"}, loader));
        if (!rules->ok()) {
            state.SkipWithError(render(rules->diagnostics).c_str());
            break;
        }
        benchmark::DoNotOptimize(plan::evaluation_order(**rules->value).size());
        benchmark::DoNotOptimize(plan::needed_fields(**rules->value).size());
    }
    tell_size(state, text);
}

void format_file(benchmark::State& state) {
    const std::string text = bench::rules_file(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(syntax::format(Source("rules.duly", text)).value->size());
    tell_size(state, text);
}

BENCHMARK(parse_only)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(parse_check_plan)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(format_file)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
#ifdef __GLIBC__
    // As in the program: memory that was given back is used again.
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, 16 << 20);
#endif
    if (argc > 2 && std::string_view(argv[1]) == "--write") {
        std::ofstream(argv[2], std::ios::binary) << duly::bench::rules_file(argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1000);
        return 0;
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
