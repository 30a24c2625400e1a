#pragma once

#include <string>

namespace duly::bench {

extern std::string data_folder;     // with cases.csv and events.csv

}  // namespace duly::bench
