// All declarations but those that judge.
#include <array>

#include "tests/property/generator.hpp"

namespace duly::property {

namespace {

Tree head(Writer& w, Kind kind, std::string_view word, bool title = true) {
    w.words(word);
    Tree tree{kind, 0, {}, {name(w)}};
    if (title && w.flip()) tree.children.push_back(text(w));
    return tree;
}

void add(Tree& into, Writer& w, Kind kind, std::string_view words, Tree (*part)(Writer&)) {
    w.words(words);
    into.children.push_back({kind, 0, {}, {part(w)}});
}

void because(Writer& w, Tree& tree) {
    if (w.flip()) w.words("because"), tree.children.push_back(text(w));
}

void counting(Writer& w, Tree& into) {
    constexpr std::array<std::string_view, 3> words = {"counting from the day after", "counting the day itself", "counting from the next working day"};
    const auto which = static_cast<std::uint8_t>(w.choose(3));
    into.children.push_back(w.spoken(Kind::counting, which, words[which]));
}

}  // namespace

Tree limit(Writer& w) {
    Tree tree{Kind::limit, 0, {}};
    const auto one = [&](std::uint8_t word) {
        if (word == 2) w.words("otherwise");
        if (w.choose(4) == 3) w.words("every");
        Tree amount = number(w);
        Tree length{Kind::length, 0, {}, {std::move(amount), unit(w)}};
        tree.children.push_back({Kind::limit_case, word, {}, {std::move(length)}});
        if (word == 1) w.words("when"), tree.children.back().children.push_back(condition(w));
    };
    while (w.choose(3) == 2) one(1), w.sign(",");
    one(tree.children.empty() ? 0 : 2);
    return tree;
}

bool shared_clause(Writer& w, Tree& into) {
    switch (w.choose(10)) {
        case 0: add(into, w, Kind::law, "law", text); return true;
        case 1: {
            constexpr std::array<std::string_view, 3> words = {"confidence verified", "confidence secondary", "confidence unverified"};
            const auto which = static_cast<std::uint8_t>(w.choose(3));
            into.children.push_back(w.spoken(Kind::confidence, which, words[which]));
            return true;
        }
        case 2: add(into, w, Kind::for_each, "for each", name); return true;
        case 3:
            // `to each visit.held` and `count of visit` would take it for theirs.
            add(into, w, Kind::law, "law", text);
            add(into, w, Kind::where, "where", condition);
            return true;
        case 4: {
            w.words("in force");
            Tree tree{Kind::in_force, static_cast<std::uint8_t>(1 + w.choose(3)), {}};
            if (tree.word & 1) w.words("from"), tree.children.push_back(date(w));
            if (tree.word & 2) w.words("until"), tree.children.push_back(date(w));
            into.children.push_back(std::move(tree));
            return true;
        }
        case 5: counting(w, into); return true;
        case 6: {
            w.words("excluded when");
            Tree tree{Kind::excluded, 0, {}, {condition(w)}};
            because(w, tree);
            into.children.push_back(std::move(tree));
            return true;
        }
        default: return false;
    }
}

Tree ruleset(Writer& w) {
    w.words("ruleset");
    Tree tree{Kind::ruleset, 0, {}, {text(w)}};
    while (w.flip()) switch (w.choose(6)) {
            case 0: add(tree, w, Kind::version_text, "version", text); break;
            case 1: add(tree, w, Kind::time_zone, "time zone", text); break;
            case 2: add(tree, w, Kind::year_starts, "year starts", day_month); break;
            case 3: add(tree, w, Kind::leap_birthdays, "birthdays of 29 February on", day_month); break;
            case 4: counting(w, tree); break;
            default: add(tree, w, Kind::law, "law", text); break;
        }
    return tree;
}

Tree calendar(Writer& w) {
    Tree tree = head(w, Kind::calendar, "calendar");
    if (w.flip()) add(tree, w, Kind::extends, "extends", name);
    constexpr std::array<std::string_view, 7> days = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    const auto day = [&] {
        const auto which = static_cast<std::uint8_t>(w.choose(7));
        return w.spoken(Kind::weekday, which, days[which]);
    };
    while (w.flip()) {
        Tree clause;
        switch (w.choose(8)) {
            case 0:
                w.words("working");
                clause = {Kind::working_week, 0, {}, {day()}};
                if (w.flip()) w.words("to"), clause.word = 1, clause.children.push_back(day());
                else while (w.flip()) w.flip() ? w.sign(",") : w.words("and"), clause.children.push_back(day());
                if (w.flip()) {
                    clause.children.push_back(time_of_day(w));
                    w.words("to");
                    clause.children.push_back(time_of_day(w));
                }
                break;
            case 1:
                w.words("holidays from");
                clause = {Kind::holidays, 0, {}, {text(w)}};
                if (w.flip()) w.words("division"), clause.children.push_back(text(w));
                break;
            case 2:
                w.words("holiday");
                clause = {Kind::holiday, 0, {}, {date(w)}};
                if (w.flip()) w.words("announced"), clause.children.push_back(date(w));
                because(w, clause);
                break;
            case 3:
                w.words("closed");
                clause = {Kind::closed, 0, {}, {date(w)}};
                if (w.flip()) w.words("to"), clause.children.push_back(date(w));
                because(w, clause);
                break;
            case 4:
                w.words("closed every");
                clause = {Kind::closed_every, 0, {}, {day_month(w)}};
                because(w, clause);
                break;
            case 5:
                w.words("open");
                clause = {Kind::open_span, 0, {}, {date(w)}};
                w.words("to");
                clause.children.push_back(date(w));
                because(w, clause);
                break;
            case 6: add(tree, w, Kind::known_from, "known from", date); continue;
            default: add(tree, w, Kind::known_until, "known until", date); continue;
        }
        tree.children.push_back(std::move(clause));
    }
    return tree;
}

Tree record(Writer& w) {
    Tree tree = head(w, Kind::record, "record");
    if (w.flip()) add(tree, w, Kind::of, "of", name);
    if (w.flip()) add(tree, w, Kind::by_field, "by", name);
    constexpr std::array<std::string_view, 7> types = {"text", "number", "percentage", "money", "date", "moment", "yes_no"};
    constexpr std::array<std::string_view, 5> flags = {"key", "optional", "shown", "orders", "planned"};
    while (w.flip()) {
        if (w.choose(4) == 3) {
            w.words("spans");
            Tree spans{Kind::spans, 0, {}, {name(w)}};
            w.words("to");
            spans.children.push_back(name(w));
            tree.children.push_back(std::move(spans));
            continue;
        }
        Tree field{Kind::field, 0, {}, {name(w)}};
        if (w.choose(4) == 3) field.children.push_back(text(w));
        const auto type = static_cast<std::uint8_t>(w.choose(8));
        if (type < 7) {
            field.children.push_back(w.spoken(Kind::type, type, types[type]));
        } else {
            w.words("choice of");
            field.children.push_back({Kind::type, 7, {}, {name(w)}});
            while (w.flip()) w.sign(","), field.children.back().children.push_back(name(w));
        }
        while (w.flip()) {
            const auto flag = static_cast<std::uint8_t>(w.choose(6));
            if (flag < 5) field.children.push_back(w.spoken(Kind::field_flag, flag, flags[flag]));
            else add(field, w, Kind::field_with, "with", name);
        }
        tree.children.push_back(std::move(field));
    }
    return tree;
}

Tree spell(Writer& w) {
    Tree tree = head(w, Kind::spell, "spell", false);
    add(tree, w, Kind::of, "of", name);
    w.words("from");
    tree.children.push_back(name(w));
    const bool touching = w.flip();
    w.words(touching ? "joined when touching" : "joined when the gap is at most");
    tree.children.push_back({Kind::joined, static_cast<std::uint8_t>(touching ? 0 : 1), {}});
    if (!touching) tree.children.back().children.push_back(length(w));
    while (w.flip()) add(tree, w, Kind::where, "where", condition);
    return tree;
}

Tree small(Writer& w) {
    switch (w.choose(4)) {
        case 0: {
            Tree tree = head(w, Kind::define, "define");
            if (w.flip()) add(tree, w, Kind::for_each, "for each", name);
            w.words("is");
            tree.children.push_back(condition(w));
            return tree;
        }
        case 1: {
            w.words("use");
            return {Kind::use, 0, {}, {text(w)}};
        }
        case 2: {
            Tree tree = head(w, Kind::scale, "scale");
            w.sign(":");
            do tree.children.push_back(name(w)), tree.children.back().kind = Kind::grade;
            while (w.flip() && (w.sign(","), true));
            return tree;
        }
        default: {
            Tree tree = head(w, Kind::check, "check");
            while (w.flip()) {
                if (shared_clause(w, tree)) continue;
                switch (w.choose(3)) {
                    case 0: add(tree, w, Kind::must, "must", condition); break;
                    case 1: tree.children.push_back(w.spoken(Kind::for_data, 0, "for the data")); break;
                    default: add(tree, w, Kind::on_calendar, "on calendar", name); break;
                }
            }
            return tree;
        }
    }
}

Tree example(Writer& w) {
    Tree tree = head(w, Kind::example, "example");
    constexpr std::array<std::string_view, 9> cells = {"", "2024-01-01", "met", "late by 1 working day", "a; b", "\"a | b\"", "say \"", "\xE6\x97\xA5\xE6\x9C\xAC e\xCC\x81", "# 5"};
    while (w.flip()) switch (w.choose(5)) {
            case 0: add(tree, w, Kind::as_of, "as of", date); break;
            case 1: add(tree, w, Kind::as_of, "as of", moment); break;
            case 2: add(tree, w, Kind::as_known, "as known on", date); break;
            case 3: {
                w.words("given");
                Tree given{Kind::given, 0, {}, {field_ref(w)}};
                w.words("is");
                given.children.push_back({Kind::cell_value, 0, {}, {value(w)}});
                tree.children.push_back(std::move(given));
                break;
            }
            default: {
                if (!tree.children.empty() && tree.children.back().kind == Kind::table) break;     // it would go on
                if (w.choose(4) == 3) {
                    add(tree, w, Kind::table_from, "table from", text);
                    break;
                }
                Tree table{Kind::table, 0, {}};
                do {
                    Tree row{Kind::table_row, 0, {}};
                    std::string line = std::string(w.choose(3), ' ') + "|";
                    bool quote = false;
                    do {
                        std::string cell(cells[w.choose(cells.size())]);
                        // A second lonely quote on the line would close the first.
                        if (quote && cell.find('"') != cell.npos) cell = "";
                        quote |= cell.find('"') != cell.npos;
                        line += std::string(w.choose(3), ' ') + cell + std::string(w.choose(3), ' ') + "|";
                        row.children.push_back({Kind::cell, 0, cell});
                    } while (w.flip());
                    if (!quote && w.choose(5) == 4) {
                        w.comments.push_back("# c" + std::to_string(w.comments.size()) + " row");
                        line += "  " + w.comments.back();
                    }
                    w.line(line);
                    table.children.push_back(std::move(row));
                } while (w.flip());
                tree.children.push_back(std::move(table));
            }
        }
    return tree;
}

}  // namespace duly::property
