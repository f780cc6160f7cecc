//! `address`: a part of a postal address that is written in one text.
//!
//! What it does: cuts the text at line ends, commas and semicolons. Exactly one piece must be postal code and
//! city in the manner of the country; the pieces before it are the street, and what stands behind it may only
//! be the country. Where no piece is of that manner, or several are, it fails with MAP-ADDRESS.

use std::sync::LazyLock;

use landbridge_contract::Text;
use regex::Regex;

use super::FunctionDoc;

pub(super) static DOC: FunctionDoc = FunctionDoc {
    key: "address",
    forms: "{ part: city, in: CH } or { part: city, of: Country }; the parts are street, postal_code, city and state",
    about: "Keeps one part of a postal address, by the manner of its country. A part that is not there is empty. What \
            can be read in two ways is a finding, never a guess.",
    example: (
        "address: { part: city, in: CH }",
        "Rue de Varembé 9, 1202 Genève",
        "Genève",
    ),
    fails: "MAP-ADDRESS where postal code and city cannot be told, or the country's manner is not known",
};

/// A part of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressPart {
    /// All before postal code and city.
    Street,
    /// The postal code.
    PostalCode,
    /// The city.
    City,
    /// The state, where addresses have one.
    State,
}

impl AddressPart {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Street, Self::PostalCode, Self::City, Self::State];

    /// The word in a mapping.
    pub fn word(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::PostalCode => "postal_code",
            Self::City => "city",
            Self::State => "state",
        }
    }

    /// Keeps the part of an address in a country, named by its two letters. The error says what is expected.
    pub fn apply(self, text: &mut Text, country: &str) -> Result<(), String> {
        let manner = Manner::of(country).ok_or_else(|| {
            format!("an address in a country whose manner is known; {country} is not")
        })?;
        let expected = || format!("one piece as \"{}\", the manner of {country}", manner.shown);
        let pieces: Vec<&str> = text
            .split(['\n', '\r', ',', ';'])
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
            .collect();
        let mut found = None;
        for (at, piece) in pieces.iter().enumerate() {
            // `Springfield, IL 62701`: the city is a piece of its own.
            let Some(place) = manner.place.captures(piece) else {
                continue;
            };
            if found.replace((at, place)).is_some() {
                return Err(expected());
            }
        }
        let (at, place) = found.ok_or_else(expected)?;
        let group = |name: &str| place.name(name).map_or("", |part| part.as_str().trim());
        let mut city = group("city");
        let mut street = pieces.get(..at).unwrap_or_default();
        if city.is_empty() {
            let (last, before) = street.split_last().ok_or_else(expected)?;
            city = last;
            street = before;
        }
        // Behind it only the country's name may stand, which holds no digit.
        let behind = pieces.get(at + 1..).unwrap_or_default();
        if behind.len() > 1
            || behind
                .iter()
                .any(|piece| piece.contains(|c: char| c.is_ascii_digit()))
        {
            return Err(expected());
        }
        let kept: Text = match self {
            Self::Street => Text::from(street.join(", ")),
            Self::PostalCode => Text::from(group("code")),
            Self::City => Text::from(city),
            Self::State => Text::from(group("state")),
        };
        *text = kept;
        Ok(())
    }
}

/// How a country writes postal code and city.
struct Manner {
    countries: &'static str,
    shown: &'static str,
    place: Regex,
}

impl Manner {
    fn of(country: &str) -> Option<&'static Self> {
        MANNERS
            .iter()
            .find(|manner| manner.countries.split(' ').any(|one| one == country))
    }
}

/// Countries, an example, and the pattern of the piece; a pattern without a city has it in the piece before.
const PATTERNS: &[(&str, &str, &str)] = &[
    (
        "AT BE BG CH CY DK GE HU LU NO SI TN ZA AM AL MK",
        "1202 Genève",
        r"^(?:[A-Z]{1,2}-)?(?<code>\d{4}) (?<city>\D+)$",
    ),
    (
        "DE ES FI FR HR IT EE TR UA RS ME MA SN KE MX",
        "75001 Paris",
        r"^(?:[A-Z]{1,3}-)?(?<code>\d{5}) (?<city>\D+)$",
    ),
    (
        "SE GR CZ SK",
        "111 22 Stockholm",
        r"^(?:[A-Z]{1,2}-)?(?<code>\d{3} ?\d{2}) (?<city>\D+)$",
    ),
    (
        "NL",
        "1012 AB Amsterdam",
        r"^(?<code>\d{4} ?[A-Z]{2}) (?<city>\D+)$",
    ),
    (
        "PL",
        "00-001 Warszawa",
        r"^(?<code>\d{2}-\d{3}) (?<city>\D+)$",
    ),
    (
        "PT",
        "1000-001 Lisboa",
        r"^(?<code>\d{4}-\d{3}) (?<city>\D+)$",
    ),
    (
        "US",
        "Springfield, IL 62701",
        r"^(?:(?<city>\D+) )?(?<state>[A-Z]{2}) (?<code>\d{5}(?:-\d{4})?)$",
    ),
    (
        "CA",
        "Ottawa, ON K1A 0B1",
        r"^(?:(?<city>\D+) )?(?<state>[A-Z]{2}) (?<code>[A-Z]\d[A-Z] ?\d[A-Z]\d)$",
    ),
    (
        "AU",
        "Canberra ACT 2600",
        r"^(?:(?<city>\D+) )?(?<state>ACT|NSW|NT|QLD|SA|TAS|VIC|WA) (?<code>\d{4})$",
    ),
    (
        "GB",
        "London SW1A 2AA",
        r"^(?:(?<city>\D+) )?(?<code>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})$",
    ),
    (
        "IN",
        "New Delhi 110001",
        r"^(?:(?<city>[^\d-]+?)(?: - | ))?(?<code>\d{3} ?\d{3})$",
    ),
];

