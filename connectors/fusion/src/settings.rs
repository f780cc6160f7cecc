//! The options of a Fusion target, checked.

use landbridge_contract::{OptionFault, OptionKind, OptionSpec, Options, PATH, is_path};

/// Framework version sent where none is configured. From 4 on errors come structured; version 1
/// is what an absent header means (Oracle, "Set the REST Framework Version").
const FRAMEWORK_VERSION: u8 = 4;

/// Root of financials, procurement, supply chain and projects.
const BASE_PATH: &str = "/fscmRestApi/resources/11.13.18.05";

/// Root of human capital management.
const HCM_BASE_PATH: &str = "/hcmRestApi/resources/11.13.18.05";

/// Records in one page. 500 is the most that Fusion gives; it silently cuts higher wishes.
const PAGE_SIZE: u32 = 500;

/// Records in one request. Fusion states no maximum; Oracle's advice for suppliers is at most 500 in one POST.
const BATCH_RECORDS_MAX: u32 = 500;

/// What a project file may say of a Fusion target.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "framework_version",
        kind: OptionKind::Integer,
        about: "REST-Framework-Version sent with every request, 2 to 9; 4 unless stated.",
    },
    OptionSpec {
        name: "base_path",
        kind: OptionKind::Text,
        about: "Path before every object's path; /fscmRestApi/resources/11.13.18.05 unless stated.",
    },
    OptionSpec {
        name: "hcm_base_path",
        kind: OptionKind::Text,
        about: "Path before those of HCM Data Loader and of what its objects are read from; /hcmRestApi/resources/11.13.18.05 unless stated.",
    },
    OptionSpec {
        name: "page_size",
        kind: OptionKind::Integer,
        about: "Records asked for in one page when reading, 1 to 500; 500 unless stated.",
    },
    OptionSpec {
        name: "without_upsert",
        kind: OptionKind::Texts,
        about: "Names of the objects whose resource does not know Upsert-Mode; none unless stated.",
    },
    OptionSpec {
        name: "batch_records",
        kind: OptionKind::Integer,
        about: "Records sent together in one request, of which Fusion commits all or none, 1 to 500; one by one unless stated. 50 is a good choice; fewer go where records are refused.",
    },
];

/// Checked options of a Fusion target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Value of the `REST-Framework-Version` header, 2 to 9.
    pub framework_version: u8,
    /// Path before every object's path; begins with `/`, does not end with one.
    pub base_path: String,
    /// The same for human capital management.
    pub hcm_base_path: String,
    /// Records asked for in one page, 1 to 500.
    pub page_size: u32,
    /// Objects whose resource does not know `Upsert-Mode`.
    pub without_upsert: Vec<String>,
    /// Records sent together in one request, 1 to 500.
    pub batch_records: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            framework_version: FRAMEWORK_VERSION,
            base_path: BASE_PATH.to_owned(),
            hcm_base_path: HCM_BASE_PATH.to_owned(),
            page_size: PAGE_SIZE,
            without_upsert: Vec::new(),
            batch_records: 1,
        }
    }
}

impl Settings {
    /// Reads stated options; all that is wrong at once.
    pub fn read(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = options.check(OPTIONS);
        let mut settings = Self::default();
        // Version 1 has another filter language, which look-ups here do not speak.
        if let Some(version) = options.ranged("framework_version", 2, 9, &mut faults) {
            settings.framework_version = u8::try_from(version).unwrap_or(FRAMEWORK_VERSION);
        }
        if let Some(size) = options.ranged("page_size", 1, PAGE_SIZE, &mut faults) {
            settings.page_size = size;
        }
        if let Some(records) = options.ranged("batch_records", 1, BATCH_RECORDS_MAX, &mut faults) {
            settings.batch_records = records;
        }
        let bases = [
            ("base_path", &mut settings.base_path),
            ("hcm_base_path", &mut settings.hcm_base_path),
        ];
        for (name, base) in bases {
            let Some(path) = options.text(name) else {
                continue;
            };
            if is_path(&path) {
                path.trim_end_matches('/').clone_into(base);
            } else {
                let found = format!("\"{path}\"");
                faults.push(OptionFault::new(name, found, PATH));
            }
        }
        settings.without_upsert = options.texts("without_upsert");
        if faults.is_empty() {
            Ok(settings)
        } else {
            Err(faults)
        }
    }
}
