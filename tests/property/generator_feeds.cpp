#include <array>

#include "tests/property/generator.hpp"

namespace duly::property {

namespace {

Tree column(Writer& w) {
    constexpr std::array<std::string_view, 4> columns = {"\"Child ID\"", "`pers_id`", "\"a \"\"b\"\"\"", "`held`"};
    return w.leaf(Kind::column_name, std::string(columns[w.choose(columns.size())]));
}

Tree column_or_like(Writer& w) {
    if (!w.flip()) return column(w);
    w.words("like");
    return {Kind::like, 0, {}, {text(w)}};
}

Tree columns(Writer& w) {
    Tree tree{Kind::columns, 0, {}, {column_or_like(w)}};
    while (w.flip()) w.words("or"), tree.children.push_back(column_or_like(w));
    return tree;
}

Tree yes_or_no(Writer& w) { return w.flip() ? w.spoken(Kind::yes_no, 1, "yes") : w.spoken(Kind::yes_no, 0, "no"); }

// Several names, one `or` at least.
Tree choice(Writer& w) {
    Tree tree{Kind::columns, 0, {}, {column_or_like(w)}};
    do w.words("or"), tree.children.push_back(column_or_like(w));
    while (w.flip());
    return tree;
}

Tree part(Writer& w) {
    if (w.choose(4) != 3) return column_or_like(w);
    w.sign("(");
    Tree tree = choice(w);
    w.sign(")");
    return tree;
}

Tree joined(Writer& w) {
    Tree tree{Kind::joined_columns, 0, {}, {part(w)}};
    do w.words("and"), tree.children.push_back(part(w));
    while (w.flip());
    return tree;
}

Tree source(Writer& w) {
    switch (w.choose(4)) {
        case 0: return columns(w);
        case 1: return joined(w);
        case 2: {
            Tree tree{Kind::as_year, 0, {}, {columns(w)}};
            w.words("as the year ending");
            tree.children.push_back(day_month(w));
            return tree;
        }
        default: {
            Tree tree{Kind::constant, 0, {}};
            switch (w.choose(5)) {
                case 0: w.words("the text"), tree.children.push_back(text(w)); break;
                case 1: tree.children.push_back(date(w)); break;
                case 2: tree.children.push_back(number(w, true)); break;
                case 3: tree.children.push_back(yes_or_no(w)); break;
                default: tree.children.push_back(w.leaf(Kind::name, "other"));     // one in back-ticks is a column
            }
            return tree;
        }
    }
}

Tree code(Writer& w) { return w.flip() ? text(w) : number(w, true); }

Tree mapping(Writer& w) {
    Tree tree{Kind::mapping, 0, {}, {name(w)}};
    w.words("is");
    tree.children.push_back(source(w));
    if (tree.children.back().kind != Kind::constant && w.choose(4) == 3) tree.children.push_back(w.spoken(Kind::if_there, 0, "if there"));
    while (w.choose(3) == 2) {
        w.words("where");
        if (w.flip()) {
            w.words("spellings from");
            tree.children.push_back({Kind::spellings_from, 0, {}, {text(w)}});
            continue;
        }
        do {
            Tree spelling{Kind::spelling, 0, {}, {code(w)}};
            while (w.flip()) w.sign(","), spelling.children.push_back(code(w));
            w.words(w.flip() ? "mean" : "means");
            if (w.choose(4) == 3) spelling.children.push_back(w.flip() ? w.spoken(Kind::no_value, 1, "blank") : w.spoken(Kind::no_value, 0, "missing"));
            else spelling.children.push_back(w.flip() ? yes_or_no(w) : w.flip() ? name(w) : code(w));
            tree.children.push_back(std::move(spelling));
        } while (w.flip() && (w.sign(","), true));
    }
    return tree;
}

void keys(Writer& w, Tree& into) {
    w.words("whose");
    do {
        into.children.push_back(name(w));
        w.words("is");
        into.children.push_back(w.choose(3) != 2 ? column_or_like(w) : w.flip() ? choice(w) : joined(w));
    } while (w.flip() && (w.words("and"), true));
}

Tree parent(Writer& w) {
    w.words("parent is the");
    Tree tree{Kind::parent, 0, {}, {name(w)}};
    switch (w.choose(3)) {
        case 0: tree.children.push_back(w.spoken(Kind::same_row, 0, "of the same row")); break;
        case 1: {
            w.words("of the");
            Tree part{Kind::of_part, 0, {}, {name(w)}};
            keys(w, part);
            tree.children.push_back(std::move(part));
            break;
        }
        default: keys(w, tree);
    }
    return tree;
}

Tree rows_where(Writer& w) {
    constexpr std::array<std::string_view, 4> words = {"is not blank", "is one of", "is blank", "is not one of"};
    w.words("rows where");
    Tree tree{Kind::rows_where, 0, {}, {w.choose(3) == 2 ? choice(w) : column_or_like(w)}};
    tree.word = static_cast<std::uint8_t>(w.choose(4));
    w.words(words[tree.word]);
    if (tree.word % 2 == 1) {
        do tree.children.push_back(text(w));
        while (w.flip() && (w.sign(","), true));
    }
    return tree;
}

Tree file(Writer& w) {
    w.words("file");
    Tree tree{Kind::file, 0, {}, {text(w)}};
    while (w.flip()) w.sign(","), tree.children.push_back(text(w));
    w.words("gives");
    const bool each = w.flip();
    if (each) w.words("each");
    tree.children.push_back(name(w));
    if (each) tree.children.push_back(w.spoken(Kind::each_once, 0, "once"));
    if (w.flip()) {
        if (w.flip()) w.sign(",");
        constexpr std::array<std::string_view, 3> words = {"holds every", "holds the latest", "holds the last"};
        const auto which = static_cast<std::uint8_t>(w.choose(3));
        tree.children.push_back(w.spoken(Kind::holds, which, words[which]));
        if (which == 1 && w.flip()) w.words("of each"), tree.children.back().children.push_back(name(w));
        if (which == 2) tree.children.back().children.push_back(number(w)), w.words("months");
    }
    while (w.choose(4) != 0) switch (w.choose(4)) {
            case 0: tree.children.push_back(mapping(w)); break;
            case 1: tree.children.push_back(parent(w)); break;
            case 2: tree.children.push_back(rows_where(w)); break;
            default: {
                w.words("ignores");
                Tree ignores{Kind::ignores, 0, {}, {column_or_like(w)}};
                while (w.flip()) w.sign(","), ignores.children.push_back(column_or_like(w));
                tree.children.push_back(std::move(ignores));
            }
        }
    return tree;
}

}  // namespace

Tree feed(Writer& w) {
    w.words("feed");
    Tree tree{Kind::feed, 0, {}, {name(w)}};
    if (w.flip()) tree.children.push_back(text(w));
    while (w.flip()) switch (w.choose(5)) {
            case 0: tree.children.push_back(file(w)); break;
            case 4: {
                w.words("ignores file");
                Tree ignores{Kind::ignores_files, 0, {}, {text(w)}};
                while (w.flip()) {
                    if (w.flip()) w.sign(",");
                    else w.words("or");
                    ignores.children.push_back(text(w));
                }
                tree.children.push_back(std::move(ignores));
                break;
            }
            case 1: {
                constexpr std::array<std::string_view, 4> formats = {"dd/mm/yyyy", "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd 00:00:00", "zz/mm/yyyy"};
                w.words("dates are");
                Tree dates{Kind::dates_are, 0, {}};
                do dates.children.push_back(w.leaf(Kind::date_format, std::string(formats[w.choose(4)])));
                while (w.flip() && (w.words("or"), true));
                tree.children.push_back(std::move(dates));
                break;
            }
            case 2: {
                w.words("blank is");
                Tree blank{Kind::blank_is, 0, {}};
                do blank.children.push_back(w.flip() ? text(w) : w.flip() ? date(w) : number(w, true));
                while (w.flip() && (w.sign(","), true));
                tree.children.push_back(std::move(blank));
                break;
            }
            default: {
                w.words("missing is");
                Tree missing{Kind::missing_is, 0, {}};
                do missing.children.push_back(text(w));
                while (w.flip() && (w.sign(","), true));
                tree.children.push_back(std::move(missing));
            }
        }
    return tree;
}

}  // namespace duly::property
