//! Watching the evaluator: what it reads, what each step makes of it, what it sends and finds.
//!
//! The evaluator tells a [`Watch`] what it does where it does it, so that what is shown cannot differ from
//! what is done. [`Unwatched`] is nobody: telling it costs nothing.

use std::fmt;

use landbridge_contract::{Name, Origin, Text, Value};

use crate::diagnose::{Finding, HIDDEN};

/// Is told what the evaluator does, in the order in which it does it.
pub trait Watch {
    /// The rules of a nested record begin.
    fn nested(&mut self, _field: &Text, _origin: impl FnOnce() -> Origin) {}

    /// The rules of a nested record ended; it is sent, or not wanted.
    fn nested_ended(&mut self, _sent: bool) {}

    /// A rule begins.
    fn rule(&mut self, _field: &Text, _personal: bool) {}

    /// The rule reads a value.
    fn read(&mut self, _value: &Value, _from: impl FnOnce() -> (Option<Name>, Origin)) {}

    /// A step of the rule was carried out, with what it made.
    fn step(&mut self, _key: &'static str, _value: &Value) {}

    /// A rule ended with a value, or without one.
    fn sent(&mut self, _value: Option<&Value>) {}

    /// Everything that was found so far.
    fn found(&mut self, _findings: &[Finding]) {}
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {}

/// Everything that was done to one record.
#[derive(Debug, Default)]
pub struct Trace {
    /// In the order in which it was done.
    pub events: Vec<TraceEvent>,
    /// Whether the values of the rule under way are personal.
    personal: bool,
    findings: usize,
}

/// Something that was done.
#[derive(Debug)]
pub enum TraceEvent {
    /// The rules of a nested record begin.
    Nested(Text, Origin),
    /// They ended; the record is sent, or `where` does not want it.
    NestedEnded(bool),
    /// The rule of an attribute begins; nested ones have their path (`addresses.Country`).
    Rule(Text),
    /// A value was read: the column, where it stands, what it is.
    Read(Option<Name>, Origin, Traced),
    /// A step of the rule, by its key, with what it made.
    Step(&'static str, Traced),
    /// The rule gave a value, or none.
    Sent(Option<Traced>),
    /// Something was found.
    Found(Finding),
}

/// A value that shows itself only where it is not personal.
#[derive(Clone, PartialEq)]
pub struct Traced {
    value: Value,
    personal: bool,
}

impl Trace {
    fn traced(&self, value: &Value) -> Traced {
        Traced {
            value: value.clone(),
            personal: self.personal,
        }
    }
}

impl Watch for Trace {
    fn nested(&mut self, field: &Text, origin: impl FnOnce() -> Origin) {
        self.events
            .push(TraceEvent::Nested(field.clone(), origin()));
    }

    fn nested_ended(&mut self, sent: bool) {
        self.events.push(TraceEvent::NestedEnded(sent));
    }

    fn rule(&mut self, field: &Text, personal: bool) {
        self.personal = personal;
        self.events.push(TraceEvent::Rule(field.clone()));
    }

    fn read(&mut self, value: &Value, from: impl FnOnce() -> (Option<Name>, Origin)) {
        let (column, origin) = from();
        let value = self.traced(value);
        self.events.push(TraceEvent::Read(column, origin, value));
    }

    fn step(&mut self, key: &'static str, value: &Value) {
        let value = self.traced(value);
        self.events.push(TraceEvent::Step(key, value));
    }

    fn sent(&mut self, value: Option<&Value>) {
        let value = value.map(|value| self.traced(value));
        self.events.push(TraceEvent::Sent(value));
    }

    fn found(&mut self, findings: &[Finding]) {
        let new = findings.get(self.findings..).unwrap_or_default();
        self.events
            .extend(new.iter().cloned().map(TraceEvent::Found));
        self.findings = findings.len();
    }
}

impl Traced {
    /// The value, to be compared and never shown.
    #[cfg(test)]
    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    /// Whether the value is personal.
    pub fn is_personal(&self) -> bool {
        self.personal
    }
}

/// Text stands in quotes, all else as it is written; a personal value is not shown.
impl fmt::Display for Traced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Value::Null => f.write_str("nothing"),
            _ if self.personal => f.write_str(HIDDEN),
            Value::Text(text) => write!(f, "\"{text}\""),
            other => write!(f, "{other}"),
        }
    }
}

impl fmt::Debug for Traced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
