// What was found wrong with the data, bounded: of one kind of thing in one field of one file the first thousand are
// listed one by one, the rest as a count.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "dsl/base/diagnostic.hpp"

namespace duly::data {

class Quality {
public:
    static constexpr std::uint64_t shown = 1000;

    void list(DiagnosticKind kind, Place place, std::string message, std::string help = {}, std::vector<Label> labels = {},
              std::uint64_t times = 1);
    // One entry for all that have the same kind, file, field and text; the first place is kept.
    void count(DiagnosticKind kind, Place place, const std::string& message, const std::string& help = {}, std::uint64_t times = 1);
    // True when `list` would show one more (so that callers can spare themselves the words).
    bool room(DiagnosticKind kind, const std::string& file, const std::string& field) const;
    std::size_t size() const { return found_.size(); }
    // Takes everything out, sorted.
    std::vector<Diagnostic> take();

private:
    using Group = std::tuple<DiagnosticKind, std::string, std::string>;
    static constexpr std::size_t none_yet = static_cast<std::size_t>(-1);
    struct Listed { std::uint64_t times = 0; std::size_t overflow = none_yet; };
    std::map<Group, Listed> listed_;
    std::map<std::tuple<DiagnosticKind, std::string, std::string, std::string>, std::size_t> counted_;
    std::vector<Diagnostic> found_;
};

}  // namespace duly::data
