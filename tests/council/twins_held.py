"""What each export tells of the synthetic council, rule by rule; see twins.py.

same    every outcome is told: as many of each kind, the same days, the same lateness.
open    some outcomes are told and are the same, the others are unknown; with the reason.
as      all are told, with a day that stands for another: they are what the other rule gives.
silent  the rule asks for a field that the export has no column for and takes the blank for "it is not so": it does not apply. With the reason.

A rule that is named nowhere gives nothing definite: its record is not in the export, or all it gives is unknown."""

REVIEW, VISIT, CHECK = "the latest review only", "the latest visit only", "the latest check only"
AGREED = "whether the conference agreed on a plan is not in it"
STATUS = "episodes have no legal status in it"

ANNEX_A = {
    "same": {
        "adopter_first_stage_decided", "adopter_goes_on_to_second_stage", "adopter_suitability_decided", "assessment_from_start",
        "birth_or_expected_birth", "conference_from_strategy", "conference_on_a_weekday", "doctor_registered",
        "placed_within_a_year", "placement_within_care", "plan_lasts_a_day", "plan_starts_with_conference", "plan_under_two_years",
        "referral_in_pregnancy", "review_after_start",
    },
    "open": {
        "baby_not_placed_early": "whether the parent agreed in writing is not in it",
        "care_reviews": REVIEW, "plan_reviews": REVIEW, "plan_reviews_by_days": REVIEW,
        "placement_visits": VISIT, "visits_after_order_at_home": VISIT,
        "health_assessed_in_20_working_days": CHECK, "health_reassessed": CHECK, "teeth_checked": CHECK,
    },
    # List 5 has one day, that of the strategy discussion, which stands for the start of the enquiry too.
    "as": {"conference_from_enquiry": "conference_from_strategy"},
}
# The dataset's own lists end with the ninth.
NINE_LISTS = {"same": ANNEX_A["same"] - {
    "adopter_first_stage_decided", "adopter_goes_on_to_second_stage", "adopter_suitability_decided", "placed_within_a_year",
}, "open": {rule: why for rule, why in ANNEX_A["open"].items() if rule != "baby_not_placed_early"}, "as": ANNEX_A["as"]}
CENSUS = {
    "same": {
        "assessment_finished", "assessment_from_start", "birth_or_expected_birth", "conference_from_enquiry", "conference_on_a_weekday",
        "conference_target_within_limit", "plan_lasts_a_day", "plan_reviews", "plan_reviews_by_days", "plan_under_two_years",
        "pre_proceedings_concluded", "referral_in_pregnancy", "review_after_start", "sex_before_birth",
    },
    "open": {},
    "silent": {"plan_starts_with_conference": AGREED},
}
RETURN = {
    "same": {
        "assessment_order_on_return", "birth_or_expected_birth", "care_reviews", "emergency_order_on_return",
    },
    "open": {},
}
NIGHTLY = {
    "same": {
        "assessment_finished", "assessment_from_start", "birth_or_expected_birth", "conference_from_enquiry", "conference_on_a_weekday",
        "plan_lasts_a_day", "plan_under_two_years", "referral_in_pregnancy", "sex_before_birth", "strengths_score_possible", "strengths_scored",
    },
    "open": {"baby_not_placed_early": "whether the parent agreed in writing is not in it", "placed_within_a_year": "a decision taken back is not in it"},
    "silent": {"adoption_plan_decided": "the review that chose the plan is not in it",
               "reviews_before_adoption_placement": "the court's authority is not in it",
               "plan_starts_with_conference": AGREED, "emergency_order_on_return": STATUS, "assessment_order_on_return": STATUS},
}
TWINS = {"annex_a": ANNEX_A, "annex_a workbook": ANNEX_A, "annex_a of the dataset": NINE_LISTS, "census": CENSUS, "census tables": CENSUS,
         "return": RETURN, "return XML": RETURN, "nightly": NIGHTLY, "nightly lines": NIGHTLY}
