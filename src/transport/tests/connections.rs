//! Connections: kept, found closed, made by a proxy.

use super::*;

const MADE: &str = "HTTP/1.1 201 X\r\ncontent-length: 0\r\n\r\n";

#[tokio::test]
async fn requests_one_after_the_other_go_over_one_connection() {
    let server = Server::start(vec![Act::answer(201, "", "made"); 5]).await;
    let transport = transport(&server);
    for _ in 0..5 {
        transport.send(&request(Method::Post), judge).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn each_request_has_its_own_path_and_headers() {
    let server = Server::start(vec![Act::answer(201, "", "made"); 5]).await;
    let transport = transport(&server);
    let with = |path: &str, sort: &str| Request {
        path: path.to_owned(),
        headers: vec![("x-sort", sort.to_owned())],
        ..request(Method::Post)
    };
    let told = [
        ("/a", "1"),
        ("/a", "2"),
        ("/b", "2"),
        ("/b", "2"),
        ("/a", "1"),
    ];
    for (path, sort) in told {
        transport.send(&with(path, sort), judge).await.unwrap();
    }
    for (seen, (path, sort)) in server.seen().iter().zip(told) {
        assert!(
            seen.starts_with(&format!("POST {path} HTTP/1.1\r\n")),
            "{seen}"
        );
        assert!(seen.contains(&format!("\r\nx-sort: {sort}\r\n")), "{seen}");
    }
}

#[tokio::test]
async fn requests_at_a_time_go_over_as_many_connections() {
    let slow = Act::Slow(Duration::from_millis(100));
    let server = Server::start(vec![slow; 8]).await;
    let transport = transport(&server);
    for _ in 0..2 {
        let (write, other) = (request(Method::Post), request(Method::Post));
        let both = tokio::join!(transport.send(&write, judge), transport.send(&other, judge));
        assert!(both.0.is_ok() && both.1.is_ok());
    }
    assert_eq!(server.connections(), 2);
}

/// Nothing of it has left, so that it is no doubt and no retry either.
#[tokio::test]
async fn a_write_finds_another_way_where_its_connection_was_closed_while_it_idled() {
    let server = Server::start([Act::Last(MADE.to_owned()), Act::answer(201, "", "made")]).await;
    let transport = transport(&server);
    transport.send(&request(Method::Post), judge).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let answer = transport.send(&request(Method::Post), judge).await.unwrap();
    assert_eq!(answer.body, "made");
    assert_eq!((server.connections(), server.seen().len()), (2, 2));
    assert_eq!(transport.stats().retries, 0);
}

#[tokio::test]
async fn an_answer_that_comes_in_pieces_is_whole() {
    let pieces = "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n4\r\n two\r\n6\r\n three\r\n0\r\n\r\n";
    let server =
        Server::start([Act::Answer(pieces.to_owned()), Act::answer(200, "", "next")]).await;
    let transport = transport(&server);
    let answer = transport.send(&request(Method::Get), judge).await.unwrap();
    assert_eq!(answer.body, "one two three");
    let answer = transport.send(&request(Method::Get), judge).await.unwrap();
    assert_eq!(
        (answer.body.as_ref(), server.connections()),
        (&b"next"[..], 1)
    );
}

#[tokio::test]
async fn an_answer_that_drips_is_waited_for() {
    let drops = vec![
        "HTTP/1.1 2",
        "00 X\r\ncontent-le",
        "ngth: 7\r\n\r\n",
        "one",
        " t",
        "wo",
    ];
    let server = Server::start([Act::Drip(drops), Act::answer(200, "", "next")]).await;
    let transport = transport(&server);
    let answer = transport.send(&request(Method::Get), judge).await.unwrap();
    assert_eq!(answer.body, "one two");
    transport.send(&request(Method::Get), judge).await.unwrap();
    assert_eq!(server.connections(), 1);
}

/// More than one turn of a task can take.
#[tokio::test]
async fn an_answer_of_thousands_of_pieces_is_read_to_its_end() {
    let piece = "x".repeat(1_000);
    let pieces = format!("3e8\r\n{piece}\r\n").repeat(8_000);
    let answer = format!("HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n{pieces}0\r\n\r\n");
    let server = Server::start([Act::Answer(answer)]).await;
    let transport = transport(&server);
    let answer = transport.send(&request(Method::Get), judge).await.unwrap();
    assert_eq!(answer.body.len(), 8_000_000);
}

/// A way through this server, as through a proxy, to a host that nobody here knows.
fn proxied(server: &Server, url: &str) -> TransportConfig {
    TransportConfig {
        proxy: Some(Url::parse(&server.url).unwrap()),
        proxy_login: Some(("tunnel".to_owned(), Secret::new("mole"))),
        ..config(url)
    }
}

#[tokio::test]
async fn a_proxy_reads_what_goes_in_the_clear_and_is_told_who_asks() {
    let server = Server::start([Act::answer(201, "", "")]).await;
    let config = proxied(&server, "http://erp.invalid:8080/api/");
    let transport = Transport::new(config, Cancel::new()).unwrap();
    transport.send(&request(Method::Post), judge).await.unwrap();
    let seen = server.seen().concat();
    let line = "POST http://erp.invalid:8080/api/suppliers?q=canary-query HTTP/1.1\r\n";
    assert!(seen.starts_with(line), "{seen}");
    assert!(seen.contains("\r\nhost: erp.invalid:8080\r\n"), "{seen}");
    // tunnel:mole
    let login = "\r\nproxy-authorization: Basic dHVubmVsOm1vbGU=\r\n";
    assert!(seen.contains(login), "{seen}");
}

#[tokio::test]
async fn a_proxy_that_makes_no_connection_is_named_with_its_status_and_nothing_left() {
    let refusals = [
        (
            407,
            FaultKind::ProxyUnauthenticated,
            Retry::Never,
            "check `proxy` of the target",
        ),
        (
            403,
            FaultKind::Unreachable,
            Retry::Backoff,
            "the proxy answers HTTP 403 to CONNECT",
        ),
    ];
    for (status, kind, retry, words) in refusals {
        let server = Server::start(vec![Act::answer(status, "", ""); 2]).await;
        let mut config = proxied(&server, "https://erp.invalid");
        config.retries_max = 0;
        let transport = Transport::new(config, Cancel::new()).unwrap();
        let fault = transport
            .send(&request(Method::Post), judge)
            .await
            .unwrap_err();
        assert_eq!(
            (fault.kind, fault.retry, fault.effect),
            (kind, retry, Effect::None)
        );
        assert!(fault.message.contains(words), "{}", fault.message);
        let seen = server.seen().concat();
        assert!(
            seen.starts_with("CONNECT erp.invalid:443 HTTP/1.1\r\n"),
            "{seen}"
        );
        assert!(!seen.contains("canary"), "{seen}");
    }
}

#[tokio::test]
async fn a_proxy_may_be_stated_with_its_user_and_password_in_its_address() {
    let server = Server::start([Act::answer(403, "", "")]).await;
    let mut config = proxied(&server, "https://erp.invalid");
    let address = server.url.replace("://", "://tunnel:mole%20e@");
    (config.proxy, config.proxy_login) = (Some(Url::parse(&address).unwrap()), None);
    config.retries_max = 0;
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let _refused = transport.send(&request(Method::Post), judge).await;
    // tunnel:mole e
    let login = "\r\nproxy-authorization: Basic dHVubmVsOm1vbGUgZQ==\r\n";
    assert!(server.seen().concat().contains(login));
}
