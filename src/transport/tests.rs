//! The transport against a server on this machine that answers as told.

mod connections;
mod driving;
mod server;
mod sessions;
mod tokens;

use std::time::{Duration, Instant};

use bytes::Bytes;
use landbridge_contract::{Effect, Fault, FaultKind, Login, Method, Request, Response, Retry};
use url::Url;

use super::{Authentication, Cancel, Secret, Transport, TransportConfig};
use server::{Act, Server};

fn config(url: &str) -> TransportConfig {
    TransportConfig {
        backoff_first: Duration::from_millis(2),
        backoff_max: Duration::from_millis(10),
        request_timeout: Duration::from_secs(5),
        ..TransportConfig::new(Url::parse(url).unwrap())
    }
}

fn transport(server: &Server) -> Transport {
    Transport::new(config(&server.url), Cancel::new()).unwrap()
}

fn request(method: Method) -> Request {
    Request {
        method,
        path: "/suppliers?q=canary-query".to_owned(),
        headers: vec![("x-sort", "plain".to_owned())],
        body: if method == Method::Get {
            Bytes::new()
        } else {
            Bytes::from_static(b"canary-body")
        },
        login: Login::Main,
        label: "create suppliers".to_owned(),
    }
}

/// Judges as a target would: throttled with `Retry-After`, unavailable with unknown effect.
fn judge(request: &Request, response: &Response) -> Option<Fault> {
    let fault = |kind, retry, effect| Fault {
        kind,
        retry,
        effect,
        operation: request.label.clone(),
        message: format!("HTTP {}", response.status),
    };
    match response.status {
        429 => {
            let seconds = response.header("retry-after").and_then(|s| s.parse().ok());
            let retry = seconds.map_or(Retry::Backoff, |s| Retry::After(Duration::from_secs(s)));
            Some(fault(FaultKind::Throttled, retry, Effect::None))
        }
        401 => Some(fault(
            FaultKind::Unauthenticated,
            Retry::Never,
            Effect::None,
        )),
        503 => Some(fault(
            FaultKind::Unavailable,
            Retry::Backoff,
            Effect::Unknown,
        )),
        _ => None,
    }
}

#[tokio::test]
async fn an_answer_comes_back_with_status_headers_and_body() {
    let server = Server::start([Act::answer(201, "x-thing: Yes\r\n", "hello")]).await;
    let transport = transport(&server);
    let answer = transport.send(&request(Method::Post), judge).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (201, &b"hello"[..]));
    assert_eq!(answer.header("x-thing"), Some("Yes"));
    let seen = server.seen();
    assert!(seen[0].starts_with("POST /suppliers?q=canary-query HTTP/1.1"));
    assert!(seen[0].contains("x-sort: plain") && seen[0].ends_with("canary-body"));
    let stats = transport.stats();
    assert_eq!((stats.requests, stats.retries, stats.faults), (1, 0, 0));
    assert_eq!((stats.bytes_sent, stats.bytes_received), (11, 5));
}

#[tokio::test]
async fn credentials_go_with_every_request() {
    let server = Server::start([Act::answer(200, "", ""), Act::answer(200, "", "")]).await;
    let mut basic = config(&server.url);
    basic.authentication = Authentication::Basic {
        user: "ann".to_owned(),
        password: Secret::new("pä:ss"),
    };
    let mut bearer = config(&server.url);
    bearer.authentication = Authentication::Bearer {
        token: Secret::new("tok"),
    };
    for config in [basic, bearer] {
        let transport = Transport::new(config, Cancel::new()).unwrap();
        transport.send(&request(Method::Get), judge).await.unwrap();
    }
    let seen = server.seen();
    assert!(seen[0].contains("authorization: Basic YW5uOnDDpDpzcw=="));
    assert!(seen[1].contains("authorization: Bearer tok"));
}

