//! The engine of Landbridge.

pub mod transport;
