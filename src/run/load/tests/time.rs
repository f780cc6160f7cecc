//! Time that passes only when nothing else is left to do.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// Rounds of the scheduler after which nothing more happens without time passing.
const SETTLED: usize = 24;

/// A clock that a story turns on.
#[derive(Clone)]
pub(super) struct Clock(Arc<Mutex<Inner>>);

struct Inner {
    origin: Instant,
    now: Duration,
    waiting: BinaryHeap<Reverse<(Duration, u64)>>,
    wakers: std::collections::BTreeMap<u64, oneshot::Sender<()>>,
    waits: u64,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Inner {
            origin: Instant::now(),
            now: Duration::ZERO,
            waiting: BinaryHeap::new(),
            wakers: std::collections::BTreeMap::new(),
            waits: 0,
        })))
    }

    pub(super) fn now(&self) -> Duration {
        self.0.lock().unwrap().now
    }

    pub(super) fn instant(&self) -> Instant {
        let inner = self.0.lock().unwrap();
        inner.origin + inner.now
    }

    pub(super) async fn wait_until(&self, moment: Instant) {
        let time = moment.saturating_duration_since(self.0.lock().unwrap().origin);
        self.reach(time).await;
    }

    pub(super) async fn wait(&self, time: Duration) {
        let until = self.now() + time;
        self.reach(until).await;
    }

    async fn reach(&self, time: Duration) {
        let woken = {
            let mut inner = self.0.lock().unwrap();
            let (waker, woken) = oneshot::channel();
            let number = inner.waits;
            inner.waits += 1;
            let time = time.max(inner.now);
            inner.waiting.push(Reverse((time, number)));
            inner.wakers.insert(number, waker);
            woken
        };
        // The clock outlives the story.
        woken.await.ok();
    }

    /// Lets everything happen that happens now, then time pass until the next thing does. False when nothing waits.
    pub(super) async fn turn(&self) -> bool {
        for _ in 0..SETTLED {
            tokio::task::yield_now().await;
        }
        let mut inner = self.0.lock().unwrap();
        let Some(Reverse((time, number))) = inner.waiting.pop() else {
            return false;
        };
        inner.now = time;
        if let Some(waker) = inner.wakers.remove(&number) {
            // Whoever waited may have died meanwhile.
            waker.send(()).ok();
        }
        true
    }
}
