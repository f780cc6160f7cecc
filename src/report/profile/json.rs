//! A profile as JSON, for programs. Described in `docs/profile.md`.
//!
//! Stable: `"format": "landbridge-profile/1"`. Decimals are text.

use serde_json::{Map, Value, json};

use super::{Detected, verdict};
use crate::profile::Profile;

/// The name and version of the format.
pub const FORMAT: &str = "landbridge-profile/1";

/// The profile as one JSON document, indented, ending in a line feed.
///
/// Fails only where the model cannot be serialised, which its types rule out.
pub fn render(profile: &Profile, detected: &Detected) -> Result<String, serde_json::Error> {
    let lines = detected.lines.iter();
    let lines: Vec<Value> = lines
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect();
    let mut document = Map::new();
    document.insert("format".to_owned(), json!(FORMAT));
    document.insert("source".to_owned(), json!(detected.kind));
    document.insert("detected".to_owned(), lines.into());
    document.insert(
        "verdict".to_owned(),
        serde_json::to_value(verdict(profile))?,
    );
    if let Value::Object(members) = serde_json::to_value(profile)? {
        document.extend(members);
    }
    let mut text = serde_json::to_string_pretty(&Value::Object(document))?;
    text.push('\n');
    Ok(text)
}
