//! The objects that the sandbox offers, one module each.
//!
//! To add an object: copy the smallest module, describe its attributes, and add it to [`catalog`].

mod fixed_assets;
mod invoices;
mod journals;
mod projects;
mod purchase_orders;
mod suppliers;

use std::sync::LazyLock;

use crate::model::{Object, Reference, Scope};

static CATALOG: LazyLock<Vec<Object>> = LazyLock::new(|| {
    vec![
        suppliers::object(),
        invoices::object(),
        purchase_orders::draft(),
        purchase_orders::order(),
        fixed_assets::object(),
        journals::object(),
        projects::object(),
    ]
});

/// All top-level objects, in the order of the catalog.
pub(crate) fn catalog() -> &'static [Object] {
    &CATALOG
}

/// The top-level object of that name.
pub(crate) fn find(name: &str) -> Option<&'static Object> {
    catalog().iter().find(|object| object.name == name)
}

/// The object or child collection that keeps its records in `collection`.
pub(crate) fn by_collection(collection: &str) -> Option<&'static Object> {
    fn within(objects: &'static [Object], collection: &str) -> Option<&'static Object> {
        objects.iter().find_map(|object| {
            if object.collection == collection {
                Some(object)
            } else {
                within(&object.children, collection)
            }
        })
    }
    within(catalog(), collection)
}

/// The supplier that an invoice or an order names, by name, number or id.
const SUPPLIER: Reference = Reference {
    collection: "suppliers",
    scope: Scope::Everywhere,
    forms: &[
        ("Supplier", "Supplier"),
        ("SupplierNumber", "SupplierNumber"),
        ("SupplierId", "SupplierId"),
    ],
};
