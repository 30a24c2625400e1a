// Colours after Okabe and Ito, darkened so that lines have 3:1 and letters 4.5:1 against what is behind them; every state also has a sign, a word
// and a line of its own, so that black and white is enough.
#include "engine/report/graph_svg.hpp"

namespace duly::report {

namespace {

constexpr std::string_view style = R"(
.duly-graph{font-family:Arial,Helvetica,"Liberation Sans","DejaVu Sans",sans-serif;font-size:13px}
.duly-graph .ground{fill:#fff}
.duly-graph text{fill:#1a1a1a}
.duly-graph .head{font-size:12px;font-weight:bold}
.duly-graph .detail,.duly-graph .key{font-size:11.5px}
.duly-graph .box{fill:#f7f7f7;stroke:#666;stroke-width:1.2}
.duly-graph .side{fill:none;stroke:#666;stroke-width:1}
.duly-graph .sign{fill:none;stroke:#1a1a1a;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.duly-graph a{cursor:pointer;text-decoration:none}
.duly-graph a:hover .box,.duly-graph a:focus .box{stroke-width:4;stroke-dasharray:none}
.duly-graph a:focus{outline:none}
.duly-graph .failing .box{fill:#fdece3;stroke:#b84a00;stroke-width:3}
.duly-graph .failing .sign{stroke:#b84a00;stroke-width:2.8}
.duly-graph .blocked .box{fill:#f9ebf3;stroke:#9c3d77;stroke-width:2.4;stroke-dasharray:10 3}
.duly-graph .blocked .sign{stroke:#9c3d77}
.duly-graph .at_risk .box{fill:#fdf4dc;stroke:#8a6000;stroke-width:2}
.duly-graph .at_risk .sign{stroke:#8a6000;stroke-width:1.6}
.duly-graph .unknown .box{fill:#f2f2f2;stroke:#555;stroke-width:1.8;stroke-dasharray:2 4}
.duly-graph .unknown .sign{stroke:#444}
.duly-graph .on_course .box{fill:#e6f1f9;stroke:#0068a3}
.duly-graph .on_course .sign{stroke:#0068a3}
.duly-graph .achieved .box{fill:#e3f4ee;stroke:#00694e}
.duly-graph .achieved .sign{stroke:#00694e}
.duly-graph .edge{fill:none;stroke:#767676;stroke-width:1.2}
.duly-graph path.head{fill:#767676;stroke:none}
.duly-graph .edge.broken{stroke:#b84a00;stroke-width:2.6}
.duly-graph path.head.broken{fill:#b84a00}
.duly-graph .edge.untold{stroke:#444;stroke-width:1.8;stroke-dasharray:2 4}
.duly-graph .edge.not_yet{stroke:#8a6000;stroke-width:1.6;stroke-dasharray:9 5}
.duly-graph .edge.holds{stroke:#00694e}
)";

// By the reader's choice of colours, or the page's.
constexpr std::string_view dark[] = {
    ".ground{fill:#161616}", "text{fill:#f2f2f2}", ".box{fill:#262626;stroke:#9a9a9a}", ".side{stroke:#9a9a9a}", ".sign{stroke:#f2f2f2}",
    ".failing .box{fill:#3a2013;stroke:#ff9259}", ".failing .sign{stroke:#ff9259}", ".blocked .box{fill:#35202d;stroke:#e59cc6}", ".blocked .sign{stroke:#e59cc6}",
    ".at_risk .box{fill:#33290f;stroke:#f0b93a}", ".at_risk .sign{stroke:#f0b93a}", ".unknown .box{fill:#2a2a2a;stroke:#b5b5b5}", ".unknown .sign{stroke:#c8c8c8}",
    ".on_course .box{fill:#12293a;stroke:#7cc4f2}", ".on_course .sign{stroke:#7cc4f2}", ".achieved .box{fill:#0f2e25;stroke:#4fcfa5}", ".achieved .sign{stroke:#4fcfa5}",
    ".edge{stroke:#9a9a9a}", "path.head{fill:#9a9a9a}", ".edge.broken{stroke:#ff9259}", "path.head.broken{fill:#ff9259}", ".edge.untold{stroke:#c8c8c8}",
    ".edge.not_yet{stroke:#f0b93a}", ".edge.holds{stroke:#4fcfa5}"};

std::string whole_style() {
    std::string out(style), below;
    out += "@media screen and (prefers-color-scheme:dark){\n";
    for (const std::string_view rule : dark) {
        out.append(":root:not([data-theme=light]) .duly-graph ").append(rule).append("\n");
        out.append("svg.duly-graph:root ").append(rule).append("\n");      // a file of its own
        below.append("[data-theme=dark] .duly-graph ").append(rule).append("\n");
    }
    out += "}\n@media screen{\n" + below + "}\n";
    return out;
}

}  // namespace

std::string_view graph_svg_style() {
    static const std::string made = whole_style();
    return made;
}

}  // namespace duly::report
