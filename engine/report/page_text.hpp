// Words of the page: names of rules and fields in sentences become their titles, months are written as people write them here.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/report/report.hpp"

namespace duly::report {

// "4,053".
std::string grouped(std::uint64_t number);
// "2026-03" is "March 2026"; other names of periods stay.
std::string period_words(std::string_view name);
// "2026-03-31 18:00" is "31 March 2026 18:00".
std::string moment_words(std::string_view moment);
// The first `most` bytes, never inside a character, with an ellipsis where something is cut.
std::string shortened(std::string_view text, std::size_t most = 160);

class PlainWords {
public:
    explicit PlainWords(const model::RuleSet& rules);
    // `review.held` is “review held”, reviews_in_time is “Reviews held in time”, 2026-03 is March 2026; a key stays as it is. The result is text, not HTML.
    std::string operator()(std::string_view sentence) const;

private:
    std::map<std::string, std::string, std::less<>> names_;     // what stands in sentences -> words
};

// Writes HTML. Whatever stems from data or rules goes through text(); raw() takes words of this source alone.
class Html {
public:
    Html& raw(std::string_view html) { out_.append(html); return *this; }
    Html& text(std::string_view words);
    // A long text is cut, and the whole stands behind "show all".
    Html& long_text(std::string_view words);
    // `#measure_x`, safe in an address: letters, digits and underscores; any other sign is Z and its byte.
    Html& id(std::string_view kind, std::string_view name);
    Html& number(std::uint64_t number) { out_ += grouped(number); return *this; }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

// JSON inside a script element: no `<`, no U+2028, no byte that is not UTF-8.
class ScriptJson {
public:
    ScriptJson& raw(std::string_view json) { out_.append(json); return *this; }
    ScriptJson& string(std::string_view text);
    ScriptJson& number(std::int64_t number) { out_ += std::to_string(number); return *this; }
    std::string take() { return std::move(out_); }
    std::size_t size() const { return out_.size(); }

private:
    std::string out_;
};

std::string html_id(std::string_view kind, std::string_view name);

}  // namespace duly::report
