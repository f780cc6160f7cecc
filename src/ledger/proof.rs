//! What the ledger keeps to prove a run: counts and hash totals that were taken apart from each other.

use compact_str::CompactString;
use landbridge_contract::Place;
use rust_decimal::Decimal;

use super::model::{ExtractId, RecordId, RecordState, RunId, SkipReason, key_hash};

/// A book that holds business keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyBook {
    /// The extracts, read and mapped apart from the pipeline.
    Extract,
    /// All records of the ledger that have a key.
    Ledger,
    /// The records that the ledger says the ERP holds.
    Held,
    /// The ERP, as read back.
    Erp,
}

impl KeyBook {
    /// All books.
    pub const ALL: [Self; 4] = [Self::Extract, Self::Ledger, Self::Held, Self::Erp];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Ledger => "ledger",
            Self::Held => "held",
            Self::Erp => "erp",
        }
    }
}

/// A hash total over business keys: two books that hold the same keys, each as often, have the same.
///
/// The sum is of the first 32 bits of the SHA-256 of each key, so that a lost key, an added one and one that
/// is taken for another show, and two that were exchanged for each other do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyTotal {
    /// How many keys.
    pub keys: u64,
    /// The sum of their hashes.
    pub hash: u128,
}

impl KeyTotal {
    /// Adds a key; an empty one is none.
    pub fn add(&mut self, key: &str) {
        if !key.is_empty() {
            self.keys += 1;
            self.hash += u128::from(short(key_hash(key)));
        }
    }
}

/// The hash totals over the ledger's own keys of an object: over all records that have a key, and over those that the ERP
/// should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnKeys {
    pub(super) all: KeyTotal,
    pub(super) held: KeyTotal,
    with_ready: bool,
}

impl OwnKeys {
    /// Nothing added up yet. `with_ready` says that the ERP should hold what is ready too: a file stands for it.
    pub fn new(with_ready: bool) -> Self {
        Self {
            all: KeyTotal::default(),
            held: KeyTotal::default(),
            with_ready,
        }
    }

    /// Adds a record.
    pub fn add(&mut self, line: &StagedLine) {
        self.all.add(&line.key);
        let held = match line.state {
            RecordState::Loaded | RecordState::Skipped(SkipReason::Unchanged) => true,
            RecordState::Ready => self.with_ready,
            _ => false,
        };
        if held {
            self.held.add(&line.key);
        }
    }
}

/// The first 32 bits of a hash of 64.
pub(super) fn short(hash: i64) -> u32 {
    let [a, b, c, d, ..] = hash.to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// What an independent pass over the extracts of an object counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Records.
    pub records: u64,
    /// Records that cannot be read.
    pub faults: u64,
}

/// A record as it was staged.
#[derive(Debug, Clone)]
pub struct StagedLine {
    /// Its number.
    pub record: RecordId,
    /// Its extract.
    pub extract: ExtractId,
    /// Its number in the extract.
    pub ordinal: u64,
    /// Where it stands.
    pub place: Place,
    /// Its business key.
    pub key: CompactString,
    /// Its state.
    pub state: RecordState,
    /// Hash of what was to be sent when it was staged.
    pub payload_hash: [u8; 16],
    /// What is sent, as it stands in the ledger now; none where nothing was kept, or where it was not asked for.
    pub payload: Option<Vec<u8>>,
}

/// A difference between what was sent and what the ERP holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The code of its kind: `REC-AMOUNT`.
    pub code: String,
    /// Business key.
    pub key: String,
    /// The record; none for an unexpected one.
    pub record: Option<RecordId>,
    /// Attribute path; empty for the whole record.
    pub field: String,
    /// Where the value came from.
    pub origin: String,
    /// What was sent.
    pub sent: String,
    /// What the ERP holds.
    pub found: String,
    /// Target id.
    pub target_id: String,
    /// What the mapping makes of the extract; empty where the ledger and the ERP differ.
    pub source: String,
    /// A hash of what it is about, the same in every run in which it comes back.
    pub identity: Vec<u8>,
}

/// By how much the breaks of a record move one control total of one group, from what was loaded to what the ERP holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Name of the control total.
    pub name: String,
    /// The group.
    pub group: String,
    /// What the ERP holds of the record less what was loaded; never zero.
    pub amount: Decimal,
}

/// A record with all its breaks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BrokenRecord {
    /// Its breaks, at least one.
    pub breaks: Vec<Break>,
    /// What they do to control totals together.
    pub effects: Vec<Effect>,
}

