#include "engine/report/graph_svg.hpp"

#include <algorithm>
#include <cmath>

#include "dsl/model/graph_text.hpp"
#include "engine/explain/html_text.hpp"
#include "engine/report/graph_layout.hpp"
#include "engine/report/text_fit.hpp"

namespace duly::report {

using eval::NeedState;
using explain::html_escaped;
using model::GraphId;
using model::NodeKind;

namespace {

constexpr double box_width = 236, padding = 10, letters = 13, line_height = 17, small_letters = 11.5;
constexpr double sign_size = 14, edge_of_page = 12;
constexpr std::size_t title_lines = 3, label_length = 400;

std::string px(double value) {
    const auto tenths = static_cast<long long>(std::llround(value * 10));
    std::string text = std::to_string(tenths / 10);
    if (const long long rest = std::llabs(tenths % 10)) text += "." + std::to_string(rest);
    return tenths < 0 && tenths > -10 ? "-" + text : text;
}
std::string at(double x, double y) { return px(x) + " " + px(y); }

// In a square of 14 pixels.
std::string_view sign_of(Look look) {
    switch (look) {
        case Look::achieved: return "M2 7.5L5.5 11.5L12 2.5";
        case Look::on_course: return "M1.5 7H12M8 3L12 7L8 11";
        case Look::at_risk: return "M7 1.5L13 12.5H1ZM7 5.5V8.7M7 10.2V10.9";
        case Look::failing: return "M2.5 2.5L11.5 11.5M11.5 2.5L2.5 11.5";
        case Look::blocked: return "M7 1A6 6 0 1 1 6.99 1ZM3.5 7H10.5";
        case Look::unknown: return "M4 4.8A3 3 0 1 1 7.6 7.5Q7 7.8 7 9.2M7 11.4V12.2";
        case Look::plain: break;
    }
    return "";
}

// Actions are rounded, measures six-sided, checks have a double side; timescales are plain.
std::string outline(NodeKind kind, const Box& box) {
    const double x = box.x, y = box.y, w = box.width, h = box.height;
    if (kind == NodeKind::measure) {
        constexpr double tip = 9;
        return "<path class=\"box\" d=\"M" + at(x + tip, y) + "H" + px(x + w - tip) + "L" + at(x + w, y + h / 2) + "L" + at(x + w - tip, y + h) + "H" + px(x + tip) + "L" +
               at(x, y + h / 2) + "Z\"/>";
    }
    std::string text = "<rect class=\"box\" x=\"" + px(x) + "\" y=\"" + px(y) + "\" width=\"" + px(w) + "\" height=\"" + px(h) + "\"";
    if (kind == NodeKind::action) text += " rx=\"10\"";
    text += "/>";
    if (kind == NodeKind::check) text += "<path class=\"side\" d=\"M" + at(x + 5, y) + "V" + px(y + h) + "M" + at(x + w - 5, y) + "V" + px(y + h) + "\"/>";
    return text;
}

std::string text_at(double x, double y, std::string_view style, std::string_view words) {
    std::string text = "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\"";
    if (!style.empty()) text.append(" class=\"").append(style).append("\"");
    return text + ">" + html_escaped(words) + "</text>";
}

std::string_view class_of(NeedState state) {
    switch (state) {
        case NeedState::holds: return "holds";
        case NeedState::not_yet: return "not_yet";
        case NeedState::unknown: return "untold";
        case NeedState::does_not_hold: return "broken";
    }
    return "";
}

class Picture {
public:
    Picture(const model::RuleSet& rules, const model::Graph& graph, const GraphFindings& found, const std::vector<GraphId>& shown, const GraphSvgOptions& options)
        : rules_(rules), graph_(graph), found_(found), options_(options), nodes_(in_order(shown)), edges_(edges_between(graph, shown)) {
        std::vector<std::size_t> index(graph.nodes().size(), 0);
        for (std::size_t i = 0; i < nodes_.size(); ++i) index[nodes_[i]] = i;
        std::vector<Box> boxes;
        for (const GraphId id : nodes_) {
            texts_.push_back(texts_of(id));
            boxes.push_back({box_width, 2 * padding + line_height * static_cast<double>(1 + texts_.back().title.size() + !texts_.back().detail.empty()) - 3});
        }
        std::vector<std::pair<std::size_t, std::size_t>> ends;
        for (const auto& [from, to] : edges_) ends.emplace_back(index[from], index[to]);
        layout_ = lay_out(std::move(boxes), ends);
    }

