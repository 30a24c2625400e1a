#include <algorithm>
#include <array>

#include "tests/property/generator.hpp"

namespace duly::property {

namespace {

// Deep enough to nest everything in everything, and well under the limit of the grammar.
constexpr std::size_t deepest = 6;

Tree node(Kind kind, std::vector<Tree> children, std::uint8_t word = 0) { return {kind, word, {}, std::move(children)}; }

Tree paren(Writer& w) {
    w.words("(");
    ++w.brackets;
    Tree inside = condition(w);
    --w.brackets;
    w.sign(")");
    return node(Kind::paren, {std::move(inside)});
}

// A value that nothing behind it can be taken for a part of.
Tree atom(Writer& w) {
    const bool deep = w.depth >= deepest;
    switch (w.choose(deep ? 8 : 12)) {
        case 0: return field_ref(w);
        case 1: return number(w, true);
        case 2: return date(w);
        case 3: return text(w);
        case 4: return w.spoken(Kind::yes_no, 1, "yes");     // `no more` begins another thing
        case 5: return node(Kind::name_ref, {name(w)});
        case 6: return percent(w);
        case 7: return moment(w);
        case 8: return length(w);
        default: return paren(w);
    }
}

Tree list(Writer& w, Tree into) {
    do into.children.push_back(list_value(w));
    while (w.flip() && (w.sign(","), true));
    return into;
}

Tree count_or_pick(Writer& w) {
    constexpr std::array<std::string_view, 8> words = {"earliest", "latest", "count of", "sum of", "average of", "any", "no", "every"};
    const auto word = static_cast<std::uint8_t>(w.choose(8));
    w.words(words[word]);
    Tree tree{Kind::aggregate, word, {}};
    const auto days_in = [&] {
        w.words("days of");
        Tree days = node(Kind::days_in, {name(w)});
        w.words("in");
        days.word = static_cast<std::uint8_t>(w.choose(3));
        if (days.word == 2) w.words("the period");
        if (days.word == 1) w.words("any"), days.children.push_back(length(w));
        if (days.word == 0) days.children.push_back(atom(w)), w.words("to"), days.children.push_back(atom(w));
        return days;
    };
    if ((word == 3 || word == 4) && w.flip()) tree.children.push_back(days_in());
    else tree.children.push_back(word == 0 || word == 1 || word == 3 || word == 4 ? field_ref(w) : name(w));
    const bool counts = word == 2 || word == 3 || word == 4, of_first = w.flip();
    // Behind a condition it would be taken for a part of that.
    if (counts && w.flip()) w.words("in any"), tree.children.push_back(node(Kind::in_any, {length(w)}));
    Tree of;
    if (of_first) w.words("of"), of = name(w);
    if (w.flip()) tree.children.push_back(narrowing(w));
    if (of_first) tree.children.push_back(std::move(of));
    if (word == 7) w.words("has"), tree.children.push_back(node(Kind::has, {condition(w)}));
    return tree;
}

// Values and conditions that begin with words.
Tree function(Writer& w) {
    const auto of = [&](Kind kind, std::string_view words) {
        w.words(words);
        return node(kind, {name(w)});
    };
    switch (w.choose(22)) {
        case 0: case 17: case 18: case 19: case 20: return count_or_pick(w);
        case 15:
            w.words("the value for");
            return node(Kind::value_for, {text(w)});
        case 1: {
            const bool earliest = w.flip();
            w.words(earliest ? "earliest of" : "latest of");
            return list(w, {Kind::pick, static_cast<std::uint8_t>(earliest ? 0 : 1), {}});
        }
        case 2: {
            w.words("age of");
            Tree tree = node(Kind::age, {atom(w)});
            if (w.flip()) w.words("on"), tree.children.push_back(atom(w));
            return tree;
        }
        case 3: {
            Tree number = w.leaf(Kind::number, w.flip() ? "18" : "1");
            w.text += number.text == "18" ? "th" : "st";
            w.words("birthday of");
            return node(Kind::birthday, {std::move(number), atom(w)});
        }
        case 4: return of(Kind::due_date_of, "due date of");
        case 5: return of(Kind::grade_of, "grade of");
        case 6: return of(Kind::value_of, "value of");
        case 7: return of(Kind::length_of, "length of");
        case 8: {
            Tree tree = node(Kind::count_between, {unit(w)});
            w.words("from");
            tree.children.push_back(value(w));
            w.words("to");
            tree.children.push_back(value(w));
            return tree;
        }
        case 9: return w.spoken(Kind::that_day, 0, "that day");
        case 10: {
            const bool previous = w.flip();
            w.words(previous ? "previous" : "next");
            return node(Kind::sibling, {field_ref(w)}, previous ? 0 : 1);
        }
        case 11: {
            const bool any = w.flip();
            w.words(any ? "any other" : "no other");
            Tree tree = node(Kind::any_other, {name(w)}, any ? 0 : 1);
            if (w.flip()) tree.children.push_back(narrowing(w));
            return tree;
        }
        case 12: {
            Tree tree = node(Kind::overlaps, {name(w)});
            tree.word = w.flip() ? 1 : 0;
            w.words(tree.word == 1 ? "overlaps or touches" : "overlaps");
            tree.children.push_back(name(w));
            return tree;
        }
        case 13: {
            Tree tree = node(Kind::open_on, {name(w)});
            tree.word = w.flip() ? 1 : 0;
            w.words(tree.word == 1 ? "is not open on" : "open on");
            tree.children.push_back(value(w));
            return tree;
        }
        case 14: {
            w.words("every");
            Tree tree = node(Kind::every_is, {name(w)});
            w.words("is");
            tree.children.push_back(outcome(w));
            while (w.flip()) w.words("or"), tree.children.push_back(outcome(w));
            return tree;
        }
        default: {
            w.words("weekday of");
            Tree tree = node(Kind::weekday_is, {atom(w)});
            constexpr std::array<std::string_view, 7> days = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
            const auto day = [&] {
                const auto which = static_cast<std::uint8_t>(w.choose(7));
                tree.children.push_back(w.spoken(Kind::weekday, which, days[which]));
            };
            w.words("is");
            const bool several = w.flip();
            if (several) w.words("one of");
            day();
            while (several && w.flip()) w.sign(","), day();
            return tree;
        }
    }
}

// A condition in brackets: `at least` behind it begins a clause of its own.
bool holds_condition(const Tree& left) {
    constexpr std::array<Kind, 8> kinds = {Kind::or_, Kind::and_, Kind::not_, Kind::known, Kind::one_of, Kind::between, Kind::compare, Kind::distance};
    return left.kind == Kind::paren && std::find(kinds.begin(), kinds.end(), left.children.front().kind) != kinds.end();
}

Tree compared(Writer& w, Tree left) {
    constexpr std::array<std::string_view, 14> words = {"is", "is not", "<", "<=", ">", ">=", "at least", "at most", "more than", "less than",
                                                        "is before", "is after", "is on or before", "is on or after"};
    constexpr std::array<std::string_view, 4> relations = {"at least", "at most", "more than", "less than"};
    const bool truth = holds_condition(left);
    std::size_t way_to_compare = w.choose(8);
    if (truth && way_to_compare == 6) way_to_compare = 1;
    switch (way_to_compare) {
        case 1: {
            const auto word = static_cast<std::uint8_t>(w.choose(2));
            w.words(word == 0 ? "is known" : "is missing");
            return node(Kind::known, {std::move(left)}, word);
        }
        case 2: {
            const auto word = static_cast<std::uint8_t>(w.choose(2));
            w.words(word == 0 ? "is one of" : "is not one of");
            return list(w, node(Kind::one_of, {std::move(left)}, word));
        }
        case 3: {
            w.words(w.flip() ? "is between" : "between");
            Tree tree = node(Kind::between, {std::move(left), value(w)});
            w.words("and");
            tree.children.push_back(value(w));
            return tree;
        }
        case 4: {
            w.words(w.flip() ? "is in the period" : "in the period");
            return node(Kind::in_the_period, {std::move(left)});
        }
        case 5: {
            const auto word = static_cast<std::uint8_t>(w.choose(2));
            w.words(word == 0 ? "is a working day" : "is not a working day");
            return node(Kind::is_working_day, {std::move(left)}, word);
        }
        case 6: {
            const auto relation = static_cast<std::uint8_t>(w.choose(4)), way = static_cast<std::uint8_t>(w.choose(3));
            if (w.flip()) w.words("is");
            w.words(relations[relation]);
            Tree tree = node(Kind::distance, {std::move(left), length(w)}, static_cast<std::uint8_t>(relation + 8 * way));
            w.words(way == 0 ? "before" : way == 1 ? "after" : "ago");
            if (way < 2) tree.children.push_back(value(w));
            return tree;
        }
        default: {
            auto word = static_cast<std::uint8_t>(w.choose(14));
            if (truth && word >= 6 && word <= 9) word = static_cast<std::uint8_t>(word - 6);
            if (word >= 2 && word <= 9 && w.flip()) w.words("is");
            w.words(words[word]);
            Tree right = w.choose(4) == 3 ? w.spoken(Kind::yes_no, 0, "no") : value(w);
            return node(Kind::compare, {std::move(left), std::move(right)}, word);
        }
    }
}

// Nodes of two, as close to halves as can be, the larger half first.
Tree chained(Kind kind, std::vector<Tree>& links, std::size_t first, std::size_t behind) {
    if (behind - first == 1) return std::move(links[first]);
    const std::size_t middle = first + (behind - first + 1) / 2;
    Tree left = chained(kind, links, first, middle);
    return node(kind, {std::move(left), chained(kind, links, middle, behind)});
}

Tree chain(Writer& w, Kind kind, std::string_view word, Tree (*link)(Writer&)) {
    std::vector<Tree> links;
    links.push_back(link(w));
    while (links.size() < 9 && w.choose(3) == 2) w.words(word), links.push_back(link(w));
    return chained(kind, links, 0, links.size());
}

Tree single(Writer& w) {
    if (w.choose(6) == 5) {
        w.words("not");
        return node(Kind::not_, {single(w)});
    }
    Tree left = value(w);
    return w.flip() ? compared(w, std::move(left)) : left;
}

Tree product(Writer& w) {
    Tree tree = atom(w);
    while (w.choose(5) == 4) {
        const bool times = w.flip();
        w.words(times ? "*" : "/");
        tree = node(times ? Kind::multiply : Kind::divide, {std::move(tree), atom(w)});
    }
    return tree;
}

}  // namespace

Tree value(Writer& w) {
    Tree tree = product(w);
    while (w.choose(5) == 4) {
        const bool plus = w.flip();
        // A minus between values has a blank on both sides, and no line of comments need be one.
        if (plus) w.words("+");
        else w.text += " - ";
        tree = node(plus ? Kind::add : Kind::subtract, {std::move(tree), product(w)});
    }
    return tree;
}

Tree list_value(Writer& w) {
    // A number with a unit ends a list.
    Tree tree = field_ref(w);
    if (w.flip()) w.words("+"), tree = node(Kind::add, {std::move(tree), atom(w)});
    return tree;
}

Tree condition(Writer& w) {
    const auto chained = [](Writer& one) {
        return chain(one, Kind::or_, "or", [](Writer& two) { return chain(two, Kind::and_, "and", single); });
    };
    ++w.depth;
    Tree tree;
    const bool words = w.depth < deepest && w.choose(w.brackets > 0 ? 2 : 3) > 0;
    if (words && w.brackets > 0) {
        tree = function(w);
    } else if (words) {
        // Without a bracket behind it, the next clause must not read as a part of it.
        w.words("any");
        Tree rows = name(w);
        w.words("where");
        tree = node(Kind::aggregate, {std::move(rows), node(Kind::condition, {chained(w)})}, 5);
    } else {
        tree = chained(w);
    }
    --w.depth;
    return tree;
}

Tree narrowing(Writer& w) {
    w.words("where");
    return node(Kind::condition, {condition(w)});
}

}  // namespace duly::property
