//! A target that answers every request with an error that repeats all of it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// In which form an error repeats the request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    Details,
    Title,
    Text,
    Capitals,
    Page,
}

/// The target; stops when dropped.
pub(crate) struct Echo {
    pub(crate) url: String,
    stop: Arc<AtomicBool>,
}

impl Echo {
    /// Answers writes with this status, reads with 400.
    pub(crate) fn start(write_status: u16, form: Form) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                std::thread::spawn(move || serve(connection, write_status, form));
            }
        });
        Self { url, stop }
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let address = self.url.trim_start_matches("http://");
        drop(TcpStream::connect(address));
    }
}

fn serve(mut connection: TcpStream, write_status: u16, form: Form) {
    let mut request = Vec::new();
    let mut part = [0; 4_096];
    while !is_whole(&request) {
        match connection.read(&mut part) {
            Ok(0) | Err(_) => return,
            Ok(read) => request.extend_from_slice(&part[..read]),
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let status = if request.starts_with("GET") {
        400
    } else {
        write_status
    };
    let (kind, body) = body(&request, form);
    let answer = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    drop(connection.write_all(answer.as_bytes()));
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().unwrap())
    });
    body.len() >= length.unwrap_or(0)
}

/// The error, which begins with the request's body: messages are cut.
fn body(request: &str, form: Form) -> (&'static str, String) {
    let (head, sent) = request.split_once("\r\n\r\n").unwrap();
    let all = format!("{sent} was sent with {head}");
    let code = format!("XX-{}", sent.chars().take(150).collect::<String>());
    match form {
        Form::Details => {
            let detail = serde_json::json!({
                "detail": all, "o:errorCode": code, "o:errorPath": format!("/{sent}"),
            });
            let body = serde_json::json!({ "title": "Bad Request", "o:errorDetails": [detail] });
            ("application/json", body.to_string())
        }
        Form::Title => (
            "application/json",
            serde_json::json!({ "title": head, "detail": all }).to_string(),
        ),
        Form::Text => ("text/plain", all),
        Form::Capitals => ("text/plain", all.to_uppercase()),
        Form::Page => {
            let escaped = all.replace('&', "&amp;").replace('<', "&lt;");
            (
                "text/html",
                format!("<html><body><p>{escaped}</p></body></html>"),
            )
        }
    }
}
