// Rows made by changing one cell or two: for conditions, and for whatever else depends on what is compared.
#include <algorithm>
#include <set>

#include "dsl/base/date.hpp"
#include "dsl/model/walk.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/verify/generate_search.hpp"

namespace duly::verify {
namespace {

using model::Day;
using model::ExprOp;
using model::none;
using model::Type;

// Constants and lengths that an expression is written with.
struct Written : model::Visitor {
    explicit Written(const model::RuleSet& rules) : rules(rules) {}
    const model::RuleSet& rules;
    std::vector<model::Literal> literals;
    std::vector<std::pair<std::int64_t, model::Unit>> lengths;
    std::vector<std::int64_t> birthdays;
    std::vector<FieldRead> fields;
    void expression(const model::Expr& expr) override {
        if (expr.op == ExprOp::literal) literals.push_back(expr.literal);
        if (expr.op == ExprOp::length && expr.a != none && rules.exprs[expr.a].op == ExprOp::literal) lengths.emplace_back(rules.exprs[expr.a].literal.number / model::number_scale, expr.unit);
        if (expr.op == ExprOp::birthday) birthdays.push_back(expr.number);
        if (expr.op == ExprOp::field) fields.push_back({expr.record, expr.field});
        if (expr.op == ExprOp::define) model::walk(rules, rules.defines[expr.ref].body, *this);
        // `age of D < 5 years`: the number stands beside the age, its unit with it.
        if (expr.op == ExprOp::age || expr.op == ExprOp::count_between) units.push_back(expr.unit);
    }
    std::vector<model::Unit> units;
};

Day moved(Day day, std::int64_t amount, model::Unit unit, bool back) {
    const std::int64_t n = back ? -amount : amount;
    switch (unit) {
        case model::Unit::months: return add_months(day, n);
        case model::Unit::years: return add_months(day, n * 12);
        case model::Unit::weeks: return static_cast<Day>(day + 7 * n);
        // Open days are fewer than days; the neighbours are tried as well.
        case model::Unit::working_days: return static_cast<Day>(day + n + n / 5 * 2);
        default: return static_cast<Day>(day + n);
    }
}

}  // namespace

std::vector<std::string> Search::values_for(FieldRead at, const Case& in, model::ExprId about, std::optional<std::int64_t> figure) const {
    const model::Field& field = rules_.records[at.record].fields[at.field];
    Written written(rules_);
    if (about != none) model::walk(rules_, about, written);
    std::vector<std::string> out;
    const auto add = [&](std::string text) {
        if (std::find(out.begin(), out.end(), text) == out.end()) out.push_back(std::move(text));
    };
    switch (field.type) {
        case Type::yes_no:
            add("yes");
            add("no");
            break;
        case Type::choice:
            for (const std::string& choice : field.choices) add(choice);
            break;
        case Type::text:
            for (const model::Literal& literal : written.literals)
                if (literal.type == Type::text) add(literal.text);
            for (const FieldRead& other : written.fields)
                if (const auto cell = in.cells.find(other); cell != in.cells.end() && !cell->second.empty() && rules_.records[other.record].fields[other.field].type == Type::text) add(cell->second.front());
            add("R1");
            add("another");
            break;
        case Type::number:
        case Type::money:
        case Type::percentage: {
            std::vector<std::int64_t> numbers{0, model::number_scale};
            for (const model::Literal& literal : written.literals)
                if (literal.type == Type::number || literal.type == Type::percentage || literal.type == Type::money) numbers.push_back(literal.number);
            if (figure) numbers.push_back(*figure);
            const std::int64_t one = field.type == Type::percentage ? model::number_scale / 100 : model::number_scale;
            for (const std::int64_t number : numbers)
                for (const std::int64_t more : {std::int64_t{0}, one, -one, one / 2, -one / 2})
                    if (number + more >= 0) add(eval::cell_text(rules_, field, number + more, {}));
            break;
        }
        case Type::date:
        case Type::moment: {
            std::set<Day> days;
            std::vector<Day> from = days_in(rules_, in);
            from.push_back(as_of_day(rules_, in));
            for (const model::Literal& literal : written.literals)
                if (literal.type == Type::date) from.push_back(static_cast<Day>(literal.number));
            std::vector<std::pair<std::int64_t, model::Unit>> lengths = written.lengths;
            for (const std::int64_t years : written.birthdays) lengths.emplace_back(years, model::Unit::years);
            for (const model::Unit unit : written.units)
                for (const model::Literal& literal : written.literals)
                    if (literal.type == Type::number) lengths.emplace_back(literal.number / model::number_scale, unit);
            if (figure) lengths.emplace_back(*figure / model::number_scale, model::Unit::days), lengths.emplace_back(*figure / model::number_scale, model::Unit::working_days);
            lengths.emplace_back(0, model::Unit::days);
            for (const Day day : from)
                for (const auto& [amount, unit] : lengths)
                    for (const bool back : {false, true})
                        for (const int beside : {0, 1, -1}) days.insert(moved(day, amount, unit, back) + beside);
            for (const Day day : days)
                if (day > to_day({1900, 1, 1}) && day < to_day({2100, 1, 1})) add(time_text(rules_, at, field.type == Type::moment ? rules_.zone.utc(day, 9 * 3600) : day, field.type == Type::moment));
            break;
        }
        case Type::length: break;
    }
    add("");
    if (const auto cell = in.cells.find(at); is_time(rules_, at) && cell != in.cells.end() && !cell->second.empty() && cell->second.back().size() >= 10) add(cell->second.back().substr(0, 7));
    add("?");
    return out;
}

bool Search::find_by_change(const Item& item, const std::vector<FieldRead>& fields, model::ExprId about) {
    const std::vector<Tried> bases = pool_;
    const auto in_chain = [&](model::RecordId record) {
        for (model::RecordId up = record_of(rules_, rule_); up != none; up = rules_.records[up].parent)
            if (up == record) return true;
        return false;
    };
    // The value in every row of its record, or in the last.
    const auto changed = [&](const Case& from, FieldRead at, const std::string& value, bool last_only) {
        Case next = from;
        auto& pieces = next.cells[at];
        if (pieces.empty()) {
            if (value.empty()) return next;
            defaults_.resize(next, at.record, 1);
        }
        auto& cell = next.cells[at];
        if (cell.empty()) cell.resize(std::max<std::size_t>(1, rows_of(next, at.record)));
        if (last_only) cell.back() = value;
        else cell.assign(cell.size(), value);
        return next;
    };
    // A record that is not there, or is.
    for (const Tried& base : bases) {
        for (const FieldRead& at : fields) {
            if (in_chain(at.record)) continue;
            Case without = base.one;
            for (auto& [field, pieces] : without.cells)
                if (field.record == at.record) pieces.clear();
            if (!(without == base.one) && take(without, item.key)) return true;
            Case with = base.one;
            if (rows_of(with, at.record) == 0) {
                defaults_.resize(with, at.record, 1);
                if (!(with == base.one) && take(with, item.key)) return true;
            }
        }
    }
    const std::size_t most = std::min<std::size_t>(bases.size(), 16);
    for (std::size_t i = 0; i < most; ++i)
        for (const FieldRead& at : fields)
            for (const std::string& value : values_for(at, bases[i].one, about, {})) {
                if (take(changed(bases[i].one, at, value, false), item.key)) return true;
                if (rows_of(bases[i].one, at.record) > 1 && take(changed(bases[i].one, at, value, true), item.key)) return true;
            }
    for (std::size_t i = 0; i < std::min<std::size_t>(bases.size(), 4); ++i)
        for (const FieldRead& at : fields)
            for (const std::string& value : values_for(at, bases[i].one, about, {})) {
                const Case first = changed(bases[i].one, at, value, false);
                for (const FieldRead& other : defaults_.fields()) {
                    if (other == at || is_time(rules_, other)) continue;
                    for (const std::string& second : values_for(other, first, about, {}))
                        if (take(changed(first, other, second, false), item.key)) return true;
                }
            }
    // Two of the rule's own record, where one is asked about the others.
    for (const Tried& base : bases)
        for (const FieldRead& at : fields) {
            if (at.record != record_of(rules_, rule_)) continue;
            Case two = base.one;
            defaults_.resize(two, at.record, rows_of(two, at.record) + 1);
            if (take(two, item.key)) return true;
            for (const std::string& value : values_for(at, two, about, {}))
                if (take(changed(two, at, value, true), item.key) || take(changed(two, at, value, false), item.key)) return true;
        }
    return false;
}

}  // namespace duly::verify
