//! Recruitment for an office: requisitions and candidates, as the old system exports them in XML.

use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, escaped};
use super::{Faults, MODULE, day, nobody};
use crate::Outcome;

const REQUISITIONS: &str = "job-requisitions";
const CANDIDATES: &str = "candidates";

const TITLES: &[&str] = &[
    "Programme officer",
    "Water & sanitation engineer",
    "Finance assistant",
    "Driver",
    "Nurse",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nobody,
    Code,
    None,
    Missing,
    Future,
}

const REQUISITION_FAULTS: &[Wrong] = &[
    Wrong::Nobody,
    Wrong::Code,
    Wrong::None,
    Wrong::Missing,
    Wrong::Future,
];
const CANDIDATE_FAULTS: &[Wrong] = &[Wrong::Code, Wrong::None, Wrong::Missing, Wrong::Future];

/// The file so far, and how many elements of each kind it has.
struct Page {
    file: String,
    text: String,
    lines: usize,
    requisitions: usize,
    candidates: usize,
}

/// What stands in a requisition.
struct Requisition {
    number: String,
    title: String,
    openings: String,
    opened: String,
    state: &'static str,
    manager: String,
}

/// What stands in a candidate.
struct Candidate {
    number: String,
    last: String,
    first: String,
    mail: String,
    phone: String,
    language: &'static str,
    free: String,
}

/// Writes `hq/recruitment/CODE.xml`.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let mut page = Page {
        file: format!("hq/recruitment/{}.xml", office.code()),
        text: String::new(),
        lines: 0,
        requisitions: 0,
        candidates: 0,
    };
    page.push("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    page.push(&format!("<recruitment office=\"{}\">", office.code()));
    let workers = estate.count(Kind::Worker);
    for number in 0..workers.div_ceil(20) {
        page.requisition(&requisition(estate, office, number), office, out);
    }
    for (nth, wrong) in faults.of(REQUISITION_FAULTS).into_iter().enumerate() {
        page.wrong_requisition(estate, office, nth, wrong, out);
    }
    for number in 0..(workers * 3).div_ceil(10) {
        page.candidate(&candidate(estate, office, number), out);
    }
    for (nth, wrong) in faults.of(CANDIDATE_FAULTS).into_iter().enumerate() {
        page.wrong_candidate(estate, office, nth, wrong, out);
    }
    page.push("</recruitment>");
    out.put(MODULE, &page.file, &page.text)?;
    Ok(())
}

impl Page {
    fn push(&mut self, line: &str) -> usize {
        self.text.push_str(line);
        self.text.push('\n');
        self.lines += 1;
        self.lines
    }

    /// Adds a requisition; gives the line on which it begins.
    fn requisition(&mut self, one: &Requisition, office: &Office, out: &mut Out) -> usize {
        self.requisitions += 1;
        let counted = out.answers.of(REQUISITIONS);
        counted.read += 1;
        let openings: i64 = one.openings.parse().unwrap_or_default();
        counted.add("openings", "", openings * 100);
        let line = self.push(&format!(
            "  <requisition number=\"{}\" state=\"{}\">",
            one.number, one.state
        ));
        self.push(&format!("    <title>{}</title>", escaped(&one.title)));
        self.push(&format!("    <office>{}</office>", office.code()));
        self.push(&format!("    <openings>{}</openings>", one.openings));
        self.push(&format!("    <opened>{}</opened>", one.opened));
        self.push("    <team>");
        self.push(&format!("      <manager person=\"{}\"/>", one.manager));
        self.push("    </team>");
        self.push("  </requisition>");
        line
    }

    fn wrong_requisition(
        &mut self,
        estate: &Estate,
        office: &Office,
        nth: usize,
        wrong: Wrong,
        out: &mut Out,
    ) {
        let mut one = requisition(estate, office, 900 + nth);
        let (below, path, code, field, kind) = match wrong {
            Wrong::Nobody => {
                one.manager = nobody(office, nth);
                let path = "/team/manager[1]/@person";
                (
                    6,
                    path,
                    "REF-MISSING",
                    "HiringTeam.PersonNumber",
                    "managed by nobody",
                )
            }
            Wrong::Code => {
                one.state = "??";
                let kind = "state without a line in the crosswalk";
                (
                    0,
                    "/@state",
                    "MAP-UNMAPPED-CODE",
                    "RequisitionStatusCode",
                    kind,
                )
            }
            Wrong::None => {
                "0".clone_into(&mut one.openings);
                (
                    3,
                    "/openings",
                    "VAL-CHECK",
                    "NumberOfOpenings",
                    "requisition of nobody",
                )
            }
            Wrong::Missing => {
                one.title = String::new();
                (
                    0,
                    "/title",
                    "VAL-REQUIRED",
                    "RequisitionTitle",
                    "requisition without a title",
                )
            }
            Wrong::Future => {
                "2025-02-30".clone_into(&mut one.opened);
                (
                    4,
                    "/opened",
                    "MAP-DATE-FORMAT",
                    "OpenDate",
                    "day that does not exist",
                )
            }
        };
        let line = self.requisition(&one, office, out) + below;
        let number = self.requisitions;
        let path = format!("/recruitment/requisition[{number}]{path}");
        let origin = format!("{}:{line} {path}", self.file);
        out.answers.of(REQUISITIONS).rejected += 1;
        out.answers.finding(REQUISITIONS, code, field, origin, kind);
    }

