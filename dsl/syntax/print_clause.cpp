#include <array>

#include "dsl/syntax/print.hpp"

namespace duly::syntax::print {

namespace {

struct Printer {
    const Document& document;

    std::size_t size(NodeId id) const { return document.children(id).size(); }
    NodeId child(NodeId id, std::size_t i) const { return document.children(id)[i]; }
    std::string at(NodeId id, std::size_t i) const { return expression(document, child(id, i)); }
    std::string limit_at(NodeId id, std::size_t i) const { return clause(document, child(id, i)); }

    std::string limit_case(NodeId id) const {
        if (document[id].word == 2) return "otherwise " + at(id, 0);
        return at(id, 0) + (document[id].word == 1 ? " when " + at(id, 1) : "");
    }

    std::string limit(NodeId id) const {
        std::string out;
        for (const NodeId one : document.children(id)) out += (out.empty() ? "" : ", ") + limit_case(one);
        return out;
    }

    // `from D until D`: bit 1 has a start, bit 2 an end.
    std::string from_until(NodeId id, std::size_t i, unsigned word) const {
        std::string out;
        if (word & 1) out += " from " + at(id, i++);
        if (word & 8) out += ", at the latest " + at(id, i++);
        if (word & 2) out += " until " + at(id, i);
        return out;
    }

    std::string because(NodeId id, std::size_t i) const { return i < size(id) ? " because " + at(id, i) : ""; }

    std::string working_week(NodeId id) const {
        std::size_t days = 0;
        while (days < size(id) && document[child(id, days)].kind == NodeKind::weekday) ++days;
        std::string out = "working ";
        for (std::size_t i = 0; i < days; ++i) out += (i == 0 ? "" : document[id].word == 1 ? " to " : ", ") + at(id, i);
        if (days < size(id)) out += " " + at(id, days) + " to " + at(id, days + 1);
        return out;
    }

    std::string dated(NodeId id, std::string_view word) const {
        std::string out(word);
        std::size_t i = 0;
        for (; i < size(id) && document[child(id, i)].kind != NodeKind::text; ++i)
            out += (i == 0 ? " " : document[id].kind == NodeKind::holiday ? " announced " : " to ") + at(id, i);
        return out + because(id, i);
    }

    std::string field(NodeId id) const {
        std::string out;
        for (const NodeId part : document.children(id)) out += (out.empty() ? "" : " ") + clause(document, part);
        return out;
    }

    std::string type(NodeId id) const {
        constexpr std::array<std::string_view, 8> words = {"text", "number", "percentage", "money", "date", "moment", "yes_no", "choice of "};
        return std::string(words[document[id].word]) + joined(document, id, 0, ", ");
    }

    std::string turn(NodeId id) const {
        constexpr std::array<std::string_view, 4> words = {"then every ", "first within ", "second within ", "third within "};
        return std::string(words[document[id].word]) + limit_at(id, 0);
    }

