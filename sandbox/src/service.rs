//! Serves one request: faults on purpose, rate, credentials, then the resources.
//!
//! The order is fixed: count, take in the body, wait (latency), cut, throttle, 503, credentials,
//! maintenance, work; and after a commit perhaps cut or 504. The rate is measured when the head
//! arrives, before any waiting.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, HOST};
use hyper::{Method, Request};
use jiff::Timestamp;
use serde_json::json;

use crate::auth::Accounts;
use crate::bulk::{Asking, Bulk};
use crate::config::SandboxConfig;
use crate::counters::Tally;
use crate::faults::{Dice, Draw, Faults, RateLimit, RetryAfter};
use crate::hdl;
use crate::objects::Area;
use crate::rate::{Limiter, retry_after};
use crate::refusal::{Problem, Refusal};
use crate::reply::{self, Reply, Wishes};
use crate::rest::{Call, DataSetDelays, Resources};
use crate::store::{Reader, Store};
use crate::target::{Target, parse_target};

/// The connection is to be cut instead of an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is cut on purpose")]
pub(crate) struct Cut;

#[derive(Debug)]
struct Chance {
    faults: Arc<Faults>,
    dice: Dice,
}

/// What all connections of a sandbox share.
#[derive(Debug)]
pub(crate) struct Service {
    resources: Resources,
    accounts: Accounts,
    chance: Mutex<Chance>,
    limiter: Mutex<Option<Limiter>>,
    faults_at_start: Faults,
    rate_limit: Option<RateLimit>,
    framework_default: u8,
    body_bytes_max: usize,
    page_max: u32,
    /// The address that links name when a request has no `Host`.
    authority: String,
}

/// A request whose head and body were read.
struct Taken {
    method: Method,
    target: Target,
    head: hyper::http::request::Parts,
    body: Bytes,
}

impl Service {
    pub(crate) fn new(config: &SandboxConfig, store: Store, authority: String) -> Self {
        let rate_limit = config.rate_limit_per_second.map(RateLimit::per_second);
        let service = Self {
            resources: Resources {
                store: Arc::new(store),
                tally: Arc::new(Tally::default()),
                bulk: Arc::new(Bulk::default()),
            },
            accounts: Accounts::new(config),
            chance: Mutex::new(Chance {
                faults: Arc::new(Faults::default()),
                dice: Dice::new(0),
            }),
            limiter: Mutex::new(None),
            faults_at_start: config.faults.clone(),
            rate_limit,
            framework_default: config.framework_version_default.clamp(1, 9),
            body_bytes_max: config.body_bytes_max,
            page_max: config.page_max,
            authority,
        };
        service.set_faults(config.faults.clone());
        service
    }

    pub(crate) fn tally(&self) -> &Tally {
        &self.resources.tally
    }

    pub(crate) fn faults(&self) -> Faults {
        let chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        Faults::clone(&chance.faults)
    }

    /// Puts other faults in place. The sequence of draws begins anew; a rate limit that stays the
    /// same keeps its state.
    pub(crate) fn set_faults(&self, faults: Faults) {
        let limit = faults.throttle.or(self.rate_limit);
        let dice = Dice::new(faults.seed);
        self.accounts.count_anew();
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        *chance = Chance {
            faults: Arc::new(faults),
            dice,
        };
        let mut limiter = self.limiter.lock().unwrap_or_else(PoisonError::into_inner);
        if limiter.as_ref().map(Limiter::limit) != limit {
            *limiter = limit.map(Limiter::new);
        }
    }

    /// The archives that were uploaded for imports and data sets.
    pub(crate) fn uploads(&self) -> Result<Vec<(String, Vec<u8>)>, rusqlite::Error> {
        let mut uploads = self.resources.bulk.uploads();
        uploads.extend(Reader::Shared(&self.resources.store).with(hdl::uploads)?);
        Ok(uploads)
    }

    /// Forgets all records and counters, and puts the configured faults back.
    pub(crate) fn reset(&self) -> Result<(), rusqlite::Error> {
        self.resources.store.clear()?;
        self.resources.bulk.clear();
        self.tally().clear();
        self.set_faults(self.faults_at_start.clone());
        Ok(())
    }

    fn draw(&self) -> (Arc<Faults>, Draw) {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        let faults = Arc::clone(&chance.faults);
        let draw = chance.dice.draw(&faults);
        (faults, draw)
    }

    fn admit(&self, now: Instant) -> Result<(), (Duration, RetryAfter)> {
        let mut limiter = self.limiter.lock().unwrap_or_else(PoisonError::into_inner);
        match limiter.as_mut() {
            Some(limiter) => {
                let form = limiter.limit().retry_after;
                limiter.admit(now).map_err(|wait| (wait, form))
            }
            None => Ok(()),
        }
    }

