//! What banks and legal entities are known by: IBAN, BIC, LEI.

use iban::{Iban, IbanLike as _, ParseBaseIbanError, ParseIbanError};
use landbridge_contract::Text;

use super::codes::is_country;

/// The number of characters of a country's accounts, as the register of IBANs has it.
const LENGTHS: &str = "\
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 \
ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 \
LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PL28 PS29 PT25 QA29 \
RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/// The number of characters of an IBAN of this country; none where its accounts have none.
pub(super) fn iban_length(country: &str) -> Option<usize> {
    let mut all = LENGTHS.split(' ');
    all.find_map(|one| one.strip_prefix(country)?.parse().ok())
}

/// An IBAN, without blanks.
pub(super) fn iban(text: &mut Text) -> Result<(), String> {
    compact(text);
    if !text.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err("letters and digits only, and blanks between them".to_owned());
    }
    let country = text.get(..2).unwrap_or_default();
    if !country.chars().all(|c| c.is_ascii_alphabetic()) || country.is_empty() {
        return Err("it begins with the two letters of a country".to_owned());
    }
    let Some(length) = iban_length(country) else {
        return Err(format!("{country} is no country whose accounts have one"));
    };
    if text.len() != length {
        return Err(format!("{length} characters for {country}"));
    }
    match text.parse::<Iban>() {
        Ok(iban) => {
            *text = Text::from(iban.electronic_str());
            Ok(())
        }
        Err(ParseIbanError::InvalidBaseIban {
            source: ParseBaseIbanError::InvalidChecksum,
        }) => Err(WRONG_DIGITS.to_owned()),
        Err(_) => Err(format!(
            "letters and digits where accounts of {country} have them"
        )),
    }
}

const WRONG_DIGITS: &str =
    "check digits that agree; here a character is wrong, or two changed places";

/// A BIC, in capitals.
pub(super) fn bic(text: &mut Text) -> Result<(), String> {
    compact(text);
    let found = text.chars().count();
    if found != 8 && found != 11 {
        return Err("8 or 11 characters".to_owned());
    }
    if !text.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err("letters and digits only".to_owned());
    }
    let country = text.get(4..6).unwrap_or_default();
    if is_country(country) || country == "XK" {
        Ok(())
    } else {
        Err(format!(
            "a country in its fifth and sixth place, not {country}"
        ))
    }
}

/// The identifier of a legal entity.
pub(super) fn lei(text: &mut Text) -> Result<(), String> {
    compact(text);
    let found = text.chars().count();
    if found != 20 {
        return Err("20 characters".to_owned());
    }
    let digits = text.get(18..).unwrap_or_default();
    if !text.chars().all(|c| c.is_ascii_alphanumeric())
        || !digits.chars().all(|c| c.is_ascii_digit())
    {
        return Err("letters and digits only, two digits at the end".to_owned());
    }
    if remainder(text) == 1 {
        Ok(())
    } else {
        Err(WRONG_DIGITS.to_owned())
    }
}

/// The remainder by 97 of the number that stands there when a letter counts from 10 on (ISO 7064).
pub(super) fn remainder(text: &str) -> u32 {
    text.chars()
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest, value| {
            let shift = if value < 10 { 10 } else { 100 };
            (rest * shift + value) % 97
        })
}

/// In capitals, without blanks.
fn compact(text: &mut Text) {
    text.retain(|c| !c.is_whitespace());
    text.make_ascii_uppercase();
}
