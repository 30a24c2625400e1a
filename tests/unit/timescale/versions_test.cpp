// Versions by the trigger date, in force, temporary ones, commencement read from the data, versions with their own trigger.
#include <gtest/gtest.h>

#include "tests/unit/timescale/helper.hpp"

namespace duly::eval::test {
namespace {

struct TwoVersions : Lab {
    TwoVersions() {
        versions.assign(2, version);
        versions[0].until = day("2013-04-14");
        versions[0].within = limit(35, Unit::working_days);
        versions[1].from = day("2013-04-15");
        versions[1].within = limit(45, Unit::working_days);
        as_of("2013-12-31");
    }
};

TEST(Versions, ByTheTriggerDate) {
    TwoVersions lab;
    lab.matter({{"began", "2013-04-14"}});
    lab.matter({{"began", "2013-04-15"}});
    // 35 working days from Sunday 14 April: two holidays (6 and 27 May) lie inside. 45 from Monday 15 April.
    EXPECT_EQ(lab.outcomes(true), (Texts{"overdue by 147 2013-06-04", "overdue by 136 2013-06-19"}));
    const auto result = lab.result();
    EXPECT_EQ(result.version[0], 0);
    EXPECT_EQ(result.version[1], 1);
}

TEST(Versions, OutsideEveryVersionAndNotInForce) {
    TwoVersions lab;
    lab.versions[0].from = day("2010-01-01");
    lab.versions[1].in_force_until = day("2013-06-30");
    lab.matter({{"began", "2009-12-31"}});
    lab.matter({{"began", "2013-07-01"}});
    lab.matter({{"began", "2013-06-30"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"not applicable", "not applicable", "overdue by 84"}));
}

TEST(Versions, PartialTriggerAcrossVersions) {
    TwoVersions lab;
    lab.matter({{"began", "2013-04"}});
    lab.matter({{"began", "2013-04"}, {"finished", "2013-06-05"}});
    lab.matter({{"began", "2013-04"}, {"finished", "2013-05-10"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"overdue", "unknown", "met"}));
}

TEST(Versions, TemporaryOnesOverlay) {
    TwoVersions lab;
    lab.versions.push_back(lab.versions[1]);
    lab.versions[2].temporary = true;
    lab.versions[2].from = day("2013-06-01");
    lab.versions[2].until = day("2013-06-30");
    lab.versions[2].within = lab.limit(10, Unit::days);
    lab.matter({{"began", "2013-06-01"}, {"finished", "2013-06-12"}});
    lab.matter({{"began", "2013-07-01"}, {"finished", "2013-07-12"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"late by 1", "met"}));
}

TEST(Versions, CommencementReadFromTheData) {
    TwoVersions lab;
    for (auto& v : lab.versions) v.within = lab.limit(&v == &lab.versions[0] ? 10 : 20, Unit::days);
    lab.versions[1].from_field = lab.field("matter.switched");
    lab.matter({{"began", "2013-03-20"}, {"switched", "2013-03-01"}});
    lab.matter({{"began", "2013-03-20"}, {"switched", "2013-03-21"}});
    lab.matter({{"began", "2013-03-20"}});
    lab.matter({{"began", "2013-05-01"}});
    lab.matter({{"began", "2013-03-20"}, {"switched", "2013-03"}});
    lab.matter({{"began", "2013-05-20"}, {"switched", "2013-09-01"}});
    EXPECT_EQ(lab.outcomes(true), (Texts{"overdue by 266 2013-04-09", "overdue by 276 2013-03-30", "overdue by 276 2013-03-30",
                                         "overdue by 224 2013-05-21", "overdue", "overdue by 205 2013-06-09"}));
}

TEST(Versions, EachLooksAtItsOwnTrigger) {
    TwoVersions lab;
    lab.versions[0].within = lab.limit(10, Unit::days);
    lab.versions[1].within = lab.limit(20, Unit::days);
    lab.versions[1].from_date = lab.field("matter.later");
    lab.matter({{"began", "2013-04-01"}, {"later", "2013-04-20"}});     // both apply: the earlier trigger
    lab.matter({{"began", "2013-04-20"}, {"later", "2013-05-01"}});     // only the second
    lab.matter({{"began", "2013-04-20"}, {"later", "2013-04-01"}});     // neither
    EXPECT_EQ(lab.outcomes(true), (Texts{"overdue by 264 2013-04-11", "overdue by 224 2013-05-21", "not applicable"}));
}

TEST(Versions, ChosenByAnotherDate) {
    TwoVersions lab;
    for (auto& v : lab.versions) v.chosen_by = lab.field("matter.later");
    lab.versions[0].within = lab.limit(10, Unit::days);
    lab.versions[1].within = lab.limit(20, Unit::days);
    lab.matter({{"began", "2013-04-01"}, {"later", "2013-04-20"}});
    lab.matter({{"began", "2013-04-01"}});
    EXPECT_EQ(lab.outcomes(true), (Texts{"overdue by 254 2013-04-21", "unknown"}));
}

}  // namespace
}  // namespace duly::eval::test
