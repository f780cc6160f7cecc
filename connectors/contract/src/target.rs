//! The traits of a target connector: a pure translator between records and requests.

use std::num::NonZeroU32;

use crate::bulk::{AttemptName, Bulk};
use crate::exchange::{Exchange, Request, Response};
use crate::fault::{Effect, Fault, Retry};
use crate::file_form::FileForm;
use crate::options::{FileFault, OptionFault, OptionSpec, Options};
use crate::value::{Fields, Name, Text, Value};

/// A kind of target: Oracle Fusion Cloud.
pub trait TargetConnector: Send + Sync {
    /// The word for it in a project file: `fusion`.
    fn kind(&self) -> &'static str;

    /// The options it accepts beside those that the engine owns (URL, authentication, pace).
    fn options(&self) -> &'static [OptionSpec];

    /// What a mapping's `target` block may state about an object, beside the engine's own keys.
    fn object_options(&self) -> &'static [OptionSpec] {
        &[]
    }

    /// Judges options; everything that is wrong at once.
    fn check(&self, options: &Options) -> Vec<OptionFault> {
        options.check(self.options())
    }

    /// Judges the text of a file that an option names ([`crate::OptionKind::File`]); everything that is wrong at
    /// once, in the order of the text.
    fn check_file(&self, option: &str, text: &str) -> Vec<FileFault> {
        let _ = (option, text);
        Vec::new()
    }

    /// Judges what a mapping's `target` block states of an object; everything that is wrong at once.
    fn check_object(&self, options: &Options) -> Vec<OptionFault> {
        options.check(self.object_options())
    }

    /// The action by which records are changed, where what a mapping states of an object names one.
    fn action(&self, options: &Options) -> Option<Action> {
        let _ = options;
        None
    }

    /// Makes a target of options that passed [`TargetConnector::check`].
    fn build(&self, options: &Options) -> Result<Box<dyn Target>, Vec<OptionFault>>;
}

/// A translator for one configured target.
pub trait Target: Send + Sync {
    /// What it can do for an object; `None` where it does not know the object and `overrides`
    /// do not say enough.
    fn object(&self, name: &str, overrides: &Options) -> Option<ObjectSpec>;

    /// The names of the objects that it knows, for "did you mean".
    fn object_names(&self) -> Vec<&'static str>;

    /// What it can do for records of this object.
    fn capabilities(&self, object: &ObjectSpec) -> Capabilities;

    /// How fast its makers want to be asked; what the project states goes before it.
    fn advice(&self) -> Advice {
        Advice::default()
    }

    /// How a session is opened, at a target that does not take user and password with every request.
    fn sign_in(&self) -> Option<&dyn SignIn> {
        None
    }

    /// Tells an answer that concerns the connection (throttled, unavailable, unauthenticated)
    /// from one that concerns the record. The engine retries the former where the effect allows
    /// it and hands the exchange only the latter.
    fn judge(&self, request: &Request, response: &Response) -> Option<Fault>;

    /// Sends records. The replies hold one [`Reply::Receipt`] for each.
    fn load(&self, object: &ObjectSpec, batch: Vec<Outgoing>) -> Box<dyn Exchange>;

    /// How records of this object go as jobs; nothing where each request is answered for its records.
    fn bulk(&self, object: &ObjectSpec) -> Option<Bulk> {
        let _ = object;
        None
    }

    /// What the files of an object can hold, where its records go as files: what does not fit is told when a record is validated,
    /// not first when it is sent. Nothing for an object whose payloads travel as they are.
    fn file_form(&self, object: &ObjectSpec) -> Option<Box<dyn FileForm>> {
        let _ = object;
        None
    }

    /// Sends records as a job, under the attempt's name. The exchange asks for a [`Step::Note`](crate::Step::Note) before
    /// its first request that may have an effect, and again whenever it learns what finds the job later: an attempt
    /// without a note has had no effect. Otherwise as [`Target::load`].
    fn load_job(
        &self,
        object: &ObjectSpec,
        batch: Vec<Outgoing>,
        attempt: &AttemptName,
    ) -> Box<dyn Exchange> {
        let _ = attempt;
        self.load(object, batch)
    }

    /// Goes on with the job of an attempt, in whatever state whoever began it left it: `batch` are its records that are
    /// not settled, `note` what was noted last. The exchange ends when the job has ended, or with a fault as long as
    /// the job may still run: what has no receipt then stays in doubt and is gone on with later. A record without a receipt,
    /// or with one in doubt, is looked up by its key afterwards and is believed absent where it is not found.
    /// `None` where the note says nothing to this target. A second call finds the job as the first left it.
    fn resume(
        &self,
        object: &ObjectSpec,
        batch: Vec<Outgoing>,
        attempt: &AttemptName,
        note: &str,
    ) -> Option<Box<dyn Exchange>> {
        let _ = (object, batch, attempt, note);
        None
    }

