//! JSON Pointers (RFC 6901), with `*` for every element of a list and `-` for the list that records are put into.

use serde_json::Value as Json;

/// Where something stands in a JSON document; the empty one is the document itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Pointer(Vec<String>);

impl Pointer {
    /// The pointer of a text; what it should have been where it is none.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let Some(rest) = text.strip_prefix('/') else {
            return Err("a JSON Pointer: empty, or beginning with `/`, such as /data/items");
        };
        let token = |token: &str| token.replace("~1", "/").replace("~0", "~");
        Ok(Self(rest.split('/').map(token).collect()))
    }

    /// What stands there, of which there is at most one.
    pub(crate) fn get<'j>(&self, document: &'j Json) -> Option<&'j Json> {
        self.0
            .iter()
            .try_fold(document, |at, token| step(at, token))
    }

    /// All that stands there: `*` means every element of a list or member of an object.
    pub(crate) fn all<'j>(&self, document: &'j Json) -> Vec<&'j Json> {
        let mut found = vec![document];
        for token in &self.0 {
            found = found
                .into_iter()
                .flat_map(|at| match (token.as_str(), at) {
                    ("*", Json::Array(items)) => items.iter().collect(),
                    ("*", Json::Object(members)) => members.values().collect(),
                    (token, at) => step(at, token).into_iter().collect::<Vec<&Json>>(),
                })
                .collect();
        }
        found
    }

    /// The names on the way, the last one last.
    pub(crate) fn tokens(&self) -> &[String] {
        &self.0
    }

    /// Whether it means one place only.
    pub(crate) fn is_single(&self) -> bool {
        self.0.iter().all(|token| token != "*")
    }

    /// What stands around records that are put there: `{"Contacts":[` and `]}`.
    pub(crate) fn around(&self) -> (Vec<u8>, Vec<u8>) {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for token in &self.0 {
            if token == "-" {
                before.push(b'[');
                after.push(b']');
            } else {
                before.extend_from_slice(b"{");
                before.extend_from_slice(Json::from(token.as_str()).to_string().as_bytes());
                before.push(b':');
                after.push(b'}');
            }
        }
        after.reverse();
        (before, after)
    }

    /// Whether it ends in a list that several records go into.
    pub(crate) fn ends_in_list(&self) -> bool {
        self.0.last().is_some_and(|token| token == "-")
    }

    /// The same without the list's mark at its end.
    pub(crate) fn of_list(&self) -> Self {
        match self.0.split_last() {
            Some((last, before)) if last == "-" => Self(before.to_vec()),
            _ => self.clone(),
        }
    }
}

fn step<'j>(at: &'j Json, token: &str) -> Option<&'j Json> {
    match at {
        Json::Object(members) => members.get(token),
        Json::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    }
}

/// Written as it is read.
impl std::fmt::Display for Pointer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for token in &self.0 {
            write!(f, "/{}", token.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pointer(text: &str) -> Pointer {
        Pointer::parse(text).unwrap()
    }

    #[test]
    fn a_pointer_finds_members_and_elements() {
        let document = json!({ "a/b": [{ "~": 1 }, { "~": 2 }], "c": { "x": [3], "y": [4] } });
        assert_eq!(pointer("/a~1b/1/~0").get(&document), Some(&json!(2)));
        assert_eq!(pointer("").get(&document), Some(&document));
        assert_eq!(pointer("/a~1b/2").get(&document), None);
        assert_eq!(pointer("/c/*/0").all(&document), [&json!(3), &json!(4)]);
        assert_eq!(pointer("/a~1b/*/~0").all(&document), [&json!(1), &json!(2)]);
        assert!(Pointer::parse("data").is_err());
        assert_eq!(pointer("/a~1b/1/~0").to_string(), "/a~1b/1/~0");
    }

    #[test]
    fn records_are_put_into_what_stands_around_them() {
        let (before, after) = pointer("/Contacts/-").around();
        let body = [before, b"1".to_vec(), after].concat();
        assert_eq!(String::from_utf8(body).unwrap(), r#"{"Contacts":[1]}"#);
        assert!(pointer("/Contacts/-").ends_in_list());
        assert_eq!(pointer("/Contacts/-").of_list(), pointer("/Contacts"));
    }
}
