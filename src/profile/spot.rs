//! Where a value stands, as cheap to carry as it can be: an origin is written only when shown.

use landbridge_contract::{Layout, PathStep, Place, Text};

use super::limits::{SAMPLES_MAX, TEXT_MAX};

/// Where the value that is looked at stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    /// Number of the layout among those seen.
    pub(super) layout: u32,
    /// Place of the record at the root.
    pub(super) place: Place,
    /// Steps into nested parts.
    pub(super) steps: &'a [PathStep],
    /// Line of the value where it differs from the record's, else 0.
    pub(super) line: u64,
}

impl At<'_> {
    pub(super) fn keep(&self) -> Spot {
        Spot {
            layout: self.layout,
            place: self.place,
            steps: self.steps.into(),
            line: self.line,
        }
    }
}

/// A kept [`At`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) layout: u32,
    pub(super) place: Place,
    pub(super) steps: Box<[PathStep]>,
    pub(super) line: u64,
}

impl Spot {
    /// The origin in words.
    pub(super) fn origin(&self, layouts: &[std::sync::Arc<Layout>], slot: Option<usize>) -> String {
        let index = usize::try_from(self.layout).unwrap_or(usize::MAX);
        let layout = layouts.get(index);
        layout.map_or_else(String::new, |layout| {
            layout
                .origin(self.place, &self.steps, slot, self.line)
                .to_string()
        })
    }
}

/// How often something was seen, and where first.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) count: u64,
    pub(super) samples: Vec<(Spot, Text)>,
}

impl Tally {
    pub(super) fn add(&mut self, at: &At<'_>, text: &str) {
        self.count += 1;
        if self.samples.len() < SAMPLES_MAX {
            self.samples.push((at.keep(), kept(text)));
        }
    }
}

/// The text as it is kept: its beginning.
pub(super) fn kept(text: &str) -> Text {
    if text.len() <= TEXT_MAX {
        return Text::from(text);
    }
    let mut cut: Text = text.chars().take(TEXT_MAX).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}
