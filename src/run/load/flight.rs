//! Requests that were noted and are not settled: those that wait, and those that are under way.
//!
//! A few tasks send them, each the next one when its own was answered. A task for each request would be begun, wait
//! among hundreds for its turn and then for a slot, and be woken for both, which costs more than the request does. Only
//! whoever is at one request for long, such as in a pause before it is repeated, holds up no others: another is sent
//! in its place.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use landbridge_contract::Fault;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::{Departing, LoadObject, Loader};
use crate::ledger::{AttemptId, RunId, Settled};

/// Whoever is at one request for longer has a stand-in.
const LONG: Duration = Duration::from_millis(250);

/// Records that leave in one request, noted as an attempt.
pub(super) struct Batch {
    pub(super) run: RunId,
    pub(super) object: Arc<LoadObject>,
    pub(super) attempt: AttemptId,
    pub(super) together: Vec<Departing>,
}

/// What came of sending records that went together.
#[derive(Debug)]
pub(super) struct Departed {
    pub(super) settled: Vec<Settled>,
    /// Why the next ones would fare no better.
    pub(super) stops: Option<Fault>,
}

/// Dropped, it sends nothing more and waits for nothing.
pub(super) struct Flight {
    loader: Arc<Loader>,
    queue: Arc<Mutex<Queue>>,
    tasks: JoinSet<()>,
    /// Requests that were given and have not come back.
    under_way: usize,
    answers: mpsc::Receiver<Ended>,
    answer: mpsc::Sender<Ended>,
}

/// What came of a request; none where the task that sent it panicked.
type Ended = Option<Departed>;

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Batch>,
    /// Tasks that will look for a request again, with the moment since when they are at one.
    senders: BTreeMap<u64, Instant>,
    /// Tasks so far.
    begun: u64,
}

impl Flight {
    /// For at most so many requests at once.
    pub(super) fn new(loader: &Arc<Loader>, most: usize) -> Self {
        let (answer, answers) = mpsc::channel(most.max(1));
        Self {
            loader: Arc::clone(loader),
            queue: Arc::default(),
            tasks: JoinSet::new(),
            under_way: 0,
            answers,
            answer,
        }
    }

    /// Requests that have not come back.
    pub(super) fn len(&self) -> usize {
        self.under_way
    }

    /// Sets requests off, after those that wait already.
    pub(super) fn set_off(&mut self, batches: impl IntoIterator<Item = Batch>) {
        let mut queue = lock(&self.queue);
        let waited = queue.waiting.len();
        queue.waiting.extend(batches);
        self.under_way += queue.waiting.len() - waited;
        drop(queue);
        self.staff();
    }

    /// The next answer, waited for; none where nothing is under way.
    pub(super) async fn next(&mut self) -> Option<Departed> {
        while self.under_way > 0 {
            self.staff();
            let talk = Arc::clone(&self.loader.transport);
            let some_wait = !lock(&self.queue).waiting.is_empty();
            let ended = tokio::select! {
                biased;
                ended = self.answers.recv() => ended?,
                () = talk.wait_until(talk.now() + LONG), if some_wait => continue,
            };
            if let Some(departed) = self.back(ended) {
                return Some(departed);
            }
        }
        None
    }

    /// The next answer, where it is there already.
    pub(super) fn try_next(&mut self) -> Option<Departed> {
        while let Ok(ended) = self.answers.try_recv() {
            if let Some(departed) = self.back(ended) {
                return Some(departed);
            }
        }
        None
    }

    /// A task that panicked has not answered: its records stay as they are, and whoever comes next asks about them.
    fn back(&mut self, ended: Ended) -> Option<Departed> {
        self.under_way -= 1;
        if ended.is_none() {
            self.staff();
        }
        ended
    }

    /// Sees to it that whatever waits is taken by somebody.
    fn staff(&mut self) {
        while self.tasks.try_join_next().is_some() {}
        let now = self.loader.transport.now();
        let mut queue = lock(&self.queue);
        let since = queue.senders.values();
        let long = since.filter(|since| now.saturating_duration_since(**since) >= LONG);
        let most = self.loader.at_a_time.max(1) + long.count();
        let idle = most.saturating_sub(queue.senders.len());
        for _ in 0..idle.min(queue.waiting.len()) {
            queue.begun += 1;
            let number = queue.begun;
            queue.senders.insert(number, now);
            let sender = Sender {
                queue: Arc::clone(&self.queue),
                number,
            };
            let (loader, answer) = (Arc::clone(&self.loader), self.answer.clone());
            self.tasks.spawn(sender.send_all(loader, answer));
        }
    }
}

/// A task that sends one request after the other.
struct Sender {
    queue: Arc<Mutex<Queue>>,
    number: u64,
}

impl Sender {
    async fn send_all(self, loader: Arc<Loader>, answer: mpsc::Sender<Ended>) {
        while let Some(batch) = self.taken(loader.transport.now()) {
            let mut handed = Handed {
                answer: &answer,
                departed: None,
            };
            handed.departed = Some(loader.departed(batch).await);
        }
    }

    fn taken(&self, now: Instant) -> Option<Batch> {
        let mut queue = lock(&self.queue);
        let next = queue.waiting.pop_front();
        if next.is_some() {
            queue.senders.insert(self.number, now);
        } else {
            // Under the same lock: whoever gives a request from now on knows that nobody will take it.
            queue.senders.remove(&self.number);
        }
        next
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        lock(&self.queue).senders.remove(&self.number);
    }
}

/// Hands back what came of a request, whatever happens.
struct Handed<'a> {
    answer: &'a mpsc::Sender<Ended>,
    departed: Ended,
}

impl Drop for Handed<'_> {
    fn drop(&mut self) {
        // There is room for all that can be under way; and nobody is there any more once the flight is over.
        drop(self.answer.try_send(self.departed.take()));
    }
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    // No holder of the lock can panic halfway through a change.
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}
