//! What the ERP can be asked about a value.

use std::sync::Arc;

use landbridge_contract::Name;

use crate::schema::ListOfValues;

const RECORD: &str = "record ";
const LIST: &str = "list ";

/// What a question is about, as one text, so that equal questions of several mappings are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject(Name);

/// A subject taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About<'a> {
    /// Whether the ERP holds a record of this object, known by this attribute or by its business key.
    Record {
        /// The mapping, or the ERP's object.
        object: &'a str,
        /// The attribute.
        by: Option<&'a str>,
    },
    /// Whether a list of values holds the value.
    List {
        /// The list.
        list: &'a str,
        /// The attribute of its members that holds the value.
        attribute: &'a str,
    },
}

impl Subject {
    /// Whether the ERP holds a record, by the name under which records are referred to.
    pub(crate) fn record(name: &str) -> Self {
        Self(Arc::from(format!("{RECORD}{name}")))
    }

    /// Whether a list holds a value.
    pub(crate) fn list(list: &ListOfValues) -> Self {
        Self(Arc::from(format!("{LIST}{} {}", list.name, list.attribute)))
    }

    /// The text.
    pub(crate) fn text(&self) -> &Name {
        &self.0
    }

    /// Whether it is about a list of values.
    pub(crate) fn is_list(&self) -> bool {
        self.0.starts_with(LIST)
    }
}

impl<'a> About<'a> {
    /// Takes a subject's text apart.
    pub fn of(text: &'a str) -> Option<Self> {
        if let Some(name) = text.strip_prefix(RECORD) {
            let (object, by) = match name.split_once(" by ") {
                Some((object, by)) => (object, Some(by)),
                None => (name, None),
            };
            return Some(Self::Record { object, by });
        }
        let (list, attribute) = text.strip_prefix(LIST)?.rsplit_once(' ')?;
        Some(Self::List { list, attribute })
    }

    /// What is asked for, in words.
    pub fn words(self) -> String {
        match self {
            Self::Record { object, by: None } => format!("records of {object}"),
            Self::Record {
                object,
                by: Some(by),
            } => format!("records of {object} by {by}"),
            Self::List { list, .. } => format!("values of {list}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_says_what_it_is_about() {
        let list = ListOfValues {
            name: Name::from("TermsLOV"),
            attribute: Name::from("Name"),
        };
        let about = |subject: &Subject| About::of(subject.text()).map(About::words);
        assert_eq!(about(&Subject::list(&list)).unwrap(), "values of TermsLOV");
        let record = Subject::record("suppliers by Supplier");
        assert_eq!(about(&record).unwrap(), "records of suppliers by Supplier");
        assert_eq!(About::of("something else"), None);
    }
}
