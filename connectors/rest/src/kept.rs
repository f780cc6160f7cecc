//! Names that live as long as the program: requests borrow those of headers, and the engine those of objects. There are
//! no more than profiles name.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// The one copy of a name.
pub(crate) fn kept(name: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(name) {
        return known;
    }
    let new: &'static str = Box::leak(name.to_owned().into_boxed_str());
    kept.insert(new);
    new
}
