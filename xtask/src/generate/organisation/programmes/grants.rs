//! The grants database of headquarters: running awards with their donor, periods, funding and projects, in one export.

use super::super::answers::decimal;
use super::super::estate::{Central, Estate, Kind, Office};
use super::super::files::{Out, escaped};
use super::{HQ, MODULE, money, turned};
use crate::Outcome;

const AWARDS: &str = "awards";

/// What can be wrong with an award: its short name, the code, the attribute, and the path of the place in the award.
struct Fault {
    kind: &'static str,
    code: &'static str,
    field: &'static str,
    path: &'static str,
    /// What stands there then.
    value: &'static str,
}

const fn fault(
    kind: &'static str,
    (code, field): (&'static str, &'static str),
    (path, value): (&'static str, &'static str),
) -> Fault {
    Fault {
        kind,
        code,
        field,
        path,
        value,
    }
}

const FAULTS: &[Fault] = &[
    fault(
        "kind without a crosswalk entry",
        ("MAP-UNMAPPED-CODE", "ContractTypeName"),
        ("/@kind", "LOTTERY"),
    ),
    fault(
        "sponsor that is not there",
        ("REF-MISSING", "PrimarySponsorNumber"),
        ("/Donor/@no", "D88888"),
    ),
    fault(
        "lead that is not there",
        ("REF-MISSING", "PrincipalInvestigatorNumber"),
        ("/Lead/@staff", "9999999"),
    ),
    fault(
        "project that is not there",
        ("REF-MISSING", "AwardProject.ProjectId"),
        ("/Project[1]/@no", "XX00-P996"),
    ),
    fault(
        "funding that is not what was agreed",
        ("VAL-SUM", "agreedAmount"),
        ("/Agreed", ""),
    ),
    fault(
        "award without a budget period",
        ("VAL-CHECK", "Term/@periods"),
        ("/Term/@periods", "0"),
    ),
    fault(
        "award that ends before it starts",
        ("VAL-CHECK", "EndDate"),
        ("/Term/@to", "31-12-2001"),
    ),
    fault(
        "office that is not registered",
        ("MAP-LOOKUP-MISSING", "BusinessUnitName"),
        ("/@office", "ZZ99"),
    ),
    fault(
        "day in another form",
        ("MAP-DATE-FORMAT", "StartDate"),
        ("/Term/@from", "2024/01/01"),
    ),
    fault(
        "amount in words",
        ("MAP-NUMBER-FORMAT", "AwardFunding.FundingAmount"),
        ("/Funding[1]", "half of it"),
    ),
    fault(
        "currency that is none",
        ("MAP-FORM", "CurrencyCode"),
        ("/Agreed/@currency", "E$R"),
    ),
    fault(
        "kind of funding that nobody knows",
        ("MAP-UNMAPPED-CODE", "AwardFunding.IssueTypeCode"),
        ("/Funding[1]/@kind", "LOAN"),
    ),
    fault("money of no project", WARNED, ("/Agreed", "")),
];

/// What loads all the same.
const WARNED: (&str, &str) = ("VAL-SUM", "agreedAmount");
const UNALLOCATED: &str = "money of no project";

/// The export under way.
struct Export {
    text: String,
    line: usize,
    file: String,
    awards: usize,
}

/// Writes `grants.xml`.
pub(super) fn write(estate: &Estate, out: &mut Out) -> Outcome {
    let mut export = Export {
        text: String::new(),
        line: 1,
        file: format!("{HQ}/grants.xml"),
        awards: 0,
    };
    export.push("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    export.push("<Grants system=\"GRANTBASE 4\" exported=\"31-12-2025\">");
    let offices: Vec<Office> = estate.offices().collect();
    let first = offices.first().ok_or("there is no office")?;
    let count = estate.scaled(1_500, 12);
    for (number, office) in (0..count).zip(offices.iter().cycle()) {
        export.award(Award::new(estate, office, number), None, out);
    }
    for (place, fault) in FAULTS.iter().enumerate() {
        export.award(Award::new(estate, first, count + place), Some(fault), out);
    }
    let mut closed = Award::new(estate, first, count + FAULTS.len());
    closed.state = "CLOSED";
    export.award(closed, None, out);
    out.answers.of(AWARDS).filtered += 1;
    export.push("</Grants>");
    out.put(MODULE, &export.file, export.text)?;
    Ok(())
}

