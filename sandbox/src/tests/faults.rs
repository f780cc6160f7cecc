use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::{Faults, RateLimit, RetryAfter, Share};
use client::{Request, exchange};

#[test]
fn a_lost_reply_commits_once_and_then_cuts_the_connection() {
    let pod = Pod::new();
    pod.set_faults(Faults {
        lost_reply_share: Share::ALL,
        ..Faults::default()
    });
    assert!(
        pod.try_send(&post("/suppliers", &supplier("Acme")))
            .is_none()
    );
    assert_eq!(
        pod.send(&get("/suppliers")).expect(200).column("Supplier"),
        ["Acme"]
    );
    let refused = pod.send(&post("/suppliers", &supplier("Acme"))).expect(400);
    assert!(
        refused.body.contains("already exists"),
        "only committed writes lose their reply"
    );
    let counters = pod.counters();
    assert_eq!((counters.lost_replies, counters.writes_committed), (1, 1));
    assert_eq!((counters.writes_attempted, counters.requests), (2, 3));
    assert_eq!(counters.objects["suppliers"].creates, 1);
}

#[test]
fn where_duplicates_are_admitted_what_is_sent_twice_is_there_twice() {
    let pod = Pod::new();
    pod.set_faults(Faults {
        duplicates_admitted: true,
        ..Faults::default()
    });
    for _ in 0..2 {
        pod.send(&post("/suppliers", &supplier("Acme"))).expect(201);
    }
    assert_eq!(
        pod.send(&get("/suppliers")).expect(200).column("Supplier"),
        ["Acme", "Acme"]
    );
    pod.set_faults(Faults::default());
    pod.send(&post("/suppliers", &supplier("Acme"))).expect(400);
}

#[test]
fn a_connection_cut_before_processing_leaves_nothing_behind() {
    let pod = Pod::new();
    pod.set_faults(Faults {
        cut_before_share: Share::ALL,
        ..Faults::default()
    });
    assert!(
        pod.try_send(&post("/suppliers", &supplier("Acme")))
            .is_none()
    );
    pod.set_faults(Faults::default());
    assert_eq!(pod.send(&get("/suppliers")).json()["count"], 0);
    let counters = pod.counters();
    assert_eq!(
        (counters.cut_connections, counters.writes_committed),
        (1, 0)
    );
}

#[test]
fn a_gateway_timeout_comes_after_the_commit() {
    let pod = Pod::new();
    pod.set_faults(Faults {
        gateway_timeout_share: Share::ALL,
        ..Faults::default()
    });
    pod.send(&post("/suppliers", &supplier("Acme"))).expect(504);
    pod.send(&get("/suppliers")).expect(200);
    let counters = pod.counters();
    assert_eq!(
        (
            counters.gateway_timeouts,
            counters.objects["suppliers"].creates
        ),
        (1, 1)
    );
}

#[test]
fn shares_hit_as_often_as_they_say_and_the_same_for_the_same_seed() {
    let run = || {
        let pod = Pod::new();
        let unavailable_share = Share::per_million(250_000);
        pod.set_faults(Faults {
            unavailable_share,
            seed: 11,
            ..Faults::default()
        });
        let statuses: Vec<u16> = (0..200)
            .map(|_| pod.send(&get("/suppliers")).status)
            .collect();
        assert_eq!(
            pod.counters().unavailable,
            u64::try_from(statuses.iter().filter(|status| **status == 503).count()).unwrap()
        );
        statuses
    };
    let statuses = run();
    assert_eq!(statuses, run());
    assert!((30..=70).contains(&statuses.iter().filter(|status| **status == 503).count()));
}

#[test]
fn web_tier_errors_can_be_html() {
    let pod = Pod::new();
    let faults = Faults {
        html_errors: true,
        maintenance: vec!["invoices".to_owned()],
        ..Faults::default()
    };
    pod.set_faults(faults);
    for (request, status) in [
        (get("/invoices"), 503),
        (get("/suppliers").header("Authorization", ""), 401),
    ] {
        let answer = pod.send(&request).expect(status);
        assert!(
            answer
                .header("content-type")
                .unwrap()
                .starts_with("text/html")
        );
        assert!(answer.body.contains("<html>"));
    }
    pod.send(&get("/suppliers")).expect(200);
}

