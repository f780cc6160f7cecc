//! Sends a request, and repeats it where that cannot do harm.

use std::time::Duration;

use hyper::header::HeaderValue;
use landbridge_contract::{Effect, Fault, FaultKind, Login, Request, Response, Retry};
use tokio::time::Instant;

use crate::diagnose::Hidden;

use super::auth::is_about_tokens;
use super::budget::{Ended, Why};
use super::gate::{Departure, Held};
use super::session::{Judge, Known};
use super::{Transport, stats};

impl Transport {
    /// Sends a request and returns its answer, once `judge` has nothing to say against it.
    ///
    /// A fault is met with repetition where it had no effect (or the request is a read) and where
    /// repetition may help, until the retries or the deadline are used up; then it is returned. A
    /// target that never answered is given up soon. A
    /// write whose effect is unknown is never repeated. Where the target says how long to leave
    /// it alone, all requests to it wait. Cancelling stops it before the next departure; a
    /// departed write is awaited.
    pub async fn send(
        &self,
        request: &Request,
        judge: impl Fn(&Request, &Response) -> Option<Fault> + Send + Sync,
    ) -> Result<Response, Fault> {
        self.send_hiding(request, judge, &Hidden::default()).await
    }

    /// The same; what is hidden is in no fault and no log line.
    pub(super) async fn send_hiding(
        &self,
        request: &Request,
        judge: impl Fn(&Request, &Response) -> Option<Fault> + Send + Sync,
        hidden: &Hidden,
    ) -> Result<Response, Fault> {
        self.send_known(request, &judge, hidden, &Known::Stated)
            .await
    }

    /// The same, with what says who the request is from.
    pub(super) async fn send_known(
        &self,
        request: &Request,
        judge: &Judge<'_>,
        hidden: &Hidden,
        known: &Known<'_>,
    ) -> Result<Response, Fault> {
        let inner = &*self.inner;
        let mut first_departure: Option<Instant> = None;
        let mut retries = 0;
        let mut renewed = false;
        let mut passed_over = false;
        loop {
            self.still_accepted(request, known)?;
            // Before its turn: whoever hands out tokens may be slow, and a turn that was taken is used at once.
            let outcome = match self.authorization(request, known).await {
                Ok(authorization) => {
                    // An endpoint that hands out a refused token again is not asked for ever.
                    let shown = authorization.as_ref().filter(|_| !passed_over);
                    let Some(departure) = self.depart(request, known, shown).await? else {
                        passed_over = true;
                        continue;
                    };
                    first_departure.get_or_insert_with(Instant::now);
                    stats::add(&inner.counters.retries, usize::from(retries > 0));
                    let sent = self.attempt(request, authorization);
                    let outcome = self.judged(request, Box::pin(sent).await, judge, hidden);
                    let ended = ended(&outcome, inner.contact.has_answered());
                    inner.gate.done(departure, ended);
                    outcome
                }
                Err(fault) => Err(fault),
            };
            let fault = match outcome {
                Ok(response) => return Ok(response),
                Err(fault) => fault,
            };
            let begun = *first_departure.get_or_insert_with(Instant::now);
            stats::add(&inner.counters.faults, 1);
            inner.refusals.met(request.login, &fault);
            // A token may end between two requests. Refused once more, it is not its age.
            let token_refused =
                fault.kind == FaultKind::Unauthenticated && !is_about_tokens(&fault);
            if token_refused
                && !renewed
                && inner.client.renews(request.login)
                && !inner.cancel.is_cancelled()
            {
                renewed = true;
                tracing::warn!("another token is asked for, and the request is sent again");
                continue;
            }
            if !is_about_tokens(&fault) {
                inner.refusals.keep(self.login(request, known), &fault);
            }
            let wait = self.wait_before_retry(&fault, retries);
            let in_time = begun.elapsed() + wait <= inner.config.tries_deadline;
            let in_time = in_time && !inner.contact.is_hopeless(&fault, wait);
            if !may_repeat(request, &fault) || retries >= inner.config.retries_max || !in_time {
                return Err(after_tries(fault, retries));
            }
            tokio::select! {
                biased;
                () = inner.cancel.cancelled() => return Err(after_tries(fault, retries)),
                () = tokio::time::sleep(wait) => {}
            }
            retries += 1;
        }
    }

