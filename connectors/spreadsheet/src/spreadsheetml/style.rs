//! Styles and their number formats.

use std::collections::BTreeMap;

use crate::format::Format;

/// Styles that build on styles: how deep that may go.
const PARENTS_MAX: usize = 16;

/// A style as the file states it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) id: String,
    pub(super) parent: Option<String>,
    pub(super) format: Option<String>,
}

/// The formats by the identifiers of their styles.
pub(super) fn formats(styles: &[Style]) -> BTreeMap<String, Format> {
    let by_id: BTreeMap<&str, &Style> = styles
        .iter()
        .map(|style| (style.id.as_str(), style))
        .collect();
    let mut formats = BTreeMap::new();
    for style in styles {
        let mut current = Some(style);
        for _ in 0..PARENTS_MAX {
            let Some(found) = current else { break };
            if let Some(format) = &found.format {
                formats.insert(style.id.clone(), Format::parse(code(format)));
                break;
            }
            let parent = found.parent.as_deref();
            current = parent.and_then(|parent| by_id.get(parent)).copied();
        }
    }
    formats
}

/// The code of a format that is called by a name (XML Spreadsheet Reference, `ss:NumberFormat`);
/// all others are codes themselves.
fn code(format: &str) -> &str {
    match format {
        "General Number" => "General",
        "General Date" => "m/d/yyyy h:mm",
        "Long Date" => "dddd, mmmm d, yyyy",
        "Medium Date" => "d-mmm-yy",
        "Short Date" => "m/d/yyyy",
        "Long Time" => "h:mm:ss AM/PM",
        "Medium Time" => "h:mm AM/PM",
        "Short Time" => "h:mm",
        "Currency" => "\"$\"#,##0.00_);[Red]\\(\"$\"#,##0.00\\)",
        "Euro Currency" => "[$€-2]\\ #,##0.00_);[Red]\\([$€-2]\\ #,##0.00\\)",
        "Fixed" => "0.00",
        "Standard" => "#,##0.00",
        "Percent" => "0.00%",
        "Scientific" => "0.00E+00",
        "Yes/No" => "\"Yes\";\"Yes\";\"No\"",
        "True/False" => "\"True\";\"True\";\"False\"",
        "On/Off" => "\"On\";\"On\";\"Off\"",
        code => code,
    }
}
