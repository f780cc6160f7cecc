//! What parent and child say to each other: frames of a length (four bytes, little end first) and a
//! message in the form of `postcard`.

use std::io::{Read, Write};
use std::sync::Arc;

use landbridge_contract::{
    ColumnInfo, DeclaredTotal, Flow, Layout, Options, Projection, Record, RecordFault, SourceFault,
    SourcePart, Tally,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Bytes of a frame at most. A batch of records is far smaller; a length beyond it means that the child
/// has gone mad.
const FRAME_MAX: usize = 256 << 20;

/// The first message of the parent.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Opening {
    /// The connector's word.
    pub(super) kind: String,
    /// The file's name in origins.
    pub(super) file: String,
    /// Where the file is.
    pub(super) path: std::path::PathBuf,
    /// The connector's options.
    pub(super) options: Options,
}

/// What the parent asks of an opened source.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Ask {
    Parts,
    Columns,
    Everything,
    /// From here on the child answers [`Ask::Batch`] only.
    Read(Projection),
    Batch(u32),
}

/// What the source found out when it was opened.
pub(super) type Detected = Vec<(String, String)>;

/// The answer to [`Ask::Batch`].
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Drawn {
    pub(super) flow: Result<Flow, SourceFault>,
    pub(super) records: Vec<Record>,
    pub(super) faults: Vec<RecordFault>,
    pub(super) tally: Tally,
    /// The layout, where it is another than that of the batch before.
    pub(super) layout: Option<Arc<Layout>>,
    /// Totals that the extract states, with the last batch.
    pub(super) declared: Vec<DeclaredTotal>,
}

/// The answers to the other questions.
pub(super) type Opened = Result<Detected, SourceFault>;
pub(super) type Parts = Result<Vec<SourcePart>, SourceFault>;
pub(super) type Columns = Result<Option<Vec<ColumnInfo>>, SourceFault>;
pub(super) type Everything = Result<Projection, SourceFault>;
pub(super) type Reading = Result<Arc<Layout>, SourceFault>;

/// The other side is gone, or says what nobody understands.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Broken(String);

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<postcard::Error> for Broken {
    fn from(error: postcard::Error) -> Self {
        Self(error.to_string())
    }
}

/// Sends a message.
pub(super) fn send(to: &mut impl Write, message: &impl Serialize) -> Result<(), Broken> {
    let bytes = postcard::to_stdvec(message)?;
    let length = u32::try_from(bytes.len())
        .ok()
        .filter(|_| bytes.len() <= FRAME_MAX)
        .ok_or_else(|| Broken("a message that is too large".to_owned()))?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&bytes)?;
    Ok(to.flush()?)
}

/// Waits for a message.
pub(super) fn receive<T: DeserializeOwned>(from: &mut impl Read) -> Result<T, Broken> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > FRAME_MAX {
        return Err(Broken("a message that is too large".to_owned()));
    }
    let mut bytes = Vec::new();
    let wanted = u64::try_from(length).unwrap_or(u64::MAX);
    from.take(wanted).read_to_end(&mut bytes)?;
    if bytes.len() < length {
        return Err(Broken("the end in the middle of a message".to_owned()));
    }
    Ok(postcard::from_bytes(&bytes)?)
}
