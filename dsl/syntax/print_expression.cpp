#include <array>

#include "dsl/syntax/print.hpp"

namespace duly::syntax::print {

namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 14> compare_words = {"is", "is not", "<", "<=", ">", ">=", "at least", "at most", "more than", "less than",
                                                            "is before", "is after", "is on or before", "is on or after"};
constexpr std::array<std::string_view, 8> aggregate_words = {"earliest", "latest", "count of", "sum of", "average of", "any", "no", "every"};
constexpr std::array<std::string_view, 12> outcome_words = {"met", "late", "late with reason", "too early", "overdue", "due soon", "due",
                                                            "no due date", "excluded", "not applicable", "unknown", "not run"};
constexpr std::array<std::string_view, 7> weekdays = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 4> relations = {"at least", "at most", "more than", "less than"};

struct Printer {
    const Document& document;

    std::string at(NodeId id, std::size_t i) const { return expression(document, document.children(id)[i]); }
    std::string text(NodeId id) const { return std::string(document.text(id)); }

    std::string infix(NodeId id, std::string_view word) const {
        return at(id, 0) + " " + std::string(word) + " " + at(id, 1);
    }

    std::string ordinal(NodeId number) const {
        const std::string n = text(number);
        const bool teen = n.size() > 1 && n[n.size() - 2] == '1';
        const char last = n.back();
        return n + (teen ? "th" : last == '1' ? "st" : last == '2' ? "nd" : last == '3' ? "rd" : "th");
    }

    std::string aggregate(NodeId id) const {
        std::string out(aggregate_words[document[id].word]);
        bool first = true;
        for (const NodeId child : document.children(id)) {
            const NodeKind kind = document[child].kind;
            const bool parent = !first && kind == NodeKind::name;
            out += (parent ? " of " : " ") + expression(document, child);
            first = false;
        }
        return out;
    }

    std::string distance(NodeId id) const {
        const std::uint8_t word = document[id].word;
        std::string out = at(id, 0) + " is " + std::string(relations[word % 8]) + " " + at(id, 1);
        if (word >= 16) return out + " ago";
        return out + (word >= 8 ? " after " : " before ") + at(id, 2);
    }

    std::string days_in(NodeId id) const {
        const std::string out = "days of " + at(id, 0) + " in ";
        if (document[id].word == 2) return out + "the period";
        if (document[id].word == 1) return out + "any " + at(id, 1);
        return out + at(id, 1) + " to " + at(id, 2);
    }

    std::string weekday_is(NodeId id) const {
        const bool one = document.children(id).size() == 2;
        return "weekday of " + at(id, 0) + (one ? " is " : " is one of ") + joined(document, id, 1, ", ");
    }

    std::string print(NodeId id) const {
        const Node& node = document[id];
        switch (node.kind) {
            case NodeKind::unit: return unit_text(document, id, false);
            case NodeKind::weekday: return std::string(weekdays[node.word]);
            case NodeKind::yes_no: return node.word == 1 ? "yes" : "no";
            case NodeKind::outcome_name: return std::string(outcome_words[node.word]);
            case NodeKind::name_ref: case NodeKind::cell_value: return at(id, 0);
            case NodeKind::field_ref: return at(id, 0) + "." + at(id, 1);
            case NodeKind::length: return at(id, 0) + " " + unit_text(document, document.children(id)[1], at(id, 0) == "1");
            case NodeKind::or_: return infix(id, "or");
            case NodeKind::and_: return infix(id, "and");
            case NodeKind::not_: return "not " + at(id, 0);
            case NodeKind::paren: return "(" + at(id, 0) + ")";
            case NodeKind::compare: return infix(id, compare_words[node.word]);
            case NodeKind::one_of: return at(id, 0) + (node.word == 0 ? " is one of " : " is not one of ") + joined(document, id, 1, ", ");
            case NodeKind::between: return at(id, 0) + " is between " + at(id, 1) + " and " + at(id, 2);
            case NodeKind::known: return at(id, 0) + (node.word == 0 ? " is known" : " is missing");
            case NodeKind::distance: return distance(id);
            case NodeKind::is_working_day: return at(id, 0) + (node.word == 0 ? " is a working day" : " is not a working day");
            case NodeKind::weekday_is: return weekday_is(id);
            case NodeKind::add: return infix(id, "+");
            case NodeKind::subtract: return infix(id, "-");
            case NodeKind::multiply: return infix(id, "*");
            case NodeKind::divide: return infix(id, "/");
            case NodeKind::birthday: return ordinal(document.children(id)[0]) + " birthday of " + at(id, 1);
            case NodeKind::count_between: return at(id, 0) + " from " + at(id, 1) + " to " + at(id, 2);
            case NodeKind::age: return "age of " + at(id, 0) + (document.children(id).size() > 1 ? " on " + at(id, 1) : "");
            case NodeKind::pick: return (node.word == 0 ? "earliest of " : "latest of ") + joined(document, id, 0, ", ");
            case NodeKind::aggregate: return aggregate(id);
            case NodeKind::condition: return "where " + at(id, 0);
            case NodeKind::has: return "has " + at(id, 0);
            case NodeKind::in_any: return "in any " + at(id, 0);
            case NodeKind::every_is: return "every " + at(id, 0) + " is " + joined(document, id, 1, " or ");
            case NodeKind::any_other: return (node.word == 0 ? "any other " : "no other ") + joined(document, id, 0, " ");
            case NodeKind::sibling: return (node.word == 0 ? "previous " : "next ") + at(id, 0);
            case NodeKind::open_on: return at(id, 0) + (node.word == 0 ? " open on " : " is not open on ") + at(id, 1);
            case NodeKind::length_of: return "length of " + at(id, 0);
            case NodeKind::overlaps: return infix(id, node.word == 0 ? "overlaps" : "overlaps or touches");
            case NodeKind::days_in: return days_in(id);
            case NodeKind::in_the_period: return at(id, 0) + " in the period";
            case NodeKind::due_date_of: return "due date of " + at(id, 0);
            case NodeKind::grade_of: return "grade of " + at(id, 0);
            case NodeKind::value_of: return "value of " + at(id, 0);
            case NodeKind::value_for: return "the value for " + at(id, 0);
            case NodeKind::that_day: return "that day";
            default: return text(id);   // leaves
        }
    }
};

}  // namespace

std::string unit_text(const Document& document, NodeId unit, bool one) {
    constexpr std::array<std::string_view, 8> many = {"working days", "school days", "days", "weeks", "months", "years", "hours", "working hours"};
    std::string_view word = many[document[unit].word];
    if (one) word.remove_suffix(1);
    return std::string(word);
}

std::string joined(const Document& document, NodeId id, std::size_t from, std::string_view separator) {
    std::string out;
    const auto children = document.children(id);
    for (std::size_t i = from; i < children.size(); ++i) {
        if (i > from) out += separator;
        out += expression(document, children[i]);
    }
    return out;
}

std::string expression(const Document& document, NodeId id) { return Printer{document}.print(id); }

}  // namespace duly::syntax::print
