// A row of an example -> the records that it speaks of, as a Dataset.
#pragma once

#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/model/ruleset.hpp"
#include "engine/data/dataset.hpp"

namespace duly::verify {

struct RowData {
    data::Dataset dataset;
    std::vector<Diagnostic> wrong;      // cells that cannot be read, lists that do not line up: the row cannot run
    std::vector<Diagnostic> quality;    // what the data check says of the records
};

// The rule's record and its ancestors are always there. Of other records, the values between `;` are one row each, and
// columns of the same record line up; one with every cell blank is not there. `given` fills what has no column.
RowData build_row(const model::RuleSet& rules, const model::Example& example, std::size_t row);

// The record that the example's rule looks at, or none.
model::RecordId record_of(const model::RuleSet& rules, const model::Example& example);

}  // namespace duly::verify