    /// Whose credentials or rights did not do, the last time; the target's own where all were let in.
    pub fn refused_login(&self) -> Login {
        self.inner.refusals.last()
    }

    /// Fails where what the request would show was refused already. A session that ran out is opened anew by whoever
    /// keeps it.
    fn still_accepted(&self, request: &Request, known: &Known<'_>) -> Result<(), Fault> {
        let login = self.login(request, known);
        self.inner.refusals.of(login).map_or(Ok(()), Err)
    }

    /// Whose credentials, as the project states them, a request shows.
    fn login(&self, request: &Request, known: &Known<'_>) -> Option<Login> {
        match known {
            Known::Stated if self.inner.config.import_authentication.is_none() => Some(Login::Main),
            Known::Stated => Some(request.login),
            Known::Nobody | Known::By(_) => None,
        }
    }

    /// What the request shows to be known. Nothing of it has left: being stopped does no harm.
    async fn authorization(
        &self,
        request: &Request,
        known: &Known<'_>,
    ) -> Result<Option<HeaderValue>, Fault> {
        let inner = &*self.inner;
        // An endpoint of tokens that never answers is given up as soon as a target that does not.
        inner.contact.departs();
        tokio::select! {
            biased;
            () = inner.cancel.cancelled() => Err(cancelled(&request.label)),
            outcome = inner.client.authorization(request, known) => outcome,
        }
    }

    /// Waits for the turn of a request. The fault says why it is not let go, and waiting would not help; nothing where the
    /// token that it would show was refused meanwhile, and another is to be had.
    async fn depart(
        &self,
        request: &Request,
        known: &Known<'_>,
        shown: Option<&HeaderValue>,
    ) -> Result<Option<Departure>, Fault> {
        let inner = &*self.inner;
        let departure = match inner.gate.enter(&inner.cancel).await {
            Ok(departure) => departure,
            Err(Held::Cancelled) => return Err(cancelled(&request.label)),
            Err(Held::For(left, why)) => return Err(held(&request.label, left, why)),
        };
        // Others may have found out while it waited.
        let accepted = self.still_accepted(request, known);
        let is_stale = shown.is_some_and(|token| inner.client.was_refused(request.login, token));
        if accepted.is_err() || is_stale {
            inner.gate.done(departure, Ended::Unclear);
            return accepted.map(|()| None);
        }
        stats::add(&inner.counters.requests, 1);
        stats::add(&inner.counters.bytes_sent, request.body.len());
        Ok(Some(departure))
    }

    /// What an answer means, without what must not be shown.
    fn judged(
        &self,
        request: &Request,
        outcome: Result<Response, Fault>,
        judge: &Judge<'_>,
        hidden: &Hidden,
    ) -> Result<Response, Fault> {
        let outcome = outcome.and_then(|response| match judge(request, &response) {
            Some(fault) => Err(self.inner.client.clean(without(fault, hidden))),
            None => Ok(response),
        });
        log(request, &outcome);
        outcome
    }

    async fn attempt(
        &self,
        request: &Request,
        authorization: Option<HeaderValue>,
    ) -> Result<Response, Fault> {
        let inner = &*self.inner;
        let answer = inner.client.attempt(request, authorization, &inner.contact);
        let outcome = if request.method.is_safe() {
            tokio::select! {
                biased;
                () = inner.cancel.cancelled() => Err(cancelled(&request.label)),
                outcome = answer => outcome,
            }
        } else {
            answer.await
        };
        if let Ok(response) = &outcome {
            stats::add(&inner.counters.bytes_received, response.body.len());
        }
        outcome
    }

    /// How long to wait before repeating. What the target asks for holds for all requests to it.
    fn wait_before_retry(&self, fault: &Fault, retries: u32) -> Duration {
        let inner = &*self.inner;
        let grown = inner.backoff.pause(retries);
        let wait = match fault.retry {
            Retry::Never => return Duration::ZERO,
            Retry::Backoff => grown,
            // At its word the first time; a target that keeps saying "at once" is not believed.
            Retry::After(stated) if retries == 0 => stated,
            Retry::After(stated) => stated.max(grown),
        };
        if fault.kind == FaultKind::Throttled {
            stats::add(&inner.counters.throttled, 1);
        }
        if fault.kind == FaultKind::Throttled || matches!(fault.retry, Retry::After(_)) {
            inner.gate.pause(wait);
        }
        wait
    }
}

