//! Real files and the facts that a correct reader finds in them.
//!
//! They are no part of the project: they stand beside it, in `../shared/data`. Where they are
//! not there the tests say so and pass, except on a build server.

mod known;
mod musts;

use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use landbridge_contract::{
    DeclaredTotal, Projection, SourceConnector as _, SourceFault, SourceFaultKind,
};
use landbridge_testkit::support::{self, Drained, projection};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::show;
use crate::XmlConnector;

/// How long it may take to refuse a file (the expectations of the folder `hostile`).
const REFUSAL_TIME_MAX: Duration = Duration::from_secs(10);

/// Counts what holds, and says what does not.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: Vec<String>,
    short: usize,
    shorts: Vec<String>,
}

impl Tally {
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: T, expected: T) {
        if found == expected {
            self.passed += 1;
        } else {
            let found = format!("{what}: found {found:?}, expected {expected:?}");
            self.failed.push(found);
        }
    }

    /// Counts facts that do not hold, and says why: they are no passed ones.
    fn short(&mut self, count: usize, what: &str, why: &str) {
        self.short += count;
        self.shorts.push(format!("{what}: {count}, {why}"));
    }

    fn total(&self) -> usize {
        self.passed + self.failed.len() + self.short
    }

    fn report(self, what: &str) {
        let total = self.total();
        println!("{what}: {} of {total} facts hold", self.passed);
        for short in &self.shorts {
            println!("short: {short}");
        }
        assert!(self.failed.is_empty(), "{}", self.failed.join("\n"));
        assert!(total > 0, "nothing was held against the facts");
    }
}

fn folder(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "{} is missing",
        folder.display()
    );
    println!("passed over: {} is not there", folder.display());
    None
}

fn facts(folder: &std::path::Path) -> Map<String, Json> {
    let text = std::fs::read_to_string(folder.join("expectations.json")).unwrap();
    let facts: Json = serde_json::from_str(&text).unwrap();
    facts["files"].as_object().unwrap().clone()
}

/// A file and the namespaces under which its facts name elements.
struct File {
    name: String,
    bytes: Vec<u8>,
    namespaces: Json,
}

impl File {
    fn open(&self, mut stated: Json) -> Result<Box<dyn landbridge_contract::Source>, SourceFault> {
        stated["namespaces"] = self.namespaces.clone();
        let input = support::input(&self.name, self.bytes.clone());
        XmlConnector.open(input, &support::options(&stated))
    }

    fn read(&self, records: &str, wanted: &Projection) -> Result<Drained, SourceFault> {
        support::drain(self.open(json!({ "records": records }))?, wanted, 100)
    }

    /// The fields of the records; nothing as `-`.
    fn rows<'a>(
        &self,
        records: &str,
        fields: impl IntoIterator<Item = &'a str>,
    ) -> Vec<Vec<String>> {
        let drained = self.read(records, &projection(fields)).unwrap();
        assert!(drained.whole() && drained.faults.is_empty(), "{records}");
        let rows = drained.records.iter().map(|yielded| {
            let slots = yielded.record.slots.iter();
            slots.map(|slot| show(&slot.value)).collect()
        });
        rows.collect()
    }

    /// What stands at a path of `XPath`: one value for each element or attribute.
    fn values(&self, xpath: &str) -> Vec<String> {
        let first = xpath
            .strip_prefix('(')
            .and_then(|path| path.strip_suffix(")[1]"));
        let path = first.unwrap_or(xpath);
        let (records, field) = match path.rsplit_once("/@") {
            Some((records, attribute)) => (records, format!("@{attribute}")),
            None => (path, ".".to_owned()),
        };
        let rows = self.rows(records, [field.as_str()]);
        let values = rows
            .into_iter()
            .map(|row| row.concat())
            .filter(|value| value != "-");
        match first {
            Some(_) => values.take(1).collect(),
            None => values.collect(),
        }
    }

    /// The number of elements at a path, those inside each other too.
    fn count(&self, xpath: &str) -> usize {
        match self.read(xpath, &Projection::default()) {
            Ok(drained) => drained.records.len() + drained.faults.len(),
            Err(fault) if fault.kind == SourceFaultKind::Part => 0,
            Err(fault) => panic!("{xpath}: {fault}"),
        }
    }

    fn declared(&self, records: &str, paths: &[&str]) -> Vec<String> {
        let source = self
            .open(json!({ "records": records, "declared": paths }))
            .unwrap();
        let mut reader = source.read(&Projection::default()).unwrap();
        let mut batch = landbridge_contract::Batch::default();
        while reader.next_batch(&mut batch, 10).unwrap() == landbridge_contract::Flow::More {}
        let declared = reader.declared();
        let told = |total: &DeclaredTotal| format!("{} {}", total.name, total.amount);
        declared.iter().map(told).collect()
    }
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str(text.trim()).unwrap()
}

