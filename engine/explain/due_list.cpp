// The open entries of an evaluation by the day on which they are due. What has a due date stands in the columns of the result;
// only of what has several, or of what is not told, is a row looked at again.
#include "engine/explain/due_list.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/data/parallel.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/plan/calendars.hpp"

namespace duly::explain {

using model::none;
using model::Outcome;

ShownField find_shown(const model::RuleSet& rules, model::RecordId from, const std::string& field) {
    int hops = 0;
    for (model::RecordId record = from; record != none; record = rules.records[record].parent, ++hops) {
        const model::FieldId id = rules.records[record].field(field);
        if (id != none && rules.records[record].fields[id].shown) return {record, hops, id};
    }
    return {};
}

std::vector<std::string> shown_fields(const model::RuleSet& rules) {
    std::vector<bool> seen(rules.records.size(), false);
    for (const model::Timescale& rule : rules.timescales)
        for (model::RecordId record = rule.record; record != none; record = rules.records[record].parent) seen[record] = true;
    std::vector<std::string> names;
    for (model::RecordId record = 0; record < rules.records.size(); ++record)
        for (const model::Field& field : rules.records[record].fields)
            if (seen[record] && field.shown && std::find(names.begin(), names.end(), field.name) == names.end()) names.push_back(field.name);
    return names;
}

model::Day working_day_after(const model::RuleSet& rules, const eval::CalendarSet& calendars, model::Day day, unsigned n, bool* calendar_ends) {
    for (std::size_t id = 0; id < rules.calendars.size() && id < calendars.calendars.size(); ++id) {
        if (rules.calendars[id].extends != none) continue;
        if (const auto found = calendars.calendars[id].add_working_days(day, n)) return *found;
        if (calendar_ends) *calendar_ends = true;
        break;
    }
    for (; n > 0; --n)
        do ++day;
        while (((day % 7) + 7 + 3) % 7 > 4);     // 1970-01-01 was a Thursday
    return day;
}

namespace {

class Lister {
public:
    Lister(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
           const eval::EvaluateOptions& evaluated, const Explainer& explainer, const DueOptions& options)
        : rules_(rules), data_(data), evaluation_(evaluation), explainer_(explainer), options_(options), expressions_(rules, data, calendars, evaluated), threads_(evaluated.threads) {
        expressions_.set_timescales(&evaluation.timescales);
        expressions_.set_measures(&evaluation.measures);
        list_.as_of = evaluation.as_of_day(rules.zone);
        for (unsigned n = 1; n <= options.working_days; ++n) list_.working_days.push_back(working_day_after(rules, calendars, list_.as_of, n, &list_.calendar_ends));
        list_.last = list_.working_days.empty() ? list_.as_of : list_.working_days.back();
        list_.fields = shown_fields(rules);
    }

    DueList list() {
        for (const eval::TimescaleResult& result : evaluation_.timescales) {
            if (result.rule == none) continue;
            const std::string& name = rules_.timescales[result.rule].name;
            if (options_.rules.empty() || std::find(options_.rules.begin(), options_.rules.end(), name) != options_.rules.end()) add(result);
        }
        tell_why();
        sort();
        loads();
        return std::move(list_);
    }

private:
    const model::RuleSet& rules_;
    const data::Dataset& data_;
    const eval::Evaluation& evaluation_;
    const Explainer& explainer_;
    const DueOptions& options_;
    eval::Expressions expressions_;
    unsigned threads_;
    std::vector<std::pair<model::TimescaleId, std::size_t>> untold_;    // by rule
    DueList list_;

    // The fields of one record, as seen from the rows of a rule.
    struct Shown { std::vector<ShownField> fields; };

    std::string text_of(const ShownField& shown, model::RecordId record, data::Row row) const {
        for (int hop = 0; hop < shown.hops && row != data::no_row; ++hop) {
            row = data_.table(record).parent[row];
            record = rules_.records[record].parent;
        }
        if (shown.record == none || row == data::no_row) return {};
        const data::Row rows[] = {row};
        const eval::Values value = expressions_.field(shown.record, shown.field, rows);
        if (value.s[0] != eval::Presence::known || value.last(0) != value.v[0]) return {};
        return eval::cell_text(rules_, rules_.records[shown.record].fields[shown.field], value.v[0], value.type == model::Type::text ? value.text[0] : std::string_view());
    }

