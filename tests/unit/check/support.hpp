// Compiles rule texts held in memory, and finds things in the rule set.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "dsl/base/render.hpp"
#include "dsl/check/compile.hpp"

namespace duly::test {

class Texts : public Loader {
public:
    using Files = std::map<std::string, std::string>;
    explicit Texts(Files files) : files_(std::move(files)) {}
    std::optional<std::string> read(const std::string& path) const override {
        const auto found = files_.find(path);
        return found == files_.end() ? std::nullopt : std::optional(found->second);
    }
    std::string resolve(const std::string& from, const std::string& relative) const override {
        const auto slash = from.rfind('/');
        return slash == std::string::npos ? relative : from.substr(0, slash + 1) + relative;
    }

private:
    std::map<std::string, std::string> files_;
};

using Rules = std::shared_ptr<const model::RuleSet>;

inline Checked<Rules> compiled(const std::string& text) { return compile({"rules.duly"}, Texts(Texts::Files{{"rules.duly", text}})); }

// The rule set, or a failed test that shows what is wrong with the text.
inline Rules good(const std::string& text) {
    auto result = compiled(text);
    EXPECT_TRUE(result.ok()) << render(result.diagnostics);
    return result.value.value_or(std::make_shared<const model::RuleSet>());
}

// Codes of all that is wrong, in order.
inline std::string codes(const std::string& text) {
    std::string result;
    for (const auto& each : compiled(text).diagnostics) result += std::string(result.empty() ? "" : " ") + std::string(info(each.kind).code);
    return result;
}

inline constexpr const char* records = R"(
calendar england_and_wales
  working monday to friday
  known until 31 December 2028
scale rag: green, amber, red
record child
  child_id text key
  born date
record care_period of child
  started date orders
  ended date optional
  team text shown
  spans started to ended
record review of care_period by held
  review_id text key
  held date orders
  quorate yes_no
record placement of care_period
  placement_id text key
  started date orders
  ended date optional
  permanent yes_no
  kind choice of foster, home, other
  nights number
  spans started to ended
record visit of placement
  held date orders
  seen yes_no
)";

}  // namespace duly::test
