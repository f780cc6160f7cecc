//! The ERPs that lanes load into, and the projects that do it.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Duration;

use landbridge_sandbox::{Faults, SandboxConfig};
use serde_json::json;

use super::by_file::{self, Kind};
use super::lane::Vendor;
use crate::support::proxy::Evils;
use crate::support::{Erp, PASSWORD, Project, USER, run};
use crate::tryton::{self, Tryton};

/// The vendor that stands in every extract twice, with different names.
pub(super) const AMBIGUOUS: &str = "999999";

/// A vendor as an ERP holds it.
pub(super) struct Held {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) id: String,
}

/// An ERP of a lane.
pub(super) enum Shore {
    Sandbox(Erp),
    Tryton(Tryton),
    /// The sandbox, into which records go by file.
    ByFile(Erp, Kind),
}

impl Shore {
    /// The sandbox; in every second lane it shows late what is new.
    pub(super) fn sandbox(number: u64) -> Self {
        Self::Sandbox(Erp::with(SandboxConfig::with_user(USER, PASSWORD).faults(
            Faults {
                visibility_delay: Duration::from_millis(if shows_late(number) { 200 } else { 0 }),
                ..Faults::default()
            },
        )))
    }

    /// The same with records that go by file: as imports in one half of the lanes, as data sets in the other.
    pub(super) fn by_file(number: u64) -> Self {
        let kind = if (number / 2).is_multiple_of(2) {
            Kind::Import
        } else {
            Kind::DataSet
        };
        Self::ByFile(by_file::erp(number), kind)
    }

    /// Whether records go as jobs, which take longer and pass other points than requests do.
    pub(super) fn has_jobs(&self) -> bool {
        matches!(self, Self::ByFile(..))
    }

    /// Whether records that are there can be changed: by an import they are only made.
    pub(super) fn changes(&self) -> bool {
        !matches!(self, Self::ByFile(_, Kind::Import))
    }

    /// One record of so many is refused. Where a load has few records, all of a kind have to be among them.
    pub(super) fn refuses_one_of(&self) -> usize {
        if self.has_jobs() { 8 } else { 40 }
    }

    pub(super) fn url(&self) -> String {
        match self {
            Self::Sandbox(erp) | Self::ByFile(erp, _) => erp.url(),
            Self::Tryton(server) => server.url.clone(),
        }
    }

    /// Requests of a thousand that meet an evil on the way to it.
    pub(super) fn evils(number: u64) -> Evils {
        // A request doubled by the network whose second answer arrives says "there is one already" while the look-up
        // does not show it yet: no sender can tell that from a true refusal at once. So it is either the one or the other.
        let late = shows_late(number);
        Evils {
            cut_before: 15,
            cut_within: 15,
            cut_after: 15,
            swallowed: 20,
            delayed: 40,
            doubled: if late { 30 } else { 15 },
            doubled_second: if late { 0 } else { 15 },
            turned_away: 20,
            disowned: 15,
        }
    }

    /// A project that loads vendors into it by way of a proxy.
    pub(super) fn project(&self, number: u64, proxy: &str) -> Project {
        match self {
            Self::Sandbox(_) => vendors_of_sandbox(number),
            Self::Tryton(server) => vendors_of_tryton(server, proxy),
            Self::ByFile(_, kind) => kind.project(),
        }
    }

    /// A command of that project.
    pub(super) fn command(&self, project: &Project, proxy: &str, arguments: &[&str]) -> Command {
        let mut command = project.command(proxy, arguments);
        if let Self::Tryton(_) = self {
            signed_in(&mut command);
        }
        command
    }

    /// Writes the extract: two records under one key, which nobody can tell apart, are in it and are rejected.
    pub(super) fn extract(&self, project: &Project, vendors: &[Vendor]) {
        if let Self::ByFile(_, kind) = self {
            return kind.extract(project, vendors);
        }
        let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
        let mut tax = String::from("Vendor ID,VAT\n");
        for (number, vendor) in vendors.iter().enumerate() {
            let country = if vendor.refused { "NOW" } else { "KEN" };
            writeln!(csv, "{number:06},{},{country}", vendor.name).unwrap();
            if vendor.refused {
                // Its check digits are wrong, which only the ERP knows.
                writeln!(tax, "{number:06},DK13585627").unwrap();
            }
        }
        for name in ["Vendor one", "Vendor two"] {
            writeln!(csv, "{AMBIGUOUS},{name},KEN").unwrap();
        }
        if let Self::Tryton(_) = self {
            project.write("data/tax.csv", tax);
        }
        project.write("data/vendors.csv", csv);
    }