    std::string svg() {
        const std::string key = legend();
        const double width = std::max(layout_.width, 3 * box_width) + 2 * edge_of_page;
        const double height = (nodes_.empty() ? line_height : layout_.height) + legend_height_ + 2 * edge_of_page;
        const std::string title = (rules_.title.empty() ? "" : rules_.title + ": ") + "what rests on what, and how it stands";
        std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"duly-graph\" role=\"group\" aria-label=\"" + html_escaped(cut_to(title, label_length)) +
                          "\" width=\"" + px(width) + "\" height=\"" + px(height) + "\" viewBox=\"0 0 " + px(width) + " " + px(height) + "\">\n";
        if (!options_.embedded) out.append("<style>").append(graph_svg_style()).append("</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
        out += key;
        out += "<g transform=\"translate(" + px(edge_of_page) + " " + px(edge_of_page + legend_height_) + ")\">\n<g aria-hidden=\"true\">\n";
        // What holds is drawn first, so that it never hides what does not.
        for (const bool quiet : {true, false})
            for (std::size_t i = 0; i < edges_.size(); ++i)
                if (quiet == (edge_class(i) == "holds" || edge_class(i) == "rests")) out += line(i);
        out += "</g>\n";
        for (const std::size_t i : reading_order()) out += node(i);
        if (nodes_.empty()) out += text_at(0, letters, "", "Nothing to show.");
        return out + "</g>\n</svg>\n";
    }

private:
    struct Texts { std::string head, detail; std::vector<std::string> title; };

    const model::RuleSet& rules_;
    const model::Graph& graph_;
    const GraphFindings& found_;
    const GraphSvgOptions& options_;
    std::vector<GraphId> nodes_;
    std::vector<std::pair<GraphId, GraphId>> edges_;
    std::vector<Texts> texts_;
    Layout layout_;
    double legend_height_ = 0;      // known once it is drawn

    // Actions first, the worst of them on top: that is where a part of the picture stands.
    std::vector<GraphId> in_order(std::vector<GraphId> ids) const {
        static constexpr int rank[] = {5, 4, 2, 0, 1, 3, 6};    // by Look
        std::stable_sort(ids.begin(), ids.end(), [this](GraphId a, GraphId b) {
            const auto of = [this](GraphId id) { return std::pair(graph_.nodes()[id].kind != NodeKind::action, rank[static_cast<std::size_t>(found_.nodes[id].look)]); };
            return of(a) < of(b);
        });
        return ids;
    }

    Texts texts_of(GraphId id) const {
        const model::GraphNode& node = graph_.nodes()[id];
        const GraphState& state = found_.nodes[id];
        Texts made;
        const std::string kind(word_of(node.kind));
        const std::string behind = " \xC2\xB7 " + kind;
        const double room = box_width - 2 * padding - sign_size - 14 - text_width(behind, letters);
        made.head = state.word.empty() ? kind : wrapped(state.word, letters, room, 1)[0] + behind;
        made.title = wrapped(node.title.empty() ? node.name : node.title, letters, box_width - 2 * padding - 8, title_lines);
        if (const auto lines = wrapped(state.detail, small_letters, box_width - 2 * padding - 8, 1); !lines.empty()) made.detail = lines[0];
        return made;
    }

    std::string_view edge_class(std::size_t edge) const {
        const auto need = found_.needs.find(edges_[edge]);
        return need == found_.needs.end() ? "rests" : class_of(need->second);
    }

    std::string line(std::size_t edge) const {
        const std::vector<Point>& points = layout_.lines[edge];
        if (points.size() < 2) return "";
        const std::string_view style = edge_class(edge);
        const double head = 7;
        std::string path = "M" + at(points[0].x, points[0].y);
        for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
            const Point& from = points[i];
            Point to = points[i + 1];
            const bool last = i + 2 >= points.size();
            if (last) to.x -= head;
            const double bend = std::max(12.0, (to.x - from.x) / 2);
            path += "C" + at(from.x + bend, from.y) + " " + at(to.x - bend, to.y) + " " + at(to.x, to.y);
            if (!last) path += "H" + px(points[i + 2].x);
        }
        const Point& end = points.back();
        return "<path class=\"edge " + std::string(style) + "\" d=\"" + path + "\"/><path class=\"head " + std::string(style) + "\" d=\"M" + at(end.x, end.y) + "l-" + px(head) + " -4v8Z\"/>\n";
    }

