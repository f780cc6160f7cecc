//! Reading back: what the ERP holds is fetched, paired with the ledger and compared.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use landbridge_contract::{
    Batch, BusinessKey, Fields, Flow, Found, Layout, Name, ObjectSpec, Record, RecordReader, Reply,
    Target, Text, Value, json,
};
use tokio::sync::mpsc;
use tokio::task::block_in_place;

use super::Progress;
use super::against_extract::AgainstExtract;
use super::erp_totals::{Adding, ErpTotals};
use super::extract_form::{record_origin, value_origin};
use super::fault::RunFault;
use super::held::References;
use super::hiding::shown_id;
use crate::ledger::{
    AllowedLine, Book, Break, BrokenRecord, ExtractId, ExtractLine, KeyBook, Ledger, ObjectId,
    ProposalLine, RecordLine, RunId, TargetSide, payload_hash,
};
use crate::mapping::Plan;
use crate::reconcile::{
    Allowed, BreakKind, CompareRules, FieldBreak, Keyed, Pair, Proposals, compare_counting, pair,
};
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
    pub(super) run: RunId,
    pub(super) object: ObjectId,
    /// The attributes of the business key.
    pub(super) key_attributes: Vec<Name>,
    /// The other mappings that load into the same object of the same target: what they put there is theirs.
    pub(super) beside: Vec<Beside>,
    /// The name of the target, as the ledger keeps it.
    pub(super) target: &'a str,
    /// What is ready counts as if it were loaded: nothing is sent, and a file stands for the ERP.
    pub(super) as_if_loaded: bool,
    pub(super) plan: &'a Plan,
    pub(super) rules: &'a CompareRules,
    /// The extracts, to hold the ledger against.
    pub(super) extracts: AgainstExtract<'a>,
    pub(super) progress: &'a dyn Progress,
}

/// A mapping that loads into the same object.
pub(super) struct Beside {
    pub(super) object: ObjectId,
    /// The attributes of its business key.
    pub(super) key_attributes: Vec<Name>,
}

