//! Trust on both sides: a corporate authority, a certificate of this side, a proxy that wants to know who asks; and whatever of it is
//! wrong is told in words that say what to do.
//!
//! The certificates are made here, for each test anew. A server of our own speaks TLS before the ERP.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine as _;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

use crate::golden::golden;
use crate::support::{Erp, Project, Ran, run};

const PROXY_PASSWORD: &str = "canary-proxy-3b7";

/// Who signs certificates.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    der: CertificateDer<'static>,
}

/// A certificate with its key.
struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: Vec<u8>,
    pem: String,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let own = parameters.self_signed(&key).unwrap();
        Self {
            pem: own.pem(),
            der: own.der().clone(),
            issuer: Issuer::new(parameters, key),
        }
    }

    /// A certificate for a host that ends with a year.
    fn signs(&self, host: &str, until: i32) -> Identity {
        let mut parameters = CertificateParams::new(vec![host.to_owned()]).unwrap();
        parameters.not_before = date_time_ymd(2020, 1, 1);
        parameters.not_after = date_time_ymd(until, 12, 31);
        let key = KeyPair::generate().unwrap();
        let signed = parameters.signed_by(&key, &self.issuer).unwrap();
        Identity {
            chain: vec![signed.der().clone()],
            key: key.serialize_der(),
            pem: signed.pem() + key.serialize_pem().as_str(),
        }
    }
}

/// The year in which good certificates end.
const FAR: i32 = 2090;
/// Where the server listens.
const HOST: &str = "127.0.0.1";

/// Speaks TLS before an ERP; asks for a certificate of an authority where one is given.
fn front(runtime: &Runtime, erp: &Erp, own: &Identity, clients: Option<&Authority>) -> String {
    let url = erp.url();
    front_of(runtime, url.strip_prefix("http://").unwrap(), own, clients)
}

/// The same before whatever listens there.
fn front_of(
    runtime: &Runtime,
    behind: &str,
    own: &Identity,
    clients: Option<&Authority>,
) -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der.clone()).unwrap();
            let roots = Arc::new(roots);
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.key.clone()));
    let config = builder.with_single_cert(own.chain.clone(), key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let behind: SocketAddr = behind.parse().unwrap();
    listening(runtime, move |stream| {
        let acceptor = acceptor.clone();
        async move {
            match acceptor.accept(stream).into_fallible().await {
                Ok(mut stream) => {
                    let mut there = TcpStream::connect(behind).await.unwrap();
                    // However the conversation ends, it was one.
                    tokio::io::copy_bidirectional(&mut stream, &mut there)
                        .await
                        .ok();
                }
                Err((_refused, mut stream)) => {
                    // The other side hears why before the connection ends.
                    stream.shutdown().await.ok();
                    let mut rest = Vec::new();
                    stream.read_to_end(&mut rest).await.ok();
                }
            }
        }
    })
}

/// Listens on a port of its own and gives the address.
fn listening<F>(runtime: &Runtime, serve: impl Fn(TcpStream) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = runtime.block_on(TcpListener::bind((HOST, 0))).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    address
}

fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
}

/// A project with one record, whose target says this too.
fn project(says: &[&str]) -> Project {
    let project = Project::init();
    let one = "Vendor ID,Vendor Name,Country\n17,Baobab Stationery,KEN\n";
    project.write("data/vendors.csv", one);
    let mut said = String::from("    concurrency: 1");
    for line in says {
        write!(said, "\n    {line}").unwrap();
    }
    let settings = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        settings.replace("    concurrency: 4", &said),
    );
    project
}

const CA: &str = "ca_certificate: secrets/ca.pem";
const CLIENT: &str = "client_certificate: { file: secrets/client.pem }";

fn load(project: &Project, address: &str) -> Ran {
    let mut command = project.command(&format!("https://{address}"), &["load"]);
    let ran = run(command.env("PROXY_PASSWORD", PROXY_PASSWORD));
    for text in [&ran.stdout, &ran.stderr] {
        assert!(
            !text.contains("PRIVATE KEY") && !text.contains("canary"),
            "{text}"
        );
    }
    ran
}

fn made(erp: &Erp) -> u64 {
    let counters = erp.counters();
    counters
        .objects
        .get("suppliers")
        .map_or(0, |one| one.creates)
}

#[test]
fn a_corporate_authority_and_a_certificate_of_this_side_are_accepted() {
    let (erp, runtime, authority) = (Erp::start(), runtime(), Authority::new("Ours"));
    let own = authority.signs(HOST, FAR);
    let address = front(&runtime, &erp, &own, Some(&authority));
    let project = project(&[CA, CLIENT]);
    project.write("secrets/ca.pem", &authority.pem);
    project.write("secrets/client.pem", &authority.signs("loader", FAR).pem);
    load(&project, &address).ok();
    assert_eq!(made(&erp), 1);
}

/// What was said of why the target is not available.
fn why(ran: Ran, address: &str) -> String {
    let said = ran.code(6).stderr.replace(address, "[address]");
    let from = said
        .find("the target is not available")
        .unwrap_or_else(|| panic!("{said}"));
    said[from..].trim_end().to_owned()
}

