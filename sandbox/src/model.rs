//! What an object of the sandbox is made of: attributes, lists of values, references, children.
//!
//! Objects are data. Nothing here reads a request or the state; the rest of the crate is driven by
//! these tables, so that adding an object means adding one table.

/// The data type of an attribute, as the describe document names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text of at most `max` characters.
    Text {
        max: u32,
    },
    Integer,
    /// A decimal of at most `digits` digits, `scale` of them after the point.
    Number {
        digits: u32,
        scale: u32,
    },
    Boolean,
    /// A calendar date, `YYYY-MM-DD`.
    Date,
    /// A moment with an offset.
    DateTime,
}

impl Kind {
    /// The name that the describe document gives to the type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text { .. } => "string",
            Self::Integer => "integer",
            Self::Number { .. } => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "datetime",
        }
    }
}

/// When a client may set an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changes {
    Always,
    InCreate,
    Never,
}

impl Changes {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::InCreate => "inCreate",
            Self::Never => "never",
        }
    }
}

/// What the ERP fills in when a new record leaves an attribute empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    Nothing,
    Text(&'static str),
    Flag(bool),
    Number(i64),
    /// The value of another attribute of the same record.
    CopyOf(&'static str),
    Today,
    /// A number drawn from the id, as text: the ERP's own numbering.
    OwnNumber,
    /// The id moved into another range, for ids of records that the sandbox does not keep.
    ShiftedId(i64),
}

/// The values that an attribute accepts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Values {
    Any,
    /// Exactly these.
    List(&'static [&'static str]),
    /// Codes with meanings, and the attribute takes the code.
    Codes(&'static [(&'static str, &'static str)]),
    /// Codes with meanings, and the attribute takes the meaning, or the code as an alias.
    Meanings(&'static [(&'static str, &'static str)]),
}

impl Values {
    pub(crate) fn accepts(self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::List(list) => list.contains(&text),
            Self::Codes(pairs) => pairs.iter().any(|(code, _)| *code == text),
            Self::Meanings(pairs) => pairs
                .iter()
                .any(|(code, meaning)| *code == text || *meaning == text),
        }
    }
}

/// One attribute of an object.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) mandatory: bool,
    pub(crate) changes: Changes,
    pub(crate) queryable: bool,
    pub(crate) values: Values,
    pub(crate) fill: Fill,
    /// Whether the state keeps an index on it.
    pub(crate) indexed: bool,
}

impl Attribute {
    fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            mandatory: false,
            changes: Changes::Always,
            queryable: true,
            values: Values::Any,
            fill: Fill::Nothing,
            indexed: false,
        }
    }

    pub(crate) fn mandatory(mut self) -> Self {
        self.mandatory = true;
        self
    }

    pub(crate) fn in_create(mut self) -> Self {
        self.changes = Changes::InCreate;
        self
    }

    pub(crate) fn read_only(mut self) -> Self {
        self.changes = Changes::Never;
        self
    }

    pub(crate) fn not_queryable(mut self) -> Self {
        self.queryable = false;
        self
    }

    pub(crate) fn one_of(mut self, values: Values) -> Self {
        self.values = values;
        self
    }

    pub(crate) fn fill(mut self, fill: Fill) -> Self {
        self.fill = fill;
        self
    }

    pub(crate) fn indexed(mut self) -> Self {
        self.indexed = true;
        self
    }
}

pub(crate) fn text(name: &'static str, max: u32) -> Attribute {
    Attribute::new(name, Kind::Text { max })
}

pub(crate) fn integer(name: &'static str) -> Attribute {
    Attribute::new(name, Kind::Integer)
}

/// An amount of money: wide enough for every currency, exact to six places.
pub(crate) fn amount(name: &'static str) -> Attribute {
    number(name, 24, 6)
}

pub(crate) fn number(name: &'static str, digits: u32, scale: u32) -> Attribute {
    Attribute::new(name, Kind::Number { digits, scale })
}

pub(crate) fn flag(name: &'static str) -> Attribute {
    Attribute::new(name, Kind::Boolean)
}

pub(crate) fn date(name: &'static str) -> Attribute {
    Attribute::new(name, Kind::Date)
}

pub(crate) fn datetime(name: &'static str) -> Attribute {
    Attribute::new(name, Kind::DateTime)
}

/// A surrogate id that the ERP gives: never set by a client.
pub(crate) fn id(name: &'static str) -> Attribute {
    integer(name).read_only().indexed()
}

/// A pair of attributes, meaning and code, of which either fills the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) meaning: &'static str,
    pub(crate) code: &'static str,
    pub(crate) values: &'static [(&'static str, &'static str)],
}

/// Where a reference looks for the record it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Among all records of a top-level object.
    Everywhere,
    /// Among the children of the same parent.
    SameParent,
    /// Among the children of the record whose id this attribute holds, by what the record has when others have filled it.
    Within(&'static str),
}

/// Attributes that name a record of another collection, each by another of its attributes.
///
/// A client gives one or more of them, they must name the same record, and the ERP fills the rest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference {
    pub(crate) collection: &'static str,
    pub(crate) scope: Scope,
    /// The attribute here, and the attribute there.
    pub(crate) forms: &'static [(&'static str, &'static str)],
}

/// What a client may do to the records of an object, beside reading them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operations {
    pub(crate) create: bool,
    pub(crate) update: bool,
    pub(crate) delete: bool,
}

