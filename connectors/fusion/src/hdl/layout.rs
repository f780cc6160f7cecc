//! What the file of a mapping's object looks like: its components and their columns.
//!
//! A METADATA line names only what a mapping fills, what the table fills, and the keys; so a column is
//! never sent empty in every line, and what a pod does not know is not sent unless the mapping says so.

use std::collections::BTreeSet;

use landbridge_contract::{Fields, ObjectSpec, OptionValue, Options, Outgoing, Value};

use super::objects::{self, Component, Fill, Usual};

/// The owner of source keys that every pod knows.
const OWNER: &str = "HRC_SQLLOADER";

/// The column of the owner of a source key.
pub(super) const OWNER_COLUMN: &str = "SourceSystemOwner";
/// The column of a source key.
pub(super) const ID_COLUMN: &str = "SourceSystemId";
/// What the name of a column ends with that holds another record's source key.
pub(super) const BY_SOURCE_KEY: &str = "(SourceSystemId)";

/// The layout of a file.
#[derive(Debug)]
pub(super) struct Layout {
    /// Who owns the source keys.
    pub(super) owner: String,
    /// What `SET` lines say, before all others.
    pub(super) sets: Vec<(String, String)>,
    /// Components in the order of the file.
    pub(super) sections: Vec<Section>,
}

/// A component of the file.
#[derive(Debug)]
pub(super) struct Section {
    /// The discriminator.
    pub(super) name: String,
    /// The nested collections that lead to its records; none for the object itself.
    pub(super) path: Vec<String>,
    /// What its source keys end with; empty for the object itself.
    pub(super) suffix: String,
    /// Attributes that tell records of one parent apart.
    pub(super) natural: Vec<(String, Usual)>,
    /// Columns in their order.
    pub(super) columns: Vec<Column>,
    /// Its lines are made from records of another component; what the mapping states of them stands
    /// there under this component's name.
    pub(super) derived: bool,
    /// False where it only holds what others are made of.
    pub(super) sent: bool,
    /// Whether its lines carry source keys that are made here where the mapping states none.
    pub(super) keys_made: bool,
    /// Whether the mapping states who owns the source keys.
    pub(super) owner_stated: bool,
}

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The owner of the source key.
    Owner,
    /// The source key.
    Id,
    /// The source key of the parent.
    Parent {
        /// The name in the METADATA line.
        column: String,
        /// The parent's place among the sections.
        section: usize,
    },
    /// An attribute.
    Attribute {
        /// The name in the METADATA line and in the payload.
        name: String,
        /// What it holds where the payload does not.
        fill: Option<Fill>,
    },
}

impl Column {
    /// The name in the METADATA line.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Owner => OWNER_COLUMN,
            Self::Id => ID_COLUMN,
            Self::Parent { column, .. } => column,
            Self::Attribute { name, .. } => name,
        }
    }
}

impl Layout {
    /// The layout for an object as a mapping fills it. Where the mapping's attributes are not known, those
    /// of the records count.
    pub(super) fn of(object: &str, spec: &ObjectSpec, batch: &[Outgoing]) -> Self {
        let filled = Filled::of(spec, batch);
        let options = &spec.options;
        let mut layout = Self {
            owner: options
                .text("source_system_owner")
                .unwrap_or_else(|| OWNER.to_owned()),
            sets: stated(options, "set"),
            sections: Vec::new(),
        };
        let source_keys = options.bool("source_keys").unwrap_or(true);
        match objects::table(object) {
            Some(table) => {
                for component in table.components {
                    layout.known(component, &filled, source_keys);
                }
            }
            None => layout.sections.push(Section {
                columns: columns(
                    &[OWNER_COLUMN, ID_COLUMN],
                    &[],
                    &filled.at(""),
                    None,
                    source_keys,
                ),
                keys_made: source_keys,
                owner_stated: filled.states_owner(""),
                ..Section::new(object, "", "")
            }),
        }
        layout.unknown(&filled, source_keys, &stated(options, "components"));
        let only = options.texts("sections");
        for section in &mut layout.sections {
            section.sent = only.is_empty() || only.contains(&section.name);
        }
        layout
    }

    /// A component of the table, where the mapping fills it.
    fn known(&mut self, component: &'static Component, filled: &Filled, source_keys: bool) {
        let path = component.path;
        if !path.is_empty() && !filled.collections.iter().any(|known| known == path) {
            return;
        }
        let derived = !path.is_empty() && component.name != last(path);
        let within = if derived {
            format!("{path}.{}", component.name)
        } else {
            path.to_owned()
        };
        let mut known = component.columns;
        if known.is_empty() {
            known = &[OWNER_COLUMN, ID_COLUMN];
        }
        let parent = self.place_of(component.parent);
        let mut own = columns(
            known,
            component.fills,
            &filled.at(&within),
            parent,
            source_keys,
        );
        if let Some(parent) = parent.filter(|_| source_keys && component.columns.is_empty()) {
            let column = format!("{}Id{BY_SOURCE_KEY}", component.parent);
            let section = parent;
            own.insert(2.min(own.len()), Column::Parent { column, section });
        }
        let usual = component.natural.iter();
        let natural = usual.map(|(name, usual)| ((*name).to_owned(), *usual));
        self.sections.push(Section {
            columns: own,
            derived,
            natural: natural.collect(),
            keys_made: source_keys,
            owner_stated: filled.states_owner(&within),
            ..Section::new(component.name, path, component.suffix)
        });
    }

