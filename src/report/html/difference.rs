//! What differs between two values, so that the eye need not search for it.

use rust_decimal::Decimal;

use crate::report::{format, text};

/// A value in three parts, of which the middle one differs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) before: String,
    pub(super) differs: String,
    pub(super) after: String,
}

impl Marked {
    fn plain(value: &str) -> Self {
        Self {
            before: text::visible(value),
            differs: String::new(),
            after: String::new(),
        }
    }
}

/// `value` with the part marked in which it differs from `other`.
pub(super) fn marked(value: &str, other: Option<&str>) -> Marked {
    let Some(other) = other.filter(|other| *other != value) else {
        return Marked::plain(value);
    };
    let (value, other): (Vec<char>, Vec<char>) = (value.chars().collect(), other.chars().collect());
    let same = |(a, b): &(&char, &char)| a == b;
    let prefix = value.iter().zip(&other).take_while(same).count();
    let rest = value.len().min(other.len()) - prefix;
    let backwards = value.iter().rev().zip(other.iter().rev());
    let suffix = backwards.take_while(same).count().min(rest);
    let middle = value.len() - prefix - suffix;
    let part = |from: usize, length: usize| -> String {
        let chars: String = value.iter().skip(from).take(length).collect();
        text::visible(&chars)
    };
    Marked {
        before: part(0, prefix),
        differs: part(prefix, middle),
        after: part(prefix + middle, suffix),
    }
}

/// By how much the ERP's amount differs from the one sent, where both are numbers.
pub(super) fn amount(sent: Option<&str>, erp: Option<&str>) -> Option<String> {
    let number = |text: &str| Decimal::from_str_exact(text.trim()).ok();
    let (sent, erp) = (number(sent?)?, number(erp?)?);
    let difference = erp.checked_sub(sent)?;
    let by = format::decimal(difference.abs());
    Some(if difference.is_sign_negative() {
        format!("{by} too little in the ERP")
    } else {
        format!("{by} too much in the ERP")
    })
}

#[cfg(test)]
mod tests {
    use super::{Marked, amount, marked};

    fn check(value: &str, other: &str, parts: [&str; 3]) {
        let [before, differs, after] = parts.map(str::to_owned);
        let expected = Marked {
            before,
            differs,
            after,
        };
        assert_eq!(marked(value, Some(other)), expected);
    }

    #[test]
    fn only_the_part_that_differs_is_marked() {
        check("1200.50", "1200.05", ["1200.", "50", ""]);
        check(
            "Société Générale",
            "Societe Générale",
            ["Soci", "été", " Générale"],
        );
        check("same", "same", ["same", "", ""]);
        check("aaa", "aa", ["aa", "a", ""]);
        check("", "x", ["", "", ""]);
    }

    #[test]
    fn an_amount_says_by_how_much_and_which_way() {
        let less = amount(Some("100.00"), Some("99.98"));
        assert_eq!(less.as_deref(), Some("0.02 too little in the ERP"));
        assert_eq!(amount(Some("100.00"), Some("about 100")), None);
    }
}
