//! What differs between two values, so that the eye need not search for it.

use rust_decimal::Decimal;

use crate::report::language::Language;
use crate::report::{format, text};

/// A stretch of a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) differs: bool,
    pub(super) text: String,
}

/// Cells of the table that finds the longest common part, at the most; a longer pair of values is
/// marked from the first difference to the last.
const CELLS_MAX: usize = 60_000;

/// Equal characters between two differences at the least; fewer are marked with them.
const ISLAND_MIN: usize = 3;

/// `value` in stretches, of which those are marked that differ from `other`.
pub(super) fn pieces(value: &str, other: Option<&str>) -> Vec<Piece> {
    let value: Vec<char> = value.chars().collect();
    let mut differs = vec![false; value.len()];
    if let Some(other) = other {
        let other: Vec<char> = other.chars().collect();
        let same = |(a, b): &(&char, &char)| a == b;
        let prefix = value.iter().zip(&other).take_while(same).count();
        let rest = value.len().min(other.len()) - prefix;
        let backwards = value.iter().rev().zip(other.iter().rev());
        let suffix = backwards.take_while(same).count().min(rest);
        let middle = |chars: &[char]| -> Vec<char> {
            let length = chars.len() - prefix - suffix;
            chars.iter().skip(prefix).take(length).copied().collect()
        };
        let marks = unlike(&middle(&value), &middle(&other));
        for (mark, unlike) in differs.iter_mut().skip(prefix).zip(marks) {
            *mark = unlike;
        }
    }
    stretches(&value, &differs)
}

/// For each character of `a`, whether it is outside of the longest part common with `b`.
fn unlike(a: &[char], b: &[char]) -> Vec<bool> {
    let mut marks = vec![true; a.len()];
    if a.len().saturating_mul(b.len()) > CELLS_MAX {
        return marks;
    }
    let width = b.len() + 1;
    let mut lengths = vec![0_u32; (a.len() + 1) * width];
    let at = |lengths: &[u32], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or(0);
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let length = if x == y {
                at(&lengths, i + 1, j + 1) + 1
            } else {
                at(&lengths, i + 1, j).max(at(&lengths, i, j + 1))
            };
            if let Some(cell) = lengths.get_mut(i * width + j) {
                *cell = length;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x == y {
            if let Some(mark) = marks.get_mut(i) {
                *mark = false;
            }
            (i, j) = (i + 1, j + 1);
        } else if at(&lengths, i + 1, j) >= at(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    without_islands(&marks)
}

/// The marks with short runs between two differences marked too.
fn without_islands(marks: &[bool]) -> Vec<bool> {
    let runs = marks.chunk_by(|a, b| a == b);
    runs.flat_map(|run| {
        let differs = run.contains(&true) || run.len() < ISLAND_MIN;
        std::iter::repeat_n(differs, run.len())
    })
    .collect()
}

fn stretches(value: &[char], differs: &[bool]) -> Vec<Piece> {
    let mut chars = value.iter();
    differs
        .chunk_by(|a, b| a == b)
        .map(|run| {
            let chars: String = chars.by_ref().take(run.len()).collect();
            Piece {
                differs: run.contains(&true),
                text: text::visible(&chars),
            }
        })
        .collect()
}

/// ERP less sent, where both are numbers.
pub fn difference(sent: Option<&str>, erp: Option<&str>) -> Option<Decimal> {
    let number = |text: &str| Decimal::from_str_exact(text.trim()).ok();
    number(erp?)?.checked_sub(number(sent?)?)
}

/// By how much the ERP's amount differs from the one sent, where both are numbers.
pub(super) fn amount(sent: Option<&str>, erp: Option<&str>, words: &Language) -> Option<String> {
    let difference = difference(sent, erp)?;
    let by = format::decimal(difference.abs());
    let id = if difference.is_sign_negative() {
        "too-little"
    } else {
        "too-much"
    };
    Some(words.with(id, &[("by", &by)]))
}

#[cfg(test)]
mod tests {
    use super::{Language, amount, pieces};

    /// Writes what is marked in square brackets.
    fn check(value: &str, other: &str, expected: &str) {
        let shown: String = pieces(value, Some(other))
            .into_iter()
            .map(|piece| {
                if piece.differs {
                    format!("[{}]", piece.text)
                } else {
                    piece.text
                }
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn only_what_differs_is_marked_and_crumbs_are_marked_with_it() {
        check("1200.50", "1200.05", "1200.[50]");
        check("2011-04-03", "2011-03-04", "2011-0[4-03]");
        check(
            "Génie Civil à Lyon",
            "Genie Civil a Lyon",
            "G[é]nie Civil [à] Lyon",
        );
        check("same", "same", "same");
        check("", "x", "");
    }

    #[test]
    fn values_too_long_to_compare_are_marked_from_end_to_end() {
        let (long, other) = ("ab".repeat(400), "ba".repeat(400));
        check(&long, &other, &format!("[{long}]"));
    }

    #[test]
    fn an_amount_says_by_how_much_and_which_way() {
        let words = Language::english();
        let less = amount(Some("100.00"), Some("99.98"), &words);
        assert_eq!(less.as_deref(), Some("0.02 too little in the ERP"));
        assert_eq!(amount(Some("100.00"), Some("about 100"), &words), None);
    }
}