    // None where `where` leaves it out.
    std::optional<std::vector<std::string>> shown_of(const Shown& shown, model::RecordId record, data::Row row) const {
        std::vector<std::string> texts;
        for (const ShownField& field : shown.fields) texts.push_back(text_of(field, record, row));
        for (std::size_t f = 0; f < texts.size(); ++f) {
            bool asked = false, found = false;
            for (const auto& [name, text] : options_.where) {
                asked |= name == list_.fields[f];
                found |= name == list_.fields[f] && text == texts[f];
            }
            if (asked && !found) return std::nullopt;
        }
        return texts;
    }

    model::Day day_of(const eval::TimescaleResult& result, std::int64_t time) const {
        return eval::counts_moments(rules_.timescales[result.rule]) ? rules_.zone.day(time) : static_cast<model::Day>(time);
    }

    void add(const eval::TimescaleResult& result) {
        const model::Timescale& rule = rules_.timescales[result.rule];
        Shown shown;
        for (const std::string& field : list_.fields) shown.fields.push_back(find_shown(rules_, rule.record, field));
        const bool told_elsewhere = std::find(options_.not_answered.begin(), options_.not_answered.end(), result.rule) != options_.not_answered.end();
        for (std::size_t entry = 0; entry < result.outcome.size(); ++entry) {
            switch (result.outcome[entry]) {
                case Outcome::overdue:
                case Outcome::due:
                case Outcome::due_soon: add_open(result, entry, shown); break;
                case Outcome::unknown:
                case Outcome::not_run:
                    if (!told_elsewhere && may_come_due(result, entry) && shown_of(shown, rule.record, result.row[entry])) untold_.push_back({result.rule, entry});
                    break;
                default: break;
            }
        }
    }

    // A reason costs as much as many outcomes, so threads share them.
    void tell_why() {
        constexpr std::size_t at_once = 64;
        std::vector<std::string> reasons(untold_.size());
        data::run_tasks(threads_, (untold_.size() + at_once - 1) / at_once, [&](std::size_t part) {
            for (std::size_t i = part * at_once; i < std::min(untold_.size(), (part + 1) * at_once); ++i) reasons[i] = reason(evaluation_.timescales[untold_[i].first], untold_[i].second);
        });
        for (std::size_t first = 0; first < untold_.size();) {
            std::map<std::string, std::uint64_t> counts;
            std::size_t last = first;
            for (; last < untold_.size() && untold_[last].first == untold_[first].first; ++last) ++counts[reasons[last]];
            std::vector<DueUntold> of_rule;
            for (const auto& [reason, count] : counts) of_rule.push_back({untold_[first].first, reason, count});
            std::stable_sort(of_rule.begin(), of_rule.end(), [](const DueUntold& a, const DueUntold& b) { return a.entries > b.entries; });
            list_.untold.insert(list_.untold.end(), of_rule.begin(), of_rule.end());
            first = last;
        }
    }

