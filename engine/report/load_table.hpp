// How much comes due when and with whom: days, or weeks or months where days do not fit, across, and whose it is down.
#pragma once

#include "engine/report/due.hpp"
#include "engine/report/text_page.hpp"

namespace duly::report {

void load_table(TextPage& page, const DueReport& report);

}  // namespace duly::report