/// Whether a repetition can do no harm, and some good.
fn may_repeat(request: &Request, fault: &Fault) -> bool {
    let harmless = fault.effect == Effect::None || request.method.is_safe();
    harmless && fault.retry != Retry::Never && fault.kind != FaultKind::Cancelled
}

/// What the budget learns of a request. Whoever never answered does not fail: its address is most likely wrong.
fn ended(outcome: &Result<Response, Fault>, answered_before: bool) -> Ended {
    match outcome {
        Ok(_) => Ended::Well,
        Err(fault) => match fault.kind {
            FaultKind::Throttled => Ended::Throttled,
            FaultKind::Unavailable | FaultKind::TimedOut => Ended::Failed,
            FaultKind::Unreachable | FaultKind::Cut if answered_before => Ended::Lost,
            _ => Ended::Unclear,
        },
    }
}

/// The fault without texts that must not be shown.
pub(super) fn without(mut fault: Fault, hidden: &Hidden) -> Fault {
    if !hidden.is_empty() {
        fault.message = hidden.hide(&fault.message);
    }
    fault
}

fn after_tries(mut fault: Fault, retries: u32) -> Fault {
    if retries > 0 {
        fault.message = format!("{} (tried {} times)", fault.message, retries + 1);
    }
    fault
}

/// The fault of what was cancelled before it had any effect.
pub(super) fn cancelled(operation: &str) -> Fault {
    Fault {
        kind: FaultKind::Cancelled,
        retry: Retry::Backoff,
        effect: Effect::None,
        operation: operation.to_owned(),
        message: "cancelled here".to_owned(),
    }
}

/// The fault of what was held back for too long.
fn held(operation: &str, left: Duration, why: Why) -> Fault {
    let seconds = left.as_secs();
    let (kind, message) = match why {
        Why::Pace | Why::Paused => (
            FaultKind::Throttled,
            format!("the target asked to be left alone for {seconds} s more"),
        ),
        Why::Hours => (
            FaultKind::Throttled,
            format!(
                "requests to the target are permitted again in {} min (`hours`)",
                seconds.div_ceil(60)
            ),
        ),
        Why::Quota => (
            FaultKind::Throttled,
            format!(
                "the requests of the day are used up; {} min are left of it in UTC (`requests_per_day`)",
                seconds.div_ceil(60)
            ),
        ),
        Why::Open(failures, since) => (
            FaultKind::Unavailable,
            format!(
                "the target failed {failures} times in a row, for {} s; nothing more is sent to it",
                since.as_secs()
            ),
        ),
    };
    Fault {
        kind,
        retry: Retry::After(left),
        effect: Effect::None,
        operation: operation.to_owned(),
        message,
    }
}

/// A path without its query and without what stands in parentheses: both hold keys of records.
fn without_keys(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    match (path.find('('), path.rfind(')')) {
        (Some(open), Some(close)) if open < close => {
            let ends = (path.get(..=open), path.get(close..));
            format!(
                "{}…{}",
                ends.0.unwrap_or_default(),
                ends.1.unwrap_or_default()
            )
        }
        // A key that was cut is one still.
        (Some(open), _) => format!("{}…", path.get(..=open).unwrap_or_default()),
        (None, _) => path.to_owned(),
    }
}

fn log(request: &Request, outcome: &Result<Response, Fault>) {
    match outcome {
        Ok(response) => tracing::debug!(
            operation = %request.label,
            method = request.method.as_str(),
            path = without_keys(&request.path).as_str(),
            status = response.status,
            bytes = response.body.len(),
            "answered"
        ),
        Err(fault) => tracing::warn!(
            method = request.method.as_str(),
            path = without_keys(&request.path).as_str(),
            kind = ?fault.kind,
            effect = ?fault.effect,
            "{fault}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::without_keys;

    #[test]
    fn a_logged_path_tells_no_key() {
        for (path, logged) in [
            ("/odata/Vendors('V-1')", "/odata/Vendors(…)"),
            (
                "/odata/Staff(Name='a)b',Unit=7)/Sites",
                "/odata/Staff(…)/Sites",
            ),
            ("/odata/Vendors('V-1", "/odata/Vendors(…"),
            ("/suppliers?q=Name='Jo'", "/suppliers"),
            ("/suppliers/7", "/suppliers/7"),
        ] {
            assert_eq!(without_keys(path), logged);
        }
    }
}
