"""A children in need census as the nightly data of the Department for Education: JSON, an array of children, as its schema 1.0.1 names things.
Keys that have no value are left out, as the sending scripts do."""
import json
import xml.etree.ElementTree as tree

from cin_tables import text


def filled(**known):
    return {name: value for name, value in known.items() if value not in ("", None, [])}


def flag(value):
    return {"": None, "0": False, "false": False, "1": True, "true": True}[value.lower()]


def children(source):
    for child in tree.parse(source).getroot().find("Children").findall("Child"):
        about = child.find("ChildIdentifiers")
        name = text(about, "LAchildID")
        episodes = []
        for e, details in enumerate(child.findall("CINdetails"), 1):
            def numbered(kind, number):
                return f"{name}{kind}{e}{number}"
            enquiries = []
            for n, each in enumerate(details.findall("Section47"), 1):
                needed = not flag(text(each, "ICPCnotRequired"))
                enquiries.append(filled(section_47_assessment_id=numbered("S", n), start_date=text(each, "S47ActualStartDate"), icpc_date=text(each, "DateOfInitialCPC")) | {"icpc_required_flag": needed})
            episodes.append(filled(
                social_care_episode_id=numbered("E", 0), referral_date=text(details, "CINreferralDate"), referral_source=text(details, "ReferralSource"),
                closure_date=text(details, "CINclosureDate"), closure_reason=text(details, "ReasonForClosure"),
                care_worker_details=[{"worker_id": f"SW{e}", "start_date": text(details, "CINreferralDate")} | filled(end_date=text(details, "CINclosureDate"))],
                child_and_family_assessments=[filled(child_and_family_assessment_id=numbered("A", n), start_date=text(each, "AssessmentActualStartDate"), authorisation_date=text(each, "AssessmentAuthorisationDate"),
                                                     factors=[factor.text for factor in each.findall("FactorsIdentifiedAtAssessment/AssessmentFactors")])
                                              for n, each in enumerate(details.findall("Assessments"), 1)],
                child_in_need_plans=[filled(child_in_need_plan_id=numbered("N", n), start_date=text(each, "CINPlanStartDate"), end_date=text(each, "CINPlanEndDate")) for n, each in enumerate(details.findall("CINPlanDates"), 1)],
                section_47_assessments=enquiries,
                child_protection_plans=[filled(child_protection_plan_id=numbered("P", n), start_date=text(each, "CPPstartDate"), end_date=text(each, "CPPendDate")) for n, each in enumerate(details.findall("ChildProtectionPlans"), 1)]))
        yield filled(la_child_id=name, child_details=filled(unique_pupil_number=text(about, "UPN"), date_of_birth=text(about, "PersonBirthDate"), expected_date_of_birth=text(about, "ExpectedPersonBirthDate"), sex=text(about, "Sex"),
                                                            disabilities=[each.text for each in child.findall("ChildCharacteristics/Disabilities/Disability")]),
                     social_care_episodes=episodes)


def write(source, path):
    path.write_text(json.dumps(list(children(source)), indent=1), encoding="utf-8")
