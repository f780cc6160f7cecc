//! A published schema as one document: its form is recognised, its objects are read one by one.

use serde_json::Value as Json;

use super::{ObjectSchema, SchemaFault, describe, fbdi, json_schema, odata, openapi, yaml};
use odata::Model;

/// What can be read, for messages.
const FORMS: &str = "a Fusion describe document (`Resources`), an OpenAPI 3 document (`openapi`), a JSON Schema \
                     (`properties`), an OData metadata document (`<edmx:Edmx>`) or an FBDI column table (`csv_file`)";

/// Parts of a JSON document at the most. A whole catalogue of a large ERP has some hundred
/// thousand; a file of commas alone would fill the memory.
const PARTS_MAX: usize = 4_000_000;

/// The forms in which schemas are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Fusion describe.
    Describe,
    /// JSON Schema, of one object.
    JsonSchema,
    /// OpenAPI 3, in JSON or YAML.
    OpenApi,
    /// OData `$metadata`, versions 2 to 4.
    OData,
    /// A table of FBDI columns.
    Fbdi,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Describe,
        Self::JsonSchema,
        Self::OpenApi,
        Self::OData,
        Self::Fbdi,
    ];

    /// The word for it in a mapping and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Describe => "describe",
            Self::JsonSchema => "json-schema",
            Self::OpenApi => "openapi",
            Self::OData => "odata",
            Self::Fbdi => "fbdi",
        }
    }

    /// The form of that word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.word() == word)
    }

    fn described(self) -> &'static str {
        match self {
            Self::Describe => "a Fusion describe document (`Resources`)",
            Self::JsonSchema => "a JSON Schema",
            Self::OpenApi => "an OpenAPI 3 document (`openapi`)",
            Self::OData => "an OData metadata document (`<edmx:Edmx>`)",
            Self::Fbdi => "an FBDI column table (`csv_file`)",
        }
    }
}

/// A published schema whose form is known.
#[derive(Debug)]
pub struct Document {
    form: Form,
    body: Body,
    /// How it is written: the ending of a file that keeps it.
    ending: &'static str,
}

#[derive(Debug)]
enum Body {
    Json(Json),
    OData(Model),
    Fbdi(fbdi::Table),
}

impl Document {
    /// Takes a text for what it is: told by its content, or held to the form that is named.
    ///
    /// # Errors
    ///
    /// [`SchemaFault`] where the text is of no form, or not of the one named.
    pub fn parse(text: &str, form: Option<Form>) -> Result<Self, SchemaFault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let expected = form.map_or(FORMS, Form::described);
        let (form, body, ending) = match text.trim_start().chars().next() {
            Some('<') => {
                no_other(form, Form::OData, "XML", expected)?;
                (Form::OData, Body::OData(Model::parse(text)?), "xml")
            }
            Some('{' | '[') => {
                let json = json(text, expected)?;
                let form = recognised(&json, form, expected)?;
                (form, Body::Json(json), "json")
            }
            _ if fbdi::is_table(text) => {
                no_other(form, Form::Fbdi, "a table of columns", expected)?;
                (Form::Fbdi, Body::Fbdi(fbdi::Table::parse(text)?), "tsv")
            }
            _ => {
                let json = yaml::parse(text, expected)?;
                let form = recognised(&json, form, expected)?;
                (form, Body::Json(json), "yaml")
            }
        };
        Ok(Self { form, body, ending })
    }

    /// Its form.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The ending of a file that keeps it, without the dot.
    pub fn ending(&self) -> &'static str {
        self.ending
    }

    /// The names of the objects that it describes; none where it describes one without a name.
    pub fn objects(&self) -> Vec<String> {
        match (&self.body, self.form) {
            (Body::Json(json), Form::Describe) => describe::names(json),
            (Body::Json(json), Form::OpenApi) => openapi::names(json),
            (Body::Json(_), _) => Vec::new(),
            (Body::OData(model), _) => model.names(),
            (Body::Fbdi(table), _) => table.names(),
        }
    }

    /// Whether it says what the objects that it describes are called.
    pub fn names_objects(&self) -> bool {
        self.form != Form::JsonSchema
    }

    /// Whether it describes an object; one that describes a single object without a name does.
    pub fn holds(&self, object: &str) -> bool {
        match (&self.body, self.form) {
            (Body::Json(json), Form::Describe) => describe::holds(json, object),
            (Body::Json(json), Form::OpenApi) => openapi::holds(json, object),
            (Body::Json(_), _) => true,
            (Body::OData(model), _) => model.holds(object),
            (Body::Fbdi(table), _) => table.holds(object),
        }
    }

    /// What it says of one object. `object` is the ERP's name of it; a document that describes one
    /// object without a name is taken to be about this one.
    ///
    /// # Errors
    ///
    /// [`SchemaFault`] where the document does not hold the object, or says of it what nobody
    /// understands.
    pub fn object(&self, object: &str) -> Result<ObjectSchema, SchemaFault> {
        match &self.body {
            Body::Json(json) => match self.form {
                Form::Describe => describe::read(json, object),
                Form::OpenApi => openapi::read(json, object),
                _ => json_schema::read(json, object),
            },
            Body::OData(model) => model.object(object),
            Body::Fbdi(table) => table.object(object),
        }
    }
}

