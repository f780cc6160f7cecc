//! Tokens: asked for, made, renewed, refused.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::Value as Json;

use super::*;
use crate::clock;
use crate::transport::{Assertion, OAuth};

/// A key made for these tests alone, and its public half.
const KEY: &str = include_str!("key.pem");
const PUBLIC_KEY: &str = include_str!("key.public.base64");

fn assertion() -> Assertion {
    Assertion {
        key: Secret::new(KEY),
        key_id: "landbridge-1".to_owned(),
        thumbprint: String::new(),
        issuer: "migration".to_owned(),
        subject: "LOADER".to_owned(),
        audience: "https://id.example.org/".to_owned(),
        lifetime: Duration::from_mins(5),
    }
}

fn with_oauth(server: &Server, assertion: Option<Assertion>) -> TransportConfig {
    let mut config = config(&server.url);
    config.authentication = Authentication::OAuth(Box::new(OAuth {
        token_url: Url::parse(&format!("{}/token", server.url)).unwrap(),
        client_id: "migration".to_owned(),
        client_secret: Secret::new("canary-secret"),
        scope: "a b".to_owned(),
        assertion,
    }));
    config
}

fn token(text: &str, seconds: u64) -> Act {
    let body = format!(
        "{{\"access_token\":\"{text}\",\"token_type\":\"Bearer\",\"expires_in\":{seconds}}}"
    );
    Act::answer(200, "", &body)
}

async fn send(transport: &Transport) -> Result<u16, Fault> {
    let answer = transport.send(&request(Method::Post), judge).await;
    answer.map(|answer| answer.status)
}

/// Head and claims of a signed statement, once its signature was found good.
fn read(statement: &str) -> [Json; 2] {
    let (signed, signature) = statement.rsplit_once('.').unwrap();
    let public = STANDARD.decode(PUBLIC_KEY.trim()).unwrap();
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public);
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    public.verify(signed.as_bytes(), &signature).unwrap();
    let (head, claims) = signed.split_once('.').unwrap();
    [head, claims]
        .map(|part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
}

/// The statement in a request for a token.
fn stated(request: &str) -> [Json; 2] {
    let (_, form) = request.split_once("\r\n\r\n").unwrap();
    let form = url::form_urlencoded::parse(form.as_bytes());
    let (_, statement) = form
        .into_iter()
        .find(|(name, _)| name == "assertion")
        .unwrap();
    read(&statement)
}

#[tokio::test]
async fn a_client_asks_once_for_a_token_and_uses_it_until_its_end_is_near() {
    let acts = [
        token("t1", 3_600),
        Act::answer(201, "", ""),
        Act::answer(201, "", ""),
    ];
    let server = Server::start(acts).await;
    let transport = Transport::new(with_oauth(&server, None), Cancel::new()).unwrap();
    assert_eq!(send(&transport).await.unwrap(), 201);
    assert_eq!(send(&transport).await.unwrap(), 201);
    let seen = server.seen();
    assert_eq!(seen.len(), 3);
    assert!(seen[0].starts_with("POST /token "), "{}", seen[0]);
    assert!(seen[0].contains("authorization: Basic bWlncmF0aW9uOmNhbmFyeS1zZWNyZXQ="));
    assert!(
        seen[0].ends_with("grant_type=client_credentials&scope=a+b"),
        "{}",
        seen[0]
    );
    assert!(seen[1].contains("authorization: Bearer t1"));
    assert!(seen[2].contains("authorization: Bearer t1"));

    // One that ends at once is asked for anew before each request.
    let acts = [
        token("t1", 0),
        Act::answer(201, "", ""),
        token("t2", 0),
        Act::answer(201, "", ""),
    ];
    let server = Server::start(acts).await;
    let transport = Transport::new(with_oauth(&server, None), Cancel::new()).unwrap();
    send(&transport).await.unwrap();
    send(&transport).await.unwrap();
    assert!(server.seen()[3].contains("authorization: Bearer t2"));
}

