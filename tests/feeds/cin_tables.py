"""A children in need census as the CSV tables that the published validator writes: numbers of referrals, assessments and plans begin
anew with each child (plans: with each referral)."""
import csv
import pathlib
import xml.etree.ElementTree as tree

HERE = pathlib.Path(__file__).resolve().parent


def text(element, name):
    found = element.find(name) if element is not None else None
    return (found.text or "").strip() if found is not None else ""


def write(source, folder):
    columns = {}
    for line in (HERE / "headers" / "cin_census.txt").read_text(encoding="utf-8").splitlines():
        table, row = line.split("\t")
        columns[table] = row.split(",")
    rows = {table: [] for table in columns}

    def add(table, element, **known):
        rows[table].append([known[name] if name in known else text(element, name) for name in columns[table]])

    root = tree.parse(source).getroot()
    head = root.find("Header")
    values = {each.tag: (each.text or "").strip() for each in head.iter() if len(each) == 0}
    add("Header", None, **{name: values.get(name, "") for name in columns["Header"]})
    for child in root.find("Children").findall("Child"):
        about = child.find("ChildIdentifiers")
        known = {"LAchildID": text(about, "LAchildID")}
        add("ChildIdentifiers", about)
        add("ChildCharacteristics", child.find("ChildCharacteristics"), **known)
        for each in child.findall("ChildCharacteristics/Disabilities/Disability"):
            add("Disabilities", None, Disability=each.text, **known)
        for number, details in enumerate(child.findall("CINdetails"), 1):
            known["CINdetailsID"] = str(number)
            add("CINdetails", details, **known)
            for assessment, each in enumerate(details.findall("Assessments"), 1):
                factors = [factor.text for factor in each.findall("FactorsIdentifiedAtAssessment/AssessmentFactors")]
                add("Assessments", each, AssessmentID=str(assessment), AssessmentFactors=str(factors) if factors else "", **known)
                for factor in factors:
                    add("AssessmentFactorsList", None, AssessmentID=str(assessment), AssessmentFactor=factor, **known)
            for each in details.findall("CINPlanDates"):
                add("CINplanDates", each, **known)
            for each in details.findall("Section47"):
                add("Section47", each, **known)
            for plan, each in enumerate(details.findall("ChildProtectionPlans"), 1):
                add("ChildProtectionPlans", each, CPPID=str(plan), **known)
                for review in each.findall("Reviews/CPPreviewDate"):
                    add("Reviews", None, CPPID=str(plan), CPPreviewDate=review.text, **known)
            for each in details.findall("PreProceedingsandFGDM"):
                add("PreProceedingsandFGDM", each, **known)
    for table, lines in rows.items():
        with open(folder / f"{table}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns[table])
            writer.writerows(lines)