    std::string node(std::size_t i) const {
        const GraphId id = nodes_[i];
        const model::GraphNode& one = graph_.nodes()[id];
        const GraphState& state = found_.nodes[id];
        const Box& box = layout_.boxes[i];
        const std::string kind(word_of(one.kind));
        // What is seen comes first, in its order: whoever speaks to the page says what stands in the box.
        std::string label = texts_[i].head, seen;
        for (const std::string& words : texts_[i].title) seen += (seen.empty() ? "" : " ") + words;
        label += " " + seen;
        if (!texts_[i].detail.empty()) label += " " + texts_[i].detail;
        if (!texts_[i].head.starts_with(state.word)) label += ". " + state.word;
        if (!one.title.empty() && seen != one.title) label += ". " + cut_to(one.title, 200);
        if (!state.detail.empty() && state.detail != texts_[i].detail) label += ". " + state.detail;
        if (!state.sentence.empty()) label += ". " + state.sentence;
        label = html_escaped(cut_to(label, label_length));
        std::string out = "<a class=\"node " + kind + " " + std::string(report::class_of(state.look)) + "\" href=\"" + html_escaped(options_.href) + id_of(one) + "\" aria-label=\"" + label +
                          "\"><title>" + label + "</title>" + outline(one.kind, box);
        const double left = box.x + padding + 4;
        double y = box.y + padding + 10, head_left = left;
        if (state.look != Look::plain) {
            out += "<path class=\"sign\" transform=\"translate(" + at(left, y - 11.5) + ")\" d=\"" + std::string(sign_of(state.look)) + "\"/>";
            head_left += sign_size + 6;
        }
        out += text_at(head_left, y, "head", texts_[i].head);
        for (const std::string& words : texts_[i].title) out += "\n" + text_at(left, y += line_height, "", words);
        if (!texts_[i].detail.empty()) out += "\n" + text_at(left, y += line_height, "detail", texts_[i].detail);
        return out + "</a>\n";
    }

    // Column by column, from the top: as the eye, so the keyboard and the screen reader.
    std::vector<std::size_t> reading_order() const {
        std::vector<std::size_t> order(nodes_.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) { return layout_.boxes[a].y < layout_.boxes[b].y; });
        return order;
    }

    // Signs and lines that occur, in rows that fit.
    std::string legend() {
        const double width = std::max(layout_.width, 3 * box_width);
        double x = 0, y = 10;
        std::string out = "<g class=\"key\" transform=\"translate(" + at(edge_of_page, edge_of_page) + ")\">\n";
        const auto add = [&](const std::string& drawing, std::string_view words, double drawn) {
            const double wide = drawn + 6 + text_width(words, small_letters) + 22;
            if (x > 0 && x + wide > width) {
                x = 0;
                y += 20;
            }
            out += "<g transform=\"translate(" + at(x, y) + ")\">" + drawing + text_at(drawn + 6, 4, "", words) + "</g>\n";
            x += wide;
        };
        static constexpr const char* words[] = {"achieved, best grade, no breach", "on course", "at risk, grade between", "failing, worst grade, breaches", "blocked", "cannot be told"};
        for (const Look look : {Look::failing, Look::blocked, Look::at_risk, Look::unknown, Look::on_course, Look::achieved}) {
            if (std::none_of(nodes_.begin(), nodes_.end(), [&](GraphId id) { return found_.nodes[id].look == look; })) continue;
            add("<g class=\"node " + std::string(report::class_of(look)) + "\"><path class=\"sign\" transform=\"translate(0 -7)\" d=\"" + std::string(sign_of(look)) + "\"/></g>",
                words[static_cast<std::size_t>(look)], sign_size);
        }
        for (const NeedState state : {NeedState::does_not_hold, NeedState::unknown, NeedState::not_yet, NeedState::holds}) {
            bool any = false;
            for (std::size_t i = 0; i < edges_.size(); ++i) any = any || edge_class(i) == class_of(state);
            if (any) add("<path class=\"edge " + std::string(class_of(state)) + "\" d=\"M0 0H32\"/>", "need that " + std::string(need_words(state)), 32);
        }
        legend_height_ = x > 0 ? y + 22 : 0;
        return out + "</g>\n";
    }
};

}  // namespace

std::string graph_svg(const model::RuleSet& rules, const model::Graph& graph, const GraphFindings& found, const std::vector<GraphId>& shown, const GraphSvgOptions& options) {
    return Picture(rules, graph, found, shown, options).svg();
}

std::string action_graph_svg(const ReportInput& input, const GraphSvgOptions& options) {
    const model::Graph graph(input.rules);
    const GraphFindings found = graph_findings(input, graph);
    return graph_svg(input.rules, graph, found, actions_and_below(graph, found, !options.all), options);
}

}  // namespace duly::report
