// What stands in a cell of an example, read by the type of its field.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/model/ruleset.hpp"
#include "engine/data/dataset.hpp"

namespace duly::verify {

std::string_view trimmed(std::string_view text);
// The values of a cell: `;` between them, quotes kept together. A blank cell has none; an empty piece is a blank value.
// Below a record that the row lists, `,` stands between the values of one piece.
std::vector<std::string> pieces_of(std::string_view cell, char between = ';');

// 2024-03-01 or 1 March 2024.
std::optional<model::Day> read_day(std::string_view text);

// `text` must outlive the result. Blank: blank in an optional field, else missing. `?`: something that cannot be read.
// Nothing when it is no value of this field.
std::optional<data::Cell> read_cell(const model::Field& field, std::string_view text, const TimeZone& zone);
data::Cell cell_of(const model::Field& field, const model::Literal& value, const TimeZone& zone);
// What may stand in a cell of this field, for a message: "a date such as 2024-03-01, ...".
std::string wanted_in(const model::Field& field);

}  // namespace duly::verify