    /// Asks for records by business key: one [`Reply::LookUp`] for each, in order.
    fn look_up(&self, object: &ObjectSpec, keys: Vec<BusinessKey>) -> Box<dyn Exchange>;

    /// Whether an attribute, given by its path, is sent and never shown by records that are read back: it is not compared.
    fn never_shows(&self, object: &ObjectSpec, attribute: &str) -> bool {
        let _ = (object, attribute);
        false
    }

    /// Whether anything of the target shows the object's records at all. Where nothing does, they are not read back, and what
    /// became of them rests on the target's own word.
    fn shows(&self, object: &ObjectSpec) -> bool {
        let _ = object;
        true
    }

    /// Reads all records back, page by page: [`Reply::Found`].
    fn read_back(&self, object: &ObjectSpec) -> Box<dyn Exchange>;

    /// A list of values as an object whose records can be looked up by `attribute`; `None` where the
    /// target's lists cannot be asked for.
    fn list_of_values(&self, list: &str, attribute: &str) -> Option<ObjectSpec> {
        let _ = (list, attribute);
        None
    }

    /// How a record that was made can be taken back; `today` is a date. An object for which nothing is known cannot.
    fn removal(&self, object: &ObjectSpec, today: &Value) -> Removal {
        let _ = (object, today);
        Removal::Cannot {
            how: "this connector takes nothing back: do it in the ERP's own pages",
        }
    }

    /// Takes one record back, as [`Target::removal`] says; none where it says that it cannot. A record that is not there any more
    /// counts as taken back. The exchange is done without a reply where the target accepts, and with a receipt
    /// ([`Verdict::Refused`]) where it does not. The engine looks the record up afterwards: that alone counts. A second
    /// call does no harm.
    fn remove(
        &self,
        object: &ObjectSpec,
        record: &Removing,
        how: &Removal,
    ) -> Option<Box<dyn Exchange>> {
        let _ = (object, record, how);
        None
    }

    /// Asks the target to describe the object: one [`Reply::Description`].
    fn describe(&self, object: &ObjectSpec) -> Box<dyn Exchange>;
}

/// An operation of the target by which records are brought into a state instead of being written: an order is submitted. A
/// record's attributes say what it shows afterwards, and are not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its name.
    pub name: String,
    /// The attributes that are sent with it, and that no record shows.
    pub parameters: Vec<Name>,
}

/// How fast a target wants to be asked, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Advice {
    /// Requests a second, at the most.
    pub requests_per_second: Option<NonZeroU32>,
    /// Requests a day, at the most.
    pub requests_per_day: Option<NonZeroU32>,
    /// Requests in flight at the same time, at the most.
    pub concurrency: Option<NonZeroU32>,
}

/// How a user becomes known to a target: by a request of its own, whose answer gives what later requests
/// show. The engine sends it before the first other request, and once more where a session is not
/// accepted any more (401); it alone keeps what comes of it.
pub trait SignIn: Send + Sync {
    /// The request. Its body may hold the password, its path and label must not.
    fn request(&self, user: &str, password: &str) -> Request;

    /// The value of the `Authorization` header of later requests. A fault where the answer gives none; it
    /// must show nothing of what it does give.
    fn authorization(&self, user: &str, answer: &Response) -> Result<String, Fault>;
}

/// An object as the target addresses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectSpec {
    /// Name: `suppliers`.
    pub name: Name,
    /// Path of its collection for writing and describing, beginning with `/`.
    pub path: String,
    /// Path of its collection for reading, beginning with `/`; the same as `path` for most. Some
    /// objects are created as drafts under one path and read under another.
    pub read_path: String,
    /// Attribute that holds the target id.
    pub id_attribute: String,
    /// Attributes by which a record can be found again; set from the mapping's business key.
    pub key_attributes: Vec<Name>,
    /// Nested collections: name and the attribute of the child's id.
    pub children: Vec<(Name, String)>,
    /// Paths of the attributes that the mapping fills: `Name`, `lines`, `lines.Amount`; set from the
    /// mapping. Without any, everything is read.
    pub attributes: Vec<Name>,
    /// Attributes that tell the records of a nested collection apart, by its path, where they are
    /// stated: records are paired by them when they are changed and when they are compared.
    pub child_keys: Vec<(Name, Vec<Name>)>,
    /// What the mapping states of the object for the connector alone.
    pub options: Options,
}

/// What a target can do for an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Records in one request at the most.
    pub records_per_request_max: NonZeroU32,
    /// What makes a second sending harmless.
    pub idempotency: Idempotency,
    /// Whether a record can be found by its business key.
    pub look_up: bool,
    /// Whether existing records can be changed.
    pub update: bool,
}

