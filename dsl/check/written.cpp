#include "dsl/check/written.hpp"

namespace duly::check {

Written Written::operator[](std::size_t index) const {
    const auto list = document->children(id);
    return index < list.size() ? Written{document, list[index]} : Written{};
}

Written Written::child(Kind wanted) const {
    for (const auto each : document->children(id)) {
        if ((*document)[each].kind == wanted) return {document, each};
    }
    return {};
}

std::vector<Written> Written::children() const {
    std::vector<Written> result;
    for (const auto each : document->children(id)) result.push_back({document, each});
    return result;
}

std::vector<Written> Written::children(Kind wanted) const {
    std::vector<Written> result;
    for (const auto each : document->children(id)) {
        if ((*document)[each].kind == wanted) result.push_back({document, each});
    }
    return result;
}

std::string Written::value() const {
    const auto written = text();
    const auto* quote = written.empty() ? "" : written.front() == '"' ? "\"" : written.front() == '`' ? "`" : "";
    if (*quote == 0 || written.size() < 2 || written.back() != *quote) return std::string(written);
    std::string result;
    for (std::size_t i = 1; i + 1 < written.size(); ++i) {
        result += written[i];
        // A doubled quote stands for one.
        if (*quote == '"' && written[i] == '"' && i + 2 < written.size() && written[i + 1] == '"') ++i;
    }
    return result;
}

Written bare(Written node) {
    while (node && node.kind() == Kind::paren) node = node[0];
    return node;
}

std::string one_line(Written node) {
    std::string result;
    bool blank = false;
    for (const char c : node.text()) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            blank = true;
            continue;
        }
        if (blank && !result.empty()) result += ' ';
        blank = false;
        result += c;
    }
    return result;
}

}  // namespace duly::check
