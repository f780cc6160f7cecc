//! Asking the ERP what only it can say: whether it holds a record that is referred to, whether a list
//! has a value, whether a key is taken.
//!
//! Only reads. Each distinct question is asked once in a run, at the pace of the target. What could
//! not be asked is a finding, so that a check that knows less than it should never looks as if all
//! were well. A target that does not answer at all ends the asking.

use std::sync::{Mutex, PoisonError};

use landbridge_contract::{
    BusinessKey, Fault, FaultKind, LookUp, Name, ObjectSpec, Options, Place, Reply, Text, Value,
};
use tokio::task::{JoinSet, block_in_place};

use super::Progress;
use super::connect::{Connection, object_spec};
use super::fault::RunFault;
use super::prepare::PreparedObject;
use crate::diagnose::{Hidden, grouped};
use crate::ledger::{Answer, AskedLine, ExtractId, Ledger, ObjectId, Question, RecordId, RunId};
use crate::mapping::{About, CheckedMapping, WriteMode};
use crate::project::Project;
use crate::schema::AttributeKind;
use crate::transport::{Cancel, NoNotes};

/// Questions fetched from the ledger at once.
const PAGE: usize = 256;

/// The way to ask.
pub(super) struct Asking<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) run: RunId,
    /// The target's name in the project.
    pub(super) target: &'a str,
    pub(super) connection: &'a Connection,
    pub(super) runtime: tokio::runtime::Handle,
    pub(super) project: &'a Project,
    pub(super) objects: &'a [PreparedObject],
    /// Whether everything is asked that can be, or only what loading must know.
    pub(super) all: bool,
    pub(super) progress: &'a dyn Progress,
    pub(super) cancel: &'a Cancel,
    /// Why nothing more is asked.
    pub(super) stopped: Mutex<Option<Fault>>,
}

/// The key of one look-up, and what became of it.
type Looked = (usize, Result<LookUp, Fault>);