#[tokio::test]
async fn a_lost_answer_to_a_write_is_unknown_and_not_repeated() {
    for act in [Act::Cut, Act::Half] {
        let server = Server::start([act, Act::answer(201, "", "")]).await;
        let transport = transport(&server);
        let fault = transport
            .send(&request(Method::Post), judge)
            .await
            .unwrap_err();
        assert_eq!(
            (fault.kind, fault.effect),
            (FaultKind::Cut, Effect::Unknown),
            "{fault}"
        );
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_lost_answer_to_a_read_is_asked_for_again() {
    let server = Server::start([Act::Cut, Act::Half, Act::answer(200, "", "x")]).await;
    let transport = transport(&server);
    transport.send(&request(Method::Get), judge).await.unwrap();
    assert_eq!(server.seen().len(), 3);
    assert_eq!(transport.stats().retries, 2);
}

#[tokio::test]
async fn no_answer_in_time_is_unknown_for_a_write() {
    let server = Server::start([Act::Silent]).await;
    let mut config = config(&server.url);
    config.request_timeout = Duration::from_millis(100);
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let fault = transport
        .send(&request(Method::Patch), judge)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.kind, fault.effect),
        (FaultKind::TimedOut, Effect::Unknown)
    );
}

#[tokio::test]
async fn a_refused_connection_has_no_effect_and_is_tried_again_so_often() {
    // A port that was just free.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut config = config(&url);
    config.retries_max = 2;
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let fault = transport
        .send(&request(Method::Post), judge)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.kind, fault.effect),
        (FaultKind::Unreachable, Effect::None)
    );
    assert!(fault.message.contains("(tried 3 times)"), "{fault}");
    assert_eq!(transport.stats().requests, 3);
}

#[tokio::test]
async fn a_target_that_never_answered_is_given_up_soon() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let config = TransportConfig {
        retries_max: 10_000,
        first_contact_deadline: Duration::from_millis(60),
        ..config(&url)
    };
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let begun = Instant::now();
    for _request in 0..2 {
        let sent = transport.send(&request(Method::Post), judge).await;
        assert_eq!(sent.unwrap_err().kind, FaultKind::Unreachable);
    }
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(transport.stats().retries > 0, "it was tried more than once");
}

#[tokio::test]
async fn a_target_that_answered_before_is_waited_for() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = TransportConfig {
        retries_max: 4,
        first_contact_deadline: Duration::ZERO,
        ..config(&format!("http://{}", listener.local_addr().unwrap()))
    };
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let serving = async {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut seen = [0; 1_024];
        assert!(connection.read(&mut seen).await.unwrap() > 0);
        let answer = b"HTTP/1.1 200 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        connection.write_all(answer).await.unwrap();
    };
    let get = request(Method::Get);
    let (sent, ()) = tokio::join!(transport.send(&get, judge), serving);
    sent.unwrap();
    drop(listener);
    let fault = transport.send(&get, judge).await.unwrap_err();
    assert!(fault.message.contains("(tried 5 times)"), "{fault}");
}

#[tokio::test]
async fn a_host_without_tls_is_unreachable_and_not_asked_again() {
    let server = Server::start([Act::answer(200, "", ""), Act::answer(200, "", "")]).await;
    let url = server.url.replace("http:", "https:");
    let transport = Transport::new(config(&url), Cancel::new());
    // Where the system has no certificates at all, the transport cannot even be made.
    let Ok(transport) = transport else { return };
    let fault = transport
        .send(&request(Method::Post), judge)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.kind, fault.effect, fault.retry),
        (FaultKind::Unreachable, Effect::None, Retry::Never),
        "{fault}"
    );
}

#[tokio::test]
async fn a_handshake_that_stalls_has_no_effect() {
    // Accepts by way of the system's queue, and never says a word.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut config = config(&format!("https://{}", listener.local_addr().unwrap()));
    config.request_timeout = Duration::from_millis(400);
    config.retries_max = 0;
    let Ok(transport) = Transport::new(config, Cancel::new()) else {
        return;
    };
    let fault = transport
        .send(&request(Method::Post), judge)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.kind, fault.effect),
        (FaultKind::TimedOut, Effect::None),
        "{fault}"
    );
}

#[tokio::test]
async fn throttled_requests_wait_as_long_as_the_target_says() {
    let server = Server::start([
        Act::answer(429, "retry-after: 1\r\n", ""),
        Act::answer(201, "", ""),
    ])
    .await;
    let transport = transport(&server);
    let begun = Instant::now();
    let answer = transport.send(&request(Method::Post), judge).await.unwrap();
    assert_eq!(answer.status, 201);
    assert!(begun.elapsed() >= Duration::from_millis(990));
    assert_eq!(transport.stats().throttled, 1);
}

