//! Licences that the program may be built with, as SPDX expressions.

/// Permissive licences. What is not here needs a decision by a person.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Licences allowed for one crate only: name, licence, why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[(
    "smartstring",
    "MPL-2.0+",
    "brought in by rhai and used unchanged; the MPL asks only for changes to its own files",
)];

/// Whether a crate with this licence expression may be part of the program.
pub(super) fn is_allowed(name: &str, expression: &str) -> bool {
    let excepted = EXCEPTIONS
        .iter()
        .any(|(known, licence, _)| *known == name && *licence == expression);
    excepted || Terms::of(expression).is_some_and(|mut terms| terms.either() && terms.is_done())
}

/// An expression on its way to a verdict: `OR` of `AND` of licences and brackets.
struct Terms {
    words: std::iter::Peekable<std::vec::IntoIter<String>>,
}

impl Terms {
    fn of(expression: &str) -> Option<Self> {
        // Old crates write `MIT/Apache-2.0`.
        let spaced = expression
            .replace('/', " OR ")
            .replace('(', " ( ")
            .replace(')', " ) ");
        let words: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
        (!words.is_empty()).then(|| Self {
            words: words.into_iter().peekable(),
        })
    }

    fn is_done(&mut self) -> bool {
        self.words.peek().is_none()
    }

    fn takes(&mut self, word: &str) -> bool {
        self.words.next_if(|next| next == word).is_some()
    }

    fn either(&mut self) -> bool {
        let mut allowed = self.both();
        while self.takes("OR") {
            allowed |= self.both();
        }
        allowed
    }

    fn both(&mut self) -> bool {
        let mut allowed = self.one();
        while self.takes("AND") {
            allowed &= self.one();
        }
        allowed
    }

    fn one(&mut self) -> bool {
        if self.takes("(") {
            let allowed = self.either();
            return self.takes(")") && allowed;
        }
        let Some(mut licence) = self.words.next() else {
            return false;
        };
        if self.takes("WITH") {
            licence.push_str(" WITH ");
            licence.push_str(&self.words.next().unwrap_or_default());
        }
        ALLOWED.contains(&&*licence)
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn one_allowed_licence_of_a_choice_is_enough() {
        assert!(is_allowed("a", "MIT OR Apache-2.0"));
        assert!(is_allowed("a", "GPL-3.0-only OR MIT"));
        assert!(is_allowed("a", "Unlicense/MIT"));
        assert!(is_allowed(
            "a",
            "(Apache-2.0 OR GPL-2.0-only) AND BSD-3-Clause"
        ));
        assert!(is_allowed("a", "Apache-2.0 WITH LLVM-exception"));
    }

    #[test]
    fn every_licence_of_a_sum_must_be_allowed() {
        assert!(!is_allowed("a", "MIT AND GPL-3.0-only"));
        assert!(!is_allowed("a", "MIT AND (GPL-3.0-only OR AGPL-3.0-only)"));
    }

    #[test]
    fn what_is_not_stated_or_not_understood_is_not_allowed() {
        for expression in [
            "",
            "GPL-3.0-only",
            "Apache-2.0 WITH Something",
            "MIT )",
            "( MIT",
        ] {
            assert!(!is_allowed("a", expression), "{expression}");
        }
    }

    #[test]
    fn an_exception_holds_for_its_crate_only() {
        assert!(is_allowed("smartstring", "MPL-2.0+"));
        assert!(!is_allowed("other", "MPL-2.0+"));
    }
}