impl Asking<'_> {
    /// Why nothing more is asked, once the target failed.
    pub(super) fn stopped(&self) -> Option<Fault> {
        let stopped = self.stopped.lock();
        stopped.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn stop(&self, fault: Fault) {
        let stopped = self.stopped.lock();
        *stopped.unwrap_or_else(PoisonError::into_inner) = Some(fault);
    }

    /// Asks all open questions of an object's records. Gives what could not be asked, by subject, with
    /// the reason.
    pub(super) fn questions(&self, object: ObjectId) -> Result<Vec<AskedLine>, RunFault> {
        let (ledger, run) = (self.ledger, self.run);
        let mut lines: Vec<AskedLine> = Vec::new();
        let mut after: Option<Question> = None;
        loop {
            let open = ledger.open_questions(run, object, self.target, after.as_ref(), PAGE)?;
            let Some(last) = open.last() else {
                break;
            };
            after = Some(last.clone());
            for group in open.chunk_by(|one, next| one.subject == next.subject) {
                let subject = group.first().map_or("", |one| one.subject.as_str());
                let known = lines.iter().position(|line| line.subject == subject);
                let index = known.unwrap_or(lines.len());
                if known.is_none() {
                    lines.push(AskedLine {
                        subject: subject.to_owned(),
                        ..AskedLine::default()
                    });
                }
                if let Some(line) = lines.get_mut(index) {
                    self.group(subject, group, line)?;
                }
            }
        }
        Ok(lines)
    }

    /// Asks questions about one subject, and records the answers.
    fn group(
        &self,
        subject: &str,
        group: &[Question],
        line: &mut AskedLine,
    ) -> Result<(), RunFault> {
        let unasked = group.len() as u64;
        if let Some(fault) = self.stopped() {
            line.unasked += unasked;
            line.why = fault.to_string();
            return Ok(());
        }
        if !line.why.is_empty() {
            line.unasked += unasked;
            return Ok(());
        }
        let Some((spec, kinds)) = self.spec_of(subject) else {
            line.unasked += unasked;
            "the target has no way to look these up".clone_into(&mut line.why);
            return Ok(());
        };
        let keys = group.iter().map(|one| key_of(&spec, &kinds, &one.key));
        let before = self.connection.transport.stats().requests;
        let answers = self.look_up(&spec, keys.collect(), line)?;
        line.requests += self.connection.transport.stats().requests - before;
        let answers: Vec<(Question, Answer)> = answers
            .into_iter()
            .filter_map(|(index, found)| {
                let only = match found.found.as_slice() {
                    [only] => Some(only.target_id.clone()),
                    _ => None,
                };
                let answer = Answer {
                    found: found.found.len() as u64,
                    target_id: only,
                };
                Some((group.get(index)?.clone(), answer))
            })
            .collect();
        line.asked += answers.len() as u64;
        let lists = matches!(About::of(subject), Some(About::List { .. }));
        let amiss = answers
            .iter()
            .filter(|(_, answer)| answer.found == 0 || (answer.found > 1 && !lists));
        line.amiss += amiss.count() as u64;
        self.ledger.answer(self.run, self.target, &answers)?;
        Ok(())
    }

    /// Asks whether the keys of new records are taken, where the mapping can only make new ones, and hands
    /// on those that are. Nothing where the ERP knows what to do with a record that exists.
    pub(super) fn keys(
        &self,
        object: ObjectId,
        name: &str,
        mut each: impl FnMut((RecordId, ExtractId, Place), &str, &Text),
    ) -> Result<Option<AskedLine>, RunFault> {
        let Some(prepared) = self.objects.iter().find(|one| &*one.mapping.object == name) else {
            return Ok(None);
        };
        if prepared.mapping.target.write != WriteMode::Create {
            return Ok(None);
        }
        let Some(spec) = object_spec(&*self.connection.target, prepared) else {
            return Ok(None);
        };
        let kinds = kinds(Some(&prepared.mapping), &spec);
        let mut line = AskedLine {
            subject: "business keys".to_owned(),
            ..AskedLine::default()
        };
        let before = self.connection.transport.stats().requests;
        let mut after = RecordId(0);
        loop {
            let (ledger, run) = (self.ledger, self.run);
            let page = ledger.unknown_keys(run, object, self.target, after, PAGE)?;
            let Some(((last, _, _), _)) = page.last() else {
                break;
            };
            after = *last;
            if let Some(fault) = self.stopped() {
                line.why = fault.to_string();
            }
            if !line.why.is_empty() {
                line.unasked += page.len() as u64;
                continue;
            }
            let keys = page.iter().map(|(_, key)| key_of(&spec, &kinds, key));
            for (index, look_up) in self.look_up(&spec, keys.collect(), &mut line)? {
                line.asked += 1;
                if let (Some((at, key)), Some(held)) = (page.get(index), look_up.found.first()) {
                    line.amiss += 1;
                    each(*at, key, &held.target_id);
                }
            }
        }
        line.requests = self.connection.transport.stats().requests - before;
        Ok(Some(line))
    }

    /// Looks keys up, several at a time. A key that cannot be asked for is counted in the line, and a
    /// refusal of the question itself ends the asking about this subject.
    fn look_up(
        &self,
        spec: &ObjectSpec,
        keys: Vec<Option<BusinessKey>>,
        line: &mut AskedLine,
    ) -> Result<Vec<(usize, LookUp)>, RunFault> {
        let mut found = Vec::new();
        let mut answers = 0;
        let all = keys.len() as u64;
        let asked = block_in_place(|| self.runtime.block_on(self.ask(spec, keys)))?;
        for (index, answer) in asked {
            match answer {
                Ok(answer) => {
                    answers += 1;
                    found.push((index, answer));
                }
                Err(fault) => self.failed(fault, line),
            }
        }
        line.unasked += all - answers;
        if all > answers && line.why.is_empty() {
            "a key of several attributes cannot be told apart".clone_into(&mut line.why);
        }
        self.progress.advance(answers);
        Ok(found)
    }

    fn failed(&self, fault: Fault, line: &mut AskedLine) {
        line.why = fault.to_string();
        let about_the_question = matches!(
            fault.kind,
            FaultKind::Refused | FaultKind::Forbidden | FaultKind::Unintelligible
        );
        // What loading must know, it must be able to ask.
        if !about_the_question || !self.all {
            self.stop(fault);
        }
    }

    async fn ask(
        &self,
        spec: &ObjectSpec,
        keys: Vec<Option<BusinessKey>>,
    ) -> Result<Vec<Looked>, RunFault> {
        let mut waiting = keys.into_iter().enumerate();
        let mut asking: JoinSet<Looked> = JoinSet::new();
        let mut answers: Vec<Looked> = Vec::new();
        let mut failed = false;
        loop {
            while asking.len() < self.connection.concurrency
                && !failed
                && !self.cancel.is_cancelled()
            {
                let Some((index, key)) = waiting.next() else {
                    break;
                };
                let Some(key) = key else {
                    continue;
                };
                let transport = self.connection.transport.clone();
                let target = self.connection.target.clone();
                let exchange = target.look_up(spec, vec![key.clone()]);
                asking.spawn(async move {
                    let hidden = Hidden::new(key.parts.iter().map(|(_, value)| value.to_string()));
                    let driven = transport
                        .collect_hiding(exchange, &*target, &hidden, &NoNotes)
                        .await;
                    let answer = driven.replies.into_iter().find_map(|reply| match reply {
                        Reply::LookUp(look_up) => Some(look_up),
                        Reply::Receipt(_) | Reply::Found(_) | Reply::Description(_) => None,
                    });
                    match (driven.fault, answer) {
                        (None, Some(answer)) => (index, Ok(answer)),
                        (Some(fault), _) => (index, Err(fault)),
                        (None, None) => (
                            index,
                            Ok(LookUp {
                                key,
                                found: Vec::new(),
                            }),
                        ),
                    }
                });
            }
            let Some(answer) = asking.join_next().await else {
                return Ok(answers);
            };
            let answer = answer.map_err(RunFault::from_join)?;
            failed |= answer.1.is_err();
            answers.push(answer);
        }
    }

    /// How the target addresses what a subject is about, and the kinds of its key attributes.
    fn spec_of(&self, subject: &str) -> Option<(ObjectSpec, Vec<AttributeKind>)> {
        let target = &*self.connection.target;
        let (spec, kinds) = match About::of(subject)? {
            About::List { list, attribute } => {
                let spec = target.list_of_values(list, attribute)?;
                (spec, vec![AttributeKind::Text])
            }
            About::Record { object, by } => {
                let mapping = self.project.mapping(object);
                let mut spec = match mapping {
                    Some(mapping) => {
                        let stated = &mapping.target;
                        let mut spec = target.object(&stated.object, &stated.overrides)?;
                        let key = mapping.business_key.iter();
                        spec.key_attributes = key.map(|part| Name::clone(&part.name)).collect();
                        spec
                    }
                    None => target.object(object, &Options::default())?,
                };
                if let Some(by) = by {
                    spec.key_attributes = vec![Name::from(by)];
                }
                // Nothing below the record itself is wanted.
                spec.children.clear();
                let kinds = kinds(mapping, &spec);
                (spec, kinds)
            }
        };
        target.capabilities(&spec).look_up.then_some((spec, kinds))
    }
}

