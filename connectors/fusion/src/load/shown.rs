//! What an answer shows of its record, as far as a load wants to know: an answer repeats the whole record with a
//! link for each of its collections, and most of that is passed over unread.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use compact_str::ToCompactString as _;
use landbridge_contract::Text;
use memchr::memmem;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value as Json};

use crate::{item, messages};

/// The id of the record that an answer shows and nothing else by which it is judged, where that is seen at once. Where this
/// gives none, [`members`] may.
pub(super) fn id_alone(body: &[u8], id_attribute: &str) -> Option<Text> {
    if !has_nothing_else(body) {
        return None;
    }
    let mut found = None;
    let mut reader = serde_json::Deserializer::from_slice(body);
    let first = First {
        wanted: id_attribute,
        found: &mut found,
    };
    // To stop early is an error to the reader.
    reader.deserialize_map(first).ok();
    found.map(|id| id.to_compact_string())
}

/// The members of an answer that is an object by which it is judged: the id attribute and the error details, and
/// the links where the id is nowhere else. None where it is no JSON object.
pub(super) fn members(body: &[u8], id_attribute: &str) -> Option<Map<String, Json>> {
    let few = read(body, &[id_attribute, messages::DETAILS])?;
    if item::target_id(&few, id_attribute).is_some() {
        return Some(few);
    }
    read(body, &[id_attribute, messages::DETAILS, item::LINKS])
}

/// Whether an answer is an object to its end, with no error details, by signs that need no reading. It may be so where this
/// says no.
fn has_nothing_else(body: &[u8]) -> bool {
    static DETAILS: LazyLock<memmem::Finder<'static>> =
        LazyLock::new(|| memmem::Finder::new(messages::DETAILS));
    let body = body.trim_ascii();
    body.starts_with(b"{")
        && body.ends_with(b"}")
        && Signs::of(body).are_those_of_a_whole()
        && DETAILS.find(body).is_none()
}

/// What is counted of an answer.
#[derive(Default)]
struct Signs {
    /// Braces and brackets that open, less those that close: of an answer that was cut, too few close.
    open: i64,
    quotes: i64,
    escapes: i64,
}

impl Signs {
    /// Bytes that are counted together: no more than an `i8` holds, so that many are compared at once.
    const AT_A_TIME: usize = 96;

    fn of(body: &[u8]) -> Self {
        let mut signs = Self::default();
        for some in body.chunks(Self::AT_A_TIME) {
            let (mut open, mut quotes, mut escapes) = (0_i8, 0_i8, 0_i8);
            for &byte in some {
                // A bracket differs from a brace by one bit.
                let brace = byte | (b'[' ^ b'{');
                open += i8::from(brace == b'{') - i8::from(brace == b'}');
                quotes += i8::from(byte == b'"');
                escapes += i8::from(byte == b'\\');
            }
            signs.open += i64::from(open);
            signs.quotes += i64::from(quotes);
            signs.escapes += i64::from(escapes);
        }
        signs
    }

    /// What opens closes, and no text goes on to the end. Not told where a quote may be escaped.
    fn are_those_of_a_whole(&self) -> bool {
        self.open == 0 && self.quotes % 2 == 0 && self.escapes == 0
    }
}

/// Reads up to a member that is a number without fraction or sign.
struct First<'w, 'f> {
    wanted: &'w str,
    found: &'f mut Option<u64>,
}

impl<'de> Visitor<'de> for First<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = access.next_key::<Name<'de>>()? {
            if name == self.wanted {
                *self.found = Some(access.next_value()?);
                break;
            }
            access.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

fn read(body: &[u8], wanted: &[&str]) -> Option<Map<String, Json>> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let members = reader.deserialize_map(Wanted(wanted)).ok()?;
    reader.end().ok()?;
    Some(members)
}

struct Wanted<'w>(&'w [&'w str]);

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Map<String, Json>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Map::new();
        while let Some(Name(name)) = access.next_key::<Name<'de>>()? {
            if self.0.contains(&&*name) {
                members.insert(name.into_owned(), access.next_value()?);
            } else {
                access.next_value::<IgnoredAny>()?;
            }
        }
        Ok(members)
    }
}

/// A name, borrowed from the answer unless it has escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visited;
        impl<'de> Visitor<'de> for Visited {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Visited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "SupplierId";

    fn names(body: &str) -> Option<Vec<String>> {
        members(body.as_bytes(), ID)
            .map(|members| members.into_iter().map(|(name, _)| name).collect())
    }

    #[test]
    fn what_does_not_judge_the_record_is_passed_over() {
        let body =
            r#"{"Supplier":"A","SupplierId":7,"links":[{"rel":"self"}],"sites":{"items":[]}}"#;
        assert_eq!(names(body).unwrap(), [ID]);
    }

    #[test]
    fn an_id_is_that_of_the_record_itself_and_of_a_whole_answer() {
        let id = |body: &str| {
            let slowly = || item::target_id(&members(body.as_bytes(), ID)?, ID);
            id_alone(body.as_bytes(), ID).or_else(slowly)
        };
        let nested = r#" {"parent":{"SupplierId":9},"x":"\"SupplierId\":8","SupplierId":7} "#;
        assert_eq!(id(nested).as_deref(), Some("7"));
        for cut in [
            r#"{"SupplierId":7,"Supplier":"A}"#,
            r#"{"SupplierId":7,"sites":[{"SiteId":1}}"#,
            r#"{"SupplierId":7,"sites":{"SiteId":1}"#,
            r#"{"SupplierId":7,"Supplier":"A\"}"#,
        ] {
            assert_eq!(id(cut), None, "{cut}");
        }
        // Signs within texts say nothing of the whole.
        for whole in [
            r#"{"SupplierId":7,"Supplier":"A}"}"#,
            r#"{"SupplierId":7,"Supplier":"[\""}"#,
        ] {
            assert_eq!(id(whole).as_deref(), Some("7"), "{whole}");
        }
    }

    #[test]
    fn links_are_read_where_the_id_is_nowhere_else() {
        for id in ["", r#""SupplierId":null,"#, r#""SupplierId":7.5,"#] {
            let body =
                format!(r#"{{{id}"links":[{{"rel":"self","href":"https://erp/suppliers/7"}}]}}"#);
            let members = members(body.as_bytes(), ID).unwrap();
            assert_eq!(item::target_id(&members, ID).as_deref(), Some("7"), "{id}");
        }
    }

    #[test]
    fn error_details_and_names_with_escapes_are_seen() {
        let body = r#"{"SupplierId":7,"o:\u0065rrorDetails":[{"title":"no"}]}"#;
        assert!(messages::has_error_details(
            &members(body.as_bytes(), ID).unwrap()
        ));
    }

    #[test]
    fn what_is_cut_or_followed_by_more_or_no_object_shows_nothing() {
        for body in [
            r#"{"SupplierId":7"#,
            r#"{"SupplierId":7} x"#,
            "[7]",
            "7",
            "",
            "<html>",
        ] {
            assert_eq!(names(body), None, "{body}");
        }
    }
}