    void add_open(const eval::TimescaleResult& result, std::size_t entry, const Shown& shown) {
        const model::Timescale& rule = rules_.timescales[result.rule];
        const std::uint16_t version = result.version[entry];
        // Before the earliest day of `at least`, nothing is to be done by a day.
        if (rule.versions[version < rule.versions.size() ? version : 0].shape == model::Shape::minimum) return;
        DueItem item;
        item.overdue = result.outcome[entry] == Outcome::overdue;
        if (!item.overdue && result.due[entry] != eval::no_time && day_of(result, result.due[entry]) > list_.last) return;
        const auto due = explainer_.possible_due(result.rule, entry);
        if (!due && !item.overdue) return;         // a pause that has not ended puts it off
        item.certain = due && due->first == due->last;
        item.due = due ? day_of(result, due->first) : list_.as_of;
        item.due_last = due && due->last != eval::no_time ? day_of(result, due->last) : model::max_day;
        if (item.overdue) item.due_last = std::min(item.due_last, list_.as_of);
        else item.due = std::max(item.due, list_.as_of);
        if (!item.overdue && item.due > list_.last) return;
        auto texts = shown_of(shown, rule.record, result.row[entry]);
        if (!texts) return;
        item.rule = result.rule;
        item.entry = entry;
        item.row = result.row[entry];
        item.turn = result.turn[entry];
        item.shown = std::move(*texts);
        item.key = data_.key_of(rules_, rule.record, item.row);
        item.moment = eval::counts_moments(rule);
        if (item.certain) item.due_time = due->first;
        item.late_by = item.overdue ? result.late_by[entry] : 0;
        item.late_unit = result.late_unit(rule, entry);
        (item.overdue ? list_.overdue : list_.items).push_back(std::move(item));
    }

    // Not where it is known to be done, or to be due only later.
    bool may_come_due(const eval::TimescaleResult& result, std::size_t entry) const {
        if (result.done[entry] != eval::no_time) return false;
        return result.due[entry] == eval::no_time || day_of(result, result.due[entry]) <= list_.last;
    }

    // Without the cells that would settle it: so that what has one reason is told of once.
    std::string reason(const eval::TimescaleResult& result, std::size_t entry) const {
        const std::string whole = explainer_.reason(result.rule, entry);
        return whole.substr(0, whole.find(';'));
    }

    void sort() {
        const auto place = [&](const DueItem& item) { return std::tie(rules_.timescales[item.rule].name, item.key, item.row, item.turn); };
        const auto by_day = [&](const DueItem& a, const DueItem& b) { return a.due != b.due ? a.due < b.due : place(a) < place(b); };
        std::sort(list_.overdue.begin(), list_.overdue.end(), by_day);
        std::sort(list_.items.begin(), list_.items.end(), by_day);
    }

    void loads() {
        list_.days = list_.working_days;
        for (const DueItem& item : list_.items) list_.days.push_back(item.due);
        std::sort(list_.days.begin(), list_.days.end());
        list_.days.erase(std::unique(list_.days.begin(), list_.days.end()), list_.days.end());
        const auto whole = list_.by(std::vector<std::string>{});
        if (!whole.empty()) list_.total = whole.front();
        else list_.total.days.assign(list_.days.size(), 0);
    }
};

}  // namespace

std::vector<DueLoad> DueList::by(const std::vector<std::string>& names) const {
    std::vector<std::size_t> columns;
    for (const std::string& name : names) {
        const auto at = std::find(fields.begin(), fields.end(), name);
        if (at == fields.end()) return {};
        columns.push_back(static_cast<std::size_t>(at - fields.begin()));
    }
    // What is blank stands last.
    std::map<std::vector<std::pair<bool, std::string>>, DueLoad> loads;
    const auto load_of = [&](const DueItem& item) -> DueLoad& {
        std::vector<std::pair<bool, std::string>> key;
        for (const std::size_t column : columns) key.push_back({item.shown[column].empty(), item.shown[column]});
        DueLoad& load = loads[key];
        if (load.days.empty()) {
            load.days.assign(days.size(), 0);
            for (const auto& part : key) load.shown.push_back(part.second);
        }
        return load;
    };
    for (const DueItem& item : overdue) ++load_of(item).overdue;
    for (const DueItem& item : items) {
        DueLoad& load = load_of(item);
        ++load.due;
        load.uncertain += !item.certain;
        ++load.days[static_cast<std::size_t>(std::lower_bound(days.begin(), days.end(), item.due) - days.begin())];
    }
    std::vector<DueLoad> out;
    for (auto& [key, load] : loads) out.push_back(std::move(load));
    return out;
}

DueList due_list(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
                 const eval::EvaluateOptions& evaluated, const Explainer& explainer, const DueOptions& options) {
    return Lister(rules, data, calendars, evaluation, evaluated, explainer, options).list();
}

}  // namespace duly::explain
