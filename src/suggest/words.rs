//! Names, read as words of the trade.
//!
//! A name is cut into its parts (`VendId`, `TAX_REG_NBR`, `Fecha de ingreso`), and each part or run of
//! parts that the list knows becomes what it means. The list is `words.tsv`, which says how it is
//! written. A name can be read in several ways where languages differ: `Nombre` is a name in
//! Spanish and a count in French.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::mapping::functions::unaccented;

/// Ways to read one name that are followed at the most.
const READINGS_MAX: usize = 8;
/// Letters of each part of a compound at the least; a shorter one is met in any word.
const PART_MIN: usize = 3;
/// Letters of a word cut short at the least: fewer begin too many words.
const BEGUN_MIN: usize = 5;
/// Parts of a compound at the most: `Mindest|bestell|menge`.
const PARTS_MAX: usize = 3;
/// Short endings that are parts of a compound all the same: `vendid`, `kontonr`.
const SHORT_PARTS: [&str; 4] = ["id", "nr", "no", "dt"];
/// Letters that join the parts of German compounds.
const JOINTS: [&str; 5] = ["", "s", "n", "en", "es"];
/// Little words that say nothing.
const LITTLE: [&str; 32] = [
    "of", "in", "the", "an", "de", "du", "des", "del", "la", "las", "los", "le", "les", "el", "l",
    "d", "der", "die", "das", "den", "dem", "von", "y", "et", "und", "and", "fur", "por", "para",
    "pour", "zur", "zum",
];

/// The list, read once.
static WORDS: LazyLock<Words> = LazyLock::new(|| Words::parse(include_str!("words.tsv")));

#[derive(Debug, Default)]
struct Words {
    /// What is written, as parts with a blank between, to what it may mean.
    means: BTreeMap<String, Vec<Vec<&'static str>>>,
    /// Words that stand in meanings.
    meant: BTreeSet<&'static str>,
    near: BTreeMap<&'static str, Vec<(&'static str, u32)>>,
    weights: BTreeMap<&'static str, u32>,
    /// Parts of the longest entry.
    longest: usize,
}

/// One way to read a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// What it means, in its order, in small letters.
    pub(super) words: Vec<String>,
    /// The number in it: 2 in `Address 2`.
    pub(super) number: Option<u32>,
}

/// All ways to read a name; one at the least.
pub(super) fn readings(name: &str) -> Vec<Reading> {
    let parts = parts(name);
    let mut readings = vec![Reading::default()];
    let mut rest = parts.as_slice();
    while let Some(first) = rest.first() {
        let (taken, meanings) = WORDS
            .longest_entry(rest)
            .unwrap_or_else(|| (1, unlisted(first)));
        rest = rest.get(taken..).unwrap_or_default();
        if let Ok(number) = first.parse::<u32>()
            && taken == 1
        {
            for reading in &mut readings {
                reading.number = Some(number);
            }
            continue;
        }
        let extended = readings.iter().flat_map(|reading| {
            meanings.iter().map(|meaning| {
                let mut reading = reading.clone();
                for word in meaning {
                    match word.parse() {
                        Ok(number) => reading.number = Some(number),
                        // `VAT registration`: what a word says once is said.
                        Err(_) if reading.words.contains(word) => {}
                        Err(_) => reading.words.push(word.clone()),
                    }
                }
                reading
            })
        });
        readings = extended.take(READINGS_MAX).collect();
    }
    readings
}

/// How much a word tells: 100 for most, less for `number` or `name`.
pub(super) fn weight(word: &str) -> u32 {
    WORDS.weights.get(word).copied().unwrap_or(100)
}

/// How near two words are, in per cent.
pub(super) fn near(left: &str, right: &str) -> u32 {
    if left == right {
        return 100;
    }
    let listed = |a, b| WORDS.near_of(a, b);
    if let Some(share) = listed(left, right).or_else(|| listed(right, left)) {
        return share;
    }
    // What the list knows means what the list says; only unknown words may be misspelt or cut.
    if WORDS.knows(left) && WORDS.knows(right) {
        return 0;
    }
    alike(left, right)
}

/// How alike two words are that are not on the list: misspelt, or one cut short.
fn alike(left: &str, right: &str) -> u32 {
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    if short.chars().next() != long.chars().next() {
        return 0;
    }
    let changes = strsim::damerau_levenshtein(short, long);
    match short.len() {
        5.. if changes == 1 => 85,
        8.. if changes == 2 => 80,
        3.. if long.starts_with(short) => 75,
        3.. if is_skeleton(short, long) => 70,
        _ => 0,
    }
}

/// Whether the short word is the long one without vowels: `dlvr` of `deliver`.
fn is_skeleton(short: &str, long: &str) -> bool {
    let mut letters = long.chars();
    let vowels = short.chars().skip(1).any(|letter| "aeiou".contains(letter));
    !vowels
        && short
            .chars()
            .all(|letter| letters.any(|other| other == letter))
}

