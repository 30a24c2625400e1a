// An explanation as one page that needs nothing else: no script, no network. It reads from top to bottom, folds, and prints.
#include "engine/explain/explain.hpp"
#include "engine/explain/html_text.hpp"

namespace duly::explain {

namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; --bg: #fff; --ink: #1a1a1a; --soft: #444; --line: #b8b8b8; --focus: #0b57a4; --plain: #333; --plain_bg: #f3f3f3; --bad: #8a1f11; --bad_bg: #fdf1ef; --open: #5a4300; --open_bg: #fff7df; --good: #14532d; --good_bg: #eff8f1; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #14181c; --ink: #e8edf1; --soft: #b4bfc9; --line: #4a545e; --focus: #84c5f4; --plain: #d3dae0; --plain_bg: #272d34; --bad: #ff9f8e; --bad_bg: #3a1713; --open: #f0bf4c; --open_bg: #33290f; --good: #6fd6a0; --good_bg: #0f2e1e; }
}
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--bg); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 .5rem; }
p { margin: .4rem 0; }
ul { margin: .4rem 0; padding-left: 1.4rem; }
details { border-left: 3px solid var(--line); margin: .6rem 0; padding: 0 0 0 .8rem; }
summary { cursor: pointer; padding: .3rem .2rem; font-weight: 600; min-height: 1.5rem; }
summary:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.state { display: inline-block; border: 1px solid currentColor; border-radius: .2rem; padding: 0 .4rem; margin-right: .4rem; font-weight: 600; color: var(--plain); background: var(--plain_bg); }
.bad { color: var(--bad); background: var(--bad_bg); }
.open { color: var(--open); background: var(--open_bg); }
.good { color: var(--good); background: var(--good_bg); }
.note { color: var(--soft); }
code { font: .92em ui-monospace, monospace; }
.id { font-weight: 400; color: var(--soft); font-family: ui-monospace, monospace; font-size: .85em; }
table { border-collapse: collapse; margin: .5rem 0; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .2rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); }
td.value { overflow-wrap: break-word; }
@media screen and (max-width: 40rem) {
  details { padding-left: .5rem; }
  table, caption, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding: .3rem 0; border-bottom: 1px solid var(--line); }
  tbody th, td { border: 0; padding: 0; }
}
@media print {
  :root { --bg: #fff; --ink: #000; --soft: #333; --line: #999; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  .state { background: none; color: #000; }
  tr, summary { break-inside: avoid; }
}
)";

std::string words(std::string text) {
    for (char& c : text) if (c == '_') c = ' ';
    return text;
}

// What stands in back-ticks is as the rules have it.
std::string with_code(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t open = text.find('`', at), close = open == std::string_view::npos ? open : text.find('`', open + 1);
        if (close == std::string_view::npos) return out + html_escaped(text.substr(at));
        out += html_escaped(text.substr(at, open - at)) + "<code>" + html_escaped(text.substr(open + 1, close - open - 1)) + "</code>";
        at = close + 1;
    }
    return out;
}

// The words carry it; the colour only helps.
std::string_view look(const std::string& state) {
    for (const std::string_view bad : {"fails", "late", "overdue", "too_early", "breached", "failing", "blocked", "red", "does_not_hold", "not_run"})
        if (state == bad) return " bad";
    for (const std::string_view open : {"unknown", "due_soon", "at risk", "at_risk", "late_with_reason", "amber", "not_yet"})
        if (state == open) return " open";
    for (const std::string_view good : {"met", "achieved", "holds", "green", "on course", "on_course"})
        if (state == good) return " good";
    return "";
}

std::string tag(const std::string& state) {
    return state.empty() ? std::string() : "<span class=\"state" + std::string(look(state)) + "\">" + html_escaped(words(state)) + "</span> ";
}

// The title as people say it, and the name that the rules have for it.
std::string name_of(const Node& node, bool with_id = true) {
    if (node.kind == "condition") return html_escaped(node.title);
    if (node.title.empty() || node.title == node.id || node.kind == "case") return html_escaped(node.id.empty() ? words(node.title.empty() ? node.kind : node.title) : node.id);
    return html_escaped(node.title) + (with_id && !node.id.empty() ? " <span class=\"id\">" + html_escaped(node.id) + "</span>" : std::string());
}

void paragraph(std::string& out, std::string_view label, const std::string& text) {
    if (text.empty()) return;
    out += "<p class=\"note\">";
    out += label;
    out += html_escaped(text) + "</p>\n";
}

void values(std::string& out, const Node& node) {
    if (node.values.empty()) return;
    out += "<table role=\"table\"><caption>What was read</caption><thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" scope=\"col\">Field</th><th role=\"columnheader\" scope=\"col\">Value</th><th role=\"columnheader\" scope=\"col\">Where it stands</th></tr></thead><tbody role=\"rowgroup\">\n";
    for (const ValueShown& value : node.values) {
        std::string where = value.line == 0 ? std::string() : value.file + " line " + std::to_string(value.line);
        if (!where.empty() && !value.header.empty()) where += ", column \"" + value.header + '"';
        out += "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">" + html_escaped(value.name) + "</th><td role=\"cell\" class=\"value\">" + html_escaped(value.value) + "</td><td role=\"cell\">" + html_escaped(where) + "</td></tr>\n";
    }
    out += "</tbody></table>\n";
}

// What hangs below: conditions that need no more words as a list, the rest to be unfolded.
void inside(std::string& out, const Node& node, std::size_t depth);

void conditions(std::string& out, const Node& node) {
    bool any = false;
    for (const Node& child : node.children) {
        if (child.kind != "condition" || !child.children.empty()) continue;
        if (!any) out += "<ul>\n";
        any = true;
        out += "<li>" + tag(child.state) + html_escaped(child.title) + "</li>\n";
    }
    if (any) out += "</ul>\n";
}

void folded(std::string& out, const Node& node, std::size_t depth) {
    const bool good = look(node.state) == " good";
    out += depth < 3 && !good ? "<details open>" : "<details>";
    out += "<summary>" + tag(node.state) + name_of(node) + "</summary>\n";
    inside(out, node, depth);
    out += "</details>\n";
}

void inside(std::string& out, const Node& node, std::size_t depth) {
    if (!node.sentence.empty() && node.kind != "condition") out += "<p>" + with_code(node.sentence) + "</p>\n";
    paragraph(out, "Law: ", node.law);
    paragraph(out, "Version: ", node.version);
    if (!node.counted.empty()) {
        out += "<ul>\n";
        for (const std::string& line : node.counted) out += "<li>" + with_code(line) + "</li>\n";
        out += "</ul>\n";
    }
    values(out, node);
    conditions(out, node);
    for (const Node& child : node.children)
        if (child.kind != "condition" || !child.children.empty()) folded(out, child, depth + 1);
    if (node.left_out > 0) out += "<p class=\"note\">" + html_escaped(left_out_words(node)) + "</p>\n";
}

}  // namespace

std::string to_html(const Node& node) {
    const std::string name = name_of(node, false);
    std::string out = "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n";
    out += "<title>" + name + (node.state.empty() ? "" : ": " + html_escaped(words(node.state))) + "</title>\n<style>";
    out += style;
    out += "</style>\n</head>\n<body>\n<main>\n<h1>" + tag(node.state) + name_of(node) + "</h1>\n";
    inside(out, node, 0);
    out += "</main>\n</body>\n</html>\n";
    return out;
}

}  // namespace duly::explain
