//! Drives the stages: staging, loading, reading back. Owns progress, cancelling and recovery.
//!
//! A [`Session`] is one project with its ledger, prepared for one command. Its methods are the
//! commands: [`Session::check`], [`Session::load`], [`Session::reconcile`], [`Session::run`].

mod archive;
mod connect;
mod copies;
mod declared;
mod extract_form;
mod fault;
mod files;
mod joins;
mod load;
mod open;
pub mod option_files;
mod pipeline;
mod prepare;
mod progress;
mod read_back;
mod recovered;
mod refusal;
mod session;
mod settle;
mod stage;
mod state;
mod summary;

pub(crate) use crate::isolate::scratch;
pub use extract_form::record_origin;
pub use fault::RunFault;
pub use prepare::{Prepared, PreparedObject, Registered, Selection, Unprepared, prepare};
pub use progress::{Progress, Silent};
pub use session::{Ended, Session, Settings};
pub use summary::{ObjectWords, RunWords, summarise};

/// A number with separators between thousands: `12,345`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
