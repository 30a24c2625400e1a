// What could make a condition true, false or unknown: for each thing that it compares, the values that would do. Every
// answer errs towards "possible", so what is said to be impossible is.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dsl/model/ruleset.hpp"

namespace duly::check {

// Values from low to high, ends included or not; beside them the blank.
struct Values {
    struct Span {
        std::int64_t low = INT64_MIN, high = INT64_MAX;
        bool low_in = true, high_in = true;
    };
    std::vector<Span> spans{Span{}};
    bool blank = true;

    bool empty() const { return spans.empty() && !blank; }
    Values both(const Values& other) const;
    Values either(const Values& other) const;
    Values others() const;                              // the rest of the values, and the blank
    Values without_blank() const;
    static Values nothing() { return {{}, false}; }
    static Values only_blank() { return {{}, true}; }
    static Values point(std::int64_t value) { return {{Span{value, value, true, true}}, false}; }
};

// Things by what they are, with the values that they may have; what is not there may be anything.
using World = std::map<std::string, Values>;
using Worlds = std::vector<World>;                      // any of them; none: impossible

enum class Answer : std::uint8_t { yes, no, unknown };

class Possible {
public:
    explicit Possible(const model::RuleSet& rules) : rules_(rules) {}

    // A condition that is not there, or was wrong, may be anything.
    Worlds when(model::ExprId condition, Answer answer);
    static Worlds both(const Worlds& a, const Worlds& b);
    // In this and all later questions the thing is blank.
    Worlds with_blank(const std::vector<std::string>& things) const;
    // What makes two expressions the same question.
    std::string thing(model::ExprId id) const;
    std::string thing(const model::Expr& expr) const;

private:
    Worlds compared(const model::Expr& expr, Answer answer);
    Worlds pair(const model::Expr& expr, Answer answer);
    Worlds distance(const model::Expr& expr, Answer answer);
    Worlds plain(const std::string& thing, Answer answer) const;     // yes or no, and nothing is known of it
    Worlds of(std::string thing, const Values& yes, Answer answer, const Values& all, bool blank_is_no, bool only_blank_unknown) const;
    Values all_of(model::ExprId id) const;
    bool missing_when_blank(model::ExprId id) const;    // a blank makes it unknown, and nothing else does
    std::int64_t number_of(const model::Literal& literal);

    const model::RuleSet& rules_;
    std::map<std::string, std::int64_t> texts_;
};

inline Worlds anything() { return {World{}}; }

}  // namespace duly::check
