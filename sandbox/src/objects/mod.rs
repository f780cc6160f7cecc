//! The objects that the sandbox offers, one module each.
//!
//! To add an object: copy the smallest module, describe its attributes, and add it to [`catalog`].

mod bank_accounts;
mod cash;
mod contracts;
mod customers;
mod fixed_assets;
mod fleet;
mod grants;
mod inventory;
mod invoices;
mod items;
mod journals;
mod project_costs;
mod projects;
mod purchase_orders;
mod receivables;
mod requisitions;
mod suppliers;
mod talent;
mod user_accounts;
pub(crate) mod value_sets;
mod workers;

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
        contracts::object(),
        grants::sponsors(),
        grants::awards(),
        fleet::assets(),
        fleet::readings(),
        fleet::work_orders(),
        project_costs::expenditures(),
        project_costs::budgets(),
        project_costs::ledger_budgets(),
        items::object(),
        requisitions::object(),
        inventory::object(),
        bank_accounts::object(),
        bank_accounts::assignments(),
        value_sets::object(),
        cash::banks(),
        cash::branches(),
        cash::accounts(),
        customers::object(),
        receivables::object(),
    ]
});

static HCM: LazyLock<Vec<Object>> = LazyLock::new(|| {
    vec![
        workers::object(),
        workers::salaries(),
        workers::absences(),
        workers::element_entries(),
        workers::learning_records(),
        talent::performance(),
        talent::candidates(),
        talent::requisitions(),
        workers::data_sets(),
        user_accounts::object(),
    ]
});

/// What data sets write and no resource shows.
static UNSHOWN: LazyLock<Vec<Object>> = LazyLock::new(|| {
    vec![
        talent::payment_methods(),
        talent::contacts(),
        talent::goal_plans(),
    ]
});

/// The trees of resources that the ERP serves, each under a root of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    /// Financials, procurement, projects: `/fscmRestApi`.
    Fscm,
    /// Human resources: `/hcmRestApi`.
    Hcm,
    /// EPM Planning and its files: `/HyperionPlanning` and `/interop`. It has no objects.
    Planning,
}

impl Area {
    /// The area under that first segment of a path.
    pub(crate) fn of_root(root: &str) -> Option<Self> {
        match root {
            "fscmRestApi" => Some(Self::Fscm),
            "hcmRestApi" => Some(Self::Hcm),
            "HyperionPlanning" | "interop" => Some(Self::Planning),
            _ => None,
        }
    }

    /// What follows the root.
    pub(crate) fn second(self) -> &'static str {
        match self {
            Self::Fscm | Self::Hcm => "resources",
            Self::Planning => "rest",
        }
    }
}

/// The top-level objects of an area, in the order of its catalog.
pub(crate) fn catalog(area: Area) -> &'static [Object] {
    match area {
        Area::Fscm => &CATALOG,
        Area::Hcm => &HCM,
        Area::Planning => &[],
    }
}

/// The top-level object of that name.
pub(crate) fn find(area: Area, name: &str) -> Option<&'static Object> {
    catalog(area).iter().find(|object| object.name == name)
}

/// The top-level object that keeps what data sets write under that name, whether a resource shows it or not.
pub(crate) fn kept(name: &str) -> Option<&'static Object> {
    let unshown = || UNSHOWN.iter().find(|object| object.name == name);
    find(Area::Hcm, name).or_else(unshown)
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
    let within_hcm = || within(&HCM, collection).or_else(|| within(&UNSHOWN, collection));
    within(&CATALOG, collection).or_else(within_hcm)
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
