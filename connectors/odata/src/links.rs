//! Where the next page is: links as servers send them, made paths below the target's URL.

use crate::address;

/// The path of a link below the target's URL. A link may be whole, begin at the host's root, or be
/// relative to the entity set (OData Version 4.01 JSON Format, "Relative URLs"). `root` is what the
/// answer's context says of the service's address; what it does not say is found by the path of the
/// entity set. Nothing where the link leads elsewhere: the credentials are for the target alone.
pub(crate) fn local(link: &str, set: &str, root: Option<&str>) -> Option<String> {
    let path = below(link, set, root)?;
    let mut encoded = String::with_capacity(path.len());
    for sign in path.chars() {
        if sign.is_ascii_graphic() {
            encoded.push(sign);
        } else {
            let mut bytes = [0; 4];
            encoded.push_str(&address::encode(sign.encode_utf8(&mut bytes)));
        }
    }
    Some(encoded)
}

fn below(link: &str, set: &str, root: Option<&str>) -> Option<String> {
    if link.starts_with('?') {
        return Some(format!("{set}{link}"));
    }
    let path = without_host(link);
    if !path.starts_with('/') {
        let (folder, _) = set.rsplit_once('/')?;
        return (!path.is_empty()).then(|| format!("{folder}/{path}"));
    }
    let root = root.map(without_host).filter(|root| !root.is_empty());
    if let Some(rest) = root.and_then(|root| path.strip_prefix(root.trim_end_matches('/')))
        && rest.starts_with('/')
    {
        return Some(rest.to_owned());
    }
    let (before, _) = path.split_once('?').unwrap_or((path, ""));
    let ends = |at: usize| {
        let rest = before.get(at + set.len()..).unwrap_or_default();
        rest.is_empty() || rest.starts_with(['(', '/'])
    };
    let at = before
        .match_indices(set)
        .map(|(at, _)| at)
        .filter(|at| ends(*at));
    path.get(at.last()?..).map(str::to_owned)
}

/// A link without scheme and host.
fn without_host(link: &str) -> &str {
    match link.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => link,
    }
}

/// What a context such as `https://host/odata/$metadata#Suppliers` says of the service's address.
pub(crate) fn root(context: &str) -> Option<&str> {
    let (root, _) = context.split_once("/$metadata")?;
    (!root.is_empty()).then_some(root)
}
