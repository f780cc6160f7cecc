//! A server that answers as told: the acts are taken in order, one a request.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a request.
#[derive(Clone)]
pub(super) enum Act {
    /// Answers with these bytes.
    Answer(String),
    /// Answers 201 after this time.
    Slow(Duration),
    /// Answers with these bytes, one after the other with pauses between.
    Drip(Vec<&'static str>),
    /// Answers with these bytes, and closes without a word.
    Last(String),
    /// Closes without a word.
    Cut,
    /// Closes halfway through a success.
    Half,
    /// Keeps the connection and says nothing.
    Silent,
}

impl Act {
    pub(super) fn answer(status: u16, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::Answer(format!(
            "HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n{body}"
        ))
    }
}

pub(super) struct Server {
    pub(super) url: String,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    acts: VecDeque<Act>,
    seen: Vec<String>,
    arrivals: Vec<Instant>,
    connections: usize,
}

impl Server {
    pub(super) async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Mutex::new(Shared {
            acts: acts.into_iter().collect(),
            seen: Vec::new(),
            arrivals: Vec::new(),
            connections: 0,
        }));
        let served = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                served.lock().unwrap().connections += 1;
                tokio::spawn(serve(connection, Arc::clone(&served)));
            }
        });
        Self { url, shared }
    }

    /// The requests so far: head and body.
    pub(super) fn seen(&self) -> Vec<String> {
        self.shared.lock().unwrap().seen.clone()
    }

    /// How many connections were made so far.
    pub(super) fn connections(&self) -> usize {
        self.shared.lock().unwrap().connections
    }

    /// When the requests so far arrived.
    pub(super) fn arrivals(&self) -> Vec<Instant> {
        self.shared.lock().unwrap().arrivals.clone()
    }
}

async fn serve(mut connection: TcpStream, shared: Arc<Mutex<Shared>>) {
    while let Some(request) = read_request(&mut connection).await {
        let act = {
            let mut shared = shared.lock().unwrap();
            shared.seen.push(request);
            shared.arrivals.push(Instant::now());
            shared.acts.pop_front()
        };
        let last = matches!(act, Some(Act::Last(_)));
        let answer = match act {
            Some(Act::Answer(answer) | Act::Last(answer)) => answer,
            Some(Act::Drip(drops)) => {
                for drop in drops {
                    connection.write_all(drop.as_bytes()).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                continue;
            }
            Some(Act::Slow(time)) => {
                tokio::time::sleep(time).await;
                "HTTP/1.1 201 X\r\ncontent-length: 0\r\n\r\n".to_owned()
            }
            Some(Act::Half) => "HTTP/1.1 201 X\r\ncontent-length: 100\r\n\r\nhalf".to_owned(),
            Some(Act::Cut) | None => return,
            Some(Act::Silent) => {
                tokio::time::sleep(Duration::from_secs(30)).await;
                return;
            }
        };
        let halved = answer.ends_with("half");
        if connection.write_all(answer.as_bytes()).await.is_err() || halved || last {
            return;
        }
    }
}

async fn read_request(connection: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0_u8; 4_096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse::<usize>().unwrap());
            if body.len() >= length {
                return Some(text);
            }
        }
        let read = connection.read(&mut buffer).await.ok()?;
        if read == 0 {
            return None;
        }
        bytes.extend_from_slice(&buffer[..read]);
        if bytes.starts_with(b"\x16") {
            // TLS is answered in plain words, as servers do.
            let words = b"HTTP/1.1 400 X\r\n\r\n";
            connection.write_all(words).await.ok()?;
            return None;
        }
    }
}
