//! Name tests of paths, and the namespaces that are in force where one is tried.

use std::collections::BTreeMap;

use crate::attributes::Attribute;
use crate::fault::Problem;
use crate::references::attribute_value;

/// What a path asks of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NameTest {
    /// `*`: any.
    Any,
    /// `name` or `prefix:name`: as written in the file.
    Written(String),
    /// `prefix:*`: any name with this prefix as written.
    Prefixed(String),
    /// `*:name`: any namespace.
    Local(String),
    /// `{uri}name`, or a prefix that the option `namespaces` binds; no name for `*`.
    Bound { uri: String, local: Option<String> },
}

/// The option `namespaces`: prefixes of paths and what they stand for. The empty prefix stands
/// for element names without one.
pub(crate) type Bindings = BTreeMap<String, String>;

impl NameTest {
    /// Reads a name test; `element` where the empty prefix is bound too.
    pub(crate) fn parse(text: &str, bindings: &Bindings, element: bool) -> Result<Self, String> {
        if let Some(rest) = text.strip_prefix('{') {
            let (uri, local) = rest.split_once('}').ok_or("a namespace without `}`")?;
            return Ok(Self::Bound {
                uri: uri.to_owned(),
                local: name_or_any(local)?,
            });
        }
        let (prefix, local) = text.split_once(':').unwrap_or(("", text));
        let local = name_or_any(local)?;
        let binds = !prefix.is_empty() || (element && local.is_some());
        if let Some(uri) = bindings.get(prefix).filter(|_| binds) {
            return Ok(Self::Bound {
                uri: uri.clone(),
                local,
            });
        }
        match (prefix, local) {
            ("" | "*", None) => Ok(Self::Any),
            ("*", Some(local)) => Ok(Self::Local(local)),
            (prefix, None) => Ok(Self::Prefixed(valid_name(prefix)?)),
            ("", Some(local)) => Ok(Self::Written(local)),
            (prefix, Some(local)) => Ok(Self::Written(format!("{}:{local}", valid_name(prefix)?))),
        }
    }

    /// True where elements of different names pass.
    pub(crate) fn is_wildcard(&self) -> bool {
        matches!(
            self,
            Self::Any | Self::Prefixed(_) | Self::Bound { local: None, .. }
        )
    }

    /// True where namespaces must be followed to try this.
    pub(crate) fn needs_spaces(&self) -> bool {
        matches!(self, Self::Bound { .. })
    }

    /// Tries a name of the file. An attribute without a prefix has no namespace.
    pub(crate) fn accepts(&self, name: &str, spaces: &Spaces, element: bool) -> bool {
        match self {
            Self::Any => true,
            Self::Written(written) => name == written,
            Self::Prefixed(prefix) => split(name).0 == prefix,
            Self::Local(local) => split(name).1 == local,
            Self::Bound { uri, local } => {
                let (prefix, found) = split(name);
                let bound = if prefix.is_empty() && !element {
                    ""
                } else {
                    spaces.uri(prefix)
                };
                bound == uri && local.as_ref().is_none_or(|local| local == found)
            }
        }
    }
}

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

fn name_or_any(text: &str) -> Result<Option<String>, String> {
    if text == "*" {
        Ok(None)
    } else {
        valid_name(text).map(Some)
    }
}

fn valid_name(text: &str) -> Result<String, String> {
    let odd = |sign: char| sign.is_whitespace() || "[]{}()@=<>&'\":|!+,;*$/".contains(sign);
    if text.is_empty() || text.contains(odd) || text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(format!("`{text}` where a name is expected"));
    }
    Ok(text.to_owned())
}

/// The namespaces in force, innermost last.
#[derive(Debug, Default)]
pub(crate) struct Spaces {
    declared: Vec<(String, String)>,
    generation: u64,
    generations: u64,
}

/// What was in force before an element.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SpacesMark {
    declared: usize,
    generation: u64,
}

impl Spaces {
    /// Takes the declarations of a tag. [`Spaces::leave`] undoes it by the mark of
    /// [`Spaces::mark`] taken before.
    pub(crate) fn declare(&mut self, text: &str, attributes: &[Attribute]) -> Result<(), Problem> {
        for attribute in attributes {
            let name = text.get(attribute.name.clone()).unwrap_or_default();
            let Some(prefix) = declared_prefix(name) else {
                continue;
            };
            let raw = text.get(attribute.value.clone()).unwrap_or_default();
            let uri = attribute_value(raw)?.into_owned();
            self.declared.push((prefix.to_owned(), uri));
            self.generations += 1;
            self.generation = self.generations;
        }
        Ok(())
    }

    /// A number that stands for what is in force: equal numbers, equal namespaces.
    #[inline]
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    pub(crate) fn mark(&self) -> SpacesMark {
        SpacesMark {
            declared: self.declared.len(),
            generation: self.generation,
        }
    }

    pub(crate) fn leave(&mut self, mark: SpacesMark) {
        self.declared.truncate(mark.declared);
        self.generation = mark.generation;
    }

    fn uri(&self, prefix: &str) -> &str {
        if prefix == "xml" {
            return "http://www.w3.org/XML/1998/namespace";
        }
        let mut inner = self.declared.iter().rev();
        inner
            .find(|(declared, _)| declared == prefix)
            .map_or("", |(_, uri)| uri)
    }
}

/// The prefix that an attribute of this name declares.
pub(crate) fn declared_prefix(name: &str) -> Option<&str> {
    match name.strip_prefix("xmlns") {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix(':'),
        None => None,
    }
}

/// Which bytes end a name in a file.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, which refuses what is out of range"
)]
const ENDS_NAME: [bool; 256] = {
    let mut ends = [false; 256];
    let signs = b" \t\r\n/>=\"'<&";
    let mut next = 0;
    while next < signs.len() {
        ends[signs[next] as usize] = true;
        next += 1;
    }
    ends
};

/// Where the name that begins at `from` ends.
#[inline]
pub(crate) fn end_of_name(bytes: &[u8], from: usize) -> usize {
    let name = bytes.get(from..).unwrap_or_default();
    let ends = |byte: &u8| {
        let ends = ENDS_NAME.get(usize::from(*byte));
        ends.copied().unwrap_or_default()
    };
    from + name.iter().position(ends).unwrap_or(name.len())
}
