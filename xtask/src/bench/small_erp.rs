//! An ERP on one core and in memory: where the sandbox would be the limit, or take the memory itself.
//!
//! One thread serves all connections, so that the loader has the other core to itself, as before an ERP on a machine of its
//! own.

use std::collections::HashMap;
use std::io::{self, Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token, Waker};
use serde_json::Value;

/// The server, as long as this is held.
pub(super) struct SmallErp {
    /// Host and port.
    pub(super) address: String,
    taken: Arc<AtomicU64>,
    end: Waker,
}

/// What it does with a record.
pub(super) enum Manner {
    /// Takes it, keeps nothing, and shows its id alone.
    Mute,
    /// Reads it, refuses it where it has one of its number, keeps it, and shows it at length.
    Keeping(Shown),
}

/// What is shown of a record: what stands before the id, and behind it.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) before: String,
    pub(super) behind: String,
}

impl SmallErp {
    /// Starts it on a free port.
    pub(super) fn start(manner: Manner) -> io::Result<Self> {
        let listener = TcpListener::bind(([127, 0, 0, 1], 0).into())?;
        let address = listener.local_addr()?.to_string();
        let taken = Arc::new(AtomicU64::new(0));
        let records = Records {
            manner,
            kept: HashMap::new(),
            taken: Arc::clone(&taken),
        };
        let poll = Poll::new()?;
        let end = Waker::new(poll.registry(), END)?;
        // A server that breaks sends nothing more, and whoever waits for it says so.
        thread::spawn(move || serve(poll, listener, records).ok());
        Ok(Self {
            address,
            taken,
            end,
        })
    }

    /// Records that it took.
    pub(super) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }
}

/// What it kept would stand beside whatever is measured next.
impl Drop for SmallErp {
    fn drop(&mut self) {
        // A server that has ended by itself hears nothing.
        self.end.wake().ok();
    }
}

/// Who speaks, beside connections: the server is to end, or somebody connects.
const END: Token = Token(usize::MAX);
const LISTENER: Token = Token(usize::MAX - 1);
/// The attribute by which records are told apart.
const NUMBER: &str = "SupplierNumber";
/// The first id.
const FIRST_ID: u64 = 300_000_000_000_000;
/// Bytes that are read at a time, more than a request has.
const READ: usize = 64 * 1_024;
/// Connections that may speak between two waits.
const EVENTS: usize = 256;

struct Records {
    manner: Manner,
    kept: HashMap<String, Value>,
    taken: Arc<AtomicU64>,
}

impl Records {
    /// Status and body of the answer to a write.
    fn write(&mut self, body: &[u8], shown: &mut Vec<u8>) -> io::Result<&'static str> {
        if let Manner::Keeping(_) = &self.manner {
            let record: Value = serde_json::from_slice(body).unwrap_or_default();
            let number = record.get(NUMBER).and_then(Value::as_str);
            let Some(number) = number.filter(|number| !self.kept.contains_key(*number)) else {
                return Ok("400 Bad Request");
            };
            self.kept.insert(number.to_owned(), record);
        }
        let id = FIRST_ID + self.taken.fetch_add(1, Ordering::Relaxed);
        match &self.manner {
            Manner::Mute => write!(shown, "{{\"SupplierId\":{id}}}")?,
            Manner::Keeping(all) => write!(shown, "{}{id}{}", all.before, all.behind)?,
        }
        Ok("201 Created")
    }
}

/// All that is needed to serve: the records, and space that every connection uses in turn.
struct Server {
    records: Records,
    read: Box<[u8]>,
    shown: Vec<u8>,
}

struct Connection {
    stream: TcpStream,
    /// What arrived and is not answered yet.
    arrived: Vec<u8>,
    /// What is to be sent.
    answers: Vec<u8>,
}

fn serve(mut poll: Poll, mut listener: TcpListener, records: Records) -> io::Result<()> {
    let mut server = Server {
        records,
        read: vec![0; READ].into(),
        shown: Vec::new(),
    };
    let mut events = Events::with_capacity(EVENTS);
    let readable = Interest::READABLE;
    poll.registry()
        .register(&mut listener, LISTENER, readable)?;
    let (mut connections, mut opened) = (HashMap::new(), 0);
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == END {
                return Ok(());
            }
            if event.token() != LISTENER {
                if let Some(connection) = connections.get_mut(&event.token())
                    && server.speak(connection).is_err()
                {
                    connections.remove(&event.token());
                }
                continue;
            }
            while let Ok((mut stream, _)) = listener.accept() {
                stream.set_nodelay(true)?;
                let token = Token(opened);
                opened += 1;
                let both = readable | Interest::WRITABLE;
                poll.registry().register(&mut stream, token, both)?;
                let connection = Connection {
                    stream,
                    arrived: Vec::new(),
                    answers: Vec::new(),
                };
                connections.insert(token, connection);
            }
        }
    }
}

impl Server {
    /// Reads what has arrived and answers it; an error where the other side is gone.
    fn speak(&mut self, connection: &mut Connection) -> io::Result<()> {
        loop {
            let read = match connection.stream.read(&mut self.read) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            };
            let arrived = self.read.get(..read).unwrap_or_default();
            connection.arrived.extend_from_slice(arrived);
            self.answer(connection)?;
            // A read that leaves room has taken all there was (epoll(7)).
            if read < READ {
                break;
            }
        }
        flush(connection)
    }

    /// Answers all requests that are there to their end: a write with a new id, anything else with 404.
    fn answer(&mut self, connection: &mut Connection) -> io::Result<()> {
        let mut answered = 0;
        while let Some(request) = connection.arrived.get(answered..)
            && let Some((head, body)) = whole(request)
        {
            self.shown.clear();
            let status = if head.starts_with(b"POST ") {
                self.records.write(body, &mut self.shown)?
            } else {
                self.shown.extend_from_slice(b"{}");
                "404 Not Found"
            };
            write!(
                connection.answers,
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                self.shown.len()
            )?;
            connection.answers.extend_from_slice(&self.shown);
            answered += head.len() + body.len();
        }
        connection.arrived.drain(..answered);
        Ok(())
    }
}

/// The head of a request, with the empty line, and its body; none where it is not there to its end.
fn whole(arrived: &[u8]) -> Option<(&[u8], &[u8])> {
    const END: &[u8] = b"\r\n\r\n";
    let end = arrived.windows(END.len()).position(|four| four == END)?;
    let (head, rest) = arrived.split_at_checked(end + END.len())?;
    let length = String::from_utf8_lossy(head)
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, length)| length.trim().parse().unwrap_or(0));
    Some((head, rest.get(..length)?))
}

/// Sends as much as the other side takes now; the rest goes once it takes more.
fn flush(connection: &mut Connection) -> io::Result<()> {
    while !connection.answers.is_empty() {
        match connection.stream.write(&connection.answers) {
            Ok(sent) => drop(connection.answers.drain(..sent)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
