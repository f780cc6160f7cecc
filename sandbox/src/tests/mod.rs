//! The sandbox as a client sees it: a started server, spoken to over loopback.

mod bulk;
mod client;
mod errors;
mod faults;
mod objects;
mod reading;
mod speed;
mod writing;

use client::{Pod, get, patch, post};
use serde_json::json;

/// A supplier that is complete.
fn supplier(name: &str) -> serde_json::Value {
    json!({"Supplier": name, "TaxOrganizationType": "Corporation",
           "BusinessRelationship": "Spend Authorized"})
}
