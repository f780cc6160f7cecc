//! A small HTTP/1.1 client, so that the tests owe nothing to the client under rehearsal.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use base64::Engine;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::{Counters, Faults, Sandbox, SandboxConfig};

pub(super) const BASE: &str = "/fscmRestApi/resources/11.13.18.05";

/// A running sandbox with its runtime.
pub(super) struct Pod {
    runtime: Runtime,
    sandbox: Option<Sandbox>,
}

impl Pod {
    pub(super) fn start(config: SandboxConfig) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let addr = "127.0.0.1:0".parse().unwrap();
        let sandbox = runtime.block_on(Sandbox::start(config, addr)).unwrap();
        Self {
            runtime,
            sandbox: Some(sandbox),
        }
    }

    pub(super) fn new() -> Self {
        Self::start(config())
    }

    pub(super) fn sandbox(&self) -> &Sandbox {
        self.sandbox.as_ref().unwrap()
    }

    pub(super) fn counters(&self) -> Counters {
        self.sandbox().counters()
    }

    pub(super) fn set_faults(&self, faults: Faults) {
        self.sandbox().set_faults(faults);
    }

    pub(super) fn stop(mut self) {
        self.runtime.block_on(self.sandbox.take().unwrap().stop());
    }

    pub(super) fn send(&self, request: &Request) -> Answer {
        self.try_send(request).expect("an answer")
    }

    /// The answer; none when the connection ends without one.
    pub(super) fn try_send(&self, request: &Request) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.sandbox().addr()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        exchange(&mut stream, request)
    }
}

pub(super) fn config() -> SandboxConfig {
    SandboxConfig::with_user("loader", "secret")
}

#[derive(Clone, Debug)]
pub(super) struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

fn request(method: &'static str, path: &str) -> Request {
    let path = if [
        "/fscm",
        "/hcm",
        "/Hyperion",
        "/interop",
        "/sandbox",
        "/oauth2",
    ]
    .iter()
    .any(|own| path.starts_with(own))
    {
        path.to_owned()
    } else {
        format!("{BASE}{path}")
    };
    let basic = base64::engine::general_purpose::STANDARD.encode("loader:secret");
    Request {
        method,
        path,
        headers: vec![
            ("Authorization".to_owned(), format!("Basic {basic}")),
            ("REST-Framework-Version".to_owned(), "4".to_owned()),
            ("Accept".to_owned(), "application/json".to_owned()),
        ],
        body: Vec::new(),
    }
}

/// GET; spaces, quotes and percent signs of the query are encoded here.
pub(super) fn get(path: &str) -> Request {
    request(
        "GET",
        &path
            .replace('%', "%25")
            .replace(' ', "%20")
            .replace('"', "%22")
            .replace('<', "%3C")
            .replace('>', "%3E"),
    )
}

pub(super) fn post(path: &str, body: &Value) -> Request {
    request("POST", path).json(body)
}

/// A custom action with its parameters.
pub(super) fn act(path: &str, parameters: &Value) -> Request {
    post(path, parameters).header("Content-Type", "application/vnd.oracle.adf.action+json")
}

pub(super) fn patch(path: &str, body: &Value) -> Request {
    request("PATCH", path).json(body)
}

impl Request {
    pub(super) fn with(method: &'static str, path: &str) -> Self {
        request(method, path)
    }

    /// Sets a header; an empty value removes it.
    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        if !value.is_empty() {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    pub(super) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub(super) fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json")
            .body(body.to_string())
    }
}

#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    #[track_caller]
    pub(super) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// The values of one attribute over the items of a collection.
    pub(super) fn column(&self, name: &str) -> Vec<Value> {
        self.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item[name].clone())
            .collect()
    }

    /// The details of a structured error.
    pub(super) fn details(&self) -> Vec<String> {
        let json = self.json();
        let details = json["o:errorDetails"].as_array().unwrap();
        details
            .iter()
            .map(|detail| detail["detail"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Sends one request and reads its answer; the connection may be used again.
pub(super) fn exchange(stream: &mut TcpStream, request: &Request) -> Option<Answer> {
    use std::fmt::Write as _;

    let mut head = format!(
        "{} {} HTTP/1.1\r\nHost: pod.example\r\n",
        request.method, request.path
    );
    for (name, value) in &request.headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    write!(head, "Content-Length: {}\r\n\r\n", request.body.len()).unwrap();
    let mut bytes = head.into_bytes();
    bytes.extend(&request.body);
    stream.write_all(&bytes).ok()?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut answer = Answer {
        status,
        headers,
        body: String::new(),
    };
    let length = answer
        .header("content-length")
        .map_or(0, |text| text.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    answer.body = String::from_utf8(body).unwrap();
    Some(answer)
}
