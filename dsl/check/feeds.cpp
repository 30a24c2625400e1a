// Feeds: how the files of a source become records.
#include "dsl/base/date.hpp"
#include "dsl/check/feed_files.hpp"
#include "dsl/check/literals.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

// `dd/mm/yyyy`, `yyyy-mm-dd hh:mm:ss`
std::optional<model::DateFormat> date_format(std::string_view text) {
    model::DateFormat format;
    format.text = std::string(text);
    if (text.size() < 10) return {};
    const auto date = text.substr(0, 10);
    auto rest = text.substr(10);
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == 'T' || rest.front() == 't')) rest.remove_prefix(1);
    format.with_time = !rest.empty();
    if (format.with_time && rest != "hh:mm" && rest != "hh:mm:ss") return {};
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
                        if (const auto format = date_format(text)) feed.dates.push_back(*format);
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
                case Kind::file: lower_feed_file(context, feed, clause); break;
                default: break;
            }
        }
        check_same_row(context, feed, item.node);
        context.rules.feeds.push_back(std::move(feed));
    }
}

}  // namespace duly::check
