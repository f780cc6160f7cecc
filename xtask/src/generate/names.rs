//! Invented names, addresses and codes, put together from the word lists of a region.

use std::collections::BTreeSet;

use super::prng::Prng;
use super::regions::{Country, Region};

/// Makes names, none of them twice.
#[derive(Debug, Default)]
pub(crate) struct Names {
    used: BTreeSet<String>,
}

impl Names {
    /// A company: its name, and the stem that the name is built on.
    pub(crate) fn company(&mut self, prng: &mut Prng, region: &Region) -> (String, String) {
        loop {
            let stem = stem(prng, region);
            let trade = prng.pick(region.trades);
            let form = prng.pick(region.forms);
            let name = match prng.below(3) {
                0 => format!("{trade} {stem} {form}"),
                1 if prng.chance(30) => {
                    let partner = self::stem(prng, region);
                    format!("{stem} & {partner} {trade} {form}")
                }
                _ => format!("{stem} {trade} {form}"),
            };
            if self.used.insert(name.to_lowercase()) {
                return (name, stem);
            }
        }
    }
}

/// A word of the region's sound, such as `Mwarungo` or `Hohensteinbach`.
pub(crate) fn stem(prng: &mut Prng, region: &Region) -> String {
    let mut word = String::from(prng.pick(region.onsets));
    word.push_str(prng.pick(region.middles));
    if prng.chance(8) {
        word.push_str(prng.pick(region.middles));
    }
    word.push_str(prng.pick(region.codas));
    word
}

/// A street and house number.
pub(crate) fn street(prng: &mut Prng, region: &Region) -> String {
    let number = prng.between(1, 60).to_string();
    let word = stem(prng, region);
    prng.pick(region.streets)
        .replace("{n}", &number)
        .replace("{w}", &word)
}

/// A postal code of the country's form; nothing where it has none.
pub(crate) fn postal_code(prng: &mut Prng, country: &Country) -> String {
    country
        .postal
        .chars()
        .map(|sign| match sign {
            '9' => char::from(b'0' + u8::try_from(prng.below(10)).unwrap_or(0)),
            'A' => char::from(b'A' + u8::try_from(prng.below(26)).unwrap_or(0)),
            other => other,
        })
        .collect()
}

/// A word reduced to the letters that an internet name may have.
pub(crate) fn slug(word: &str) -> String {
    let mut out = String::new();
    for sign in word.to_lowercase().chars() {
        match sign {
            'a'..='z' | '0'..='9' => out.push(sign),
            'à'..='å' => out.push('a'),
            'è'..='ë' => out.push('e'),
            'ì'..='ï' | 'ı' => out.push('i'),
            'ò'..='ö' | 'ø' => out.push('o'),
            'ù'..='ü' => out.push('u'),
            'ç' | 'ć' => out.push('c'),
            'ş' | 'ś' => out.push('s'),
            'ž' | 'ź' => out.push('z'),
            'ñ' | 'ń' => out.push('n'),
            'ł' => out.push('l'),
            _ => {}
        }
    }
    out
}