/// What can be decided about a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// It was corrected. Said of a break that is there: where it comes back, it is open again.
    Fixed,
    /// It is known why it is so, and that it is right.
    Explained,
    /// It is not right, and stays.
    Accepted,
    /// An earlier decision is taken back.
    Reopened,
}

impl Decision {
    /// All decisions.
    pub const ALL: [Self; 4] = [Self::Fixed, Self::Explained, Self::Accepted, Self::Reopened];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Explained => "explained",
            Self::Accepted => "accepted",
            Self::Reopened => "reopened",
        }
    }
}

/// What was decided about a break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposition {
    /// What.
    pub decision: Decision,
    /// By whom.
    pub by: String,
    /// When, ISO 8601.
    pub at: String,
    /// Why.
    pub why: String,
    /// The run whose break it was said of.
    pub run: RunId,
}

/// Which breaks of a run are meant.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Those of this object.
    pub object: Option<String>,
    /// Those of this code.
    pub code: Option<String>,
    /// Those of the record with this business key.
    pub key: Option<String>,
    /// Those of this attribute, with or without the numbers of nested records.
    pub field: Option<String>,
}

impl Choice {
    /// Whether a break of an object is meant. A field is named exactly, or without the numbers of nested records; no
    /// character of a name stands for others.
    pub fn means(&self, object: &str, one: &Break) -> bool {
        let same = |wanted: &Option<String>, own: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == own)
        };
        same(&self.object, object)
            && same(&self.code, &one.code)
            && same(&self.key, &one.key)
            && (same(&self.field, &one.field) || same(&self.field, &without_numbers(&one.field)))
    }
}

/// `lines.Amount` of `lines[3].Amount`. What stands in brackets and is no number belongs to the name.
fn without_numbers(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    for (index, part) in path.split('[').enumerate() {
        match part.split_once(']') {
            Some((number, rest)) if index > 0 && is_number(number) => plain.push_str(rest),
            _ => {
                if index > 0 {
                    plain.push('[');
                }
                plain.push_str(part);
            }
        }
    }
    plain
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Differences that a rule of a mapping let pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedLine {
    /// The attribute.
    pub field: String,
    /// What the rule allows.
    pub rule: String,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// How many.
    pub differences: u64,
}

/// What breaks have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalLine {
    /// Their code.
    pub code: String,
    /// Their attribute; empty for whole records.
    pub field: String,
    /// The breaks that it is about.
    pub breaks: u64,
    /// All of the code and attribute.
    pub of: u64,
    /// What it is, in words.
    pub words: String,
}

/// A record as read back from the ERP.
#[derive(Debug, Clone)]
pub struct TargetSide {
    /// Business key.
    pub key: CompactString,
    /// Target id.
    pub target_id: CompactString,
    /// Attributes as JSON.
    pub body: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_field(field: &str) -> Break {
        Break {
            code: "REC-TEXT".to_owned(),
            key: "A".to_owned(),
            record: None,
            field: field.to_owned(),
            origin: String::new(),
            sent: String::new(),
            found: String::new(),
            target_id: String::new(),
            source: String::new(),
            identity: Vec::new(),
        }
    }

    fn means(wanted: &str, field: &str) -> bool {
        let choice = Choice {
            field: Some(wanted.to_owned()),
            ..Choice::default()
        };
        choice.means("suppliers", &of_field(field))
    }

    #[test]
    fn a_field_is_meant_by_its_name_with_or_without_the_numbers_of_nested_records() {
        assert!(means("lines.Amount", "lines[3].Amount"));
        assert!(means("lines[3].Amount", "lines[3].Amount"));
        assert!(means("lines.parts.Amount", "lines[3].parts[12].Amount"));
        assert!(!means("lines[2].Amount", "lines[3].Amount"));
        assert!(!means("Amount", "lines[3].Amount"));
    }

    #[test]
    fn no_character_of_a_name_stands_for_others() {
        assert!(means("lines.Amount [EUR]", "lines[3].Amount [EUR]"));
        assert!(means("lines.is it?", "lines[3].is it?"));
        assert!(!means("lines.is it?", "lines[3].is its"));
        assert!(!means("lines.*", "lines[3].Amount"));
        assert!(!means("lines.[A-Z]mount", "lines[3].Amount"));
    }

    #[test]
    fn a_break_is_meant_by_all_that_is_stated() {
        let mut choice = Choice {
            object: Some("suppliers".to_owned()),
            key: Some("A".to_owned()),
            ..Choice::default()
        };
        assert!(choice.means("suppliers", &of_field("Name")));
        assert!(!choice.means("contacts", &of_field("Name")));
        choice.code = Some("REC-DATE".to_owned());
        assert!(!choice.means("suppliers", &of_field("Name")));
    }
}
