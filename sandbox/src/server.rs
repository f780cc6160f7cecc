//! A running sandbox: the listening socket and its connections.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::config::{SandboxConfig, State};
use crate::counters::Counters;
use crate::faults::Faults;
use crate::service::Service;
use crate::store::{Store, StoreError};

/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: std::time::Duration = std::time::Duration::from_mins(1);

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Nobody could sign in.
    #[error("the sandbox has neither a user nor a bearer token nor a client; name at least one")]
    NobodyMaySignIn,
    /// The state cannot be used.
    #[error("cannot open the state {}: {source}", .path.as_ref().map_or_else(|| "in memory".to_owned(), |path| format!("in {}", path.display())))]
    State {
        /// The file, if it is one.
        path: Option<PathBuf>,
        /// What the store says.
        source: StoreError,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}: {source}; choose another address or port")]
    Listen {
        /// The address.
        addr: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
}

/// A sandbox that listens. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Sandbox {
    service: Arc<Service>,
    addr: SocketAddr,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Sandbox {
    /// Opens the state and listens on `addr`; port 0 takes any free port, see [`Sandbox::url`].
    ///
    /// Must be called within a tokio runtime, which then serves the requests.
    pub async fn start(config: SandboxConfig, addr: SocketAddr) -> Result<Self, SandboxError> {
        if config.users.is_empty() && config.bearer_tokens.is_empty() && config.clients.is_empty() {
            return Err(SandboxError::NobodyMaySignIn);
        }
        let (store, path) = match &config.state {
            State::Memory => (Store::in_memory(), None),
            State::File(path) => (Store::open(path), Some(path.clone())),
        };
        let store = store.map_err(|source| SandboxError::State { path, source })?;
        let listen = |source| SandboxError::Listen { addr, source };
        let listener = TcpListener::bind(addr).await.map_err(listen)?;
        let addr = listener.local_addr().map_err(listen)?;
        let service = Arc::new(Service::new(&config, store, addr.to_string()));
        let (stop, stopped) = watch::channel(false);
        let connections = Arc::new(Semaphore::new(config.connections_max.max(1)));
        let accepting = tokio::spawn(accept(listener, Arc::clone(&service), connections, stopped));
        tracing::info!(%addr, "the sandbox listens");
        Ok(Self {
            service,
            addr,
            stop,
            accepting,
        })
    }

    /// Where it listens: scheme, address and port, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The address and port.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What it has done since it started or was reset.
    pub fn counters(&self) -> Counters {
        self.service.tally().snapshot()
    }

    /// The archives (ZIP) that were uploaded for imports and data sets since it started or was reset, by their names.
    pub fn uploads(&self) -> Result<Vec<(String, Vec<u8>)>, SandboxError> {
        self.service.uploads().map_err(|error| SandboxError::State {
            path: None,
            source: error.into(),
        })
    }

    /// The faults in place.
    pub fn faults(&self) -> Faults {
        self.service.faults()
    }

    /// Puts other faults in place for the requests that arrive from now on.
    pub fn set_faults(&self, faults: Faults) {
        self.service.set_faults(faults);
    }

    /// Forgets all records and counters, and puts the configured faults back.
    pub fn reset(&self) -> Result<(), SandboxError> {
        self.service.reset().map_err(|error| SandboxError::State {
            path: None,
            source: error.into(),
        })
    }

    /// Stops listening and cuts every connection; a write under way commits or not, as a whole.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.accepting.await {
            tracing::error!(%error, "the sandbox did not stop cleanly");
        }
    }
}

async fn accept(
    listener: TcpListener,
    service: Arc<Service>,
    connections: Arc<Semaphore>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut serving = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            // Either a stop or a dropped sandbox.
            _ = stopped.changed() => break,
            accepted = next(&listener, &connections) => accepted,
        };
        if let Some((stream, permit)) = accepted {
            let service = Arc::clone(&service);
            serving.spawn(async move {
                serve(stream, service).await;
                drop(permit);
            });
        }
        while serving.try_join_next().is_some() {}
    }
    serving.shutdown().await;
}

async fn next(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let permit = Arc::clone(connections).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, permit)),
        Err(error) => {
            // Out of descriptors, as a rule: give the others time to close theirs.
            tracing::warn!(%error, "a connection was not accepted");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            None
        }
    }
}

async fn serve(stream: TcpStream, service: Arc<Service>) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no delay is not set");
    }
    let handler = service_fn(move |request| Arc::clone(&service).serve(request));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), handler)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended early");
    }
}
