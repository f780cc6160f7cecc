//! What an answer shows of its record, as far as a load wants to know: an answer repeats the whole record with a
//! link for each of its collections, and most of that is passed over unread.

use std::borrow::Cow;
use std::fmt;

use memchr::{memchr, memchr_iter, memmem};
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value as Json};

use crate::{item, messages};

/// The members of an answer that is an object by which it is judged: the id attribute and the error details, and
/// the links where the id is nowhere else. None where it is no JSON object.
pub(super) fn members(body: &[u8], id_attribute: &str) -> Option<Map<String, Json>> {
    if has_nothing_else(body)
        && let Some(id) = first(body, id_attribute)
    {
        let few = Map::from_iter([(id_attribute.to_owned(), id)]);
        if item::target_id(&few, id_attribute).is_some() {
            return Some(few);
        }
    }
    let few = read(body, &[id_attribute, messages::DETAILS])?;
    if item::target_id(&few, id_attribute).is_some() {
        return Some(few);
    }
    read(body, &[id_attribute, messages::DETAILS, item::LINKS])
}

/// Whether an answer is an object to its end, with no error details, by signs that need no reading. It may be so where this
/// says no.
fn has_nothing_else(body: &[u8]) -> bool {
    let body = body.trim_ascii();
    let count = |sign| memchr_iter(sign, body).count();
    body.starts_with(b"{")
        && body.ends_with(b"}")
        && memchr(b'\\', body).is_none()
        && memmem::find(body, messages::DETAILS.as_bytes()).is_none()
        && count(b'{') == count(b'}')
        && count(b'[') == count(b']')
        && count(b'"').is_multiple_of(2)
}

/// A member of an object; what comes after it is not read.
fn first(body: &[u8], wanted: &str) -> Option<Json> {
    let mut found = None;
    let mut reader = serde_json::Deserializer::from_slice(body);
    let first = First {
        wanted,
        found: &mut found,
    };
    // To stop early is an error to the reader.
    reader.deserialize_map(first).ok();
    found
}

struct First<'w, 'f> {
    wanted: &'w str,
    found: &'f mut Option<Json>,
}

impl<'de> Visitor<'de> for First<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while let Some(Text(name)) = access.next_key::<Text<'de>>()? {
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
        while let Some(Text(name)) = access.next_key::<Text<'de>>()? {
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
struct Text<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(name)))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Name)
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
            let members = members(body.as_bytes(), ID)?;
            item::target_id(&members, ID)
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