/// Reads the published schema of `object`, whatever form it has.
///
/// # Errors
///
/// Those of [`Document::parse`] and [`Document::object`].
pub fn read(text: &str, object: &str) -> Result<ObjectSchema, SchemaFault> {
    Document::parse(text, None)?.object(object)
}

fn no_other(named: Option<Form>, is: Form, found: &str, expected: &str) -> Result<(), SchemaFault> {
    match named {
        Some(named) if named != is => Err(SchemaFault::new("document", found, expected)),
        Some(_) | None => Ok(()),
    }
}

/// The form of a JSON document: the one named where its mark is there, or the one whose mark is.
fn recognised(json: &Json, named: Option<Form>, expected: &str) -> Result<Form, SchemaFault> {
    let Json::Object(members) = json else {
        return Err(SchemaFault::new("document", kind(json), expected));
    };
    if members.contains_key("swagger") {
        let found = "Swagger 2 (`swagger`)";
        return Err(SchemaFault::new("document", found, "OpenAPI 3 (`openapi`)"));
    }
    let has = |form: Form| match form {
        Form::Describe => members.contains_key("Resources"),
        Form::OpenApi => members.contains_key("openapi"),
        // Any object is a schema; without a mark it is only taken for one that is named so.
        Form::JsonSchema => {
            named.is_some()
                || json_schema::MARKS
                    .iter()
                    .any(|mark| members.contains_key(*mark))
        }
        Form::OData | Form::Fbdi => false,
    };
    let candidates = [Form::Describe, Form::OpenApi, Form::JsonSchema];
    let wanted = candidates
        .into_iter()
        .filter(|form| named.is_none_or(|named| named == *form));
    for form in wanted {
        if has(form) {
            return Ok(form);
        }
    }
    let names: Vec<&str> = members.keys().take(8).map(String::as_str).collect();
    let found = format!("an object with the members {}", names.join(", "));
    Err(SchemaFault::new("document", found, expected))
}

fn json(text: &str, expected: &str) -> Result<Json, SchemaFault> {
    let parts = text
        .bytes()
        .filter(|byte| matches!(byte, b',' | b'[' | b'{'));
    let parts = parts.count();
    if parts > PARTS_MAX {
        let found = format!("about {parts} parts");
        let expected = format!("{PARTS_MAX} parts at the most");
        return Err(SchemaFault::new("document", found, expected));
    }
    serde_json::from_str(text).map_err(|error| {
        let at = format!("line {}, column {}", error.line(), error.column());
        let found = format!("text that is not JSON ({error})");
        SchemaFault::new(at, found, expected)
    })
}

/// The word for a kind of JSON value in messages.
pub(super) fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// The fault of a document that does not describe an object.
pub(super) fn no_object<'a>(
    at: &str,
    object: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> SchemaFault {
    const SHOWN_MAX: usize = 8;
    let names: Vec<&str> = known.into_iter().collect();
    let shown: Vec<&str> = names.iter().copied().take(SHOWN_MAX).collect();
    let found = format!("{} objects: {}", names.len(), shown.join(", "));
    let mut fault = SchemaFault::new(at, found, format!("the object `{object}`"));
    fault.nearest = crate::diagnose::nearest(object, names).map(str::to_owned);
    fault
}
