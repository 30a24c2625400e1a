#include <algorithm>
#include <nlohmann/json.hpp>

#include "dsl/base/pages.hpp"
#include "dsl/base/render.hpp"
#include "dsl/base/suggestion.hpp"
#include "engine/api/internal.hpp"

namespace duly::v1 {

std::string_view version() { return DULY_VERSION; }

namespace {

Label outward(const duly::Label& label) {
    return {label.place.file, label.place.line, label.place.column, label.place.length, label.place.line_text, label.text};
}

constexpr DiagnosticKind all_kinds[] = {
#define DULY_DIAGNOSTIC(name, code, severity, summary) DiagnosticKind::name,
#include "dsl/base/diagnostic_kinds.def"
#undef DULY_DIAGNOSTIC
};

}  // namespace

DiagnosticKind kind_of(std::string_view code) {
    for (DiagnosticKind kind : all_kinds)
        if (info(kind).code == code) return kind;
    return DiagnosticKind::program_failed;
}

Diagnostic outward(const duly::Diagnostic& from) {
    Diagnostic to;
    to.code = std::string(info(from.kind).code);
    to.severity = static_cast<Severity>(from.severity);
    to.file = from.place.file;
    to.line = from.place.line;
    to.column = from.place.column;
    to.length = from.place.length;
    to.line_text = from.place.line_text;
    to.field = from.place.field;
    to.text = from.place.text;
    to.cell = from.place.cell;
    to.message = from.message;
    to.help = from.help;
    for (const duly::Label& label : from.labels) to.labels.push_back(outward(label));
    to.count = from.count;
    to.replacement = replacement_of(from);
    return to;
}

std::vector<Diagnostic> outward(const std::vector<duly::Diagnostic>& diagnostics) {
    std::vector<Diagnostic> list;
    list.reserve(diagnostics.size());
    for (const duly::Diagnostic& diagnostic : diagnostics) list.push_back(outward(diagnostic));
    return list;
}

std::vector<duly::Diagnostic> inward(const std::vector<Diagnostic>& diagnostics) {
    std::vector<duly::Diagnostic> list;
    for (const Diagnostic& from : diagnostics) {
        Place place{from.file, from.line, from.column, from.length, from.line_text, from.field, from.text, from.cell};
        duly::Diagnostic to = make_diagnostic(kind_of(from.code), std::move(place), from.message, from.help);
        to.severity = static_cast<duly::Severity>(from.severity);
        for (const Label& label : from.labels) {
            to.labels.push_back({Place{label.file, label.line, label.column, label.length, label.line_text, "", ""}, label.text});
        }
        to.count = from.count;
        list.push_back(std::move(to));
    }
    return list;
}

Diagnostic mistake(DiagnosticKind kind, std::string message, std::string help) {
    return outward(make_diagnostic(kind, {}, std::move(message), std::move(help)));
}

Diagnostic failure(const char* what) {
    return mistake(DiagnosticKind::program_failed, std::string("the work could not be finished: ") + what,
                   "nothing was changed; if it happens again, report it");
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
    std::vector<std::string_view> views(candidates.begin(), candidates.end());
    std::string_view found = nearest(word, views);
    return found.empty() ? std::string() : "did you mean `" + std::string(found) + "`?";
}

bool any_error(const std::vector<Diagnostic>& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
}

std::string diagnostic_page(const std::string& code) {
    const auto* found = std::find_if(std::begin(all_kinds), std::end(all_kinds), [&](DiagnosticKind kind) { return info(kind).code == code; });
    if (found == std::end(all_kinds)) return {};
    constexpr std::string_view severities[] = {"error", "warning", "note"};
    return "# " + code + ", " + (info(*found).severity == duly::Severity::error ? "an " : "a ") + std::string(severities[static_cast<int>(info(*found).severity)]) + ": " +
           std::string(info(*found).summary) + "\n\n" + std::string(page_of(*found));
}

std::vector<std::string> diagnostic_codes() {
    std::vector<std::string> codes;
    for (const DiagnosticKind kind : all_kinds) codes.emplace_back(info(kind).code);
    std::sort(codes.begin(), codes.end());
    return codes;
}

std::string to_text(const std::vector<Diagnostic>& diagnostics, bool colour) {
    RenderOptions options;
    options.colour = colour;
    return render(inward(diagnostics), options);
}

std::string to_json(const std::vector<Diagnostic>& diagnostics) {
    using Json = nlohmann::ordered_json;
    static constexpr const char* severities[] = {"error", "warning", "note"};
    Json list = Json::array();
    for (const Diagnostic& one : diagnostics) {
        Json labels = Json::array();
        for (const Label& label : one.labels) {
            labels.push_back({{"file", label.file}, {"line", label.line}, {"column", label.column}, {"length", label.length}, {"text", label.text}});
        }
        list.push_back({{"code", one.code},
                        {"severity", severities[static_cast<int>(one.severity)]},
                        {"file", one.file},
                        {"line", one.line},
                        {"column", one.column},
                        {"length", one.length},
                        {"field", one.field},
                        {"text", one.text},
                        {"message", one.message},
                        {"help", one.help},
                        {"replacement", one.replacement},
                        {"labels", std::move(labels)},
                        {"count", one.count}});
    }
    Json out;
    out["schema"] = 1;
    out["diagnostics"] = std::move(list);
    return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace duly::v1
