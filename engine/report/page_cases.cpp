// Why each breach is one, for whoever opens a case: sentence, values with file and line, days counted. Deflated, since the words repeat.
#include <algorithm>

#include "engine/data/parallel.hpp"
#include "engine/report/deflate.hpp"
#include "engine/report/page_parts.hpp"

namespace duly::report {

namespace {

std::string base64(std::string_view bytes) {
    static constexpr std::string_view signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve(bytes.size() / 3 * 4 + 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto byte = [&](std::size_t n) { return at + n < bytes.size() ? static_cast<unsigned char>(bytes[at + n]) : 0U; };
        const unsigned value = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (unsigned n = 0; n < 4; ++n) out += at + n <= bytes.size() ? signs[value >> (18 - 6 * n) & 63] : '=';
    }
    return out;
}

void write_case(const PageView& view, std::size_t row, EntryRef ref, ScriptJson& json) {
    const RuleView& rule = view.rules[ref.rule];
    explain::Node node;
    if (rule.times) {
        node = rule.turn(ref.entry) ? view.input.explainer.timescale(rule.times->rule, rule.row(ref.entry), rule.turn(ref.entry))
                                    : view.input.explainer.timescale(rule.times->rule, rule.row(ref.entry));
    } else {
        node = view.input.explainer.check(rule.checked->rule, rule.row(ref.entry));
    }
    // A rule asked about one record may come as the rule with the case below.
    const explain::Node* one = &node;
    while (one->values.empty() && one->counted.empty() && one->children.size() == 1) one = &one->children.front();
    json.raw("[").number(static_cast<std::int64_t>(row)).raw(",").string(view.words(one->sentence)).raw(",[");
    bool first = true;
    for (const explain::ValueShown& value : one->values) {
        json.raw(first ? "[" : ",[").string(value.name).raw(",").string(value.value).raw(",").string(value.file).raw(",").number(value.line).raw(",").string(value.header).raw("]");
        first = false;
    }
    json.raw("],[");
    first = true;
    for (const std::string& line : one->counted) {
        json.raw(first ? "" : ",").string(view.words(line));
        first = false;
    }
    json.raw("],[");
    first = true;
    for (const explain::Node& condition : one->children) {
        json.raw(first ? "[" : ",[").string(condition.state).raw(",").string(view.words(condition.sentence)).raw("]");
        first = false;
    }
    json.raw("]]");
}

}  // namespace

std::string case_data(const PageView& view) {
    const std::vector<EntryRef>& refs = view.file(File::breaches);
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < refs.size() && row < page_rows; ++row) rows.push_back(row);
    if (rows.size() > page_cases) {
        // What is open now and what was due last; the others are a command away.
        std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
            const bool open_a = view.overdue(refs[a]), open_b = view.overdue(refs[b]);
            return open_a != open_b ? open_a : view.due_day(refs[a]) > view.due_day(refs[b]);
        });
        rows.resize(page_cases);
        std::sort(rows.begin(), rows.end());
    }
    if (rows.empty()) return {};
    constexpr std::size_t at_once = 128;
    std::vector<std::string> parts((rows.size() + at_once - 1) / at_once);
    data::run_tasks(view.options.threads, parts.size(), [&](std::size_t part) {
        ScriptJson json;
        for (std::size_t i = part * at_once; i < std::min(rows.size(), (part + 1) * at_once); ++i) {
            json.raw(i ? ",\n" : "");
            write_case(view, rows[i], refs[rows[i]], json);
        }
        parts[part] = json.take();
    });
    std::string all = "[";
    for (const std::string& part : parts) all += part;
    // What browsers call "deflate-raw". A middle level: the last percents would cost most of the time.
    return base64(deflated(all + "]", 6));
}

}  // namespace duly::report
