//! `demo`: the shipped example from end to end, against the sandbox ERP inside the program.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use landbridge_contract::{Login, Method, Request};
use landbridge_sandbox::{Sandbox, SandboxConfig};
use serde_json::Value as Json;
use url::Url;

use super::exit::{Exit, Failure};
use super::{report, runs};
use crate::clock;
use crate::run::{Ended, Selection, Session, Settings, prepare};
use crate::transport::{Authentication, Cancel, Secret, Transport, TransportConfig};

/// The only user of the demonstration's sandbox. It listens on the loopback address and ends with
/// the program.
const USER: &str = "demo";
const PASSWORD: &str = "demo";

macro_rules! example {
    ($($name:literal),* $(,)?) => {
        /// The files of the example project.
        const FILES: &[(&str, &[u8])] = &[
            $(($name, include_bytes!(concat!("../../mappings/demo/", $name)))),*
        ];
    };
}

example! {
    "README.md",
    "landbridge.yaml",
    "planted.json",
    "tampering.json",
    "mappings/suppliers.yaml",
    "mappings/invoices.yaml",
    "mappings/orders.yaml",
    "cases/suppliers.md",
    "cases/invoices.md",
    "cases/orders.md",
    "schemas/suppliers.json",
    "schemas/invoices.json",
    "schemas/purchaseOrders.json",
    "crosswalks/countries.csv",
    "crosswalks/currencies.csv",
    "crosswalks/invoice-types.csv",
    "crosswalks/offices.csv",
    "crosswalks/payment-terms.csv",
    "crosswalks/units.csv",
    "crosswalks/vendor-categories.csv",
    "crosswalks/vendor-types.csv",
    "data/vendors.xlsx",
    "data/invoices.csv",
    "data/orders.xml",
}

/// Runs the command.
pub(super) fn run(into: Option<&Path>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let folder = folder(into)?;
    write_example(&folder)?;
    super::say(&format!("example project in {}", folder.display()));
    let runtime = super::runtime()?;
    let sandbox = runtime.block_on(async {
        let config = SandboxConfig::with_user(USER, PASSWORD);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Sandbox::start(config, address).await.map_err(|error| {
            Failure::new(
                Exit::Unexpected,
                format!("the sandbox cannot start: {error}"),
            )
        })
    })?;
    super::say(&format!("sandbox ERP at {}", sandbox.url()));
    let prepared =
        prepare(&folder, &Selection::default()).map_err(|wrong| super::unprepared(&wrong))?;
    let settings = Settings {
        environment: environment(&sandbox.url()),
        operator: super::operator::system_user(),
        ..Settings::new("rehearsal 1", clock::today())
    };
    let session = runs::open(prepared, settings)?;
    let loaded = runs::drive(&session, async |session| session.load().await)?;
    super::say("somebody now changes a few records in the ERP by hand …");
    let changed = runtime.block_on(tamper(&session, &sandbox.url()))?;
    super::say(&format!(
        "{changed} records changed or removed behind the loader's back"
    ));
    let ended = runs::drive(&session, async |session| {
        session.reconcile(loaded.run).await
    })?;
    finish(&session, &ended, &folder, out)?;
    runtime.block_on(sandbox.stop());
    Ok(Exit::Ok)
}

fn finish(
    session: &Session,
    ended: &Ended,
    folder: &Path,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let path = report::write_html(&session.prepared().project, &ended.report)?;
    super::print(out, "")?;
    runs::print_summary(ended, Some(&path), out)?;
    super::print(
        out,
        &format!(
            "\nThe example's faults are planted, and listed in\n{}",
            folder.join("planted.json").display()
        ),
    )
}

/// The folder asked for, or a new one.
fn folder(into: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(folder) = into {
        if folder.join("landbridge.yaml").exists() {
            let message = format!(
                "{} holds a project already; nothing was written\nGive another folder.",
                folder.display()
            );
            return Err(Failure::new(Exit::Usage, message));
        }
        return Ok(folder.to_owned());
    }
    let all = std::env::temp_dir();
    let free = (1..1_000_000_u32)
        .map(|number| all.join(format!("landbridge-demo-{number}")))
        .find(|folder| !folder.exists());
    free.ok_or_else(|| {
        let message = format!(
            "{} is full of demonstrations; give --into DIR",
            all.display()
        );
        Failure::new(Exit::Unexpected, message)
    })
}

