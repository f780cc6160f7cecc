//! The sandbox as a client sees it: a started server, spoken to over loopback.

mod bulk;
mod client;
mod data_sets;
mod errors;
mod faults;
mod finance;
mod objects;
mod planning;
mod reading;
mod speed;
mod supply;
mod writing;

use client::{Pod, get, patch, post};
use serde_json::json;

/// A supplier that is complete.
fn supplier(name: &str) -> serde_json::Value {
    json!({"Supplier": name, "TaxOrganizationType": "Corporation",
           "BusinessRelationship": "Spend Authorized"})
}
