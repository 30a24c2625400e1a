#include "engine/data/cells.hpp"

#include <algorithm>

#include "dsl/base/wildcard.hpp"
#include "engine/data/text.hpp"

namespace duly::data {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool read_digits(std::string_view text, std::size_t at, std::size_t count, int& value) {
    int v = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        const unsigned digit = static_cast<unsigned char>(text[i]) - '0';
        if (digit > 9) return false;
        v = v * 10 + static_cast<int>(digit);
    }
    value = v;
    return true;
}

inline std::optional<std::int32_t> day_of(int year, int month, int day) {
    std::int32_t result;
    const auto natural = [](int n) { return n < 0 ? 0u : static_cast<std::uint32_t>(n); };
    return month_starts.day(natural(year), natural(month), natural(day), result) ? std::optional(result) : std::nullopt;
}

// What stands behind a time: Z for UTC, or by how much it is before it: +01:00, +0100, +01, with or without a blank before. `ahead` in
// seconds. False: something that is no offset.
bool read_offset(std::string_view text, int& ahead) {
    ahead = 0;
    if (text == "Z" || text == "z") return true;
    int h, m = 0;
    if (text.size() < 3 || (text[0] != '+' && text[0] != '-') || !read_digits(text, 1, 2, h)) return false;
    const auto minutes = text.substr(text.size() > 3 && text[3] == ':' ? 4 : 3);
    if (text.size() > 3 && (minutes.size() != 2 || !read_digits(minutes, 0, 2, m))) return false;
    if (h > 14 || m > 59 || (h == 14 && m > 0)) return false;      // no place is further off
    ahead = (h * 60 + m) * (text[0] == '-' ? -60 : 60);
    return true;
}

// hh:mm, hh:mm:ss, hh:mm:ss.fff, and behind it an offset from UTC, `ahead` of it in seconds.
bool read_time(std::string_view text, int& second, bool& utc, int& ahead) {
    int h, m, s = 0;
    const auto offset = text.find_first_of("Zz+-");
    utc = offset != std::string_view::npos;
    if (utc) {
        if (!read_offset(text.substr(offset), ahead)) return false;
        text = text.substr(0, offset);
        if (text.ends_with(' ')) text.remove_suffix(1);
    }
    if (text.size() < 5 || text[2] != ':' || !read_digits(text, 0, 2, h) || !read_digits(text, 3, 2, m)) return false;
    if (text.size() > 5) {
        if (text.size() < 8 || text[5] != ':' || !read_digits(text, 6, 2, s)) return false;
        if (text.size() > 8 && (text[8] != '.' || text.size() == 9 || !std::all_of(text.begin() + 9, text.end(), is_digit))) return false;
    }
    if (h > 23 || m > 59 || s > 59) return false;
    second = (h * 60 + m) * 60 + s;
    return true;
}

}  // namespace

MonthStarts::MonthStarts() {
    first[0] = to_day({1600, 1, 1});
    for (int i = 0; i < 1400 * 12; ++i) first[i + 1] = first[i] + static_cast<std::int32_t>(days_in_month(1600 + i / 12, static_cast<unsigned>(1 + i % 12)));
}
const MonthStarts month_starts;

DateReader::DateReader(const std::vector<model::DateFormat>& formats, const TimeZone& zone) : zone_(zone) {
    using Order = model::DateFormat::Order;
    auto declared = formats;
    if (declared.empty()) declared = {{Order::year_month_day, '-', true, "yyyy-mm-dd"}};
    for (const auto& format : declared) {
        const bool separated = format.separator != '\0';
        const std::uint8_t s = separated ? 1 : 0;
        Form form{};
        form.separator = format.separator;
        form.with_time = format.with_time;
        form.midnight = format.midnight;
        form.no_day = format.no_day;
        form.no_month = format.no_month;
        form.text = format.text;
        form.length = static_cast<std::uint8_t>(8 + 2 * s);
        const auto u = [](int v) { return static_cast<std::uint8_t>(v); };
        if (format.order == Order::year_month_day) form.year = 0, form.month = u(4 + s), form.day = u(6 + 2 * s), form.separator1 = 4, form.separator2 = 7;
        else if (format.order == Order::day_month_year) form.day = 0, form.month = u(2 + s), form.year = u(4 + 2 * s), form.separator1 = 2, form.separator2 = 5;
        else form.month = 0, form.day = u(2 + s), form.year = u(4 + 2 * s), form.separator1 = 2, form.separator2 = 5;
        forms_.push_back(form);
    }
    if (const auto& form = forms_.front(); !form.no_day) usual_ = {form.day, form.month, form.year, form.separator1, form.separator2, form.length, form.separator};
}

