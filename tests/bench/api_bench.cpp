// What the library costs whoever embeds it, through its public header only: one case, many cases, one explanation, start-up.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <duly/duly.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

const std::string source = DULY_SOURCE_DIR;

// The six deadlines of the workload that look at a case alone.
const duly::EvaluateOptions six_rules = {.as_of = "2024-12-31", .rules = {"r01", "r02", "r03", "r04", "r05", "r10"}};

template <typename T>
T must(duly::Checked<T> checked) {
    if (checked) return std::move(*checked.value);
    std::cerr << duly::to_text(checked.diagnostics);
    std::exit(1);
}

const duly::RuleSet& workload() {
    static const duly::RuleSet rules = must(duly::compile({source + "/tests/bench/workload.duly"}));
    return rules;
}

struct CaseCells { std::string id; std::vector<std::pair<const char*, std::string>> cells; };

// Cases as often filled as the workload's: two in three assessed, one in seven discussed, one in thirteen looked after.
class Cases {
public:
    explicit Cases(std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) made_.push_back(next(i));
    }
    const std::vector<CaseCells>& all() const { return made_; }
    double cells() const {
        std::size_t n = 0;
        for (const CaseCells& one : made_) n += one.cells.size() + 1;
        return static_cast<double>(n) / static_cast<double>(made_.size());
    }

private:
    std::vector<CaseCells> made_;
    std::uint64_t state_ = 20241231;

    unsigned below(unsigned n) {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return static_cast<unsigned>((state_ >> 33) % n);
    }
    // Day 0 is 1 January 2014; days to 28 only, so that every text is a date.
    static std::string date(unsigned day) {
        const auto two = [](unsigned n) { return std::string(1, static_cast<char>('0' + n / 10)) + static_cast<char>('0' + n % 10); };
        return std::to_string(2014 + day / 336) + "-" + two(day % 336 / 28 + 1) + "-" + two(day % 28 + 1);
    }
    CaseCells next(std::size_t i) {
        CaseCells one{std::to_string(10'000'000 + i), {}};
        const auto put = [&](const char* field, std::string text) { one.cells.emplace_back(field, std::move(text)); };
        const unsigned referred = below(3300), decided = referred + below(3), began = decided + below(14);
        put("case_id", one.id);
        put("born", date(referred > 3000 ? 0 : referred / 2));
        put("team", "Team " + std::to_string(below(12)));
        put("referred", date(referred));
        const bool assessed = below(3) != 0;
        put("decision", assessed ? "assess" : "other");
        put("decided", date(decided));
        if (assessed) {
            put("assessment_began", date(began));
            put("assessment_done", date(began + 5 + below(60)));
        }
        if (below(7) == 0) {
            const unsigned strategy = referred + below(12), conference = strategy + 4 + below(25);
            put("strategy", date(strategy));
            put("conference", date(conference));
            put("protected", date(conference));
            put("core_group", date(conference + below(16)));
            if (below(2) == 0) put("unprotected", date(conference + 30 + below(500)));
        }
        if (below(13) == 0) {
            const unsigned looked_after = referred + below(200);
            put("looked_after", date(looked_after));
            put("permanence", date(looked_after + 60 + below(90)));
        }
        return one;
    }
};

duly::Dataset build(const duly::RuleSet& rules, std::span<const CaseCells> cases) {
    duly::DatasetBuilder rows(rules);
    for (const CaseCells& one : cases) {
        const auto child = rows.add_row("child");
        rows.set(child, "child_id", one.id);
        const auto row = rows.add_row("case", child);
        for (const auto& [field, text] : one.cells) rows.set(row, field, text);
    }
    return must(rows.finish());
}

