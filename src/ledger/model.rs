//! What the ledger's methods take and give.

use compact_str::CompactString;
use jiff::civil::Date;
use landbridge_contract::{Place, Reference, TargetMessage};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::diagnose::{Finding, Stage};

macro_rules! id {
    ($name:ident, $about:literal) => {
        #[doc = $about]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);
    };
}
id!(RunId, "Number of a run, from 1.");
id!(
    ObjectId,
    "The ledger's number for an object's name; the same in all runs."
);
id!(
    ExtractId,
    "Number of an extract (one file, or one sheet of one) of a run."
);
id!(RecordId, "Number of a record, in order of arrival.");
id!(AttemptId, "Number of an attempt to send records.");
id!(TotalId, "Number of a control total of an object in a run.");

/// The state of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordState {
    /// Staged; to be sent.
    Ready,
    /// An attempt to send it is under way, or was when the process died.
    Sending,
    /// The ERP holds it.
    Loaded,
    /// The ERP does not want it.
    Refused,
    /// Sent, effect unknown.
    InDoubt,
    /// Refused here, at this stage.
    Rejected(Stage),
    /// Refused here, since it refers to a record that is not there or was refused itself.
    RejectedReference,
    /// Not to be sent.
    Skipped(SkipReason),
}

/// Why a record is not to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// The mapping's `where` does not want it.
    Filtered,
    /// The same record came before in this run.
    Duplicate,
    /// The ERP holds it already, as far as the ledger knows.
    Unchanged,
    /// It was loaded, and taken back since.
    TakenBack,
    /// The run sends only what an earlier one rejected, and it is none of these.
    NotAsked,
}

impl RecordState {
    /// The number stored: tens tell the state, ones the stage or reason.
    pub(super) fn number(self) -> i64 {
        match self {
            Self::Ready => 0,
            Self::Sending => 10,
            Self::Loaded => 20,
            Self::Refused => 30,
            Self::InDoubt => 40,
            Self::Rejected(Stage::Extract) => 50,
            Self::Rejected(Stage::Map) => 51,
            Self::Rejected(Stage::Validate) => 52,
            Self::Rejected(Stage::Load | Stage::Reconcile) => 53,
            Self::RejectedReference => 54,
            Self::Skipped(SkipReason::Filtered) => 60,
            Self::Skipped(SkipReason::Duplicate) => 61,
            Self::Skipped(SkipReason::Unchanged) => 62,
            Self::Skipped(SkipReason::NotAsked) => 63,
            Self::Skipped(SkipReason::TakenBack) => 64,
        }
    }

    pub(super) fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => Self::Ready,
            10 => Self::Sending,
            20 => Self::Loaded,
            30 => Self::Refused,
            40 => Self::InDoubt,
            50 => Self::Rejected(Stage::Extract),
            51 => Self::Rejected(Stage::Map),
            52 => Self::Rejected(Stage::Validate),
            53 => Self::Rejected(Stage::Load),
            54 => Self::RejectedReference,
            60 => Self::Skipped(SkipReason::Filtered),
            61 => Self::Skipped(SkipReason::Duplicate),
            62 => Self::Skipped(SkipReason::Unchanged),
            63 => Self::Skipped(SkipReason::NotAsked),
            64 => Self::Skipped(SkipReason::TakenBack),
            _ => return None,
        })
    }

    /// The word in messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "not yet sent",
            Self::Sending => "sending",
            Self::Loaded => "loaded",
            Self::Refused => "refused",
            Self::InDoubt => "in doubt",
            Self::Rejected(_) | Self::RejectedReference => "rejected",
            Self::Skipped(SkipReason::Filtered) => "skipped: filtered",
            Self::Skipped(SkipReason::Duplicate) => "skipped: duplicate",
            Self::Skipped(SkipReason::Unchanged) => "skipped: unchanged",
            Self::Skipped(SkipReason::NotAsked) => "skipped: not retried",
            Self::Skipped(SkipReason::TakenBack) => "skipped: taken back",
        }
    }
}

/// The state of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Records are being read, mapped, validated.
    Staging,
    /// All records are staged; for a check this is the end.
    Staged,
    /// Records are being sent.
    Loading,
    /// Nothing is left to send.
    Loaded,
    /// Read back and compared.
    Reconciled,
    /// Given up: a later run took over.
    Abandoned,
}

impl RunState {
    /// The word stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Staging => "staging",
            Self::Staged => "staged",
            Self::Loading => "loading",
            Self::Loaded => "loaded",
            Self::Reconciled => "reconciled",
            Self::Abandoned => "abandoned",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [
            Self::Staging,
            Self::Staged,
            Self::Loading,
            Self::Loaded,
            Self::Reconciled,
            Self::Abandoned,
        ]
        .into_iter()
        .find(|state| state.word() == word)
    }
}

