//! `pad`: fills text up to a width.
//!
//! What it does: puts the fill character before (or behind) the text until it has as many
//! characters as the width. A longer text is left as it is; an empty one too. It cannot fail.

use landbridge_contract::Text;

use super::FunctionDoc;

pub(super) static DOC: FunctionDoc = FunctionDoc {
    key: "pad",
    forms: "a width, or { width: 8, with: \"0\", side: left }",
    about: "Puts zeros on the left up to this width; another character or the right side where \
            stated. A whole number becomes text. A longer value is left as it is.",
    example: ("pad: 8", "4711", "00004711"),
    fails: "",
};

/// The widest that a value can be padded to.
const WIDTH_MAX: usize = 4_000;

/// On which side the fill characters go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PadSide {
    /// Before the text.
    Left,
    /// Behind it.
    Right,
}

/// How a text is filled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pad {
    width: usize,
    fill: char,
    side: PadSide,
}

impl Pad {
    /// To `width` characters; none where that is 0 or beyond 4,000.
    pub fn new(width: usize, fill: char, side: PadSide) -> Option<Self> {
        (1..=WIDTH_MAX)
            .contains(&width)
            .then_some(Self { width, fill, side })
    }

    /// To how many characters.
    pub fn width(self) -> usize {
        self.width
    }

    /// Fills `text` up.
    pub fn apply(self, text: &mut Text) {
        let missing = self.width.saturating_sub(text.chars().count());
        if missing == 0 {
            return;
        }
        let fill = std::iter::repeat_n(self.fill, missing);
        match self.side {
            PadSide::Left => *text = fill.chain(text.chars()).collect(),
            PadSide::Right => text.extend(fill),
        }
    }
}
