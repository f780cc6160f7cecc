//! `is`: text of a form that the world has agreed on, written in the one way that the agreement has.
//!
//! What it does: holds the text against the form's rules (lengths, check digits, lists of codes, plans of
//! telephone numbers), and writes it in the form's own manner: an IBAN without blanks, a telephone
//! number as E.164. What does not fit is never mended: it fails with MAP-FORM and the reason.

mod bank;
mod codes;
mod mail;
mod phone;

use std::fmt::Write as _;

use landbridge_contract::Text;

use super::FunctionDoc;

pub use self::codes::{country_of, currency_digits, is_currency};

pub(super) static DOC: FunctionDoc = FunctionDoc {
    key: "is",
    forms: "a form: email, phone, iban, bic, lei, country, country3, currency or url; for telephone numbers \
            also { phone_of: Country } or { phone_in: KE }",
    about: "Holds the text against the rules of a form, and writes it in the form's own manner. What does not fit \
            is never mended.",
    example: ("is: phone", "+41 (0)22 730 51 11", "+41227305111"),
    fails: "MAP-FORM where the text is not of the form, with the reason",
};

/// A form of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextForm {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An international bank account number.
    Iban,
    /// The code of a bank.
    Bic,
    /// The identifier of a legal entity.
    Lei,
    /// The code of a country, two letters.
    Country,
    /// The code of a country, three letters.
    Country3,
    /// The code of a currency.
    Currency,
    /// An address of the web.
    Url,
}

impl TextForm {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Email,
        Self::Phone,
        Self::Iban,
        Self::Bic,
        Self::Lei,
        Self::Country,
        Self::Country3,
        Self::Currency,
        Self::Url,
    ];

    /// The word in a mapping.
    pub fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Iban => "iban",
            Self::Bic => "bic",
            Self::Lei => "lei",
            Self::Country => "country",
            Self::Country3 => "country3",
            Self::Currency => "currency",
            Self::Url => "url",
        }
    }

    /// The form of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.word() == word)
    }

    /// What is expected, in words.
    pub fn described(self) -> &'static str {
        match self {
            Self::Email => "an e-mail address",
            Self::Phone => "a telephone number",
            Self::Iban => "an IBAN",
            Self::Bic => "a BIC",
            Self::Lei => "an LEI",
            Self::Country | Self::Country3 => "a code of a country",
            Self::Currency => "a code of a currency",
            Self::Url => "a web address",
        }
    }

    /// What it holds a text against and how it writes it, for the reference.
    pub fn about(self) -> &'static str {
        match self {
            Self::Email => {
                "One address as RFC 5322 has it, with a domain of at least two parts; nothing else beside it. Kept as it is."
            }
            Self::Phone => {
                "A number that its country's plan of numbers has (the plans of libphonenumber), written as E.164. Without a \
                 country it begins with `+` or `00`. An extension is refused: E.164 has none."
            }
            Self::Iban => {
                "ISO 13616: country, length and places of letters and digits as the register has them, check digits. \
                 Written in capitals without blanks."
            }
            Self::Bic => {
                "ISO 9362: 8 or 11 characters, a country among them. Written in capitals. Whether the bank exists is not known here."
            }
            Self::Lei => "ISO 17442: 20 characters, check digits. Written in capitals.",
            Self::Country => {
                "ISO 3166-1: a code of two or three letters that is assigned, in any case. Written as two letters."
            }
            Self::Country3 => "As `country`, written as three letters.",
            Self::Currency => {
                "ISO 4217: a code of three letters that is on the list, in any case. Written in capitals."
            }
            Self::Url => {
                "A whole address with `http` or `https` and a host, without blanks. Kept as it is."
            }
        }
    }

    /// A text that fits, as it is written before and after, for the reference.
    pub fn example(self) -> (&'static str, &'static str) {
        match self {
            Self::Email => ("ada@example.org", "ada@example.org"),
            Self::Phone => ("+254 20 762 1234", "+254207621234"),
            Self::Iban => ("ch93 0076 2011 6238 5295 7", "CH9300762011623852957"),
            Self::Bic => ("ubswchzh80a", "UBSWCHZH80A"),
            Self::Lei => ("5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1R12"),
            Self::Country => ("ken", "KE"),
            Self::Country3 => ("KE", "KEN"),
            Self::Currency => ("kes", "KES"),
            Self::Url => ("https://example.org/a", "https://example.org/a"),
        }
    }

    /// Rewrites the text as the form has it; `country` is the country of a telephone number that
    /// does not name its own. The error says what is wrong with it.
    pub fn apply(self, text: &mut Text, country: Option<&str>) -> Result<(), String> {
        let given = text.trim();
        if given.len() != text.len() {
            *text = Text::from(given);
        }
        match self {
            Self::Email => mail::email(text),
            Self::Phone => phone::phone(text, country),
            Self::Iban => bank::iban(text),
            Self::Bic => bank::bic(text),
            Self::Lei => bank::lei(text),
            Self::Country => codes::country(text, 2),
            Self::Country3 => codes::country(text, 3),
            Self::Currency => codes::currency(text),
            Self::Url => mail::url(text),
        }
    }

    /// What is expected, with the reason where one may be told.
    pub fn expected(self, why: &str, personal: bool) -> String {
        let mut text = self.described().to_owned();
        if !personal && !why.is_empty() {
            write!(text, ": {why}").expect("writing to memory does not fail");
        }
        text
    }
}

#[cfg(test)]
mod tests;