impl Words {
    fn parse(text: &'static str) -> Self {
        let mut words = Self::default();
        let lines = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in lines {
            let mut cells = line.split('\t');
            let (Some(means), Some(language), Some(written)) =
                (cells.next(), cells.next(), cells.next())
            else {
                continue;
            };
            match language {
                "weight" => {
                    words.weights.insert(means, written.parse().unwrap_or(100));
                }
                "near" => words.add_near(means, written),
                _ => words.add(means, written),
            }
        }
        words
    }

    fn add_near(&mut self, word: &'static str, others: &'static str) {
        for other in others.split(", ") {
            if let Some((other, share)) = other.split_once(' ') {
                let share = share.parse().unwrap_or(0);
                self.near.entry(word).or_default().push((other, share));
            }
        }
    }

    fn add(&mut self, means: &'static str, written: &'static str) {
        let meaning: Vec<&'static str> = means.split(' ').collect();
        self.meant.extend(&meaning);
        for one in written.split(", ") {
            let parts = parts(one);
            self.longest = self.longest.max(parts.len());
            let known = self.means.entry(parts.join(" ")).or_default();
            if !known.contains(&meaning) {
                known.push(meaning.clone());
            }
        }
    }

    fn knows(&self, word: &str) -> bool {
        self.meant.contains(word) || self.means.contains_key(word)
    }

    fn near_of(&self, left: &str, right: &str) -> Option<u32> {
        let mut others = self.near.get(left)?.iter();
        others
            .find(|(other, _)| *other == right)
            .map(|(_, share)| *share)
    }

    /// The longest run of parts from the first on that is listed: how many parts, and its meanings.
    fn longest_entry(&self, parts: &[String]) -> Option<(usize, Vec<Vec<String>>)> {
        (1..=self.longest.min(parts.len()))
            .rev()
            .find_map(|length| {
                let run = parts.get(..length)?;
                let single: Vec<&str> = run.iter().map(|part| singular(part)).collect();
                let found = self.means.get(&run.join(" "));
                let found = found.or_else(|| self.means.get(&single.join(" ")))?;
                Some((length, owned(found)))
            })
    }

    /// The meaning of the only words that begin so: `Staatsang.`
    fn begun(&self, part: &str) -> Option<Vec<Vec<String>>> {
        if part.len() < BEGUN_MIN {
            return None;
        }
        let from = self.means.range(part.to_owned()..);
        let mut begun = from.take_while(|(written, _)| written.starts_with(part));
        let (_, first) = begun.next()?;
        begun.all(|(_, other)| other == first).then(|| owned(first))
    }

    /// A word written together, taken apart into listed ones: `Rechnungsdatum`.
    fn compound(&self, word: &str, parts_left: usize) -> Option<Vec<Vec<String>>> {
        if let Some(found) = self
            .means
            .get(word)
            .or_else(|| self.means.get(singular(word)))
        {
            return Some(owned(found));
        }
        if parts_left <= 1 {
            return None;
        }
        // The longest first part: `Bestellnummer` before `Best`.
        let ends = (PART_MIN..word.len()).rev();
        ends.filter_map(|end| word.split_at_checked(end))
            .find_map(|(left, right)| {
                if right.len() < PART_MIN && !SHORT_PARTS.contains(&right) {
                    return None;
                }
                let stems = JOINTS.iter().filter_map(|joint| left.strip_suffix(joint));
                let mut stems = stems.filter(|stem| stem.len() >= PART_MIN);
                // `Sprachcode`: a last `e` is lost before the next part.
                let first = stems.find_map(|stem| self.means.get(stem));
                let first = first.or_else(|| self.means.get(&format!("{left}e")))?;
                let second = self.compound(right, parts_left - 1)?;
                Some(product(&owned(first), &second))
            })
    }
}

fn owned(meanings: &[Vec<&'static str>]) -> Vec<Vec<String>> {
    let own = |meaning: &Vec<&'static str>| meaning.iter().map(|word| (*word).to_owned()).collect();
    meanings.iter().map(own).collect()
}

fn product(left: &[Vec<String>], right: &[Vec<String>]) -> Vec<Vec<String>> {
    let all = left.iter().flat_map(|one| {
        right
            .iter()
            .map(|other| one.iter().chain(other).cloned().collect())
    });
    all.take(READINGS_MAX).collect()
}

/// The meanings of a part that is not listed: of a compound of listed ones, of a listed one with an
/// ending of German, of the listed one that it is the beginning of; else itself.
fn unlisted(part: &str) -> Vec<Vec<String>> {
    if let Some(apart) = WORDS.compound(part, PARTS_MAX) {
        return apart;
    }
    let mut stems = JOINTS.iter().filter_map(|ending| part.strip_suffix(ending));
    let listed = stems.find_map(|stem| WORDS.means.get(stem).filter(|_| stem.len() >= PART_MIN));
    if let Some(found) = listed {
        return owned(found);
    }
    WORDS
        .begun(part)
        .unwrap_or_else(|| vec![vec![singular(part).to_owned()]])
}

/// Without the plural's ending, in the way of English, French and Spanish.
fn singular(word: &str) -> &str {
    if word.len() <= 3 || ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        return word;
    }
    let plural = ["sses", "xes", "ches", "ores", "ones"];
    if plural.iter().any(|end| word.ends_with(end)) {
        return word.strip_suffix("es").unwrap_or(word);
    }
    word.strip_suffix('s').unwrap_or(word)
}

