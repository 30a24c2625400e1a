#include "dsl/check/literals.hpp"

#include <cctype>
#include <charconv>

#include "dsl/base/date.hpp"

namespace duly::check {
namespace {

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> result;
    std::string word;
    for (const char c : text) {
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            if (!word.empty()) result.push_back(std::move(word));
            word.clear();
        } else {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    if (!word.empty()) result.push_back(std::move(word));
    return result;
}

int month_called(std::string_view word) {
    static constexpr std::string_view months[] = {"january", "february", "march",     "april",   "may",      "june",
                                                  "july",    "august",   "september", "october", "november", "december"};
    for (int i = 0; i < 12; ++i) {
        if (months[i] == word || months[i].substr(0, 3) == word) return i + 1;
    }
    return 0;
}

std::optional<int> whole(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return value;
}

std::optional<model::Day> day_in(const std::vector<std::string>& words) {
    if (words.size() == 1) return parse_iso_day(words[0]);
    if (words.size() != 3) return {};
    const auto day = whole(words[0]), year = whole(words[2]);
    const int month = month_called(words[1]);
    if (!day || !year || month == 0) return {};
    return to_day_checked(*year, month, *day);
}

std::optional<int> minutes_in(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return {};
    const auto hour = whole(text.substr(0, colon)), minute = whole(text.substr(colon + 1));
    if (!hour || !minute || *hour < 0 || *hour > 24 || *minute < 0 || *minute > 59 || (*hour == 24 && *minute != 0)) return {};
    return *hour * 60 + *minute;
}

template <typename T>
std::optional<T> told(Context& context, Written node, std::optional<T> value, const char* what, const char* help) {
    if (!value) context.report(DiagnosticKind::bad_literal, node, quoted(one_line(node)) + " is not " + what, help);
    return value;
}

}  // namespace

std::optional<model::Day> day_of(Context& context, Written date) {
    return told(context, date, day_in(words_in(date.text())), "a date that exists", "write `2024-03-01` or `1 March 2024`");
}

std::optional<model::Day> month_of(Context& context, Written month_year) {
    auto words = words_in(month_year.text());
    words.insert(words.begin(), "1");
    return told(context, month_year, day_in(words), "a month that exists", "write `April 2015`");
}

std::optional<model::Second> moment_of(Context& context, Written moment) {
    auto words = words_in(moment.text());
    std::optional<model::Second> value;
    if (words.size() >= 2) {
        const auto minutes = minutes_in(words.back());
        words.pop_back();
        const auto day = day_in(words);
        if (minutes && day) value = context.rules.zone.utc(*day, *minutes * 60);
    }
    return told(context, moment, value, "a moment that exists", "write `2024-03-01 18:00`");
}

std::optional<std::pair<int, int>> day_month_of(Context& context, Written node) {
    const auto words = words_in(node.text());
    std::optional<std::pair<int, int>> value;
    if (words.size() == 2) {
        const auto day = whole(words[0]);
        const int month = month_called(words[1]);
        if (day && month != 0 && *day >= 1 && *day <= static_cast<int>(days_in_month(2000, static_cast<unsigned>(month)))) value = {month, *day};
    }
    return told(context, node, value, "a day of the year", "write a day and a month: `31 March`");
}

std::optional<int> minutes_of(Context& context, Written time_of_day) {
    return told(context, time_of_day, minutes_in(time_of_day.text()), "a time of day", "write `17:00`");
}

std::optional<std::int64_t> number_of(Context& context, Written number) {
    auto text = number.text();
    int places = 6;
    if (!text.empty() && text.back() == '%') {
        text.remove_suffix(1);
        places = 4;
    }
    const bool minus = !text.empty() && text.front() == '-';
    if (minus) text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    std::int64_t value = 0;
    bool point = false, good = !text.empty(), large = false;
    for (const char c : text) {
        if (c == '.') {
            good = good && !point;
            point = true;
        } else if (c >= '0' && c <= '9' && value > (INT64_MAX - 9) / 10) {
            large = true;
        } else if (c < '0' || c > '9' || (point && --places < 0)) {
            good = false;
        } else {
            value = value * 10 + (c - '0');
        }
        if (!good || large) break;
    }
    for (; good && !large && places > 0; --places) {
        if (value > INT64_MAX / 10) large = true;
        else value *= 10;
    }
    if (good && large) {
        context.report(DiagnosticKind::bad_literal, number, quoted(one_line(number)) + " is too large a number", "numbers reach up to " + std::to_string(INT64_MAX / model::number_scale - 1));
        return {};
    }
    return told(context, number, good ? std::optional(minus ? -value : value) : std::nullopt, "a number that can be held exactly",
                "write digits, with at most six after the point");
}

std::optional<int> whole_of(Context& context, Written number) {
    return told(context, number, whole(number.text()), "a whole number", "write it in digits, without a point");
}

std::optional<model::Literal> time_literal(Context& context, Written node) {
    if (node.kind() == Kind::moment) {
        const auto second = moment_of(context, node);
        if (!second) return {};
        return model::Literal{model::Type::moment, *second, {}};
    }
    const auto day = day_of(context, node);
    if (!day) return {};
    return model::Literal{model::Type::date, *day, {}};
}

std::optional<model::Literal> literal_for(Context& context, const model::Field& field, Written value) {
    using model::Type;
    value = bare(value);
    if (value.kind() == Kind::cell_value) value = bare(value[0]);
    if (value.kind() == Kind::name_ref) value = value[0];
    const auto refuse = [&](std::string_view help) {
        auto& told_ = context.report(DiagnosticKind::wrong_type, value,
                                     quoted(field.name) + " is a " + std::string(model::name_of(field.type)) + ", and " + quoted(one_line(value)) + " is not",
                                     std::string(help));
        context.label(told_, field.at, quoted(field.name) + " is declared here");
        return std::optional<model::Literal>();
    };
    switch (field.type) {
        case Type::yes_no:
            if (value.kind() != Kind::yes_no) return refuse("write `yes` or `no`");
            return model::Literal{Type::yes_no, value.word(), {}};
        case Type::text:
            if (value.kind() != Kind::text) return refuse("write the text in quotes");
            return model::Literal{Type::text, 0, value.value()};
        case Type::choice: {
            if (value.kind() != Kind::name) return refuse("write one of " + listed(views(field.choices), "or") + ", without quotes");
            const auto name = value.value();
            for (std::size_t i = 0; i < field.choices.size(); ++i) {
                if (field.choices[i] == name) return model::Literal{Type::choice, static_cast<std::int64_t>(i), name};
            }
            auto& told_ = context.report(DiagnosticKind::unknown_value, value, quoted(field.name) + " has no value " + quoted(name),
                                         did_you_mean(name, views(field.choices), "its values are " + listed(views(field.choices))));
            context.label(told_, field.at, "its values are listed here");
            return {};
        }
        case Type::date:
        case Type::moment:
            if (value.kind() != Kind::date && value.kind() != Kind::moment) return refuse("write a date: `2024-03-01`");
            return time_literal(context, value);
        default: {
            if (value.kind() != Kind::number && value.kind() != Kind::percent) return refuse("write a number");
            if ((value.kind() == Kind::percent) != (field.type == Type::percentage)) {
                return refuse(field.type == Type::percentage ? "write it with a percent sign: `95%`" : "write it without a percent sign");
            }
            const auto number = number_of(context, value);
            if (!number) return {};
            return model::Literal{field.type, *number, {}};
        }
    }
}

}  // namespace duly::check
