// Spells of which an end in doubt leaves open whether they are one, and which part gave a spell its dates.
#pragma once

#include "engine/data/dataset.hpp"

namespace duly::data {

// Whether the spell may be one with another: parts of that one are then listed under it too.
bool may_be_one_with_another(const Dataset& data, RecordId spell, Row row);
// Whether it may be no spell of its own, but part of an earlier one.
bool may_be_part_of_another(const Dataset& data, RecordId spell, Row row);
// Whether the part surely belongs to the spell.
bool surely_part(const Dataset& data, RecordId spell, Row row, Row part);
// Whether a row that is linked to the spell by its date may belong to another instead that this one may be one with: it lies outside
// what the spell's own parts surely span, and not before the start of all others.
bool may_lie_in_another(const model::RuleSet& rules, const Dataset& data, RecordId spell, Row row, DayInterval days);

// The part whose date is the start or the end of a spell that was joined from parts, or leaves it in doubt; no_row for other fields and
// other records.
Row part_that_gives(const model::RuleSet& rules, const Dataset& data, RecordId spell, Row row, FieldId field);

}  // namespace duly::data