    /// Adds a candidate; gives the line on which it begins.
    fn candidate(&mut self, one: &Candidate, out: &mut Out) -> usize {
        self.candidates += 1;
        let counted = out.answers.of(CANDIDATES);
        counted.read += 1;
        counted.add("candidates", "", 100);
        let line = self.push(&format!("  <candidate number=\"{}\">", one.number));
        self.push("    <name>");
        self.push(&format!("      <family>{}</family>", escaped(&one.last)));
        self.push(&format!("      <given>{}</given>", escaped(&one.first)));
        self.push("    </name>");
        self.push(&format!("    <mail>{}</mail>", one.mail));
        self.push(&format!("    <phone>{}</phone>", one.phone));
        self.push(&format!("    <language>{}</language>", one.language));
        self.push(&format!("    <free>{}</free>", one.free));
        self.push("  </candidate>");
        line
    }

    fn wrong_candidate(
        &mut self,
        estate: &Estate,
        office: &Office,
        nth: usize,
        wrong: Wrong,
        out: &mut Out,
    ) {
        let mut one = candidate(estate, office, 900 + nth);
        let (below, path, code, field, kind) = match wrong {
            Wrong::Code => {
                one.language = "xx";
                let kind = "language without a line in the crosswalk";
                (
                    7,
                    "/language",
                    "MAP-UNMAPPED-CODE",
                    "PreferredLanguage",
                    kind,
                )
            }
            Wrong::None => {
                "none".clone_into(&mut one.mail);
                let kind = "mail address that is none";
                (
                    5,
                    "/mail[1]",
                    "MAP-FORM",
                    "CandidateEmail.EmailAddress",
                    kind,
                )
            }
            Wrong::Missing => {
                one.last = String::new();
                let kind = "candidate without a family name";
                (
                    1,
                    "/name[1]/family",
                    "VAL-REQUIRED",
                    "CandidateName.LastName",
                    kind,
                )
            }
            _ => {
                "soon".clone_into(&mut one.free);
                (
                    8,
                    "/free",
                    "MAP-DATE-FORMAT",
                    "AvailabilityDate",
                    "day in words",
                )
            }
        };
        let line = self.candidate(&one, out) + below;
        let number = self.candidates;
        let path = format!("/recruitment/candidate[{number}]{path}");
        let origin = format!("{}:{line} {path}", self.file);
        out.answers.of(CANDIDATES).rejected += 1;
        out.answers.finding(CANDIDATES, code, field, origin, kind);
    }
}

fn requisition(estate: &Estate, office: &Office, number: usize) -> Requisition {
    let mut chance = estate.chance("requisition", office.index, number);
    let manager = chance.below(estate.count(Kind::Worker));
    Requisition {
        number: format!("REQ-{}-{number:03}", office.code()),
        title: format!("{}, {}", chance.pick(TITLES), office.city),
        openings: chance.between(1, 4).to_string(),
        opened: day(&mut chance, 2025, 2025),
        state: chance.pick(&["open", "open", "held", "filled"]),
        manager: estate.key(Kind::Worker, office, manager),
    }
}

fn candidate(estate: &Estate, office: &Office, number: usize) -> Candidate {
    let mut chance = estate.chance("candidate", office.index, number);
    // People beyond those who work there.
    let person = estate.person(office, 70_000 + number);
    Candidate {
        number: format!("CAND-{}-{number:04}", office.code()),
        mail: format!("candidate{}.{number}@people.example", office.number()),
        last: person.last,
        first: person.first,
        phone: format!(
            "+41 22 730 {:02} {:02}",
            chance.below(100),
            chance.below(100)
        ),
        language: office.language,
        free: day(&mut chance, 2026, 2026),
    }
}
