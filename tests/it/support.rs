//! What the stories are told with: a project in a folder, the program, a sandbox ERP.

pub(crate) mod dice;
pub(crate) mod proxy;

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use landbridge_sandbox::{Counters, Faults, Sandbox, SandboxConfig};
use tokio::runtime::Runtime;

/// The only user of a test's sandbox.
pub(crate) const USER: &str = "migration";
/// Who runs the program in a test.
pub(crate) const OPERATOR: &str = "loader";
/// A password that must be seen nowhere.
pub(crate) const PASSWORD: &str = "canary-password-9f31";

/// A sandbox ERP on a port of its own, stopped when dropped.
pub(crate) struct Erp {
    runtime: Runtime,
    sandbox: Sandbox,
}

impl Erp {
    pub(crate) fn start() -> Self {
        Self::with(SandboxConfig::with_user(USER, PASSWORD))
    }

    pub(crate) fn with(config: SandboxConfig) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let sandbox = runtime.block_on(Sandbox::start(config, address)).unwrap();
        Self { runtime, sandbox }
    }

    pub(crate) fn url(&self) -> String {
        self.sandbox.url()
    }

    pub(crate) fn counters(&self) -> Counters {
        self.sandbox.counters()
    }

    /// The archives that were uploaded for imports and data sets, by their names.
    pub(crate) fn uploads(&self) -> Vec<(String, Vec<u8>)> {
        self.sandbox.uploads().unwrap()
    }

    pub(crate) fn set_faults(&self, faults: Faults) {
        self.sandbox.set_faults(faults);
    }

    /// Sends a request of our own, past the loader, and gives the JSON answer.
    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<&str>) -> serde_json::Value {
        let url = format!("{}{path}", self.url());
        self.runtime.block_on(async {
            let client = by_hand::send(method, &url, body).await;
            serde_json::from_str(&client).unwrap_or(serde_json::Value::Null)
        })
    }

    /// All records of a collection, read page by page.
    pub(crate) fn all(&self, object: &str, expand: &str) -> Vec<serde_json::Value> {
        let mut items = Vec::new();
        loop {
            let mut path = format!(
                "/fscmRestApi/resources/11.13.18.05/{object}?onlyData=true&limit=500&offset={}",
                items.len()
            );
            if !expand.is_empty() {
                write!(path, "&expand={expand}").unwrap();
            }
            let page = self.ask("GET", &path, None);
            items.extend(
                page["items"]
                    .as_array()
                    .unwrap_or(&Vec::new())
                    .iter()
                    .cloned(),
            );
            if page["hasMore"] != true {
                return items;
            }
        }
    }
}

/// The smallest HTTP client there is, so that what the loader did is judged by something else.
mod by_hand {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    pub(super) async fn send(method: &str, url: &str, body: Option<&str>) -> String {
        use base64::Engine as _;
        let rest = url.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let login = format!("{}:{}", super::USER, super::PASSWORD);
        let login = base64::engine::general_purpose::STANDARD.encode(login);
        let body = body.unwrap_or("");
        let request = format!(
            "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Authorization: Basic {login}\r\nREST-Framework-Version: 4\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        if head.to_lowercase().contains("transfer-encoding: chunked") {
            return unchunk(body);
        }
        body.to_owned()
    }

    fn unchunk(mut body: &str) -> String {
        let mut whole = String::new();
        while let Some((size, rest)) = body.split_once("\r\n") {
            let size = usize::from_str_radix(size.trim(), 16).unwrap();
            if size == 0 {
                break;
            }
            whole.push_str(&rest[..size]);
            body = &rest[size + 2..];
        }
        whole
    }
}

/// A project folder.
pub(crate) struct Project {
    folder: tempfile::TempDir,
}

/// What a command came to.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The command did what it was asked.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.code(0)
    }

    /// The command ended with this code.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }
}

impl Project {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The project that `landbridge init` makes.
    pub(crate) fn init() -> Self {
        let project = Self::empty();
        let folder = project.path().join("p");
        run(Command::new(program()).arg("init").arg(&folder)).ok();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            std::fs::rename(entry.path(), project.path().join(entry.file_name())).unwrap();
        }
        project
    }

    /// A copy of a project folder.
    pub(crate) fn copy_of(folder: &Path) -> Self {
        let project = Self::empty();
        copy(folder, project.path());
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// What the ERP does not show is not there: nobody waits for it.
    pub(crate) fn believe_at_once(&self) {
        let settings = self.read("landbridge.yaml");
        let at_once = settings.replace("    url:", "    visible_within_seconds: 0\n    url:");
        assert_ne!(settings, at_once);
        self.write("landbridge.yaml", at_once);
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// A command of the program on this project, against this ERP.
    pub(crate) fn command(&self, erp: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments);
        command.current_dir(self.path());
        command.env("LANDBRIDGE_URL", erp);
        command.env("LANDBRIDGE_USER", USER);
        command.env("LANDBRIDGE_PASSWORD", PASSWORD);
        command.env("LANDBRIDGE_OPERATOR", OPERATOR);
        // What whoever runs the tests has set for themselves.
        command.env_remove("LANDBRIDGE_LOG").env_remove("COLUMNS");
        command
    }

    pub(crate) fn run(&self, erp: &Erp, arguments: &[&str]) -> Ran {
        run(&mut self.command(&erp.url(), arguments))
    }

    /// A command that looks into a file: it needs no ERP.
    pub(crate) fn look(&self, command: &str, arguments: &[&str]) -> Ran {
        let mut looking = Command::new(program());
        looking
            .current_dir(self.path())
            .arg(command)
            .args(arguments);
        run(&mut looking)
    }

    /// What such a command shows to people, held to 80 columns.
    pub(crate) fn shown(&self, command: &str, arguments: &[&str]) -> String {
        let text = self.look(command, arguments).ok().stdout;
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "over 80 columns: {line}");
        }
        text
    }

    pub(crate) fn spawn(&self, erp: &Erp, arguments: &[&str]) -> Child {
        self.command(&erp.url(), arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// The report of a run, as data.
    pub(crate) fn report(&self, erp: &Erp) -> serde_json::Value {
        let ran = self.run(erp, &["report", "--format", "json"]).ok();
        serde_json::from_str(&ran.stdout).unwrap()
    }
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Ran {
    Ran::from(command.output().unwrap())
}

/// The program under test.
pub(crate) fn program() -> &'static str {
    env!("CARGO_BIN_EXE_landbridge")
}

/// The project's own folder.
pub(crate) fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A public legacy file that is no part of the project, in the folder `shared/data` beside the checkout. Where it
/// is not there the test says so and gets nothing; on a machine that must have it (`CI` is set) the
/// test fails.
pub(crate) fn public_file(folder: &str, file: &str) -> Option<PathBuf> {
    let path = home().join("../shared/data").join(folder).join(file);
    if path.exists() {
        return Some(path);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "shared/data/{folder}/{file} is not there"
    );
    println!("left out: shared/data/{folder}/{file} is not beside the checkout");
    None
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
