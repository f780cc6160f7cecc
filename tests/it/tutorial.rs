//! The tutorial, from an empty folder: every command on its page is run, and prints what the page shows.
//!
//! With `LANDBRIDGE_TUTORIAL=write` the page is written anew with what the commands print now.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use regex::Regex;

use crate::support::{home, program};

const PAGE: &str = "docs/tutorial.md";

/// The port that the page names; a test takes one that is free.
const PORT: &str = "8181";

/// What differs from run to run, and what stands for it where output is compared.
const VARYING: &[(&str, &str)] = &[
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "[time]"),
    (r"\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d:\d\d UTC", "[time]"),
    (r"took [^\n]*", "took [time]"),
    (r"127\.0\.0\.1:\d+", "[erp]"),
    (r"\b[0-9a-f]{64}\b", "[hash]"),
    (r"\bMCow[A-Za-z0-9+/]{55}=", "[key]"),
    (r"login: \[[^\]]*\]", "login: [login]"),
];

fn redacted(text: &str) -> String {
    let mut text = text.to_owned();
    for (pattern, stands_for) in VARYING {
        let pattern = Regex::new(pattern).unwrap();
        text = pattern.replace_all(&text, *stands_for).into_owned();
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// Whoever follows the page: a folder, what was exported, the port of the sandbox, and the key that was made.
struct Newcomer {
    folder: tempfile::TempDir,
    exported: Vec<(String, String)>,
    port: u16,
    key: Option<String>,
    sandbox: Option<Child>,
}

impl Drop for Newcomer {
    fn drop(&mut self) {
        if let Some(mut sandbox) = self.sandbox.take() {
            sandbox.kill().unwrap();
            sandbox.wait().unwrap();
        }
    }
}

impl Newcomer {
    fn arrives() -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        Self {
            folder: tempfile::tempdir().unwrap(),
            exported: Vec::new(),
            port: free.local_addr().unwrap().port(),
            key: None,
            sandbox: None,
        }
    }

    /// Types one line, and gives what it printed.
    fn types(&mut self, line: &str) -> String {
        let line = line.replace(PORT, &self.port.to_string());
        if let Some(exports) = line.strip_prefix("export ") {
            for export in exports.split(' ') {
                let (name, value) = export.split_once('=').unwrap();
                self.exported.push((name.to_owned(), value.to_owned()));
            }
            return String::new();
        }
        if let Some(line) = line.strip_suffix(" &") {
            return self.lets_run(line);
        }
        let output = self.shell(&format!("{{ {line}\n}} 2>&1")).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let key = Regex::new(VARYING[5].0).unwrap();
        if let Some(key) = key.find(&said) {
            self.key = Some(key.as_str().to_owned());
        }
        said
    }

    fn shell(&self, line: &str) -> Command {
        let programs = program();
        let programs = Path::new(&programs).parent().unwrap().to_owned();
        let path = std::env::var("PATH").unwrap();
        let mut shell = Command::new("sh");
        shell
            .args(["-c", line])
            .current_dir(self.folder.path())
            .env("PATH", format!("{}:{path}", programs.display()))
            .env_remove("COLUMNS")
            .envs(self.exported.iter().cloned());
        shell
    }

    /// Starts what runs behind the terminal; it is ready when it has said its first line.
    fn lets_run(&mut self, line: &str) -> String {
        let mut child = self
            .shell(&format!("exec {line}"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut first).unwrap();
        self.sandbox = Some(child);
        first
    }

    /// Saves a file of the page; where the page says `+`, at the end of what is there.
    fn writes(&self, name: &str, text: &str) {
        let (name, more) = match name.strip_suffix(" +") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let key = Regex::new(VARYING[5].0).unwrap();
        let own = self.key.clone().unwrap_or_default();
        let text = key.replace_all(text, own);
        let path = self.folder.path().join(name);
        let before = if more {
            std::fs::read_to_string(&path).unwrap() + "\n"
        } else {
            String::new()
        };
        std::fs::write(path, before + &*text).unwrap();
    }
}

/// Follows the page to its end; gives it as it reads with what the commands print now.
fn followed(page: &str, newcomer: &mut Newcomer) -> String {
    let mut now = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        writeln!(now, "{line}").unwrap();
        let Some(fence) = line.strip_prefix("```").filter(|fence| !fence.is_empty()) else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if let Some((_, file)) = fence.split_once(' ') {
            let text = block.join("\n") + "\n";
            newcomer.writes(file, &text);
            now.push_str(&text);
        } else {
            for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                let said = newcomer.types(command);
                let said = said.replace(&newcomer.port.to_string(), PORT);
                writeln!(now, "$ {command}").unwrap();
                for line in said.trim_end().lines() {
                    writeln!(now, "{}", line.trim_end()).unwrap();
                }
            }
        }
        now.push_str("```\n");
    }
    now
}

#[test]
fn every_command_of_the_tutorial_prints_what_the_page_shows() {
    let mut newcomer = Newcomer::arrives();
    for workbook in ["vendors.xlsx", "vendors-mended.xlsx"] {
        let from: PathBuf = home().join("docs/tutorial").join(workbook);
        std::fs::copy(from, newcomer.folder.path().join(workbook)).unwrap();
    }
    let path = home().join(PAGE);
    let page = std::fs::read_to_string(&path).unwrap();
    let now = followed(&page, &mut newcomer);
    if std::env::var_os("LANDBRIDGE_TUTORIAL").is_some_and(|what| what == "write") {
        std::fs::write(&path, &now).unwrap();
    }
    assert!(page.matches("\n$ landbridge ").count() >= 15);
    let (shown, now) = (redacted(&page), redacted(&now));
    let differs = shown.lines().zip(now.lines()).find(|(a, b)| a != b);
    assert!(
        shown == now,
        "{PAGE} shows another thing than is printed, first at {differs:?}; LANDBRIDGE_TUTORIAL=write writes it anew"
    );
}