    std::string print(NodeId id) const {
        const Node& node = document[id];
        switch (node.kind) {
            case NodeKind::extends: return "extends " + at(id, 0);
            case NodeKind::law: return "law " + at(id, 0);
            case NodeKind::confidence: return node.word == 0 ? "confidence verified" : node.word == 1 ? "confidence secondary" : "confidence unverified";
            case NodeKind::for_each: return "for each " + at(id, 0);
            case NodeKind::for_data: return "for the data";
            case NodeKind::where: return "where " + at(id, 0);
            case NodeKind::in_force: return "in force" + from_until(id, 0, node.word);
            case NodeKind::counting:
                return node.word == 0 ? "counting from the day after" : node.word == 1 ? "counting the day itself" : "counting from the next working day";
            case NodeKind::excluded: return "excluded when " + at(id, 0) + because(id, 1);
            case NodeKind::version_text: return "version " + at(id, 0);
            case NodeKind::time_zone: return "time zone " + at(id, 0);
            case NodeKind::year_starts: return "year starts " + at(id, 0);
            case NodeKind::leap_birthdays: return "birthdays of 29 February on " + at(id, 0);
            case NodeKind::working_week: return working_week(id);
            case NodeKind::holidays: return "holidays from " + at(id, 0) + (size(id) > 1 ? " division " + at(id, 1) : "");
            case NodeKind::holiday: return dated(id, "holiday");
            case NodeKind::closed: return dated(id, "closed");
            case NodeKind::closed_every: return dated(id, "closed every");
            case NodeKind::open_span: return dated(id, "open");
            case NodeKind::known_from: return "known from " + at(id, 0);
            case NodeKind::known_until: return "known until " + at(id, 0);
            case NodeKind::of: return "of " + at(id, 0);
            case NodeKind::by_field: return "by " + at(id, 0);
            case NodeKind::field: return field(id);
            case NodeKind::type: return type(id);
            case NodeKind::field_flag: {
                constexpr std::array<std::string_view, 5> flags = {"key", "optional", "shown", "orders", "planned"};
                return std::string(flags[node.word]);
            }
            case NodeKind::field_with: return "with " + at(id, 0);
            case NodeKind::spans: return "spans " + at(id, 0) + " to " + at(id, 1);
            case NodeKind::joined: return node.word == 0 ? "joined when touching" : "joined when the gap is at most " + at(id, 0);
            case NodeKind::from: return "from " + at(id, 0);
            case NodeKind::to: return "to " + at(id, 0);
            case NodeKind::to_each: return "to each " + joined(document, id, 0, " ");
            case NodeKind::within: return "within " + limit_at(id, 0);
            case NodeKind::limit: return limit(id);
            case NodeKind::as_soon_as_practicable: return "as soon as practicable";
            case NodeKind::at_least_after: return "at least " + limit_at(id, 0) + " after " + at(id, 1);
            case NodeKind::at_least_before: return "at least " + limit_at(id, 0) + " before " + at(id, 1);
            case NodeKind::before_otherwise: return "before " + at(id, 0) + ", otherwise within " + limit_at(id, 1) + " of " + at(id, 2);
            case NodeKind::turn_limit: return turn(id);
            case NodeKind::at_limits: return "at " + joined(document, id, 0, ", ");
            case NodeKind::once_in_every: return "at least once in every " + (node.word == 1 ? std::string("term") : limit_at(id, 0));
            case NodeKind::stop_on: return "stop on " + at(id, 0);
            case NodeKind::also_shown_by: return "also shown by " + joined(document, id, 0, ", ");
            case NodeKind::may_be_done_earlier: return "may be done earlier";
            case NodeKind::warn: return "warn " + at(id, 0) + " before";
            case NodeKind::excused: return "excused when " + at(id, 0);
            case NodeKind::extended: return "extended by " + at(id, 0) + (node.word == 0 ? " when " : " on ") + at(id, 1);
            case NodeKind::extended_to: return "extended to " + at(id, 0);
            case NodeKind::paused: return node.word == 1 ? "paused during each " + at(id, 0) : "paused from " + at(id, 0) + " to " + at(id, 1);
            case NodeKind::restarted: return "restarted on " + at(id, 0);
            case NodeKind::on_calendar: return "on calendar " + at(id, 0);
            case NodeKind::rolls: return node.word == 0 ? "rolls to the next working day" : "does not roll";
            case NodeKind::by_time: return "by " + at(id, 0);
            case NodeKind::chosen_by: return "chosen by " + at(id, 0);
            case NodeKind::version: return (node.word & 4 ? "temporary version" : "version") + from_until(id, 0, node.word);
            case NodeKind::must: return "must " + at(id, 0);
            case NodeKind::as_of: return "as of " + at(id, 0);
            case NodeKind::given: return "given " + at(id, 0) + " is " + at(id, 1);
            default: return expression(document, id);
        }
    }
};

}  // namespace

std::string clause(const Document& document, NodeId id) { return Printer{document}.print(id); }

}  // namespace duly::syntax::print
