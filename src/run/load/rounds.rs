//! Rounds of loading: the intent for as many records as the window takes, then the answers that came, settled together.

use std::collections::VecDeque;
use std::sync::Arc;

use super::flight::{Departed, Flight};
use super::window::{LOOKS, Round, Window};
use super::{LoadObject, Loader, Stop};
use crate::ledger::{Claimed, Outcome, RecordId, RunId};
use crate::run::fault::RunFault;
use crate::run::talk::on_ledger;

impl Loader {
    /// Sends what is ready until nothing is left or something says so; gives how many records were sent.
    pub(super) async fn send_ready(
        self: &Arc<Self>,
        run: RunId,
        object: &Arc<LoadObject>,
        together: usize,
    ) -> Result<(u64, Stop), RunFault> {
        let mut window = self.window(object);
        let mut in_flight = Flight::new(self, window.most());
        let mut queue: VecDeque<Claimed> = VecDeque::new();
        let mut after = RecordId(0);
        let mut sent = 0;
        let mut stop = Stop::Done;
        let mut left = self.canary_left(run, object)?;
        loop {
            let begun = self.transport.now();
            if self.cancel.is_cancelled() && matches!(stop, Stop::Done) {
                stop = Stop::Cancelled;
            }
            let paused = self.is_paused()?;
            if matches!(stop, Stop::Done) && in_flight.len() <= window.low() && !paused {
                let room = (window.requests() - in_flight.len()) * together;
                let room = left.map_or(room, |left| room.min(left));
                if queue.len() < room {
                    queue.extend(self.next_ready(run, object, together, &mut after)?);
                }
                let group: Vec<Claimed> = queue.drain(..room.min(queue.len())).collect();
                left = left.map(|left| left - group.len());
                sent += group.len() as u64;
                self.depart(run, object, (group, together), &mut in_flight)?;
            }
            let noted = self.transport.now();
            let departed = self.next_departed(&mut in_flight, window).await;
            if departed.is_empty() {
                // Also where the pause ended just now: nothing was sent because of it.
                if matches!(stop, Stop::Done) && (self.wait_while_paused().await? || paused) {
                    continue;
                }
                break;
            }
            let (answered, ran_dry) = (
                departed.len(),
                in_flight.len() == 0 && !queue.is_empty() && !paused,
            );
            let came = self.transport.now();
            if let Some(met) = self.settle_departed(object, departed)?
                && matches!(stop, Stop::Done)
            {
                stop = met;
            }
            let settled = self.transport.now();
            window.learn(Round {
                answered,
                took: settled - begun,
                ledger: (noted - begun) + (settled - came),
                ran_dry,
            });
        }
        Ok((sent, stop))
    }

    /// How many requests are noted ahead. Jobs go one at a time. What would stay in doubt for ever if this process died
    /// is not noted before it is needed; and where what the ERP says may stop the load, it is heard at once, and little
    /// still goes out.
    fn window(&self, object: &LoadObject) -> Window {
        match object.bulk {
            Some(_) => Window::fixed(1),
            None if object.at_most_once || self.brake.has_rules() => {
                Window::fixed(self.in_flight_max)
            }
            None => Window::new(self.in_flight_max),
        }
    }

    /// Settles what came back. Why nothing more is to be sent, where something says so.
    fn settle_departed(
        &self,
        object: &LoadObject,
        departed: Vec<Departed>,
    ) -> Result<Option<Stop>, RunFault> {
        let mut stop = None;
        let mut settled = Vec::with_capacity(departed.len());
        for Departed {
            settled: some,
            stops,
        } in departed
        {
            settled.extend(some);
            if let (Some(fault), None) = (stops, &stop) {
                stop = Some(if self.cancel.is_cancelled() {
                    Stop::Cancelled
                } else {
                    Stop::Target(fault)
                });
            }
        }
        on_ledger(|| self.settle(&mut settled))?;
        let broken = self.brake.watch(&object.name, &settled);
        let done = settled.iter().filter(|one| {
            matches!(
                one.outcome,
                Outcome::Loaded { .. } | Outcome::Refused { .. }
            )
        });
        self.progress.advance(done.count() as u64);
        Ok(stop.or(broken.map(Stop::Rule)))
    }

    /// Answers that have come: at least one, and those that follow within a moment as long as the requests that are
    /// noted last. None when nothing is in flight any more.
    async fn next_departed(&self, in_flight: &mut Flight, window: Window) -> Vec<Departed> {
        let mut departed = Vec::new();
        match in_flight.next().await {
            Some(first) => departed.push(first),
            None => return departed,
        }
        // Not woken by each of them: a change of threads costs as much as a request.
        let until = self.transport.now() + window.linger();
        loop {
            while let Some(more) = in_flight.try_next() {
                departed.push(more);
            }
            let now = self.transport.now();
            if in_flight.len() <= window.low() || now >= until {
                return departed;
            }
            self.transport.wait_until(until.min(now + LOOKS)).await;
        }
    }
}