#[test]
fn whatever_is_wrong_with_a_certificate_is_told_with_what_to_do_and_nothing_is_in_doubt() {
    let (erp, runtime) = (Erp::start(), runtime());
    let (authority, other) = (Authority::new("Ours"), Authority::new("Theirs"));
    let good = authority.signs(HOST, FAR);
    let mut told = String::new();
    let mut case = |name: &str,
                    own: &Identity,
                    clients: Option<&Authority>,
                    says: &[&str],
                    client: &Identity| {
        let address = front(&runtime, &erp, own, clients);
        let project = project(says);
        project.write("secrets/ca.pem", &authority.pem);
        project.write("secrets/client.pem", &client.pem);
        let ran = load(&project, &address);
        assert!(
            ran.stdout.contains("1 record not sent yet"),
            "{name}: {}",
            ran.stdout
        );
        writeln!(told, "# {name}\n{}\n", why(ran, &address)).unwrap();
    };
    case(
        "an authority that nobody here knows",
        &good,
        None,
        &[],
        &good,
    );
    case(
        "another authority than the one stated",
        &other.signs(HOST, FAR),
        None,
        &[CA],
        &good,
    );
    case(
        "a certificate that has expired",
        &authority.signs(HOST, 2021),
        None,
        &[CA],
        &good,
    );
    case(
        "a certificate for another host",
        &authority.signs("erp.example.org", FAR),
        None,
        &[CA],
        &good,
    );
    case(
        "no certificate of this side",
        &good,
        Some(&authority),
        &[CA],
        &good,
    );
    case(
        "one of another authority",
        &good,
        Some(&authority),
        &[CA, CLIENT],
        &other.signs("loader", FAR),
    );
    case(
        "one that has expired",
        &good,
        Some(&authority),
        &[CA, CLIENT],
        &authority.signs("loader", 2021),
    );
    assert_eq!(made(&erp), 0);
    golden!("tls-not-trusted", told.trim_end());
}

/// A proxy that lets those through who say who they are, to where they ask.
fn proxy(runtime: &Runtime, user: &str) -> String {
    let pair = format!("{user}:{PROXY_PASSWORD}");
    let pair = base64::engine::general_purpose::STANDARD.encode(pair);
    let wanted = format!("proxy-authorization: basic {pair}").to_lowercase();
    listening(runtime, move |mut stream| {
        let wanted = wanted.clone();
        async move {
            let mut head = Vec::new();
            while !head.windows(4).any(|four| four == b"\r\n\r\n") {
                if !matches!(stream.read_buf(&mut head).await, Ok(1..)) {
                    return;
                }
            }
            let head = String::from_utf8(head).unwrap();
            let asked = head
                .strip_prefix("CONNECT ")
                .and_then(|rest| rest.split(' ').next());
            let known = head.lines().any(|line| line.to_lowercase() == wanted);
            let (Some(asked), true) = (asked, known) else {
                let answer = "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n";
                stream.write_all(answer.as_bytes()).await.ok();
                return;
            };
            let mut there = TcpStream::connect(asked).await.unwrap();
            stream
                .write_all(b"HTTP/1.1 200 Go on\r\n\r\n")
                .await
                .unwrap();
            tokio::io::copy_bidirectional(&mut stream, &mut there)
                .await
                .ok();
        }
    })
}

#[test]
fn a_proxy_with_authentication_lets_a_trusted_connection_through_and_nobody_else() {
    let (erp, runtime, authority) = (Erp::start(), runtime(), Authority::new("Ours"));
    let address = front(&runtime, &erp, &authority.signs(HOST, FAR), None);
    let proxy = proxy(&runtime, "mover");
    let says = |user: &str| {
        format!(
            "proxy: {{ url: \"http://{proxy}\", user: {user}, password: {{ env: PROXY_PASSWORD }} }}"
        )
    };
    let refused = project(&[CA, &says("stranger")]);
    refused.write("secrets/ca.pem", &authority.pem);
    let said = load(&refused, &address).code(6).stderr;
    for part in [
        "A proxy refused the login",
        "HTTP 407 to CONNECT",
        "PROXY_PASSWORD",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(made(&erp), 0);
    let known = project(&[CA, &says("mover")]);
    known.write("secrets/ca.pem", &authority.pem);
    load(&known, &address).ok();
    assert_eq!(made(&erp), 1);
}

#[test]
fn a_proxy_that_is_itself_reached_over_tls_must_be_trusted_and_lets_the_connection_through() {
    let (erp, runtime, authority) = (Erp::start(), runtime(), Authority::new("Ours"));
    let address = front(&runtime, &erp, &authority.signs(HOST, FAR), None);
    let proxy = proxy(&runtime, "mover");
    let proxy_of = |own: &Identity| {
        let proxy = front_of(&runtime, &proxy, own, None);
        let told = format!("no connection to the proxy {proxy} that both sides trust");
        let project = project(&[
            CA,
            &format!(
                "proxy: {{ url: \"https://{proxy}\", user: mover, password: {{ env: PROXY_PASSWORD }} }}"
            ),
        ]);
        project.write("secrets/ca.pem", &authority.pem);
        (project, told)
    };
    let other = Authority::new("Somebody else's");
    let (distrusted, told) = proxy_of(&other.signs(HOST, FAR));
    let said = load(&distrusted, &address).code(6).stderr;
    assert!(said.contains(&told), "{said}");
    assert_eq!(made(&erp), 0);
    let (trusted, _) = proxy_of(&authority.signs(HOST, FAR));
    load(&trusted, &address).ok();
    assert_eq!(made(&erp), 1);
}
