//! What a data set that has ended says of each record.

use landbridge_contract::{TargetMessage, Text};

use super::data_set::{Message, State};

/// Messages kept of one record.
const MESSAGES_MAX: usize = 20;

/// What is known of a record in the end.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// The target does not want it.
    Refused(Vec<TargetMessage>),
    /// The target holds it, under this id.
    Loaded(Text),
    /// It may or may not be there; why nobody can say.
    Unproved(String),
}

/// What was heard.
#[derive(Debug)]
pub(super) struct Settling {
    records: Vec<Heard>,
    /// Messages about the file, not about a record.
    of_file: Vec<TargetMessage>,
    /// Messages that could be of any record.
    unplaced: usize,
    heard: usize,
    state: State,
}

#[derive(Debug, Clone, Default)]
struct Heard {
    messages: Vec<TargetMessage>,
    /// It was never in the file.
    unwritable: bool,
    id: Option<Text>,
}

impl Settling {
    /// Of so many records.
    pub(super) fn new(records: usize) -> Self {
        Self {
            records: vec![Heard::default(); records],
            of_file: Vec::new(),
            unplaced: 0,
            heard: 0,
            state: State::default(),
        }
    }

    /// The data set ended so. What was heard before is heard again.
    pub(super) fn ended(&mut self, state: &State) {
        *self = Self::new(self.records.len());
        self.state = state.clone();
    }

    /// Messages heard.
    pub(super) fn heard(&self) -> usize {
        self.heard
    }

    /// A message, and the record that it is about; `of_all` where its line is known to be of no record.
    pub(super) fn hear(&mut self, owner: Option<usize>, of_all: bool, message: &Message) {
        self.heard += 1;
        if !message.refuses {
            return;
        }
        if let Some(record) = owner.and_then(|owner| self.records.get_mut(owner)) {
            let told = message.told();
            let room = record.messages.len() < MESSAGES_MAX;
            if room && !record.messages.contains(&told) {
                record.messages.push(told);
            }
            return;
        }
        let placed = message.line.is_some();
        if placed {
            self.unplaced += 1;
        }
        // The words about a line of somebody's are not told of all.
        let about_file = !placed || of_all && message.source_key.is_empty();
        if about_file && self.of_file.len() < MESSAGES_MAX {
            self.of_file.push(message.told());
        }
    }

    /// A record was not in the file.
    pub(super) fn unwritable(&mut self, index: usize, why: TargetMessage) {
        if let Some(record) = self.records.get_mut(index) {
            record.unwritable = true;
            record.messages = vec![why];
        }
    }

    /// The records that the data set counts as loaded: those without a message, where its own count says as many.
    pub(super) fn proved(&self) -> Vec<usize> {
        let silent = self.silent();
        if self.counted(silent.len()) {
            silent
        } else {
            Vec::new()
        }
    }

    fn silent(&self) -> Vec<usize> {
        let silent = self.records.iter().enumerate();
        let silent = silent.filter(|(_, record)| record.messages.is_empty());
        silent.map(|(index, _)| index).collect()
    }

    fn counted(&self, silent: usize) -> bool {
        let loaded = self
            .state
            .loaded
            .and_then(|loaded| usize::try_from(loaded).ok());
        self.unplaced == 0 && loaded == Some(silent)
    }

    /// A record was found, or is known by this id.
    pub(super) fn identify(&mut self, index: usize, id: Text) {
        if let Some(record) = self.records.get_mut(index) {
            record.id = Some(id);
        }
    }

    /// What is said of each record, in order.
    pub(super) fn verdicts(&self) -> Vec<Said> {
        let silent = self.silent().len();
        let counted = self.counted(silent);
        let nothing_loaded = self.state.loaded == Some(0);
        let verdicts = self.records.iter().map(|record| {
            if !record.messages.is_empty() {
                return Said::Refused(record.messages.clone());
            }
            if nothing_loaded && !self.of_file.is_empty() {
                return Said::Refused(self.of_file.clone());
            }
            match &record.id {
                Some(id) => Said::Loaded(id.clone()),
                None if counted => Said::Unproved(format!(
                    "data set {} counts it as loaded, and it is not found",
                    self.state.request
                )),
                None => Said::Unproved(self.why_not(silent)),
            }
        });
        verdicts.collect()
    }

    fn why_not(&self, silent: usize) -> String {
        let count = |count: Option<u64>| count.map_or("no".to_owned(), |count| count.to_string());
        format!(
            "data set {} ended as {} with {} objects loaded, {} refused and {} lines refused, and says nothing of {silent} records",
            self.state.request,
            self.state.code,
            count(self.state.loaded),
            count(self.state.refused),
            count(self.state.lines_refused),
        )
    }
}
