//! An OData server that nobody here wrote, for tests that need a real one.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::support::{home, run};

/// What the server wants to be told; it must be seen nowhere.
pub(crate) const TOKEN: &str = "canary-token-71c2";

/// The server on a port of its own, stopped when dropped.
pub(crate) struct OData {
    child: Child,
    /// The service's address.
    pub(crate) url: String,
}

impl OData {
    /// Installs the server where that was not done yet, and starts it. A machine that cannot install it fails
    /// the test with the reason.
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// The same, told how it behaves: `PAGE` records in a page, `LOSE` the answers of so many writes, take
    /// writes only `TOGETHER` in a batch.
    pub(crate) fn with(told: &[(&str, &str)]) -> Self {
        let folder = installed();
        let mut child = Command::new("node")
            .arg(folder.join("server.js"))
            .env("TOKEN", TOKEN)
            .envs(told.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`node` can be started");
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        let url = first.trim().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "said `{url}`");
        Self { child, url }
    }
}

impl Drop for OData {
    fn drop(&mut self) {
        // It ends with its standard input too; nothing is left to do where it has gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn installed() -> PathBuf {
    let script = home().join("tests/servers/odata/install.sh");
    let ran = run(Command::new(script).arg(home().join("target/servers"))).ok();
    PathBuf::from(ran.stdout.trim())
}
