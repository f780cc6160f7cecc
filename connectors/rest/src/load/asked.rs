//! What a load awaits, and what becomes of it where no answer comes.

use landbridge_contract::{Fault, Outgoing, TargetMessage, Verdict};

use super::Change;
use super::parts::Parts;
use super::verdict::of_fault;
use crate::look_up::Search;
use crate::pages::Pages;

/// What is awaited.
pub(super) enum Asked {
    Nothing,
    /// What the ERP has under a record's key.
    Search(Outgoing, Box<Search>),
    /// The record that is to be changed, for its version.
    One(Outgoing, Box<Pages>),
    /// The answer to a write.
    Written(Outgoing, Change),
    /// The answer to several that went together.
    Together(Vec<(Outgoing, Change)>),
    /// The answer to the write of a nested record.
    Part(Parts),
    /// The answer to taking a record back, and why it is taken back.
    Undo(Parts, Vec<TargetMessage>),
}

impl Asked {
    /// What a fault means for the records concerned.
    pub(super) fn ended_by(self, fault: &Fault) -> Vec<(i64, Verdict)> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Search(record, _) | Self::One(record, _) | Self::Written(record, _) => {
                vec![(record.record, of_fault(fault))]
            }
            Self::Together(sent) => {
                let records = sent.into_iter().map(|(record, _)| record.record);
                records.map(|record| (record, of_fault(fault))).collect()
            }
            // Whatever became of the request: the record that it belongs to was made.
            Self::Part(parts) | Self::Undo(parts, _) => {
                let verdict = parts.left_behind(&fault.to_string());
                vec![(parts.record, verdict)]
            }
        }
    }
}
