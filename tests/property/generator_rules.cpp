// What judges: timescales, measures, actions; and feeds.
#include <array>

#include "tests/property/generator.hpp"

namespace duly::property {

namespace {

Tree head(Writer& w, Kind kind, std::string_view word) {
    w.words(word);
    Tree tree{kind, 0, {}, {name(w)}};
    if (w.flip()) tree.children.push_back(text(w));
    return tree;
}

void add(Tree& into, Writer& w, Kind kind, std::string_view words, Tree (*part)(Writer&), std::uint8_t word = 0) {
    w.words(words);
    into.children.push_back({kind, word, {}, {part(w)}});
}

void two(Tree& into, Writer& w, Kind kind, std::string_view words, Tree (*first)(Writer&), std::string_view between, Tree (*second)(Writer&), std::uint8_t word = 0) {
    add(into, w, kind, words, first, word);
    w.words(between);
    into.children.back().children.push_back(second(w));
}

void list(Tree& into, Writer& w, Kind kind, std::string_view words, Tree (*part)(Writer&)) {
    add(into, w, kind, words, part);
    while (w.flip()) w.sign(","), into.children.back().children.push_back(part(w));
}

Tree number_unit(Writer& w) {
    Tree amount = number(w);
    return {Kind::length, 0, {}, {std::move(amount), unit(w)}};
}

void timescale_clause(Writer& w, Tree& into) {
    if (shared_clause(w, into)) return;
    const auto plain = [&](Kind kind, std::uint8_t word, std::string_view words) { into.children.push_back(w.spoken(kind, word, words)); };
    // What could be a part of a condition that stands before it.
    const auto apart = [&] { add(into, w, Kind::law, "law", text); };
    switch (w.choose(27)) {
        case 0: return add(into, w, Kind::from, "from", value);
        case 1: return add(into, w, Kind::to, "to", value);
        case 2:
            add(into, w, Kind::to_each, "to each", field_ref);
            if (w.flip()) into.children.back().children.push_back(narrowing(w));
            return;
        case 3: return add(into, w, Kind::within, "within", limit);
        case 4: {
            apart();
            w.words("before");
            Tree tree{Kind::before_otherwise, 0, {}, {value(w)}};
            w.sign(",");
            w.words("otherwise within");
            tree.children.push_back(limit(w));
            w.words("of");
            tree.children.push_back(value(w));
            into.children.push_back(std::move(tree));
            return;
        }
        case 5: return plain(Kind::as_soon_as_practicable, 0, "as soon as practicable");
        case 6: return apart(), two(into, w, Kind::at_least_after, "at least", limit, "after", value);
        case 7: return apart(), two(into, w, Kind::at_least_before, "at least", limit, "before", value);
        case 8: return list(into, w, Kind::at_limits, "at", number_unit);
        case 9: return add(into, w, Kind::once_in_every, "at least once in every", limit);
        case 10: return plain(Kind::once_in_every, 1, "at least once in every term");
        case 11: {
            constexpr std::array<std::string_view, 4> words = {"then every", "first within", "second within", "third within"};
            const auto which = static_cast<std::uint8_t>(w.choose(4));
            return add(into, w, Kind::turn_limit, words[which], limit, which);
        }
        case 12: return add(into, w, Kind::stop_on, "stop on", value);
        case 13: return list(into, w, Kind::also_shown_by, "also shown by", list_value);
        case 14: return plain(Kind::may_be_done_earlier, 0, "may be done earlier");
        case 15: return add(into, w, Kind::warn, "warn", limit), w.words("before");
        case 16: return add(into, w, Kind::excused, "excused when", condition);
        case 17: return two(into, w, Kind::extended, "extended by", length, "when", condition);
        case 18: return two(into, w, Kind::extended, "extended by", length, "on", value, 1);
        case 19: return add(into, w, Kind::extended_to, "extended to", value);
        case 20: return two(into, w, Kind::paused, "paused from", value, "to", value);
        case 21: return add(into, w, Kind::paused, "paused during each", name, 1);
        case 22: return add(into, w, Kind::restarted, "restarted on", value);
        case 23: return add(into, w, Kind::on_calendar, "on calendar", w.flip() ? name : field_ref);
        case 24: return w.flip() ? plain(Kind::rolls, 0, "rolls to the next working day") : plain(Kind::rolls, 1, "does not roll");
        case 25: return add(into, w, Kind::by_time, "by", time_of_day);
        default: return add(into, w, Kind::chosen_by, "chosen by", value);
    }
}

Tree period(Writer& w, bool previous) {
    constexpr std::array<std::string_view, 5> words = {"month", "quarter", "year", "year to date", "rolling"};
    const auto which = static_cast<std::uint8_t>(w.choose(previous ? 3 : 5));
    Tree tree = w.spoken(Kind::period, which, words[which]);
    if (which == 4) tree.children.push_back(length(w));
    return tree;
}

Tree grade(Writer& w) {
    Tree tree = name(w);
    tree.kind = Kind::grade;
    return tree;
}

Tree month_year(Writer& w) { return w.leaf(Kind::month_year, w.flip() ? "April 2015" : "December  2024"); }

Tree band(Writer& w) {
    constexpr std::array<std::string_view, 5> words = {"at least", "at most", "between", "more than", "less than"};
    const auto which = static_cast<std::uint8_t>(w.choose(10));
    Tree tree{Kind::band, which, {}};
    if (which == 6) w.words("otherwise");
    tree.children.push_back(grade(w));
    const auto put = [&](Tree part) { tree.children.push_back(std::move(part)); };
    if (which < 5) {
        w.words(words[which]);
        put(value(w));
        if (which == 2) w.words("and"), put(value(w));
    } else if (which == 5) {
        w.words("otherwise");
    } else if (which == 7 || which == 8) {
        w.words("within");
        put(which == 7 ? number(w) : percent(w));
        w.words(which == 7 ? "points of" : "of");
        put(grade(w));
    } else if (which == 9) {
        constexpr std::array<std::string_view, 6> moves = {"better than the previous", "worse than the previous", "risen for", "fallen for", "risen by", "fallen by"};
        const auto move = static_cast<std::uint8_t>(w.choose(6));
        w.words(moves[move]);
        Tree movement{Kind::movement, move, {}};
        if (move < 2) movement.children.push_back(period(w, true));
        else if (move < 4) movement.children.push_back(length(w));
        else if (w.flip()) movement.children.push_back(percent(w));
        else movement.children.push_back(number(w)), w.words(w.flip() ? "points" : "point");
        if (move >= 4 && w.flip()) w.words("since"), movement.children.push_back(w.flip() ? month_year(w) : date(w));
        put(std::move(movement));
    }
    return tree;
}

void bands(Writer& w, Tree& into) {
    w.words("bands on");
    Tree tree{Kind::bands, 0, {}, {name(w)}};
    w.sign(":");
    const auto all = [&](Tree& to) {
        do to.children.push_back(band(w));
        while (w.flip() && (w.sign(","), true));
    };
    if (w.flip()) {
        do {
            w.words("from");
            Tree dated{Kind::bands_from, 0, {}, {date(w)}};
            w.sign(":");
            all(dated);
            tree.children.push_back(std::move(dated));
        } while (w.flip());
    } else {
        all(tree);
    }
    into.children.push_back(std::move(tree));
}

void figure(Writer& w, Tree& into) {
    switch (w.choose(7)) {
        case 0:
            add(into, w, Kind::percentage_of_timescale, "percentage of", name);
            w.words("that are");
            do into.children.back().children.push_back(outcome(w));
            while (w.flip() && (w.words("or"), true));
            return;
        case 1: {
            add(into, w, Kind::percentage_of_records, "percentage of", name);
            auto& parts = into.children.back().children;
            if (w.flip()) parts.push_back(narrowing(w));
            if (!w.flip()) return;
            w.words("out of");
            parts.push_back(name(w));
            if (w.flip()) parts.push_back(narrowing(w));
            return;
        }
        case 2: return two(into, w, Kind::percentage_of_sums, "percentage of sum of", value, "out of sum of", value);
        case 3:
            add(into, w, Kind::count_of, "count of", name);
            if (w.flip()) into.children.back().children.push_back(narrowing(w));
            return;
        case 4: {
            constexpr std::array<std::string_view, 4> words = {"sum of", "average of", "median of", "longest of"};
            const auto which = static_cast<std::uint8_t>(w.choose(5));
            if (which < 4) return add(into, w, Kind::statistic_of, words[which], value, which);
            return two(into, w, Kind::statistic_of, "percentile", [](Writer& one) { return number(one); }, "of", value, 4);
        }
        case 5: return two(into, w, Kind::rate_per, "rate per", [](Writer& one) { return number(one); }, "of", w.flip() ? name : field_ref);
        default:
            two(into, w, Kind::reported_as, "reported as", text, "in", name);
            if (w.flip()) w.words("for"), into.children.back().children.push_back(text(w));
    }
}

Tree plain_number(Writer& w) { return number(w); }

}  // namespace

Tree timescale(Writer& w) {
    Tree tree = head(w, Kind::timescale, "timescale");
    if (w.flip()) add(tree, w, Kind::extends, "extends", name);
    while (w.choose(4) != 0) timescale_clause(w, tree);
    while (w.choose(3) == 2) {
        const bool temporary = w.flip();
        w.words(temporary ? "temporary version" : "version");
        Tree version{Kind::version, static_cast<std::uint8_t>((temporary ? 4 : 0) + 1 + w.choose(3)), {}};
        if (version.word & 1) {
            w.words("from");
            if (w.flip()) {
                version.children.push_back(field_ref(w));
                if (w.flip()) w.sign(","), w.words("at the latest"), version.word += 8, version.children.push_back(date(w));
            } else {
                version.children.push_back(date(w));
            }
        }
        if (version.word & 2) w.words("until"), version.children.push_back(date(w));
        while (w.flip()) timescale_clause(w, version);
        tree.children.push_back(std::move(version));
    }
    return tree;
}

Tree measure(Writer& w) {
    Tree tree = head(w, Kind::measure, "measure");
    const auto plain = [&](Kind kind, std::uint8_t word, std::string_view words) { tree.children.push_back(w.spoken(kind, word, words)); };
    while (w.choose(4) != 0) {
        if (w.choose(4) == 3 && !tree.children.empty() && tree.children.back().kind == Kind::per) w.sign(","), list(tree, w, Kind::by, "by", list_value);
        if (shared_clause(w, tree)) continue;
        switch (w.choose(12)) {
            case 0: case 1: case 2: figure(w, tree); break;
            case 3: {
                constexpr std::array<std::string_view, 3> words = {"counted when due", "counted when done", "counted when started"};
                const auto which = static_cast<std::uint8_t>(w.choose(3));
                plain(Kind::counted_when, which, words[which]);
                break;
            }
            case 4: add(tree, w, Kind::counted_by, "counted by", value); break;
            case 5: w.flip() ? plain(Kind::open_on_last_day, 0, "counted open on the last day") : plain(Kind::open_on_last_day, 1, "counted on the last day"); break;
            case 6:
                w.words("per");
                tree.children.push_back({Kind::per, 0, {}, {period(w, false)}});
                while (w.flip()) w.words(w.flip() ? "and per" : "and"), tree.children.back().children.push_back(period(w, false));
                break;
            case 7: list(tree, w, Kind::by, "by", list_value); break;
            case 8: bands(w, tree); break;
            case 9: plain(Kind::lower_is_better, 0, "lower is better"); break;
            case 10: add(tree, w, Kind::floor, "floor", w.flip() ? percent : plain_number); break;
            default:
                switch (w.choose(4)) {
                    case 0: add(tree, w, Kind::hide_under, "hide counts under", plain_number); break;
                    case 1: add(tree, w, Kind::unrated_under, "unrated under", plain_number); break;
                    case 2: add(tree, w, Kind::on_calendar, "on calendar", name); break;
                    default: add(tree, w, Kind::rounded_to, "rounded to", plain_number), w.words(w.flip() ? "place" : "places");
                }
        }
    }
    return tree;
}

Tree action(Writer& w) {
    Tree tree = head(w, Kind::action, "action");
    const auto since = [&](Tree& need) {
        if (w.flip()) w.words("since"), need.children.push_back(date(w));
    };
    const auto need = [&](Tree& into) {
        switch (w.choose(5)) {
            case 0: {
                const auto word = static_cast<std::uint8_t>(w.choose(3));
                if (word > 0) w.words(word == 1 ? "check" : "action");
                into.children.push_back({Kind::need_name, word, {}, {name(w)}});
                return;
            }
            case 1:
                if (w.flip()) add(into, w, Kind::need_no_breach, "no breach of", name);
                else into.children.push_back({Kind::need_no_breach, 0, {}, {name(w)}}), w.words("no breach");
                return since(into.children.back());
            case 2:
                if (w.flip()) {
                    two(into, w, Kind::need_at_most, "at most", plain_number, w.flip() ? "breaches of" : "breach of", name);
                } else {
                    Tree who = name(w);
                    w.words("at most");
                    into.children.push_back({Kind::need_at_most, 0, {}, {number(w), std::move(who)}});
                    w.words("breaches");
                }
                return since(into.children.back());
            case 3: {
                constexpr std::array<std::string_view, 3> words = {"at least", "at most", "is"};
                const auto word = static_cast<std::uint8_t>(w.choose(3));
                Tree measured{Kind::need_measure, word, {}, {name(w)}};
                w.words(words[word]);
                measured.children.push_back(grade(w));
                if (w.flip()) w.words("for"), measured.children.push_back(number(w)), w.words(w.flip() ? "months in a row" : "month in a row");
                into.children.push_back(std::move(measured));
                return;
            }
            default: {
                Tree milestone{Kind::milestone, 0, {}, {condition(w)}};
                w.words("by");
                milestone.children.push_back(date(w));
                into.children.push_back(std::move(milestone));
            }
        }
    };
    while (w.choose(3) != 0) {
        if (shared_clause(w, tree)) continue;
        switch (w.choose(7)) {
            case 0: add(tree, w, Kind::owner, "owner", text); break;
            case 1: add(tree, w, Kind::due, "due", date); break;
            case 2: two(tree, w, Kind::due, "due within", length, "of", date, 1); break;
            case 3: add(tree, w, Kind::done_on, "done on", date); break;
            case 4: add(tree, w, Kind::recorded_in, "recorded in", name); break;
            case 5: add(tree, w, Kind::evidence, "evidence", text); break;
            default: {
                Tree needs{Kind::needs, static_cast<std::uint8_t>(w.choose(2)), {}};
                w.words(needs.word == 1 ? "needs any of" : w.flip() ? "needs all of" : "needs");
                do need(needs);
                while (w.flip() && (w.sign(","), true));
                tree.children.push_back(std::move(needs));
            }
        }
    }
    return tree;
}

}  // namespace duly::property
