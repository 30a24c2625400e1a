// Clauses of feeds, measures and actions.
#include <array>

#include "dsl/syntax/print.hpp"

namespace duly::syntax::print {

namespace {

struct Printer {
    const Document& document;

    std::size_t size(NodeId id) const { return document.children(id).size(); }
    NodeId child(NodeId id, std::size_t i) const { return document.children(id)[i]; }
    NodeKind kind(NodeId id) const { return document[id].kind; }
    std::string at(NodeId id, std::size_t i) const { return expression(document, child(id, i)); }

    // `whose a is "A" and b is "B"` from the `i`-th child on.
    std::string keys(NodeId id, std::size_t i) const {
        std::string out;
        for (; i + 1 < size(id); i += 2) out += (out.empty() ? " whose " : " and ") + at(id, i) + " is " + at(id, i + 1);
        return out;
    }

    std::string columns(NodeId id, std::string_view separator) const {
        std::string out;
        for (const NodeId one : document.children(id))
            out += (out.empty() ? std::string() : std::string(separator)) + (kind(one) == NodeKind::like ? "like " + at(one, 0) : expression(document, one));
        return out;
    }

    std::string source(NodeId id) const {
        switch (kind(id)) {
            case NodeKind::columns: return columns(id, " or ");
            case NodeKind::joined_columns: return columns(id, " and ");
            case NodeKind::as_year: return source(child(id, 0)) + " as the year ending " + at(id, 1);
            default: return (kind(child(id, 0)) == NodeKind::text ? "the text " : "") + at(id, 0);
        }
    }

    std::string spelling(NodeId id) const {
        std::string out;
        for (std::size_t i = 0; i + 1 < size(id); ++i) out += (i == 0 ? "" : ", ") + at(id, i);
        return out + " mean " + at(id, size(id) - 1);
    }

    std::string mapping(NodeId id) const {
        std::string out = at(id, 0) + " is " + source(child(id, 1));
        bool list = false;
        for (std::size_t i = 2; i < size(id); ++i) {
            const NodeId one = child(id, i);
            const bool file = kind(one) == NodeKind::spellings_from;
            out += list && !file ? ", " : " where ";
            out += file ? "spellings from " + at(one, 0) : spelling(one);
            list = !file;
        }
        return out;
    }

    std::string parent(NodeId id) const {
        std::string out = "parent is the " + at(id, 0);
        const NodeId link = child(id, 1);
        if (kind(link) == NodeKind::same_row) return out + " of the same row";
        if (kind(link) == NodeKind::of_part) return out + " of the " + at(link, 0) + keys(link, 1);
        return out + keys(id, 1);
    }

    std::string rows_where(NodeId id) const {
        constexpr std::array<std::string_view, 4> words = {" is not blank", " is one of ", " is blank", " is not one of "};
        return "rows where " + at(id, 0) + std::string(words[document[id].word]) + joined(document, id, 1, ", ");
    }

    std::string file(NodeId id) const {
        std::string out = "file ";
        std::size_t i = 0;
        for (; kind(child(id, i)) == NodeKind::text; ++i) out += (i == 0 ? "" : ", ") + at(id, i);
        const bool once = i + 1 < size(id) && kind(child(id, i + 1)) == NodeKind::each_once;
        out += once ? " gives each " + at(id, i) + " once" : " gives " + at(id, i);
        i += once ? 2 : 1;
        if (i < size(id) && kind(child(id, i)) == NodeKind::holds) {
            const NodeId holds = child(id, i);
            const std::uint8_t word = document[holds].word;
            out += ", holds " + (word == 0 ? std::string("every") : word == 1 ? std::string("the latest") : "the last " + at(holds, 0) + " months");
        }
        return out;
    }

    std::string period(NodeId id) const {
        constexpr std::array<std::string_view, 5> words = {"month", "quarter", "year", "year to date", "rolling "};
        return std::string(words[document[id].word]) + (size(id) > 0 ? at(id, 0) : "");
    }

    std::string movement(NodeId id) const {
        constexpr std::array<std::string_view, 6> words = {"better than the previous ", "worse than the previous ", "risen for ", "fallen for ", "risen by ", "fallen by "};
        const std::uint8_t word = document[id].word;
        std::string out(words[word]);
        if (word < 2) return out + period(child(id, 0));
        out += at(id, 0);
        if (word >= 4 && kind(child(id, 0)) == NodeKind::number) out += " points";
        if (size(id) > 1) out += " since " + at(id, 1);
        return out;
    }

    std::string band(NodeId id) const {
        const std::string grade = at(id, 0);
        switch (document[id].word) {
            case 0: return grade + " at least " + at(id, 1);
            case 1: return grade + " at most " + at(id, 1);
            case 2: return grade + " between " + at(id, 1) + " and " + at(id, 2);
            case 3: return grade + " more than " + at(id, 1);
            case 4: return grade + " less than " + at(id, 1);
            case 5: return grade + " otherwise";
            case 6: return "otherwise " + grade;
            case 7: return grade + " within " + at(id, 1) + " points of " + at(id, 2);
            case 8: return grade + " within " + at(id, 1) + " of " + at(id, 2);
            default: return grade + " " + movement(child(id, 1));
        }
    }

    std::string band_list(NodeId id, std::size_t from) const {
        std::string out;
        for (std::size_t i = from; i < size(id); ++i) out += (i == from ? "" : ", ") + band(child(id, i));
        return out;
    }

