//! Addresses of mail and of the web.

use email_address::{EmailAddress, Options};
use landbridge_contract::Text;
use url::Url;

/// One e-mail address, as it is.
pub(super) fn email(text: &Text) -> Result<(), String> {
    if text.matches('@').count() > 1 && text.contains([';', ',', ' ']) {
        return Err("one address, here are several".to_owned());
    }
    let options = Options::default()
        .with_required_tld()
        .without_display_text()
        .without_domain_literal();
    match EmailAddress::parse_with_options(text, options) {
        Ok(_) => Ok(()),
        Err(why) => Err(reason(why)),
    }
}

fn reason(why: email_address::Error) -> String {
    use email_address::Error;
    match why {
        Error::MissingSeparator => "an @ between name and domain",
        Error::LocalPartEmpty => "a name before the @",
        Error::LocalPartTooLong => "at most 64 characters before the @",
        Error::DomainEmpty => "a domain behind the @",
        Error::DomainTooLong | Error::SubDomainTooLong => "a shorter domain",
        Error::DomainTooFew => "a domain of at least two parts, as example.org",
        Error::DomainInvalidSeparator | Error::SubDomainEmpty => {
            "a domain without empty parts between its points"
        }
        _ => "only characters that an address may have, as name@example.org",
    }
    .to_owned()
}

/// An address of the web, as it is.
pub(super) fn url(text: &Text) -> Result<(), String> {
    if text.contains(char::is_whitespace) {
        return Err("no blanks".to_owned());
    }
    let whole = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    // `https:example.org` is taken for a whole address by browsers, and by nothing else.
    let slashes = text
        .split_once(':')
        .is_some_and(|(_, rest)| rest.starts_with("//"));
    if whole.is_some() && slashes {
        Ok(())
    } else {
        Err("http:// or https:// and a host, as https://example.org".to_owned())
    }
}