/// What makes a second sending of the same record harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotency {
    /// The target knows a key that the sender chose.
    Key,
    /// The target finds the existing record and changes it.
    Upsert,
    /// Nothing: a second sending makes a second record.
    None,
}

/// How a record that was made can be taken back.
#[derive(Debug, Clone, PartialEq)]
pub enum Removal {
    /// By no request.
    Cannot {
        /// What a person can do, one sentence without a full stop.
        how: &'static str,
    },
    /// It is deleted, with what is nested in it.
    Delete,
    /// It stays, and these attributes take it out of use.
    Inactivate(Fields),
}

/// A record that is taken back.
#[derive(Debug, Clone, PartialEq)]
pub struct Removing {
    /// The ledger's number for it; comes back in a receipt.
    pub record: i64,
    /// Its target id.
    pub target_id: Text,
}

/// How a record is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Made anew; a record that exists is refused.
    Create,
    /// Made or changed, as the target finds it.
    Upsert,
    /// The record with this target id is changed.
    Update(Text),
}

/// A business key: the attributes by which people know a record.
#[derive(Debug, Clone, PartialEq)]
pub struct BusinessKey {
    /// Attribute names and values, in the order that the mapping gives.
    pub parts: Vec<(Name, Value)>,
}

impl BusinessKey {
    /// What stands between the parts of a key that is written as one text.
    pub const BETWEEN_PARTS: &str = " | ";

    /// The key as one text: the parts joined by ` | `.
    pub fn text(&self) -> Text {
        let mut text = Text::default();
        for (index, (_, value)) in self.parts.iter().enumerate() {
            if index > 0 {
                text.push_str(Self::BETWEEN_PARTS);
            }
            text.push_str(&value.to_string());
        }
        text
    }
}

/// A record on its way out.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// The ledger's number for it; comes back in the receipt.
    pub record: i64,
    /// Its business key.
    pub key: BusinessKey,
    /// How it is written.
    pub write: Write,
    /// What is sent; all references are resolved.
    pub payload: Fields,
}

/// What a conversation brings back.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// The target's answer for one record sent.
    Receipt(Receipt),
    /// What a look-up found.
    LookUp(LookUp),
    /// A record read back.
    Found(Found),
    /// The target's description of an object, as text in a form that schemas are read from.
    Description(String),
}

/// The target's answer for one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The ledger's number for the record.
    pub record: i64,
    /// The answer.
    pub verdict: Verdict,
}

/// What became of a record sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The target holds it.
    Loaded {
        /// The id that the target gave.
        target_id: Text,
        /// True where it was made, false where it was changed.
        created: bool,
    },
    /// The target does not want it.
    Refused {
        /// Why, in the target's words; at least one.
        messages: Vec<TargetMessage>,
    },
    /// Nothing was done; it may be sent again.
    NotSent {
        /// When. For records that go as a job, [`Retry::After`] no time says that what kept them back is settled: they may
        /// go with the next job.
        retry: Retry,
        /// Why, one line.
        why: String,
    },
    /// It may or may not have been done.
    InDoubt {
        /// Why, one line.
        why: String,
    },
}

impl Verdict {
    /// What a fault means for a record that was sent.
    pub fn of_fault(fault: &Fault) -> Self {
        let why = fault.to_string();
        match fault.effect {
            Effect::None => Self::NotSent {
                retry: fault.retry,
                why,
            },
            // Applied, but without an id: only a look-up can tell it.
            Effect::Applied | Effect::Unknown => Self::InDoubt { why },
        }
    }

    /// A refusal by the connector, as no request can say what is meant.
    pub fn refused_here(text: impl AsRef<str>) -> Self {
        Self::Refused {
            messages: vec![TargetMessage::bounded("", "", text.as_ref())],
        }
    }
}

/// What the target says about a value or a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TargetMessage {
    /// The target's code: `27014`, `FND-2825`; empty for none.
    pub code: String,
    /// The attribute or path concerned; empty for the record.
    pub path: String,
    /// The message, in the target's words.
    pub text: String,
}

/// What was found under a business key.
#[derive(Debug, Clone, PartialEq)]
pub struct LookUp {
    /// The key asked for.
    pub key: BusinessKey,
    /// The records found: none, one, or several (ambiguous).
    pub found: Vec<Found>,
}

/// A record as the target holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its target id.
    pub target_id: Text,
    /// Its attributes, nested collections as lists of records.
    pub attributes: Fields,
}

impl Found {
    /// The value of an attribute; nothing where it has none.
    pub fn attribute(&self, name: &str) -> &Value {
        self.attributes
            .iter()
            .find(|(n, _)| &**n == name)
            .map_or(&Value::Null, |(_, value)| value)
    }
}
