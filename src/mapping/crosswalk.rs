//! Crosswalks: legacy code to ERP code.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use landbridge_contract::{Name, Origin, Text, Value};

use super::convert::plain_text;
use super::screen::Screen;
use super::tables::Tables;
use crate::diagnose::{Diagnostic, Location, codes, masked};
use crate::project::mistake;

/// The codes of one crosswalk.
#[derive(Debug, Clone, Default)]
pub struct Crosswalk {
    codes: HashMap<Text, Text>,
    /// The legacy codes as names to be found by likeness; made when first asked for.
    screen: OnceLock<Screen>,
}

/// A legacy code with two ERP codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrosswalkConflict {
    /// The legacy code.
    pub code: Text,
    /// The ERP code that it has already; it keeps it.
    pub first: Text,
    /// The other one.
    pub second: Text,
}

impl Crosswalk {
    /// Adds a line of the crosswalk's file. Outer white space is not part of a code; a line
    /// without a legacy code says nothing; a line that stands twice is harmless.
    pub fn insert(&mut self, from: &Value, to: &Value) -> Result<(), CrosswalkConflict> {
        let code = Text::from(plain_text(from).trim());
        let target = Text::from(plain_text(to).trim());
        if code.is_empty() {
            return Ok(());
        }
        match self.codes.get(&code) {
            Some(first) if *first != target => Err(CrosswalkConflict {
                first: first.clone(),
                second: target,
                code,
            }),
            Some(_) => Ok(()),
            None => {
                self.codes.insert(code, target);
                Ok(())
            }
        }
    }

    /// The ERP code of a legacy code; an empty one counts as none.
    pub fn get(&self, code: &str) -> Option<&Text> {
        self.codes.get(code).filter(|target| !target.is_empty())
    }

    /// Every legacy code with its ERP code, in their order.
    pub(crate) fn pairs(&self) -> Vec<(&Text, &Text)> {
        let mut pairs: Vec<(&Text, &Text)> = self.codes.iter().collect();
        pairs.retain(|(_, target)| !target.is_empty());
        pairs.sort();
        pairs
    }

    /// The legacy codes, to be found by likeness. Lines added later are not among them.
    pub(crate) fn screen(&self) -> &Screen {
        self.screen.get_or_init(|| Screen::new(self.codes.keys()))
    }

    /// The number of legacy codes.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

impl CrosswalkConflict {
    /// The mistake in words: `defined` is where landbridge.yaml defines the crosswalk, `origin`
    /// the line that was refused, `personal` whether a personal value goes through it.
    pub fn diagnostic(&self, defined: &Location, origin: &Origin, personal: bool) -> Diagnostic {
        let shown = |code: &Text| masked(&Value::Text(code.clone()), personal);
        mistake(
            &codes::MAPPING_CROSSWALK_CONFLICT,
            defined,
            format!(
                "{} to {} at {origin}",
                shown(&self.code),
                shown(&self.second)
            ),
            format!("one code for it; it has {} already", shown(&self.first)),
        )
    }
}

/// The crosswalks of a project by name.
#[derive(Debug, Clone, Default)]
pub struct Crosswalks {
    by_name: BTreeMap<Name, Crosswalk>,
    /// The other tables of the project.
    pub tables: Tables,
}

impl Crosswalks {
    /// Adds a crosswalk; one of the same name is replaced.
    pub fn insert(&mut self, name: Name, crosswalk: Crosswalk) {
        self.by_name.insert(name, crosswalk);
    }

    /// A crosswalk.
    pub fn get(&self, name: &str) -> Option<&Crosswalk> {
        self.by_name.get(name)
    }
}