bool DateReader::parts(const Form& form, std::string_view text, int& year, int& month, int& day) {
    if (text.size() < form.length) return false;
    if (form.separator != '\0' && (text[form.separator1] != form.separator || text[form.separator2] != form.separator)) return false;
    return read_digits(text, form.year, 4, year) && read_digits(text, form.month, 2, month) && read_digits(text, form.day, 2, day);
}

namespace {

// `1/2/2024` with the noughts that a form's fixed places want, or nothing when it is not such a date. Spreadsheets leave them out.
std::string with_noughts(std::string_view text) {
    const auto end = std::min(text.find_first_of(" T"), text.size());
    const auto first = text.find_first_not_of("0123456789");
    if (first == std::string_view::npos || first >= end) return {};
    const auto second = text.find(text[first], first + 1);
    if (second == std::string_view::npos || second >= end) return {};
    const std::string_view pieces[] = {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1, end - second - 1)};
    std::string out;
    for (const auto piece : pieces) {
        if (piece.empty()) return {};
        if (!out.empty()) out += text[first];
        if (piece.size() == 1) out += '0';
        out += piece;
    }
    out += text.substr(end);
    return out.size() == text.size() ? std::string() : out;
}

}  // namespace

namespace {

bool two_z(std::string_view text, std::size_t at) { return (text[at] | 0x20) == 'z' && (text[at + 1] | 0x20) == 'z'; }

// 00:00, 00:00:00, 00:00:00.000
bool is_midnight(std::string_view time) {
    int second, ahead;
    bool utc;
    return read_time(time, second, utc, ahead) && !utc && second == 0 && time.find_first_not_of("0:.") == std::string_view::npos;
}

}  // namespace

// zz/05/2020 and zz/zz/2020: the month, the year.
bool DateReader::fits_unknown(const Form& form, std::string_view text, ReadDate& read) {
    int year, month = 1;
    if (text.size() != form.length || (form.separator != '\0' && (text[form.separator1] != form.separator || text[form.separator2] != form.separator))) return false;
    if (!two_z(text, form.day) || !read_digits(text, form.year, 4, year)) return false;
    if (form.no_month ? !two_z(text, form.month) : !read_digits(text, form.month, 2, month)) return false;
    const auto first = day_of(year, month, 1);
    if (!first) return false;
    const auto at = (year - 1600) * 12 + month - 1 + (form.no_month ? 12 : 1);
    read = {ReadDate::Kind::partial, *first, month_starts.first[at] - 1, 0};
    return true;
}

ReadDate DateReader::read(std::string_view text) const {
    int year, month, day;
    for (const auto& form : forms_) {
        if (form.no_day) {
            if (ReadDate unknown; fits_unknown(form, text, unknown)) return unknown;
            continue;
        }
        if (!parts(form, text, year, month, day)) continue;
        const auto known = day_of(year, month, day);
        if (!known) continue;
        if (text.size() == form.length) return {ReadDate::Kind::day, *known, *known, 0};
        int second, ahead = 0;
        bool utc;
        const char between = text[form.length];
        if (form.midnight && (between == ' ' || between == 'T') && is_midnight(text.substr(form.length + 1))) return {ReadDate::Kind::day, *known, *known, 0};
        if (!form.with_time || (between != ' ' && between != 'T') || !read_time(text.substr(form.length + 1), second, utc, ahead)) continue;
        if (utc) {
            const auto at = std::int64_t{*known} * 86400 + second - ahead;
            return {ReadDate::Kind::moment, zone_.day(at), zone_.day(at), at};
        }
        return {ReadDate::Kind::moment, *known, *known, zone_.utc(*known, second)};
    }
    if (text.size() == 4 || text.size() == 7)
        if (const auto days = parse_iso_partial(text)) return {ReadDate::Kind::partial, days->first, days->last, 0};
    if (const auto padded = with_noughts(text); !padded.empty()) return read(padded);
    return {};
}