/// A custom action: it sets attributes of one record and answers with a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) sets: &'static [(&'static str, &'static str)],
    pub(crate) result: &'static str,
    /// What is said of a record that shows all of that already, where the action is for once.
    pub(crate) again: Option<&'static str>,
}

/// A resource: an object of the ERP, or one of its child collections.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// The name in the path.
    pub(crate) name: &'static str,
    /// The name in messages, singular.
    pub(crate) singular: &'static str,
    /// The collection of the state that holds the records. Two resources may share one.
    pub(crate) collection: &'static str,
    /// The id attribute, which is also the first attribute.
    pub(crate) id: &'static str,
    pub(crate) attributes: Vec<Attribute>,
    /// Unique alternate keys; those of a child are unique within its parent.
    pub(crate) keys: &'static [&'static [&'static str]],
    pub(crate) pairs: Vec<Pair>,
    pub(crate) references: Vec<Reference>,
    pub(crate) operations: Operations,
    pub(crate) actions: &'static [Action],
    pub(crate) children: Vec<Object>,
    /// Whether its records are addressed by an opaque key instead of their id.
    pub(crate) opaque: bool,
    /// What is said of a key that is taken, with its code, where the product has words of its own for it.
    pub(crate) taken: Option<(&'static str, &'static str)>,
    /// Records that are there from the start, by the code and the id that name them; nothing is kept of them.
    pub(crate) standing: &'static [(&'static str, i64)],
    /// The child collection of which a new record must bring one, and what is said, with its code, where it brings none.
    pub(crate) needs: Option<(&'static str, &'static str, &'static str)>,
}

/// What an opaque key begins with.
const OPAQUE: &str = "00020000000EACED00057708";

impl Object {
    /// An object with its own attributes and the audit attributes that nearly every resource has.
    pub(crate) fn new(
        name: &'static str,
        singular: &'static str,
        collection: &'static str,
        id_attribute: &'static str,
        own: Vec<Attribute>,
    ) -> Self {
        let mut attributes = vec![id(id_attribute)];
        attributes.extend(own);
        attributes.extend([
            text("CreatedBy", 64).read_only(),
            datetime("CreationDate").read_only(),
            text("LastUpdatedBy", 64).read_only(),
            datetime("LastUpdateDate").read_only(),
        ]);
        Self {
            name,
            singular,
            collection,
            id: id_attribute,
            attributes,
            keys: &[],
            pairs: Vec::new(),
            references: Vec::new(),
            operations: Operations {
                create: true,
                update: true,
                delete: true,
            },
            actions: &[],
            children: Vec::new(),
            opaque: false,
            taken: None,
            standing: &[],
            needs: None,
        }
    }

    /// Has its records addressed by an opaque key.
    pub(crate) fn opaque(mut self) -> Self {
        self.opaque = true;
        self
    }

    /// Has records from the start, which are named by their code as well.
    pub(crate) fn standing(mut self, records: &'static [(&'static str, i64)]) -> Self {
        self.standing = records;
        self
    }

    /// The last segment of a record's address.
    pub(crate) fn address_of(&self, id: i64) -> String {
        if self.opaque {
            format!("{OPAQUE}{id:016X}")
        } else {
            id.to_string()
        }
    }

    /// The record that a last segment names.
    pub(crate) fn id_of(&self, address: &str) -> Option<i64> {
        if self.opaque {
            i64::from_str_radix(address.strip_prefix(OPAQUE)?, 16).ok()
        } else {
            let mut standing = self.standing.iter();
            let known = standing.find(|(code, _)| *code == address);
            known.map(|(_, id)| *id).or_else(|| address.parse().ok())
        }
    }

    /// Names the unique keys, and has their first attributes indexed.
    pub(crate) fn keys(mut self, keys: &'static [&'static [&'static str]]) -> Self {
        self.keys = keys;
        for first in keys.iter().filter_map(|key| key.first()) {
            for attribute in self.attributes.iter_mut().filter(|a| a.name == *first) {
                attribute.indexed = true;
            }
        }
        self
    }

    /// Ties a meaning to its code, and has both accept only what the list holds.
    pub(crate) fn pair(
        mut self,
        meaning: &'static str,
        code: &'static str,
        values: &'static [(&'static str, &'static str)],
    ) -> Self {
        for attribute in &mut self.attributes {
            if attribute.name == meaning {
                attribute.values = Values::Meanings(values);
            } else if attribute.name == code {
                attribute.values = Values::Codes(values);
            }
        }
        self.pairs.push(Pair {
            meaning,
            code,
            values,
        });
        self
    }

    /// Says of a key that is taken what the product says.
    pub(crate) fn taken(mut self, text: &'static str, code: &'static str) -> Self {
        self.taken = Some((text, code));
        self
    }

    /// Refuses a new record without one of these children.
    pub(crate) fn needs(
        mut self,
        child: &'static str,
        text: &'static str,
        code: &'static str,
    ) -> Self {
        self.needs = Some((child, text, code));
        self
    }

    pub(crate) fn reference(mut self, reference: Reference) -> Self {
        self.references.push(reference);
        self
    }

    pub(crate) fn operations(mut self, operations: Operations) -> Self {
        self.operations = operations;
        self
    }

    pub(crate) fn actions(mut self, actions: &'static [Action]) -> Self {
        self.actions = actions;
        self
    }

    pub(crate) fn child(mut self, child: Object) -> Self {
        self.children.push(child);
        self
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }

    pub(crate) fn child_named(&self, name: &str) -> Option<&Object> {
        self.children.iter().find(|child| child.name == name)
    }
}
