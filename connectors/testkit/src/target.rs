//! What every target connector must hold to, whatever the target answers.
//!
//! [`breaches`] drives a target's exchanges by hand with answers of every status and with bodies
//! from empty to nonsense, and says which rules were broken:
//!
//! - every exchange ends, also when the answers never make sense and when nobody answers;
//! - every record sent gets exactly one receipt;
//! - no receipt says loaded where the answer was no success;
//! - a refusal has at least one message;
//! - an unknown effect is never taken for "not sent";
//! - requests are well formed, and their `Debug` output shows neither body nor path;
//! - a session is opened by what is shown nowhere but in a body, and not by an answer that was no success.

use bytes::Bytes;
use landbridge_contract::{
    BusinessKey, Effect, Event, Exchange, Fault, FaultKind, ObjectSpec, Outgoing, Reply, Request,
    Response, Retry, SignIn, Step, Target, Verdict,
};

/// Steps after which an exchange counts as endless. The answers stop making sense long before.
const STEPS_MAX: usize = 1_000;

/// Statuses answered.
const STATUSES: &[u16] = &[
    200, 201, 202, 204, 206, 302, 400, 401, 403, 404, 405, 408, 409, 412, 413, 422, 429, 500, 501,
    502, 503, 504, 599,
];

/// Bodies answered beside those that the case brings.
const BODIES: &[&[u8]] = &[
    b"",
    b"null",
    b"true",
    b"17",
    b"\"text\"",
    b"[]",
    b"[{}]",
    b"{}",
    b"{\"items\":[],\"hasMore\":true}",
    b"{\"items\":[{}],\"hasMore\":true}",
    b"{\"items\":[],\"hasMore\":false}",
    b"{\"items\":null}",
    b"{\"items\":[null,1,\"x\",[]],\"hasMore\":\"yes\"}",
    b"<html><head><title>Sign in</title></head><body></body></html>",
    b"<",
    b"plain words",
    b"\xff\xfe\x00\x80",
    b"{\"a\":",
];

/// What is tried on a target.
pub struct Case<'a> {
    /// The target.
    pub target: &'a dyn Target,
    /// An object that it knows.
    pub object: ObjectSpec,
    /// Records to send. Their values should be recognisable: [`Case::canaries`].
    pub batch: Vec<Outgoing>,
    /// Keys to look up.
    pub keys: Vec<BusinessKey>,
    /// Bodies in the target's own language, so that answers also come close to making sense.
    pub bodies: Vec<Vec<u8>>,
    /// Texts inside `batch` and `keys` that no `Debug` output of a request may show.
    pub canaries: Vec<String>,
}

impl std::fmt::Debug for Case<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case")
            .field("object", &self.object.name)
            .finish_non_exhaustive()
    }
}

