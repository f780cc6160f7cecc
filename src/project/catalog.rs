//! What a project's checker needs to know of connectors, without knowing any.

use landbridge_contract::{SourceConnector, TargetConnector};

/// The connectors that exist; the registry implements it.
pub trait ConnectorCatalog {
    /// The source connector of a kind.
    fn source(&self, kind: &str) -> Option<&dyn SourceConnector>;
    /// The target connector of a kind.
    fn target(&self, kind: &str) -> Option<&dyn TargetConnector>;
    /// The words for all source connectors.
    fn source_kinds(&self) -> Vec<&'static str>;
    /// The words for all target connectors.
    fn target_kinds(&self) -> Vec<&'static str>;
}
