//! Reading back: what the ERP holds is fetched, paired with the ledger and compared.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use landbridge_contract::{
    BusinessKey, Fields, Found, ObjectSpec, Reply, Target, Text, Value, json,
};
use rust_decimal::Decimal;
use tokio::sync::mpsc;
use tokio::task::block_in_place;

use super::Progress;
use super::against_extract::AgainstExtract;
use super::extract_form::{record_origin, value_origin};
use super::fault::RunFault;
use crate::ledger::{
    Book, BookTotal, Break, ExtractId, ExtractLine, KeyBook, KeyTotal, Ledger, ObjectId,
    RecordLine, RunId, TargetSide,
};
use crate::mapping::Plan;
use crate::reconcile::{CompareRules, FieldBreak, Keyed, Pair, compare, pair};
use crate::transport::Transport;

/// Pages in flight between reading and writing.
const PAGES_WAITING_MAX: usize = 2;
/// Records fetched from the ledger at once.
const PAGE: usize = 512;
/// Breaks written at once.
const BREAKS_PER_WRITE: usize = 1_000;

/// What reading an object back needs.
pub(super) struct ReadBack<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) transport: &'a Transport,
    pub(super) target: &'a Arc<dyn Target>,
    pub(super) run: RunId,
    pub(super) object: ObjectId,
    pub(super) spec: &'a ObjectSpec,
    pub(super) plan: &'a Plan,
    pub(super) rules: &'a CompareRules,
    /// The extracts, to hold the ledger against.
    pub(super) extracts: AgainstExtract<'a>,
    pub(super) progress: &'a dyn Progress,
}

impl ReadBack<'_> {
    /// Reads all records of the object back and compares them. Returns how many were compared.
    pub(super) async fn run(&self) -> Result<u64, RunFault> {
        block_in_place(|| self.ledger.begin_read_back(self.run, self.object))?;
        block_in_place(|| self.extracts.run())?;
        self.fetch().await?;
        block_in_place(|| self.compare_all())
    }

    async fn fetch(&self) -> Result<(), RunFault> {
        let (pages, mut taken) = mpsc::channel::<Vec<Reply>>(PAGES_WAITING_MAX);
        let exchange = self.target.read_back(self.spec);
        let reading = async move {
            let result = self.transport.drive(exchange, &**self.target, &pages).await;
            drop(pages);
            result
        };
        let mut totals = ErpTotals::new(self.plan);
        let writing = async {
            while let Some(replies) = taken.recv().await {
                let found: Vec<Found> = replies
                    .into_iter()
                    .filter_map(|reply| match reply {
                        Reply::Found(found) => Some(found),
                        Reply::Receipt(_) | Reply::LookUp(_) | Reply::Description(_) => None,
                    })
                    .collect();
                block_in_place(|| self.keep(&found, &mut totals))?;
                self.progress.advance(found.len() as u64);
            }
            Ok::<(), RunFault>(())
        };
        let (read, written) = tokio::join!(reading, writing);
        written?;
        read?;
        let keys = totals.keys;
        let totals = totals.into_totals();
        Ok(block_in_place(|| {
            self.ledger
                .post_key_total(self.run, self.object, KeyBook::Erp, keys)?;
            self.ledger
                .post_totals(self.run, self.object, Book::Erp, &totals)
        })?)
    }

    fn keep(&self, found: &[Found], totals: &mut ErpTotals<'_>) -> Result<(), RunFault> {
        let mut sides = Vec::with_capacity(found.len());
        // What other rehearsals left in the pod is none of this one's business.
        let own = found.iter();
        let own = own.filter(|one| !self.plan.is_of_another_rehearsal(&one.attributes));
        for one in own {
            totals.add(&one.attributes)?;
            let mut body = Vec::new();
            json::write_fields(&one.attributes, &mut body);
            let key = self.key(&one.attributes);
            totals.keys.add(&key);
            sides.push(TargetSide {
                key,
                target_id: one.target_id.clone(),
                body,
            });
        }
        Ok(self
            .ledger
            .add_target_records(self.run, self.object, &sides)?)
    }

    /// The business key of a record as the ERP holds it, written as the ledger writes it.
    fn key(&self, attributes: &Fields) -> Text {
        let part = |name: &landbridge_contract::Name| {
            let value = attributes.iter().find(|(attribute, _)| attribute == name);
            (
                Arc::clone(name),
                value.map_or(Value::Null, |(_, value)| value.clone()),
            )
        };
        BusinessKey {
            parts: self.spec.key_attributes.iter().map(part).collect(),
        }
        .text()
    }

    fn compare_all(&self) -> Result<u64, RunFault> {
        let extracts: BTreeMap<ExtractId, ExtractLine> = self
            .ledger
            .extracts(self.run)?
            .into_iter()
            .map(|line| (line.extract, line))
            .collect();
        // The ledger's side is read through a connection of its own, so that breaks can be
        // written while it is open.
        let reader = Ledger::open_existing(self.ledger.path())?;
        let (records, held) = sync_channel::<RecordLine>(PAGE);
        std::thread::scope(|scope| {
            let reading = scope.spawn(move || {
                reader.held_records(self.run, self.object, |line| match records.send(line) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_gone) => ControlFlow::Break(()),
                })
            });
            let ledger_side = held.into_iter().map(|line| Keyed {
                key: line.key.clone(),
                item: line,
            });
            let mut pages = TargetPages::new(self);
            let mut verdicts = Verdicts {
                of: self,
                extracts: &extracts,
                breaks: Vec::new(),
                compared: 0,
            };
            let compared = verdicts.all(pair(ledger_side, &mut pages));
            let read = reading.join().map_err(|_panic| {
                RunFault::Defect("the thread that reads the ledger died".to_owned())
            })?;
            read?;
            if let Some(fault) = pages.fault {
                return Err(fault);
            }
            compared
        })
    }
}

