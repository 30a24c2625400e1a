#include "engine/eval/value_text.hpp"

#include "dsl/base/date.hpp"

namespace duly::eval {

namespace {

using Wide = __int128;

std::string digits(Wide value) {
    std::string out;
    do out.insert(out.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
    while ((value /= 10) != 0);
    return out;
}

// The field that an expression takes its values from, for the names of a choice; null when it has none.
const model::Field* field_behind(const model::RuleSet& rules, model::ExprId id) {
    while (id != model::none) {
        const model::Expr& e = rules.exprs[id];
        switch (e.op) {
            case model::ExprOp::field:
            case model::ExprOp::sibling: return &rules.records[e.record].fields[e.field];
            case model::ExprOp::define: id = e.a; break;
            case model::ExprOp::aggregate: id = rules.aggregates[e.ref].value; break;
            case model::ExprOp::pick: id = e.args.empty() ? model::none : e.args.front(); break;
            default: return nullptr;
        }
    }
    return nullptr;
}

std::string typed_text(const TimeZone& zone, model::Type type, std::int64_t v, std::string_view text) {
    switch (type) {
        case model::Type::text: return std::string(text);
        case model::Type::number:
        case model::Type::money: return decimal_text(v);
        case model::Type::percentage: return decimal_text(v * 100) + '%';
        case model::Type::date: return format_day(static_cast<model::Day>(v));
        case model::Type::moment: return format_moment(v, zone);
        case model::Type::yes_no: return v != 0 ? "yes" : "no";
        case model::Type::choice:
        case model::Type::length: break;
    }
    return std::to_string(v);
}

}  // namespace

std::string decimal_text(std::int64_t scaled) {
    std::string text = rounded_text(scaled, model::number_scale, 6);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

std::string rounded_text(std::int64_t n, std::int64_t d, int places) {
    const bool negative = n < 0;
    Wide unit = 1;
    for (int i = 0; i < places; ++i) unit *= 10;
    const Wide wide = (negative ? -Wide(n) : Wide(n)) * unit;
    const Wide rounded = (2 * wide + d) / (2 * Wide(d));    // half goes up in size, so away from zero
    std::string text = digits(rounded / unit);
    if (places > 0) {
        std::string fraction = digits(rounded % unit);
        fraction.insert(0, static_cast<std::size_t>(places) - fraction.size(), '0');
        text += '.' + fraction;
    }
    return negative && rounded != 0 ? '-' + text : text;
}

std::string cell_text(const model::RuleSet& rules, const model::Field& field, std::int64_t v, std::string_view text) {
    if (field.type == model::Type::choice && v >= 0 && static_cast<std::size_t>(v) < field.choices.size()) return field.choices[static_cast<std::size_t>(v)];
    return typed_text(rules.zone, field.type, v, text);
}

std::string element_text(const model::RuleSet& rules, model::ExprId expr, const Values& values, std::size_t i) {
    if (values.s[i] != Presence::known) return {};
    const std::string_view text = values.type == model::Type::text ? values.text[i] : std::string_view{};
    return value_text(rules, expr, values.type, values.type == model::Type::text ? 0 : values.v[i], text);
}

std::string value_text(const model::RuleSet& rules, model::ExprId expr, model::Type type, std::int64_t v, std::string_view text) {
    if (type == model::Type::choice) {
        if (const model::Field* field = field_behind(rules, expr)) return cell_text(rules, *field, v, text);
    }
    return typed_text(rules.zone, type, v, text);
}

std::string measure_text(const model::Measure& measure, const MeasureValue& value) {
    if (value.low_d == 0 || value.high_d == 0) return {};
    const auto one = [&](std::int64_t n, std::int64_t d) {
        if (measure.percentage) return rounded_text(n * 100, d, measure.places.value_or(1)) + '%';
        if (measure.kind == model::Measure::Kind::reported && !measure.places) return decimal_text(n);   // as the source gives it
        // Without `rounded to` a whole number stays whole and anything else gets two places.
        return rounded_text(n, d, measure.places.value_or(n % d == 0 ? 0 : 2));
    };
    const std::string worst = one(value.low_n, value.low_d), best = one(value.high_n, value.high_d);
    if (value.low_n == value.high_n && value.low_d == value.high_d) return worst;
    return measure.lower_is_better ? best + " to " + worst : worst + " to " + best;
}

std::string grades_text(const model::RuleSet& rules, const model::Measure& measure, const MeasureValue& value) {
    if (value.grade_from == model::none || measure.scale == model::none) return {};
    const auto& grades = rules.scales[measure.scale].grades;
    std::string text = grades[value.grade_from];
    for (std::uint32_t g = value.grade_from + 1; g <= value.grade_to; ++g) text += (g == value.grade_to ? " or " : ", ") + grades[g];
    return text;
}

}  // namespace duly::eval
