//! The way of one record, value by value: from its cell through every field rule to the payload, to what the ERP holds, and back to
//! the same cell.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use landbridge_contract::{Fields, Value, json};
use serde_json::{Value as Json, json};

use super::exit::Failure;
use super::trace::{Told, labelled, short};
use crate::diagnose::{Sources, masked};
use crate::ledger::{Ledger, RecordLine};
use crate::mapping::{TraceEvent, Traced};
use crate::reconcile::{CompareRules, FieldBreak, compare};
use crate::run::{Prepared, Selection, TracedRecord, prepare, trace_in_run};

/// The lineage of a record, or why it cannot be told.
pub(super) enum Lineage {
    Told(Box<Way>),
    NotTold(String),
}

/// What a lineage is made of.
pub(super) struct Way {
    prepared: Prepared,
    traced: TracedRecord,
    /// What the ledger holds of what is sent.
    payload: Fields,
    /// What the ERP returned, where it was read back.
    returned: Option<Fields>,
    breaks: Vec<FieldBreak>,
}

impl Lineage {
    /// Follows a record of the ledger.
    pub(super) fn of(folder: &Path, ledger: &Ledger, record: &RecordLine) -> Result<Self, Failure> {
        let object = ledger.object_name(record.object);
        let object = object.map_err(super::ledger_failure)?;
        let line = ledger.run(record.run).map_err(super::ledger_failure)?;
        let Some(facts) = line.map(|line| line.facts) else {
            return Ok(Self::NotTold("its run is not in the ledger".to_owned()));
        };
        let own_target = super::project(folder)?.target;
        let staged = ledger.staged_objects(record.run);
        let staged = staged.map_err(super::ledger_failure)?;
        let selection = Selection {
            objects: staged.into_iter().map(|(_, name)| name).collect(),
            wave: None,
            target: Some(facts.target.clone()).filter(|target| *target != own_target),
        };
        let Ok(prepared) = prepare(folder, &selection) else {
            let why = "the project cannot be carried out any more: see `landbridge check`";
            return Ok(Self::NotTold(why.to_owned()));
        };
        if prepared.plan_hash != facts.plan_hash {
            let why = "the project is not what it was in the run";
            return Ok(Self::NotTold(why.to_owned()));
        }
        let extracts = ledger.extracts(record.run).map_err(super::ledger_failure)?;
        let own = extracts.iter().find(|line| line.extract == record.extract);
        let Some(extract) = own else {
            return Ok(Self::NotTold("its extract is not in the ledger".to_owned()));
        };
        let traced = trace_in_run(prepared, &facts, extract, record, &object);
        let none = Sources::default();
        let traced = traced.map_err(|fault| super::run_failure(fault, &none))?;
        let (prepared, traced) = match traced {
            Ok(traced) => traced,
            Err(why) => return Ok(Self::NotTold(why)),
        };
        let payload = fields(record.payload.as_deref());
        let returned = ledger.returned(record.run, record.object, &record.key);
        let returned = returned.map_err(super::ledger_failure)?;
        let returned = returned.map(|side| fields(Some(&side.body)));
        let rules = CompareRules {
            personal: prepared
                .project
                .mapping(&object)
                .map(|mapping| mapping.personal_attributes().into_iter().collect())
                .unwrap_or_default(),
            ..CompareRules::default()
        };
        let breaks = returned
            .as_ref()
            .map(|held| compare(&payload, held, &rules));
        Ok(Self::Told(Box::new(Way {
            prepared,
            traced,
            payload,
            returned,
            breaks: breaks.unwrap_or_default(),
        })))
    }

    /// For people.
    pub(super) fn text(&self, out: &mut dyn Write) -> Result<(), Failure> {
        match self {
            Self::NotTold(why) => super::print(out, &format!("  lineage    not told: {why}")),
            Self::Told(way) => way.text(out),
        }
    }

    /// For programs.
    pub(super) fn json(&self) -> Json {
        match self {
            Self::NotTold(why) => json!({ "not_told": why }),
            Self::Told(way) => Json::Array(way.steps().iter().map(Step::json).collect()),
        }
    }
}

/// One attribute on its way.
#[derive(Debug, Default)]
struct Step {
    /// With the numbers of nested records: `addresses[1].Country`.
    path: String,
    /// Without them.
    attribute: String,
    rule: Option<(String, u32, String)>,
    /// Column, origin, value.
    read: Vec<(String, String, String)>,
    /// Key and value.
    shaped: Vec<(String, String)>,
    sent: Option<String>,
    payload: Option<String>,
    erp: Option<String>,
    agrees: Option<bool>,
    personal: bool,
}

impl Step {
    fn json(&self) -> Json {
        let read = self.read.iter().map(
            |(column, origin, value)| json!({ "column": column, "origin": origin, "value": value }),
        );
        let shaped = self.shaped.iter();
        let shaped = shaped.map(|(step, value)| json!({ "step": step, "value": value }));
        json!({
            "attribute": self.path,
            "rule": self.rule.as_ref().map(|(file, line, text)| json!({ "file": file, "line": line, "text": text })),
            "read": read.collect::<Vec<_>>(), "steps": shaped.collect::<Vec<_>>(),
            "sent": self.sent, "payload": self.payload, "erp": self.erp, "agrees": self.agrees,
            "cell": self.read.first().map(|(_, origin, _)| origin),
        })
    }
}