fn write_example(folder: &Path) -> Result<(), Failure> {
    for (name, bytes) in FILES {
        let path = folder.join(name);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        made.and_then(|()| std::fs::write(&path, bytes))
            .map_err(|error| {
                Failure::new(
                    Exit::Unexpected,
                    format!("{} cannot be written: {error}", path.display()),
                )
            })?;
    }
    Ok(())
}

fn environment(url: &str) -> BTreeMap<String, String> {
    let pairs = [
        ("LANDBRIDGE_URL", url),
        ("LANDBRIDGE_USER", USER),
        ("LANDBRIDGE_PASSWORD", PASSWORD),
    ];
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Changes records in the ERP past the loader, as tampering.json says, so that reconciliation has
/// something to find. Returns how many.
async fn tamper(session: &Session, url: &str) -> Result<usize, Failure> {
    let broken = |text: String| Failure::new(Exit::Unexpected, text);
    let base = Url::parse(url).map_err(|error| broken(error.to_string()))?;
    let mut config = TransportConfig::new(base);
    config.authentication = Authentication::Basic {
        user: USER.to_owned(),
        password: Secret::new(PASSWORD),
    };
    let transport = Transport::new(config, Cancel::new())
        .map_err(|_faults| broken("the sandbox cannot be spoken to".to_owned()))?;
    let text = include_str!("../../mappings/demo/tampering.json");
    let changes: Json = serde_json::from_str(text).map_err(|error| broken(error.to_string()))?;
    let mut changed = 0;
    for change in changes.as_array().into_iter().flatten() {
        let request = tampering(session, change).map_err(broken)?;
        let answer = transport.send(&request, |_, _| None).await;
        let answer = answer.map_err(|fault| broken(fault.to_string()))?;
        if !answer.is_success() {
            let body = String::from_utf8_lossy(&answer.body);
            return Err(broken(format!(
                "{}: {} {body}",
                request.label, answer.status
            )));
        }
        changed += 1;
    }
    Ok(changed)
}

fn tampering(session: &Session, change: &Json) -> Result<Request, String> {
    let text = |name: &str| change.get(name).and_then(Json::as_str).unwrap_or_default();
    let object = text("object");
    let parts = change.get("key").and_then(Json::as_array);
    let key: Vec<&str> = parts
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .collect();
    let key = key.join(" | ");
    let project = &session.prepared().project;
    let mapping = project
        .mapping(object)
        .ok_or_else(|| format!("no mapping `{object}`"))?;
    let ledger = session.ledger();
    let number = ledger.object(object).map_err(|fault| fault.to_string())?;
    let id = ledger
        .target_id(&project.target, number, &key)
        .map_err(|fault| fault.to_string())?
        .ok_or_else(|| format!("{object} {key} was not loaded"))?;
    let path = format!(
        "/fscmRestApi/resources/11.13.18.05/{}/{id}",
        mapping.target.object
    );
    let attribute = text("attribute");
    let (method, body) = if attribute.is_empty() {
        (Method::Delete, Bytes::new())
    } else {
        let value = change.get("value").cloned().unwrap_or(Json::Null);
        // Amounts are written as text in the list, so that they keep their digits.
        let value = match value.as_str() {
            Some(digits) if text("code") == "REC-AMOUNT" => {
                serde_json::from_str(digits).unwrap_or_else(|_| Json::String(digits.to_owned()))
            }
            _ => value,
        };
        let mut members = serde_json::Map::new();
        members.insert(attribute.to_owned(), value);
        (
            Method::Patch,
            Bytes::from(Json::Object(members).to_string()),
        )
    };
    Ok(Request {
        method,
        path,
        headers: vec![
            (
                "Content-Type",
                "application/vnd.oracle.adf.resourceitem+json".to_owned(),
            ),
            ("REST-Framework-Version", "4".to_owned()),
        ],
        body,
        login: Login::Main,
        label: format!("change {object} by hand"),
    })
}
