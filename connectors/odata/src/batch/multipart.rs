//! `$batch` as `multipart/mixed` (RFC 2046), with requests and answers as `application/http`.

use bytes::Bytes;
use landbridge_contract::{Request, Response};

/// Parts within parts: a batch holds change sets, and these hold answers.
const LEVELS_MAX: usize = 2;

/// The content type and the body. A boundary is chosen that stands in no payload.
pub(super) fn body(parts: &[Request]) -> (String, Vec<u8>) {
    let boundary = boundary(parts);
    let mut body = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        line(&mut body, &format!("--batch_{boundary}"));
        let set = format!("changeset_{boundary}_{index}");
        if !part.method.is_safe() {
            line(
                &mut body,
                &format!("Content-Type: multipart/mixed; boundary={set}"),
            );
            line(&mut body, "");
            line(&mut body, &format!("--{set}"));
        }
        line(&mut body, "Content-Type: application/http");
        line(&mut body, "Content-Transfer-Encoding: binary");
        if !part.method.is_safe() {
            line(&mut body, &format!("Content-ID: {index}"));
        }
        line(&mut body, "");
        let path = part.path.trim_start_matches('/');
        line(
            &mut body,
            &format!("{} {path} HTTP/1.1", part.method.as_str()),
        );
        for (name, value) in &part.headers {
            line(&mut body, &format!("{name}: {value}"));
        }
        line(&mut body, "");
        body.extend_from_slice(&part.body);
        line(&mut body, "");
        if !part.method.is_safe() {
            line(&mut body, &format!("--{set}--"));
        }
    }
    line(&mut body, &format!("--batch_{boundary}--"));
    (format!("multipart/mixed; boundary=batch_{boundary}"), body)
}

fn line(body: &mut Vec<u8>, text: &str) {
    body.extend_from_slice(text.as_bytes());
    body.extend_from_slice(b"\r\n");
}

fn boundary(parts: &[Request]) -> String {
    let mut boundary = "landbridge".to_owned();
    // Each turn makes it longer, so that it is longer than any payload at the latest.
    while parts
        .iter()
        .any(|part| contains(&part.body, boundary.as_bytes()))
    {
        boundary.push('_');
        boundary.push_str(&boundary.len().to_string());
    }
    boundary
}

fn contains(body: &[u8], text: &[u8]) -> bool {
    body.windows(text.len()).any(|window| window == text)
}

/// The answers: each part of the batch is that to the request at its place. A service that stops
/// leaves out the rest.
pub(super) fn answers(
    content_type: &str,
    body: &[u8],
    parts: usize,
) -> Result<Vec<Option<Response>>, &'static str> {
    let found = split(content_type, body).ok_or("is no batch of answers")?;
    if found.len() > parts {
        return Err("holds an answer to what was not asked");
    }
    let mut answers: Vec<Option<Response>> = Vec::with_capacity(parts);
    let mut named = true;
    for (index, part) in found.into_iter().enumerate() {
        let Part { id, answer } = answer(part, LEVELS_MAX)?;
        // Where the service says which request it answers, it must be the one at this place.
        if id.as_ref().is_some_and(|id| *id != index.to_string()) {
            return Err("holds an answer to another request than the one at its place");
        }
        named = id.is_some();
        answers.push(Some(answer));
    }
    // A service stops behind a refusal. One that leaves out answers behind a success may have left them
    // out anywhere.
    let stopped = answers
        .last()
        .is_none_or(|last| last.as_ref().is_none_or(|last| !last.is_success()));
    if answers.len() < parts && !stopped && !named {
        return Err("leaves out answers, and does not say which");
    }
    answers.resize(parts, None);
    Ok(answers)
}

/// An answer, and the request that it says it is for.
struct Part {
    id: Option<String>,
    answer: Response,
}

/// The answer in a part: one of its own, or the only one of a change set.
fn answer(part: &[u8], levels: usize) -> Result<Part, &'static str> {
    let (headers, content) = head(part).ok_or("holds a part without a head")?;
    let content_type = value(&headers, "content-type").unwrap_or_default();
    if content_type.to_ascii_lowercase().starts_with("multipart/") {
        let inner = split(content_type, content).ok_or("holds a change set that cannot be read")?;
        return match (inner.as_slice(), levels) {
            ([one], 1..) => answer(one, levels - 1),
            _ => Err("holds a change set with several answers to one request"),
        };
    }
    let answer = http(content).ok_or("holds a part that is no answer")?;
    let id = value(&headers, "content-id").map(str::to_owned);
    Ok(Part { id, answer })
}

/// An answer as HTTP writes it.
fn http(content: &[u8]) -> Option<Response> {
    let content = trim_start(content);
    let end = content.iter().position(|byte| *byte == b'\n')?;
    let (first, rest) = content.split_at_checked(end + 1)?;
    let first = std::str::from_utf8(first).ok()?;
    let mut words = first.split_whitespace();
    words.next().filter(|word| word.starts_with("HTTP/"))?;
    let status = words.next()?.parse().ok()?;
    let (headers, body) = head(rest)?;
    Some(Response {
        status,
        headers,
        body: Bytes::copy_from_slice(body.trim_ascii()),
    })
}

type Headers = Vec<(String, String)>;

/// Headers, and what stands behind the empty line that ends them.
fn head(part: &[u8]) -> Option<(Headers, &[u8])> {
    let mut headers = Headers::new();
    let mut rest = part;
    loop {
        if rest.is_empty() {
            return Some((headers, rest));
        }
        let end = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at_checked(end)?;
        rest = after;
        let line = std::str::from_utf8(line).ok()?.trim_end();
        if line.is_empty() {
            return Some((headers, rest));
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.trim().to_lowercase(), value.trim().to_owned()));
    }
}

fn value<'h>(headers: &'h Headers, name: &str) -> Option<&'h str> {
    let found = headers.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

/// The parts between the boundaries that a content type names.
fn split<'b>(content_type: &str, body: &'b [u8]) -> Option<Vec<&'b [u8]>> {
    let boundary = content_type.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let boundary = name.trim().eq_ignore_ascii_case("boundary");
        boundary.then(|| value.trim().trim_matches('"'))
    })?;
    let mark = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut begun: Option<usize> = None;
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        let closes = text.strip_prefix(mark.as_bytes()).map(|rest| rest == b"--");
        // A longer boundary that begins alike is another one.
        let is_mark = text == mark.as_bytes() || closes == Some(true);
        if is_mark {
            if let Some(begin) = begun {
                parts.push(body.get(begin..at)?);
            }
            if closes == Some(true) {
                return Some(parts);
            }
            begun = Some(at + line.len());
        }
        at += line.len();
    }
    // Without its end the answer was cut: what is there may not be all of the last part.
    None
}

fn trim_start(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii_start()
}
