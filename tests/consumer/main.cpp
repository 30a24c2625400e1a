// Only the public header.
#include <duly/duly.hpp>
#include <iostream>

namespace {

const char* rules_text = R"(ruleset "Consumer"
  version "1"

record request
  request_id   text  key
  received  date  orders
  answered  date  optional

timescale answer "Answered"
  for each request
  from request.received
  to request.answered
  within 10 days
)";

int fail(const std::string& what, const std::vector<duly::Diagnostic>& diagnostics = {}) {
    std::cerr << what << "\n" << duly::to_text(diagnostics);
    return 1;
}

}  // namespace

int main() {
    auto rules = duly::compile_sources({{"answer.duly", rules_text}});
    if (!rules) return fail("the rules do not compile", rules.diagnostics);

    duly::DatasetBuilder rows(*rules.value);
    auto one = rows.add_row("request");
    rows.set(one, "request_id", "C1");
    rows.set(one, "received", "2026-01-05");
    rows.set(one, "answered", "2026-01-16");
    auto data = rows.finish();
    if (!data) return fail("the row does not load", data.diagnostics);

    auto run = duly::evaluate(*rules.value, *data.value, {.as_of = "2026-03-31"});
    if (!run) return fail("the case is not evaluated", run.diagnostics);
    auto outcomes = run.value->outcomes("answer");
    // 5 January and 10 days is 15 January: a day late.
    if (outcomes.size() != 1 || outcomes[0].outcome != "late" || outcomes[0].due != "2026-01-15" || outcomes[0].late_by != 1)
        return fail("not late by a day");

    auto installed = duly::compile({RULES_DIR});
    if (!installed) return fail("the installed rules do not compile", installed.diagnostics);
    if (duly::compile({"nowhere.duly"})) return fail("a file that is not there compiles");
    std::cout << "duly " << duly::version() << ": " << installed.value->rules().size() << " rules installed\n";
    return 0;
}
