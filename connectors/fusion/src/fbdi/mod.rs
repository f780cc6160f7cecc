//! Imports by file (FBDI): records become lines of CSV files, the files a ZIP, and jobs of the ERP take it up.
//!
//! Which files an import has, where each value stands and which jobs take it up are tables (`columns.txt`,
//! `templates.txt`). Mappings name attributes as REST does, so that the same mapping goes either way and is read back alike; columns
//! that no attribute stands for may be named as well.
//!
//! Reading order: `columns`, `templates`, `value`, `rows`, `pack`, `plan`, `ask`, `report`, `note`, `job`.

mod ask;
mod columns;
mod job;
mod note;
mod pack;
mod plan;
mod report;
mod rows;
mod templates;
#[cfg(test)]
mod tests;
mod value;

use landbridge_contract::{
    AttemptName, Exchange, FileForm, ObjectSpec, OptionKind, OptionSpec, Options, Outgoing,
};

pub(crate) use job::Tools;
pub(crate) use plan::{Waits, faults};

use job::Job;
use note::Note;
use plan::Plan;

/// What a mapping's target block may state of an import.
pub(crate) const OVERRIDES: [OptionSpec; 3] = [
    OptionSpec {
        name: plan::TEMPLATE,
        kind: OptionKind::Text,
        about: "Records go as a file that the ERP imports in bulk (FBDI), of this kind: suppliers, payables-invoices, journals, assets, projects, items, purchase-orders, project-costs, project-budgets, ledger-budgets, inventory-transactions, customers or receivables-invoices. By REST unless stated.",
    },
    OptionSpec {
        name: plan::PARAMETERS,
        kind: OptionKind::Map,
        about: "Parameters of the import job, by name: which ones there are depends on `fbdi`, and what is missing is said. `group` is the attempt's own number unless stated.",
    },
    OptionSpec {
        name: plan::APART,
        kind: OptionKind::Bool,
        about: "Whether the file is uploaded, loaded and imported by a request each, instead of by one for all; false unless stated. Loading and importing may then have different users (`import_auth`).",
    },
];

/// Whether the records of an object go by file.
pub(crate) fn goes_by_file(object: &ObjectSpec) -> bool {
    Plan::of(&object.options).is_some()
}

/// Whether an attribute is a column of a file that no attribute of REST stands for.
pub(crate) fn never_shows(object: &ObjectSpec, attribute: &str) -> bool {
    Plan::of(&object.options).is_some_and(|plan| rows::is_column(plan.template, attribute))
}

/// What the files of an object can hold; nothing where its records go by REST.
pub(crate) fn form(object: &ObjectSpec) -> Option<Box<dyn FileForm>> {
    let plan = Plan::of(&object.options)?;
    Some(Box::new(rows::Form::early(&plan)))
}

/// The options of an object that say how it goes by file.
pub(crate) fn own_options(stated: &Options) -> Options {
    let own = OVERRIDES.iter().filter_map(|option| {
        let value = stated.0.get(option.name)?;
        Some((option.name.to_owned(), value.clone()))
    });
    Options(own.collect())
}

/// Sends records by file; nothing where the object goes by REST.
pub(crate) fn load(
    tools: Tools,
    object: &ObjectSpec,
    batch: Vec<Outgoing>,
    attempt: &AttemptName,
) -> Result<Box<dyn Exchange>, Vec<Outgoing>> {
    match Plan::of(&object.options) {
        Some(plan) => Ok(Box::new(Job::new(tools, object, plan, batch, attempt))),
        None => Err(batch),
    }
}

/// Goes on with an import that was noted. An object that goes by REST by now has the jobs after the present load no more;
/// the present one is gone on with all the same.
pub(crate) fn resume(
    tools: Tools,
    object: &ObjectSpec,
    batch: Vec<Outgoing>,
    attempt: &AttemptName,
    note: &str,
) -> Option<Box<dyn Exchange>> {
    let note = Note::read(note)?;
    let same = |plan: &Plan| plan.template.name == note.template;
    let plan = Plan::of(&object.options).filter(same).or_else(|| {
        let mut options = Options::default();
        let name = landbridge_contract::OptionValue::Text(note.template.clone());
        options.0.insert(plan::TEMPLATE.to_owned(), name);
        Plan::of(&options)
    })?;
    let job = Job::resumed(tools, object, plan, batch, (attempt, note));
    Some(Box::new(job))
}
