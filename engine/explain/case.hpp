// One case of a timescale or check: its sentence, its values, how its days were counted.
#pragma once

#include <optional>

#include "engine/explain/words.hpp"

namespace duly::explain {

// An entry of a result beside the trace that settled it.
struct CaseSeen {
    const model::Timescale& rule;
    const eval::TimescaleResult& result;
    std::size_t entry = 0;
    const eval::EntryTrace& trace;
    const model::TimescaleVersion* version() const;     // or null
};

std::string case_sentence(const Context& context, const CaseSeen& seen);
std::vector<std::string> counted_lines(const Context& context, const CaseSeen& seen);
Node case_node(const Context& context, const CaseSeen& seen);
// The reason alone, as files carry it.
std::string case_reason(const Context& context, const CaseSeen& seen);

Node check_node(const Context& context, const model::Check& rule, data::Row row, const eval::EntryTrace& trace, std::uint8_t exclusion);
// "the highest is 3, from 1 March 2023 to 29 February 2024": of every `in any L`.
std::string window_words(const std::vector<eval::RowsSeen>& rows);
std::string check_case_reason(const Context& context, const model::Check& rule, const eval::EntryTrace& trace, std::uint8_t exclusion);

// "`visit.held` (visits.csv line 4) would settle it"; "" where no cell would.
std::string settled_by(const Context& context, const eval::EntryTrace& trace);
// ", since `review.quorate is yes` does not hold": the conditions by which it came out so, two at most; "" where none can be quoted.
std::string since(const Context& context, const eval::EntryTrace& trace);
// Why it is excluded, as the rule says.
std::string exclusion_words(const Context& context, const std::vector<model::Exclusion>& list, std::uint8_t index);

void add_values(const Context& context, Node& node, const std::vector<eval::ValueRead>& reads);
void add_conditions(const Context& context, Node& node, const std::vector<eval::ConditionSeen>& conditions);

// The entries of one row in a result: [first, last).
struct EntryRange { std::size_t first = 0, last = 0; };
EntryRange entries_of(const std::vector<eval::Row>& rows, data::Row row);

}  // namespace duly::explain
