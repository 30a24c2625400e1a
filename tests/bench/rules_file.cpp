#include "tests/bench/rules_file.hpp"

#include <array>
#include <string_view>

namespace duly::bench {

namespace {

constexpr std::string_view head = R"~(ruleset "Generated: many timescales"
  version "1"

calendar office
  working monday to friday
  known from 1 January 2000
  known until 31 December 2040

record child
  child_id  text    key
  born      date
  team      text    optional shown
record period of child
  period_id  text  key
  started    date  orders
  ended      date  optional
  finished   date  optional
  noted      yes_no  optional
  agreed     date  optional
  kind       choice of full, short, shared
  reason     text  optional
  visit_days number
record event of period
  event_id  text  key
  held      date  orders
  seen      yes_no
  kind      choice of visit, review, meeting
record hold of period
  hold_id  text  key
  from_day date  orders
  to_day   date  optional
  spans from_day to to_day
)~";

// A rule of each kind; N is its number, L a length's number.
constexpr std::array<std::string_view, 8> bodies = {
    R"~(  law "SI 2010/959 regulation 33(N)"
  for each period
  where period.kind is full
  from period.started
  to earliest event.held where event.kind is review and event.seen is yes
  within L working days
  stop on period.ended
  warn 10 working days before
  excused when period.reason is known
)~",
    R"~(  law "Statutory guidance, volume 2, paragraph N"
  for each period
  from period.started
  to each event.held where event.kind is visit and event.seen is yes
  first within 1 week
  then every L weeks when period.started is less than 1 year ago,
       every 3 months when period.kind is shared, otherwise every 6 weeks
  stop on period.ended
)~",
    R"~(  confidence secondary
  for each period
  from period.started
  to period.finished
  excused when period.reason is known
  version until 14 April 2013
    within L working days
  version from 15 April 2013
    within 45 working days
)~",
    R"~(  for each period
  # The plan comes before the period, or soon after it.
  where period.kind is one of full, shared
  to period.agreed
  before period.started, otherwise within L working days of period.started
  excluded when period.noted is no because "rule N speaks of those that are noted"
  on calendar office
  counting the day itself
  in force from 1 April 2011
)~",
    R"~(  law "Council procedure N"
  for each period
  from period.started
  to period.finished
  within L days when age of child.born < 5 years, otherwise 4 months
  extended by 10 days when period.noted is yes
  paused during each hold
  also shown by period.noted, period.agreed
  rolls to the next working day
)~",
    R"~(  for each period
  where (period.kind is full or period.kind is shared) and period.started is on or after 1 January 2010
  from period.started
  to each event.held
  at least once in every L months when age of child.born < 5 years, otherwise 12 months
  stop on period.ended   # nobody visits after it
  confidence unverified
  law "Directions N"
)~",
    R"~(  for each period
  where any event where event.kind is meeting and event.held is before period.ended
  from earliest of period.started, period.agreed
  to period.finished
  within period.visit_days working days
  may be done earlier
  in force from 1 April 2015 until 31 March 2030
  excused when count of event where event.seen is no > L
  warn 2 days before
)~",
    R"~(  law "Framework N, chapter 5"
  for each period
  from period.started
  to period.finished
  at least L days after period.started
  version from 1 April 2009 until 31 March 2012
    where period.kind is not short
  version from 1 April 2012
    where period.visit_days + 2 * 3 - 1 > 4 and not period.kind is short
)~",
};

std::string padded(std::size_t number) {
    std::string digits = std::to_string(number);
    return std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
}

}  // namespace

std::string rules_file(std::size_t rules) {
    std::string text(head);
    for (std::size_t i = 0; i < rules; ++i) {
        text += "\ntimescale rule_" + padded(i) + " \"Rule number " + std::to_string(i) + " of many\"\n";
        const std::string_view body = bodies[i % bodies.size()];
        for (const char c : body) {
            if (c == 'N') text += std::to_string(i);
            else if (c == 'L') text += std::to_string(2 + i % 50);
            else text += c;
        }
    }
    return text;
}

}  // namespace duly::bench