bool DateReader::plain_day(std::string_view text, std::int32_t& day) const {
    if (usual_.read(text, day)) return true;
    for (const auto& form : forms_) {
        if (text.size() != form.length || form.no_day) continue;
        const char* const t = text.data();
        if (form.separator != '\0' && (t[form.separator1] != form.separator || t[form.separator2] != form.separator)) continue;
        const auto digit = [t](unsigned at) { return static_cast<unsigned>(static_cast<unsigned char>(t[at])) - '0'; };
        const unsigned y0 = digit(form.year), y1 = digit(form.year + 1u), y2 = digit(form.year + 2u), y3 = digit(form.year + 3u);
        const unsigned m0 = digit(form.month), m1 = digit(form.month + 1u), d0 = digit(form.day), d1 = digit(form.day + 1u);
        if ((y0 > 9) | (y1 > 9) | (y2 > 9) | (y3 > 9) | (m0 > 9) | (m1 > 9) | (d0 > 9) | (d1 > 9)) continue;
        const auto known = day_of(static_cast<int>(((y0 * 10 + y1) * 10 + y2) * 10 + y3), static_cast<int>(m0 * 10 + m1), static_cast<int>(d0 * 10 + d1));
        if (!known) continue;
        day = *known;
        return true;
    }
    return false;
}

bool DateReader::impossible(std::string_view text) const {
    int year, month, day;
    return std::any_of(forms_.begin(), forms_.end(), [&](const Form& form) { return !form.no_day && parts(form, text, year, month, day) && !day_of(year, month, day); });
}

std::string DateReader::forms() const {
    std::string out;
    for (const auto& form : forms_) out += (out.empty() ? "`" : " or `") + form.text + "`";
    return out;
}

std::optional<std::int64_t> read_number(std::string_view text, model::Type type) {
    bool minus = false, per_cent = false;
    if (text.starts_with("-")) {
        minus = true;
        text.remove_prefix(1);
    } else if (text.starts_with("+")) {
        text.remove_prefix(1);
    }
    if (text.starts_with("\xc2\xa3")) text = trim_blanks(text.substr(2));
    if (text.ends_with("%")) {
        per_cent = true;
        text = trim_blanks(text.substr(0, text.size() - 1));
    }
    const auto point = text.find('.');
    const auto whole = text.substr(0, point), places = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() && places.empty()) return {};
    std::int64_t value = 0;
    const auto comma = whole.find(',');
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (whole[i] == ',') {      // every third digit from the right, once the first stands
            if (comma > 3 || comma == 0 || (whole.size() - i) % 4 != 0) return {};
            continue;
        }
        if (!is_digit(whole[i]) || (comma != std::string_view::npos && i > comma && (whole.size() - i) % 4 == 0)) return {};
        value = value * 10 + (whole[i] - '0');
        if (value > 1'000'000'000'000) return {};
    }
    value *= model::number_scale;
    std::int64_t unit = model::number_scale / 10;
    const bool percentage = type == model::Type::percentage || per_cent;
    const std::int64_t steps = percentage ? 100 : 1;    // a per cent is two places further down
    std::int64_t fraction = 0, remainder = 0;           // fraction in 1/1,000,000, then what decides rounding
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (!is_digit(places[i])) return {};
        if (unit > 0) fraction += (places[i] - '0') * unit;
        else if (i == 6) remainder = places[i] - '0';
        unit /= 10;
    }
    value += fraction;
    if (steps == 100) value = (value + 50) / 100;
    else if (remainder >= 5) ++value;
    return minus ? -value : value;
}

std::optional<std::int32_t> read_year_end(std::string_view text, int month, int day) {
    int first, second;
    if (text.size() < 4 || !read_digits(text, 0, 4, first)) return {};
    int year = first;
    if (text.size() == 6 && read_digits(text, 4, 2, second)) year = first + 1;
    else if (text.size() == 7 && (text[4] == '/' || text[4] == '-') && read_digits(text, 5, 2, second)) year = first + 1;
    else if (text.size() != 4) return {};
    if (year != first && second != year % 100) return {};
    return day_of(year, month, day);
}

Markers::Markers(const model::Feed& feed) {
    for (const auto* text : {"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#n/a n/a"}) texts_[text] = Kind::error;
    for (const auto& text : feed.blanks) {
        if (const auto day = parse_iso_day(text)) days_.push_back(*day);
        texts_[fold(text)] = Kind::blank;
    }
    for (const auto& text : feed.missing) texts_[fold(text)] = Kind::missing;
    texts_.erase("");
    for (const auto& [text, kind] : texts_) {
        const auto first = static_cast<unsigned char>(text[0]);
        starts_[first] = true;
        if (first >= 'a' && first <= 'z') starts_[first - 'a' + 'A'] = true;
        if (first == '\'' || first == '"' || first >= 0x80) starts_[0xe2] = starts_[0xc3] = true;   // what folding may change
    }
}