/// What is known of a run when it opens.
#[derive(Debug, Clone)]
pub struct RunFacts {
    /// `check`, `load` or `run`.
    pub command: String,
    /// `rehearsal 3`, `cut-over`.
    pub purpose: String,
    /// Who ran it.
    pub operator: String,
    /// The target's name in the project.
    pub target: String,
    /// Hash over project, mappings, crosswalks and schemas.
    pub plan_hash: String,
    /// The date that `run_date` means; none in a ledger that did not keep it yet.
    pub run_date: Option<Date>,
    /// When, ISO 8601.
    pub started: String,
}

/// What held in a run beside its plan: what a person may have to answer for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunTerms {
    /// The parameters in force.
    pub parameters: Vec<ParameterTerm>,
    /// The crosswalks that its mappings use.
    pub crosswalks: Vec<CrosswalkTerm>,
    /// The approvals under which confidential sources were read.
    pub approvals: Vec<ApprovalTerm>,
    /// The gates that it is judged by, as JSON; none in a ledger that did not keep them yet.
    pub gates: Option<String>,
}

/// A parameter in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterTerm {
    /// For which object; empty for all of the run.
    pub object: String,
    /// Its name.
    pub name: String,
    /// Its value, as text.
    pub value: String,
}

/// A crosswalk as it was when a run was prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrosswalkTerm {
    /// Its name.
    pub name: String,
    /// Who keeps it up; may be empty.
    pub owner: String,
    /// Which state of it this is, in its owner's words; may be empty.
    pub version: String,
    /// SHA-256 of its content, hexadecimal.
    pub sha256: String,
    /// Legacy codes in it.
    pub codes: u64,
}

/// An approval to read a confidential source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalTerm {
    /// For which object.
    pub object: String,
    /// The source, as the project names it.
    pub source: String,
    /// For what.
    pub purpose: String,
    /// By whom.
    pub approver: String,
}

/// What is known of an extract when reading begins, or of a file that is read beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractFacts {
    /// File name as the project names it.
    pub file: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// One record as it leaves mapping and validation.
#[derive(Debug, Clone, Default)]
pub struct StagedRecord {
    /// Its number in the extract.
    pub ordinal: u64,
    /// Where it stands.
    pub place: Place,
    /// Its business key; empty where it has none.
    pub key: CompactString,
    /// What it is, after mapping and validation.
    pub verdict: Staging,
    /// What is sent, as JSON; none for a check.
    pub payload: Option<Vec<u8>>,
    /// Hash of what is sent.
    pub payload_hash: [u8; 16],
    /// Hash of what the source holds of it, the first four bytes for the columns that are read; none where nobody asks.
    pub source_hash: Option<[u8; 16]>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Per `unique` check (its index): a hash of the values.
    pub uniques: Vec<(u16, i64)>,
    /// Per `balanced` check (its index): a hash of the group, and the amount.
    pub balances: Vec<(u16, i64, Decimal)>,
    /// Per `no_overlap` check (its index): a hash of the group, the first and the last day.
    pub spans: Vec<(u16, i64, Date, Date)>,
    /// Records of other objects that it refers to.
    pub references: Vec<StagedReference>,
    /// What the ERP must be asked: the object of each is what the question is about.
    pub questions: Vec<StagedReference>,
    /// What it adds to control totals.
    pub contributions: Vec<Contribution>,
}

/// A reference to a record of another object, with what a finding about it must say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedReference {
    /// The record meant.
    pub reference: Reference,
    /// The attribute that it fills.
    pub field: CompactString,
    /// Where the key came from, as it is shown.
    pub origin: String,
    /// Whether the key is personal.
    pub personal: bool,
}

/// The verdict of mapping and validation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Staging {
    /// To be sent, unless what comes after finds a reason against it.
    #[default]
    Ready,
    /// Not wanted by the mapping's `where`.
    Filtered,
    /// Refused at this stage.
    Rejected(Stage),
}

/// What a record adds to a control total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// Which total.
    pub total: TotalId,
    /// The group: a currency, a unit.
    pub group: CompactString,
    /// The amount, exact.
    pub amount: Decimal,
}

/// A record claimed for sending or asking.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Its number.
    pub record: RecordId,
    /// Its business key.
    pub key: CompactString,
    /// What is sent, as JSON, references unresolved.
    pub payload: Vec<u8>,
    /// The target id under which the ledger knows the record already.
    pub known_as: Option<CompactString>,
}

