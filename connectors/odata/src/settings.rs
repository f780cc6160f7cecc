//! The options of an OData target and of its objects, checked.

use landbridge_contract::{
    OptionFault, OptionKind, OptionSpec, OptionValue, Options, PATH, is_path, removal,
};

use crate::batch::Form;

/// Records asked for in one page.
const PAGE_SIZE: u32 = 500;

/// Records sent together where that is wanted and nothing is said.
const BATCH_RECORDS: usize = 50;

/// What a project file may say of an OData target.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "metadata_path",
        kind: OptionKind::Text,
        about: "Path of the metadata document after the target's URL; /$metadata unless stated.",
    },
    OptionSpec {
        name: "csrf",
        kind: OptionKind::Bool,
        about: "Whether writes need a token that is fetched first (SAP's x-csrf-token); false unless stated. One that the service asks for is fetched in any case.",
    },
    OptionSpec {
        name: "page_size",
        kind: OptionKind::Integer,
        about: "Records asked for in one page when reading, 1 to 10000; 500 unless stated. The service may give fewer.",
    },
    OptionSpec {
        name: "paging",
        kind: OptionKind::Text,
        about: "server: follow @odata.nextLink, and go on by $skip where $count says that there is more; skip: $top and $skip; server unless stated.",
    },
    OptionSpec {
        name: "count",
        kind: OptionKind::Bool,
        about: "Whether reading asks for the number of records ($count), so that a page that is missing shows; true unless stated.",
    },
    OptionSpec {
        name: "numbers_as_text",
        kind: OptionKind::Bool,
        about: "Whether Edm.Decimal and Edm.Int64 travel as text (IEEE754Compatible=true), for services that keep numbers as binary floats; false unless stated.",
    },
    OptionSpec {
        name: "put",
        kind: OptionKind::Texts,
        about: "Names of the objects whose records are changed by PUT, which replaces them, instead of PATCH; none unless stated.",
    },
    OptionSpec {
        name: "batch",
        kind: OptionKind::Text,
        about: "Sends several records in one request ($batch), each in a change set of its own: json (version 4.01) or multipart; one by one unless stated.",
    },
    OptionSpec {
        name: "batch_records",
        kind: OptionKind::Integer,
        about: "Records sent together with `batch`, 2 to 1000; 50 unless stated. Fewer where the service finds them too large.",
    },
    OptionSpec {
        name: "parameters",
        kind: OptionKind::Map,
        about: "Query parameters sent with every request, such as sap-client: \"100\"; none unless stated.",
    },
];

/// What a mapping's target block may state about an object, beside its name and way of writing.
pub(crate) const OBJECT_OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "entity_set",
        kind: OptionKind::Text,
        about: "Path of the entity set after the target's URL; the object's name unless stated.",
    },
    OptionSpec {
        name: removal::DELETES,
        kind: OptionKind::Bool,
        about: "Whether `load --undo` may delete what was made; no unless stated.",
    },
    OptionSpec {
        name: removal::INACTIVE,
        kind: OptionKind::Map,
        about: "Properties and values by which `load --undo` takes out of use what it may not delete, such as Blocked: true; none unless stated.",
    },
];

/// How collections are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// As the service cuts it.
    Server,
    /// By `$top` and `$skip`.
    Skip,
}

/// Checked options of an OData target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Path of the metadata document.
    pub metadata_path: String,
    /// Whether a token is fetched before the first write.
    pub csrf: bool,
    /// Records asked for in one page.
    pub page_size: u32,
    /// How collections are read.
    pub paging: Paging,
    /// Whether the number of records is asked for.
    pub count: bool,
    /// Whether decimals and long integers travel as text.
    pub numbers_as_text: bool,
    /// Objects whose records are changed by PUT.
    pub put: Vec<String>,
    /// Whether requests go together, and how.
    pub batch: Option<Form>,
    /// Records sent together.
    pub batch_records: usize,
    /// Query parameters of every request, encoded: `sap-client=100`.
    pub parameters: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            metadata_path: "/$metadata".to_owned(),
            csrf: false,
            page_size: PAGE_SIZE,
            paging: Paging::Server,
            count: true,
            numbers_as_text: false,
            put: Vec::new(),
            batch: None,
            batch_records: BATCH_RECORDS,
            parameters: String::new(),
        }
    }
}

impl Settings {
    /// Reads stated options; all that is wrong at once.
    pub fn read(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = options.check(OPTIONS);
        let mut settings = Self::default();
        if let Some(size) = options.ranged("page_size", 1, 10_000, &mut faults) {
            settings.page_size = size;
        }
        if let Some(path) = options.text("metadata_path") {
            if is_path(&path) {
                settings.metadata_path = path;
            } else {
                faults.push(fault("metadata_path", &path, PATH));
            }
        }
        match options.text("paging").as_deref() {
            None | Some("server") => {}
            Some("skip") => settings.paging = Paging::Skip,
            Some(other) => faults.push(fault("paging", other, "server or skip")),
        }
        match options.text("batch").as_deref() {
            None => {}
            Some("json") => settings.batch = Some(Form::Json),
            Some("multipart") => settings.batch = Some(Form::Multipart),
            Some(other) => faults.push(fault("batch", other, "json or multipart")),
        }
        if let Some(records) = options.ranged("batch_records", 2, 1_000, &mut faults) {
            settings.batch_records = usize::try_from(records).unwrap_or(BATCH_RECORDS);
        }
        settings.csrf = options.bool("csrf").unwrap_or(false);
        settings.count = options.bool("count").unwrap_or(true);
        settings.numbers_as_text = options.bool("numbers_as_text").unwrap_or(false);
        settings.put = options.texts("put");
        settings.parameters = parameters(options, &mut faults);
        if faults.is_empty() {
            Ok(settings)
        } else {
            Err(faults)
        }
    }
}

fn parameters(options: &Options, faults: &mut Vec<OptionFault>) -> String {
    let Some(OptionValue::Map(stated)) = options.0.get("parameters") else {
        return String::new();
    };
    let mut query = String::new();
    for (name, value) in stated {
        let value = match value {
            OptionValue::Text(text) => text.clone(),
            OptionValue::Integer(number) => number.to_string(),
            other => {
                let found = format!("`{name}` with {}", other.describe());
                let expected = "a text or a whole number";
                faults.push(OptionFault::new("parameters", found, expected));
                continue;
            }
        };
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&crate::address::encode(name));
        query.push('=');
        query.push_str(&crate::address::encode(&value));
    }
    query
}

fn fault(option: &str, found: &str, expected: &str) -> OptionFault {
    OptionFault::new(option, format!("\"{found}\""), expected)
}
