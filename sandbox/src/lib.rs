//! An offline ERP with Oracle Fusion's REST manners, for rehearsal, demonstration and tests.
//!
//! It is a server and an independent check of clients: it shares no code and no vocabulary with the
//! connectors, and follows Oracle's REST documentation and observed replies. What it offers:
//!
//! - objects under `/fscmRestApi/resources/11.13.18.05/` (or `latest`): `suppliers`, `invoices`,
//!   `draftPurchaseOrders` and `purchaseOrders`, `fixedAssets`, `projects`, each with children;
//! - objects of human resources under `/hcmRestApi/resources/11.13.18.05/`: `workers`, and others that only data
//!   sets of HCM Data Loader write; `dataLoadDataSets` with upload, submit, status and messages;
//! - EPM Planning under `/HyperionPlanning/rest/v3` and `/interop/rest`: the application `Planning` with the cube `Plan1`,
//!   slices in and out, files, and the import job `ImportBudget`;
//! - `journalBatches`, which come into being by import alone;
//! - `erpintegrations`: files that are loaded and imported by jobs which take their time (`bulk`);
//! - GET, POST, PATCH, DELETE, upsert, batch, describe, the `q` of every framework version;
//! - Basic and bearer credentials, a token endpoint at `/oauth2/v1/token`;
//! - faults on purpose ([`Faults`]) and an exact rate limit;
//! - its own pages, without credentials: GET `/sandbox/counters`, GET and PUT `/sandbox/faults`,
//!   POST `/sandbox/reset`.
//!
//! Two things are inventions and not facts about the real ERP: the `fixedAssets` resource and the
//! `ProjectFundings` child of `projects`. Sites named on invoices and orders are not checked.
//!
//! It must never guard anything real: it speaks plain HTTP and its own pages are open.

mod auth;
mod bulk;
mod check;
mod config;
mod counters;
mod epm;
mod faults;
mod hdl;
mod model;
mod objects;
mod query;
mod rate;
mod refusal;
mod reply;
mod rest;
mod server;
mod service;
mod store;
mod target;
#[cfg(test)]
mod tests;
mod values;

pub use config::{BODY_BYTES_MAX, SandboxConfig, State, User};
pub use counters::{Counters, ObjectCounters};
pub use faults::{Faults, RateLimit, RetryAfter, Share, ShareError};
pub use server::{Sandbox, SandboxError};
pub use store::StoreError;
