//! `name`: a part of a person's name that is written in one text.
//!
//! What it does: takes titles off the beginning and suffixes off the end, by the lists below. With one comma
//! the family name stands before it. Without, words in capitals beside words that are not are the family
//! name; else a particle (`van der`, `de la`, `bin`) begins it; else two words are given name and family
//! name. Anything else fails with MAP-NAME: whether `Maria Garcia Lopez` has two given names or two
//! family names, no rule can tell.

use landbridge_contract::Text;

use super::FunctionDoc;

pub(super) static DOC: FunctionDoc = FunctionDoc {
    key: "name",
    forms: "a part: first, middle, last, title or suffix",
    about: "Keeps one part of a person's name: of `DOE, Jane`, `Jane DOE`, `Dr. Jane van der Doe`, `Jane Doe`. A part that \
            is not there is empty. What can be read in two ways is a finding, never a guess.",
    example: ("name: last", "Dr. Jane van der Doe", "van der Doe"),
    fails: "MAP-NAME where the parts cannot be told apart",
};

/// A part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamePart {
    /// The first given name.
    First,
    /// Further given names.
    Middle,
    /// The family name.
    Last,
    /// What stands before: Dr., Ms.
    Title,
    /// What stands behind: Jr., III.
    Suffix,
}

/// Titles, in small letters without points.
const TITLES: &str = "mr mrs ms miss mx dr prof professor sir dame rev hon he mme mlle m sr sra srta herr frau ing eng";
const SUFFIXES: &str = "jr sr ii iii iv phd md esq";
/// Words with which a family name begins.
const PARTICLES: &str = "van von der den de del della di da do dos das du la le ter ten zu zur bin ibn bint al el abu af av";

impl NamePart {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::First,
        Self::Middle,
        Self::Last,
        Self::Title,
        Self::Suffix,
    ];

    /// The word in a mapping.
    pub fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Middle => "middle",
            Self::Last => "last",
            Self::Title => "title",
            Self::Suffix => "suffix",
        }
    }

    /// Keeps the part. The error says what is expected.
    pub fn apply(self, text: &mut Text) -> Result<(), &'static str> {
        let parts = Parts::of(text)?;
        *text = match self {
            Self::First => parts.given.first().map_or("", |word| word).into(),
            Self::Middle => joined(parts.given.get(1..).unwrap_or_default()),
            Self::Last => joined(&parts.family),
            Self::Title => joined(&parts.titles),
            Self::Suffix => joined(&parts.suffixes),
        };
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Parts<'a> {
    titles: Vec<&'a str>,
    given: Vec<&'a str>,
    family: Vec<&'a str>,
    suffixes: Vec<&'a str>,
}

const FORMS: &str = "a name whose parts can be told apart, as \"Last, First\"";

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Result<Self, &'static str> {
        let mut parts = Self::default();
        let mut sides: Vec<Vec<&str>> = text
            .split(',')
            .map(|side| side.split_whitespace().collect())
            .collect();
        // `Doe, Jane, Jr.`: what stands behind the last comma is no name.
        if sides.len() > 1 && sides.last().is_some_and(|last| all(last, SUFFIXES)) {
            parts.suffixes = sides.pop().unwrap_or_default();
        }
        for side in &mut sides {
            let titles = side.iter().take_while(|word| listed(word, TITLES)).count();
            parts.titles.extend(side.drain(..titles));
            // `M. Doe`: a man in French, and the initial of a name elsewhere.
            let letter = |word: &&str| word.trim_end_matches('.').chars().count() == 1;
            if parts.titles.iter().any(letter) {
                return Err(FORMS);
            }
            while side.len() > 1 && side.last().is_some_and(|word| listed(word, SUFFIXES)) {
                parts.suffixes.extend(side.pop());
            }
        }
        let (family, given) = match sides.as_slice() {
            [one] => divided(one).ok_or(FORMS)?,
            [family, given] => (family.as_slice(), given.as_slice()),
            _ => return Err(FORMS),
        };
        if family.is_empty() || given.is_empty() {
            return Err(FORMS);
        }
        parts.family = family.to_vec();
        parts.given = given.to_vec();
        Ok(parts)
    }
}

