// What a part that cannot be read was meant for, so that nothing is said to be missing that is there, but broken.
#include <algorithm>
#include <array>
#include <utility>

#include "dsl/grammar/rules.hpp"
#include "dsl/grammar/words.hpp"

namespace duly::grammar {

namespace {

using K = NodeKind;

// The longer of two phrases that begin alike stands first.
constexpr std::pair<std::string_view, NodeKind> phrases[] = {
    {"ruleset", K::ruleset}, {"use", K::use}, {"calendar", K::calendar}, {"record", K::record}, {"spell", K::spell}, {"feed", K::feed},
    {"scale", K::scale}, {"define", K::define}, {"timescale", K::timescale}, {"check", K::check}, {"measure", K::measure},
    {"action", K::action}, {"example", K::example},
    {"law", K::law}, {"confidence", K::confidence}, {"for each", K::for_each}, {"for the data", K::for_data}, {"where", K::where},
    {"in force", K::in_force}, {"counting", K::counting}, {"excluded when", K::excluded}, {"temporary version", K::version},
    {"version", K::version}, {"time zone", K::time_zone}, {"year starts", K::year_starts}, {"birthdays", K::leap_birthdays},
    {"working", K::working_week}, {"holidays", K::holidays}, {"holiday", K::holiday}, {"closed every", K::closed_every}, {"closed", K::closed},
    {"open on the last day", K::open_on_last_day}, {"on the last day", K::open_on_last_day}, {"open", K::open_span},
    {"known from", K::known_from}, {"known until", K::known_until}, {"spans", K::spans}, {"dates are", K::dates_are},
    {"blank is", K::blank_is}, {"missing is", K::missing_is}, {"file", K::file}, {"parent", K::parent}, {"rows where", K::rows_where},
    {"ignores file", K::ignores_files}, {"ignores", K::ignores}, {"from", K::from}, {"to each", K::to_each}, {"to", K::to}, {"within", K::within},
    {"as of", K::as_of}, {"as soon as practicable", K::as_soon_as_practicable}, {"as known", K::as_known}, {"at least once", K::once_in_every}, {"at least", K::at_least_after},
    {"at", K::at_limits}, {"before", K::before_otherwise}, {"first within", K::turn_limit}, {"second within", K::turn_limit},
    {"third within", K::turn_limit}, {"then every", K::turn_limit}, {"stop on", K::stop_on}, {"also shown by", K::also_shown_by},
    {"may be done earlier", K::may_be_done_earlier}, {"warn", K::warn}, {"excused when", K::excused}, {"extended to", K::extended_to},
    {"extended", K::extended}, {"paused", K::paused}, {"restarted", K::restarted}, {"on calendar", K::on_calendar}, {"rolls", K::rolls},
    {"does not roll", K::rolls}, {"chosen by", K::chosen_by}, {"must", K::must}, {"percentage of", K::percentage_of_records},
    {"count of", K::count_of}, {"sum of", K::statistic_of}, {"average of", K::statistic_of}, {"median of", K::statistic_of},
    {"longest of", K::statistic_of}, {"percentile", K::statistic_of}, {"rate per", K::rate_per}, {"reported as", K::reported_as},
    {"counted by", K::counted_by}, {"counted", K::counted_when}, {"per", K::per}, {"by", K::by}, {"bands on", K::bands},
    {"lower is better", K::lower_is_better}, {"floor", K::floor}, {"hide counts", K::hide_under}, {"unrated under", K::unrated_under},
    {"rounded to", K::rounded_to}, {"owner", K::owner}, {"due", K::due}, {"done on", K::done_on}, {"recorded in", K::recorded_in},
    {"evidence", K::evidence}, {"needs", K::needs}, {"given", K::given}, {"table from", K::table_from}, {"|", K::table},
};

}  // namespace

NodeKind kind_of_phrase(std::string_view words) {
    for (const auto& [phrase, kind] : phrases)
        if (words.starts_with(phrase)) return kind;
    return NodeKind::error;
}

namespace {

bool is_head(NodeKind kind) {
    constexpr std::array heads = {K::name, K::text, K::of, K::by_field, K::extends, K::for_each, K::date, K::field_ref, K::error, K::use, K::document};
    return std::find(heads.begin(), heads.end(), kind) != heads.end();
}

NodeKind meant_kind(Iterator at, const State& state) {
    if (at == state.assumed_at) return kind_of_phrase(state.assumed_word);
    for (const auto& [phrase, kind] : phrases)
        if (Iterator end = at; scan_phrase(end, state.end, phrase)) return kind;
    // A phrase that was broken off: `stop care_period.ended`.
    for (const auto& [phrase, kind] : phrases)
        if (Iterator end = at; scan_phrase(end, state.end, phrase.substr(0, phrase.find(' ')))) return kind;
    return NodeKind::error;
}

}  // namespace

void pass_over(State& state, Iterator from, Iterator to) {
    const NodeKind kind = meant_kind(from, state);
    state.builder.leaf(NodeKind::error, state.offset(from), state.offset(to), static_cast<std::uint8_t>(kind));
}

bool ends_head(const State& state) { return is_head(state.builder.last_kind()); }

void doubt_last(State& state, Iterator to) {
    if (state.builder.empty() || is_head(state.builder.last_kind())) return;
    state.doubted.push_back({state.file, state.builder.last_begin(), state.offset(to)});
}

void spoil_last(State& state, Iterator from, Iterator to) {
    syntax::TreeBuilder& builder = state.builder;
    if (builder.empty()) return pass_over(state, from, to);
    const NodeKind kind = builder.last_kind();
    std::uint32_t begin = state.offset(from);
    // `for each child's referral`, `for each referral of child`: nobody can tell which record was meant.
    const std::string_view behind = token_at(state.begin + begin, state.end);
    const bool other_record = kind == K::for_each && (behind == "'" || behind == "of" || behind == "and" || behind == "or" || behind == ",");
    if (is_head(kind) && !other_record) {
        builder.leaf(NodeKind::error, begin, state.offset(to), static_cast<std::uint8_t>(kind == K::error ? K::error : K::name));
        return;
    }
    begin = builder.last_begin();
    builder.drop_last();
    builder.leaf(NodeKind::error, begin, state.offset(to), static_cast<std::uint8_t>(kind));
}

}  // namespace duly::grammar