    std::string bands(NodeId id) const {
        const std::string out = "bands on " + at(id, 0) + ":";
        if (kind(child(id, 1)) == NodeKind::band) return out + " " + band_list(id, 1);
        std::string lists;
        for (std::size_t i = 1; i < size(id); ++i) {
            const NodeId dated = child(id, i);
            lists += "\n    from " + at(dated, 0) + ": " + band_list(dated, 1);
        }
        return out + lists;
    }

    std::string statistic(NodeId id) const {
        constexpr std::array<std::string_view, 4> words = {"sum of ", "average of ", "median of ", "longest of "};
        if (document[id].word == 4) return "percentile " + at(id, 0) + " of " + at(id, 1);
        return std::string(words[document[id].word]) + at(id, 0);
    }

    std::string share(NodeId id) const {
        std::string out = "percentage of";
        for (std::size_t i = 0; i < size(id); ++i) out += (i > 0 && kind(child(id, i)) == NodeKind::name ? " out of " : " ") + at(id, i);
        return out;
    }

    std::string need(NodeId id) const {
        constexpr std::array<std::string_view, 3> relations = {" at least ", " at most ", " is "};
        const auto since = [&](std::size_t i) { return size(id) > i ? " since " + at(id, i) : std::string(); };
        switch (kind(id)) {
            case NodeKind::need_measure:
                return at(id, 0) + std::string(relations[document[id].word]) + at(id, 1) + (size(id) > 2 ? " for " + at(id, 2) + " months in a row" : "");
            case NodeKind::need_no_breach: return "no breach of " + at(id, 0) + since(1);
            case NodeKind::need_at_most: return "at most " + at(id, 0) + " breaches of " + at(id, 1) + since(2);
            case NodeKind::need_name: return (document[id].word == 1 ? "check " : document[id].word == 2 ? "action " : "") + at(id, 0);
            default: return at(id, 0) + " by " + at(id, 1);
        }
    }

    std::string needs(NodeId id) const {
        std::string out = document[id].word == 1 ? "needs any of " : "needs ";
        for (std::size_t i = 0; i < size(id); ++i) out += (i == 0 ? "" : ", ") + need(child(id, i));
        return out;
    }

    std::string per(NodeId id) const {
        std::string out = "per ";
        for (std::size_t i = 0; i < size(id); ++i) out += (i == 0 ? "" : " and ") + period(child(id, i));
        return out;
    }

    std::string print(NodeId id) const {
        const Node& node = document[id];
        switch (node.kind) {
            case NodeKind::dates_are: return "dates are " + joined(document, id, 0, " or ");
            case NodeKind::blank_is: return "blank is " + joined(document, id, 0, ", ");
            case NodeKind::missing_is: return "missing is " + joined(document, id, 0, ", ");
            case NodeKind::file: return file(id);
            case NodeKind::mapping: return mapping(id);
            case NodeKind::parent: return parent(id);
            case NodeKind::rows_where: return rows_where(id);
            case NodeKind::ignores: return "ignores " + columns(id, ", ");
            case NodeKind::percentage_of_timescale: return "percentage of " + at(id, 0) + " that are " + joined(document, id, 1, " or ");
            case NodeKind::percentage_of_records: return share(id);
            case NodeKind::percentage_of_sums: return "percentage of sum of " + at(id, 0) + " out of sum of " + at(id, 1);
            case NodeKind::count_of: return "count of " + joined(document, id, 0, " ");
            case NodeKind::statistic_of: return statistic(id);
            case NodeKind::rate_per: return "rate per " + at(id, 0) + " of " + at(id, 1);
            case NodeKind::reported_as: return "reported as " + at(id, 0) + " in " + at(id, 1) + (size(id) > 2 ? " for " + at(id, 2) : "");
            case NodeKind::counted_when: return node.word == 0 ? "counted when due" : node.word == 1 ? "counted when done" : "counted when started";
            case NodeKind::counted_by: return "counted by " + at(id, 0);
            case NodeKind::open_on_last_day: return node.word == 0 ? "counted open on the last day" : "counted on the last day";
            case NodeKind::per: return per(id);
            case NodeKind::by: return "by " + joined(document, id, 0, ", ");
            case NodeKind::bands: return bands(id);
            case NodeKind::lower_is_better: return "lower is better";
            case NodeKind::floor: return "floor " + at(id, 0);
            case NodeKind::hide_under: return "hide counts under " + at(id, 0);
            case NodeKind::unrated_under: return "unrated under " + at(id, 0);
            case NodeKind::rounded_to: return "rounded to " + at(id, 0) + (at(id, 0) == "1" ? " place" : " places");
            case NodeKind::owner: return "owner " + at(id, 0);
            case NodeKind::due: return node.word == 1 ? "due within " + at(id, 0) + " of " + at(id, 1) : "due " + at(id, 0);
            case NodeKind::done_on: return "done on " + at(id, 0);
            case NodeKind::recorded_in: return "recorded in " + at(id, 0);
            case NodeKind::evidence: return "evidence " + at(id, 0);
            case NodeKind::needs: return needs(id);
            default: return clause(document, id);
        }
    }
};

}  // namespace

std::string any_clause(const Document& document, NodeId id) { return Printer{document}.print(id); }

}  // namespace duly::syntax::print
