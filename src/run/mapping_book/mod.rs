//! The mapping workbook: out of the mapping files, and back into them.

mod changed;
mod export;
mod import;
mod lines;
mod samples;
mod sheet;

pub use export::export;
pub use import::{Imported, MappingChange, import};
