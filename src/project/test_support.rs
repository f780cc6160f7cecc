//! What tests of projects and mappings share: connectors that only know their options, and a
//! mapping read from text.

use std::sync::Arc;

use landbridge_contract::{
    BusinessKey, Capabilities, Exchange, Fault, Idempotency, Input, ObjectSpec, OptionFault,
    OptionKind, OptionSpec, Options, Outgoing, Request, Response, Source, SourceConnector,
    SourceFault, Target, TargetConnector,
};

use super::catalog::ConnectorCatalog;
use super::mapping_file::{Known, mapping_file};
use super::yaml::parse;
use crate::diagnose::{Diagnostics, Sources};
use crate::mapping::{CheckedMapping, conform};
use crate::schema;

/// Says what of a mapping does not suit the shape of its source.
pub(crate) fn hold_shape(mapping: &CheckedMapping, out: &mut Diagnostics) {
    super::explode::hold(mapping, out);
}

struct StubSource(&'static str, &'static [OptionSpec]);

const fn option(name: &'static str, kind: OptionKind) -> OptionSpec {
    OptionSpec {
        name,
        kind,
        about: "",
    }
}

static SPREADSHEET: StubSource = StubSource(
    "spreadsheet",
    &[
        option("sheet", OptionKind::Text),
        option("header", OptionKind::Integer),
    ],
);
static DELIMITED: StubSource = StubSource("delimited", &[option("delimiter", OptionKind::Text)]);
static XML: StubSource = StubSource("xml", &[option("records", OptionKind::Text)]);

impl SourceConnector for StubSource {
    fn kind(&self) -> &'static str {
        self.0
    }
    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }
    fn options(&self) -> &'static [OptionSpec] {
        self.1
    }
    fn open(&self, _: Input, _: &Options) -> Result<Box<dyn Source>, SourceFault> {
        unreachable!("tests of mappings open no file")
    }
}

/// A target that knows `suppliers` (can be looked up) and `notes` (cannot).
struct StubTarget;

impl TargetConnector for StubTarget {
    fn kind(&self) -> &'static str {
        "fusion"
    }
    fn options(&self) -> &'static [OptionSpec] {
        const OPTIONS: &[OptionSpec] = &[option("framework_version", OptionKind::Integer)];
        OPTIONS
    }
    fn build(&self, _: &Options) -> Result<Box<dyn Target>, Vec<OptionFault>> {
        Ok(Box::new(Self))
    }
}

impl Target for StubTarget {
    fn object(&self, name: &str, _: &Options) -> Option<ObjectSpec> {
        self.object_names().contains(&name).then(|| ObjectSpec {
            name: name.into(),
            path: format!("/{name}"),
            read_path: format!("/{name}"),
            id_attribute: "Id".to_owned(),
            key_attributes: Vec::new(),
            children: Vec::new(),
            attributes: Vec::new(),
            child_keys: Vec::new(),
            options: Options::default(),
        })
    }
    fn object_names(&self) -> Vec<&'static str> {
        vec!["suppliers", "notes"]
    }
    fn capabilities(&self, object: &ObjectSpec) -> Capabilities {
        Capabilities {
            records_per_request_max: std::num::NonZeroU32::MIN,
            idempotency: Idempotency::None,
            look_up: &*object.name != "notes",
            update: false,
        }
    }
    fn judge(&self, _: &Request, _: &Response) -> Option<Fault> {
        unreachable!("tests of mappings send nothing")
    }
    fn load(&self, _: &ObjectSpec, _: Vec<Outgoing>) -> Box<dyn Exchange> {
        unreachable!("tests of mappings send nothing")
    }
    fn look_up(&self, _: &ObjectSpec, _: Vec<BusinessKey>) -> Box<dyn Exchange> {
        unreachable!("tests of mappings send nothing")
    }
    fn read_back(&self, _: &ObjectSpec) -> Box<dyn Exchange> {
        unreachable!("tests of mappings send nothing")
    }
    fn describe(&self, _: &ObjectSpec) -> Box<dyn Exchange> {
        unreachable!("tests of mappings send nothing")
    }
}

/// The connectors that tests know.
pub(crate) struct StubCatalog;

impl ConnectorCatalog for StubCatalog {
    fn source(&self, kind: &str) -> Option<&dyn SourceConnector> {
        let all: [&'static StubSource; 3] = [&SPREADSHEET, &DELIMITED, &XML];
        all.into_iter()
            .find(|one| one.0 == kind)
            .map(|one| one as &dyn SourceConnector)
    }
    fn target(&self, kind: &str) -> Option<&dyn TargetConnector> {
        (kind == "fusion").then_some(&StubTarget as &dyn TargetConnector)
    }
    fn source_kinds(&self) -> Vec<&'static str> {
        vec!["spreadsheet", "delimited", "xml"]
    }
    fn target_kinds(&self) -> Vec<&'static str> {
        vec!["fusion"]
    }
}

/// Reads a mapping from text, with a JSON Schema and the crosswalks `countries` and
/// `vendor-types` known; everything that is wrong without an opened file.
pub(crate) fn read_mapping(
    text: &str,
    json_schema: &str,
) -> (CheckedMapping, Diagnostics, Sources) {
    let file: Arc<str> = Arc::from("mappings/suppliers.yaml");
    let mut out = Diagnostics::default();
    let root = parse(&file, text, &mut out).expect("the mapping is YAML");
    let known = Known {
        project: "rollout".to_owned(),
        catalog: &StubCatalog,
        crosswalks: vec!["countries".into(), "vendor-types".into()],
        rates: vec!["treasury".into()],
        calendars: vec!["fiscal".into()],
        units: vec!["packing".into()],
        targets: vec!["erp".to_owned()],
    };
    let mut mapping = mapping_file(&root, &file, String::new(), &known, &mut out)
        .expect("the mapping is named values")
        .mapping;
    if !json_schema.is_empty() {
        let schema = schema::read(json_schema, "suppliers").expect("the schema is one");
        mapping.schema = Some(Arc::new(schema));
    }
    conform(&mapping, &mut out);
    let sources = Sources::from([(file, Arc::from(text))]);
    (mapping, out, sources)
}
