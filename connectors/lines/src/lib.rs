//! What the sources of flat text share, so that none depends on another.
//!
//! [`encoding`] finds the encoding of a file and turns its bytes into UTF-8; [`pages`] has the code
//! pages that the WHATWG list lacks; [`cut`] cuts a stream into lines, bounded and counted;
//! [`nesting`] puts flat records into each other; [`place`] puts text and bytes where they go.

pub mod cut;
pub mod encoding;
pub mod nesting;
pub mod pages;
pub mod place;

pub use cut::{CutFault, Cutter, Line};
pub use encoding::{Charset, Contradiction, Detected, Stream, detect};
pub use nesting::{Kind, Nesting, Orphan};
pub use pages::CodePage;
pub use place::{ROOM_BYTES, refill, set_text};
