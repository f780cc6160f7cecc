//! What is noted of an import by file, so that whoever comes later goes on where it was left.

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// The file is being sent, or was.
    Sent,
    /// The file is uploaded under this number; it is being loaded, or was.
    Document(String),
    /// This job loads the file and imports it.
    Whole(String),
    /// This job loads the file.
    Loader(String),
    /// The file is loaded; the import is being begun, or was.
    Loaded,
    /// The file is loaded, and the import was not begun for certain.
    Held,
    /// This job imports what was loaded.
    Import(String),
    /// The job of this number, counted from nought, is begun after the import, or was.
    Then(usize),
    /// This job runs after the import.
    ThenJob(usize, String),
}

/// A note: which load of which import, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) template: String,
    /// Which load, counted from nought.
    pub(super) load: usize,
    /// How often its file was sent before without the lines that the loader could not take.
    pub(super) again: u32,
    /// What tells the file from one with other lines.
    pub(super) hash: u64,
    /// Whether what the ERP took is not known: an answer got lost.
    pub(super) uncertain: bool,
    pub(super) stage: Stage,
}

const MARK: &str = "fbdi-1";

impl Note {
    /// The note as text, of letters, digits, blanks and hyphens.
    pub(super) fn text(&self) -> String {
        let stage = match &self.stage {
            Stage::Sent => "sent".to_owned(),
            Stage::Document(number) => format!("document {number}"),
            Stage::Whole(number) => format!("whole {number}"),
            Stage::Loader(number) => format!("loader {number}"),
            Stage::Loaded => "loaded".to_owned(),
            Stage::Held => "held".to_owned(),
            Stage::Import(number) => format!("import {number}"),
            Stage::Then(which) => format!("then {which}"),
            Stage::ThenJob(which, number) => format!("then-job {which} {number}"),
        };
        let certain = if self.uncertain {
            "uncertain"
        } else {
            "certain"
        };
        format!(
            "{MARK} {} {} {} {:016x} {certain} {stage}",
            self.template, self.load, self.again, self.hash
        )
    }

    /// Reads a note; nothing where it is none of ours.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        if words.next() != Some(MARK) {
            return None;
        }
        let template = words.next()?.to_owned();
        let load = words.next()?.parse().ok()?;
        let again = words.next()?.parse().ok()?;
        let hash = u64::from_str_radix(words.next()?, 16).ok()?;
        let uncertain = words.next()? == "uncertain";
        let mut number = || words.next().map(str::to_owned);
        let stage = match number()?.as_str() {
            "sent" => Stage::Sent,
            "document" => Stage::Document(number()?),
            "whole" => Stage::Whole(number()?),
            "loader" => Stage::Loader(number()?),
            "loaded" => Stage::Loaded,
            "held" => Stage::Held,
            "import" => Stage::Import(number()?),
            "then" => Stage::Then(number()?.parse().ok()?),
            "then-job" => Stage::ThenJob(number()?.parse().ok()?, number()?),
            _ => return None,
        };
        Some(Self {
            template,
            load,
            again,
            hash,
            uncertain,
            stage,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_comes_back_as_it_was_kept() {
        let stages = [
            Stage::Sent,
            Stage::Document("UCMFA00123456".into()),
            Stage::Whole("36526".into()),
            Stage::Loader("36526".into()),
            Stage::Loaded,
            Stage::Held,
            Stage::Import("36530".into()),
            Stage::Then(0),
            Stage::ThenJob(1, "36531".into()),
        ];
        for stage in stages {
            let note = Note {
                template: "payables-invoices".into(),
                load: 3,
                again: 1,
                hash: u64::MAX,
                uncertain: true,
                stage,
            };
            assert_eq!(Note::read(&note.text()), Some(note));
        }
        for other in ["", "sent", "hdl 7", "fbdi-2 suppliers 0 0 0 certain sent"] {
            assert_eq!(Note::read(other), None);
        }
    }
}
