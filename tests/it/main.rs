//! The stories of users, told against the program: one file a story.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::too_many_lines,
    reason = "a test that cannot go on should stop where it stands"
)]

mod dry_run;
mod failures;
mod peek;
mod planted;
mod profile;
mod real_files;
mod recover;
mod support;