/// The ERP's records page by page, in the order of their keys.
struct TargetPages<'a> {
    of: &'a ReadBack<'a>,
    page: std::vec::IntoIter<(i64, TargetSide)>,
    after: (Text, i64),
    fault: Option<RunFault>,
}

impl<'a> TargetPages<'a> {
    fn new(of: &'a ReadBack<'a>) -> Self {
        Self {
            of,
            page: Vec::new().into_iter(),
            after: (Text::default(), 0),
            fault: None,
        }
    }
}

impl Iterator for TargetPages<'_> {
    type Item = Keyed<TargetSide>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.len() == 0 {
            let after = (self.after.0.as_str(), self.after.1);
            let page = self
                .of
                .ledger
                .target_records(self.of.run, self.of.object, after, PAGE);
            match page {
                Ok(page) => self.page = page.into_iter(),
                Err(fault) => {
                    self.fault = Some(fault.into());
                    return None;
                }
            }
        }
        let (id, side) = self.page.next()?;
        self.after = (side.key.clone(), id);
        Some(Keyed {
            key: side.key.clone(),
            item: side,
        })
    }
}

/// Turns pairs into breaks.
struct Verdicts<'a> {
    of: &'a ReadBack<'a>,
    extracts: &'a BTreeMap<ExtractId, ExtractLine>,
    breaks: Vec<Break>,
    compared: u64,
}