void per_case(benchmark::State& state, std::size_t cases) {
    state.counters["a case"] = benchmark::Counter(static_cast<double>(cases), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

// A service that is asked for one case after another: built, evaluated, every outcome read.
void single_case(benchmark::State& state) {
    const Cases cases(64);
    const duly::RuleSet& rules = workload();
    std::size_t i = 0;
    for (auto _ : state) {
        const duly::Dataset data = build(rules, std::span(cases.all()).subspan(i++ % 64, 1));
        const duly::Evaluation found = must(duly::evaluate(rules, data, six_rules));
        benchmark::DoNotOptimize(found.breaches());
    }
    state.counters["cells"] = cases.cells();
}

void single_case_build(benchmark::State& state) {
    const Cases cases(64);
    std::size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(build(workload(), std::span(cases.all()).subspan(i++ % 64, 1)));
}

void single_case_evaluate(benchmark::State& state) {
    const duly::Dataset data = build(workload(), Cases(1).all());
    for (auto _ : state) benchmark::DoNotOptimize(duly::evaluate(workload(), data, six_rules));
}

void single_case_outcomes(benchmark::State& state) {
    const duly::Dataset data = build(workload(), Cases(1).all());
    const duly::Evaluation found = must(duly::evaluate(workload(), data, six_rules));
    for (auto _ : state)
        for (const std::string& rule : six_rules.rules) benchmark::DoNotOptimize(found.outcomes(rule));
}

void batch_build(benchmark::State& state) {
    const Cases cases(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(build(workload(), cases.all()));
    per_case(state, cases.all().size());
    state.counters["cells"] = cases.cells();
}

void batch_evaluate(benchmark::State& state) {
    const Cases cases(static_cast<std::size_t>(state.range(0)));
    const duly::Dataset data = build(workload(), cases.all());
    for (auto _ : state) benchmark::DoNotOptimize(must(duly::evaluate(workload(), data, six_rules)).breaches());
    per_case(state, cases.all().size());
}

void batch_outcomes(benchmark::State& state) {
    const Cases cases(static_cast<std::size_t>(state.range(0)));
    const duly::Dataset data = build(workload(), cases.all());
    const duly::Evaluation found = must(duly::evaluate(workload(), data, six_rules));
    for (auto _ : state)
        for (const std::string& rule : six_rules.rules) benchmark::DoNotOptimize(found.outcomes(rule));
    per_case(state, cases.all().size());
}

// All of the rules for England over a made council.
struct Council {
    duly::RuleSet rules = must(duly::compile({source + "/rules/england"}));
    duly::Dataset data = must(duly::load(rules, {source + "/fixtures/council"}, {.as_of = "2026-03-31"}));
    duly::Evaluation found = must(duly::evaluate(rules, data, {.as_of = "2026-03-31"}));
    // Outcomes of records, round all rules.
    struct Asked { std::string rule, key; std::uint32_t turn = 0; };
    std::vector<Asked> asked;
    Council() {
        for (const duly::RuleCounts& rule : found.counts()) {
            const std::vector<duly::Outcome> outcomes = found.outcomes(rule.rule);
            for (std::size_t i = 0; i < outcomes.size(); i += 1 + outcomes.size() / 3)
                if (!outcomes[i].key.empty()) asked.push_back({rule.rule, outcomes[i].key, outcomes[i].turn});
        }
    }
    static const Council& get() {
        static const Council council;
        return council;
    }
};

// One case where 230 rules and 150 records are declared, and six rules are asked.
void single_case_of_many_rules(benchmark::State& state) {
    const Council& council = Council::get();
    duly::EvaluateOptions asked{.as_of = "2026-03-31"};
    for (const duly::Rule& rule : council.rules.rules())
        if (rule.kind == "timescale" && asked.rules.size() < 6) asked.rules.push_back(rule.name);
    for (auto _ : state) {
        duly::DatasetBuilder rows(council.rules);
        rows.set(rows.add_row("child"), "child_id", "C1");
        const duly::Dataset data = must(rows.finish());
        benchmark::DoNotOptimize(must(duly::evaluate(council.rules, data, asked)).breaches());
    }
}

void explain_one(benchmark::State& state) {
    const Council& council = Council::get();
    const duly::ExplainOptions options{.proof = state.range(0) != 0};
    const auto ask = [&](const Council::Asked& one) {
        const duly::Explanation why = must(council.found.explain(one.rule, one.key, one.turn, options));
        return options.proof ? why.json() : why.text();
    };
    std::size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(ask(council.asked[i++ % council.asked.size()]));
    state.counters["asked"] = static_cast<double>(council.asked.size());
    double slowest = 0;         // of each the best of three, so that no other program's turn is told
    for (const auto& one : council.asked) {
        double best = 1;
        for (int n = 0; n < 3; ++n) {
            const auto begin = std::chrono::steady_clock::now();
            benchmark::DoNotOptimize(ask(one));
            best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        }
        if (best <= slowest) continue;
        slowest = best;
        state.SetLabel("slowest: " + one.rule + " " + one.key + " " + std::to_string(one.turn));
    }
    state.counters["slowest"] = slowest;
}

// Of an evaluation that nothing has been asked of yet.
void explain_first(benchmark::State& state) {
    const Council& council = Council::get();
    std::size_t i = 0;
    for (auto _ : state) {
        state.PauseTiming();
        const duly::Evaluation fresh = must(duly::evaluate(council.rules, council.data, {.as_of = "2026-03-31", .rules = {council.asked[i % council.asked.size()].rule}}));
        const Council::Asked& one = council.asked[i++ % council.asked.size()];
        state.ResumeTiming();
        benchmark::DoNotOptimize(must(fresh.explain(one.rule, one.key, one.turn)).json());
    }
}

void start_compile(benchmark::State& state) {
    std::ifstream file(source + "/tests/bench/workload.duly"), calendar(source + "/rules/calendars/england_and_wales.duly"),
        holidays(source + "/rules/calendars/bank-holidays.json");
    const auto text = [](std::ifstream& from) { return std::string{std::istreambuf_iterator<char>(from), {}}; };
    const std::string rules = text(file), days = text(calendar);
    const auto read = [&](const std::string& path) -> std::optional<std::string> { return path == "tests/bench/workload.duly" ? rules : days; };
    for (auto _ : state) benchmark::DoNotOptimize(must(duly::compile_with({"tests/bench/workload.duly"}, read)));
}

void start_calendars(benchmark::State& state) {
    // What a rule set has counted it keeps, but not for so many days.
    std::size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(must(duly::calendars(workload(), "2024-06-" + std::to_string(10 + i++ % 20))));
}

BENCHMARK(single_case)->Unit(benchmark::kMicrosecond);
BENCHMARK(single_case_build)->Unit(benchmark::kMicrosecond);
BENCHMARK(single_case_evaluate)->Unit(benchmark::kMicrosecond);
BENCHMARK(single_case_outcomes)->Unit(benchmark::kMicrosecond);
BENCHMARK(batch_build)->Arg(1)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(batch_evaluate)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(batch_outcomes)->Arg(10'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(single_case_of_many_rules)->Unit(benchmark::kMicrosecond);
BENCHMARK(explain_one)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);
BENCHMARK(explain_first)->Iterations(200)->Unit(benchmark::kMicrosecond);
BENCHMARK(start_compile)->Unit(benchmark::kMicrosecond);
BENCHMARK(start_calendars)->Unit(benchmark::kMicrosecond);

}  // namespace

int main(int argc, char** argv) {
#ifdef __GLIBC__
    // As in the program: memory that was given back is used again.
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, 16 << 20);
#endif
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
