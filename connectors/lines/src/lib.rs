//! What the sources of flat text share, so that none depends on another.
//!
//! [`encoding`] finds the encoding of a file and turns its bytes into UTF-8; [`pages`] has the code
//! pages that the WHATWG list lacks; [`cut`] cuts a stream into lines, bounded and counted;
//! [`nesting`] puts flat records into each other, [`size`] says how much of them can be held; [`place`] puts text and bytes where they go.

pub mod cut;
pub mod encoding;
pub mod nesting;
pub mod pages;
pub mod place;
pub mod size;

pub use cut::{CutFault, Cutter, Line};
pub use encoding::{Charset, Contradiction, Detected, Stream, detect};
pub use nesting::{Kind, Misplaced, Nesting};
pub use pages::CodePage;
pub use place::{ROOM_BYTES, refill, set_text};
pub use size::{Full, HELD_MAX, PARTS_MAX, Size};
