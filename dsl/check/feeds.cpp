// Feeds: how the files of a source become records.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "dsl/check/feed_files.hpp"
#include "dsl/check/literals.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

// `dd/mm/yyyy`, `yyyy-mm-dd hh:mm:ss`, `yyyy-mm-dd 00:00:00`, `zz/mm/yyyy`
std::optional<model::DateFormat> date_format(std::string_view text) {
    model::DateFormat format;
    format.text = std::string(text);
    if (text.size() < 10) return {};
    auto date = std::string(text.substr(0, 10));
    auto rest = text.substr(10);
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == 'T' || rest.front() == 't')) rest.remove_prefix(1);
    format.midnight = rest == "00:00" || rest == "00:00:00";
    format.with_time = !rest.empty() && !format.midnight;
    if (format.with_time && rest != "hh:mm" && rest != "hh:mm:ss") return {};
    // A day or a month that is not known is written with the letters themselves.
    const bool year_first = date.starts_with("y");
    for (const std::size_t at : {year_first ? 5u : 0u, year_first ? 8u : 3u}) {
        if (date[at] != 'z' || date[at + 1] != 'z') continue;
        const bool month = year_first ? at == 5 : at == 3;      // `mm/dd` has no `zz`: a day without its month says nothing
        (month ? format.no_month : format.no_day) = true;
        date[at] = date[at + 1] = month ? 'm' : 'd';
    }
    if (format.no_month && !format.no_day) return {};
    if ((format.no_day || format.no_month) && !rest.empty()) return {};
    using Order = model::DateFormat::Order;
    const auto is = [&](std::string_view pattern, std::size_t separator) {
        for (std::size_t i = 0; i < 10; ++i) {
            if (pattern[i] == '?' ? date[i] != date[separator] : pattern[i] != date[i]) return false;
        }
        format.separator = date[separator];
        return format.separator == '-' || format.separator == '/' || format.separator == '.' || format.separator == ' ';
    };
    if (is("yyyy?mm?dd", 4)) format.order = Order::year_month_day;
    else if (is("dd?mm?yyyy", 2)) format.order = Order::day_month_year;
    else if (is("mm?dd?yyyy", 2)) format.order = Order::month_day_year;
    else return {};
    return format;
}

// Forms are tried in their order, so midnight that stands for its day stands before the form that reads every time.
void date_is(Context& context, model::Feed& feed, const model::DateFormat& format, Written node) {
    for (const auto& before : feed.dates) {
        if (!format.midnight || !before.with_time || before.order != format.order || before.separator != format.separator) continue;
        context.report(DiagnosticKind::date_format, node, quoted(before.text) + " stands before " + quoted(format.text) + " and reads midnight as a time", "write " + quoted(format.text + " or " + before.text));
        return;
    }
    feed.dates.push_back(format);
}

}  // namespace

void lower_feeds(Context& context) {
    for (std::size_t i = 0; i < context.feeds.items.size(); ++i) {
        const auto& item = context.feeds.items[i];
        model::Feed feed;
        feed.name = item.name;
        feed.at = context.feeds.name_range(static_cast<std::uint32_t>(i));
        feed.source_file = context.path(item.node);
        for (const auto& clause : item.node.children()) {
            switch (clause.kind()) {
                case Kind::text: feed.title = clause.value(); break;
                case Kind::dates_are:
                    for (const auto& each : clause.children()) {
                        const auto text = each.value();
                        if (const auto format = date_format(text)) date_is(context, feed, *format, each);
                        else if (std::string small = text; std::transform(small.begin(), small.end(), small.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }), date_format(small))
                            context.report(DiagnosticKind::date_format, each, quoted(text) + " is no way to write a date that can be read: small letters are needed", "write " + quoted(small));
                        else context.report(DiagnosticKind::date_format, each, quoted(text) + " is no way to write a date that can be read", "write for example `dd/mm/yyyy`, `yyyy-mm-dd` or `yyyy-mm-dd hh:mm:ss`");
                    }
                    break;
                case Kind::blank_is:
                    for (const auto& each : clause.children()) {
                        if (each.kind() != Kind::date) feed.blanks.push_back(each.value());
                        else if (const auto day = day_of(context, each)) feed.blanks.push_back(format_day(*day));
                    }
                    break;
                case Kind::missing_is:
                    for (const auto& each : clause.children()) feed.missing.push_back(each.value());
                    break;
                case Kind::ignores_files:
                    for (const auto& each : clause.children()) feed.ignored_files.push_back(each.value());
                    break;
                case Kind::file: lower_feed_file(context, feed, clause); break;
                default: break;
            }
        }
        check_same_row(context, feed, item.node);
        context.rules.feeds.push_back(std::move(feed));
    }
}

}  // namespace duly::check