    /// Serves one request; [`Cut`] ends the connection without an answer.
    pub(crate) async fn serve(self: Arc<Self>, request: Request<Incoming>) -> Result<Reply, Cut> {
        let arrival = Instant::now();
        let target = parse_target(
            request
                .uri()
                .path_and_query()
                .map_or("/", hyper::http::uri::PathAndQuery::as_str),
        );
        let (head, body) = request.into_parts();
        let own = matches!(
            target.segments.first().map(String::as_str),
            Some("sandbox" | "oauth2")
        );
        if own {
            let body = read_body(body, self.body_bytes_max).await?;
            let Some(body) = body else {
                return Ok(reply::empty(413));
            };
            return Ok(self.serve_own(&Taken {
                method: head.method.clone(),
                target,
                head,
                body,
            }));
        }
        let admitted = self.admit(arrival);
        let (faults, draw) = self.draw();
        let writes = head.method != Method::GET && head.method != Method::HEAD;
        let service = Arc::clone(&self);
        let in_flight = service.tally().arrived(&head.method, writes);
        let body = read_body(body, self.body_bytes_max).await?;
        if !faults.latency.is_zero() {
            tokio::time::sleep(faults.latency).await;
        }
        if draw.cut_before {
            self.tally().add(|counters| counters.cut_connections += 1);
            return Err(Cut);
        }
        let wishes = Wishes::read(&head.headers, self.framework_default);
        let reply = match (wishes, body) {
            (Err(refusal), _) => reply::refusal(&refusal, &Wishes::none(self.framework_default)),
            (Ok(wishes), None) => {
                let text = Problem::new("The request entity is too large.");
                reply::refusal(&Refusal::new(413, text), &wishes)
            }
            (Ok(wishes), Some(body)) => {
                let taken = Taken {
                    method: head.method.clone(),
                    target,
                    head,
                    body,
                };
                match self.refuse_early(&taken, &wishes, &faults, draw, admitted) {
                    Ok(user) => self.work(taken, &wishes, faults, draw, user).await?,
                    Err(reply) => *reply,
                }
            }
        };
        drop(in_flight);
        self.count_refusal(reply.status().as_u16());
        Ok(reply)
    }

    /// Everything that is refused without looking at the resources; else the user.
    fn refuse_early(
        &self,
        taken: &Taken,
        wishes: &Wishes,
        faults: &Faults,
        draw: Draw,
        admitted: Result<(), (Duration, RetryAfter)>,
    ) -> Result<String, Box<Reply>> {
        if let Err((wait, form)) = admitted {
            let text = Problem::new("Too many requests. Try again later.");
            let mut reply = reply::refusal(&Refusal::new(429, text), wishes);
            reply::set(
                &mut reply,
                "retry-after",
                &retry_after(form, wait, Timestamp::now()),
            );
            return Err(Box::new(reply));
        }
        let html = faults.html_errors;
        if draw.unavailable {
            let text = "The service is temporarily unavailable.";
            return Err(Box::new(reply::web_tier(503, text, html, wishes)));
        }
        let credentials = taken
            .head
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let Some(user) = self.accounts.user(credentials, faults) else {
            let mut reply = if html {
                reply::web_tier(401, "Authorization is required.", true, wishes)
            } else {
                reply::empty(401)
            };
            reply::set(&mut reply, "www-authenticate", "Basic realm=\"owsm\"");
            return Err(Box::new(reply));
        };
        let resource = taken.target.segments.get(3);
        if resource.is_some_and(|name| faults.maintenance.contains(name)) {
            let text = "The resource is closed for maintenance.";
            return Err(Box::new(reply::web_tier(503, text, html, wishes)));
        }
        Ok(user)
    }