Markers::Kind Markers::look_up(std::string_view text) const {
    if (text.size() > 64) return Kind::none;
    const auto found = texts_.find(fold(text));
    return found == texts_.end() ? Kind::none : found->second;
}

bool Markers::blank_day(std::int32_t day) const { return std::find(days_.begin(), days_.end(), day) != days_.end(); }

std::optional<model::Literal> Spellings::value(const model::Field& field, std::string_view text) {
    const auto name = squeeze(text);
    if (field.type == model::Type::yes_no) {
        for (const auto* yes : {"yes", "true", "1", "y"})
            if (name == yes) return model::Literal{field.type, 1, {}};
        for (const auto* no : {"no", "false", "0", "n"})
            if (name == no) return model::Literal{field.type, 0, {}};
    } else if (field.type == model::Type::choice) {
        for (std::size_t i = 0; i < field.choices.size(); ++i)
            if (squeeze(field.choices[i]) == name) return model::Literal{field.type, static_cast<std::int64_t>(i), field.choices[i]};
    } else if (field.type == model::Type::text) {
        return model::Literal{field.type, 0, std::string(text)};
    }
    return {};
}

void Spellings::Texts::add(const std::string& text, const Meaning& meaning) {
    exact.try_emplace(text, meaning);
    squeezed.try_emplace(squeeze(text), meaning);
}

const Meaning* Spellings::Texts::find(std::string_view text) const {
    if (const auto found = exact.find(text); found != exact.end()) return &found->second;
    const auto found = squeezed.find(squeeze(text));
    return found == squeezed.end() ? nullptr : &found->second;
}

Spellings::Spellings(const model::Field& field, const model::Mapping& mapping, const std::vector<std::pair<std::string, Meaning>>& more) {
    const auto declare = [&](const std::string& text, const Meaning& meaning) {
        if (!is_wildcard(text)) return declared_.add(text, meaning);
        auto folded = fold(text);
        const auto length = wildcard_length(folded);
        patterns_.push_back({std::move(folded), length, meaning});
    };
    for (const auto& spelling : mapping.spellings)
        for (const auto& text : spelling.texts) declare(text, {spelling.value, spelling.says});
    for (const auto& [text, meaning] : more) declare(text, meaning);
    if (field.type == model::Type::yes_no)
        for (const auto* text : {"yes", "true", "1", "y", "no", "false", "0", "n"}) own_.add(text, {*value(field, text)});
    if (field.type == model::Type::choice)
        for (const auto& name : field.choices) own_.add(name, {*value(field, name)});
    std::stable_sort(patterns_.begin(), patterns_.end(), [](const Pattern& a, const Pattern& b) { return a.length > b.length; });
}

namespace {

// Behind the letter that a form puts before its answers, as in "a) Yes"; "" when there is none.
std::string_view behind_letter(std::string_view text) {
    const auto bracket = text.find(')');
    if (bracket == std::string_view::npos || bracket == 0 || bracket > 2) return {};
    return trim_blanks(text.substr(bracket + 1));
}

}  // namespace

const Meaning* Spellings::find_pattern(std::string_view text, bool bare) const {
    const auto folded = fold(text);
    for (const auto& pattern : patterns_)
        if ((pattern.length == 0) == bare && matches_pattern(pattern.text, folded)) return &pattern.meaning;
    return nullptr;
}

const Meaning* Spellings::find(std::string_view text) const {
    const auto ask = [text](const auto& find) -> const Meaning* {
        for (auto rest = text; !rest.empty(); rest = behind_letter(rest))
            if (const auto* found = find(rest)) return found;
        return nullptr;
    };
    if (const auto* found = ask([&](std::string_view t) { return declared_.find(t); })) return found;
    if (!patterns_.empty())
        if (const auto* found = ask([&](std::string_view t) { return find_pattern(t, false); })) return found;
    if (const auto* found = ask([&](std::string_view t) { return own_.find(t); })) return found;
    return patterns_.empty() ? nullptr : find_pattern(text, true);
}

}  // namespace duly::data
