//! The report as JSON, for programs: the model, with what follows from it.
//!
//! Stable: `"format": "landbridge-report/1"`. Decimals are text. A reader ignores members that it
//! does not know; the document reads back as a [`RunReport`].

use serde_json::{Map, Value, json};

use super::model::{Equation, ObjectReport, RunReport, TotalReport};
use super::verdict::judge;

/// The name and version of the format.
pub const FORMAT: &str = "landbridge-report/1";

/// The report as one JSON document, indented, ending in a line feed.
///
/// Fails only where the model cannot be serialised, which its types rule out.
pub fn render(report: &RunReport) -> Result<String, serde_json::Error> {
    let mut document = Map::new();
    document.insert("format".to_owned(), json!(FORMAT));
    document.insert("verdict".to_owned(), serde_json::to_value(judge(report))?);
    document.insert("equation".to_owned(), equation(report.funnel().equation()));
    if let Value::Object(members) = serde_json::to_value(report)? {
        document.extend(members);
    }
    if let Some(Value::Array(objects)) = document.get_mut("objects") {
        for (value, object) in objects.iter_mut().zip(&report.objects) {
            derive(value, object);
        }
    }
    let mut text = serde_json::to_string_pretty(&Value::Object(document))?;
    text.push('\n');
    Ok(text)
}

fn derive(value: &mut Value, object: &ObjectReport) {
    let Value::Object(members) = value else {
        return;
    };
    members.insert("equation".to_owned(), equation(object.funnel.equation()));
    members.insert("breaks_open".to_owned(), json!(object.breaks_total()));
    if let Some(Value::Array(totals)) = members.get_mut("totals") {
        for (value, total) in totals.iter_mut().zip(&object.totals) {
            if let Value::Object(members) = value {
                members.extend(agreement(total));
            }
        }
    }
}

fn equation(equation: Equation) -> Value {
    json!({
        "read": equation.read,
        "accounted": equation.accounted,
        // Text: the difference of two 64-bit numbers needs 65 bits.
        "difference": equation.difference().to_string(),
        "holds": equation.holds(),
    })
}

fn agreement(total: &TotalReport) -> Map<String, Value> {
    let text = |number: Option<rust_decimal::Decimal>| match number {
        Some(number) => Value::String(number.to_string()),
        None => Value::Null,
    };
    let mut members = Map::new();
    members.insert("unaccounted".to_owned(), text(total.unaccounted()));
    members.insert("difference".to_owned(), text(total.difference()));
    members.insert("agrees".to_owned(), Value::Bool(total.agrees()));
    members
}
