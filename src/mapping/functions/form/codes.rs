//! Codes of countries and currencies.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use iso_currency::Currency;
use landbridge_contract::Text;

/// The assigned codes of ISO 3166-1: two letters and three, without a blank between them.
const COUNTRIES: &str = include_str!("countries.txt");

static BY_TWO: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let pairs = COUNTRIES.split_whitespace();
    pairs.filter_map(|pair| pair.split_at_checked(2)).collect()
});

static BY_THREE: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| BY_TWO.iter().map(|(two, three)| (*three, *two)).collect());

pub(super) fn is_country(two: &str) -> bool {
    BY_TWO.contains_key(two)
}

/// The two letters of a country, from its code of two or three letters in any case.
pub fn country_of(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if text.len() > 3 {
        return None;
    }
    let mut capitals = [0_u8; 3];
    let own = capitals.get_mut(..text.len())?;
    own.copy_from_slice(text.as_bytes());
    own.make_ascii_uppercase();
    let code = std::str::from_utf8(own).ok()?;
    match BY_TWO.get_key_value(code) {
        Some((two, _)) => Some(two),
        None => BY_THREE.get(code).copied(),
    }
}

/// All countries, by their two letters.
#[cfg(test)]
pub(super) fn countries() -> impl Iterator<Item = &'static str> {
    BY_TWO.keys().copied()
}

/// The code of a country with so many letters.
pub(super) fn country(text: &mut Text, letters: usize) -> Result<(), String> {
    let Some(two) = country_of(text) else {
        return Err("two or three letters that ISO 3166 assigns".to_owned());
    };
    let code = if letters == 2 {
        two
    } else {
        BY_TWO.get(two).copied().unwrap_or_default()
    };
    *text = Text::from(code);
    Ok(())
}

/// The code of a currency, in capitals.
pub(super) fn currency(text: &mut Text) -> Result<(), String> {
    text.make_ascii_uppercase();
    if is_currency(text) {
        Ok(())
    } else {
        Err("three letters that ISO 4217 lists".to_owned())
    }
}

/// Whether this is a code of ISO 4217, in capitals.
pub fn is_currency(code: &str) -> bool {
    Currency::from_code(code).is_some()
}

/// The digits behind the decimal sign of amounts in a currency; none where ISO 4217 states none, or
/// does not know it.
pub fn currency_digits(code: &str) -> Option<u32> {
    Currency::from_code(code)?.exponent().map(u32::from)
}