fn sum(values: &[String]) -> Decimal {
    values.iter().map(|value| decimal(value)).sum()
}

/// Counts, sums and values by path.
fn hold_paths(file: &File, expect: &Json, tally: &mut Tally) {
    let name = &file.name;
    let each = |key: &str| expect[key].as_object().cloned().unwrap_or_default();
    for (path, count) in each("counts") {
        let count = usize::try_from(count.as_u64().unwrap()).unwrap();
        tally.same(&format!("{name} {path}"), file.count(&path), count);
    }
    for (path, fact) in each("sums") {
        let values = file.values(&path);
        let found = (values.len().to_string(), sum(&values));
        let expected = (
            fact["n"].to_string(),
            decimal(fact["sum"].as_str().unwrap()),
        );
        tally.same(&format!("{name} {path}"), found, expected);
    }
    for (path, values) in each("values") {
        let expected: Vec<String> = serde_json::from_value(values).unwrap();
        tally.same(&format!("{name} {path}"), file.values(&path), expected);
    }
    if let Some(elements) = expect["elements"].as_u64() {
        let elements = usize::try_from(elements).unwrap();
        tally.same(&format!("{name} elements"), file.count("//*"), elements);
        let root = expect["root"].as_str().unwrap();
        tally.same(
            &format!("{name} {root}"),
            file.count(&format!("/{root}")),
            1,
        );
        let detected = file.open(json!({})).unwrap().detected();
        let encoding = &detected[0].1;
        let declared = expect["declared_encoding"].as_str().unwrap();
        tally.same(
            &format!("{name} {encoding}"),
            encoding.split(' ').next(),
            Some(&*declared.to_uppercase()),
        );
        let marked = expect["has_bom"].as_bool().unwrap();
        tally.same(&format!("{name} mark"), encoding.contains("mark"), marked);
        let depth = usize::try_from(expect["max_depth"].as_u64().unwrap()).unwrap();
        tally.same(
            &format!("{name} depth"),
            file.count(&"/*".repeat(depth)) > 0,
            true,
        );
        let deeper = file.read(&"/*".repeat(depth + 1), &Projection::default());
        let deeper = deeper.map_or(0, |drained| drained.records.len());
        tally.same(&format!("{name} no deeper"), deeper, 0);
    }
}

/// Facts that are told in a form of their own.
fn hold_special(file: &File, expect: &Json, tally: &mut Tally) {
    let name = &file.name;
    if let Some(fact) = expect.get("sum_by_attribute") {
        let attribute = format!("@{}", fact["attribute"].as_str().unwrap());
        let rows = file.rows(fact["xpath"].as_str().unwrap(), [".", &attribute]);
        for (group, expected) in fact["groups"].as_object().unwrap() {
            let values: Vec<String> = rows
                .iter()
                .filter(|row| row[1] == *group)
                .map(|row| row[0].clone())
                .collect();
            let found = (values.len().to_string(), sum(&values));
            let expected = (
                expected["n"].to_string(),
                decimal(expected["sum"].as_str().unwrap()),
            );
            tally.same(&format!("{name} {group}"), found, expected);
        }
    }
    if let Some(fact) = expect.get("attribute_sum") {
        let attribute = fact["attribute"].as_str().unwrap();
        let path = format!("{}/@{attribute}", fact["xpath"].as_str().unwrap());
        let values = file.values(&path);
        let found = (values.len().to_string(), sum(&values));
        let expected = (
            fact["n"].to_string(),
            decimal(fact["sum"].as_str().unwrap()),
        );
        tally.same(&format!("{name} {path}"), found, expected);
    }
    if let Some(fact) = expect.get("sum_of_product") {
        let rows = file.rows(fact["xpath"].as_str().unwrap(), ["@Quantity", "@UnitPrice"]);
        let amounts = rows.iter().map(|row| decimal(&row[0]) * decimal(&row[1]));
        let amount: Decimal = amounts.sum();
        tally.same(
            "sum of lines",
            amount,
            decimal(fact["sum"].as_str().unwrap()),
        );
        let quantity: Decimal = rows.iter().map(|row| decimal(&row[0])).sum();
        tally.same(
            "sum of quantities",
            quantity,
            decimal(fact["sum_Quantity"].as_str().unwrap()),
        );
    }
    for (key, fact) in expect.as_object().unwrap() {
        if let Some(path) = key.strip_prefix("unique:") {
            let mut values = file.values(path);
            tally.same(path, values.len().to_string(), fact["n"].to_string());
            values.sort();
            values.dedup();
            tally.same(path, values.len().to_string(), fact["distinct"].to_string());
        }
    }
}

