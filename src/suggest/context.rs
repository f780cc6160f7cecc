//! The attributes that columns can become, with the words of where they stand.

use super::likeness::{HEAD_WEIGHT_MIN, Weighed};
use super::words::{Reading, readings, weight};
use crate::schema::{AllowChanges, Attribute, AttributeKind, ObjectSchema};

/// An attribute and where it stands.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) attribute: &'a Attribute,
    /// The nested part that has it; none for the object itself.
    pub(super) child: Option<&'a ObjectSchema>,
    /// Whether it is the name or number by which records are told apart.
    pub(super) names_the_record: bool,
    readings: Vec<Reading>,
    context: Vec<String>,
    object: Vec<String>,
}

impl Place<'_> {
    /// The ways to read it, weighed where it stands.
    pub(super) fn weighed(&self) -> Vec<Weighed> {
        let weigh = |reading| Weighed::new(reading, &self.context, &self.context, &[]);
        self.readings.iter().map(weigh).collect()
    }

    /// The words of the object and of the nested part.
    pub(super) fn context(&self) -> &[String] {
        &self.context
    }

    /// The words of the object alone.
    pub(super) fn object(&self) -> &[String] {
        &self.object
    }

    /// Whether it is the name or number of a nested part and says nothing else: `AddressName`. A column
    /// must say the part's word to be it.
    pub(super) fn wants_word_of_part(&self) -> bool {
        let little = |word: &String| self.context.contains(word) || weight(word) < HEAD_WEIGHT_MIN;
        self.child.is_some()
            && self
                .readings
                .iter()
                .all(|reading| reading.words.iter().all(little))
    }

    /// The words of the nested part alone.
    pub(super) fn part(&self) -> impl Iterator<Item = &String> {
        self.context
            .iter()
            .filter(|word| !self.object.contains(word))
    }

    /// Whether a word stands in its name.
    pub(super) fn says(&self, word: &str) -> bool {
        let mut words = self.readings.iter().flat_map(|reading| &reading.words);
        words.any(|one| one == word)
    }

    /// Whether a word stands in its name, however it is read.
    pub(super) fn says_surely(&self, word: &str) -> bool {
        let says = |reading: &Reading| reading.words.iter().any(|one| one == word);
        self.readings.iter().all(says)
    }

    /// Whether it says this word and besides only what its context says, or `code` and `address`.
    pub(super) fn says_only(&self, word: &str) -> bool {
        let plain = |one: &String| {
            one == word || one == "code" || one == "address" || self.context.contains(one)
        };
        let mut readings = self.readings.iter();
        readings.any(|reading| {
            reading.words.iter().any(|one| one == word) && reading.words.iter().all(plain)
        })
    }

    /// Whether it takes numbers.
    pub(super) fn is_number(&self) -> bool {
        matches!(
            self.attribute.kind,
            AttributeKind::Integer | AttributeKind::Number
        )
    }

    /// Whether it takes dates.
    pub(super) fn is_date(&self) -> bool {
        matches!(
            self.attribute.kind,
            AttributeKind::Date | AttributeKind::DateTime
        )
    }
}

/// The places of an object and of its nested parts, except those that nested records fill.
pub(super) fn places<'a>(schema: &'a ObjectSchema, filled: &[&str]) -> Vec<Place<'a>> {
    let object = words(&schema.name);
    let mut places = of(schema, None, &object, &object);
    for child in &schema.children {
        if !filled.contains(&&*child.name) {
            places.extend(of(child, Some(child), &object, &inner(&object, child)));
        }
    }
    places
}

/// The places of one nested part that nested records fill.
pub(super) fn within<'a>(schema: &ObjectSchema, child: &'a ObjectSchema) -> Vec<Place<'a>> {
    // Nested records are of the nested part, as records are of the object.
    let context = inner(&words(&schema.name), child);
    of(child, None, &context, &context)
}

fn inner(context: &[String], child: &ObjectSchema) -> Vec<String> {
    let mut inner = context.to_vec();
    inner.extend(words(&child.name));
    inner
}

/// The words of a name, in any way to read it.
pub(super) fn words(name: &str) -> Vec<String> {
    let all = readings(name).into_iter().flat_map(|reading| reading.words);
    all.collect()
}

fn of<'a>(
    schema: &'a ObjectSchema,
    child: Option<&'a ObjectSchema>,
    object: &[String],
    context: &[String],
) -> Vec<Place<'a>> {
    let writable = |attribute: &&Attribute| attribute.allow_changes != AllowChanges::Never;
    let attributes = schema.attributes.iter().filter(writable);
    let place = |attribute: &'a Attribute| {
        let readings = readings(&attribute.name);
        Place {
            attribute,
            child,
            names_the_record: names_the_record(&readings, context),
            readings,
            context: context.to_vec(),
            object: object.to_vec(),
        }
    };
    attributes.map(place).collect()
}

/// Whether nothing but words of the object stand beside `number`, `key` or `code`.
fn names_the_record(readings: &[Reading], context: &[String]) -> bool {
    const NAMING: [&str; 3] = ["number", "key", "code"];
    readings.iter().any(|reading| {
        let names = reading
            .words
            .iter()
            .any(|word| NAMING.contains(&word.as_str()));
        names
            && (reading.words.iter())
                .all(|word| NAMING.contains(&word.as_str()) || context.contains(word))
    })
}