/// A sound award.
struct Award {
    number: String,
    office: String,
    title: String,
    state: &'static str,
    kind: &'static str,
    donor: String,
    lead: String,
    year: i64,
    currency: &'static str,
    /// Of each year's funding, in hundredths.
    fundings: Vec<i64>,
    projects: Vec<(String, i64)>,
}

impl Award {
    fn new(estate: &Estate, office: &Office, number: usize) -> Self {
        let mut chance = estate.chance("grants", 0, number);
        let currency = chance.pick(&["USD", "EUR", "CHF", "SEK", "JPY"]);
        let fundings: Vec<i64> = (0..chance.between(1, 3))
            .map(|_| money(&mut chance, currency, 400_000))
            .collect();
        let agreed: i64 = fundings.iter().sum();
        let projects = estate.count(Kind::Project);
        let one = chance.below(projects);
        let key = |number: usize| estate.key(Kind::Project, office, number);
        // Half of it to the next project as well, in whole units of its currency.
        let half = agreed / 200 * 100;
        let shares = match chance.chance(40) {
            true => vec![(key(one), agreed - half), (key((one + 1) % projects), half)],
            false => vec![(key(one), agreed)],
        };
        let donor = chance.below(estate.central(Central::Donor));
        let lead = chance.below(estate.count(Kind::Worker));
        Self {
            number: format!("AW-{number:05}"),
            office: office.code(),
            title: format!("Relief & recovery in {}", office.city),
            state: "ACTIVE",
            kind: chance.pick(&["EARMARKED", "EARMARKED", "POOLED", "IN-KIND"]),
            donor: estate.central_key(Central::Donor, donor),
            lead: estate.key(Kind::Worker, office, lead),
            year: chance.between(2022, 2025),
            currency,
            fundings,
            projects: shares,
        }
    }

    /// The elements of the award below its head, each with the path of what it holds.
    fn elements(&self, agreed: i64) -> Vec<(String, String)> {
        let (year, number) = (self.year, &self.number);
        let until = year + 3;
        let mut elements = vec![
            (
                "/Title".to_owned(),
                format!("<Title>{}</Title>", escaped(&self.title)),
            ),
            (
                "/Donor".to_owned(),
                format!(
                    "<Donor no=\"{}\" reference=\"{number}/{year}\"/>",
                    self.donor
                ),
            ),
            (
                "/Lead".to_owned(),
                format!("<Lead staff=\"{}\"/>", self.lead),
            ),
            (
                "/Term".to_owned(),
                format!(
                    "<Term from=\"01-01-{year}\" to=\"31-12-{until}\" periods=\"{}\"/>",
                    self.fundings.len()
                ),
            ),
            (
                "/Agreed".to_owned(),
                format!(
                    "<Agreed currency=\"{}\">{}</Agreed>",
                    self.currency,
                    decimal(agreed)
                ),
            ),
        ];
        for (at, amount) in (1..).zip(&self.fundings) {
            let of = year + at - 1;
            let kind = if at == 1 { "FIRST" } else { "FURTHER" };
            let day = turned(&format!("{of}-02-15"), "-");
            elements.push((
                format!("/Period[{at}]"),
                format!("<Period name=\"{of}\" from=\"01-01-{of}\" to=\"31-12-{of}\"/>"),
            ));
            elements.push((
                format!("/Funding[{at}]"),
                format!(
                    "<Funding issue=\"{at}\" kind=\"{kind}\" date=\"{day}\">{}</Funding>",
                    decimal(*amount)
                ),
            ));
        }
        for (at, (project, share)) in (1..).zip(&self.projects) {
            elements.push((
                format!("/Project[{at}]"),
                format!("<Project no=\"{project}\">{}</Project>", decimal(*share)),
            ));
        }
        elements
    }
}

