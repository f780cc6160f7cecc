//! The query parameters of a request: which are known where, and what they select.

use super::place::Place;
use super::{Call, Operation};
use crate::model::Object;
use crate::refusal::Refusal;

const ON_ITEM: [&str; 6] = [
    "expand",
    "fields",
    "onlyData",
    "links",
    "dependency",
    "effectiveDate",
];
const ON_COLLECTION: [&str; 6] = ["limit", "offset", "totalResults", "q", "orderBy", "finder"];

/// The rows of a page when a request does not say.
const LIMIT_DEFAULT: u32 = 25;

/// The parts of a record that an answer shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    /// The attributes; none is all.
    pub(super) fields: Option<Vec<&'static str>>,
    pub(super) children: Vec<(&'static Object, Selection)>,
}

/// Checked query parameters.
#[derive(Clone, Debug)]
pub(super) struct Parameters {
    pub(super) selection: Selection,
    pub(super) only_data: bool,
    /// The kinds of links wanted; none is all.
    pub(super) rels: Option<Vec<String>>,
    pub(super) limit: u32,
    pub(super) offset: u32,
    pub(super) total_results: bool,
    pub(super) q: Option<String>,
    pub(super) finder: Option<String>,
    pub(super) order_by: Option<String>,
}

impl Parameters {
    pub(super) fn read(call: &Call, place: &Place, operation: Operation) -> Result<Self, Refusal> {
        let collection = operation == Operation::Get && place.id.is_none();
        for (name, _) in &call.query {
            let known = ON_ITEM.contains(&name.as_str())
                || (collection && ON_COLLECTION.contains(&name.as_str()));
            if !known {
                return Err(Refusal::unusable_parameter(name));
            }
        }
        let get = |name: &str| {
            call.query
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        let selection = match (get("fields"), get("expand")) {
            (Some(fields), _) => fields_of(place.object, fields)?,
            (None, Some(expand)) => expanded(place.object, expand)?,
            (None, None) => Selection::default(),
        };
        let limit = number(get("limit"), "limit", LIMIT_DEFAULT)?;
        Ok(Self {
            selection,
            only_data: flag(get("onlyData"), "onlyData")?,
            rels: get("links")
                .map(|rels| rels.split(',').map(|rel| rel.trim().to_owned()).collect()),
            limit: limit.clamp(1, call.page_max.max(1)),
            offset: number(get("offset"), "offset", 0)?,
            total_results: flag(get("totalResults"), "totalResults")?,
            q: get("q").map(str::to_owned),
            finder: get("finder").map(str::to_owned),
            order_by: get("orderBy").map(str::to_owned),
        })
    }
}

fn invalid(name: &str, value: &str) -> Refusal {
    Refusal::invalid_query(format!(
        "The value {value} of the URL request parameter {name} isn't valid."
    ))
}

fn number(text: Option<&str>, name: &str, default: u32) -> Result<u32, Refusal> {
    text.map_or(Ok(default), |text| {
        text.trim().parse().map_err(|_error| invalid(name, text))
    })
}

fn flag(text: Option<&str>, name: &str) -> Result<bool, Refusal> {
    match text {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(text) => Err(invalid(name, text)),
    }
}

/// `expand=all`, or names of children and paths of deeper ones.
fn expanded(object: &'static Object, text: &str) -> Result<Selection, Refusal> {
    let mut selection = Selection::default();
    for path in text
        .split(',')
        .map(str::trim)
        .filter(|path| !path.is_empty())
    {
        if path == "all" {
            for child in &object.children {
                selection.child(child);
            }
        } else {
            selection
                .descend(object, path)
                .ok_or_else(|| invalid("expand", path))?;
        }
    }
    Ok(selection)
}

/// `A,B;child:X,Y;child.grandchild:Z`.
fn fields_of(object: &'static Object, text: &str) -> Result<Selection, Refusal> {
    let mut selection = Selection {
        fields: Some(Vec::new()),
        ..Selection::default()
    };
    for part in text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let (path, names) = part
            .split_once(':')
            .map_or((None, part), |(p, n)| (Some(p.trim()), n));
        let (target, within) = match path {
            None => (&mut selection, object),
            Some(path) => selection
                .descend(object, path)
                .ok_or_else(|| invalid("fields", path))?,
        };
        let fields = target.fields.get_or_insert_default();
        for name in names
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let attribute = within
                .attribute(name)
                .ok_or_else(|| invalid("fields", name))?;
            if !fields.contains(&attribute.name) {
                fields.push(attribute.name);
            }
        }
    }
    Ok(selection)
}

impl Selection {
    /// Selects the child, if it is not yet.
    pub(super) fn child(&mut self, child: &'static Object) -> Option<&mut Selection> {
        if !self
            .children
            .iter()
            .any(|(known, _)| known.name == child.name)
        {
            self.children.push((child, Selection::default()));
        }
        self.children
            .iter_mut()
            .find(|(known, _)| known.name == child.name)
            .map(|(_, selection)| selection)
    }

    fn descend(
        &mut self,
        object: &'static Object,
        path: &str,
    ) -> Option<(&mut Selection, &'static Object)> {
        let (name, rest) = path
            .split_once('.')
            .map_or((path, None), |(n, r)| (n, Some(r)));
        let child = object.child_named(name.trim())?;
        let selection = self.child(child)?;
        match rest {
            None => Some((selection, child)),
            Some(rest) => selection.descend(child, rest),
        }
    }
}
