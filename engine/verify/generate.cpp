#include "engine/verify/generate.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "engine/verify/generate_search.hpp"

namespace duly::verify {
namespace {

using Target = model::Example::Target;

// The rules whose rows a rule's own rows can be made of.
std::vector<RuleRef> made_of(const model::RuleSet& rules, RuleRef rule) {
    std::vector<RuleRef> out;
    if (rule.target == Target::measure) {
        const model::Measure& measure = rules.measures[rule.id];
        if (measure.timescale != model::none) out.push_back({Target::timescale, measure.timescale});
        for (const auto& every : measure.every) out.push_back({Target::timescale, every.timescale});
    }
    if (rule.target == Target::action)
        for (const model::NeedLine& line : rules.actions[rule.id].needs)
            for (const model::Need& need : line.needs) {
                using Kind = model::Need::Kind;
                if (need.kind == Kind::measure) out.push_back({Target::measure, need.ref});
                if (need.kind == Kind::no_breach || need.kind == Kind::at_most) out.push_back({Target::timescale, need.ref});
                if (need.kind == Kind::check) out.push_back({Target::check, need.ref});
                if (need.kind == Kind::action) out.push_back({Target::action, need.ref});
            }
    return out;
}

class Generator {
public:
    Generator(const model::RuleSet& rules, const KnownCalendars& calendars) : rules_(rules), calendars_(calendars) {}

    // The search of a rule, run; those that it is made of come first.
    Search& search(RuleRef rule) {
        auto& found = searches_[rule];
        if (found) return *found;
        found = std::make_unique<Search>(rules_, calendars_, rule);
        Search& own = *found;
        own.seed();
        for (const RuleRef other : made_of(rules_, rule)) own.seed_from(search(other));
        own.run();
        return own;
    }

private:
    const model::RuleSet& rules_;
    const KnownCalendars& calendars_;
    std::map<RuleRef, std::unique_ptr<Search>> searches_;
};

}  // namespace

Generated generate(const model::RuleSet& rules, const KnownCalendars& calendars, const std::vector<std::string>& only) {
    Generated out;
    Generator generator(rules, calendars);
    for (const RuleRef rule : rules_named(rules, only)) {
        Search& search = generator.search(rule);
        const std::string text = blocks_of(search, search.rows(), calendars);
        if (!text.empty()) out.text += (out.text.empty() ? "" : "\n") + text;
        out.rows += search.rows().size();
        for (const NotMade& one : search.left()) out.left.push_back(one);
    }
    return out;
}

}  // namespace duly::verify
