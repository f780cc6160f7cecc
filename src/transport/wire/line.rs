//! One connection, moved on by whoever uses it.
//!
//! A connection is a future that somebody has to poll. In a task of its own, every request would change tasks twice: to
//! the connection, and back with the answer. Here the request's own task polls it; one that idles is looked at when
//! it is taken again, which is when it matters whether the other side closed it.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::task::unconstrained;

use super::connect::Open;

type Request = hyper::Request<Full<Bytes>>;
type Connection = http1::Connection<TokioIo<Open>, Full<Bytes>>;

/// A connection and the way onto it.
pub(super) struct Line {
    sender: SendRequest<Full<Bytes>>,
    /// None once it has ended.
    connection: Option<Pin<Box<Connection>>>,
}

impl Line {
    /// Begins to speak HTTP over what is open.
    pub(super) async fn over(stream: Open) -> Result<Self, hyper::Error> {
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        Ok(Self {
            sender,
            connection: Some(Box::pin(connection)),
        })
    }

    /// Sends a request and waits for the head of its answer.
    pub(super) async fn send(
        &mut self,
        request: Request,
    ) -> Result<hyper::Response<Incoming>, TrySendError<Request>> {
        let mut answer = pin!(unconstrained(self.sender.try_send_request(request)));
        let connection = &mut self.connection;
        // To wait for a head asks nothing of the connection, so that it need not be moved on again.
        poll_fn(|context| {
            advance(connection, context);
            let mut by_nobody = Context::from_waker(Waker::noop());
            answer.as_mut().poll(&mut by_nobody)
        })
        .await
    }

    /// Waits for what this connection brings.
    pub(super) async fn drive<T>(&mut self, wanted: impl Future<Output = T>) -> T {
        driven(&mut self.connection, wanted).await
    }

    /// Whether it takes a request at once, as nothing is left of the last answer. That the other side closed it shows when
    /// the request is sent: before a byte of it leaves, it is looked what came in, and the request comes back.
    pub(super) fn is_free(&mut self) -> bool {
        if self.connection.is_some() && !self.sender.is_ready() {
            // Whatever it wakes is polled again by the request that goes over it.
            let mut by_nobody = Context::from_waker(Waker::noop());
            advance(&mut self.connection, &mut by_nobody);
        }
        self.connection.is_some() && self.sender.is_ready()
    }
}

/// Moves the connection on until `wanted` is there, which it alone can bring.
async fn driven<T>(
    connection: &mut Option<Pin<Box<Connection>>>,
    wanted: impl Future<Output = T>,
) -> T {
    // Whoever is waked by nobody must not be told to wait for its turn.
    let mut wanted = pin!(unconstrained(wanted));
    poll_fn(|context| {
        // It waits for nothing but the connection, which is polled right before it is asked again: its own wakes
        // would only have this task run once more.
        let mut by_nobody = Context::from_waker(Waker::noop());
        if let Poll::Ready(value) = wanted.as_mut().poll(&mut by_nobody) {
            return Poll::Ready(value);
        }
        advance(connection, context);
        if let Poll::Ready(value) = wanted.as_mut().poll(&mut by_nobody) {
            return Poll::Ready(value);
        }
        // Asking may have made room for more.
        advance(connection, context);
        wanted.as_mut().poll(&mut by_nobody)
    })
    .await
}

/// Moves a connection on as far as it goes. Why it ended is told to whoever waits for an answer.
fn advance(connection: &mut Option<Pin<Box<Connection>>>, context: &mut Context<'_>) {
    if let Some(open) = connection
        && open.as_mut().poll(context).is_ready()
    {
        *connection = None;
    }
}
