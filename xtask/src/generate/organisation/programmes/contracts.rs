//! The contract register of each office, as the old ERP exports it.

use std::fmt::Write as _;

use super::super::answers::decimal;
use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, escaped};
use super::{MODULE, money, planted};
use crate::Outcome;

/// What can be wrong with a contract: its short name, the code, the attribute, and the path of the place in the contract.
struct Fault {
    kind: &'static str,
    code: &'static str,
    field: &'static str,
    path: &'static str,
}

const fn fault(
    kind: &'static str,
    code: &'static str,
    field: &'static str,
    path: &'static str,
) -> Fault {
    Fault {
        kind,
        code,
        field,
        path,
    }
}

const FAULTS: &[Fault] = &[
    fault(
        "type without a crosswalk entry",
        "MAP-UNMAPPED-CODE",
        "ContractTypeId",
        "/@type",
    ),
    fault(
        "vendor that is not there",
        "REF-MISSING",
        "ContractHeaderFlexfieldVA.supplierId",
        "/Vendor[1]/@no",
    ),
    fault(
        "contract that ends before it starts",
        "VAL-CHECK",
        "EndDate",
        "/Period/@to",
    ),
    fault(
        "lines that are not the value",
        "VAL-SUM",
        "EstimatedAmount",
        "/Value",
    ),
    fault(
        "milestone without a day",
        "VAL-REQUIRED",
        "ContractDeliverable.DueDate",
        "/Milestone[1]/@due",
    ),
    fault(
        "office that is not registered",
        "MAP-LOOKUP-MISSING",
        "OrgId",
        "/@office",
    ),
];

const SUBJECTS: &[&str] = &[
    "Drilling of boreholes",
    "Rehabilitation of classrooms",
    "Warehouse rent & security",
    "Supply of hygiene kits",
    "Transport of relief goods",
];

/// A register under way.
struct Register {
    text: String,
    line: usize,
    file: String,
    /// Contracts so far.
    contracts: usize,
}

/// Writes the register of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let mut register = Register {
        text: String::new(),
        line: 1,
        file: format!("{}/contracts.xml", office.folder()),
        contracts: 0,
    };
    register.push("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    register.push(&format!(
        "<Contracts system=\"PROCSYS\" office=\"{}\">",
        office.code()
    ));
    let count = estate.count(Kind::Contract);
    for number in 0..count {
        register.contract(estate, office, (number, "SIGNED"), None, out);
    }
    for (place, fault) in planted(estate, office, FAULTS).into_iter().enumerate() {
        register.contract(estate, office, (count + place, "SIGNED"), Some(fault), out);
    }
    let draft = count + FAULTS.len();
    register.contract(estate, office, (draft, "DRAFT"), None, out);
    out.answers.of("contracts").filtered += 1;
    register.push("</Contracts>");
    out.put(MODULE, &register.file, register.text)?;
    Ok(())
}

impl Register {
    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.line += 1;
    }

    #[expect(clippy::too_many_lines, reason = "a contract in XML, line by line")]
    fn contract(
        &mut self,
        estate: &Estate,
        office: &Office,
        (number, status): (usize, &str),
        fault: Option<&Fault>,
        out: &mut Out,
    ) {
        let is = |code: &str| fault.is_some_and(|fault| fault.code == code);
        let mut chance = estate.chance("contracts", office.index, number);
        let vendor = chance.below(estate.count(Kind::Supplier));
        let kind = chance.pick(&["SERVICES", "WORKS", "SUPPLY", "LEASE"]);
        let start = format!("2025-{:02}-01", chance.between(1, 12));
        let end = if is("VAL-CHECK") {
            "2001-12-31".to_owned()
        } else {
            format!("{}-12-31", chance.between(2026, 2028))
        };
        let parts: Vec<i64> = (0..chance.between(1, 3))
            .map(|_| money(&mut chance, office.currency, 50_000))
            .collect();
        let value: i64 = parts.iter().sum();
        self.contracts += 1;
        self.say(fault, out);
        let kind = if is("MAP-UNMAPPED-CODE") {
            "BARTER"
        } else {
            kind
        };
        let of = if is("MAP-LOOKUP-MISSING") {
            "ZZ99".to_owned()
        } else {
            office.code()
        };
        let key = estate.key(Kind::Contract, office, number);
        self.push(&format!(
            "  <Contract number=\"{key}\" office=\"{of}\" type=\"{kind}\" status=\"{status}\">"
        ));
        let subject = chance.pick(SUBJECTS);
        self.push(&format!(
            "    <Title>{} in {}</Title>",
            escaped(subject),
            escaped(office.city)
        ));
        let no = if is("REF-MISSING") {
            "99999999".to_owned()
        } else {
            estate.key(Kind::Supplier, office, vendor)
        };
        let name = escaped(&estate.company(Kind::Supplier, office, vendor));
        self.push(&format!("    <Vendor no=\"{no}\">{name}</Vendor>"));
        self.push(&format!("    <Period from=\"{start}\" to=\"{end}\"/>"));
        let shown = if is("VAL-SUM") { value + 100 } else { value };
        let currency = office.currency;
        self.push(&format!(
            "    <Value currency=\"{currency}\">{}</Value>",
            english(shown)
        ));
        let of_object = out.answers.of("contracts");
        of_object.read += 1;
        of_object.rejected += usize::from(fault.is_some());
        of_object.add("contract value", currency, shown);
        for (at, part) in parts.iter().enumerate() {
            let (at, amount) = (at + 1, decimal(*part));
            self.push(&format!(
                "    <Line no=\"{at}\" amount=\"{amount}\">{}, part {at}</Line>",
                escaped(subject)
            ));
            let due = if is("VAL-REQUIRED") && at == 1 {
                String::new()
            } else {
                format!("2026-{:02}-15", at * 3)
            };
            out.answers
                .of("contracts")
                .add("milestones", currency, *part);
            self.push(&format!("    <Milestone no=\"{at}\" due=\"{due}\" amount=\"{amount}\">Delivery {at}</Milestone>"));
        }
        self.push("  </Contract>");
    }

    /// Tells the fault of the contract that begins at this line.
    fn say(&mut self, fault: Option<&Fault>, out: &mut Out) {
        let Some(fault) = fault else { return };
        // Lines below the first: title, vendor, period, value, line, milestone.
        let below = match fault.path {
            "/Vendor[1]/@no" => 2,
            "/Period/@to" => 3,
            "/Value" => 4,
            "/Milestone[1]/@due" => 6,
            _ => 0,
        };
        let mut origin = format!("{}:{}", self.file, self.line + below);
        let _ = write!(
            origin,
            " /Contracts/Contract[{}]{}",
            self.contracts, fault.path
        );
        out.answers
            .finding("contracts", fault.code, fault.field, origin, fault.kind);
    }
}

/// Hundredths as English systems write them: `1,234.50`.
fn english(hundredths: i64) -> String {
    let european = super::table::european(hundredths);
    let turned = european.chars().map(|sign| match sign {
        '.' => ',',
        ',' => '.',
        other => other,
    });
    turned.collect()
}