impl Way {
    /// The attributes in the order of the rules.
    fn steps(&self) -> Vec<Step> {
        let mapping = self.prepared.project.mapping(&self.traced.mapping);
        let told = mapping.map(|mapping| Told {
            mapping,
            sources: &self.prepared.sources,
        });
        let mut steps: Vec<Step> = Vec::new();
        let mut nested: Option<String> = None;
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        for event in &self.traced.trace.events {
            match event {
                TraceEvent::Nested(field, _) => {
                    let number = numbers.get(field.as_str()).copied().unwrap_or(0) + 1;
                    nested = Some(format!("{field}[{number}]"));
                    numbers.insert(field.to_string(), number);
                }
                TraceEvent::NestedEnded(sent) => {
                    let ended = nested.take();
                    if let (false, Some(list)) = (*sent, ended) {
                        // What is not wanted has no number among those that are sent.
                        let name = list.split('[').next().unwrap_or_default().to_owned();
                        numbers.entry(name).and_modify(|number| *number -= 1);
                        steps.retain(|step| !step.path.starts_with(&format!("{list}.")));
                    }
                }
                TraceEvent::Rule(field) => {
                    let name = field.rsplit('.').next().unwrap_or(field);
                    let path = match &nested {
                        Some(list) => format!("{list}.{name}"),
                        None => field.to_string(),
                    };
                    let rule = told.as_ref().and_then(|told| told.rule(field));
                    steps.push(Step {
                        path,
                        attribute: field.to_string(),
                        rule: rule
                            .map(|(at, text)| (at.file.to_string(), at.line, text.to_owned())),
                        ..Step::default()
                    });
                }
                TraceEvent::Read(column, origin, value) => {
                    if let Some(step) = steps.last_mut() {
                        let column = column.as_deref().unwrap_or_default().to_owned();
                        step.personal |= value.is_personal();
                        step.read
                            .push((column, origin.to_string(), value.to_string()));
                    }
                }
                TraceEvent::Step(key, value) => {
                    if let Some(step) = steps.last_mut() {
                        step.shaped.push(((*key).to_owned(), value.to_string()));
                    }
                }
                TraceEvent::Sent(value) => {
                    if let Some(step) = steps.last_mut() {
                        step.personal |= value.as_ref().is_some_and(Traced::is_personal);
                        step.sent = value.as_ref().map(ToString::to_string);
                    }
                }
                TraceEvent::Found(_) => {}
            }
        }
        for step in &mut steps {
            self.held(step);
        }
        steps
    }

    /// What ledger and ERP hold of a value.
    fn held(&self, step: &mut Step) {
        let shown = |value: &Value, personal: bool| match value {
            Value::Integer(_) | Value::Decimal(_) if !personal => value.to_string(),
            _ => masked(value, personal),
        };
        step.payload = at(&self.payload, &step.path).map(|value| shown(value, step.personal));
        let Some(returned) = &self.returned else {
            return;
        };
        let mut breaks = self.breaks.iter();
        if let Some(one) = breaks.find(|one| *one.path == *step.path) {
            step.agrees = Some(false);
            step.erp = Some(one.found.clone());
        } else if step.payload.is_some() {
            step.agrees = Some(true);
            let plain = !step.path.contains('[');
            let value = at(returned, &step.attribute).filter(|_| plain);
            step.erp = value.map(|value| shown(value, step.personal));
        }
    }

    fn text(&self, out: &mut dyn Write) -> Result<(), Failure> {
        super::print(out, "  lineage")?;
        for step in self.steps() {
            let place = step
                .rule
                .as_ref()
                .map(|(file, line, _)| format!("{file}:{line}"));
            let place = place.unwrap_or_default();
            super::print(out, format!("  {}  {place}", step.path).trim_end())?;
            if let Some((_, _, text)) = &step.rule {
                labelled("rule", text, out)?;
            }
            for (column, origin, value) in &step.read {
                labelled("cell", &format!("{}  {column}", short(origin, column)), out)?;
                labelled("", value, out)?;
            }
            for (key, value) in &step.shaped {
                labelled(key, value, out)?;
            }
            match &step.sent {
                Some(value) => labelled("mapped", value, out)?,
                None => labelled("not sent", "", out)?,
            }
            if let Some(value) = &step.payload {
                labelled("payload", value, out)?;
            }
            match (step.agrees, &step.erp) {
                (Some(true), Some(value)) => labelled("ERP", &format!("{value}, as sent"), out)?,
                (Some(true), None) => labelled("ERP", "as sent", out)?,
                (Some(false), value) => {
                    let value = value.as_deref().unwrap_or("nothing");
                    labelled("ERP", &format!("{value}, which is not what was sent"), out)?;
                }
                (None, _) => {}
            }
            if step.agrees.is_some()
                && let Some((column, origin, _)) = step.read.first()
            {
                labelled("cell", &format!("{}  {column}", short(origin, column)), out)?;
            }
        }
        if self.returned.is_none() {
            super::print(
                out,
                "  the ERP was not read back for it: `landbridge reconcile`",
            )?;
        }
        Ok(())
    }
}

/// A record as the ledger keeps it.
fn fields(text: Option<&[u8]>) -> Fields {
    let parsed = text.and_then(|text| serde_json::from_slice(text).ok());
    match parsed.map(|parsed: Json| json::from_json(&parsed)) {
        Some(Value::Record(fields)) => fields,
        _ => Fields::new(),
    }
}

/// The value at `lines[2].Amount`.
fn at<'v>(fields: &'v Fields, path: &str) -> Option<&'v Value> {
    let own = fields.iter().find(|(name, _)| **name == *path);
    if let Some((_, value)) = own {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    let (name, number) = match first.split_once('[') {
        Some((name, number)) => (name, number.trim_end_matches(']').parse::<usize>().ok()?),
        None => (first, 1),
    };
    let (_, list) = fields.iter().find(|(own, _)| **own == *name)?;
    match list {
        Value::Record(fields) => at(fields, rest),
        Value::List(items) => match items.get(number.checked_sub(1)?)? {
            Value::Record(fields) => at(fields, rest),
            _ => None,
        },
        _ => None,
    }
}