/// Fails the test with all broken rules.
///
/// # Panics
/// Where a rule is broken.
#[track_caller]
pub fn assert_conforms(case: &Case<'_>) {
    let breaches = breaches(case);
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

/// The rules that the target breaks; empty where it conforms.
pub fn breaches(case: &Case<'_>) -> Vec<String> {
    let mut breaches = Vec::new();
    let bodies: Vec<&[u8]> = BODIES
        .iter()
        .copied()
        .chain(case.bodies.iter().map(Vec::as_slice))
        .collect();
    for &status in STATUSES {
        for &body in &bodies {
            let always = |_: usize| Heard::Answer(status, body);
            try_all(case, &always, &mut breaches);
            let then_cut = |turn: usize| match turn {
                0 => Heard::Answer(status, body),
                _ => Heard::Cut,
            };
            try_all(case, &then_cut, &mut breaches);
        }
    }
    try_all(case, &|_| Heard::Cut, &mut breaches);
    try_all(case, &|_| Heard::Refused, &mut breaches);
    // Answers that change every time, in an order that is the same in every run.
    for seed in 0..200_usize {
        let mixed = |turn: usize| {
            let draw = scramble(seed.wrapping_mul(1_000_003).wrapping_add(turn));
            let status = STATUSES.get(draw % STATUSES.len()).copied();
            let body = bodies.get((draw >> 8) % bodies.len()).copied();
            Heard::Answer(status.unwrap_or(200), body.unwrap_or_default())
        };
        try_all(case, &mixed, &mut breaches);
    }
    if let Some(sign_in) = case.target.sign_in() {
        check_sign_in(case, sign_in, &bodies, &mut breaches);
    }
    breaches.sort();
    breaches.dedup();
    breaches
}

fn check_sign_in(
    case: &Case<'_>,
    sign_in: &dyn SignIn,
    bodies: &[&[u8]],
    breaches: &mut Vec<String>,
) {
    const PASSWORD: &str = "canary-of-the-sign-in";
    let request = sign_in.request("somebody", PASSWORD);
    check_request("sign_in", &request, case, breaches);
    let headers = request
        .headers
        .iter()
        .any(|(_, value)| value.contains(PASSWORD));
    let shown = format!("{request:?}{}{}", request.label, request.path);
    if shown.contains(PASSWORD) || headers {
        breaches.push("sign_in shows the password outside of the body".to_owned());
    }
    for &status in STATUSES {
        for body in bodies {
            let response = Response {
                status,
                headers: Vec::new(),
                body: Bytes::copy_from_slice(body),
            };
            let opened = sign_in.authorization("somebody", &response);
            if opened.is_ok() && !response.is_success() {
                breaches
                    .push("sign_in takes a session from an answer that is no success".to_owned());
            }
            if opened.is_ok_and(|header| header.is_empty()) {
                breaches.push("sign_in gives a header without a value".to_owned());
            }
        }
    }
}

/// What the exchange hears after a request.
#[derive(Clone, Copy)]
enum Heard<'a> {
    Answer(u16, &'a [u8]),
    Cut,
    Refused,
}

fn try_all<'a>(case: &Case<'_>, hear: &dyn Fn(usize) -> Heard<'a>, breaches: &mut Vec<String>) {
    let load = case.target.load(&case.object, case.batch.clone());
    let heard = drive("load", load, hear, case, breaches);
    check_receipts(case, &heard, breaches);
    let look_up = case.target.look_up(&case.object, case.keys.clone());
    let heard = drive("look_up", look_up, hear, case, breaches);
    check_look_ups(case, &heard, breaches);
    let read_back = case.target.read_back(&case.object);
    drive("read_back", read_back, hear, case, breaches);
    let describe = case.target.describe(&case.object);
    drive("describe", describe, hear, case, breaches);
}

/// What came of an exchange.
#[derive(Default)]
struct Driven {
    replies: Vec<Reply>,
    failed: bool,
    /// Whether any answer given was a success.
    success_given: bool,
    /// Whether an effect stayed unknown.
    cut_given: bool,
}

fn drive<'a>(
    what: &str,
    mut exchange: Box<dyn Exchange>,
    hear: &dyn Fn(usize) -> Heard<'a>,
    case: &Case<'_>,
    breaches: &mut Vec<String>,
) -> Driven {
    let mut driven = Driven::default();
    let mut event = Event::Start;
    let mut turn = 0;
    for _ in 0..STEPS_MAX {
        event = match exchange.advance(event) {
            Step::Send(request) => {
                check_request(what, &request, case, breaches);
                let heard = hear(turn);
                turn += 1;
                answer(case.target, &request, heard, &mut driven)
            }
            Step::Wait(_) => Event::Elapsed,
            Step::Note(_) => Event::Noted,
            Step::Yield(replies) => {
                driven.replies.extend(replies);
                Event::Taken
            }
            Step::Done(replies) => {
                driven.replies.extend(replies);
                return driven;
            }
            Step::Failed(_) => {
                driven.failed = true;
                return driven;
            }
        };
    }
    breaches.push(format!("{what} does not end within {STEPS_MAX} steps"));
    driven.failed = true;
    driven
}