    async fn work(
        self: &Arc<Self>,
        taken: Taken,
        wishes: &Wishes,
        faults: Arc<Faults>,
        draw: Draw,
        user: String,
    ) -> Result<Reply, Cut> {
        let Some(call) = self.call(taken, wishes, &faults, user) else {
            return Ok(reply::refusal(&Refusal::not_found(), wishes));
        };
        let resources = self.resources.clone();
        let answer = if call.is_brief() {
            Ok(resources.answer(&call))
        } else {
            tokio::task::spawn_blocking(move || resources.answer(&call)).await
        };
        let outcome = match answer {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(refusal)) => return Ok(reply::refusal(&refusal, wishes)),
            Err(error) => {
                tracing::error!(%error, "a request was not finished");
                let text = Problem::new("Unexpected exception caught: JBO-29000").code("29000");
                return Ok(reply::refusal(&Refusal::new(500, text), wishes));
            }
        };
        if outcome.committed && draw.lost_reply {
            self.tally().add(|counters| counters.lost_replies += 1);
            return Err(Cut);
        }
        if outcome.committed && draw.gateway_timeout {
            let text = "The gateway did not get an answer in time.";
            return Ok(reply::web_tier(504, text, faults.html_errors, wishes));
        }
        Ok(reply::outcome(&outcome, wishes))
    }

    fn call(&self, taken: Taken, wishes: &Wishes, faults: &Faults, user: String) -> Option<Call> {
        let Taken {
            method,
            target,
            head,
            body,
        } = taken;
        let mut segments = target.segments.into_iter();
        let root = (segments.next()?, segments.next()?);
        let area = Area::of_root(&root.0).filter(|area| root.1 == area.second())?;
        let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
        let base = format!(
            "http://{}/{}/resources",
            host.unwrap_or(&self.authority),
            root.0
        );
        let now = Timestamp::now().as_millisecond();
        let until = |delay: Duration| {
            if delay.is_zero() {
                i64::MAX
            } else {
                now.saturating_sub(i64::try_from(delay.as_millis()).unwrap_or(i64::MAX))
            }
        };
        let asking = Asking {
            user: user.clone(),
            latency: i64::try_from(faults.job_latency.as_millis()).unwrap_or(i64::MAX),
            may_load: !faults.may_not_load.contains(&user),
            may_import: !faults.may_not_import.contains(&user),
        };
        let milliseconds = |delay: Duration| i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
        Some(Call {
            asking,
            area,
            now,
            data_sets: DataSetDelays {
                loading: milliseconds(faults.data_set_delay),
                hidden: milliseconds(faults.data_set_not_found_delay),
            },
            method,
            segments: segments.collect(),
            query: target.query,
            headers: head.headers,
            body,
            base,
            user,
            framework: wishes.framework,
            framework_default: self.framework_default,
            page_max: self.page_max,
            visible_until: until(faults.visibility_delay),
            found_until: until(faults.not_found_delay),
            duplicates_admitted: faults.duplicates_admitted,
        })
    }

    fn count_refusal(&self, status: u16) {
        self.tally().add(|counters| match status {
            401 => counters.unauthorized += 1,
            429 => counters.throttled += 1,
            503 => counters.unavailable += 1,
            504 => counters.gateway_timeouts += 1,
            400.. => counters.refused += 1,
            _ => {}
        });
    }

    /// The sandbox's own pages and the token endpoint: no faults, no rate, no counting.
    fn serve_own(&self, taken: &Taken) -> Reply {
        let path: Vec<&str> = taken.target.segments.iter().map(String::as_str).collect();
        match (taken.method.as_str(), path.as_slice()) {
            ("POST", ["oauth2", "v1", "token"]) => {
                let header = taken
                    .head
                    .headers
                    .get(AUTHORIZATION)
                    .and_then(|value| value.to_str().ok());
                let body = String::from_utf8_lossy(&taken.body);
                let (status, json) = self.accounts.token(header, &body);
                reply::document(status, &json)
            }
            ("GET", ["sandbox", "counters"]) => own_page(&self.tally().snapshot()),
            ("GET", ["sandbox", "faults"]) => own_page(&self.faults()),
            ("PUT", ["sandbox", "faults"]) => match serde_json::from_slice(&taken.body) {
                Ok(faults) => {
                    self.set_faults(faults);
                    own_page(&self.faults())
                }
                Err(error) => reply::own_error(400, &format!("the faults cannot be read: {error}")),
            },
            ("POST", ["sandbox", "reset"]) => match self.reset() {
                Ok(()) => reply::document(200, &json!({"reset": true})),
                Err(error) => reply::own_error(500, &error.to_string()),
            },
            (_, ["sandbox", "counters" | "faults" | "reset"]) => {
                reply::own_error(405, "expected GET counters, GET or PUT faults, POST reset")
            }
            _ => reply::own_error(404, "no such page"),
        }
    }
}

fn own_page(value: &impl serde::Serialize) -> Reply {
    match serde_json::to_value(value) {
        Ok(json) => reply::document(200, &json),
        Err(error) => reply::own_error(500, &error.to_string()),
    }
}

/// The whole body, none when it is over the limit; a client that goes away is a cut.
async fn read_body(body: Incoming, most: usize) -> Result<Option<Bytes>, Cut> {
    match Limited::new(body, most).collect().await {
        Ok(collected) => Ok(Some(collected.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Ok(None),
        Err(error) => {
            tracing::debug!(%error, "a request body ended early");
            Err(Cut)
        }
    }
}
