//! `plan`: what a load would do, for people in 80 columns and for programs as one JSON document.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use serde_json::json;

use super::args::{Format, PlanArguments};
use super::exit::{Exit, Failure};
use super::runs;
use crate::diagnose::{counted, grouped};
use crate::report::Ending;
use crate::report::text::{left, visible, wrapped};
use crate::run::{Fate, Planned, PlannedObject, PlannedRecord};

/// Columns of a line at the most.
const COLUMNS: usize = 80;
/// The form of the JSON document; counted up where a member changes its meaning or goes.
const FORM: u32 = 1;

/// Runs the command.
pub(super) fn run(arguments: &PlanArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut wanted = arguments.run.clone();
    wanted.object.extend(arguments.mapping.iter().cloned());
    let session = runs::session_of(&wanted, arguments.wave.clone())?;
    match wanted.format {
        Format::Json => {
            let mut document = Document::new(out);
            let planned = runs::drive(&session, async |session| {
                session.plan(&mut |record| document.record(record)).await
            })?;
            document.end(&planned)?;
            Ok(end(&planned))
        }
        Format::Text => {
            let mut first = First::new(arguments.limit);
            let planned = runs::drive(&session, async |session| {
                session.plan(&mut |record| first.record(record)).await
            })?;
            super::print(out, page(&planned, &first).trim_end())?;
            Ok(end(&planned))
        }
    }
}

/// Says on standard error what kept the plan from being whole, and gives the exit code.
fn end(planned: &Planned) -> Exit {
    if planned.cancelled {
        super::say("stopped on request: the plan is not whole; nothing was written to the ERP");
        return Exit::Stopped;
    }
    if let Some(fault) = &planned.target {
        let refused = match &planned.report.ending {
            Ending::LoginRefused(refused) => Some(refused),
            _ => None,
        };
        super::say(&runs::asking_words(fault, refused));
        return Exit::Target;
    }
    if !planned.whole {
        super::say(
            "an extract is not whole, so a load would send nothing, and there is nothing to plan\n\
             Mend the file that is named above, then plan again.",
        );
        return Exit::Project;
    }
    if planned.over_rejects {
        return Exit::Rejects;
    }
    Exit::Ok
}

/// One JSON document, written as the records come: its size does not matter to the memory.
struct Document<'a> {
    out: &'a mut dyn Write,
    records: u64,
    /// What went wrong with the output; nothing is written after it.
    failed: Option<std::io::Error>,
}

impl<'a> Document<'a> {
    fn new(out: &'a mut dyn Write) -> Self {
        Self {
            out,
            records: 0,
            failed: None,
        }
    }

    fn write(&mut self, text: &str) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(text.as_bytes()).err();
        }
    }

    fn record(&mut self, record: &PlannedRecord) {
        let before = match self.records {
            0 => format!("{{\"form\":{FORM},\"records\":[\n"),
            _ => ",\n".to_owned(),
        };
        self.records += 1;
        self.write(&before);
        self.write(&json!(record).to_string());
    }

    fn end(mut self, planned: &Planned) -> Result<(), Failure> {
        if self.records == 0 {
            self.write(&format!("{{\"form\":{FORM},\"records\":["));
        }
        let rest = json!({
            "run": planned.run.0,
            "project": planned.report.project,
            "purpose": planned.report.purpose,
            "target": planned.report.target,
            "operator": planned.report.operator,
            "whole": planned.whole && planned.target.is_none() && !planned.cancelled,
            "objects": planned.objects,
        })
        .to_string();
        // The members follow those that are written already.
        self.write(&format!("],\n{}\n", rest.trim_start_matches('{')));
        self.failed
            .map_or(Ok(()), |error| Err(super::closed_output(error)))
    }
}

/// The first records of each object and fate.
struct First {
    limit: usize,
    records: BTreeMap<(String, Fate), Vec<PlannedRecord>>,
}

impl First {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            records: BTreeMap::new(),
        }
    }

    fn record(&mut self, record: &PlannedRecord) {
        let place = (record.object.clone(), record.fate);
        let held = self.records.entry(place).or_default();
        if held.len() < self.limit {
            held.push(record.clone());
        }
    }
}

/// What a fate means, for people: the word of the count, and what stands over its records.
fn words(fate: Fate) -> (&'static str, &'static str) {
    match fate {
        Fate::Create => ("create", "would be made"),
        Fate::Change => ("change", "would be changed"),
        Fate::Alike => (
            "alike",
            "would be sent, and are there already as they would be sent",
        ),
        Fate::Taken => (
            "taken",
            "are to be made, and the ERP holds another under the key",
        ),
        Fate::Gone => (
            "gone",
            "were loaded, and the ERP does not return them any more",
        ),
        Fate::NotThere => (
            "not there",
            "are to be changed, and the ERP does not hold them: a load refuses them",
        ),
        Fate::Drifted => (
            "drifted",
            "are unchanged here, and were changed in the ERP: a load leaves them",
        ),
        Fate::Unchanged => ("unchanged", "are left alone"),
        Fate::OnlyErp => ("only in the ERP", "the source has no record with their key"),
        Fate::Duplicate => ("twice in the ERP", "the ERP holds one more under the key"),
        Fate::Rejected => (
            "rejected",
            "nothing is sent of them: see `landbridge rejects`",
        ),
        Fate::Skipped => ("skipped", "not wanted by the mapping, or copies"),
    }
}

