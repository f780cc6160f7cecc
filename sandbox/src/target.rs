//! Takes a request target apart: decoded path segments and query parameters.

use percent_encoding::percent_decode_str;

/// A request target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) segments: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Parses `/suppliers/1?q=Supplier%3D'X'`; a `+` in the query is a space.
pub(crate) fn parse_target(target: &str) -> Target {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let segments = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(decoded)
        .collect();
    let query = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (
                decoded(&name.replace('+', " ")),
                decoded(&value.replace('+', " ")),
            )
        })
        .collect();
    Target { segments, query }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_and_query_are_decoded_once() {
        let target = parse_target("/a%20b//c?q=x%3D'1+2%2B3'&onlyData");
        assert_eq!(target.segments, ["a b", "c"]);
        assert_eq!(
            target.query,
            [
                ("q".to_owned(), "x='1 2+3'".to_owned()),
                ("onlyData".to_owned(), String::new())
            ]
        );
    }
}
