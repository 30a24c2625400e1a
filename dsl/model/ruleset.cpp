#include "dsl/model/ruleset.hpp"

namespace duly::model {
namespace {

template <typename T>
std::uint32_t index_of(const std::vector<T>& items, std::string_view name) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].name == name) return static_cast<std::uint32_t>(i);
    }
    return none;
}

}  // namespace

FieldId Record::field(std::string_view name_) const { return index_of(fields, name_); }

RecordId RuleSet::record(std::string_view name) const { return index_of(records, name); }
TimescaleId RuleSet::timescale(std::string_view name) const { return index_of(timescales, name); }
CheckId RuleSet::check(std::string_view name) const { return index_of(checks, name); }
MeasureId RuleSet::measure(std::string_view name) const { return index_of(measures, name); }
ActionId RuleSet::action(std::string_view name) const { return index_of(actions, name); }
FeedId RuleSet::feed(std::string_view name) const { return index_of(feeds, name); }
CalendarId RuleSet::calendar(std::string_view name) const { return index_of(calendars, name); }

}  // namespace duly::model
