//! How a connection comes about: straight or through a proxy, in the clear or over TLS.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Empty;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{HOST, HeaderValue, PROXY_AUTHORIZATION};
use hyper::{Method, StatusCode, Uri};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use landbridge_contract::OptionFault;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower_service::Service as _;
use url::Url;

use super::line::Line;
use super::{Failure, Site, Unconnected, Wire, tls};
use crate::transport::client::connect_timeout;
use crate::transport::config::TransportConfig;
use crate::transport::secret;

/// A peer that vanished without a word is found out after four times this.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
const KEEP_ALIVE_TRIES: u32 = 3;

/// What both sides' bytes go over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

pub(super) type Open = Box<dyn Stream>;
type Tried<T> = Result<T, Unconnected>;

/// What all connections of a target have in common.
pub(super) struct Connector {
    tcp: HttpConnector,
    tls: TlsConnector,
    within: Duration,
    pub(super) proxy: Option<Proxy>,
}

/// Somebody through whom everything goes.
pub(super) struct Proxy {
    site: Site,
    pub(super) login: Option<HeaderValue>,
}

impl Connector {
    pub(super) fn new(config: &TransportConfig) -> Result<Self, OptionFault> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEP_ALIVE));
        tcp.set_keepalive_interval(Some(KEEP_ALIVE));
        tcp.set_keepalive_retries(Some(KEEP_ALIVE_TRIES));
        let proxy = config.proxy.as_ref();
        Ok(Self {
            tcp,
            tls: TlsConnector::from(Arc::new(tls::client(config)?)),
            within: connect_timeout(config),
            proxy: proxy.map(|url| Proxy::new(url, config)).transpose()?,
        })
    }

    /// A new connection, within the time that there is for one.
    pub(super) async fn connect(&self, site: &Site) -> Result<Line, Failure> {
        let tried = timeout(self.within, self.attempt(site)).await;
        let tried = tried.unwrap_or(Err(Unconnected::TimedOut));
        tried.map_err(Failure::Unconnected)
    }

    async fn attempt(&self, site: &Site) -> Tried<Line> {
        let mut stream = match &self.proxy {
            None => self.reach(&site.uri).await?,
            Some(proxy) => self.through(proxy, site).await?,
        };
        if let Some(name) = &site.name {
            stream = self.secured(stream, name).await?;
        }
        Line::over(stream).await.map_err(below)
    }

    async fn reach(&self, uri: &Uri) -> Tried<Open> {
        let reached = self.tcp.clone().call(uri.clone()).await;
        Ok(Box::new(reached.map_err(below)?.into_inner()))
    }

    async fn secured(&self, stream: Open, name: &ServerName<'static>) -> Tried<Open> {
        let secured = self.tls.connect(name.clone(), stream).await;
        Ok(Box::new(secured.map_err(below)?))
    }

    async fn to(&self, proxy: &Proxy) -> Tried<Open> {
        let stream = self.reach(&proxy.site.uri).await?;
        match &proxy.site.name {
            Some(name) => self.secured(stream, name).await,
            None => Ok(stream),
        }
    }

    /// To a proxy, and on to the site where what is said is not for the proxy (RFC 9110, section 9.3.6).
    async fn through(&self, proxy: &Proxy, site: &Site) -> Tried<Open> {
        let stream = self.to(proxy).await.map_err(|why| proxy.unreached(why))?;
        if site.name.is_none() {
            return Ok(stream);
        }
        let (mut sender, connection): (SendRequest<Empty<Bytes>>, _) =
            http1::handshake(TokioIo::new(stream))
                .await
                .map_err(below)?;
        tokio::spawn(async move { drop(connection.with_upgrades().await) });
        let answer = sender
            .send_request(proxy.request(site)?)
            .await
            .map_err(below)?;
        if answer.status() != StatusCode::OK {
            return Err(Unconnected::Proxy(answer.status()));
        }
        let tunnel = hyper::upgrade::on(answer).await.map_err(below)?;
        Ok(Box::new(TokioIo::new(tunnel)))
    }
}

impl Proxy {
    fn new(url: &Url, config: &TransportConfig) -> Result<Self, OptionFault> {
        let fault = || OptionFault::new("proxy", "what cannot be used", "an http URL");
        let stated = config.proxy_login.as_ref();
        let stated = stated.map(|(user, password)| (user.clone(), password.expose().to_owned()));
        let login = stated.or_else(|| secret::in_address(url));
        let login = login.map(|(user, password)| secret::basic(&user, &password).ok_or_else(fault));
        Ok(Self {
            site: Wire::site(url).ok_or_else(fault)?,
            login: login.transpose()?,
        })
    }

    /// A failure on the way to the proxy is none of the site's.
    fn unreached(&self, why: Unconnected) -> Unconnected {
        match why {
            Unconnected::Failed(error) => {
                let host = String::from_utf8_lossy(self.site.host.as_bytes());
                Unconnected::ToProxy(host.into_owned(), error)
            }
            other => other,
        }
    }

    /// Asks for a way to a site.
    fn request(&self, site: &Site) -> Tried<hyper::Request<Empty<Bytes>>> {
        let to = format!(
            "{}:{}",
            site.uri.host().unwrap_or_default(),
            site.uri.port_u16().unwrap_or(443)
        );
        let mut request = hyper::Request::builder()
            .method(Method::CONNECT)
            .header(HOST, &to)
            .uri(to);
        if let Some(login) = &self.login {
            request = request.header(PROXY_AUTHORIZATION, login);
        }
        request.body(Empty::new()).map_err(below)
    }
}

fn below(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Unconnected {
    Unconnected::Failed(error.into())
}
