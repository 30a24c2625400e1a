// The time zone of a rule set: London is built in, others are read from files of the tz database.
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

// Zones that keep London's time; the first is the default.
constexpr std::string_view london[] = {"Europe/London", "Europe/Belfast", "Europe/Guernsey", "Europe/Isle_of_Man", "Europe/Jersey", "GB", "GB-Eire"};

// The names in the list that the database brings: lines `Z name ...` and `L target name`.
std::vector<std::string> names_in(std::string_view list) {
    std::vector<std::string> out;
    while (!list.empty()) {
        const auto end = std::min(list.find('\n'), list.size());
        auto line = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        if (!line.starts_with("Z ") && !line.starts_with("L ")) continue;
        const bool link = line[0] == 'L';
        line.remove_prefix(2);
        const auto blank = line.find(' ');
        if (blank == std::string_view::npos) continue;
        out.emplace_back(link ? line.substr(blank + 1) : line.substr(0, blank));
    }
    return out;
}

void unknown(Context& context, Written text, const std::string& zone, const std::optional<std::string>& list) {
    std::vector<std::string> known(std::begin(london), std::end(london));
    std::string help = "use `Europe/London`, or a name of the tz database, as `Europe/Paris`";
    // Without the list of names it is not known whether there is such a zone.
    if (list) {
        for (auto& name : names_in(*list)) known.push_back(std::move(name));
    } else if (is_zone_name(zone)) {
        help = "time zones other than London's are read from `/usr/share/zoneinfo`: install the package tzdata, or put the file as `zoneinfo/" + zone + "` beside this rule file";
    }
    // Often only the town is given: `Paris`.
    std::string_view near;
    for (const auto& name : known) {
        if (near.empty() && name.size() > zone.size() && name.ends_with("/" + zone)) near = name;
    }
    help = near.empty() ? did_you_mean(zone, views(known), help) : "did you mean " + quoted(near) + "?";
    context.report(DiagnosticKind::unknown_time_zone, text, "the time zone " + quoted(zone) + " is not known", help);
}

}  // namespace

void lower_zone(Context& context, Written text) {
    const auto zone = text.value();
    for (const auto name : london) {
        if (zone == name) return;
    }
    if (is_zone_name(zone)) {
        const auto beside = context.loader.resolve(context.path(text), "zoneinfo/" + zone);
        auto bytes = context.loader.read(beside);
        const auto path = bytes ? beside : "/usr/share/zoneinfo/" + zone;
        if (!bytes) bytes = context.loader.read_zone(zone);
        if (bytes) {
            if (auto found = TimeZone::from_file(*bytes)) context.rules.zone = std::move(*found);
            else context.report(DiagnosticKind::unknown_time_zone, text, "the file " + quoted(path) + " does not hold a time zone", "put the file of the tz database there");
            return;
        }
    }
    unknown(context, text, zone, context.loader.read_zone("tzdata.zi"));
}

}  // namespace duly::check
