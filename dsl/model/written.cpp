#include "dsl/model/written.hpp"

namespace duly::model {

std::string written_at(const RuleSet& rules, SourceRange at) {
    if (!rules.sources || at.end <= at.begin || at.file >= rules.sources->size()) return {};
    std::string out;
    bool comment = false;
    char quote = 0;     // a # in a text or a name begins no comment
    for (const char c : rules.sources->text(at)) {
        if (comment) {
            comment = c != '\n' && c != '\r';
        } else if (quote != 0 || c == '"' || c == '`') {
            if (quote == 0) quote = c;
            else if (c == quote) quote = 0;
            out += c;
            continue;
        } else {
            comment = c == '#';
        }
        const bool blank = comment || c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank) out += c;
        else if (!out.empty() && out.back() != ' ') out += ' ';
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

}  // namespace duly::model