/// The first records of a run, which are sent before the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CanaryState {
    /// So many of each object are sent, and no more.
    Holds(u64),
    /// Somebody let the rest follow.
    Released,
}

/// Who paused the loads of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Who.
    pub by: String,
    /// Since when, ISO 8601.
    pub at: String,
}

/// A record in doubt, with the attempt that left it there.
#[derive(Debug, Clone)]
pub struct Doubted {
    /// The record.
    pub claimed: Claimed,
    /// The attempt.
    pub attempt: AttemptId,
}

/// An attempt whose records are in doubt, with what finds its job again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The attempt.
    pub attempt: AttemptId,
    /// What was noted last; empty where nothing was sent yet.
    pub note: String,
}

/// What became of a record in one attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The attempt that sent it.
    pub attempt: AttemptId,
    /// The record.
    pub record: RecordId,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a record that was sent, or asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The ERP holds it.
    Loaded {
        /// The id that the ERP gave.
        target_id: CompactString,
        /// True where it was made, false where changed or found.
        created: bool,
    },
    /// The ERP does not want it.
    Refused {
        /// Its words.
        messages: Vec<TargetMessage>,
        /// The kind of refusal and what was found and expected, for the report.
        finding: Box<Finding>,
    },
    /// Nothing was done: it is ready again.
    Ready,
    /// It is not known.
    InDoubt {
        /// Why.
        why: String,
    },
}

/// A run, for lists.
#[derive(Debug, Clone)]
pub struct RunLine {
    /// Its number.
    pub run: RunId,
    /// Its facts.
    pub facts: RunFacts,
    /// Its state.
    pub state: RunState,
    /// When it ended, ISO 8601.
    pub ended: Option<String>,
}

/// An extract, for reports.
#[derive(Debug, Clone)]
pub struct ExtractLine {
    /// Its number.
    pub extract: ExtractId,
    /// The object that it was read for.
    pub object: ObjectId,
    /// Its facts.
    pub facts: ExtractFacts,
    /// How its origins are written: `cells:Sheet`, `lines`, `elements:/path`.
    pub form: String,
    /// Records read.
    pub records: u64,
    /// Records that could not be read.
    pub faults: u64,
    /// Blank lines passed over.
    pub blank: u64,
    /// Whether it was read to its end.
    pub complete: bool,
}

/// A record, for `show` and for reconciliation.
#[derive(Debug, Clone)]
pub struct RecordLine {
    /// Its number.
    pub record: RecordId,
    /// Its run.
    pub run: RunId,
    /// Its object.
    pub object: ObjectId,
    /// Its extract.
    pub extract: ExtractId,
    /// Where it stands.
    pub place: Place,
    /// Its business key.
    pub key: CompactString,
    /// Its state.
    pub state: RecordState,
    /// What is sent.
    pub payload: Option<Vec<u8>>,
    /// Its target id.
    pub target_id: Option<CompactString>,
}

/// How many records of an object are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountLine {
    /// The object.
    pub object: ObjectId,
    /// The state.
    pub state: RecordState,
    /// Whether the ERP made it anew (loaded records only).
    pub created: bool,
    /// How many.
    pub records: u64,
}

/// The sum of a control total over the records in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalLine {
    /// Which total.
    pub total: TotalId,
    /// Its object.
    pub object: ObjectId,
    /// Its name.
    pub name: String,
    /// The group.
    pub group: String,
    /// The state.
    pub state: RecordState,
    /// The sum.
    pub sum: Decimal,
    /// How many amounts.
    pub count: u64,
}

/// Which book a sum stands in that is kept beside the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Book {
    /// What the source holds, as read.
    Source,
    /// What the ERP holds, as read back.
    Erp,
}

impl Book {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Erp => "erp",
        }
    }
}

/// A sum of one group that is kept beside the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookTotal {
    /// Name of the control total.
    pub name: String,
    /// The group.
    pub group: String,
    /// The sum.
    pub sum: Decimal,
    /// How many amounts.
    pub count: u64,
}

/// A 64-bit hash of a business key, stable over versions (the first bytes of its SHA-256).
/// Equal hashes are always confirmed by the key itself.
pub fn key_hash(key: &str) -> i64 {
    let digest = Sha256::digest(key.as_bytes());
    let mut bytes = [0; 8];
    bytes.copy_from_slice(digest.first_chunk::<8>().unwrap_or(&[0; 8]));
    i64::from_be_bytes(bytes)
}

/// A 128-bit hash of a payload, stable over versions (the first bytes of its SHA-256).
pub fn payload_hash(payload: &[u8]) -> [u8; 16] {
    let digest = Sha256::digest(payload);
    *digest.first_chunk::<16>().unwrap_or(&[0; 16])
}
