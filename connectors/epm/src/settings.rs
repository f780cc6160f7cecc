//! The options of a Planning target, checked.

use landbridge_contract::{OptionFault, OptionKind, OptionSpec, Options, PATH, is_path};

/// Root of Planning's resources (Oracle, REST API for Planning).
const BASE_PATH: &str = "/HyperionPlanning/rest/v3";

/// Where files for jobs are put. Other releases have other paths.
const FILES_PATH: &str = "/interop/rest/11.1.2.3.600/applicationsnapshots";

/// What a project file may say of a Planning target.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "application",
        kind: OptionKind::Text,
        about: "The name of the Planning application; needed.",
    },
    OptionSpec {
        name: "base_path",
        kind: OptionKind::Text,
        about: "Path before every resource's path; /HyperionPlanning/rest/v3 unless stated.",
    },
    OptionSpec {
        name: "files_path",
        kind: OptionKind::Text,
        about: "Path of the collection that files for jobs are put into; /interop/rest/11.1.2.3.600/applicationsnapshots unless stated.",
    },
];

/// Checked options of a Planning target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The application.
    pub application: String,
    /// Path before every resource's path; begins with `/`, does not end with one.
    pub base_path: String,
    /// The same of the collection of files.
    pub files_path: String,
}

impl Settings {
    /// Reads stated options; all that is wrong at once.
    pub fn read(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = options.check(OPTIONS);
        let mut settings = Self {
            application: options.text("application").unwrap_or_default(),
            base_path: BASE_PATH.to_owned(),
            files_path: FILES_PATH.to_owned(),
        };
        if settings.application.trim().is_empty() {
            faults.push(OptionFault {
                option: "application".to_owned(),
                found: "nothing".to_owned(),
                expected: "the name of the Planning application".to_owned(),
            });
        }
        let paths = [
            ("base_path", &mut settings.base_path),
            ("files_path", &mut settings.files_path),
        ];
        for (name, path) in paths {
            let Some(stated) = options.text(name) else {
                continue;
            };
            if is_path(&stated) {
                stated.trim_end_matches('/').clone_into(path);
            } else {
                faults.push(OptionFault {
                    option: name.to_owned(),
                    found: format!("\"{stated}\""),
                    expected: PATH.to_owned(),
                });
            }
        }
        if faults.is_empty() {
            Ok(settings)
        } else {
            Err(faults)
        }
    }
}
