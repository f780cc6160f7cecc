//! What a mapping states of an import by file.

use std::time::Duration;

use landbridge_contract::{AttemptName, OptionFault, OptionValue, Options};

use super::ask::NULL;
use super::rows::Parameters;
use super::templates::{self, GROUP, Job, Template};

/// How long is waited for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Waits {
    /// The longest pause between two questions about a job.
    pub(crate) poll: Duration,
    /// How long a request whose answer got lost may still begin its work.
    pub(crate) lost_call: Duration,
    /// How long a job may run whose number got lost.
    pub(crate) lost_job: Duration,
    /// How long what was imported may be hidden.
    pub(crate) shows: Duration,
}

/// An import as a mapping states it.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) template: &'static Template,
    pub(super) parameters: Parameters,
    /// Whether a file is uploaded, loaded and imported by three requests.
    pub(super) apart: bool,
}

/// The options of a mapping's target block, by their names.
pub(super) const TEMPLATE: &str = "fbdi";
pub(super) const PARAMETERS: &str = "parameters";
pub(super) const APART: &str = "import_apart";

impl Plan {
    /// The import that an object states; nothing where its records go by REST.
    pub(super) fn of(options: &Options) -> Option<Self> {
        let template = templates::find(&options.text(TEMPLATE)?)?;
        Some(Self {
            template,
            parameters: stated(options),
            apart: options.bool(APART).unwrap_or(false),
        })
    }

    /// The same with the attempt's own number as the group, unless the mapping states one.
    pub(super) fn for_attempt(mut self, attempt: &AttemptName) -> Self {
        let group = self.parameters.entry(GROUP.to_owned());
        group.or_insert_with(|| attempt.number().to_string());
        self
    }

    /// The parameters of a job: each in its place, absent ones as the ERP writes them.
    pub(super) fn parameters_of(&self, job: &Job) -> String {
        let words = job.parameters.split(',').map(|word| {
            let name = word
                .strip_prefix('{')
                .and_then(|word| word.strip_suffix('}'));
            let Some(name) = name else {
                return word;
            };
            let name = name.trim_end_matches('?');
            self.parameters.get(name).map_or(NULL, String::as_str)
        });
        words.collect::<Vec<&str>>().join(",")
    }
}

fn stated(options: &Options) -> Parameters {
    let Some(OptionValue::Map(stated)) = options.0.get(PARAMETERS) else {
        return Parameters::new();
    };
    let texts = Options(stated.clone());
    let stated = stated
        .keys()
        .filter_map(|name| Some((name.clone(), texts.text(name)?)));
    stated.collect()
}

/// What is wrong with what a mapping states of an import; all at once.
pub(crate) fn faults(options: &Options) -> Vec<OptionFault> {
    let mut faults = Vec::new();
    let fault = |option: &str, found: String, expected: String| OptionFault {
        option: option.to_owned(),
        found,
        expected,
    };
    let Some(name) = options.text(TEMPLATE) else {
        for alone in [PARAMETERS, APART] {
            if options.0.contains_key(alone) {
                let found = format!("`{alone}` without `{TEMPLATE}`");
                faults.push(fault(alone, found, format!("`{TEMPLATE}` beside it")));
            }
        }
        return faults;
    };
    let Some(template) = templates::find(&name) else {
        let known: Vec<&str> = templates::all().iter().map(|known| known.name).collect();
        let expected = format!("one of {}", known.join(", "));
        faults.push(fault(TEMPLATE, format!("\"{name}\""), expected));
        return faults;
    };
    let stated = stated(options);
    let parameters = template.parameters();
    for (name, needed) in &parameters {
        if *needed && !stated.contains_key(*name) {
            let found = format!("no `{name}`");
            let expected = format!("`{PARAMETERS}: {{ {name}: … }}`, which the import job wants");
            faults.push(fault(PARAMETERS, found, expected));
        }
    }
    for (name, value) in &stated {
        let known = parameters.iter().any(|(known, _)| known == name);
        let wrong = if !known {
            let known: Vec<&str> = parameters.iter().map(|(known, _)| *known).collect();
            Some(format!("one of {}", known.join(", ")))
        } else if value.contains([',', '\n', '"']) {
            Some("a value without a comma, a quote or a line break".to_owned())
        } else {
            None
        };
        if let Some(expected) = wrong {
            faults.push(fault(PARAMETERS, format!("`{name}`"), expected));
        }
    }
    faults
}