#[tokio::test]
async fn a_token_that_is_refused_in_the_middle_is_renewed_once() {
    let acts = [
        token("t1", 3_600),
        Act::answer(201, "", ""),
        Act::answer(401, "", ""),
        token("t2", 3_600),
        Act::answer(201, "", ""),
    ];
    let server = Server::start(acts).await;
    let transport = Transport::new(with_oauth(&server, None), Cancel::new()).unwrap();
    send(&transport).await.unwrap();
    assert_eq!(send(&transport).await.unwrap(), 201);
    assert!(server.seen()[4].contains("authorization: Bearer t2"));

    let acts = [
        token("t1", 3_600),
        Act::answer(401, "", ""),
        token("t2", 3_600),
        Act::answer(401, "", ""),
    ];
    let server = Server::start(acts).await;
    let transport = Transport::new(with_oauth(&server, None), Cancel::new()).unwrap();
    let fault = send(&transport).await.unwrap_err();
    assert_eq!(
        (fault.kind, fault.effect),
        (FaultKind::Unauthenticated, Effect::None)
    );
    assert_eq!(server.seen().len(), 4, "it is not asked for a third");
}

#[tokio::test]
async fn a_revoked_secret_is_explained_without_repeating_anything() {
    let body = r#"{"error":"invalid_client","error_description":"canary-secret of migration"}"#;
    let server = Server::start([Act::answer(401, "", body), Act::answer(401, "", body)]).await;
    let transport = Transport::new(with_oauth(&server, None), Cancel::new()).unwrap();
    let fault = send(&transport).await.unwrap_err();
    assert_eq!(
        fault.message,
        "127.0.0.1 gives no token: HTTP 401 invalid_client \"‹secret› of migration\"; check `client_id` and `client_secret`: the secret may have been revoked"
    );
    assert_eq!(
        (fault.kind, fault.effect, fault.retry),
        (FaultKind::Unauthenticated, Effect::None, Retry::Never)
    );
    assert_eq!(server.seen().len(), 1, "nothing is gained by asking again");
    // The next request finds it refused: a secret that is shown again and again locks the client.
    assert_eq!(send(&transport).await.unwrap_err(), fault);
    assert_eq!(server.seen().len(), 1);
    assert_eq!(transport.stats().requests, 0, "no turn was taken for it");
}

/// A long answer may hold a secret at the place where it is cut.
#[tokio::test]
async fn what_an_endpoint_says_to_people_is_kept_short_and_without_secrets() {
    let statement = "e".repeat(300);
    let said = format!(
        "{statement} {}canary-secret {}",
        "a ".repeat(96),
        "b ".repeat(90)
    );
    let body = serde_json::json!({"error": "invalid_client", "error_description": said});
    let server = Server::start([Act::answer(400, "", &body.to_string())]).await;
    let transport = Transport::new(with_oauth(&server, None), Cancel::new()).unwrap();
    let message = send(&transport).await.unwrap_err().message;
    assert!(!message.contains("canar"), "{message}");
    assert!(message.contains("\"… a a a"), "{message}");
    assert!(message.chars().count() < 400, "{message}");
}

#[tokio::test]
async fn an_endpoint_of_tokens_takes_no_turn_of_the_target_and_holds_up_nobody_who_stops() {
    let down = Act::answer(503, "", "");
    let server = Server::start(vec![down; 10]).await;
    let transport = Transport::new(with_oauth(&server, None), Cancel::new()).unwrap();
    assert_eq!(
        send(&transport).await.unwrap_err().kind,
        FaultKind::Unavailable
    );
    assert_eq!(server.seen().len(), 6, "it was asked again");
    assert_eq!(transport.stats().requests, 0, "the budget is the target's");

    let server = Server::start([Act::Silent]).await;
    let cancel = Cancel::new();
    let transport = Transport::new(with_oauth(&server, None), cancel.clone()).unwrap();
    let begun = Instant::now();
    let stopped = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        cancel.cancel();
    };
    let (sent, ()) = tokio::join!(send(&transport), stopped);
    let fault = sent.unwrap_err();
    assert_eq!(
        (fault.kind, fault.effect),
        (FaultKind::Cancelled, Effect::None)
    );
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_token_may_hold_for_longer_than_a_clock_can_count() {
    let server = Server::start([token("t1", u64::MAX), Act::answer(201, "", "")]).await;
    let transport = Transport::new(with_oauth(&server, None), Cancel::new()).unwrap();
    assert_eq!(send(&transport).await.unwrap(), 201);
}