#[test]
fn real_files_hold_what_they_are_known_to_hold() {
    let Some(folder) = folder("xml") else {
        return;
    };
    let mut tally = Tally::default();
    for (name, fact) in facts(&folder) {
        let spaces = fact.get("namespaces_for_xpath").cloned();
        let file = File {
            bytes: std::fs::read(folder.join(&name)).unwrap(),
            name,
            namespaces: spaces.unwrap_or_else(|| json!({})),
        };
        known::hold_file(&file, &fact, &mut tally);
        if musts::refused(&file, &fact["expect"], &mut tally) {
            known::count_refused(&file, &fact["expect"], &mut tally);
        } else {
            let whole = file.read("/*", &Projection::default()).unwrap();
            let found = (whole.whole(), whole.faults.len());
            tally.same(&format!("{} is read", file.name), found, (true, 0));
            hold_paths(&file, &fact["expect"], &mut tally);
            hold_special(&file, &fact["expect"], &mut tally);
            known::hold_form(&file, &fact["expect"], &mut tally);
        }
        musts::hold(&file, &fact, &mut tally);
    }
    tally.report("xml");
}

#[test]
fn hostile_files_are_refused_with_a_word_and_at_once() {
    let Some(folder) = folder("hostile") else {
        return;
    };
    let mut tally = Tally::default();
    for (name, fact) in facts(&folder) {
        if PathBuf::from(&name)
            .extension()
            .is_none_or(|end| end != "xml")
        {
            continue;
        }
        let file = File {
            bytes: std::fs::read(folder.join(&name)).unwrap(),
            name,
            namespaces: json!({}),
        };
        known::hold_file(&file, &fact, &mut tally);
        // All outcomes stated allow a refusal; two ask for one.
        let outcome = fact["expect"]["outcome"].as_str().unwrap();
        let begin = Instant::now();
        let refused = musts::refusal(&file).is_some();
        let allowed = ["reject", "either", "reject_or_ignore"].contains(&outcome);
        tally.same(
            &format!("{} {outcome}", file.name),
            (refused, allowed),
            (true, true),
        );
        let soon = begin.elapsed() < REFUSAL_TIME_MAX;
        tally.same(&format!("{} within 10 s", file.name), soon, true);
        musts::hold(&file, &fact, &mut tally);
    }
    tally.report("hostile XML");
}

#[test]
fn the_record_path_of_real_files_is_guessed_well() {
    let Some(folder) = folder("xml") else {
        return;
    };
    let mut tally = Tally::default();
    for (name, records) in [
        (
            "oracle_purchase_order.xml",
            "/PurchaseOrder/LineItems/LineItem",
        ),
        ("iati_ocha_activities.xml", "/iati-activities/iati-activity"),
        (
            "iati_activity_v2_annotated.xml",
            "/iati-activities/iati-activity",
        ),
        ("sap_idoc_ORDERS05.xml", "/ORDERS05/IDOC"),
        ("UBL-Invoice-2.1-Example.xml", "/Invoice/cac:InvoiceLine"),
        (
            "camt053_multi_statement.xml",
            "/Document/BkToCstmrStmt/Stmt",
        ),
        (
            "saft_financial_999999999.xml",
            "/n1:AuditFile/n1:GeneralLedgerEntries/n1:Journal/n1:Transaction",
        ),
        (
            "ofbiz_purchasing_entities.xml",
            "/entity-engine-xml/SupplierProduct",
        ),
        (
            "pain001_sepa_credit_transfer.xml",
            "/Document/CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf",
        ),
        ("xbrl_hmrc_group_accounts.xbrl", "/xbrl/context"),
    ] {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let mut source = XmlConnector
            .open(support::input(name, bytes), &support::options(&json!({})))
            .unwrap();
        let detected = source.detected();
        tally.same(name, detected[1].1.split_once(" of ").unwrap().1, records);
        let everything = source.everything().unwrap();
        let drained = support::drain(source, &everything, 100).unwrap();
        let some = drained
            .records
            .iter()
            .flat_map(|yielded| &yielded.record.slots);
        let some = some
            .filter(|slot| slot.value != landbridge_contract::Value::Null)
            .count();
        tally.same(
            &format!("{name} values"),
            some >= drained.records.len() && drained.whole(),
            true,
        );
    }
    tally.report("record paths guessed");
}
