//! An ERP that takes every record and keeps none: where the sandbox would be the limit, or take the memory itself.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// The server, as long as the program lives.
pub(super) struct MuteErp {
    /// Host and port.
    pub(super) address: String,
    taken: Arc<AtomicU64>,
}

/// What it shows of a record: what stands before the id, and behind it.
pub(super) type Shown = (String, String);

impl MuteErp {
    /// Starts it on a free port; of a record it shows the id alone.
    pub(super) fn start() -> std::io::Result<Self> {
        Self::showing(("{\"SupplierId\":".to_owned(), "}".to_owned()))
    }

    /// The same with more to show.
    pub(super) fn showing(shown: Shown) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let taken = Arc::new(AtomicU64::new(0));
        let (counter, shown) = (Arc::clone(&taken), Arc::new(shown));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (counter, shown) = (Arc::clone(&counter), Arc::clone(&shown));
                // A connection that breaks ends its thread; the load says what it thinks of that.
                thread::spawn(move || serve(&stream, &counter, &shown).ok());
            }
        });
        Ok(Self { address, taken })
    }

    /// Records that it took.
    pub(super) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }
}

/// Answers one request after the other: a write with a new id, anything else with 404.
fn serve(stream: &TcpStream, taken: &AtomicU64, (before, behind): &Shown) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let writes = line.starts_with("POST ");
        let mut length = 0;
        while line.trim() != "" {
            line.clear();
            reader.read_line(&mut line)?;
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body)?;
        let (status, shown) = if writes {
            let id = 300_000_000_000_000 + taken.fetch_add(1, Ordering::Relaxed);
            ("201 Created", format!("{before}{id}{behind}"))
        } else {
            ("404 Not Found", "{}".to_owned())
        };
        let mut out = stream;
        out.write_all(
            format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{shown}",
                shown.len()
            )
            .as_bytes(),
        )?;
    }
}
