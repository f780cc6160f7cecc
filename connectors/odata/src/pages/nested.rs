//! Nested collections that came cut: `Sites@odata.nextLink` beside `Sites`.

use serde_json::{Map, Value as Json};

use super::Page;
use crate::links;

/// Nested records of one page that are read beyond what came with it, at the most. No business
/// object comes near.
const NESTED_MAX: usize = 200_000;

/// Levels of nested records at the most; a service that answers with itself would never end.
const LEVELS_MAX: usize = 8;

/// A page whose nested collections are being completed.
pub(super) struct Incomplete {
    items: Json,
    last: bool,
    /// The service's address, as the page says it.
    root: Option<String>,
    /// The place of the collection that is being read, and its name.
    place: Option<(String, String)>,
    link: Option<String>,
    read: usize,
}

impl Incomplete {
    pub(super) fn new(items: Vec<Json>, last: bool, root: Option<String>) -> Self {
        Self {
            items: Json::Array(items),
            last,
            root,
            place: None,
            link: None,
            read: 0,
        }
    }

    /// The path of the next part of a nested collection; nothing where all is there.
    pub(super) fn next(&mut self, set: &str) -> Result<Option<String>, String> {
        if self.link.is_some() {
            return Ok(self.link.clone());
        }
        let Some((place, name, link)) = find(&mut self.items, &mut String::new()) else {
            return Ok(None);
        };
        // Each level is a slash and a number, a slash and a name.
        if place.matches('/').count() > 2 * LEVELS_MAX {
            return Err(format!("nested records deeper than {LEVELS_MAX} levels"));
        }
        let path = links::local(&link, set, self.root.as_deref())
            .ok_or("a page of nested records is not at the target")?;
        self.place = Some((place, name));
        self.link = Some(path);
        Ok(self.link.clone())
    }

    /// Puts what came where it belongs.
    pub(super) fn with(mut self, page: Page) -> Result<Self, String> {
        self.read += page.items.len();
        if self.read > NESTED_MAX {
            return Err(format!("more than {NESTED_MAX} nested records in one page"));
        }
        if page.link.is_some() && page.link == self.link {
            return Err("the next page of nested records is the same page".to_owned());
        }
        let place = self.place.as_ref().and_then(|(place, name)| {
            let parent = self.items.pointer_mut(place)?.as_object_mut()?;
            parent.get_mut(name)?.as_array_mut()
        });
        if let Some(records) = place {
            records.extend(page.items);
        }
        self.link = page.link;
        Ok(self)
    }

    pub(super) fn into_items(self) -> (Vec<Json>, bool) {
        match self.items {
            Json::Array(items) => (items, self.last),
            _ => (Vec::new(), self.last),
        }
    }
}

/// The first collection that came cut: the place of its record, its name and the link, which is
/// taken out.
fn find(value: &mut Json, place: &mut String) -> Option<(String, String, String)> {
    let before = place.len();
    match value {
        Json::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                place.push('/');
                place.push_str(&index.to_string());
                let found = find(item, place);
                if found.is_some() {
                    return found;
                }
                place.truncate(before);
            }
            None
        }
        Json::Object(members) => {
            if let Some((name, link)) = cut(members) {
                return Some((place.clone(), name, link));
            }
            for (name, member) in members.iter_mut().filter(|(_, member)| !member.is_string()) {
                place.push('/');
                place.push_str(&name.replace('~', "~0").replace('/', "~1"));
                let found = find(member, place);
                if found.is_some() {
                    return found;
                }
                place.truncate(before);
            }
            None
        }
        _ => None,
    }
}

/// A collection of a record that came cut, and the link to the rest.
fn cut(members: &mut Map<String, Json>) -> Option<(String, String)> {
    let annotation = members.iter().find_map(|(annotation, link)| {
        let suffixes = ["@odata.nextLink", "@nextLink"];
        let name = suffixes
            .iter()
            .find_map(|suffix| annotation.strip_suffix(suffix))?;
        (!name.is_empty() && link.is_string()).then(|| (annotation.clone(), name.to_owned()))
    });
    let (annotation, name) = annotation?;
    let Some(Json::String(link)) = members.shift_remove(&annotation) else {
        return None;
    };
    if !members.get(&name).is_some_and(Json::is_array) {
        members.insert(name.clone(), Json::Array(Vec::new()));
    }
    Some((name, link))
}
