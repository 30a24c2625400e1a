// The search for rows: cases are tried by evaluation, kept when they show something that is missing.
#pragma once

#include <functional>
#include <set>

#include "engine/verify/generate.hpp"
#include "engine/verify/generate_case.hpp"

namespace duly::verify {

struct Tried {
    Case one;
    Shown shown;
    std::size_t size() const;       // values in it: the fewer, the plainer
};

class Search {
public:
    Search(const model::RuleSet& rules, const KnownCalendars& calendars, RuleRef rule);

    // Looks for rows for what is missing, in the order that lets one row serve for much.
    void run();
    const std::vector<Tried>& rows() const { return rows_; }
    const std::vector<NotMade>& left() const { return left_; }
    const std::vector<Tried>& pool() const { return pool_; }
    const Defaults& defaults() const { return defaults_; }
    const model::RuleSet& rules() const { return rules_; }
    RuleRef rule() const { return rule_; }

    // Evaluates a case; nothing when it cannot be read, has no outcome or the search has gone on for too long.
    std::size_t turns_of(const RanRow& ran) const;
    std::optional<Tried> attempt(const Case& one, bool stated = false);    // stated: it stands in an example
    // Keeps the case when it shows the item.
    bool take(const Case& one, const ItemKey& wanted);
    // Rows of the examples, and plain ones, that changes start from.
    void seed();
    void seed_from(const Search& other);
    void add_to_pool(Tried tried);
    bool missing(const ItemKey& key) const { return missing_.count(key) != 0; }

private:
    // generate_dates.cpp: of timescales.
    bool find_limit(const Item& item);
    bool find_closed(const Item& item);
    bool find_version(const Item& item);
    bool find_start(const Item& item);
    bool find_end(const Item& item);
    bool reach_limit(const Item& item);
    std::optional<Case> with_end(const Tried& from, const EntryShown& entry, std::int64_t time) const;
    // generate_mutate.cpp: one or two cells changed.
    bool find_by_change(const Item& item, const std::vector<FieldRead>& fields, model::ExprId about);
    std::vector<std::string> values_for(FieldRead field, const Case& in, model::ExprId about, std::optional<std::int64_t> figure) const;
    // generate_bands.cpp: of measures and actions.
    bool find_band(const Item& item);
    bool find_state(const Item& item);
    bool by_needs(const Item& item);

    bool find(const Item& item);
    std::string why_not(const Item& item) const;
    std::vector<FieldRead> starts() const, ends() const;

    const model::RuleSet& rules_;
    const KnownCalendars& calendars_;
    RuleRef rule_;
    Defaults defaults_;
    std::vector<Item> items_;
    std::set<ItemKey> missing_;
    std::vector<Tried> pool_, rows_;
    std::vector<NotMade> left_;
    std::size_t attempts_ = 0, attempts_for_item_ = 0;
};

// generate_text.cpp: what a case gives, as a row would expect it; nothing when there are no words that could be read back.
std::optional<std::string> expectation_of(const model::RuleSet& rules, RuleRef rule, const Tried& tried, const KnownCalendars& calendars);
// The rows of a rule as example blocks.
std::string blocks_of(Search& search, std::vector<Tried> rows, const KnownCalendars& calendars);

}  // namespace duly::verify