impl Export {
    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.line += 1;
    }

    fn award(&mut self, mut award: Award, fault: Option<&Fault>, out: &mut Out) {
        self.awards += 1;
        let is = |kind: &str| fault.is_some_and(|fault| fault.kind == kind);
        let whole: i64 = award.fundings.iter().sum();
        let agreed = whole + i64::from(is("funding that is not what was agreed")) * 100;
        if is(UNALLOCATED) || agreed != whole {
            award.projects.truncate(1);
            award
                .projects
                .iter_mut()
                .for_each(|(_, share)| *share = agreed);
        }
        if is(UNALLOCATED) {
            award
                .projects
                .iter_mut()
                .for_each(|(_, share)| *share -= 100);
        }
        count(&award, fault, out);
        let head = format!(
            "<Award no=\"{}\" office=\"{}\" kind=\"{}\" state=\"{}\">",
            award.number, award.office, award.kind, award.state
        );
        let mut elements = vec![(String::new(), head)];
        elements.extend(award.elements(agreed));
        if is("award without a budget period") {
            elements.retain(|(path, _)| !path.starts_with("/Period"));
        }
        let mut at = None;
        for (place, (path, element)) in elements.iter_mut().enumerate() {
            if let Some(fault) = fault
                && fault.path.split("/@").next() == Some(path)
            {
                at = Some(self.line);
                if !fault.value.is_empty() {
                    *element = put(element, fault);
                }
            }
            let indent = if place == 0 { "  " } else { "    " };
            self.push(&format!("{indent}{element}"));
        }
        self.push("  </Award>");
        let (Some(fault), Some(line)) = (fault, at) else {
            return;
        };
        let origin = format!(
            "{}:{line} /Grants/Award[{}]{}",
            self.file, self.awards, fault.path
        );
        out.answers
            .finding(AWARDS, fault.code, fault.field, origin, fault.kind);
    }
}

/// The element with what the fault puts at its path.
fn put(element: &str, fault: &Fault) -> String {
    let (before, end) = match fault.path.split_once("/@") {
        Some((_, name)) => (format!(" {name}=\""), '"'),
        None => (">".to_owned(), '<'),
    };
    let begin = element.find(&before).map_or(0, |at| at + before.len());
    let (kept, rest) = element.split_at(begin);
    let rest = rest.find(end).map_or("", |at| rest.split_at(at).1);
    format!("{kept}{}{rest}", fault.value)
}

/// What comes of the award: counts and totals.
fn count(award: &Award, fault: Option<&Fault>, out: &mut Out) {
    let is = |path: &str| fault.filter(|fault| fault.path == path && !fault.value.is_empty());
    let kind = is("/@kind").map_or(award.kind, |fault| fault.value);
    let donor = is("/Donor/@no").map_or(&*award.donor, |fault| fault.value);
    let currency = is("/Agreed/@currency").map_or(award.currency, |fault| fault.value);
    let of = out.answers.of(AWARDS);
    of.read += 1;
    of.rejected += usize::from(fault.is_some_and(|fault| fault.kind != UNALLOCATED));
    // Groups are named as the crosswalk names them.
    let contract = match kind {
        "EARMARKED" => "Grant",
        "POOLED" => "Pooled Grant",
        "IN-KIND" => "In-Kind Grant",
        other => other,
    };
    of.add("awards", contract, 100);
    let spoilt = usize::from(is("/Funding[1]").is_some());
    for amount in award.fundings.iter().skip(spoilt) {
        of.add(
            "funding by sponsor",
            format!("{donor} · {currency}"),
            *amount,
        );
    }
}