/// What is behind a wrong address may say anything, for ever.
#[tokio::test]
async fn an_answer_about_a_token_is_read_as_far_as_one_can_be_long() {
    let page = "x".repeat(100_000);
    let endless = format!("HTTP/1.1 200 X\r\ncontent-length: 900000000\r\n\r\n{page}");
    let server = Server::start([Act::Answer(endless)]).await;
    let transport = Transport::new(with_oauth(&server, None), Cancel::new()).unwrap();
    let begun = Instant::now();
    let fault = send(&transport).await.unwrap_err();
    assert!(
        fault.message.contains("check `token_url` and the client"),
        "{fault}"
    );
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_password_in_the_address_of_an_endpoint_is_refused_and_not_repeated() {
    let mut config = config("https://erp.example.org");
    config.authentication = Authentication::OAuth(Box::new(OAuth {
        token_url: Url::parse("https://ann:canary@id.example.org/token").unwrap(),
        client_id: "migration".to_owned(),
        client_secret: Secret::new("s"),
        scope: String::new(),
        assertion: None,
    }));
    let faults = Transport::new(config, Cancel::new()).unwrap_err();
    assert_eq!(faults[0].found, "`token_url` with credentials in it");
    assert!(!format!("{faults:?}").contains("canary"), "{faults:?}");
}

/// A new token would not open the proxy, and a password that it refuses is not shown again.
#[tokio::test]
async fn a_proxy_that_refuses_a_password_does_not_see_it_twice() {
    let server = Server::start([token("t1", 3_600), Act::answer(407, "", "")]).await;
    let mut config = with_oauth(&server, None);
    config.base_url = Url::parse("http://erp.example.org").unwrap();
    config.allow_plain_http = true;
    config.proxy = Some(Url::parse(&server.url).unwrap());
    config.proxy_login = Some(("ann".to_owned(), Secret::new("canary-proxy")));
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let target = |request: &Request, answer: &Response| answer.fault(request, String::new);
    let fault = transport.send(&request(Method::Post), target).await;
    assert_eq!(fault.unwrap_err().kind, FaultKind::ProxyUnauthenticated);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_password_in_the_address_of_a_proxy_is_in_no_message() {
    let said = "who is ann:canary/proxy (YW5uOmNhbmFyeS9wcm94eQ==, canary%2Fproxy)?";
    let server = Server::start([Act::answer(400, "", said)]).await;
    let mut config = config("http://erp.example.org");
    let proxy = server.url.replace("http://", "http://ann:canary%2Fproxy@");
    config.proxy = Some(Url::parse(&proxy).unwrap());
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let answer = transport.send(&request(Method::Post), judge).await.unwrap();
    assert_eq!(
        String::from_utf8_lossy(&answer.body),
        "who is ann:‹secret› (‹secret›, ‹secret›)?"
    );
}

#[tokio::test]
async fn a_user_is_stated_with_a_signature() {
    let server = Server::start([token("t1", 60), Act::answer(201, "", "")]).await;
    let config = with_oauth(&server, Some(assertion()));
    let transport = Transport::new(config, Cancel::new()).unwrap();
    send(&transport).await.unwrap();
    let asked = &server.seen()[0];
    assert!(asked.contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"));
    let [head, claims] = stated(asked);
    assert_eq!(head["alg"], "RS256");
    assert_eq!(head["kid"], "landbridge-1");
    for (name, value) in [
        ("iss", "migration"),
        ("sub", "LOADER"),
        ("prn", "LOADER"),
        ("aud", "https://id.example.org/"),
    ] {
        assert_eq!(claims[name], value);
    }
    let holds = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
    assert_eq!(holds, 310);
}

/// The date that a server would give whose clock is so many seconds ahead.
fn date_ahead(seconds: i64) -> String {
    let now = i64::try_from(clock::unix_seconds()).unwrap() + seconds;
    let then = jiff::Timestamp::from_second(now).unwrap();
    format!("date: {}\r\n", then.strftime("%a, %d %b %Y %H:%M:%S GMT"))
}

#[tokio::test]
async fn a_clock_five_minutes_off_is_made_up_for() {
    for ahead in [300, -300] {
        let refused = Act::answer(400, &date_ahead(ahead), r#"{"error":"invalid_grant"}"#);
        let server = Server::start([refused, token("t1", 60), Act::answer(201, "", "")]).await;
        let config = with_oauth(&server, Some(assertion()));
        let transport = Transport::new(config, Cancel::new()).unwrap();
        assert_eq!(send(&transport).await.unwrap(), 201);
        let issued = |at: usize| stated(&server.seen()[at])[1]["iat"].as_i64().unwrap();
        let moved = issued(1) - issued(0);
        assert!((moved - ahead).abs() <= 3, "{moved}");

        // The same where the statement is the token itself, and the target refuses it.
        let refused = Act::answer(401, &date_ahead(ahead), "");
        let server = Server::start([refused, Act::answer(201, "", "")]).await;
        let mut config = config_of(&server);
        config.authentication = Authentication::Assertion(Box::new(assertion()));
        let transport = Transport::new(config, Cancel::new()).unwrap();
        assert_eq!(send(&transport).await.unwrap(), 201);
    }
    // A clock that is right is not to blame.
    let refused = Act::answer(400, &date_ahead(5), r#"{"error":"invalid_grant"}"#);
    let server = Server::start([refused]).await;
    let config = with_oauth(&server, Some(assertion()));
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let fault = send(&transport).await.unwrap_err();
    assert!(fault.message.contains("check `assertion`"), "{fault}");
    assert_eq!(server.seen().len(), 1);
}

fn config_of(server: &Server) -> TransportConfig {
    config(&server.url)
}

#[tokio::test]
async fn a_proxy_that_demands_authentication_is_told_who_asks_or_is_explained() {
    for (base, asked) in [
        (
            "http://erp.example.org",
            "POST http://erp.example.org/suppliers",
        ),
        ("https://erp.example.org", "CONNECT erp.example.org:443"),
    ] {
        let server = Server::start([Act::answer(407, "", ""), Act::answer(407, "", "")]).await;
        let mut config = config(base);
        config.proxy = Some(Url::parse(&server.url).unwrap());
        config.proxy_login = Some(("ann".to_owned(), Secret::new("canary-proxy")));
        // Where the system has no certificates at all, the transport cannot even be made.
        let Ok(transport) = Transport::new(config, Cancel::new()) else {
            continue;
        };
        let target = |request: &Request, answer: &Response| answer.fault(request, String::new);
        let fault = transport.send(&request(Method::Post), target).await;
        let fault = fault.unwrap_err();
        assert_eq!(
            (fault.kind, fault.effect),
            (FaultKind::ProxyUnauthenticated, Effect::None),
            "{fault}"
        );
        assert!(
            fault.message.contains("check `proxy` of the target"),
            "{fault}"
        );
        let seen = server.seen();
        assert_eq!(seen.len(), 1);
        assert!(seen[0].starts_with(asked), "{}", seen[0]);
        let login = "proxy-authorization: basic yw5uomnhbmfyes1wcm94eq==";
        assert!(seen[0].to_lowercase().contains(login), "{}", seen[0]);
    }
}

#[test]
fn a_key_that_is_none_is_told_before_anything_is_sent() {
    let mut config = config("https://erp.example.org");
    config.authentication = Authentication::Assertion(Box::new(Assertion {
        key: Secret::new("-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----"),
        ..assertion()
    }));
    let faults = Transport::new(config, Cancel::new()).unwrap_err();
    let said = format!("{faults:?}");
    assert!(said.contains("a key that cannot be used"), "{said}");
    assert!(!said.contains("canary"), "{said}");
}
