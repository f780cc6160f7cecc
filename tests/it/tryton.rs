//! Tryton on `PostgreSQL`, an ERP that nobody here wrote, for tests that need a real one.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value as Json;

use crate::support::{home, run};

/// Who loads.
pub(crate) const USER: &str = "loader";
/// A password that must be seen nowhere.
pub(crate) const PASSWORD: &str = "canary-tryton-58d2";
/// Who may read and hardly more.
pub(crate) const READER: &str = "reader";
/// The password of the same.
pub(crate) const READER_PASSWORD: &str = "canary-reader-a40e";

/// Records that are asked for at a time.
const PAGE: usize = 1_000;

/// The server on a database and a port of its own, stopped when dropped.
pub(crate) struct Tryton {
    child: Child,
    /// The address of the database.
    pub(crate) url: String,
    /// The Python that the server runs on.
    python: String,
}

impl Tryton {
    /// Installs the server where that was not done yet, and starts it. A machine that cannot install it fails
    /// the test with the reason.
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// The same, told what goes wrong: `LOSE` the answers of so many writes, `FORGET` the session of a request.
    pub(crate) fn with(told: &[(&str, &str)]) -> Self {
        let script = home().join("tests/servers/tryton/install.sh");
        let installed = run(Command::new(script).arg(home().join("target/servers"))).ok();
        let mut words = installed.stdout.lines();
        let python = words.next().unwrap().to_owned();
        let mut child = Command::new(&python)
            .args(words)
            .envs(told.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server's Python can be started");
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        let url = first.trim().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "said `{url}`");
        Self { child, url, python }
    }

    /// What the server answers to a call past the program.
    pub(crate) fn ask(&self, method: &str, parameters: &Json) -> Json {
        let mut asking = Command::new(&self.python);
        asking.arg(home().join("tests/servers/tryton/ask.py"));
        asking.args([&self.url, USER, PASSWORD, method, &parameters.to_string()]);
        serde_json::from_str(&run(&mut asking).ok().stdout).unwrap()
    }

    /// Records of a model in the order in which they were made, with these fields.
    pub(crate) fn records(&self, model: &str, domain: Json, fields: &[&str]) -> Vec<Json> {
        let mut all = Vec::new();
        loop {
            let parameters = serde_json::json!([
                domain,
                all.len(),
                PAGE,
                [["id", "ASC"]],
                fields,
                { "active_test": false }
            ]);
            let found = self.ask(&format!("model.{model}.search_read"), &parameters);
            let found = found.as_array().expect("records");
            all.extend_from_slice(found);
            if found.len() < PAGE {
                return all;
            }
        }
    }
}

impl Drop for Tryton {
    fn drop(&mut self) {
        // It ends with its standard input, and takes its database with it.
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }
}
