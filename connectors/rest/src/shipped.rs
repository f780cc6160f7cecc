//! The profiles that come with the program.

const SHIPPED: &[(&str, &str)] = &[
    ("erpnext", include_str!("../profiles/erpnext.yaml")),
    ("quickbooks", include_str!("../profiles/quickbooks.yaml")),
    ("xero", include_str!("../profiles/xero.yaml")),
];

/// The text of the profile of that name.
pub(crate) fn text(name: &str) -> Option<&'static str> {
    let found = SHIPPED.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| *text)
}

/// Their names.
pub(crate) fn names() -> Vec<&'static str> {
    SHIPPED.iter().map(|(name, _)| *name).collect()
}