static MANNERS: LazyLock<Vec<Manner>> = LazyLock::new(|| {
    let patterns = PATTERNS.iter();
    let manners = patterns.filter_map(|(countries, shown, pattern)| {
        let place = Regex::new(pattern).ok()?;
        Some(Manner {
            countries,
            shown,
            place,
        })
    });
    manners.collect()
});

/// The countries whose manner is known, each with an example, for the reference.
pub fn manners() -> impl Iterator<Item = (&'static str, &'static str)> {
    PATTERNS
        .iter()
        .map(|(countries, shown, _)| (*countries, *shown))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Street, postal code, city and state, with a stroke between them.
    fn parts(text: &str, country: &str) -> Option<String> {
        let all: Result<Vec<String>, String> = AddressPart::ALL
            .into_iter()
            .map(|part| {
                let mut text = Text::from(text);
                part.apply(&mut text, country).map(|()| text.into())
            })
            .collect();
        all.ok().map(|all| all.join("|"))
    }

    #[test]
    fn every_pattern_is_one_and_takes_the_example_that_is_shown() {
        assert_eq!(MANNERS.len(), PATTERNS.len());
        for manner in MANNERS.iter() {
            let text = format!("Somewhere 1, {}", manner.shown);
            for country in manner.countries.split(' ') {
                assert!(parts(&text, country).is_some(), "{country}: {text}");
            }
        }
    }

    #[test]
    fn addresses_are_divided_in_the_manner_of_their_country() {
        for (text, country, expected) in [
            (
                "Rue de Varembé 9\n1202 Genève\nSuisse",
                "CH",
                "Rue de Varembé 9|1202|Genève|",
            ),
            (
                "c/o Meier, Hauptstr. 5, DE-10115 Berlin",
                "DE",
                "c/o Meier, Hauptstr. 5|10115|Berlin|",
            ),
            (
                "Keizersgracht 1; 1015 CJ Amsterdam",
                "NL",
                "Keizersgracht 1|1015 CJ|Amsterdam|",
            ),
            (
                "1 Main St, Springfield, IL 62701-1234, USA",
                "US",
                "1 Main St|62701-1234|Springfield|IL",
            ),
            (
                "1 Main St, Springfield IL 62701",
                "US",
                "1 Main St|62701|Springfield|IL",
            ),
            (
                "10 Downing Street, London SW1A 2AA",
                "GB",
                "10 Downing Street|SW1A 2AA|London|",
            ),
            (
                "10 Downing Street\nLondon\nSW1A 2AA",
                "GB",
                "10 Downing Street|SW1A 2AA|London|",
            ),
            ("UN Avenue, 00100 Nairobi", "KE", "UN Avenue|00100|Nairobi|"),
            ("1012 AB Amsterdam", "NL", "|1012 AB|Amsterdam|"),
        ] {
            assert_eq!(parts(text, country).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_of_no_manner_or_of_two_is_not_divided() {
        for (text, country) in [
            ("Rue de Varembé 9 1202 Genève", "CH"),
            ("Genève", "CH"),
            ("1202 Genève, 8001 Zürich", "CH"),
            ("1202 Genève, CH, Suisse", "CH"),
            ("1202 Genève, Case postale 12", "CH"),
            ("Rue de Varembé 9, 12020 Genève", "CH"),
            ("IL 62701", "US"),
            ("Rue 1, 1202 Genève", "FR"),
            ("Rue 1, 1202 Genève", "AQ"),
            ("", "CH"),
        ] {
            assert_eq!(parts(text, country), None, "{text} in {country}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), country in "[A-Z]{2}") {
            parts(&text, &country);
            parts(&text, "US");
        }
    }
}