/// The kinds of an object's key attributes, as far as a mapping's schema tells them.
fn kinds(mapping: Option<&CheckedMapping>, spec: &ObjectSpec) -> Vec<AttributeKind> {
    let schema = mapping.and_then(|one| one.schema.as_deref());
    let kind = |name: &Name| {
        let attribute = schema.and_then(|schema| schema.attribute(name));
        attribute.map_or(AttributeKind::Text, |attribute| attribute.kind)
    };
    spec.key_attributes.iter().map(kind).collect()
}

/// A key as the target asks for it; none where the text of a key of several attributes does not tell its
/// parts apart.
fn key_of(spec: &ObjectSpec, kinds: &[AttributeKind], text: &str) -> Option<BusinessKey> {
    let parts: Vec<&str> = match spec.key_attributes.as_slice() {
        [_] => vec![text],
        _ => text.split(" | ").collect(),
    };
    if parts.len() != spec.key_attributes.len() {
        return None;
    }
    let parts = spec.key_attributes.iter().zip(parts).enumerate();
    let parts = parts.map(|(index, (name, text))| {
        let number = matches!(
            kinds.get(index),
            Some(AttributeKind::Integer | AttributeKind::Number)
        );
        let value = match rust_decimal::Decimal::from_str_exact(text) {
            Ok(number_value) if number => Value::Decimal(number_value),
            _ => Value::text(text),
        };
        (Name::clone(name), value)
    });
    Some(BusinessKey {
        parts: parts.collect(),
    })
}

/// What was asked for, in words for people.
pub(super) fn in_words(subject: &str) -> String {
    About::of(subject).map_or_else(|| subject.to_owned(), About::words)
}

/// How many were not asked, and why, in words for people.
pub(super) fn unasked_words(line: &AskedLine) -> String {
    format!(
        "{} {} not asked for: {}",
        grouped(line.unasked),
        line.subject,
        line.why
    )
}