#[tokio::test]
async fn a_pause_holds_for_all_requests_to_the_target() {
    let server = Server::start([
        Act::answer(429, "retry-after: 1\r\n", ""),
        Act::answer(200, "", ""),
        Act::answer(200, "", ""),
    ])
    .await;
    let transport = transport(&server);
    let first = tokio::spawn({
        let transport = transport.clone();
        async move { transport.send(&request(Method::Post), judge).await }
    });
    while transport.stats().throttled == 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let begun = Instant::now();
    transport.send(&request(Method::Get), judge).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(800));
    first.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_pause_longer_than_the_deadline_is_told_at_once() {
    let server = Server::start([Act::answer(429, "retry-after: 7200\r\n", "")]).await;
    let transport = transport(&server);
    for _ in 0..2 {
        let fault = transport
            .send(&request(Method::Post), judge)
            .await
            .unwrap_err();
        assert_eq!(
            (fault.kind, fault.effect),
            (FaultKind::Throttled, Effect::None)
        );
        assert!(matches!(fault.retry, Retry::After(_)));
    }
    assert_eq!(server.seen().len(), 1, "the second was not even sent");
}

#[tokio::test]
async fn an_unknown_effect_is_never_repeated_and_bad_credentials_are_not_either() {
    for (status, method) in [(503, Method::Post), (401, Method::Get)] {
        let server = Server::start([Act::answer(status, "", ""), Act::answer(200, "", "")]).await;
        let transport = transport(&server);
        transport.send(&request(method), judge).await.unwrap_err();
        assert_eq!(server.seen().len(), 1, "{status}");
    }
}

/// A password that was refused once is not shown again: repeating it locks users.
#[tokio::test]
async fn a_password_that_was_refused_is_not_shown_by_the_requests_that_wait() {
    let server = Server::start(vec![Act::answer(401, "", ""); 3]).await;
    let mut config = config(&server.url);
    config.concurrency_max = std::num::NonZeroUsize::MIN;
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let request = request(Method::Post);
    let sent = || transport.send(&request, judge);
    let (first, second, third) = tokio::join!(sent(), sent(), sent());
    for fault in [first, second, third, sent().await] {
        assert_eq!(fault.unwrap_err().kind, FaultKind::Unauthenticated);
    }
    assert_eq!(server.seen().len(), 1);
    assert_eq!(transport.stats().requests, 1, "nor do they count");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let server = Server::start([
        Act::answer(302, "location: /elsewhere\r\n", ""),
        Act::answer(200, "", ""),
    ])
    .await;
    let answer = transport(&server)
        .send(&request(Method::Get), judge)
        .await
        .unwrap();
    assert_eq!(answer.status, 302);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_a_fault_and_a_large_refusal_is_cut() {
    for (status, refused) in [(200, false), (400, true)] {
        let server = Server::start([Act::answer(status, "", &"x".repeat(5_000))]).await;
        let mut config = config(&server.url);
        config.response_bytes_max = 1_000;
        let transport = Transport::new(config, Cancel::new()).unwrap();
        let outcome = transport.send(&request(Method::Post), judge).await;
        match outcome {
            Ok(answer) => assert!(refused && answer.body.len() <= 1_000),
            Err(fault) => {
                assert!(!refused);
                assert_eq!(
                    (fault.kind, fault.effect),
                    (FaultKind::Unintelligible, Effect::Unknown)
                );
            }
        }
    }
}

#[tokio::test]
async fn no_secret_query_or_body_is_ever_shown() {
    let server = Server::start([Act::Cut, Act::Half]).await;
    let mut config = config(&server.url);
    config.authentication = Authentication::Basic {
        user: "ann".to_owned(),
        password: Secret::new("canary-password"),
    };
    let mut shown = vec![format!("{config:?} {:?}", config.authentication)];
    let transport = Transport::new(config, Cancel::new()).unwrap();
    for method in [Method::Post, Method::Patch] {
        let fault = transport.send(&request(method), judge).await.unwrap_err();
        shown.push(format!("{fault} {fault:?}"));
    }
    let mut leading_away = request(Method::Get);
    leading_away.path = "canary-query".to_owned();
    let mut broken = request(Method::Get);
    broken.headers.push(("x-a", "canary-header\n".to_owned()));
    for bad in [leading_away, broken] {
        let fault = transport.send(&bad, judge).await.unwrap_err();
        assert_eq!(fault.effect, Effect::None);
        shown.push(format!("{fault} {fault:?}"));
    }
    shown.push(format!("{transport:?} {:?}", transport.stats()));
    let shown = shown.join(" ");
    assert!(!shown.contains("canary"), "{shown}");
    assert!(!shown.contains("YW5uOmNh"), "{shown}");
}

#[test]
fn credentials_over_plain_http_are_refused_unless_allowed_or_local() {
    let made = |url: &str, allow| {
        let mut config = config(url);
        config.authentication = Authentication::Bearer {
            token: Secret::new("t"),
        };
        config.allow_plain_http = allow;
        Transport::new(config, Cancel::new()).is_ok()
    };
    assert!(!made("http://erp.example.org", false));
    assert!(made("http://erp.example.org", true));
    assert!(made("http://localhost:8080", false));
    assert!(made("http://127.0.0.1:8080", false));
    assert!(made("http://[::1]:8080", false));
}

#[test]
fn all_that_is_wrong_with_a_configuration_is_said_at_once() {
    let mut config = config("ftp://ann:canary@erp.example.org/?x=1");
    config.authentication = Authentication::Basic {
        user: "a:b".to_owned(),
        password: Secret::new("canary\n"),
    };
    let faults = Transport::new(config, Cancel::new()).unwrap_err();
    assert_eq!(faults.len(), 4, "{faults:?}");
    assert!(!format!("{faults:?}").contains("canary"));
    let mut config = self::config("https://erp.example.org");
    config.ca_certificate = Some(b"no certificate".to_vec());
    assert_eq!(Transport::new(config, Cancel::new()).unwrap_err().len(), 1);
}

#[tokio::test]
async fn cancelling_stops_what_has_not_departed() {
    let server = Server::start([Act::answer(200, "", "")]).await;
    let transport = transport(&server);
    transport.cancel().cancel();
    let fault = transport
        .send(&request(Method::Post), judge)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.kind, fault.effect),
        (FaultKind::Cancelled, Effect::None)
    );
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn cancelling_awaits_the_write_that_has_departed() {
    let server = Server::start([Act::Slow(Duration::from_millis(150))]).await;
    let transport = transport(&server);
    let sending = tokio::spawn({
        let transport = transport.clone();
        async move { transport.send(&request(Method::Post), judge).await }
    });
    while server.seen().is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    transport.cancel().cancel();
    let answer = sending.await.unwrap().unwrap();
    assert_eq!(answer.status, 201);
}