fn page(planned: &Planned, first: &First) -> String {
    let mut page = String::new();
    let mut line = |text: &str| {
        page.push_str(text.trim_end());
        page.push('\n');
    };
    let report = &planned.report;
    line(&format!(
        "Plan of {}, run {}: nothing was written to the ERP",
        visible(&report.project),
        planned.run.0
    ));
    for object in &planned.objects {
        line("");
        line(&visible(&object.object));
        counts(object, &mut line);
        for fate in Fate::ALL {
            let place = (object.object.clone(), fate);
            let records = first.records.get(&place).map_or(&[][..], Vec::as_slice);
            if !records.is_empty() {
                listed(fate, records, object.count(fate), &mut line);
            }
        }
    }
    page
}

/// What a fate means for the records of an object.
fn means(object: &PlannedObject, fate: Fate) -> Cow<'static, str> {
    match (fate, &object.action) {
        (Fate::Change, Some(action)) => format!("would be changed by the action `{action}`").into(),
        (Fate::Alike, _) if object.only_changes => {
            "are there already as they are to be: nothing is sent of them".into()
        }
        _ => words(fate).1.into(),
    }
}

fn counts(object: &PlannedObject, line: &mut impl FnMut(&str)) {
    for counted in &object.records {
        let (word, means) = (words(counted.fate).0, means(object, counted.fate));
        let head = format!("  {:>9}  {}", grouped(counted.records), left(word, 18));
        let mut lines = wrapped(&means, COLUMNS - 31).into_iter();
        line(&format!("{head}{}", lines.next().unwrap_or_default()));
        for more in lines {
            line(&format!("{:31}{more}", ""));
        }
    }
    if object.records.is_empty() {
        line("  no records, neither here nor in the ERP");
    }
    if object.because.total() > 0 {
        let text = format!(
            "{} changed since loading: {}",
            counted(object.because.total(), "record", "records"),
            object.because.words()
        );
        paragraph(2, &text, line);
    }
    if object.held_back > 0 {
        let text = format!(
            "{} held back until the ERP was asked about a record with the same key, which is in doubt",
            grouped(object.held_back)
        );
        paragraph(2, &text, line);
    }
}

fn listed(fate: Fate, records: &[PlannedRecord], all: u64, line: &mut impl FnMut(&str)) {
    line("");
    line(&format!("  {}", words(fate).0));
    for record in records {
        let id = match record.target_id.as_str() {
            "" => String::new(),
            id => format!(" · {id}"),
        };
        let origin = match record.origin.as_str() {
            "" => String::new(),
            origin => format!(" · {origin}"),
        };
        let because = record
            .because
            .map_or_else(String::new, |because| format!(" · {}", because.words()));
        let head = format!("{}{id}{origin}{because}", record.key);
        paragraph(4, &head, line);
        for field in &record.fields {
            let (old, new) = match fate {
                Fate::Drifted => (&field.new, &field.old),
                _ => (&field.old, &field.new),
            };
            paragraph(6, &format!("{}: {old} → {new}", field.path), line);
            if field.origin != record.origin && !field.origin.is_empty() {
                paragraph(8, &field.origin, line);
            }
        }
    }
    let shown = u64::try_from(records.len()).unwrap_or(u64::MAX);
    if all > shown {
        let more = grouped(all - shown);
        line(&format!("    and {more} more: --limit N, or --format json"));
    }
}

fn paragraph(indent: usize, text: &str, line: &mut impl FnMut(&str)) {
    for part in wrapped(&visible(text), COLUMNS - indent) {
        line(&format!("{}{part}", " ".repeat(indent)));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::*;

    /// Every fate has words of its own.
    #[test]
    fn no_two_fates_read_alike() {
        let mut said: Vec<&str> = Fate::ALL.iter().map(|fate| words(*fate).0).collect();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), Fate::ALL.len());
    }

    #[test]
    fn fates_are_told_to_programs_by_stable_words() {
        let words: Vec<Json> = Fate::ALL.iter().map(|fate| json!(fate)).collect();
        let stable = [
            "create",
            "change",
            "alike",
            "unchanged",
            "taken",
            "gone",
            "not_there",
            "drifted",
            "duplicate",
            "only_erp",
            "rejected",
            "skipped",
        ];
        assert_eq!(words, stable.map(Json::from));
    }
}
