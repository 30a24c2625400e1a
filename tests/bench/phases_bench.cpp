// How long the parts of a run take through the library's own functions: rules compiled, files loaded, rules evaluated, files made (not written).
//
//     phases_bench RULES THREADS RUNS FILES DATA...       FILES: names as of `duly run --files`, with commas
//
// A line of JSON: the middle of the runs in seconds, the most memory held, and how often each outcome stands over all rules.
#include <duly/duly.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

double seconds(const std::function<void()>& work) {
    auto began = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

template <class T>
T value(duly::Checked<T> checked) {
    if (!checked) {
        std::cerr << duly::to_text(checked.diagnostics);
        std::exit(1);
    }
    return std::move(*checked.value);
}

std::vector<std::string> split(const std::string& names) {
    std::vector<std::string> out;
    std::istringstream in(names);
    for (std::string name; std::getline(in, name, ',');) out.push_back(name);
    return out;
}

}  // namespace

int main(int argc, char** argv) {
#ifdef __GLIBC__
    // As in the program: memory that was given back is used again.
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, 16 << 20);
#endif
    if (argc < 6) {
        std::cerr << "phases_bench RULES THREADS RUNS FILES DATA...\n";
        return 2;
    }
    auto threads = static_cast<unsigned>(std::strtoul(argv[2], nullptr, 10));
    int runs = std::max(1, std::atoi(argv[3]));
    duly::ReportOptions report;
    report.columns = {"rule", "key", "outcome", "due", "done"};
    report.threads = threads;
    report.files = split(argv[4]);
    std::vector<std::string> paths(argv + 5, argv + argc);
    constexpr const char* as_of = "2024-12-31";

    std::map<std::string, std::vector<double>> took;
    std::map<std::string, std::uint64_t> outcomes;
    std::size_t bytes = 0;
    for (int run = 0; run < runs; ++run) {
        std::optional<duly::RuleSet> rules;
        took["compile"].push_back(seconds([&] { rules = value(duly::compile({argv[1]})); }));
        std::optional<duly::Dataset> data;
        duly::LoadOptions load;
        load.threads = threads;
        load.as_of = as_of;
        took["load"].push_back(seconds([&] { data = value(duly::load(*rules, paths, load)); }));
        std::optional<duly::Evaluation> evaluation;
        duly::EvaluateOptions evaluate;
        evaluate.as_of = as_of;
        evaluate.threads = threads;
        evaluate.only_listed = true;    // as `duly run` that ends with such files
        took["evaluate"].push_back(seconds([&] { evaluation = value(duly::evaluate(*rules, *data, evaluate)); }));
        std::map<std::string, std::string> files;
        took["write"].push_back(seconds([&] { files = value(evaluation->files(report)); }));
        outcomes.clear();
        for (const auto& rule : evaluation->counts())
            for (const auto& [word, count] : rule.outcomes)
                if (count) outcomes[word] += count;
        bytes = 0;
        for (const auto& [name, text] : files) bytes += text.size();
    }
    std::cout << "{";
    for (auto& [part, times] : took) {
        std::sort(times.begin(), times.end());
        std::cout << "\"" << part << "\": " << times[times.size() / 2] << ", ";
    }
    rusage use{};
    getrusage(RUSAGE_SELF, &use);
    std::cout << "\"megabytes\": " << use.ru_maxrss / 1024 << ", \"bytes\": " << bytes << ", \"outcomes\": {";
    const char* between = "";
    for (const auto& [word, count] : outcomes) {
        std::cout << between << "\"" << word << "\": " << count;
        between = ", ";
    }
    std::cout << "}}\n";
}
