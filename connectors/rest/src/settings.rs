//! The options of a target: which profile, and what the profile leaves to the project.

use std::collections::BTreeMap;

use landbridge_contract::{OptionFault, OptionKind, OptionSpec, OptionValue, Options};

use crate::profile::Profile;
use crate::shipped;

/// The option that names a file.
pub(crate) const PROFILE_FILE: &str = "profile_file";

/// What a project file may say of such a target.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "profile",
        kind: OptionKind::Text,
        about: "Name of a profile that comes with the program: erpnext, quickbooks or xero.",
    },
    OptionSpec {
        name: PROFILE_FILE,
        kind: OptionKind::File,
        about: "File with a profile of your own, in its place.",
    },
    OptionSpec {
        name: "parameters",
        kind: OptionKind::Map,
        about: "Values of what the profile leaves open, such as company: \"4620816365\"; the profile names them. No secrets.",
    },
];

/// Checked options.
#[derive(Debug, Clone)]
pub struct Settings {
    pub(crate) profile: Profile,
    pub(crate) parameters: BTreeMap<String, String>,
}

impl Settings {
    /// Judges stated options while the file that they name is not read yet.
    pub(crate) fn check(options: &Options) -> Vec<OptionFault> {
        let mut faults = options.check(OPTIONS);
        let text = match (options.text("profile"), options.text(PROFILE_FILE)) {
            (Some(name), None) => {
                let known = shipped::text(&name);
                if known.is_none() {
                    faults.push(unknown_profile(&name));
                }
                known
            }
            (None, Some(_)) => None,
            (None, None) => {
                let found = "no profile";
                faults.push(fault("profile", found, EXPECTED_ONE));
                None
            }
            (Some(_), Some(_)) => {
                faults.push(fault(PROFILE_FILE, "a second profile", EXPECTED_ONE));
                None
            }
        };
        if let Some(profile) = text.and_then(|text| Profile::parse(text).ok()) {
            parameters(options, &profile, &mut faults);
        }
        faults
    }

    /// Reads stated options; all that is wrong at once.
    pub fn read(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = Self::check(options);
        let file = options.text(PROFILE_FILE);
        let named = options.text("profile");
        let text = match (&file, &named) {
            (Some(text), _) => Some(text.as_str()),
            (None, Some(name)) => shipped::text(name),
            (None, None) => None,
        };
        let profile = match text.map(Profile::parse) {
            Some(Ok(profile)) => profile,
            Some(Err(wrong)) => {
                let found = wrong.into_iter().map(|wrong| {
                    let found = format!(
                        "line {}, column {}: {}",
                        wrong.line, wrong.column, wrong.found
                    );
                    fault(PROFILE_FILE, &found, &wrong.expected)
                });
                faults.extend(found);
                return Err(faults);
            }
            None => return Err(faults),
        };
        let mut own = Vec::new();
        let parameters = parameters(options, &profile, &mut own);
        if file.is_some() {
            faults.extend(own);
        }
        if faults.is_empty() {
            Ok(Self {
                profile,
                parameters,
            })
        } else {
            Err(faults)
        }
    }
}

const EXPECTED_ONE: &str = "`profile` with a name, or `profile_file` with a file";

fn parameters(
    options: &Options,
    profile: &Profile,
    faults: &mut Vec<OptionFault>,
) -> BTreeMap<String, String> {
    let none = BTreeMap::new();
    let stated = match options.0.get("parameters") {
        Some(OptionValue::Map(stated)) => stated,
        _ => &none,
    };
    let mut parameters = BTreeMap::new();
    let names = || match profile.parameters.join(", ") {
        names if names.is_empty() => "none: the profile leaves nothing open".to_owned(),
        names => names,
    };
    for (name, value) in stated {
        let text = match value {
            OptionValue::Text(text) => text.clone(),
            OptionValue::Integer(number) => number.to_string(),
            other => {
                let found = format!("`{name}` with {}", other.describe());
                faults.push(fault("parameters", &found, "a text or a whole number"));
                continue;
            }
        };
        if !profile.parameters.contains(name) {
            let found = format!("`{name}`");
            faults.push(fault("parameters", &found, &format!("of {}", names())));
        }
        parameters.insert(name.clone(), text);
    }
    for name in &profile.parameters {
        if parameters.get(name).is_none_or(String::is_empty) {
            let found = format!("no `{name}`");
            let expected = format!("a value for each that the profile leaves open: {}", names());
            faults.push(fault("parameters", &found, &expected));
        }
    }
    parameters
}

fn unknown_profile(name: &str) -> OptionFault {
    let expected = format!(
        "one of {}; a file of your own stands in `profile_file`",
        shipped::names().join(", ")
    );
    fault("profile", &format!("\"{name}\""), &expected)
}

fn fault(option: &str, found: &str, expected: &str) -> OptionFault {
    OptionFault {
        option: option.to_owned(),
        found: found.to_owned(),
        expected: expected.to_owned(),
    }
}
