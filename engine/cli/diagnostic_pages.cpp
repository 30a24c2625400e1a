#include "engine/cli/diagnostic_pages.hpp"

#include "dsl/base/diagnostic.hpp"

namespace duly::cli {

namespace {

struct Page {
    std::string_view code, text;
};

constexpr Page pages[] = {
#define DULY_PAGE(code, text) {code, text},
#include "engine/cli/diagnostic_pages.def"
#undef DULY_PAGE
};

constexpr DiagnosticKind kinds[] = {
#define DULY_DIAGNOSTIC(name, code, severity, summary) DiagnosticKind::name,
#include "dsl/base/diagnostic_kinds.def"
#undef DULY_DIAGNOSTIC
};

std::string_view severity_words(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "An error: what holds it is not used until it is mended.";
        case Severity::warning:
            return "A warning: the work goes on without what it names.";
        case Severity::note:
            break;
    }
    return "A note: nothing is lost.";
}

// What a block of codes is about, for a kind that needs no more words.
std::string_view block_words(std::string_view code) {
    switch (code[2]) {
        case '0':
            return "It is found while the rule files are read. Every mistake of all files is listed in one run.";
        case '1':
            return "It is found while names and types of the rule files are worked out. A file with an error never evaluates.";
        case '2':
            return "It is found while the rules are checked, before any data is read. A file with an error never evaluates.";
        case '3':
            return "It is found while the examples run. `duly test` ends with 3 then.";
        case '4':
            return "It is found while data is read. It stands in data-quality.csv with file, line and column; nothing is dropped in silence.";
        case '5':
            return "It is found while the rules are evaluated. What it touches is `not_run`, which never counts as passed.";
        case '6':
            return "A limit guards against files that would never end. What was found until then is listed.";
        default:
            return "It is about what was asked for on the command line or by the calling program.";
    }
}

}  // namespace

std::string diagnostic_page(const std::string& code) {
    for (DiagnosticKind kind : kinds) {
        const DiagnosticInfo& about = info(kind);
        if (about.code != code) continue;
        std::string text = code + ": " + std::string(about.summary) + "\n\n" + std::string(severity_words(about.severity)) + "\n" +
                           std::string(block_words(code)) + "\n";
        for (const Page& page : pages) {
            if (page.code == code) text += "\n" + std::string(page.text) + "\n";
        }
        return text;
    }
    return "";
}

std::vector<std::string> diagnostic_codes() {
    std::vector<std::string> codes;
    for (DiagnosticKind kind : kinds) codes.emplace_back(info(kind).code);
    return codes;
}

}  // namespace duly::cli
