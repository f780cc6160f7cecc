//! The connectors there are: the one place that names them.

use landbridge_contract::{SourceConnector, TargetConnector};

/// All source connectors.
pub(crate) fn sources() -> &'static [&'static dyn SourceConnector] {
    &[
        &landbridge_delimited::DelimitedConnector,
        &landbridge_fixed_width::FixedWidthConnector,
        &landbridge_json::JsonConnector,
        &landbridge_spreadsheet::Spreadsheet,
        &landbridge_xml::XmlConnector,
    ]
}

/// All target connectors.
pub(crate) fn targets() -> &'static [&'static dyn TargetConnector] {
    &[
        &landbridge_fusion::Fusion,
        &landbridge_epm::Epm,
        &landbridge_odata::OData,
        &landbridge_rest::Rest,
        &landbridge_tryton::Tryton,
    ]
}

/// The source connector of that kind.
pub(crate) fn source(kind: &str) -> Option<&'static dyn SourceConnector> {
    sources()
        .iter()
        .copied()
        .find(|connector| connector.kind() == kind)
}

/// The target connector of that kind.
pub(crate) fn target(kind: &str) -> Option<&'static dyn TargetConnector> {
    targets()
        .iter()
        .copied()
        .find(|connector| connector.kind() == kind)
}

/// The source connector that reads files with this ending.
pub(crate) fn source_for_extension(extension: &str) -> Option<&'static dyn SourceConnector> {
    let extension = extension.to_lowercase();
    sources()
        .iter()
        .copied()
        .find(|connector| connector.extensions().contains(&extension.as_str()))
}
