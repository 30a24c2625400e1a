#include "engine/data/memory_need.hpp"

#include <algorithm>
#include <array>

namespace duly::data {

std::string size_text(std::uint64_t bytes) {
    static constexpr std::array units = {"bytes", "kB", "MB", "GB", "TB"};
    std::uint64_t tenths = bytes;       // of the unit, from kB on
    std::size_t unit = 0;
    for (std::uint64_t scale = 1; unit + 1 < units.size() && bytes / scale >= 1000; scale *= 1000) {
        ++unit;
        tenths = bytes / (scale * 100);
    }
    if (unit == 0) return std::to_string(bytes) + " bytes";
    std::string text = std::to_string(tenths / 10);
    if (tenths < 100 && tenths % 10) text.append(1, '.').append(1, static_cast<char>('0' + tenths % 10));
    return text.append(1, ' ').append(units[unit]);
}

Diagnostic no_memory(std::vector<SizedFile> files, std::uint64_t needed, std::uint64_t allowed) {
    std::string message = needed ? "the data needs at least " + size_text(needed) + " of memory" : std::string("there is not enough memory for this work");
    if (allowed) message += needed ? ", and " + size_text(allowed) + " may be taken" : ": it may take " + size_text(allowed);
    std::stable_sort(files.begin(), files.end(), [](const SizedFile& a, const SizedFile& b) { return a.bytes > b.bytes; });
    std::uint64_t all = 0;
    for (const SizedFile& file : files) all += file.bytes;
    if (files.size() > 1) message.append("; of the files, ").append(size_text(all)).append(" together, the largest are ");
    else if (!files.empty()) message += "; the file is ";
    for (std::size_t i = 0; i < files.size() && i < 3; ++i)
        message.append(i == 0 ? "`" : ", `").append(files[i].path).append("` (").append(size_text(files[i].bytes)).append(")");
    return make_diagnostic(DiagnosticKind::out_of_memory, {}, message,
                           "hold the rows on a disk (--spill FOLDER), read fewer files, evaluate fewer rules at once (--rule), or allow more (--memory) on a machine that has it");
}

std::uint64_t memory_of_rows(const std::vector<SizedFile>& texts) {
    std::uint64_t all = 0;
    for (const SizedFile& text : texts) all += text.bytes;
    return all / 4;
}

}  // namespace duly::data
