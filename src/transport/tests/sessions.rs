//! Sessions: opened once, renewed where they run out, and no password shown twice that was refused.

use landbridge_contract::{Fault, FaultKind, Method, Request, Response, SignIn};

use super::server::{Act, Server};
use super::{config, judge, request};
use crate::diagnose::Hidden;
use crate::transport::{Authentication, Cancel, Secret, Transport, TransportConfig};

struct Login;

impl SignIn for Login {
    fn request(&self, user: &str, password: &str) -> Request {
        Request {
            path: "/login".to_owned(),
            body: format!("{user} {password}").into(),
            label: "open a session".to_owned(),
            ..request(Method::Ask)
        }
    }

    fn authorization(&self, user: &str, answer: &Response) -> Result<String, Fault> {
        let token = String::from_utf8_lossy(&answer.body);
        Ok(format!("Session {user}-{token}"))
    }
}

fn transport(server: &Server) -> Transport {
    let config = TransportConfig {
        authentication: Authentication::Basic {
            user: "loader".to_owned(),
            password: Secret::new("canary-password"),
        },
        ..config(&server.url)
    };
    Transport::new(config, Cancel::new()).unwrap()
}

async fn send(transport: &Transport) -> Result<Response, Fault> {
    let hidden = Hidden::default();
    let request = request(Method::Post);
    let sent = transport.send_in_session(&request, &Login, &judge, &hidden);
    sent.await
}

/// Path and `Authorization` of each request.
fn seen(server: &Server) -> Vec<(String, String)> {
    let seen = server.seen();
    let line = |request: &String| {
        let path = request.split(['?', ' ']).nth(1).unwrap_or_default();
        let header = request
            .lines()
            .find_map(|line| line.strip_prefix("authorization: "));
        (path.to_owned(), header.unwrap_or_default().to_owned())
    };
    seen.iter().map(line).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(path, header): &(&str, &str)| ((*path).to_owned(), (*header).to_owned());
    expected.iter().map(pair).collect()
}

#[tokio::test]
async fn a_session_is_opened_before_the_first_request_and_shared_by_all() {
    let acts = [
        Act::answer(200, "", "t1"),
        Act::answer(201, "", ""),
        Act::answer(201, "", ""),
    ];
    let server = Server::start(acts).await;
    let transport = transport(&server);
    let (first, second) = tokio::join!(send(&transport), send(&transport));
    assert_eq!((first.unwrap().status, second.unwrap().status), (201, 201));
    assert_eq!(
        seen(&server),
        pairs(&[
            ("/login", ""),
            ("/suppliers", "Session loader-t1"),
            ("/suppliers", "Session loader-t1"),
        ])
    );
}

#[tokio::test]
async fn a_session_that_has_run_out_is_opened_anew_once() {
    let acts = [
        Act::answer(200, "", "t1"),
        Act::answer(401, "", ""),
        Act::answer(200, "", "t2"),
        Act::answer(201, "", ""),
        Act::answer(401, "", ""),
        Act::answer(200, "", "t3"),
        Act::answer(401, "", ""),
    ];
    let server = Server::start(acts).await;
    let transport = transport(&server);
    assert_eq!(send(&transport).await.unwrap().status, 201);
    // Twice in a row it is not the session.
    let fault = send(&transport).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unauthenticated);
    assert_eq!(
        seen(&server)[2..4],
        pairs(&[("/login", ""), ("/suppliers", "Session loader-t2")])
    );
    assert_eq!(seen(&server).len(), 7);
}

#[tokio::test]
async fn a_password_that_was_refused_is_not_shown_again() {
    let server = Server::start([Act::answer(401, "", "canary-password is wrong")]).await;
    let transport = transport(&server);
    for _ in 0..3 {
        let fault = send(&transport).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Unauthenticated);
        assert!(!fault.to_string().contains("canary"), "{fault}");
    }
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn what_a_session_shows_is_hidden_where_the_target_repeats_it() {
    let acts = [
        Act::answer(200, "", "canary-token"),
        Act::answer(400, "", "what is loader-canary-token?"),
    ];
    let server = Server::start(acts).await;
    let answer = send(&transport(&server)).await.unwrap();
    assert_eq!(answer.body, "what is ‹secret›?");
}
