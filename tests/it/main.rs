//! The stories of users, told against the program: one file a story.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::too_many_lines,
    reason = "a test that cannot go on should stop where it stands"
)]

mod actions;
mod against;
mod annotated;
mod batches;
mod beside;
mod browser;
mod canaries;
mod case_data;
mod cases;
mod causes;
mod chaos;
mod confidential;
mod crosswalks;
mod data_sets;
mod declared;
mod dry_run;
mod explain;
mod failures;
mod fbdi;
#[cfg(target_os = "linux")]
mod full_disk;
mod gates;
mod golden;
mod help;
mod includes;
mod isolated;
mod keys;
mod lies;
mod logins;
mod mapping_book;
mod mistakes;
mod odata;
mod odata_load;
mod one_object;
mod packs;
mod parameters;
mod peek;
mod plan;
mod planning;
mod planted;
mod prism;
mod profile;
mod real_files;
mod reference;
mod rehearsal;
mod rehearsals_compared;
mod report_forms;
mod rest;
mod retry;
mod rules;
mod schema;
mod schema_pull;
mod severity;
mod shapes;
mod show;
mod sign_off;
mod spreadsheet_program;
mod steering;
#[cfg(unix)]
mod stops;
mod suggest;
mod support;
mod targets;
mod tie_out;
mod tls;
mod trace;
mod tryton;
mod tryton_load;
#[cfg(unix)]
mod tutorial;
mod two_processes;
mod undo;
mod values;
mod with_target;
