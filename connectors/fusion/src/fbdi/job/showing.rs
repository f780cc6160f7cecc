//! Reading back what an import made: several records in one request, and again while what was made may be hidden.

use std::time::Duration;

use landbridge_contract::{BusinessKey, Fault, Found, Name, Response, Step, Value, Verdict};

use super::{Asked, FIRST_PAUSE, Job, Next};
use crate::filter;
use crate::pages::{Pages, Turn};
use crate::wire;

/// Records asked for together. The filter stands in the address, which gateways cut at some 8,000 characters.
const TOGETHER: usize = 20;

/// Characters of a filter at the most, encoded.
const FILTER_MAX: usize = 4_000;

/// How far reading back is.
#[derive(Default)]
pub(super) struct Showing {
    begun: bool,
    /// How long what was made may be hidden; as for any import unless it is another time.
    within: Option<Duration>,
    /// The place from which records are asked for next.
    from: usize,
    /// The places of the records that are asked for.
    asked: Vec<usize>,
    pages: Option<Pages>,
    found: Vec<Found>,
    /// Records found so far.
    shown: usize,
}

impl Job {
    /// Asks for the next records that are not settled; decides what is not found once it would show.
    pub(super) fn look(&mut self) -> Step {
        if !self.showing.begun {
            self.showing.begun = true;
            self.pause = FIRST_PAUSE;
            self.waited = Duration::ZERO;
        }
        let mut query = String::new();
        let mut asked = Vec::new();
        let waiting = self.records.iter().enumerate().skip(self.showing.from);
        for (at, entry) in waiting.filter(|(_, entry)| entry.verdict.is_none()) {
            let Ok(one) = filter::expression(&entry.key) else {
                continue;
            };
            let one = format!("({one})");
            let joined = if query.is_empty() {
                one
            } else {
                format!("{query} or {one}")
            };
            let too_long = wire::encode(&joined).len() > FILTER_MAX;
            if asked.len() == TOGETHER || (too_long && !asked.is_empty()) {
                break;
            }
            query = joined;
            asked.push(at);
        }
        if asked.is_empty() {
            return self.looked();
        }
        self.showing.from = asked.last().map_or(0, |last| last + 1);
        self.showing.asked = asked;
        let pages = Pages::new(
            &self.wire,
            &self.object,
            &format!("q={}", wire::encode(&query)),
            format!("look up {}", self.object.name),
            self.wire.page_size,
        );
        let request = pages.request();
        self.showing.pages = Some(pages);
        self.send(Asked::Shown, request)
    }

    /// The same, and waits for so long until what is not found is believed absent.
    pub(super) fn look_for(&mut self, time: Duration) -> Step {
        self.showing.within = Some(time);
        self.look()
    }

    /// A page of what was asked for.
    pub(super) fn shown(&mut self, response: &Response) -> Step {
        let Some(mut pages) = self.showing.pages.take() else {
            return self.fail(Fault::out_of_turn("look up"));
        };
        match pages.answer(response) {
            Turn::Send(request) => {
                self.showing.pages = Some(pages);
                self.send(Asked::Shown, request)
            }
            Turn::Page { found, last } => {
                self.showing.found.extend(found);
                if !last {
                    let request = pages.request();
                    self.showing.pages = Some(pages);
                    return self.send(Asked::Shown, request);
                }
                self.pair();
                self.look()
            }
            // The filter holds keys, and the ERP likes to repeat it.
            Turn::Failed(mut fault) => {
                "the records cannot be read back".clone_into(&mut fault.message);
                self.fail(fault)
            }
        }
    }

    /// Settles what was found as it was sent. Several under one key, and nested records that are missing, are left to the
    /// look-up that compares.
    fn pair(&mut self) {
        let found = std::mem::take(&mut self.showing.found);
        for at in std::mem::take(&mut self.showing.asked) {
            let Some(entry) = self.records.get_mut(at) else {
                continue;
            };
            let mut same = found.iter().filter(|found| has_key(found, &entry.key));
            let (Some(one), None) = (same.next(), same.next()) else {
                if found.iter().any(|found| has_key(found, &entry.key)) {
                    let why = "several records have its key".to_owned();
                    entry.verdict = Some(Verdict::InDoubt { why });
                }
                continue;
            };
            self.showing.shown += 1;
            entry.verdict = Some(match missing(&entry.payload, one) {
                None => Verdict::Loaded {
                    target_id: one.target_id.clone(),
                    created: true,
                },
                Some(why) => Verdict::InDoubt { why },
            });
        }
    }

    /// All were asked for once.
    fn looked(&mut self) -> Step {
        let left = self.records.iter().filter(|entry| entry.verdict.is_none());
        let left = left.count();
        if left == 0 {
            return self.done();
        }
        if self.waited < self.showing.within.unwrap_or(self.waits.shows) {
            self.showing.from = 0;
            return self.wait(Next::LookAgain);
        }
        if self.uncertain {
            let why = "the answer to the import got lost, and the ERP does not show the record";
            self.settle_waiting(|| Verdict::InDoubt {
                why: why.to_owned(),
            });
            return self.done();
        }
        let verdict = self.not_made(self.showing.shown == 0);
        self.settle_waiting(|| verdict.clone());
        self.done()
    }
}

fn has_key(found: &Found, key: &BusinessKey) -> bool {
    let same = |(name, value): &(Name, Value)| {
        let theirs: &Value = found.attribute(name);
        match (value.as_decimal(), theirs.as_decimal()) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => theirs.to_string() == value.to_string(),
        }
    };
    key.parts.iter().all(same)
}

/// What the ERP made fewer of than were sent.
fn missing(payload: &[(Name, Value)], found: &Found) -> Option<String> {
    payload.iter().find_map(|(name, value)| {
        let (Value::List(sent), Value::List(there)) = (value, found.attribute(name)) else {
            return None;
        };
        let (sent, there) = (sent.len(), there.len());
        (there < sent).then(|| format!("the import made it with {there} of {sent} `{name}`"))
    })
}
