//! Telephone numbers, by the plans of libphonenumber.

use landbridge_contract::Text;
use phonenumber::country::Id;
use phonenumber::{Mode, ParseError};

use super::codes::country_of;

/// More characters than any number has, however it is written.
const LONGEST: usize = 40;

/// A number of a country's plan, as E.164.
pub(super) fn phone(text: &mut Text, country: Option<&str>) -> Result<(), String> {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '0'..='9' | '(' | ')' | '-' | '.' | '/' | ' ' => written.push(c),
            '+' if written.is_empty() => written.push(c),
            '\u{a0}' | '\u{202f}' => written.push(' '),
            '\u{2010}'..='\u{2013}' => written.push('-'),
            c if c.is_alphabetic() => {
                return Err("digits only, without words or an extension".to_owned());
            }
            _ => return Err("digits, blanks and + ( ) - . / only".to_owned()),
        }
    }
    if written.len() > LONGEST {
        return Err("one number, here is more than one has".to_owned());
    }
    let region = match country {
        Some(stated) => Some(region(stated)?),
        None => None,
    };
    if region.is_none() {
        if let Some(rest) = written.strip_prefix("00") {
            written = format!("+{rest}");
        }
        if !written.starts_with('+') {
            return Err("+ and the code of its country, as its country is not stated".to_owned());
        }
    }
    let number = phonenumber::parse(region, &written).map_err(reason)?;
    if !phonenumber::is_valid(&number) {
        return Err(format!(
            "a number that the plan of numbers under +{} has",
            number.code().value()
        ));
    }
    *text = Text::from(number.format().mode(Mode::E164).to_string());
    Ok(())
}

fn region(stated: &str) -> Result<Id, String> {
    let two = country_of(stated).ok_or_else(|| {
        format!(
            "its country as a code of ISO 3166, not \"{}\"",
            stated.trim()
        )
    })?;
    two.parse()
        .map_err(|_unknown| format!("{two} has no plan of numbers"))
}

fn reason(why: ParseError) -> String {
    match why {
        ParseError::InvalidCountryCode => "a code of a country behind the +",
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => "more digits",
        ParseError::TooLong => "fewer digits",
        ParseError::NoNumber | ParseError::MalformedInteger(_) => "digits of one number",
    }
    .to_owned()
}
