//! What an office's country decides: the currency it pays in, and the language of its files.

/// Currency (ISO 4217) and language of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) currency: &'static str,
    /// `en`, `fr` or `es`.
    pub(crate) language: &'static str,
}

/// Countries by currency.
const CURRENCIES: &[(&str, &[&str])] = &[
    ("KES", &["KE"]),
    ("UGX", &["UG"]),
    ("TZS", &["TZ"]),
    ("ETB", &["ET"]),
    ("RWF", &["RW"]),
    ("MZN", &["MZ"]),
    ("ZMW", &["ZM"]),
    ("XOF", &["SN", "CI", "ML"]),
    ("XAF", &["CM"]),
    ("CDF", &["CD"]),
    ("GHS", &["GH"]),
    ("NGN", &["NG"]),
    ("MAD", &["MA"]),
    ("EGP", &["EG"]),
    ("JOD", &["JO"]),
    ("LBP", &["LB"]),
    ("IQD", &["IQ"]),
    ("YER", &["YE"]),
    ("TRY", &["TR"]),
    ("UAH", &["UA"]),
    ("PLN", &["PL"]),
    ("RSD", &["RS"]),
    ("CZK", &["CZ"]),
    ("CHF", &["CH"]),
    ("DKK", &["DK"]),
    ("NOK", &["NO"]),
    ("SEK", &["SE"]),
    (
        "EUR",
        &["DE", "AT", "FI", "NL", "FR", "BE", "IT", "ES", "PT", "IE"],
    ),
    ("GBP", &["GB"]),
    ("CAD", &["CA"]),
    ("MXN", &["MX"]),
    ("GTQ", &["GT"]),
    ("COP", &["CO"]),
    ("PEN", &["PE"]),
    ("HTG", &["HT"]),
    ("DOP", &["DO"]),
    ("BRL", &["BR"]),
    ("INR", &["IN"]),
    ("BDT", &["BD"]),
    ("NPR", &["NP"]),
    ("LKR", &["LK"]),
    ("PKR", &["PK"]),
    ("VND", &["VN"]),
    ("THB", &["TH"]),
    ("PHP", &["PH"]),
    ("IDR", &["ID"]),
    ("MYR", &["MY"]),
    ("JPY", &["JP"]),
    ("KRW", &["KR"]),
    ("FJD", &["FJ"]),
    ("PGK", &["PG"]),
];

const FRENCH: &[&str] = &[
    "SN", "CI", "ML", "CM", "CD", "MA", "LB", "FR", "BE", "CH", "HT", "RW",
];
const SPANISH: &[&str] = &["ES", "MX", "GT", "CO", "PE", "DO"];

/// The place of a country (ISO 3166-1); a country without a currency of its own here pays in US dollars.
pub(crate) fn place(iso: &str) -> Place {
    let currency = CURRENCIES
        .iter()
        .find(|(_, countries)| countries.contains(&iso))
        .map_or("USD", |(currency, _)| currency);
    let language = match iso {
        iso if FRENCH.contains(&iso) => "fr",
        iso if SPANISH.contains(&iso) => "es",
        _ => "en",
    };
    Place { currency, language }
}

/// Digits after the point of a currency, where they are not two.
pub(crate) fn decimals(currency: &str) -> u32 {
    match currency {
        "JPY" | "KRW" | "VND" | "XOF" | "XAF" | "RWF" | "UGX" => 0,
        "JOD" | "IQD" => 3,
        _ => 2,
    }
}