impl Verdicts<'_> {
    fn all(
        &mut self,
        pairs: impl Iterator<Item = Result<Pair<RecordLine, TargetSide>, crate::reconcile::OutOfOrder>>,
    ) -> Result<u64, RunFault> {
        for pair in pairs {
            let pair = pair.map_err(|fault| RunFault::Defect(fault.to_string()))?;
            self.one(pair)?;
            if self.breaks.len() >= BREAKS_PER_WRITE {
                self.write()?;
            }
        }
        self.write()?;
        Ok(self.compared)
    }

    fn write(&mut self) -> Result<(), RunFault> {
        self.of
            .ledger
            .raise_breaks(self.of.run, self.of.object, &self.breaks)?;
        self.breaks.clear();
        Ok(())
    }

    fn one(&mut self, pair: Pair<RecordLine, TargetSide>) -> Result<(), RunFault> {
        let personal = self.of.plan.key_is_personal();
        match pair {
            Pair::Both { ledger, target } => {
                self.compared += 1;
                let sent = self.payload(&ledger.item)?;
                let found = fields(&target.item.body)?;
                for one in compare(&sent, &found, self.of.rules) {
                    self.push(Some(&ledger.item), Some(&target.item), &one);
                }
            }
            Pair::OnlyLedger(ledger) => {
                self.compared += 1;
                let one = FieldBreak::record_missing(&ledger.key, personal);
                self.push(Some(&ledger.item), None, &one);
            }
            Pair::OnlyTarget(target) => {
                let one = FieldBreak::record_unexpected(&target.key, personal);
                self.push(None, Some(&target.item), &one);
            }
            Pair::DuplicateTarget(target) => {
                let ids = [target.item.target_id.as_str()];
                let one = FieldBreak::record_duplicate(&target.key, &ids, personal);
                self.push(None, Some(&target.item), &one);
            }
        }
        Ok(())
    }

    /// What was sent, with references resolved as they are now.
    fn payload(&self, record: &RecordLine) -> Result<Fields, RunFault> {
        let mut payload = fields(record.payload.as_deref().unwrap_or_default())?;
        for (_, value) in &mut payload {
            self.resolve(value)?;
        }
        Ok(payload)
    }

    fn resolve(&self, value: &mut Value) -> Result<(), RunFault> {
        match value {
            Value::Reference(reference) => {
                let target = &self
                    .of
                    .ledger
                    .run(self.of.run)?
                    .map(|line| line.facts.target);
                let object = self.of.ledger.object(&reference.object)?;
                let target = target.as_deref().unwrap_or_default();
                let id = self.of.ledger.target_id(target, object, &reference.key)?;
                *value = id.map_or(Value::Null, |id| {
                    id.parse::<i64>()
                        .map_or_else(|_| Value::Text(id), Value::Integer)
                });
            }
            Value::List(items) => {
                for item in items {
                    self.resolve(item)?;
                }
            }
            Value::Record(parts) => {
                for (_, part) in parts {
                    self.resolve(part)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, record: Option<&RecordLine>, target: Option<&TargetSide>, one: &FieldBreak) {
        let origin = record.and_then(|record| {
            let extract = self.extracts.get(&record.extract)?;
            Some(match self.of.plan.attribute_slot(&one.path) {
                Some(slot) => value_origin(extract, record.place, Some(slot)).to_string(),
                None => record_origin(extract, record.place).to_string(),
            })
        });
        let hide = self.of.plan.key_is_personal();
        let key = record
            .map(|record| record.key.as_str())
            .or(target.map(|side| side.key.as_str()));
        self.breaks.push(Break {
            code: one.kind.code().id.to_owned(),
            key: if hide {
                "‹personal›"
            } else {
                key.unwrap_or_default()
            }
            .to_owned(),
            record: record.map(|record| record.record),
            field: one.path.to_string(),
            origin: origin.unwrap_or_default(),
            sent: one.expected.clone(),
            found: one.found.clone(),
            target_id: target.map_or_else(String::new, |side| side.target_id.to_string()),
            source: String::new(),
        });
    }
}

/// The attributes of a record as the ledger keeps it.
pub(super) fn fields(text: &[u8]) -> Result<Fields, RunFault> {
    let parsed: serde_json::Value = serde_json::from_slice(text)
        .map_err(|error| RunFault::Defect(format!("a stored record is not JSON: {error}")))?;
    match json::from_json(&parsed) {
        Value::Record(fields) => Ok(fields),
        other => Err(RunFault::Defect(format!(
            "a stored record is a {}",
            other.kind()
        ))),
    }
}

/// Sums over what the ERP holds, for every control total that says what to compare with.
struct ErpTotals<'a> {
    plan: &'a Plan,
    sums: BTreeMap<(usize, String), (Decimal, u64)>,
    keys: KeyTotal,
}

impl<'a> ErpTotals<'a> {
    fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            sums: BTreeMap::new(),
            keys: KeyTotal::default(),
        }
    }

    fn add(&mut self, attributes: &Fields) -> Result<(), RunFault> {
        for (index, total) in self.plan.totals().iter().enumerate() {
            let Some(against) = &total.against else {
                continue;
            };
            let by = total.against_by.as_deref();
            for (value, group) in amounts(attributes, against, by) {
                let Some(amount) = value.as_decimal() else {
                    continue;
                };
                let (sum, count) = self.sums.entry((index, group)).or_default();
                *sum = sum.checked_add(amount).ok_or_else(|| {
                    RunFault::Defect("a control total has more than 28 digits".to_owned())
                })?;
                *count += 1;
            }
        }
        Ok(())
    }

    fn into_totals(mut self) -> Vec<BookTotal> {
        // A total of which the ERP holds nothing at all is nought there, not unknown.
        for (index, total) in self.plan.totals().iter().enumerate() {
            let known = self.sums.keys().any(|(known, _)| *known == index);
            if total.against.is_some() && !known {
                let nothing = (Decimal::ZERO, 0);
                self.sums.insert((index, String::new()), nothing);
            }
        }
        let name = |index: usize| {
            self.plan
                .totals()
                .get(index)
                .map_or("", |total| &total.name)
        };
        let sums = self.sums.into_iter();
        sums.map(|((index, group), (sum, count))| BookTotal {
            name: name(index).to_owned(),
            group,
            sum,
            count,
        })
        .collect()
    }
}