    /// Lets nothing go wrong any more.
    pub(super) fn calm(&self) {
        if let Self::Sandbox(erp) | Self::ByFile(erp, _) = self {
            erp.set_faults(Faults::default());
        }
    }

    /// All vendors that it holds, asked past the program.
    pub(super) fn held(&self) -> Vec<Held> {
        match self {
            Self::Sandbox(erp) => {
                let all = erp.all("suppliers", "").into_iter();
                all.map(|one| Held {
                    key: one["SupplierNumber"]
                        .as_str()
                        .unwrap_or_default()
                        .to_owned(),
                    name: one["Supplier"].as_str().unwrap_or_default().to_owned(),
                    id: one["SupplierId"].to_string(),
                })
                .collect()
            }
            Self::ByFile(erp, kind) => kind.held(erp),
            Self::Tryton(server) => {
                let domain = json!([["code", "like", "______"]]);
                let all = server.records("party.party", domain, &["code", "name"]);
                let all = all.into_iter();
                all.map(|one| Held {
                    key: one["code"].as_str().unwrap_or_default().to_owned(),
                    name: one["name"].as_str().unwrap_or_default().to_owned(),
                    id: one["id"].to_string(),
                })
                .collect()
            }
        }
    }
}

fn signed_in(command: &mut Command) {
    command.env("ERP_USER", tryton::USER);
    command.env("ERP_PASSWORD", tryton::PASSWORD);
}

pub(super) fn shows_late(number: u64) -> bool {
    number.is_multiple_of(2)
}

fn vendors_of_sandbox(number: u64) -> Project {
    let project = Project::init();
    let settings = project.read("landbridge.yaml");
    let settings = settings
        .replace(
            "requests_per_second: 10",
            "requests_per_second: 400\n    visible_within_seconds: 1\n    look_ups: 2",
        )
        .replace("concurrency: 4", "concurrency: 8")
        .replace("rejects_max: 0", "rejects_max: \"100%\"");
    // In every third lane records go together, and the ERP makes all of them or none.
    let settings = match number % 3 {
        1 => settings.replace(
            "framework_version: 4",
            "framework_version: 4, batch_records: 5",
        ),
        _ => settings,
    };
    project.write("landbridge.yaml", settings);
    // A country that the ERP does not know, and nobody before it.
    let countries = project.read("crosswalks/countries.csv");
    project.write("crosswalks/countries.csv", format!("{countries}NOW,QQ\n"));
    project
}

fn vendors_of_tryton(server: &Tryton, proxy: &str) -> Project {
    let project = Project::empty();
    let settings = |url: &str| {
        format!(
            "version: 1\nproject: legacy\ntargets:\n  erp:\n    tryton: {{ batch_records: 3 }}\n    url: {url}\n    \
             requests_per_second: 400\n    concurrency: 4\n    visible_within_seconds: 1\n    look_ups: 2\n    \
             auth: {{ basic: {{ user: {{ env: ERP_USER }}, password: {{ env: ERP_PASSWORD }} }} }}\ntarget: erp\n\
             gates: {{ rejects_max: \"100%\", breaks_max: 0 }}\n"
        )
    };
    // The schema is asked for in peace.
    project.write("landbridge.yaml", settings(&server.url));
    let mut pull = project.command(&server.url, &["schema", "pull", "erp", "party.party"]);
    signed_in(&mut pull);
    run(&mut pull).ok();
    project.write("landbridge.yaml", settings(proxy));
    project.write(
        "mappings/vendors.yaml",
        "version: 1\n\
         object: vendors\n\
         source: { delimited: vendors.csv }\n\
         business_key: code\n\
         target:\n  \
           object: party.party\n  \
           write: upsert\n  \
           domain: [[code, like, \"______\"]]\n  \
           child_keys: { identifiers: type }\n\
         schema: { file: schemas/party.party.json, form: json-schema }\n\
         fields:\n  \
           code: { from: Vendor ID }\n  \
           name: { from: Vendor Name }\n  \
           identifiers:\n    \
             each: { delimited: tax.csv }\n    \
             on: Vendor ID\n    \
             fields:\n      \
               type: { value: eu_vat }\n      \
               code: { from: VAT }\n",
    );
    project
}