#[test]
fn the_rate_is_enforced_and_retry_after_says_when_to_come_back() {
    let pod = Pod::new();
    let limit = RateLimit {
        burst: Some(2),
        ..RateLimit::per_second(1)
    };
    pod.set_faults(Faults {
        throttle: Some(limit),
        ..Faults::default()
    });
    let statuses: Vec<u16> = (0..5)
        .map(|_| pod.send(&get("/suppliers")).status)
        .collect();
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    let answer = pod.send(&get("/suppliers")).expect(429);
    assert_eq!(answer.header("retry-after"), Some("1"));
    std::thread::sleep(Duration::from_millis(1_050));
    pod.send(&get("/suppliers")).expect(200);
    assert_eq!(pod.counters().throttled, 3);
    let limit = RateLimit {
        retry_after: RetryAfter::HttpDate,
        burst: Some(0),
        ..limit
    };
    pod.set_faults(Faults {
        throttle: Some(limit),
        ..Faults::default()
    });
    pod.send(&get("/suppliers")).expect(200);
    let date = pod
        .send(&get("/suppliers"))
        .expect(429)
        .header("retry-after")
        .unwrap()
        .to_owned();
    assert!(date.ends_with(" GMT") && date.len() == 29, "{date}");
}

#[test]
fn a_client_that_keeps_to_the_limit_is_never_refused() {
    let pod = Pod::start(client::config().rate_limit_per_second(100));
    let mut stream = TcpStream::connect(pod.sandbox().addr()).unwrap();
    for _ in 0..100 {
        exchange(&mut stream, &get("/suppliers"))
            .unwrap()
            .expect(200);
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(pod.counters().throttled, 0);
}

#[test]
fn another_process_can_read_counters_set_faults_and_reset() {
    let pod = Pod::new();
    let anonymous = |request: Request| request.header("Authorization", "");
    pod.send(&post("/suppliers", &supplier("Acme"))).expect(201);
    let counters = pod
        .send(&anonymous(get("/sandbox/counters")))
        .expect(200)
        .json();
    assert_eq!(counters["objects"]["suppliers"]["creates"], 1);
    assert_eq!(counters["by_method"], json!({"POST": 1}));
    let faults = json!({"unavailable_share": "1", "maintenance": ["projects"]});
    let put = Request::with("PUT", "/sandbox/faults").json(&faults);
    assert_eq!(
        pod.send(&anonymous(put)).expect(200).json()["unavailable_share"],
        "1"
    );
    pod.send(&get("/suppliers")).expect(503);
    pod.send(&Request::with("PUT", "/sandbox/faults").body("{\"unavailable_share\": 2}"))
        .expect(400);
    pod.send(&anonymous(Request::with("POST", "/sandbox/reset")))
        .expect(200);
    assert_eq!(pod.counters(), crate::Counters::default());
    assert_eq!(pod.send(&get("/suppliers")).expect(200).json()["count"], 0);
    let again = pod
        .send(&post("/suppliers", &supplier("Acme")))
        .expect(201)
        .json();
    assert_eq!(again["SupplierId"], json!(300_000_000_000_001_i64));
}

#[test]
fn writes_at_the_same_time_are_each_committed_once() {
    let pod = Pod::new();
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let pod = &pod;
            scope.spawn(move || {
                let mut stream = TcpStream::connect(pod.sandbox().addr()).unwrap();
                for index in 0..25 {
                    let body = supplier(&format!("Supplier {worker}-{index}"));
                    exchange(&mut stream, &post("/suppliers", &body))
                        .unwrap()
                        .expect(201);
                }
            });
        }
    });
    assert_eq!(pod.counters().objects["suppliers"].creates, 100);
    assert_eq!(
        pod.send(&get("/suppliers?totalResults=true&limit=1"))
            .json()["totalResults"],
        100
    );
}

#[test]
fn a_token_is_good_for_so_many_requests_and_another_for_as_many() {
    let pod = Pod::start(client::config().client("app", "app-secret"));
    pod.set_faults(Faults {
        requests_per_token: 2,
        ..Faults::default()
    });
    for _ in 0..2 {
        let asked = Request::with("POST", "/oauth2/v1/token")
            .header("Authorization", "Basic YXBwOmFwcC1zZWNyZXQ=")
            .body("grant_type=client_credentials&scope=all");
        let answer = pod.send(&asked).expect(200).json();
        let token = answer["access_token"].as_str().unwrap();
        let ask = || get("/suppliers").header("Authorization", &format!("Bearer {token}"));
        pod.send(&ask()).expect(200);
        pod.send(&ask()).expect(200);
        pod.send(&ask()).expect(401);
    }
}

#[test]
fn nobody_is_let_in_after_so_many_requests_and_all_are_once_the_fault_is_gone() {
    let pod = Pod::new();
    pod.set_faults(Faults {
        logins_refused_after: Some(1),
        ..Faults::default()
    });
    pod.send(&get("/suppliers")).expect(200);
    pod.send(&get("/suppliers")).expect(401);
    pod.set_faults(Faults::default());
    pod.send(&get("/suppliers")).expect(200);
}