/// A name in parts: at white space and signs, where small letters become capitals, where letters
/// become digits. Small, without accents, without little words; numbers without zeros before them.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let plain: Vec<char> = name.replace(['°', 'º', 'ª'], " ").chars().collect();
    let mut before = ' ';
    for (index, letter) in plain.iter().copied().enumerate() {
        let after = plain.get(index + 1).copied().unwrap_or(' ');
        let cut = (before.is_lowercase() && letter.is_uppercase())
            || (before.is_uppercase() && letter.is_uppercase() && after.is_lowercase())
            || (before.is_ascii_digit() != letter.is_ascii_digit());
        if cut || !letter.is_alphanumeric() {
            parts.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(part) = parts.last_mut()
        {
            part.push(letter);
        }
        before = letter;
    }
    let plain = parts.iter().map(|part| unaccented(part).to_lowercase());
    let plain = plain.map(|part| {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            part.trim_start_matches('0').to_owned()
        } else {
            part.to_string()
        }
    });
    plain
        .filter(|part| !part.is_empty() && !LITTLE.contains(&part.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(name: &str) -> Vec<String> {
        let shown = readings(name).into_iter().map(|reading| {
            let number = reading.number.map(|number| number.to_string());
            let words = reading.words.into_iter().chain(number);
            words.collect::<Vec<String>>().join(" ")
        });
        shown.collect()
    }

    #[test]
    fn a_name_is_the_same_however_it_is_written() {
        for name in [
            "VendId",
            "VEND_NO",
            "vendor number",
            "Lieferantennummer",
            "LIFNR",
            "N° fournisseur",
        ] {
            let mut words = meant(name)
                .swap_remove(0)
                .split(' ')
                .map(str::to_owned)
                .collect::<Vec<_>>();
            words.sort();
            assert_eq!(words, ["number", "supplier"], "{name}");
        }
    }

    #[test]
    fn an_address_is_read_in_four_languages() {
        for name in [
            "Zip",
            "PSTLZ",
            "Code postal",
            "Postleitzahl",
            "código postal",
        ] {
            assert_eq!(meant(name), ["postal code"], "{name}");
        }
        assert_eq!(meant("Addr2"), ["street 2"]);
        assert_eq!(meant("Complément d'adresse"), ["street 2"]);
        assert_eq!(meant("EMailAddr"), ["email"]);
    }

    #[test]
    fn a_word_that_means_several_things_is_read_in_all_ways() {
        let ways = meant("Nombre");
        assert!(
            ways.contains(&"name".to_owned()) && ways.contains(&"quantity".to_owned()),
            "{ways:?}"
        );
    }

    #[test]
    fn compounds_are_taken_apart() {
        assert_eq!(meant("Rechnungsdatum"), ["invoice date"]);
        assert_eq!(meant("Mindestbestellmenge"), ["minimum order quantity"]);
    }

    #[test]
    fn words_of_the_list_are_near_only_where_it_says_so() {
        assert_eq!(near("class", "category"), 85);
        assert_eq!(near("category", "class"), 85);
        assert_eq!(near("county", "country"), 0);
        assert_eq!(near("widgett", "widget"), 85);
    }

    #[test]
    fn every_line_of_the_list_can_be_read() {
        for line in include_str!("words.tsv").lines() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 3, "{line}");
            let languages = ["en", "fr", "es", "de", "sap", "near", "weight"];
            assert!(languages.contains(&cells[1]), "{line}");
            match cells[1] {
                "weight" => assert!(cells[2].parse::<u32>().unwrap() <= 100, "{line}"),
                "near" => {
                    for other in cells[2].split(", ") {
                        let (word, share) = other.split_once(' ').unwrap();
                        assert!(WORDS.knows(word), "{line}");
                        assert!(share.parse::<u32>().unwrap() < 100, "{line}");
                    }
                }
                _ => {
                    for written in cells[2].split(", ") {
                        assert!(!parts(written).is_empty(), "{line}");
                    }
                }
            }
        }
    }
}
