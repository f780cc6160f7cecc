//! An OData server that nobody here wrote, for tests that need a real one.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::support::{Project, Ran, home, run};

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

    /// A project whose target is this server, with these legacy files and a mapping of one of its objects.
    pub(crate) fn project(
        &self,
        object: &str,
        data: &[(&str, &str)],
        mapping: (&str, &str),
    ) -> Project {
        let project = Project::empty();
        let file = format!(
            "version: 1\nproject: legacy\ntargets:\n  legacy:\n    odata: {{ page_size: 2 }}\n    url: {}\n    \
             auth: {{ bearer: {{ env: LEGACY_TOKEN }} }}\ntarget: legacy\n",
            self.url
        );
        project.write("landbridge.yaml", file);
        for (name, text) in data {
            project.write(&format!("data/{name}"), text);
        }
        say(&project, &["schema", "pull", "legacy", object]).ok();
        project.write(&format!("mappings/{}", mapping.0), mapping.1);
        project
    }
}

/// Runs the program in a project whose target is such a server.
pub(crate) fn say(project: &Project, arguments: &[&str]) -> Ran {
    let mut command = project.command("http://127.0.0.1:9", arguments);
    run(command.env("LEGACY_TOKEN", TOKEN))
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