impl ReadBack<'_> {
    /// Reads all records of the object back and compares them. Returns how many were compared.
    pub(super) async fn run(
        &self,
        transport: &Transport,
        target: &Arc<dyn Target>,
        spec: &ObjectSpec,
    ) -> Result<u64, RunFault> {
        block_in_place(|| self.begin())?;
        self.fetch(transport, target, spec).await?;
        block_in_place(|| self.compare_all())
    }

    /// Holds the ledger against the extracts alone, and keeps in the run that nothing shows the records. Returns that none was
    /// compared.
    pub(super) fn hold_unshown(&self, owner: Option<&str>) -> Result<u64, RunFault> {
        self.begin()?;
        let mut loaded = 0;
        self.ledger
            .held_records(self.run, self.object, false, |_| {
                loaded += 1;
                ControlFlow::Continue(())
            })?;
        let unshown = AllowedLine {
            field: "all attributes".to_owned(),
            rule: "not compared: nothing in the ERP shows these records".to_owned(),
            owner: owner.unwrap_or_default().to_owned(),
            reason: "`at_most_once` of the mapping accepts it".to_owned(),
            differences: loaded,
        };
        self.ledger
            .post_patterns(self.run, self.object, &[unshown], &[])?;
        Ok(0)
    }

    /// The same with the records of a file in the place of those that the ERP returns.
    pub(super) fn run_against(&self, reader: &mut dyn RecordReader) -> Result<u64, RunFault> {
        self.begin()?;
        let mut totals = ErpTotals::new(self.adding());
        let mut batch = Batch::default();
        loop {
            let flow = reader.next_batch(&mut batch, PAGE)?;
            let layout = reader.layout();
            if let Some(fault) = batch.faults.first() {
                return Err(RunFault::File {
                    file: layout.file.to_string(),
                    message: format!("{}: found {}", fault.origin, fault.found),
                });
            }
            let records = batch.records.iter();
            let found: Vec<Found> = records.map(|record| found(record, &layout)).collect();
            self.keep(&found, &mut totals)?;
            self.progress.advance(found.len() as u64);
            if flow == Flow::End {
                break;
            }
        }
        self.post(totals)?;
        self.compare_all()
    }

    fn begin(&self) -> Result<(), RunFault> {
        self.ledger.begin_read_back(self.run, self.object)?;
        self.ledger.fixes_show(self.run, self.object)?;
        self.extracts.run()
    }

    pub(super) async fn fetch(
        &self,
        transport: &Transport,
        target: &Arc<dyn Target>,
        spec: &ObjectSpec,
    ) -> Result<(), RunFault> {
        let (pages, mut taken) = mpsc::channel::<Vec<Reply>>(PAGES_WAITING_MAX);
        let exchange = target.read_back(spec);
        let reading = async move {
            let result = transport.drive(exchange, &**target, &pages).await;
            drop(pages);
            result
        };
        let mut totals = ErpTotals::new(self.adding());
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
        block_in_place(|| self.post(totals))
    }

    /// What records add to control totals.
    fn adding(&self) -> Adding<'_> {
        let known = (self.ledger, self.target);
        Adding::new(self.plan, self.extracts.run_date, known)
    }

    fn post(&self, totals: ErpTotals<'_>) -> Result<(), RunFault> {
        let keys = totals.keys;
        let totals = totals.into_totals();
        self.ledger
            .post_key_total(self.run, self.object, KeyBook::Erp, keys)?;
        Ok(self
            .ledger
            .post_totals(self.run, self.object, Book::Erp, &totals)?)
    }

    fn keep(&self, found: &[Found], totals: &mut ErpTotals<'_>) -> Result<(), RunFault> {
        let mut sides = Vec::with_capacity(found.len());
        // What other rehearsals left in the pod is none of this one's business.
        let own = found.iter();
        let own = own.filter(|one| !self.plan.is_of_another_rehearsal(&one.attributes));
        for one in own {
            if self.is_of_another_mapping(one)? {
                continue;
            }
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
        key_of(attributes, &self.key_attributes)
    }

    /// Whether another mapping put the record there, and this one did not.
    fn is_of_another_mapping(&self, found: &Found) -> Result<bool, RunFault> {
        if self.beside.is_empty() {
            return Ok(false);
        }
        let carried = |object: ObjectId, key: &Text| -> Result<bool, RunFault> {
            let id = self.ledger.carried_id(self.target, object, key)?;
            Ok(id.is_some_and(|id| id == found.target_id))
        };
        if carried(self.object, &self.key(&found.attributes))? {
            return Ok(false);
        }
        for other in &self.beside {
            if carried(
                other.object,
                &key_of(&found.attributes, &other.key_attributes),
            )? {
                return Ok(true);
            }
        }
        Ok(false)
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
        let facts = self.ledger.run(self.run)?.map(|line| line.facts);
        let target = facts.map_or_else(String::new, |facts| facts.target);
        std::thread::scope(|scope| {
            let reading = scope.spawn(move || {
                let ready = self.as_if_loaded;
                reader.held_records(self.run, self.object, ready, |line| {
                    match records.send(line) {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(_gone) => ControlFlow::Break(()),
                    }
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
                broken: Vec::new(),
                waiting: 0,
                adding: self.adding(),
                compared: 0,
                allowed: Allowed::new(),
                proposals: Proposals::new(self.rules),
                references: References {
                    ledger: self.ledger,
                    target: &target,
                    as_if_loaded: self.as_if_loaded,
                },
            };
            let compared = verdicts.all(pair(ledger_side, &mut pages));
            if compared.is_ok() {
                verdicts.post_patterns()?;
            }
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

/// The business key of these attributes, written as the ledger writes it.
fn key_of(attributes: &Fields, names: &[Name]) -> Text {
    let part = |name: &Name| {
        let value = attributes.iter().find(|(attribute, _)| attribute == name);
        (
            Arc::clone(name),
            value.map_or(Value::Null, |(_, value)| value.clone()),
        )
    };
    BusinessKey {
        parts: names.iter().map(part).collect(),
    }
    .text()
}

/// The ERP's records page by page, in the order of their keys.
pub(super) struct TargetPages<'a> {
    of: &'a ReadBack<'a>,
    page: std::vec::IntoIter<(i64, TargetSide)>,
    after: (Text, i64),
    pub(super) fault: Option<RunFault>,
}

impl<'a> TargetPages<'a> {
    pub(super) fn new(of: &'a ReadBack<'a>) -> Self {
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
    broken: Vec<BrokenRecord>,
    /// Breaks of these.
    waiting: usize,
    adding: Adding<'a>,
    compared: u64,
    allowed: Allowed,
    proposals: Proposals,
    references: References<'a>,
}

impl Verdicts<'_> {
    fn all(
        &mut self,
        pairs: impl Iterator<Item = Result<Pair<RecordLine, TargetSide>, crate::reconcile::OutOfOrder>>,
    ) -> Result<u64, RunFault> {
        for pair in pairs {
            let pair = pair.map_err(|fault| RunFault::Defect(fault.to_string()))?;
            self.one(pair)?;
            if self.waiting >= BREAKS_PER_WRITE {
                self.write()?;
            }
        }
        self.write()?;
        Ok(self.compared)
    }

    fn write(&mut self) -> Result<(), RunFault> {
        self.of
            .ledger
            .raise_breaks(self.of.run, self.of.object, &self.broken)?;
        self.broken.clear();
        self.waiting = 0;
        Ok(())
    }

    fn one(&mut self, pair: Pair<RecordLine, TargetSide>) -> Result<(), RunFault> {
        let personal = self.of.plan.key_is_personal();
        match pair {
            Pair::Both { ledger, target } => {
                self.compared += 1;
                let sent = self.payload(&ledger.item)?;
                let found = fields(&target.item.body)?;
                let rules = self.of.rules;
                let breaks = compare_counting(&sent, &found, rules, &mut self.allowed);
                let record = (Some(&ledger.item), Some(&target.item));
                self.raise((Some(&sent), Some(&found)), record, &breaks)?;
            }
            Pair::OnlyLedger(ledger) => {
                self.compared += 1;
                let sent = self.payload(&ledger.item)?;
                let one = FieldBreak::record_missing(&ledger.key, personal);
                self.raise((Some(&sent), None), (Some(&ledger.item), None), &[one])?;
            }
            Pair::OnlyTarget(target) => {
                let found = fields(&target.item.body)?;
                let one = FieldBreak::record_unexpected(&target.key, personal);
                self.raise((None, Some(&found)), (None, Some(&target.item)), &[one])?;
            }
            Pair::DuplicateTarget(target) => {
                let found = fields(&target.item.body)?;
                let id = shown_id(&target.item.target_id, &target.key, personal);
                let one = FieldBreak::record_duplicate(&target.key, &[&id], personal);
                self.raise((None, Some(&found)), (None, Some(&target.item)), &[one])?;
            }
        }
        Ok(())
    }

    /// Notes the breaks of a record, of which there may be none.
    fn raise(
        &mut self,
        (sent, found): (Option<&Fields>, Option<&Fields>),
        (record, target): (Option<&RecordLine>, Option<&TargetSide>),
        breaks: &[FieldBreak],
    ) -> Result<(), RunFault> {
        let extract = record.and_then(|record| self.extracts.get(&record.extract));
        let file = extract.map_or("", |extract| &extract.facts.file);
        if let Some(fields) = sent.or(found) {
            self.proposals.record(fields, file, breaks);
        }
        if breaks.is_empty() {
            return Ok(());
        }
        let breaks = breaks.iter().map(|one| self.told(record, target, one));
        let breaks: Vec<Break> = breaks.collect();
        self.waiting += breaks.len();
        let effects = self.adding.effects(sent, found)?;
        self.broken.push(BrokenRecord { breaks, effects });
        Ok(())
    }

    /// Records what rules let pass, and what breaks have in common.
    fn post_patterns(self) -> Result<(), RunFault> {
        let rules = &self.of.rules.allowed;
        let allowed = self.allowed.into_iter().filter_map(|(field, differences)| {
            let rule = rules.get(&field)?;
            Some(AllowedLine {
                field,
                rule: rule.describe(),
                owner: rule.owner.clone(),
                reason: rule.reason.clone(),
                differences,
            })
        });
        let proposals = self.proposals.into_proposals().into_iter();
        let proposals = proposals.map(|one| ProposalLine {
            code: one.kind.code().id.to_owned(),
            field: one.field,
            breaks: one.breaks,
            of: one.of,
            words: one.text,
        });
        let (allowed, proposals): (Vec<_>, Vec<_>) = (allowed.collect(), proposals.collect());
        let (ledger, run) = (self.of.ledger, self.of.run);
        Ok(ledger.post_patterns(run, self.of.object, &allowed, &proposals)?)
    }

    /// What was sent, with references resolved as they are now.
    fn payload(&self, record: &RecordLine) -> Result<Fields, RunFault> {
        let mut payload = fields(record.payload.as_deref().unwrap_or_default())?;
        self.references.resolve_all(&mut payload)?;
        Ok(payload)
    }

    fn told(
        &self,
        record: Option<&RecordLine>,
        target: Option<&TargetSide>,
        one: &FieldBreak,
    ) -> Break {
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
        Break {
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
            target_id: target.map_or_else(String::new, |side| {
                shown_id(&side.target_id, &side.key, hide)
            }),
            source: String::new(),
            identity: identity(
                self.of.plan,
                one.kind,
                key.unwrap_or_default(),
                &one.path,
                &one.digest,
            ),
        }
    }
}

/// A record of a file as if the ERP had returned it; its place stands for its target id.
fn found(record: &Record, layout: &Layout) -> Found {
    let slots = record.slots.iter();
    let attributes = layout.names.iter().cloned();
    let attributes = attributes.zip(slots.map(|slot| slot.value.clone()));
    Found {
        target_id: layout.origin(record.place, &[], None, 0).to_string().into(),
        attributes: attributes.collect(),
    }
}

/// By what a break is known again in a later run, also of another rehearsal: its kind, record, attribute and values.
pub(super) fn identity(
    plan: &Plan,
    kind: BreakKind,
    key: &str,
    path: &str,
    values: &[u8; 16],
) -> Vec<u8> {
    let mut text = String::new();
    for part in [kind.code().id, &plan.key_without_prefix(key), path] {
        text.push_str(part);
        text.push('\u{0}');
    }
    let mut bytes = text.into_bytes();
    bytes.extend(values);
    payload_hash(&bytes).to_vec()
}

/// The attributes of a record as the ledger keeps it.
pub(super) fn fields(text: &[u8]) -> Result<Fields, RunFault> {
    let read = json::read_value(text)
        .map_err(|error| RunFault::Defect(format!("a stored record is not JSON: {error}")))?;
    match read {
        Value::Record(fields) => Ok(fields),
        other => Err(RunFault::Defect(format!(
            "a stored record is a {}",
            other.kind()
        ))),
    }
}
