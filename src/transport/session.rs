//! A session at a target that wants one: opened before the first request, opened anew where it has run out.
//!
//! All requests share it. A password that was refused is not shown again: repeating it locks accounts. What
//! the target gives for it is kept here, and no log, fault or `Debug` output shows it.

use hyper::header::HeaderValue;
use landbridge_contract::{Fault, FaultKind, Request, Response, SignIn};
use tokio::sync::Mutex;

use crate::diagnose::Hidden;

use super::Transport;
use super::config::Authentication;

/// Tells what an answer means for the connection.
pub(super) type Judge<'a> = dyn Fn(&Request, &Response) -> Option<Fault> + Send + Sync + 'a;

/// The session of one target.
#[derive(Default)]
pub(super) struct Session {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: Option<Ticket>,
    /// The credentials were refused.
    refused: Option<Fault>,
    /// Sessions opened so far.
    opened: u64,
}

/// What a request shows to be known.
#[derive(Clone)]
pub(super) struct Ticket {
    authorization: HeaderValue,
    /// Which session this is: one that was renewed meanwhile is not given up again.
    number: u64,
}

/// Who a request says that it is from.
pub(super) enum Known<'a> {
    /// As the project states it.
    Stated,
    /// Nobody: a session is only being opened.
    Nobody,
    /// Whoever opened the session.
    By(&'a HeaderValue),
}

impl Transport {
    /// Sends in a session, which is opened anew once where the target does not accept it any more. A 401 is
    /// said before any work, so that sending again can do no harm.
    pub(super) async fn send_in_session(
        &self,
        request: &Request,
        sign_in: &dyn SignIn,
        judge: &Judge<'_>,
        hidden: &Hidden,
    ) -> Result<Response, Fault> {
        let mut renewed = false;
        loop {
            let ticket = Box::pin(self.ticket(sign_in, judge)).await?;
            let known = match &ticket {
                Some(ticket) => Known::By(&ticket.authorization),
                None => Known::Stated,
            };
            let sent = self.send_known(request, judge, hidden, &known);
            match (sent.await, &ticket) {
                (Err(fault), Some(ticket))
                    if fault.kind == FaultKind::Unauthenticated && !renewed =>
                {
                    renewed = true;
                    self.give_up(ticket).await;
                }
                (outcome, _) => return outcome,
            }
        }
    }

    /// The ticket of the session; none where the project states no user and password to open one with.
    async fn ticket(
        &self,
        sign_in: &dyn SignIn,
        judge: &Judge<'_>,
    ) -> Result<Option<Ticket>, Fault> {
        let Authentication::Basic { user, password } = &self.inner.config.authentication else {
            return Ok(None);
        };
        // Whoever comes meanwhile waits, and finds the session open.
        let mut state = self.inner.session.state.lock().await;
        if let Some(ticket) = &state.open {
            return Ok(Some(ticket.clone()));
        }
        if let Some(fault) = &state.refused {
            return Err(fault.clone());
        }
        let request = sign_in.request(user, password.expose());
        // Nothing of a record is in it.
        let hidden = Hidden::default();
        let sent = self.send_known(&request, judge, &hidden, &Known::Nobody);
        let opened = sent
            .await
            .and_then(|answer| sign_in.authorization(user, &answer))
            .and_then(|text| self.inner.client.learn(&text, &request));
        match opened {
            Ok(authorization) => {
                state.opened += 1;
                let number = state.opened;
                let ticket = Ticket {
                    authorization,
                    number,
                };
                state.open = Some(ticket.clone());
                Ok(Some(ticket))
            }
            Err(fault) => {
                if fault.kind == FaultKind::Unauthenticated {
                    state.refused = Some(fault.clone());
                }
                Err(fault)
            }
        }
    }

    async fn give_up(&self, ticket: &Ticket) {
        let mut state = self.inner.session.state.lock().await;
        if state
            .open
            .as_ref()
            .is_some_and(|open| open.number == ticket.number)
        {
            state.open = None;
        }
    }
}
