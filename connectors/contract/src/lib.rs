//! The vocabulary and traits that connectors and engine share.
//!
//! A connector does no I/O of its own. A *source* is handed something to read and yields
//! [`Record`]s with origins; a *target* translates records into HTTP exchanges that the
//! engine carries out. Nothing here knows a file system, a socket, a clock or the engine.
//!
//! Reading order: [`value`], [`origin`], [`record`], [`projection`], [`options`], [`source`],
//! then [`fault`], [`exchange`], [`target`].

pub mod annotate;
mod batch_size;
mod bulk;
pub mod exchange;
pub mod fault;
mod file_form;
pub mod json;
mod judging;
pub mod options;
pub mod origin;
pub mod projection;
pub mod record;
pub mod removal;
mod retry_after;
pub mod scratch;
pub mod source;
pub mod target;
pub mod value;

pub use annotate::{Annotation, AnnotationLine, CellMark, WriteSeek};
pub use batch_size::{BatchSize, BatchSizes};
pub use bulk::{AttemptName, Bulk};
pub use exchange::{Event, Exchange, Login, Method, Request, Response, Step};
pub use fault::{Effect, Fault, FaultKind, Retry};
pub use file_form::{FileForm, Misfit};
pub use judging::codes_in_words;
pub use options::{
    FileFault, OptionFault, OptionKind, OptionSpec, OptionValue, Options, PATH, is_path,
};
pub use origin::{Origin, Place, column_letters, column_number};
pub use projection::{ChildProjection, Projection};
pub use record::{
    Layout, LayoutKind, NO_COLUMN, Notice, NoticeKind, Piece, PieceCell, Record, RecordFault, Slot,
    Step as PathStep,
};
pub use scratch::{ReadWriteSeek, Scratch};
pub use source::{
    Batch, ColumnInfo, DeclaredTotal, Flow, Input, PartColumns, ReadSeek, RecordReader, Source,
    SourceConnector, SourceFault, SourceFaultKind, SourcePart, Tally,
};
pub use target::{
    Action, Advice, BusinessKey, Capabilities, Found, Idempotency, LookUp, ObjectSpec, Outgoing,
    Receipt, Removal, Removing, Reply, SignIn, Target, TargetConnector, TargetMessage, Verdict,
    Write,
};
pub use value::{Fields, Name, Reference, Text, Value, unresolved};
