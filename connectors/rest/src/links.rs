//! Where the next page is: addresses as targets send them, made paths below the target's URL.

use crate::template;

/// The address of the relation `next` in a `Link` header (RFC 8288): `<https://…>; rel="next", <…>; rel="last"`.
pub(crate) fn next(header: &str) -> Option<String> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (address, after) = after.split_once('>')?;
        // The parameters end where the next address begins; commas may stand within quotes.
        let end = after.find('<').unwrap_or(after.len());
        let (parameters, following) = after.split_at_checked(end)?;
        if parameters.split(';').any(is_next) {
            return Some(address.to_owned());
        }
        rest = following;
    }
    None
}

fn is_next(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else {
        return false;
    };
    let value = value.trim().trim_end_matches(',').trim().trim_matches('"');
    name.trim().eq_ignore_ascii_case("rel")
        && value
            .split_ascii_whitespace()
            .any(|word| word.eq_ignore_ascii_case("next"))
}

/// The path of an address below the target's URL. It leads to the path that was asked for, wherever the target
/// says that it is; nothing where it leads elsewhere: the credentials are for the target alone.
pub(crate) fn local(address: &str, asked: &str) -> Option<String> {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.get(rest.find('/')?..)?,
        None => address,
    };
    let below = if path.starts_with('?') {
        format!("{asked}{path}")
    } else {
        let (before, query) = path.split_once('?').unwrap_or((path, ""));
        // What stands before is the target's own address, with or without which servers write links.
        before.strip_suffix(asked)?;
        if query.is_empty() {
            asked.to_owned()
        } else {
            format!("{asked}?{query}")
        }
    };
    let mut encoded = String::with_capacity(below.len());
    for sign in below.chars() {
        if sign.is_ascii_graphic() && sign != '#' {
            encoded.push(sign);
        } else {
            let mut bytes = [0; 4];
            encoded.push_str(&template::encode(sign.encode_utf8(&mut bytes)));
        }
    }
    Some(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_in_a_link_header() {
        let header = r#"<https://x/a?page=1>; rel="prev", <https://x/a?q=1,2&page=3>; title="a, b"; rel="next""#;
        assert_eq!(next(header).unwrap(), "https://x/a?q=1,2&page=3");
        assert_eq!(
            next("</a>; rel=last, </b?p=2>; rel=next").unwrap(),
            "/b?p=2"
        );
        assert_eq!(next(r#"<https://x/a?page=1>; rel="last""#), None);
        assert_eq!(next("nonsense"), None);
    }

    #[test]
    fn an_address_leads_to_what_was_asked_for_or_nowhere() {
        let local = |address| local(address, "/api/suppliers");
        let page = Some("/api/suppliers?page=2".to_owned());
        for address in [
            "https://erp.example/base/api/suppliers?page=2",
            "/base/api/suppliers?page=2",
            "/api/suppliers?page=2",
            "?page=2",
        ] {
            assert_eq!(local(address), page, "{address}");
        }
        assert_eq!(local("https://elsewhere.example/steal?page=2"), None);
        assert_eq!(local("https://elsewhere.example"), None);
        assert_eq!(local("?a=ä b").unwrap(), "/api/suppliers?a=%C3%A4%20b");
    }
}