    /// Nested collections that the table does not know.
    fn unknown(&mut self, filled: &Filled, source_keys: bool, parents: &[(String, String)]) {
        for path in &filled.collections {
            let (within, name) = path.rsplit_once('.').unwrap_or(("", path));
            let known = self.sections.iter().any(|section| {
                let path_of = section.path.join(".");
                path_of == *path || (section.derived && section.name == name && path_of == within)
            });
            if known {
                continue;
            }
            let mut sections = self.sections.iter();
            let parent = sections.position(|one| !one.derived && one.path.join(".") == within);
            let stated = parents.iter().find(|(component, _)| component == name);
            let column = match (stated, parent.and_then(|parent| self.sections.get(parent))) {
                (Some((_, column)), _) => column.clone(),
                (None, Some(parent)) => format!("{}Id", parent.name),
                (None, None) => continue,
            };
            let column = format!("{column}{BY_SOURCE_KEY}");
            let ordered = [OWNER_COLUMN, ID_COLUMN, column.as_str()];
            self.sections.push(Section {
                columns: columns(&ordered, &[], &filled.at(path), parent, source_keys),
                keys_made: source_keys,
                owner_stated: filled.states_owner(path),
                ..Section::new(name, path, name)
            });
        }
    }

    fn place_of(&self, name: &str) -> Option<usize> {
        self.sections.iter().position(|one| one.name == name)
    }
}

impl Section {
    fn new(name: &str, path: &str, suffix: &str) -> Self {
        let segments = path.split('.').filter(|segment| !segment.is_empty());
        Self {
            name: name.to_owned(),
            path: segments.map(str::to_owned).collect(),
            suffix: suffix.to_owned(),
            natural: Vec::new(),
            columns: Vec::new(),
            derived: false,
            sent: true,
            keys_made: true,
            owner_stated: false,
        }
    }

    /// Whether its lines begin at a date of their own, so that a source key may stand in several.
    pub(super) fn is_dated(&self) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|column| column.name() == "EffectiveStartDate")
    }
}

/// The columns of a component: those known, of which attributes only where the mapping or a rule fills them,
/// and then the mapping's others in its order.
fn columns(
    known: &[&str],
    fills: &[(&str, Fill)],
    filled: &[String],
    parent: Option<usize>,
    source_keys: bool,
) -> Vec<Column> {
    let mut columns = Vec::new();
    for &name in known {
        let fill = fills.iter().find(|(filled, _)| *filled == name);
        let stated = filled.iter().any(|attribute| attribute == name);
        match (name, parent) {
            (OWNER_COLUMN, _) if source_keys || stated => columns.push(Column::Owner),
            (ID_COLUMN, _) if source_keys || stated => columns.push(Column::Id),
            (OWNER_COLUMN | ID_COLUMN, _) => {}
            (column, Some(section))
                if column.ends_with(BY_SOURCE_KEY) && !stated && source_keys =>
            {
                let column = column.to_owned();
                columns.push(Column::Parent { column, section });
            }
            _ if stated || fill.is_some() => columns.push(Column::Attribute {
                name: name.to_owned(),
                fill: fill.map(|(_, fill)| *fill),
            }),
            _ => {}
        }
    }
    for name in filled.iter().filter(|name| !known.contains(&name.as_str())) {
        columns.push(Column::Attribute {
            name: name.clone(),
            fill: None,
        });
    }
    columns
}

/// What a mapping fills.
#[derive(Debug, Default)]
struct Filled {
    /// Paths of attributes that are no collections.
    attributes: Vec<String>,
    /// Paths of nested collections, those around before those within.
    collections: Vec<String>,
}

impl Filled {
    fn of(spec: &ObjectSpec, batch: &[Outgoing]) -> Self {
        let mut paths: Vec<String> = spec.attributes.iter().map(ToString::to_string).collect();
        if paths.is_empty() {
            let mut seen = BTreeSet::new();
            for record in batch {
                collect(&record.payload, "", &mut paths, &mut seen);
            }
        }
        let within = |path: &String| paths.iter().any(|other| is_within(other, path));
        let (mut collections, attributes): (Vec<String>, Vec<String>) =
            paths.iter().cloned().partition(within);
        collections.sort_by_key(|path| path.matches('.').count());
        Self {
            attributes,
            collections,
        }
    }

    fn states_owner(&self, path: &str) -> bool {
        self.at(path).iter().any(|name| name == OWNER_COLUMN)
    }

    /// The attributes directly at a path, by their names.
    fn at(&self, path: &str) -> Vec<String> {
        let attributes = self.attributes.iter().filter_map(|attribute| {
            let (within, name) = attribute.rsplit_once('.').unwrap_or(("", attribute));
            (within == path).then(|| name.to_owned())
        });
        attributes.collect()
    }
}

fn is_within(path: &str, collection: &str) -> bool {
    path.strip_prefix(collection)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// The paths of everything in a payload, each once.
fn collect(fields: &Fields, within: &str, paths: &mut Vec<String>, seen: &mut BTreeSet<String>) {
    for (name, value) in fields {
        let path = if within.is_empty() {
            name.to_string()
        } else {
            format!("{within}.{name}")
        };
        if seen.insert(path.clone()) {
            paths.push(path.clone());
        }
        match value {
            Value::Record(fields) => collect(fields, &path, paths, seen),
            Value::List(items) => {
                for item in items {
                    if let Value::Record(fields) = item {
                        collect(fields, &path, paths, seen);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Named texts that the mapping states under an option.
pub(super) fn stated(options: &Options, name: &str) -> Vec<(String, String)> {
    let Some(OptionValue::Map(entries)) = options.0.get(name) else {
        return Vec::new();
    };
    let texts = entries.iter().filter_map(|(name, value)| match value {
        OptionValue::Text(text) => Some((name.clone(), text.clone())),
        OptionValue::Integer(number) => Some((name.clone(), number.to_string())),
        OptionValue::Bool(_) | OptionValue::List(_) | OptionValue::Map(_) => None,
    });
    texts.collect()
}

/// The last name of a path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
