//! Reading back what an import made: several records in one request, and again while what was made may be hidden.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use landbridge_contract::{BusinessKey, Fault, Found, Name, Response, Step, Value, Verdict};
use rust_decimal::Decimal;

use super::{Asked, Entry, FIRST_PAUSE, Job, Next};
use crate::fbdi::rows;
use crate::fbdi::templates::Template;
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
    /// The places of records that an import refused though a copy of it may have made them; where there are any, only they
    /// are asked for.
    pub(super) refused: BTreeSet<usize>,
    /// Whether they are what is asked for.
    of_refused: bool,
    /// The place from which records are asked for next.
    from: usize,
    /// The places of the records that are asked for.
    asked: Vec<usize>,
    pages: Option<Pages>,
    found: Vec<Found>,
    /// Records found so far.
    shown: usize,
    /// Names that were sent and are not shown, by their paths, with whether they are columns that never show.
    columns: BTreeMap<String, bool>,
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
        let showing = &self.showing;
        let wanted = |at: usize, entry: &Entry| {
            if showing.of_refused {
                showing.refused.contains(&at)
            } else {
                entry.verdict.is_none()
            }
        };
        for (at, entry) in waiting.filter(|(at, entry)| wanted(*at, entry)) {
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
            return if self.showing.of_refused {
                self.looked_at_refused()
            } else {
                self.looked()
            };
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

    /// Looks up what an import refused.
    pub(super) fn look_again(&mut self) -> Step {
        self.showing.of_refused = true;
        self.look()
    }

    /// Asks once more for all that is not found, after a pause.
    pub(super) fn look_once_more(&mut self) -> Step {
        self.showing.from = 0;
        self.wait(Next::LookAgain)
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

    /// Settles what was found as it was sent. Several under one key, and whatever shows in another way or not at all, are left to the
    /// look-up that compares by the rules of the mapping: the key alone may be somebody else's record.
    fn pair(&mut self) {
        let found = std::mem::take(&mut self.showing.found);
        let of_refused = self.showing.of_refused;
        let mut sent = Sent {
            template: self.plan.template,
            columns: std::mem::take(&mut self.showing.columns),
            later: if of_refused {
                self.nested_of_later_loads()
            } else {
                BTreeSet::new()
            },
        };
        for at in std::mem::take(&mut self.showing.asked) {
            let Some(entry) = self.records.get_mut(at) else {
                continue;
            };
            let mut same = found.iter().filter(|found| has_key(found, &entry.key));
            let (Some(one), several) = (same.next(), same.next().is_some()) else {
                continue;
            };
            let difference = if several {
                Some("several records have its key".to_owned())
            } else {
                sent.differs(&entry.payload, &one.attributes, "")
            };
            self.showing.shown += 1;
            if of_refused {
                self.showing.refused.remove(&at);
                if difference.is_none() {
                    entry.verdict = None;
                    entry.copied = true;
                }
                continue;
            }
            entry.verdict = Some(match difference {
                None => Verdict::Loaded {
                    target_id: one.target_id.clone(),
                    created: !entry.copied,
                },
                Some(why) => Verdict::InDoubt { why },
            });
        }
        self.showing.columns = sent.columns;
    }

    /// All were asked for once.
    fn looked(&mut self) -> Step {
        let left = self.records.iter().filter(|entry| entry.verdict.is_none());
        let left = left.count();
        if left == 0 {
            return self.done();
        }
        if self.waited < self.showing.within.unwrap_or(self.waits.shows) {
            return self.look_once_more();
        }
        if self.uncertain {
            let why = "what the import did is not known for certain, as an answer or its reports got lost, and the ERP does not show the record";
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

/// How what was sent is held against what shows.
struct Sent {
    template: &'static Template,
    /// Names that were sent and are not shown, by their paths, with whether they are columns that never show.
    columns: BTreeMap<String, bool>,
    /// The nested records that were not sent yet.
    later: BTreeSet<&'static str>,
}

impl Sent {
    fn is_column(&mut self, path: &str) -> bool {
        if let Some(column) = self.columns.get(path) {
            return *column;
        }
        let column = rows::is_column(self.template, path);
        self.columns.insert(path.to_owned(), column);
        column
    }

    /// What does not show as it was sent, in words without its values; nothing where all does.
    fn differs(
        &mut self,
        sent: &[(Name, Value)],
        shown: &[(Name, Value)],
        within: &str,
    ) -> Option<String> {
        sent.iter().find_map(|(name, value)| {
            let path = if within.is_empty() {
                name.to_string()
            } else {
                format!("{within}.{name}")
            };
            if is_nothing(value) || self.later.contains(path.as_str()) {
                return None;
            }
            let found = shown.iter().find(|(known, _)| known == name);
            match (value, found.map(|(_, found)| found)) {
                (_, None) if self.is_column(&path) => None,
                (_, None) => Some(format!("the ERP does not show `{path}`")),
                (Value::List(sent), Some(Value::List(there))) => {
                    let (all, made) = (sent.len(), there.len());
                    if made < all {
                        return Some(format!("the import made it with {made} of {all} `{path}`"));
                    }
                    let paired = self.are_among(sent, there, &path);
                    (!paired).then(|| format!("`{path}` do not show as they were sent"))
                }
                (value, Some(found)) => {
                    (!same(value, found)).then(|| format!("`{path}` does not show as it was sent"))
                }
            }
        })
    }

    /// Whether each nested record that was sent shows, none for two. The ERP orders them as it likes.
    fn are_among(&mut self, sent: &[Value], there: &[Value], path: &str) -> bool {
        let mut free: Vec<&Value> = there.iter().collect();
        sent.iter().all(|one| {
            let at = free.iter().position(|found| match (one, found) {
                (Value::Record(one), Value::Record(found)) => {
                    self.differs(one, found, path).is_none()
                }
                (one, found) => same(one, found),
            });
            at.map(|at| free.swap_remove(at)).is_some()
        })
    }
}

/// What a file carries no value for.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}

/// Whether a single value shows as it was sent: numbers by their value, yes and no also by their letters.
fn same(sent: &Value, shown: &Value) -> bool {
    match (sent, shown) {
        (Value::List(_) | Value::Record(_) | Value::Reference(_), _)
        | (_, Value::List(_) | Value::Record(_) | Value::Reference(_)) => false,
        (Value::Bool(yes), Value::Text(text)) | (Value::Text(text), Value::Bool(yes)) => {
            **text == *(if *yes { "Y" } else { "N" })
        }
        (Value::Text(sent), Value::Text(shown)) => sent == shown || at_once(sent, shown),
        _ => {
            if let (Some(sent), Some(shown)) = (number(sent), number(shown)) {
                return sent == shown;
            }
            let (sent, shown) = (sent.to_string(), shown.to_string());
            sent == shown || at_once(&sent, &shown)
        }
    }
}

/// Whether two texts are one moment in UTC.
fn at_once(sent: &str, shown: &str) -> bool {
    let (sent, shown) = (moment(sent), moment(shown));
    sent.is_some() && sent == shown
}

/// A day or a moment in UTC as `2025-03-04T00:00:00`; a day is its beginning. Nothing for any other text.
fn moment(text: &str) -> Option<String> {
    let (day, rest) = text.split_at_checked(10)?;
    let dashed = |at: usize| day.get(at..=at) == Some("-");
    if !dashed(4) || !dashed(7) {
        return None;
    }
    if rest.is_empty() {
        return Some(format!("{day}T00:00:00"));
    }
    let (time, zone) = rest.split_at_checked(9)?;
    let fraction = zone.strip_prefix('.');
    let zone = fraction.map_or(zone, |rest| rest.trim_start_matches('0'));
    matches!(zone, "" | "Z" | "+00:00").then(|| format!("{day}{time}"))
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Text(text) => Decimal::from_str_exact(text).ok(),
        other => other.as_decimal(),
    }
}
