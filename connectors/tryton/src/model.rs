//! What the server says of a model: its fields, and with them how values are written.
//!
//! `fields_get` of a model lists every field with its type, the model that it refers to, and what is required.
//! What it does not say is which fields are computed; those among them that must not be written are read-only.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

/// Names listed of what a model has instead.
const NAMES_MAX: usize = 60;

/// How a field's values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// An exact decimal.
    Numeric,
    /// A binary number.
    Float,
    /// Text whose blanks at the ends the server takes away, as it says.
    Char(Strip),
    /// Text as it is: longer texts, selections.
    Text,
    /// A day.
    Date,
    /// A day and a time, in UTC, with so much of a second.
    DateTime(Fraction),
    /// A time of day.
    Time,
    /// A span of time, in seconds.
    Span,
    /// Bytes, in base64.
    Bytes,
    /// The number of a record of another model.
    One,
    /// Records that belong to this one.
    Children,
    /// Numbers of records of another model.
    Many,
    /// Something else, written as it is.
    Other,
}

/// What the server keeps of a fraction of a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fraction {
    None,
    Millionths,
}

/// Which blanks the server takes away from a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strip {
    None,
    Leading,
    Trailing,
    Both,
}

/// A field.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) kind: Kind,
    /// The model that it refers to; empty for none.
    pub(crate) relation: String,
    /// The field of the related model that leads back; empty for none.
    pub(crate) back: String,
    /// All that the server says of it, for descriptions.
    pub(crate) said: Map<String, Json>,
}

/// A model.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) name: String,
    /// Fields by name, in the order of the names.
    pub(crate) fields: BTreeMap<String, Field>,
}

impl Model {
    /// Reads the result of `fields_get`; nothing where it is none.
    pub(crate) fn read(name: &str, result: &Json) -> Option<Self> {
        let fields = result.as_object()?.iter().map(|(name, said)| {
            let said = said.as_object()?;
            let text = |key: &str| said.get(key).and_then(Json::as_str).unwrap_or_default();
            let field = Field {
                kind: kind(text("type"), said),
                relation: text("relation").to_owned(),
                back: text("relation_field").to_owned(),
                said: said.clone(),
            };
            Some((name.clone(), field))
        });
        Some(Self {
            name: name.to_owned(),
            fields: fields.collect::<Option<_>>()?,
        })
    }

    /// The field of that name. The error says what the model has instead. The server hides fields whose records
    /// the user may not see.
    pub(crate) fn field(&self, name: &str) -> Result<&Field, String> {
        self.fields.get(name).ok_or_else(|| {
            let open = self
                .fields
                .iter()
                .filter(|(_, field)| !field.says("readonly"));
            let known: Vec<&str> = open
                .map(|(name, _)| name.as_str())
                .take(NAMES_MAX)
                .collect();
            format!(
                "the model {} shows this user no field `{name}`; it shows {}",
                self.name,
                known.join(", ")
            )
        })
    }
}

impl Field {
    /// Whether something is said to be so of it.
    pub(crate) fn says(&self, key: &str) -> bool {
        self.said.get(key) == Some(&Json::Bool(true))
    }
}

fn kind(word: &str, said: &Map<String, Json>) -> Kind {
    match word {
        "boolean" => Kind::Boolean,
        "integer" | "biginteger" => Kind::Integer,
        "numeric" => Kind::Numeric,
        "float" => Kind::Float,
        "char" | "fullname" => Kind::Char(match said.get("strip") {
            Some(Json::Bool(true)) => Strip::Both,
            Some(Json::String(word)) if word == "leading" => Strip::Leading,
            Some(Json::String(word)) if word == "trailing" => Strip::Trailing,
            _ => Strip::None,
        }),
        "text" | "selection" | "reference" => Kind::Text,
        "date" => Kind::Date,
        "datetime" => Kind::DateTime(Fraction::None),
        "timestamp" => Kind::DateTime(Fraction::Millionths),
        "time" => Kind::Time,
        "timedelta" => Kind::Span,
        "binary" => Kind::Bytes,
        "many2one" | "one2one" => Kind::One,
        "one2many" => Kind::Children,
        "many2many" => Kind::Many,
        _ => Kind::Other,
    }
}

/// A model with those of the nested records that are read or written.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) model: Arc<Model>,
    /// Shapes of nested collections by the field's name.
    pub(crate) children: BTreeMap<String, Shape>,
}

/// Why a shape cannot be made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lacking {
    /// Nothing is known of this model yet.
    Model(String),
    /// The model is not what was thought.
    Wrong(String),
}

impl Shape {
    /// The shape of a model with the nested collections at `paths` (`lines`, `lines.taxes`).
    pub(crate) fn of(
        name: &str,
        paths: &[String],
        known: &BTreeMap<String, Arc<Model>>,
    ) -> Result<Self, Lacking> {
        let model = known
            .get(name)
            .ok_or_else(|| Lacking::Model(name.to_owned()))?;
        let mut children = BTreeMap::new();
        for path in paths {
            let (first, _) = path.split_once('.').unwrap_or((path, ""));
            if children.contains_key(first) {
                continue;
            }
            let field = model.field(first).map_err(Lacking::Wrong)?;
            if !matches!(field.kind, Kind::Children | Kind::Many) || field.relation.is_empty() {
                return Err(Lacking::Wrong(format!(
                    "`{first}` of the model {name} holds no nested records"
                )));
            }
            let prefix = format!("{first}.");
            let deeper = paths.iter().filter_map(|path| path.strip_prefix(&prefix));
            let deeper: Vec<String> = deeper.map(str::to_owned).collect();
            let shape = Self::of(&field.relation, &deeper, known)?;
            children.insert(first.to_owned(), shape);
        }
        Ok(Self {
            model: Arc::clone(model),
            children,
        })
    }
}
