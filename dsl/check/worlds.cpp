#include "dsl/check/worlds.hpp"

#include <algorithm>

namespace duly::check {

using model::Expr;
using model::ExprOp;
using model::none;
using model::Type;

namespace {

constexpr std::size_t most_worlds = 64;

bool is_empty(const Values::Span& span) { return span.low > span.high || (span.low == span.high && !(span.low_in && span.high_in)); }

Worlds joined(Worlds a, const Worlds& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a.size() > most_worlds ? anything() : a;
}

bool in_time(Type type) { return type == Type::date || type == Type::moment; }

}  // namespace

Values Values::both(const Values& other) const {
    Values result{{}, blank && other.blank};
    for (const auto& a : spans) {
        for (const auto& b : other.spans) {
            Span span = a;
            if (b.low > span.low || (b.low == span.low && !b.low_in)) span.low = b.low, span.low_in = b.low_in;
            if (b.high < span.high || (b.high == span.high && !b.high_in)) span.high = b.high, span.high_in = b.high_in;
            if (!is_empty(span)) result.spans.push_back(span);
        }
    }
    return result;
}

Values Values::either(const Values& other) const {
    Values result = *this;
    result.spans.insert(result.spans.end(), other.spans.begin(), other.spans.end());
    result.blank = blank || other.blank;
    return result;
}

Values Values::others() const {
    Values result;
    for (const auto& span : spans) {
        Values outside{{}, true};
        if (span.low != INT64_MIN) outside.spans.push_back({INT64_MIN, span.low, true, !span.low_in});
        if (span.high != INT64_MAX) outside.spans.push_back({span.high, INT64_MAX, !span.high_in, true});
        result = result.both(outside);
    }
    return result;
}

Values Values::without_blank() const {
    Values result = *this;
    result.blank = false;
    return result;
}

Worlds Possible::both(const Worlds& a, const Worlds& b) {
    Worlds result;
    for (const auto& left : a) {
        for (const auto& right : b) {
            World world = left;
            bool possible = true;
            for (const auto& [thing, values] : right) {
                const auto [found, fresh] = world.try_emplace(thing, values);
                if (!fresh) found->second = found->second.both(values);
                possible = possible && !found->second.empty();
            }
            if (possible) result.push_back(std::move(world));
            if (result.size() > most_worlds) return anything();
        }
    }
    return result;
}

Worlds Possible::with_blank(const std::vector<std::string>& things) const {
    World world;
    for (const auto& each : things) world[each] = Values::only_blank();
    return {world};
}

namespace {

template <typename T>
void put(std::string& key, T value) { key.append(reinterpret_cast<const char*>(&value), sizeof value); }

void put_expression(const model::RuleSet& rules, const Expr& expr, std::string& key);

void put_expression(const model::RuleSet& rules, model::ExprId id, std::string& key) {
    if (id == none) key += '-';
    else put_expression(rules, rules.exprs[id], key);
}

// Bytes that only an equal expression has: asked for every condition, so there is no text in it that nobody reads.
void put_expression(const model::RuleSet& rules, const Expr& expr, std::string& key) {
    if (expr.op == ExprOp::define) return put_expression(rules, expr.a, key);
    const auto small = {static_cast<std::uint8_t>(expr.op), expr.word, static_cast<std::uint8_t>(expr.unit), expr.slot, expr.slot2, expr.hops, expr.hops2};
    key += '(';
    for (const std::uint8_t part : small) key += static_cast<char>(part);
    put(key, expr.record);
    put(key, expr.field);
    put(key, expr.number);
    if (expr.op == ExprOp::literal) {
        put(key, expr.literal.type);
        put(key, expr.literal.number);
        put(key, expr.literal.text.size());
        key += expr.literal.text;
    }
    if (expr.op == ExprOp::aggregate) {
        const auto& rows = rules.aggregates[expr.ref];
        put(key, rows.op);
        for (const std::uint8_t part : {rows.slot, rows.hops, rows.binds, static_cast<std::uint8_t>(rows.others)}) key += static_cast<char>(part);
        put(key, rows.path.size());
        for (const auto record : rows.path) put(key, record);
        for (const auto part : {rows.where, rows.value, rows.has, rows.window}) put_expression(rules, part, key);
    } else {
        put(key, expr.ref);
    }
    for (const auto part : {expr.a, expr.b, expr.c}) put_expression(rules, part, key);
    for (const auto part : expr.args) put_expression(rules, part, key);
    key += ')';
}

}  // namespace

std::string Possible::thing(model::ExprId id) const {
    std::string key;
    put_expression(rules_, id, key);
    return key;
}

std::string Possible::thing(const Expr& expr) const {
    std::string key;
    put_expression(rules_, expr, key);
    return key;
}

bool Possible::missing_when_blank(model::ExprId id) const {
    const Expr& expr = rules_.exprs[id];
    if (expr.op != ExprOp::field || expr.slot != 0 || expr.hops != 0 || expr.record == none) return false;
    const auto& field = rules_.records[expr.record].fields[expr.field];
    return !field.optional && field.with == none && !in_time(field.type);
}

Values Possible::all_of(model::ExprId id) const {
    const Expr& expr = rules_.exprs[id];
    if (expr.op == ExprOp::define) return all_of(expr.a);
    std::size_t points = 0;
    if (expr.type == Type::yes_no) points = 2;
    if (expr.type == Type::choice && (expr.op == ExprOp::field || expr.op == ExprOp::sibling)) points = rules_.records[expr.record].fields[expr.field].choices.size();
    Values result;
    if (points > 0) {
        result.spans.clear();
        for (std::size_t i = 0; i < points; ++i) result.spans.push_back(Values::point(static_cast<std::int64_t>(i)).spans.front());
    }
    if (expr.op == ExprOp::aggregate && rules_.aggregates[expr.ref].op == model::AggregateOp::count) result.spans = {{0, INT64_MAX, true, true}};
    return result;
}

std::int64_t Possible::number_of(const model::Literal& literal) {
    if (literal.type != Type::text) return literal.number;
    auto text = literal.text;
    while (!text.empty() && text.back() == ' ') text.pop_back();
    while (!text.empty() && text.front() == ' ') text.erase(0, 1);
    return texts_.try_emplace(text, static_cast<std::int64_t>(texts_.size())).first->second;
}

Worlds Possible::of(std::string thing, const Values& yes, Answer answer, const Values& all, bool blank_is_no, bool only_blank_unknown) const {
    Values values = all;
    if (answer == Answer::yes) values = all.both(yes);
    if (answer == Answer::no) values = all.both(yes.others());
    if (answer == Answer::no && !blank_is_no) values.blank = false;
    if (answer == Answer::unknown) values = only_blank_unknown ? Values::only_blank() : all;
    if (values.empty()) return {};
    return {World{{std::move(thing), values}}};
}

Worlds Possible::plain(const std::string& thing, Answer answer) const {
    Values two{{Values::point(0).spans.front(), Values::point(1).spans.front()}, true};
    return of(thing, Values::point(1), answer, two, true, false);
}

// Two things beside each other: the first is less, the same or more.
Worlds Possible::pair(const Expr& expr, Answer answer) {
    auto a = thing(expr.a), b = thing(expr.b);
    const bool turned = b < a;
    if (turned) std::swap(a, b);
    const auto sign = [&](int value) { return Values::point(turned ? -value : value); };
    Values yes = Values::nothing();
    switch (expr.op) {
        case ExprOp::equal: yes = sign(0); break;
        case ExprOp::not_equal: yes = sign(-1).either(sign(1)).either(Values::only_blank()); break;
        case ExprOp::less: yes = sign(-1); break;
        case ExprOp::less_equal: yes = sign(-1).either(sign(0)); break;
        case ExprOp::greater: yes = sign(1); break;
        default: yes = sign(1).either(sign(0));
    }
    const Values all{{sign(-1).spans.front(), sign(0).spans.front(), sign(1).spans.front()}, true};
    return of("pair" + a + b, yes, answer, all, true, false);
}

Worlds Possible::compared(const Expr& expr, Answer answer) {
    const auto literal = [&](model::ExprId id) -> const model::Literal* {
        const Expr* each = &rules_.exprs[id];
        while (each->op == ExprOp::define) each = &rules_.exprs[each->a];
        return each->op == ExprOp::literal ? &each->literal : nullptr;
    };
    auto left = expr.a, right = expr.b;
    auto op = expr.op;
    if (literal(left) != nullptr && (op != ExprOp::one_of && op != ExprOp::between)) {
        std::swap(left, right);
        if (op == ExprOp::less) op = ExprOp::greater;
        else if (op == ExprOp::less_equal) op = ExprOp::greater_equal;
        else if (op == ExprOp::greater) op = ExprOp::less;
        else if (op == ExprOp::greater_equal) op = ExprOp::less_equal;
    }
    std::vector<model::ExprId> constants = op == ExprOp::one_of ? expr.args : std::vector<model::ExprId>{right};
    if (op == ExprOp::between) constants = {expr.b, expr.c};
    const auto type = rules_.exprs[left].type;
    std::vector<std::int64_t> values;
    for (const auto id : constants) {
        const auto* value = literal(id);
        // A moment beside a date is its day: another thing than the moment.
        if (value == nullptr || literal(left) != nullptr || (in_time(type) && value->type != type)) {
            const bool two = op != ExprOp::one_of && op != ExprOp::between;
            return two && value == nullptr && literal(left) == nullptr ? pair(expr, answer) : plain(thing(static_cast<model::ExprId>(&expr - rules_.exprs.data())), answer);
        }
        values.push_back(number_of(*value));
    }
    Values yes = Values::nothing();
    switch (op) {
        case ExprOp::equal: yes = Values::point(values[0]); break;
        case ExprOp::not_equal: yes = Values::point(values[0]).others(); break;
        case ExprOp::less: yes = {{{INT64_MIN, values[0], true, false}}, false}; break;
        case ExprOp::less_equal: yes = {{{INT64_MIN, values[0], true, true}}, false}; break;
        case ExprOp::greater: yes = {{{values[0], INT64_MAX, false, true}}, false}; break;
        case ExprOp::greater_equal: yes = {{{values[0], INT64_MAX, true, true}}, false}; break;
        case ExprOp::between: yes = {{{values[0], values[1], true, true}}, false}; break;
        default:
            for (const auto value : values) yes = yes.either(Values::point(value));
            if (expr.word == 1) yes = yes.others();
    }
    const bool missing = missing_when_blank(left);
    if (missing) yes.blank = false;
    Values all = all_of(left);
    return of(thing(left), yes, answer, all, !missing && !yes.blank, missing);
}

// How far X lies before or after Y: nothing or more, and -1 for the other side.
Worlds Possible::distance(const Expr& expr, Answer answer) {
    const Expr& length = rules_.exprs[expr.b];
    const Expr& amount = rules_.exprs[length.a];
    const auto key = "distance" + thing(expr.a) + thing(expr.c) + std::to_string(expr.word >> 3) + "." + std::to_string(static_cast<int>(length.unit));
    if (amount.op != ExprOp::literal) return plain(key + thing(length.a) + std::to_string(expr.word & 7), answer);
    const auto n = amount.literal.number;
    Values yes = Values::nothing();
    switch (static_cast<model::Relation>(expr.word & 7)) {
        case model::Relation::at_least: yes = {{{n, INT64_MAX, true, true}}, false}; break;
        case model::Relation::at_most: yes = {{{0, n, true, true}}, false}; break;
        case model::Relation::more_than: yes = {{{n, INT64_MAX, false, true}}, false}; break;
        case model::Relation::less_than: yes = {{{0, n, true, false}}, false}; break;
    }
    const Values all{{{-1, -1, true, true}, {0, INT64_MAX, true, true}}, true};
    return of(key, yes, answer, all, true, false);
}

Worlds Possible::when(model::ExprId condition, Answer answer) {
    if (condition == none) return anything();
    const Expr& expr = rules_.exprs[condition];
    const auto opposite = answer == Answer::yes ? Answer::no : answer == Answer::no ? Answer::yes : Answer::unknown;
    switch (expr.op) {
        case ExprOp::define: return when(expr.a, answer);
        case ExprOp::not_: return when(expr.a, opposite);
        case ExprOp::and_:
        case ExprOp::or_:
            if ((expr.op == ExprOp::and_) == (answer == Answer::yes) && answer != Answer::unknown) return both(when(expr.a, answer), when(expr.b, answer));
            return joined(when(expr.a, answer), when(expr.b, answer));
        case ExprOp::literal:
            if (expr.type != Type::yes_no) return anything();
            return (expr.literal.number == 1) == (answer == Answer::yes) && answer != Answer::unknown ? anything() : Worlds{};
        case ExprOp::equal:
        case ExprOp::not_equal:
        case ExprOp::less:
        case ExprOp::less_equal:
        case ExprOp::greater:
        case ExprOp::greater_equal:
        case ExprOp::one_of:
        case ExprOp::between: return compared(expr, answer);
        case ExprOp::is_known:
        case ExprOp::is_missing: {
            if (answer == Answer::unknown) return {};
            const bool known = (expr.op == ExprOp::is_known) == (answer == Answer::yes);
            const auto values = known ? all_of(expr.a).without_blank() : Values::only_blank();
            return {World{{thing(expr.a), values}}};
        }
        case ExprOp::distance: return distance(expr, answer);
        case ExprOp::weekday_in: {
            Values yes = Values::nothing(), all{{}, true};
            for (int day = 0; day < 7; ++day) {
                all = all.either(Values::point(day));
                if ((expr.number >> day & 1) != 0) yes = yes.either(Values::point(day));
            }
            return of("weekday" + thing(expr.a), yes, answer, all, true, false);
        }
        case ExprOp::is_working_day: return plain("working" + thing(expr.a), expr.word == 1 ? opposite : answer);
        default: return plain(thing(condition), answer);
    }
}

}  // namespace duly::check