/// Measures the promise itself. Run it on a quiet machine with `--run-ignored all`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes 20 seconds"]
async fn a_rate_of_100_is_used_to_97_percent_and_never_exceeded() {
    let answer = Act::Slow(Duration::from_millis(20));
    let server = Server::start(std::iter::repeat_n(answer, 3_000)).await;
    let mut config = config(&server.url);
    config.limits.per_second = std::num::NonZeroU32::new(100);
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let transport = transport.clone();
            tokio::spawn(async move {
                while transport.send(&request(Method::Post), judge).await.is_ok() {}
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(20)).await;
    transport.cancel().cancel();
    for task in tasks {
        task.await.unwrap();
    }
    let arrivals = server.arrivals();
    assert!(arrivals.len() >= 1_940, "{} requests", arrivals.len());
    for window in arrivals.windows(101) {
        let span = window[100] - window[0];
        assert!(span > Duration::from_secs(1), "101 requests in {span:?}");
    }
}

#[tokio::test]
async fn the_pace_is_kept_by_all_tasks_together() {
    let acts = std::iter::repeat_n(Act::answer(200, "", ""), 200);
    let server = Server::start(acts).await;
    let mut config = config(&server.url);
    config.limits.per_second = std::num::NonZeroU32::new(200);
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let begun = Instant::now();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let transport = transport.clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    transport.send(&request(Method::Get), judge).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    // 80 requests at 200/s take 0.4 s: less would be over the limit. How much longer it takes
    // depends on this machine, so only the absurd fails.
    let took = begun.elapsed();
    assert!(took >= Duration::from_millis(390), "{took:?}");
    assert!(took <= Duration::from_secs(4), "{took:?}");
}
