//! What a field rule says of the record that its value refers to.

use landbridge_contract::Name;

use super::model::Named;

/// Which record a value refers to, and what is sent of it.
#[derive(Debug, Clone)]
pub struct ReferenceRule {
    /// The mapping of the record, or the ERP's object.
    pub object: Named,
    /// Where the record is.
    pub place: ReferencePlace,
    /// The attribute by which the ERP is asked for it; none for its business key.
    pub by: Option<Name>,
    /// Whether the record's key is sent as it stands, for interfaces that take no ids; else its target id.
    pub gives_key: bool,
}

/// Where the record is that a value refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferencePlace {
    /// Among the records of this run, or of an earlier one.
    Run,
    /// Among the records that earlier runs loaded; its mapping need not be part of this run.
    Ledger,
    /// In the ERP, whoever put it there.
    Erp,
}

impl ReferenceRule {
    /// What the ledger calls the records meant: their object, and the attribute that they are known by
    /// where that is not the business key.
    pub fn name(&self) -> Name {
        match &self.by {
            None => Name::clone(&self.object.name),
            Some(by) => Name::from(format!("{} by {by}", self.object.name)),
        }
    }
}