/// The values under a path, each with its group: that of the record, or that of the nested record
/// where both stand in the same one.
fn amounts<'a>(attributes: &'a Fields, path: &str, by: Option<&str>) -> Vec<(&'a Value, String)> {
    let inner = path
        .rsplit_once('.')
        .zip(by.and_then(|by| by.rsplit_once('.')));
    if let Some(((parent, amount), (same, group))) = inner
        && parent == same
    {
        let items = at(attributes, parent)
            .into_iter()
            .flat_map(|value| match value {
                Value::List(items) => items.as_slice(),
                one => std::slice::from_ref(one),
            });
        let parts = items.filter_map(|item| match item {
            Value::Record(fields) => Some(fields),
            _ => None,
        });
        return parts
            .flat_map(|fields| {
                let group = first_text(fields, group);
                at(fields, amount)
                    .into_iter()
                    .map(move |value| (value, group.clone()))
            })
            .collect();
    }
    let group = by.map(|by| first_text(attributes, by)).unwrap_or_default();
    at(attributes, path)
        .into_iter()
        .map(|value| (value, group.clone()))
        .collect()
}

fn first_text(attributes: &Fields, path: &str) -> String {
    at(attributes, path)
        .first()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// The values under a path such as `lines.Amount`.
fn at<'a>(attributes: &'a Fields, path: &str) -> Vec<&'a Value> {
    let (first, rest) = path
        .split_once('.')
        .map_or((path, None), |(first, rest)| (first, Some(rest)));
    let Some((_, value)) = attributes.iter().find(|(name, _)| &**name == first) else {
        return Vec::new();
    };
    match (value, rest) {
        (value, None) => vec![value],
        (Value::Record(fields), Some(rest)) => at(fields, rest),
        (Value::List(items), Some(rest)) => items
            .iter()
            .flat_map(|item| match item {
                Value::Record(fields) => at(fields, rest),
                _ => Vec::new(),
            })
            .collect(),
        _ => Vec::new(),
    }
}