/// Family name and given names of words without a comma; none where they can be read in two ways.
fn divided<'w, 'a>(words: &'w [&'a str]) -> Option<(&'w [&'a str], &'w [&'a str])> {
    let capitals = words.iter().filter(|word| in_capitals(word)).count();
    if capitals > 0 && capitals < words.len() {
        let (before, behind) = words.split_at(capitals);
        if before.iter().all(|word| in_capitals(word)) {
            return Some((before, behind));
        }
        let (before, behind) = words.split_at(words.len() - capitals);
        return behind
            .iter()
            .all(|word| in_capitals(word))
            .then_some((behind, before));
    }
    let particle = words.iter().position(|word| listed(word, PARTICLES));
    match (particle, words.len()) {
        // A particle and a name behind it.
        (Some(at), count) if at > 0 && at + 1 < count => {
            let (given, family) = words.split_at(at);
            Some((family, given))
        }
        (None, 2) => {
            let (given, family) = words.split_at(1);
            Some((family, given))
        }
        _ => None,
    }
}

/// Two letters at least, all of them capitals: `DOE`, not the `J.` or `J.R.` of initials.
fn in_capitals(word: &str) -> bool {
    !word.contains('.')
        && word.chars().filter(|c| c.is_alphabetic()).count() > 1
        && !word.chars().any(char::is_lowercase)
}

fn all(words: &[&str], list: &str) -> bool {
    !words.is_empty() && words.iter().all(|word| listed(word, list))
}

/// Whether a word is on a list, whatever its case and its points.
fn listed(word: &str, list: &str) -> bool {
    let letters = || {
        word.chars()
            .filter(|c| *c != '.')
            .flat_map(char::to_lowercase)
    };
    list.split(' ').any(|one| letters().eq(one.chars()))
}

fn joined(words: &[&str]) -> Text {
    let mut text = Text::default();
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Title, first, middle, last and suffix, with a stroke between them.
    fn parts(text: &str) -> Option<String> {
        let order = [
            NamePart::Title,
            NamePart::First,
            NamePart::Middle,
            NamePart::Last,
            NamePart::Suffix,
        ];
        let all: Result<Vec<String>, _> = order
            .into_iter()
            .map(|part| {
                let mut text = Text::from(text);
                part.apply(&mut text).map(|()| text.into())
            })
            .collect();
        all.ok().map(|all| all.join("|"))
    }

    #[test]
    fn names_are_divided_where_their_manner_of_writing_says_how() {
        for (text, expected) in [
            ("DOE, Jane", "|Jane||DOE|"),
            ("van der Doe, Jane Mary", "|Jane|Mary|van der Doe|"),
            ("Garcia Lopez, Maria", "|Maria||Garcia Lopez|"),
            ("Jane Doe", "|Jane||Doe|"),
            ("Jane DOE", "|Jane||DOE|"),
            ("GARCIA LOPEZ Maria Elena", "|Maria|Elena|GARCIA LOPEZ|"),
            ("Jane Mary van der Doe", "|Jane|Mary|van der Doe|"),
            ("Ahmed bin Ali", "|Ahmed||bin Ali|"),
            ("Dr. Jane Doe", "Dr.|Jane||Doe|"),
            ("Prof. Dr. Jane DOE", "Prof. Dr.|Jane||DOE|"),
            ("Doe, Ms Jane", "Ms|Jane||Doe|"),
            ("John Doe Jr.", "|John||Doe|Jr."),
            ("Doe, John, III", "|John||Doe|III"),
            ("J. DOE", "|J.||DOE|"),
            ("J.R. Doe", "|J.R.||Doe|"),
        ] {
            assert_eq!(parts(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_divided() {
        for text in [
            "Jane",
            "Maria Garcia Lopez",
            "JANE MARY DOE",
            "Jane DOE Mary",
            "van der Doe",
            "Jane van",
            "Doe, Jane, Mary",
            "Doe,",
            ", Jane",
            "Dr.",
            "M. Doe",
            "M. Night Doe",
            "",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_comma_tells_family_name_and_given_names_whatever_they_are(
            family in "[A-Z][a-z]{3,8}( [A-Z][a-z]{3,8})?", given in "[A-Z][a-z]{3,8}", any in any::<String>()
        ) {
            let expected = format!("|{given}||{family}|");
            let found = parts(&format!("{family},{given}"));
            // A name may be one of the words of the lists.
            prop_assert!(found == Some(expected) || listed(&given, TITLES) || family.split(' ').any(|word| listed(word, TITLES) || listed(word, SUFFIXES)));
            parts(&any);
        }
    }
}
