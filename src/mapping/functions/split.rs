//! `split`: one part of a text.
//!
//! What it does: cuts the text at every place where the separator stands, and keeps one part, counted from
//! 1, or from the end with a negative number. Outer white space of the part is dropped. A part that is not
//! there is empty, so that `default` and `required` decide. It cannot fail.

use landbridge_contract::Text;

use super::FunctionDoc;

pub(super) static DOC: FunctionDoc = FunctionDoc {
    key: "split",
    forms: "{ at: \"-\", part: 2 }",
    about: "Cuts the text at every separator and keeps one part: 1 is the first, -1 the last. A part \
            that is not there is empty.",
    example: ("split: { at: \"-\", part: 2 }", "GVA-0042-X", "0042"),
    fails: "",
};

/// Which part of a text is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    separator: Text,
    part: i32,
}

impl Split {
    /// None where the separator is empty or the part is 0.
    pub fn new(separator: &str, part: i32) -> Option<Self> {
        (!separator.is_empty() && part != 0).then(|| Self {
            separator: Text::from(separator),
            part,
        })
    }

    /// Keeps the part.
    pub fn apply(&self, text: &mut Text) {
        let count = usize::try_from(self.part.unsigned_abs()).unwrap_or(usize::MAX) - 1;
        let part = if self.part > 0 {
            text.split(self.separator.as_str()).nth(count)
        } else {
            text.rsplit(self.separator.as_str()).nth(count)
        };
        *text = part.map_or_else(Text::default, |part| Text::from(part.trim()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str, separator: &str, part: i32) -> String {
        let mut text = Text::from(text);
        Split::new(separator, part).unwrap().apply(&mut text);
        text.into()
    }

    #[test]
    fn parts_are_counted_from_either_end() {
        assert_eq!(part("GVA-0042-X", "-", 1), "GVA");
        assert_eq!(part("GVA-0042-X", "-", 2), "0042");
        assert_eq!(part("GVA-0042-X", "-", -1), "X");
        assert_eq!(part("Doe, Jane", ",", 2), "Jane");
        assert_eq!(part("a::b", "::", -2), "a");
        assert_eq!(part("alone", "-", 1), "alone");
    }

    #[test]
    fn a_part_that_is_not_there_is_empty() {
        assert_eq!(part("GVA-0042", "-", 3), "");
        assert_eq!(part("GVA-0042", "-", -3), "");
        assert_eq!(part("", "-", 1), "");
    }

    #[test]
    fn there_is_no_part_zero_and_no_empty_separator() {
        assert_eq!(Split::new("-", 0), None);
        assert_eq!(Split::new("", 1), None);
    }
}
