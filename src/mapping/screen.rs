//! Holds a name against a list of names, misspelt or in another order as it may be.

use std::collections::{BTreeMap, BTreeSet};

use landbridge_contract::Text;

use super::functions::unaccented;

/// Words that say what form a company has and nothing about which it is.
const FORMS: [&str; 24] = [
    "ag",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "ev",
    "gmbh",
    "inc",
    "incorporated",
    "kg",
    "limited",
    "llc",
    "llp",
    "ltd",
    "ltda",
    "nv",
    "plc",
    "pty",
    "sa",
    "sarl",
    "spa",
    "srl",
    "the",
];

/// Two names closer than this in all pairs of letters are looked at.
const PAIRS_IN_COMMON_MIN: usize = 2;

/// The names of a list, made ready to be looked up by likeness.
#[derive(Debug, Clone, Default)]
pub(crate) struct Screen {
    names: Vec<Entry>,
    /// Pair of letters to the names that hold it, in rising order.
    by_pair: BTreeMap<[char; 2], Vec<u32>>,
}

#[derive(Debug, Clone)]
struct Entry {
    shown: Text,
    words: Vec<String>,
}

/// A name on the list, and how like it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Likeness<'a> {
    /// The name as the list writes it.
    pub(crate) name: &'a Text,
    /// In per cent; 100 where only case, accents, punctuation, order and legal form differ.
    pub(crate) per_cent: u8,
}

impl Screen {
    /// Makes a list ready. Names without a letter or digit are like nothing.
    pub(crate) fn new<'a>(names: impl IntoIterator<Item = &'a Text>) -> Self {
        let mut screen = Self::default();
        let names: BTreeSet<&Text> = names.into_iter().collect();
        for name in names {
            let words = words(name);
            let Ok(number) = u32::try_from(screen.names.len()) else {
                break;
            };
            for pair in pairs(&words) {
                screen.by_pair.entry(pair).or_default().push(number);
            }
            screen.names.push(Entry {
                shown: name.clone(),
                words,
            });
        }
        screen
    }

    /// The name on the list that is most like this one, where it is as like as `least` per cent.
    pub(crate) fn like(&self, name: &str, least: u8) -> Option<Likeness<'_>> {
        let words = words(name);
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        let pairs = pairs(&words);
        for pair in &pairs {
            for number in self.by_pair.get(pair).into_iter().flatten() {
                *shared.entry(*number).or_default() += 1;
            }
        }
        // A short name has few pairs of letters to share.
        let enough = PAIRS_IN_COMMON_MIN.max(pairs.len() / 3).min(pairs.len());
        let mut best: Option<Likeness<'_>> = None;
        for (number, count) in shared {
            if count < enough {
                continue;
            }
            let Some(entry) = self.names.get(number as usize) else {
                continue;
            };
            let per_cent = likeness(&words, &entry.words);
            if per_cent >= least && best.as_ref().is_none_or(|best| per_cent > best.per_cent) {
                best = Some(Likeness {
                    name: &entry.shown,
                    per_cent,
                });
            }
        }
        best
    }
}

/// How like two names are, in per cent: each word finds its likest partner, and longer words weigh
/// more. Words without a partner count against the likeness.
fn likeness(left: &[String], right: &[String]) -> u8 {
    let length = |word: &String| word.chars().count();
    let total: usize = left.iter().chain(right).map(length).sum();
    if total == 0 {
        return 0;
    }
    let mut free: Vec<&String> = right.iter().collect();
    let mut alike = 0;
    for word in left {
        let likest = free
            .iter()
            .enumerate()
            .map(|(index, other)| (index, per_thousand(word, other)))
            .max_by_key(|(_, share)| *share);
        if let Some((index, share)) = likest.filter(|(_, share)| *share >= 500) {
            let partner = free.swap_remove(index);
            alike += share * (length(word) + length(partner));
        }
    }
    // Written apart or together, a name is the same.
    let joined = per_thousand(&left.concat(), &right.concat());
    let share = (alike / total).max(joined) / 10;
    u8::try_from(share).unwrap_or(100)
}

/// How much of the longer of two words stands in the other, by letters that must be changed.
fn per_thousand(left: &str, right: &str) -> usize {
    let longer = left.chars().count().max(right.chars().count());
    let changes = strsim::damerau_levenshtein(left, right);
    1_000
        - (1_000 * changes.min(longer))
            .checked_div(longer)
            .unwrap_or(1_000)
}

/// The words of a name in their order: small letters without accents, no punctuation, no legal form.
fn words(name: &str) -> Vec<String> {
    let plain = unaccented(name).to_lowercase().replace(['.', '\''], "");
    let mut words: Vec<String> = plain
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let named = words.iter().any(|word| !FORMS.contains(&word.as_str()));
    if named {
        words.retain(|word| !FORMS.contains(&word.as_str()));
    }
    words
}

fn pairs(words: &[String]) -> BTreeSet<[char; 2]> {
    let mut pairs = BTreeSet::new();
    for word in words {
        let mut before = ' ';
        for letter in word.chars() {
            pairs.insert([before, letter]);
            before = letter;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn per_cent(name: &str, listed: &str) -> u8 {
        let listed = [Text::from(listed)];
        let screen = Screen::new(&listed);
        screen.like(name, 0).map_or(0, |like| like.per_cent)
    }

    #[test]
    fn case_accents_order_punctuation_and_legal_form_do_not_tell_names_apart() {
        for (name, listed) in [
            ("ACME TRADING LTD", "Acme Trading Limited"),
            ("Société Générale d'Énergie", "societe generale denergie"),
            ("Petrov, Ivan", "Ivan PETROV"),
            ("A.C.M.E. Trading", "ACME Trading Co."),
            ("Global Build-Works", "Global Build Works"),
        ] {
            assert_eq!(per_cent(name, listed), 100, "{name} and {listed}");
        }
    }

    #[test]
    fn misspelt_names_are_like_the_right_ones() {
        for (name, listed) in [
            ("Norhtwind Logistics", "Northwind Logistics"),
            ("Mohamed Al-Rashid Trading", "Mohammed Al Rashid Trading"),
            ("Blue Horizn Constructon", "Blue Horizon Construction"),
            ("Bluehorizon Construction", "Blue Horizon Construction"),
        ] {
            assert!(
                per_cent(name, listed) >= 85,
                "{name} and {listed}: {}",
                per_cent(name, listed)
            );
        }
    }

    #[test]
    fn other_names_are_not_alike() {
        for (name, listed) in [
            ("Northern Light Foods", "Northwind Logistics"),
            ("Green Horizon Farming", "Blue Horizon Construction"),
            ("Ltd", "Acme Ltd"),
            ("", "Acme Ltd"),
        ] {
            assert!(
                per_cent(name, listed) < 75,
                "{name} and {listed}: {}",
                per_cent(name, listed)
            );
        }
    }

    #[test]
    fn the_likest_name_of_the_list_is_told() {
        let listed = ["Acme Trading", "Acme Trading East", "Beta"].map(Text::from);
        let screen = Screen::new(&listed);
        let like = screen.like("Acme Trading Eats", 80).unwrap();
        assert_eq!(like.name, "Acme Trading East");
        assert_eq!(screen.like("Gamma", 50), None);
    }
}