/// The event for what is heard, as the engine would make it: the target judges answers first.
fn answer(target: &dyn Target, request: &Request, heard: Heard<'_>, driven: &mut Driven) -> Event {
    let fault = |kind, effect| Fault {
        kind,
        retry: Retry::Backoff,
        effect,
        operation: request.label.clone(),
        message: "invented for the test".to_owned(),
    };
    match heard {
        Heard::Cut => {
            driven.cut_given = true;
            Event::Fault(fault(FaultKind::Cut, Effect::Unknown))
        }
        Heard::Refused => Event::Fault(fault(FaultKind::Unreachable, Effect::None)),
        Heard::Answer(status, body) => {
            let response = Response {
                status,
                headers: Vec::new(),
                body: Bytes::copy_from_slice(body),
            };
            driven.success_given |= response.is_success();
            match target.judge(request, &response) {
                Some(fault) => {
                    driven.cut_given |= fault.effect == Effect::Unknown;
                    Event::Fault(fault)
                }
                None => Event::Answer(response),
            }
        }
    }
}

fn check_request(what: &str, request: &Request, case: &Case<'_>, breaches: &mut Vec<String>) {
    if !request.path.starts_with('/') || !request.path.bytes().all(|byte| byte.is_ascii_graphic()) {
        breaches.push(format!("{what} makes a path that is not encoded"));
    }
    if request.label.is_empty() {
        breaches.push(format!("{what} makes a request without a label"));
    }
    let shown = format!("{request:?}");
    for canary in &case.canaries {
        if shown.contains(canary) || request.label.contains(canary) {
            breaches.push(format!("{what} shows a value in a request's debug output"));
        }
    }
}

fn check_receipts(case: &Case<'_>, driven: &Driven, breaches: &mut Vec<String>) {
    let mut receipts: Vec<i64> = Vec::new();
    for reply in &driven.replies {
        let Reply::Receipt(receipt) = reply else {
            breaches.push("load replies with something that is no receipt".to_owned());
            continue;
        };
        receipts.push(receipt.record);
        match &receipt.verdict {
            Verdict::Loaded { target_id, .. } => {
                if !driven.success_given {
                    breaches.push("load says loaded without a success".to_owned());
                }
                if target_id.is_empty() {
                    breaches.push("load says loaded without a target id".to_owned());
                }
            }
            Verdict::Refused { messages } if messages.is_empty() => {
                breaches.push("load refuses without a message".to_owned());
            }
            Verdict::Refused { .. } | Verdict::NotSent { .. } | Verdict::InDoubt { .. } => {}
        }
    }
    if driven.failed {
        // Records without a receipt then have the fault's effect.
        return;
    }
    let mut sent: Vec<i64> = case.batch.iter().map(|record| record.record).collect();
    sent.sort_unstable();
    receipts.sort_unstable();
    if sent != receipts {
        breaches.push("load does not give exactly one receipt for each record".to_owned());
    }
    let in_doubt = driven.replies.iter().any(|reply| {
        matches!(reply, Reply::Receipt(receipt) if matches!(receipt.verdict, Verdict::InDoubt { .. }))
    });
    if driven.cut_given && !in_doubt && !case.batch.is_empty() {
        breaches.push("load forgets an effect that is unknown".to_owned());
    }
}

fn check_look_ups(case: &Case<'_>, driven: &Driven, breaches: &mut Vec<String>) {
    let asked: Vec<_> = case.keys.iter().map(BusinessKey::text).collect();
    let answered: Vec<_> = driven
        .replies
        .iter()
        .filter_map(|reply| match reply {
            Reply::LookUp(look_up) => Some(look_up.key.text()),
            _ => None,
        })
        .collect();
    let in_order = if driven.failed {
        asked.starts_with(&answered)
    } else {
        asked == answered
    };
    if !in_order {
        breaches.push("look_up does not answer every key in order".to_owned());
    }
}

/// Mixes a number's bits (the finaliser of splitmix, on 31 bits so it is alike on all machines).
fn scramble(number: usize) -> usize {
    let mut mixed = number.wrapping_mul(0x9E37_79B1) & 0x7FFF_FFFF;
    mixed ^= mixed >> 15;
    mixed = mixed.wrapping_mul(0x85EB_CA6B) & 0x7FFF_FFFF;
    mixed ^= mixed >> 13;
    mixed
}
